"""Index and cases in, trace out: ring by ring, forward or backward."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.colocation import ColocationIndex
from dashboard.tracing.errors import RuleError
from dashboard.tracing.rounds import Direction, Round, Rounds
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.summed import Quota, sweep_summed
from dashboard.tracing.sweeps import LONG_AGO, Reached, sweep_backward, sweep_forward
from dashboard.tracing.trace import Trace
from dashboard.tracing.windows import (
    Limits,
    Spans,
    Windows,
    groups,
    infectee_windows,
    infector_windows,
)


def expand(
    index: ColocationIndex,
    cases: pd.DataFrame,
    *,
    rules: TracingRules | None = None,
    direction: Direction = "forward",
    isolations: pd.DataFrame | None = None,
    since: object = None,
) -> Trace:
    """Find whom the cases exposed (forward), or who could have infected them (backward).

    Parameters
    ----------
    index
        The stays.
    cases
        One row per case, or per window of a case. Forward: `person_id`, `infectious_from`,
        `infectious_until` (isolation; missing means unknown, so never; a window that ends before
        it opens exposes nobody: isolated before becoming infectious). Backward: `person_id`,
        `exposed_until` (infected by then). Times are timezone-aware. A case without any stay is
        kept, at ring 0, and named in `Trace.unseen_cases`.
    rules
        What counts as a contact, and how many rings to follow; the default preset if absent.
    direction
        "forward" or "backward".
    isolations
        One row per isolation of a person who is not a case: `person_id`, `isolated_at`. From the
        earliest on they infect nobody. Rows of cases are ignored: their window says it.
    since
        A timezone-aware time before which no contact starts.

    Raises
    ------
    TableError
        If a table lacks a column, or has a missing id or a time without zone.
    RuleError
        If `direction` is neither, or `sum_over` is asked for backward.

    Notes
    -----
    Each round costs the stays of the people whom the last round reached, sorted, and one walk
    through the stays at the places and times concerned; never the pairs (`sum_over` excepted).

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(
    ...     pd.DataFrame({"person_id": ["a", "b"], "place_id": ["market", "market"],
    ...                   "arrived_at": noon, "left_at": noon + pd.Timedelta("1h")}))
    >>> cases = pd.DataFrame({"person_id": ["a"], "infectious_from": [noon],
    ...                       "infectious_until": [pd.NaT]})
    >>> expand(index, cases).people[["person_id", "ring"]].to_numpy().tolist()
    [['a', 0], ['b', 1]]
    """
    rules = rules or TracingRules()
    if direction not in ("forward", "backward"):
        raise RuleError(f'direction must be "forward" or "backward", not {direction!r}')
    if direction == "backward" and rules.sum_over is not None:
        raise RuleError(f"sum_over {rules.sum_over} has no backward meaning; leave it out")
    limits = _limits(rules, since)
    seeds = _seeds(index, cases, direction)
    until = _isolation_times(index, isolations, seeds)
    job = _Job(index, rules, limits, until)
    ring, history = (_forward if direction == "forward" else _backward)(job, seeds)
    return Trace(
        Rounds(index, rules, direction, limits, seeds.table, seeds.spans, ring, history, until)
    )


class _Seeds(NamedTuple):
    """The cases: all of them as asked, and the windows of those who have stays."""

    table: pd.DataFrame
    spans: Spans


@dataclass(frozen=True, slots=True)
class _Job:
    """What every round needs."""

    index: ColocationIndex
    rules: TracingRules
    limits: Limits
    until: NDArray[np.int64]

    def round_of(self, number: int, reached: Reached, ring: NDArray[np.int16]) -> Round:
        """Record whom round `number` improved, and the ring of whoever is new."""
        people = np.flatnonzero(reached.is_changed)
        reached.is_changed[people] = False
        ring[people[ring[people] < 0]] = number
        return Round(people, reached.value[people])


def _forward(job: _Job, seeds: _Seeds) -> tuple[NDArray[np.int16], list[Round]]:
    reached, ring = _unreached(job.index, seeds, -LONG_AGO, LONG_AGO)
    history: list[Round] = []
    infectors = seeds.spans
    for number in range(1, job.rules.max_ring + 1):
        windows = infector_windows(job.index.stays, infectors, job.limits)
        if not len(windows.place):
            break
        _sweep(job, windows, reached)
        history.append(job.round_of(number, reached, ring))
        people, exposed = history[-1]
        infectors = Spans(people, exposed + job.rules.seconds("latent"), job.until[people])
    return ring, history


def _sweep(job: _Job, windows: Windows, reached: Reached) -> None:
    if job.rules.sum_over is None:
        sweep_forward(job.index.stays, windows, groups(windows), job.limits, reached)
        return
    quota = Quota(job.rules.seconds("min_overlap"), job.rules.seconds("sum_over"))
    order = np.argsort(windows.person, kind="stable")
    by_person = Windows(*(column[order] for column in windows))
    sweep_summed(job.index.stays, by_person, job.limits, quota, reached)


def _backward(job: _Job, seeds: _Seeds) -> tuple[NDArray[np.int16], list[Round]]:
    reached, ring = _unreached(job.index, seeds, LONG_AGO, -LONG_AGO)
    history: list[Round] = []
    infectees = seeds.spans
    stays = job.index.stays
    for number in range(1, job.rules.max_ring + 1):
        windows = infectee_windows(stays, infectees, job.limits)
        if not len(windows.place):
            break
        sweep_backward(stays, windows, groups(windows), job.limits, job.until, reached)
        history.append(job.round_of(number, reached, ring))
        people, ready_by = history[-1]
        infectees = Spans(people, ready_by, ready_by - job.rules.seconds("latent"))
    return ring, history


def _unreached(
    index: ColocationIndex, seeds: _Seeds, nobody: int, case: int
) -> tuple[Reached, NDArray[np.int16]]:
    count = len(index.person_ids)
    reached = Reached(np.full(count, nobody, dtype=np.int64), np.zeros(count, dtype=np.bool_))
    reached.value[seeds.spans.person] = case
    ring = np.full(count, -1, dtype=np.int16)
    ring[seeds.spans.person] = 0
    return reached, ring


def _limits(rules: TracingRules, since: object) -> Limits:
    overlap = rules.seconds("min_overlap")
    return Limits(
        overlap=max(overlap, 1) if rules.sum_over is None else 1,
        delay=overlap,
        linger=rules.seconds("linger"),
        since=LONG_AGO if since is None else int(contract.moment(since, of="since")),
    )


def _seeds(index: ColocationIndex, cases: pd.DataFrame, direction: Direction) -> _Seeds:
    forward = direction == "forward"
    first, last = ("infectious_from", "infectious_until") if forward else ("exposed_until",) * 2
    contract.require_columns(cases, list(dict.fromkeys(("person_id", first, last))), of="cases")
    codes = index.person_codes(cases["person_id"], of="cases.person_id")
    begins = contract.seconds(cases[first], of=f"cases.{first}")
    ends = contract.seconds(cases[last], of=f"cases.{last}", may_be_unknown=forward)
    table = pd.DataFrame({"person_id": cases["person_id"].to_numpy(), "when": begins})
    grouped = table.groupby("person_id", sort=True, observed=True)["when"]
    seen = codes >= 0
    return _Seeds(
        (grouped.min() if forward else grouped.max()).reset_index(),
        Spans(codes[seen], begins[seen], ends[seen]),
    )


def _isolation_times(
    index: ColocationIndex, isolations: pd.DataFrame | None, seeds: _Seeds
) -> NDArray[np.int64]:
    until = np.full(len(index.person_ids), contract.NEVER, dtype=np.int64)
    if isolations is None or isolations.empty:
        return until
    contract.require_columns(isolations, ("person_id", "isolated_at"), of="isolations")
    codes = index.person_codes(isolations["person_id"], of="isolations.person_id")
    times = contract.seconds(
        isolations["isolated_at"], of="isolations.isolated_at", may_be_unknown=True
    )
    np.minimum.at(until, codes[codes >= 0], times[codes >= 0])
    until[seeds.spans.person] = contract.NEVER
    return until
