"""Index and cases in, trace out: ring by ring, forward or backward."""

from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.direction import Direction
from dashboard.tracing.errors import RuleError
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.stay_table import HOME, INTERVIEW, PLACE
from dashboard.tracing.isolations import isolation_times
from dashboard.tracing.rounds.able import NO_SPANS, Spans, between, joined
from dashboard.tracing.rounds.found import Asked, Round, Rounds
from dashboard.tracing.rounds.listed import Everyone
from dashboard.tracing.rounds.reach import Question, reach
from dashboard.tracing.rounds.reached import LONG_AGO
from dashboard.tracing.rounds.windows import EVERY_CROWD, Limits
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.trace import Trace


def expand(
    index: ColocationIndex,
    cases: pd.DataFrame,
    *,
    rules: TracingRules | None = None,
    direction: str = Direction.FORWARD,
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
        kept, at ring 0, and named in `Trace.unseen_cases`. Several rows of a person are one F0.
    rules
        What counts as a contact, and how many rings to follow; if absent any shared time counts.
    direction
        "forward" or "backward".
    isolations
        One row per isolation of a person who is not a case: `person_id`, `isolated_at`, and
        optionally `released_at` (missing means not yet). During it, half open, they infect nobody;
        before and after they may. Rows of cases are ignored: their window says it.
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
    asked = understood(
        index.person_codes,
        cases,
        rules=rules,
        direction=direction,
        isolations=isolations,
        since=since,
    )
    question = Question(index, asked.rules, asked.limits, asked.is_forward)
    everyone, history = reach(question, asked.spans, asked.able_spans)
    return Trace(answered(index, asked, everyone, history))


class Codes(Protocol):
    """Tells the code of each person: see `ColocationIndex.person_codes`."""

    def __call__(self, person_ids: pd.Series, *, of: str) -> NDArray[np.int64]:
        """Return the code of each id; -1 where the person has no stay."""


class Understood(NamedTuple):
    """A question that makes sense, in codes and seconds."""

    rules: TracingRules
    direction: Direction
    limits: Limits
    cases: Asked
    spans: Spans
    """The windows of cases who have stays: see `Rounds`."""
    able_spans: Spans

    @property
    def is_forward(self) -> bool:
        """Whether it asks whom the cases exposed."""
        return self.direction == Direction.FORWARD


def understood(
    codes: Codes,
    cases: pd.DataFrame,
    *,
    rules: TracingRules | None,
    direction: str,
    isolations: pd.DataFrame | None,
    since: object,
) -> Understood:
    """Return what `expand` is asked, or refuse it."""
    rules = rules or TracingRules()
    if direction not in (Direction.FORWARD, Direction.BACKWARD):
        raise RuleError(f'direction must be "forward" or "backward", not {str(direction)!r}')
    way = Direction(direction)
    if way == Direction.BACKWARD and rules.sum_over is not None:
        raise RuleError(f"sum_over {rules.sum_over} has no backward meaning; leave it out")
    limits = _limits(rules, since)
    asked, windows = _seeds(codes, cases, way)
    spans = joined(windows, is_forward=way == Direction.FORWARD, is_any=limits.overlap == 1)
    able_spans = _able_spans(codes, isolations, spans.person)
    return Understood(rules, way, limits, asked, spans, able_spans)


def answered(
    index: ColocationIndex, asked: Understood, everyone: Everyone, history: list[Round]
) -> Rounds:
    """Return what was found, with what was asked."""
    return Rounds(
        index,
        asked.rules,
        asked.direction,
        asked.limits,
        asked.cases,
        asked.spans,
        asked.able_spans,
        everyone,
        history,
    )


def _limits(rules: TracingRules, since: object) -> Limits:
    overlap = rules.seconds("min_overlap")
    return Limits(
        overlap=max(overlap, 1) if rules.sum_over is None else 1,
        delay=overlap,
        linger=rules.seconds("linger"),
        since=LONG_AGO if since is None else int(contract.moment(since, of="since")),
        crowd=EVERY_CROWD if rules.max_crowd is None else rules.max_crowd,
        kinds=1 << PLACE | rules.homes << HOME | rules.interviews << INTERVIEW,
    )


def _seeds(codes: Codes, cases: pd.DataFrame, direction: Direction) -> tuple[Asked, Spans]:
    """Return all cases as asked, and the windows of those who have stays, by person, then time."""
    forward = direction == Direction.FORWARD
    first, last = ("infectious_from", "infectious_until") if forward else ("exposed_until",) * 2
    contract.require_columns(cases, list(dict.fromkeys(("person_id", first, last))), of="cases")
    person_id = cases["person_id"]
    people = codes(person_id, of="cases.person_id")
    begins = contract.seconds(cases[first], of=f"cases.{first}")
    ends = contract.seconds(cases[last], of=f"cases.{last}", may_be_unknown=forward)
    in_order = np.lexsort((ends, begins, people))
    windows = np.stack((people, begins, ends))[:, in_order]
    is_first = (np.diff(windows, prepend=-1) != 0).any(axis=0) & (windows[0] >= 0)
    # Rows of one memory order: the loops are compiled for that, once.
    return Asked(person_id.copy(), begins), Spans(*np.ascontiguousarray(windows[:, is_first]))


def _able_spans(codes: Codes, isolations: pd.DataFrame | None, cases: NDArray[np.int64]) -> Spans:
    """Return what lies between the isolations of people who have stays and are no cases."""
    if isolations is None or isolations.empty:
        return NO_SPANS
    isolated, released = isolation_times(isolations)
    people = codes(isolations["person_id"], of="isolations.person_id")
    is_asked = (people >= 0) & ~np.isin(people, cases)
    return between(people[is_asked], isolated[is_asked], released[is_asked])
