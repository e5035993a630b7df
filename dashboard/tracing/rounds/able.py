"""When people are able to infect: a person in isolation infects nobody, before and after they do.

Isolations are kept as what lies between them, because that is what every loop asks for. Whoever
was never isolated, and every case (whose window says it), has no entry and is able at all times.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.rounds.reached import LONG_AGO


class Spans(NamedTuple):
    """One row per person and span of time, half open: to follow this round, or to be able in."""

    person: NDArray[np.int64]
    begins: NDArray[np.int64]
    """Forward: from when able to infect."""
    ends: NDArray[np.int64]
    """Forward: isolated from. Backward: infected by."""


class Able(NamedTuple):
    """The spans between isolations, looked up by person."""

    first: NDArray[np.int32]
    """Per person: their first row in `spans`, or -1 for whoever is able at all times."""
    spans: Spans
    """By person, then time."""


NO_SPANS = Spans(*(np.empty(0, dtype=np.int64) for _ in Spans._fields))


def between(
    person: NDArray[np.int64], isolated: NDArray[np.int64], released: NDArray[np.int64]
) -> Spans:
    """Return the spans between isolations `[isolated, released)`, by person, then time.

    An isolation that was over before it began isolates nobody; `contract.NEVER` is a beginning
    that is not known (no isolation) or a release that has not come.

    >>> between(np.array([7, 7]), np.array([10, 40]), np.array([20, contract.NEVER])).ends
    array([10, 40])
    """
    is_real = isolated < released
    if not is_real.any():
        return NO_SPANS
    person, isolated, released = person[is_real], isolated[is_real], released[is_real]
    order = np.lexsort((isolated, person))
    return Spans(*_between(person[order], isolated[order], released[order]))


def joined(spans: Spans, *, is_forward: bool, is_any: bool) -> Spans:
    """Return spans of the same people and the same meaning, so that no contact counts twice.

    Parameters
    ----------
    spans
        By person, then begin, then end.
    is_forward
        Backward only the latest deadline of a person says anything.
    is_any
        Whether any shared time is a contact: then spans that overlap or meet are one. Otherwise a
        contact must be long enough within one of them, and only those inside another are left out.
    """
    if not is_forward:
        is_last = np.diff(spans.person, append=-1) != 0
        return Spans(*(column[is_last] for column in spans))
    return Spans(*_joined(spans, is_any))


def looked_up(first: NDArray[np.int32], spans: Spans) -> Able:
    """Note in `first`, so far -1 everywhere, where each person's spans begin."""
    is_first = np.diff(spans.person, prepend=-1) != 0
    rows = np.flatnonzero(is_first)
    first[spans.person[rows]] = rows
    return Able(first, spans)


def able_within(spans: Spans, able: Able) -> Spans:
    """Return the parts of these spans in which their people are not isolated."""
    return spans if not len(able.spans.person) else Spans(*_within(spans, able))


@compiled
def bounds_of(spans: Spans, row: int) -> tuple[int, int]:
    """Return when the span of this row begins and ends; row -1 is all time."""
    if row < 0:
        return LONG_AGO, int(contract.NEVER)
    return int(spans.begins[row]), int(spans.ends[row])


@compiled
def next_of(spans: Spans, row: int) -> int:
    """Return the row of the same person's next span, or -1."""
    after = row + 1
    if row >= 0 and after < len(spans.person) and spans.person[after] == spans.person[row]:
        return after
    return -1


@compiled
def _joined(
    spans: Spans,
    is_any: bool,  # noqa: FBT001 - compiled code has no keywords
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    person, begins, ends = spans.person.copy(), spans.begins.copy(), spans.ends.copy()
    count = 0
    for row in range(len(person)):
        last = count - 1
        if last >= 0 and person[last] == person[row]:
            is_inside = begins[row] == begins[last] or ends[row] <= ends[last]
            if is_inside or (is_any and begins[row] <= ends[last]):
                ends[last] = max(ends[last], ends[row])
                continue
        person[count], begins[count], ends[count] = person[row], begins[row], ends[row]
        count += 1
    return person[:count], begins[:count], ends[:count]


@compiled
def _between(
    person: NDArray[np.int64], isolated: NDArray[np.int64], released: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return person, begin and end of each span; isolations are by person, then beginning."""
    found = np.empty((3, 2 * len(person)), dtype=np.int64)
    count, begins = 0, LONG_AGO
    for row in range(len(person)):
        if row == 0 or person[row] != person[row - 1]:
            begins = LONG_AGO
        if isolated[row] > begins:
            found[0, count], found[1, count], found[2, count] = person[row], begins, isolated[row]
            count += 1
        begins = max(begins, released[row])
        is_last = row + 1 == len(person) or person[row + 1] != person[row]
        if is_last and begins < contract.NEVER:
            found[0, count], found[1, count] = person[row], begins
            found[2, count] = contract.NEVER
            count += 1
    return found[0, :count].copy(), found[1, :count].copy(), found[2, :count].copy()


@compiled
def _within(
    spans: Spans, able: Able
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    found = np.empty((3, len(spans.person) + len(able.spans.person)), dtype=np.int64)
    count = 0
    for row in range(len(spans.person)):
        span = able.first[spans.person[row]]
        while True:
            between_begins, between_ends = bounds_of(able.spans, span)
            begins = max(spans.begins[row], between_begins)
            ends = min(spans.ends[row], between_ends)
            if begins < ends:
                if count == found.shape[1]:
                    found = np.concatenate((found, np.empty_like(found)), axis=1)
                found[0, count], found[1, count], found[2, count] = spans.person[row], begins, ends
                count += 1
            span = next_of(able.spans, span)
            if span < 0:
                break
    return found[0, :count].copy(), found[1, :count].copy(), found[2, :count].copy()
