"""The project's own tracing, asked the way every peer is asked."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import numpy as np
import pandas as pd

from benchmarks.tracing import province
from benchmarks.tracing.answers import Answer, Scenario, answer
from dashboard.tracing.expansion import expand
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.trace import Trace

NAME = "this project"


def build(columns: province.Columns) -> ColocationIndex:
    """Return the index of the stays."""
    return ColocationIndex.build(province.table(columns))


def trace(index: ColocationIndex, scenario: Scenario) -> Trace:
    """Expand the scenario's cases; the table of people is made when it is read."""
    return asked(index, scenario)()


def asked(index: ColocationIndex, scenario: Scenario) -> Callable[[], Trace]:
    """Return the expansion alone, to be timed: rules and cases are ready, as a peer's are."""
    return partial(expand, index, cases(scenario), rules=rules(scenario))


def cases(scenario: Scenario) -> pd.DataFrame:
    """Return the cases as the expansion wants them."""
    count = len(scenario.people)
    return pd.DataFrame(
        {
            "person_id": np.array(scenario.people, dtype=np.int32),
            "infectious_from": province.times(np.full(count, scenario.infectious_from)),
            "infectious_until": pd.Series([pd.NaT] * count, dtype="datetime64[us, UTC]"),
        }
    )


def rules(scenario: Scenario) -> TracingRules:
    """Return the rules as the expansion wants them."""
    return TracingRules(
        max_ring=scenario.max_ring,
        min_overlap=timedelta(seconds=scenario.min_overlap),
        latent=timedelta(seconds=scenario.latent),
        sum_over=timedelta(seconds=scenario.sum_over) if scenario.sum_over else None,
    )


def answered(trace: Trace) -> Answer:
    """Return whom the trace reached."""
    people = trace.people
    reached = people[people["ring"] > 0]
    since = (reached["exposed_at"] - province.FIRST_MIDNIGHT).dt.total_seconds()
    return answer(
        reached["person_id"].to_numpy(np.int64),
        reached["ring"].to_numpy(np.int64),
        since.to_numpy().astype(np.int64),
    )
