"""Who passed the most on, where, and who holds a trace together."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from dashboard.tracing import TracingError
from dashboard.tracing.evidence.network_measures import (
    out_degrees,
    spreading_places,
    structure,
    top_fifth_share,
)
from tests.tracing.oracle import NEVER, Rules, Setting, Stay
from tests.tracing.worlds import rules, settings_of, trace

NOON = pd.Timestamp("2021-08-02T12:00+07:00")

BRIDGE = Setting(
    (
        Stay(0, 0, 0, 10), Stay(1, 0, 5, 10), Stay(2, 0, 5, 10),
        Stay(1, 1, 20, 30), Stay(3, 1, 25, 30), Stay(4, 1, 25, 30),
    ),
    ((0, 0, NEVER),),
    Rules(),
)  # fmt: skip
"""Person 0 meets 1 and 2; only 1 meets 3 and 4."""


def contacts(*rows):
    """Return contacts of (person, source, place, hour)."""
    table = pd.DataFrame(rows, columns=["person_id", "source_id", "place_id", "hour"])
    return table.assign(met_at=NOON + pd.to_timedelta(table["hour"], unit="h"))


def test_out_degree_counts_people_and_whose_first_contact_it_was():
    counted = out_degrees(
        contacts((1, 0, 7, 0), (1, 0, 7, 5), (2, 0, 7, 2), (2, 1, 8, 1), (3, 1, 8, 1))
    )

    assert counted.to_numpy().tolist() == [[1, 2, 2], [0, 2, 1]]
    assert list(counted) == ["source_id", "contact_count", "first_count"]


def test_places_share_the_first_contacts():
    counted = spreading_places(
        contacts((1, 0, 7, 0), (2, 0, 7, 0), (3, 0, 7, 0), (3, 0, 8, 1), (4, 0, 8, 0))
    )

    assert counted["place_id"].tolist() == [7, 8]
    assert counted["person_count"].tolist() == [3, 2]
    assert counted["first_count"].tolist() == [3, 1]
    assert counted["share"].tolist() == [0.75, 0.25]


def test_no_contact_is_no_place():
    nobody = contacts().astype({"person_id": "int64", "source_id": "int64", "place_id": "int64"})

    assert spreading_places(nobody).empty
    assert out_degrees(nobody).empty


def test_a_table_without_sources_is_refused_by_its_column():
    with pytest.raises(TracingError, match="contacts lacks the column source_id"):
        out_degrees(contacts((1, 0, 7, 0)).drop(columns="source_id"))


def test_the_largest_fifth():
    assert top_fifth_share(pd.Series([80, 5, 5, 5, 5])) == pytest.approx(0.8)
    assert top_fifth_share(pd.Series([1] * 10)) == pytest.approx(0.2)
    assert top_fifth_share(pd.Series([10, 0])) == pytest.approx(0.4)
    assert np.isnan(top_fifth_share(pd.Series([0, 0])))


def test_who_alone_links_others_to_the_case():
    found = structure(trace(BRIDGE).rounds)

    assert found.groups.to_numpy().tolist() == [[5, 1]]
    assert found.connectors["person_id"].tolist() == [1, 0]
    assert found.connectors["cut_off_count"].tolist() == [2, 1]


def test_two_outbreaks_are_two_groups():
    apart = BRIDGE._replace(
        stays=(*BRIDGE.stays, Stay(5, 2, 0, 10)), cases=((0, 0, NEVER), (5, 0, NEVER))
    )

    assert structure(trace(apart).rounds).groups.to_numpy().tolist() == [[5, 1], [1, 1]]


def test_too_many_contacts_are_refused_with_the_number():
    with pytest.raises(TracingError, match="more than 3 contacts"):
        structure(trace(BRIDGE).rounds, limit=3)


@settings(max_examples=60, deadline=None)
@given(settings_of(rules))
def test_structure_is_that_of_networkx(setting):
    """Groups and connectors equal networkx's, and what a connector cuts off is counted anew."""
    answer = trace(setting)
    simple = nx.Graph(answer.to_networkx())

    found = structure(answer.rounds)

    parts = sorted((len(part) for part in nx.connected_components(simple)), reverse=True)
    assert found.groups["person_count"].tolist() == parts
    assert found.groups["case_count"].sum() == answer.people["ring"].eq(0).sum()
    connectors = {person for _, person in nx.articulation_points(simple)}
    assert set(found.connectors["person_id"]) == connectors
    for row in found.connectors.itertuples():
        group = nx.node_connected_component(simple, ("person", row.person_id))
        left = simple.subgraph(group - {("person", row.person_id)})
        largest = max(len(part) for part in nx.connected_components(left))
        assert row.cut_off_count == len(left) - largest
