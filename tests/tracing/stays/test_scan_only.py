"""Where only scans count, who met is known, and for how long is not: never a number."""

import pandas as pd
import pytest

from dashboard.tracing import ColocationIndex, TracingRules, expand, stays_from_check_ins
from dashboard.tracing.evidence.longest import longest_contacts

RULES = TracingRules(scan_only=True)
CASES = pd.DataFrame(
    {
        "person_id": [1],
        "infectious_from": pd.to_datetime(["2021-08-01T00:00+07:00"]),
        "infectious_until": [pd.NaT],
    }
)


@pytest.fixture
def trace():
    """Person 1 scans at eight; 2 an hour later, 3 a minute after that."""
    times = ["2021-08-02T08:00+07:00", "2021-08-02T09:00+07:00", "2021-08-02T09:01+07:00"]
    scans = pd.DataFrame(
        {"person_id": [1, 2, 3], "place_id": 7, "scanned_at": pd.to_datetime(times)}
    )
    index = ColocationIndex.build(stays_from_check_ins(scans, rules=RULES))
    return expand(index, CASES, rules=RULES)


def test_scans_an_hour_apart_meet_and_a_minute_more_do_not(trace):
    reached = trace.people.set_index("person_id")["ring"]

    assert reached.to_dict() == {1: 0, 2: 1, 3: 2}


@pytest.mark.parametrize("of", ["chain", "strongest_chain", "contacts", "longest"])
def test_minutes_tier_and_parting_are_unknown(trace, of):
    if of == "longest":
        table = longest_contacts(trace.rounds)
        assert table["total_minutes"].isna().all()
    else:
        table = trace.contacts() if of == "contacts" else getattr(trace, of)(3)

    assert len(table) == 2
    assert table[["minutes", "tier", "parted_at"]].isna().all(axis=None)
    assert str(table["met_at"].iloc[0]) == "2021-08-02 02:00:00+00:00"
    assert set(table["confidence"]) == {"assumed"}
