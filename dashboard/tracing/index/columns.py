"""The sorted columns of an index, and how they are sorted: by counting, never by comparing."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled

_DIGIT = 16  # bits per pass of the radix sort: 65,536 counters stay in the cache


class Stays(NamedTuple):
    """The sorted columns that the compiled loops read: one entry per stay unless said otherwise.

    Rows are ordered by place, then arrival. People and places are codes: positions in the
    index's `person_ids` and `place_ids`. Times are seconds since `contract.EPOCH`.
    """

    person: NDArray[np.int32]
    arrived: NDArray[np.int32]
    left: NDArray[np.int32]
    place_starts: NDArray[np.int64]
    """One per place and one more: place p has the rows from `place_starts[p]` up to the next."""
    longest: NDArray[np.int64]
    """One per place: its longest stay in seconds, so that a search knows how far back to look."""
    by_person: NDArray[np.uint32]
    """Row numbers, ordered by person, then place and arrival."""
    by_person_place: NDArray[np.int32]
    """The place of each of those rows."""
    person_starts: NDArray[np.int64]
    """One per person and one more: where in `by_person` the stays of a person begin."""
    crowd: NDArray[np.uint16]
    """How many people the stay found at its place, see `at_arrival`; 0 where all are close."""
    kind: NDArray[np.int8]
    """One per place: a position in `stay_table.KINDS`."""


class Parts(NamedTuple):
    """What an index is made of."""

    stays: Stays
    confidence: NDArray[np.int8]
    person_ids: pd.Index
    place_ids: pd.Index


def by_place_and_arrival(
    place: NDArray[np.int32], place_count: int, arrived: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return the rows by place, then arrival: least significant digit first, each pass stable."""
    order = np.arange(len(place), dtype=np.uint32)
    if len(arrived):
        since_first = (arrived - arrived.min()).astype(np.uint32)
        for shift in range(0, int(since_first.max()).bit_length(), _DIGIT):
            digit = ((since_first >> shift) & (2**_DIGIT - 1)).astype(np.int32)
            order = _counting_pass(digit, order, 2**_DIGIT)
    return _counting_pass(place, order, place_count)


class Ordered(NamedTuple):
    """Stays by place, then arrival, as codes and seconds, and what is known of each place."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    arrived: NDArray[np.int32]
    left: NDArray[np.int32]
    kind: NDArray[np.int8]
    """One per place: see `Stays`."""
    person_count: int


def sorted_columns(ordered: Ordered, crowd: NDArray[np.uint16]) -> Stays:
    """Return the index's columns."""
    person, place, arrived, left, kind, person_count = ordered
    place_count = len(kind)
    by_person = _counting_pass(person, np.arange(len(person), dtype=np.uint32), person_count)
    return Stays(
        person=person,
        arrived=arrived,
        left=left,
        place_starts=starts_of(place, place_count),
        longest=_longest(place, arrived, left, place_count),
        by_person=by_person,
        by_person_place=place[by_person],
        person_starts=starts_of(person, person_count),
        crowd=crowd,
        kind=kind,
    )


def starts_of(codes: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Return where the rows of each code begin, were they sorted, and the number of rows."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(codes, minlength=count), out=starts[1:])
    return starts


@compiled
def _counting_pass(
    code: NDArray[np.int32], order: NDArray[np.uint32], count: int
) -> NDArray[np.uint32]:
    """Return `order` sorted by `code`, rows of equal code keeping their order."""
    free = np.zeros(count + 1, dtype=np.int64)
    for row in range(len(code)):
        free[code[row] + 1] += 1
    for digit in range(count):
        free[digit + 1] += free[digit]
    result = np.empty_like(order)
    for row in order:
        slot = free[code[row]]
        result[slot] = row
        free[code[row]] = slot + 1
    return result


@compiled
def _longest(
    place: NDArray[np.int32], arrived: NDArray[np.int32], left: NDArray[np.int32], count: int
) -> NDArray[np.int64]:
    longest = np.zeros(count, dtype=np.int64)
    for row in range(len(place)):
        longest[place[row]] = max(longest[place[row]], int(left[row]) - arrived[row])
    return longest
