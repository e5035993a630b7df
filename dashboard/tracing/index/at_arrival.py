"""How many people did a stay find at its place when it began? Counted once, when an index is made.

The definition of a close contact asks it of the later of two stays. People at a place are kept in
a heap by when they leave, so that a stay costs a few steps however many people are there.
"""

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import threads
from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group
from dashboard.tracing.index.stay_table import PLACE
from dashboard.tracing.rules import MOST_COUNTED

_BEFORE = -(2**40)
"""Seconds before every stay."""

_PERSON = 32
"""Bits of a heap entry below the time: the person who leaves then."""


def count_at_arrival(stays: Stays, is_asked: NDArray[np.bool_]) -> None:
    """Write `stays.crowd` at the places asked about.

    A stay's crowd is how many different people the stays put at its place at the moment when it
    begins, its own person included; stays that begin together find each other. It is 0 at homes
    and interviews, where everybody is close. From `MOST_COUNTED` on nobody counts.
    """
    starts = stays.place_starts
    cuts = np.searchsorted(starts, np.linspace(0, starts[-1], threads.count() + 1))
    cuts[0], cuts[-1] = 0, len(starts) - 1

    def count(part: int) -> None:
        until = np.full(len(stays.person_starts) - 1, _BEFORE, dtype=np.int64)
        _count(stays, is_asked, Group(int(cuts[part]), int(cuts[part + 1])), until)

    threads.share(count, len(cuts) - 1)


@compiled
def _count(
    stays: Stays, is_asked: NDArray[np.bool_], places: Group, until: NDArray[np.int64]
) -> None:
    """Count at the places of this range; `until` is when each person leaves, `_BEFORE` between."""
    for place in range(places.begin, places.end):
        first, last = stays.place_starts[place], stays.place_starts[place + 1]
        if not is_asked[place]:
            continue
        if stays.kind[place] != PLACE:
            stays.crowd[first:last] = 0
            continue
        _count_at(stays, Group(first, last), until)
        for row in range(first, last):
            until[stays.person[row]] = _BEFORE


@compiled
def _count_at(stays: Stays, rows: Group, until: NDArray[np.int64]) -> None:
    leaving = np.empty(rows.end - rows.begin, dtype=np.int64)
    size, present, row = 0, 0, rows.begin
    while row < rows.end:
        now = int(stays.arrived[row])
        while size > 0 and leaving[0] >> _PERSON <= now:
            person = leaving[0] & (2**_PERSON - 1)
            present -= until[person] == leaving[0] >> _PERSON  # or they stayed longer after all
            size = _without_first(leaving, size)
        last = row
        while last < rows.end and stays.arrived[last] == now:
            person, left = stays.person[last], int(stays.left[last])
            if left > now and left > until[person]:
                present += until[person] <= now
                until[person] = left
                size = _with(leaving, size, (left << _PERSON) | person)
            last += 1
        for each in range(row, last):
            alone = until[stays.person[each]] <= now  # a stay of no length counts itself
            stays.crowd[each] = min(present + alone, MOST_COUNTED)
        row = last


@compiled
def _with(heap: NDArray[np.int64], size: int, entry: int) -> int:
    at = size
    while at > 0 and heap[(at - 1) // 2] > entry:
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = entry
    return size + 1


@compiled
def _without_first(heap: NDArray[np.int64], size: int) -> int:
    size -= 1
    entry, at = heap[size], 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= entry:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = entry
    return size
