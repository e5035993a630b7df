"""Rounds that reach few: only the places of whoever was just reached are looked at."""

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group
from dashboard.tracing.rounds.crowded import backward, forward
from dashboard.tracing.rounds.reached import NOBODY, Reached
from dashboard.tracing.rounds.sweeps import improve_waiting
from dashboard.tracing.rounds.windows import Terms, Windows

_DIGIT = 11
"""Bits per pass of the radix sort: 2,048 counters stay in the nearest cache."""


@compiled
def by_place(windows: Windows, places: Group) -> Windows:
    """Return the windows at places of this range by place, then `opens`: each is then walked once.

    Least significant digit first, each pass stable; only bits in which the windows differ count.
    """
    row, opens = np.empty(len(windows.place), dtype=np.uint32), windows.opens
    count, first, last = 0, NOBODY, -NOBODY
    for at in range(len(row)):
        row[count] = at  # kept only if counted: no branch to miss
        is_here = places.begin <= windows.place[at] < places.end
        count += is_here
        first = min(first, opens[at] if is_here else first)
        last = max(last, opens[at] if is_here else last)
    row, other = row[:count], np.empty(count, dtype=np.uint32)
    key, other_key = np.empty(count, dtype=np.uint64), np.empty(count, dtype=np.uint64)
    time_bits = _bit_length(max(last - first, 0))  # nobody may be here
    for at in range(count):
        here = windows.place[row[at]] - places.begin
        key[at] = here << time_bits | (opens[row[at]] - first)
    bits = time_bits + _bit_length(places.end - places.begin) if count > 1 else 0
    for shift in range(0, bits, _DIGIT):
        _sort_digit(key, row, other_key, other, shift)
        key, other_key, row, other = other_key, key, other, row
    return Windows(windows.place[row], opens[row], windows.closes[row], windows.mark[row])


@compiled
def _sort_digit(
    key: NDArray[np.uint64],
    row: NDArray[np.uint32],
    sorted_key: NDArray[np.uint64],
    sorted_row: NDArray[np.uint32],
    shift: int,
) -> None:
    """Write keys and rows in the order of one digit."""
    free = np.zeros(2**_DIGIT + 1, dtype=np.int64)
    for each in key:
        free[((each >> np.uint64(shift)) & np.uint64(2**_DIGIT - 1)) + np.uint64(1)] += 1
    for digit in range(2**_DIGIT):
        free[digit + 1] += free[digit]
    for at in range(len(key)):
        digit = (key[at] >> np.uint64(shift)) & np.uint64(2**_DIGIT - 1)
        slot = free[digit]
        sorted_key[slot], sorted_row[slot] = key[at], row[at]
        free[digit] = slot + 1


@compiled
def _bit_length(number: int) -> int:
    bits = 0
    while number >> bits:
        bits += 1
    return bits


@compiled
def follow(stays: Stays, windows: Windows, terms: Terms, reached: Reached) -> None:
    """Reach everybody who was there during the windows, which are ordered by place.

    Costs what others did at those places around those times; nothing grows with the number of
    people, places or stays in the index.
    """
    begin = 0
    while begin < len(windows.place):
        end = begin + 1
        while end < len(windows.place) and windows.place[end] == windows.place[begin]:
            end += 1
        if terms.is_forward:
            forward(stays, windows, Group(begin, end), terms.limits, reached)
        else:
            backward(stays, windows, Group(begin, end), terms, reached)
        begin = end
    improve_waiting(reached)
