"""The order of calls is that of the whole score, at the price of one contact per person."""

import pandas as pd
import pytest
from hypothesis import example, given, settings

from dashboard.tracing import RuleError
from dashboard.tracing.calls.call_order import call_risks
from dashboard.tracing.calls.risk import rank
from dashboard.tracing.evidence.longest import longest_contacts
from dashboard.tracing.index.crowds import crowds
from tests.tracing.evidence.links import TWICE
from tests.tracing.worlds import rules, settings_of, trace


@settings(deadline=None)
@given(setting=settings_of(rules))
@example(setting=TWICE)
def test_f1_are_scored_by_all_their_contacts_and_f2_never_higher(setting):
    traced = trace(setting)
    contacts = traced.contacts(limit=None)
    whole = rank(contacts.assign(crowd_count=crowds(traced.index, contacts)))

    found = call_risks(traced, longest_contacts(traced.rounds))

    both = (
        found.merge(whole, on="person_id", suffixes=("", "_whole"), validate="1:1")
        .merge(traced.people, on="person_id")
        .set_index("ring")
    )
    assert len(both) == len(whole) == len(found)
    f1, f2 = both[both.index == 1], both[both.index == 2]
    assert f1["risk"].tolist() == pytest.approx(f1["risk_whole"].tolist())
    assert (f2["risk"] <= f2["risk_whole"] + 1e-12).all()
    assert found["risk"].between(0, 1).all()


@given(setting=settings_of(rules))
@settings(deadline=None, max_examples=5)
def test_a_backward_trace_is_refused(setting):
    traced = trace(setting, "backward")
    with pytest.raises(RuleError, match="backward"):
        call_risks(traced, longest_contacts(traced.rounds))


@given(setting=settings_of(rules))
@settings(deadline=None, max_examples=5)
def test_nobody_has_the_same_columns(setting):
    traced = trace(setting._replace(stays=()))

    found = call_risks(traced, longest_contacts(traced.rounds))

    assert found.empty
    pd.testing.assert_index_equal(found.columns, pd.Index(["person_id", "risk"]))
