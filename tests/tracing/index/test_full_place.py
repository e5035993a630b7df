"""A hundred thousand people at one place: still right. Benchmarks say how fast."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import ColocationIndex, TracingRules, expand

NOON = pd.Timestamp("2021-08-02T12:00+07:00")
CROWD = 100_000


@pytest.fixture(scope="module")
def index():
    """One market where a new person arrives each second, always staying for half an hour."""
    arrived = NOON + pd.to_timedelta(np.arange(CROWD), unit="s")
    return ColocationIndex.build(
        pd.DataFrame(
            {
                "person_id": np.arange(CROWD),
                "place_id": 1,
                "arrived_at": arrived,
                "left_at": arrived + pd.Timedelta("30min"),
            }
        )
    )


def people(index, direction, **rules):
    """Trace from everyone with an even id, of whom there are fifty thousand."""
    column = "infectious_from" if direction == "forward" else "exposed_until"
    late = NOON + pd.Timedelta("7 days")
    cases = pd.DataFrame({"person_id": np.arange(0, CROWD, 2), column: NOON})
    if direction == "backward":
        cases[column] = late
    else:
        cases["infectious_until"] = late
    return expand(index, cases, rules=TracingRules(**rules), direction=direction).people


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_many_cases_in_one_crowd(index, direction):
    found = people(index, direction, max_ring=3)
    assert len(found) == CROWD
    assert found["ring"].max() == 1


def test_one_case_spreads_by_half_an_hour_per_ring(index):
    cases = pd.DataFrame(
        {"person_id": [0], "infectious_from": [NOON], "infectious_until": [pd.NaT]}
    )
    found = expand(index, cases, rules=TracingRules(max_ring=4)).people
    per_ring = found["ring"].value_counts().sort_index().tolist()
    assert per_ring == [1, 1799, 1799, 1799, 1799]
