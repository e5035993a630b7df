"""The longest contact of each person is the longest of all their contacts."""

import pandas as pd
import pytest
from hypothesis import example, given, settings

from dashboard.tracing.evidence.longest import longest_contacts
from tests.tracing.evidence.links import TWICE
from tests.tracing.worlds import rules, settings_of, summed_rules, trace


@pytest.mark.parametrize("direction", ["forward", "backward"])
@settings(deadline=None)
@given(setting=settings_of(rules))
@example(setting=TWICE)
def test_longest_contact_agrees_with_all_contacts(direction, setting):
    _check(trace(setting, direction))


@settings(deadline=None)
@given(setting=settings_of(summed_rules))
def test_longest_spell_agrees_with_all_spells_when_time_is_summed(setting):
    _check(trace(setting))


@settings(deadline=None)
@given(setting=settings_of(rules))
def test_columns_do_not_depend_on_the_rows(setting):
    empty = trace(setting._replace(stays=()))
    full = trace(setting)
    assert list(longest_contacts(empty.rounds)) == list(longest_contacts(full.rounds))


def _check(traced):
    asked = "target_id" if traced.direction == "forward" else "source_id"
    all_contacts = traced.contacts(limit=None).rename(columns={asked: "person_id"})
    expected = all_contacts.groupby("person_id")["minutes"].agg(["max", "size", "sum"]).sort_index()
    found = longest_contacts(traced.rounds).set_index("person_id").sort_index()

    assert found.index.tolist() == expected.index.tolist()
    assert found["minutes"].tolist() == pytest.approx(expected["max"].tolist())
    assert found["contact_count"].tolist() == expected["size"].tolist()
    assert found["total_minutes"].tolist() == pytest.approx(expected["sum"].tolist())
    longest = found.reset_index().merge(
        all_contacts, on=["person_id", "place_id", "met_at", "parted_at", "minutes"], how="left"
    )
    assert longest["source_ring"].notna().all()
    assert isinstance(longest, pd.DataFrame)
