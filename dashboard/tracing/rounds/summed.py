"""One forward round under `sum_over`: the shared time of each pair is summed over a period.

Unlike the other sweeps this one must look at pairs, one infector at a time; memory is bounded by
the spells that one person shares with others. Spells are found place by place and linked to the
one found before with the same person, so that nothing needs sorting but a pair's few spells.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group, first_from
from dashboard.tracing.rounds.reached import NOBODY, Reached
from dashboard.tracing.rounds.sweeps import improve
from dashboard.tracing.rounds.windows import MARKS, Limits, Windows, is_close


class Spells(NamedTuple):
    """What one person shares with others, as found, with room for more."""

    rows: NDArray[np.int64]
    """Person, begin, end, and 1 + the row before with the same person; 0 for none."""
    latest: NDArray[np.int32]
    """Per person of the index: 1 + their last row; 0 for most, and for all in the end."""


class Quota(NamedTuple):
    """How much shared time exposes, within which period, in seconds."""

    overlap: int
    period: int


@compiled
def sweep_summed(
    stays: Stays,
    windows: Windows,
    limits: Limits,
    quota: Quota,
    latest: NDArray[np.int32],
    reached: Reached,
) -> None:
    """Reach whoever shares enough time with one of the windows' people.

    Parameters
    ----------
    windows
        Each person's together, with `closes` the last second at which a shared spell may begin.
    limits
        With an overlap of 1 second: spells of any length are summed.
    latest
        Scratch per person of the index: 0 before and after.
    """
    spells = Spells(np.empty((64, 4), dtype=np.int64), latest)
    begin = 0
    while begin < len(windows.mark):
        person, end = stays.person[windows.mark[begin] >> MARKS], begin
        while end < len(windows.mark) and stays.person[windows.mark[end] >> MARKS] == person:
            end += 1
        rows, count = _found(stays, windows, Group(begin, end), limits, spells, reached)
        spells = Spells(rows, latest)
        _expose_by_sum(Spells(rows[:count], latest), quota, reached)
        begin = end


@compiled
def reaches(begins: NDArray[np.int64], ends: NDArray[np.int64], quota: Quota) -> int:
    """Return when the shared time within one period first reaches the quota; else far ahead.

    `begins` and `ends` are one pair's spells, ordered by `begins`. Spells that overlap (two stays
    of one person at once) count once. The quota can first be reached only by spells counted from
    the beginning of one of them: later beginnings reach it later.
    """
    for first in range(len(begins)):
        missing, counted = quota.overlap, begins[first]
        for at in range(first, len(begins)):
            start = max(begins[at], counted)
            length = ends[at] - start
            if length >= missing:
                when = start + missing
                if when - begins[first] <= quota.period:
                    return int(when)
                break
            if length > 0:
                missing -= length
                counted = ends[at]
    return NOBODY


@compiled
def _found(
    stays: Stays,
    windows: Windows,
    group: Group,
    limits: Limits,
    spells: Spells,
    reached: Reached,
) -> tuple[NDArray[np.int64], int]:
    """Write what one person's windows share with others; return the rows and how many they are.

    Whoever was exposed before a spell gains nothing by it.
    """
    rows, latest, count = spells.rows, spells.latest, 0
    for at in range(group.begin, group.end):
        place, opens, own = windows.place[at], windows.opens[at], windows.mark[at] >> MARKS
        person = stays.person[own]
        until = windows.closes[at] + limits.overlap
        for stay in _rows(stays, place, opens, until):
            start = max(opens, int(stays.arrived[stay]))
            stop = min(until, int(stays.left[stay]))
            other = stays.person[stay]
            is_later = stop > start and other != person and start < reached.known[other]
            if is_later and is_close(stays, own, stay, limits):
                if count == len(rows):
                    rows = np.concatenate((rows, np.empty_like(rows)))
                rows[count, 0], rows[count, 1], rows[count, 2] = other, start, stop
                rows[count, 3] = latest[other]
                count += 1
                latest[other] = count
    return rows, count


@compiled
def _rows(stays: Stays, place: int, opens: int, until: int) -> range:
    """Return the rows of the stays at `place` that may share time with `[opens, until)`."""
    begin, end = stays.place_starts[place], stays.place_starts[place + 1]
    low = first_from(stays.arrived, begin, end, opens - stays.longest[place])
    return range(low, first_from(stays.arrived, low, end, until))


@compiled
def _expose_by_sum(spells: Spells, quota: Quota, reached: Reached) -> None:
    """Reach whoever the spells expose, a pair at a time."""
    rows, latest = spells
    begins, ends = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.int64)
    for row in range(len(rows)):
        person = rows[row, 0]
        if latest[person] == row + 1:
            latest[person] = 0
            count = _of_pair(rows, row, begins, ends)
            improve(reached, person, reaches(begins[:count], ends[:count], quota))


@compiled
def _of_pair(
    rows: NDArray[np.int64], last: int, begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> int:
    """Write the spells that are linked to the `last`, by `begins`; return how many."""
    count, row = 0, last
    while row >= 0:
        at = count
        while at > 0 and begins[at - 1] > rows[row, 1]:
            begins[at], ends[at] = begins[at - 1], ends[at - 1]
            at -= 1
        begins[at], ends[at] = rows[row, 1], rows[row, 2]
        count += 1
        row = rows[row, 3] - 1
    return count
