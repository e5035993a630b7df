"""A trace as a network."""

import pytest
from hypothesis import given, settings

from dashboard.tracing import TracingError
from tests.tracing.oracle import NEVER, Rules, Setting, Stay
from tests.tracing.worlds import found, rules, settings_of, trace

TWO_RINGS = Setting(
    (Stay(0, 0, 0, 10), Stay(1, 0, 5, 10), Stay(1, 1, 20, 30), Stay(2, 1, 25, 30)),
    ((0, 0, NEVER),),
    Rules(),
)


def test_people_are_nodes_and_contacts_are_edges():
    network = trace(TWO_RINGS).to_networkx()
    assert set(network) == {("person", 0), ("person", 1), ("person", 2)}
    assert set(network.edges()) == {
        (("person", 0), ("person", 1)),
        (("person", 1), ("person", 2)),
    }
    assert network.nodes["person", 2]["ring"] == 2
    (edge,) = network.get_edge_data(("person", 0), ("person", 1)).values()
    assert edge["place_id"] == 0
    assert edge["minutes"] == 5 / 60
    assert edge["confidence"] == "assumed"


def test_places_can_be_nodes_between_people():
    network = trace(TWO_RINGS).to_networkx(with_places=True)
    assert network.nodes["place", 0]["kind"] == "place"
    assert set(network.edges()) == {
        (("person", 0), ("place", 0)),
        (("place", 0), ("person", 1)),
        (("person", 1), ("place", 1)),
        (("place", 1), ("person", 2)),
    }


def test_a_network_too_large_is_refused_with_its_size():
    with pytest.raises(TracingError, match="more than 1 contacts"):
        trace(TWO_RINGS).to_networkx(limit=1)


def test_the_summary_counts_by_place():
    summary = trace(TWO_RINGS).network_summary()
    assert (summary.person_count, summary.contact_count) == (3, 2)
    assert summary.clusters["target_count"].tolist() == [1, 1]


@settings(max_examples=100, deadline=None)
@given(settings_of(rules))
def test_everybody_reached_is_a_node_and_edges_point_outward(setting):
    answer = trace(setting)
    network = answer.to_networkx()
    assert {person for _, person in network} == set(answer.people["person_id"])
    assert all(network.nodes[a]["ring"] < network.nodes[b]["ring"] for a, b in network.edges())
    reached = {("person", person) for person, (ring, _) in found(answer).items() if ring == 1}
    assert all(network.in_degree(node) for node in reached)
