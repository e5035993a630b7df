"""One forward round under `sum_over`: the shared time of each pair is summed over a period.

Unlike the other sweeps this one must look at pairs, one infector at a time; memory is bounded by
the spells that one person shares with others.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.columns import Stays
from dashboard.tracing.compiled import compiled
from dashboard.tracing.sweeps import NOBODY, Reached, improve
from dashboard.tracing.windows import Limits, Windows


class Quota(NamedTuple):
    """How much shared time exposes, within which period, in seconds."""

    overlap: int
    period: int


@compiled
def sweep_summed(
    stays: Stays, windows: Windows, limits: Limits, quota: Quota, reached: Reached
) -> None:
    """Reach whoever shares enough time with one of the windows' people.

    Parameters
    ----------
    windows
        Each person's together, with `closes` the last second at which a shared spell may begin.
    limits
        With an overlap of 1 second: spells of any length are summed.
    """
    begin = 0
    while begin < len(windows.person):
        end = begin
        while end < len(windows.person) and windows.person[end] == windows.person[begin]:
            end += 1
        spells = _spells(stays, windows, begin, end, limits)
        _expose_by_sum(spells, quota, reached)
        begin = end


@compiled
def reaches(begins: NDArray[np.int64], ends: NDArray[np.int64], quota: Quota) -> int:
    """Return when the shared time within one period first reaches the quota; else far ahead.

    `begins` and `ends` are one pair's spells, ordered by `begins`. Spells that overlap (two stays
    of one person at once) count once. The quota can first be reached only by spells counted from
    the beginning of one of them: later beginnings reach it later.
    """
    merged_begins, merged_ends = _merged(begins, ends)
    for first in range(len(merged_begins)):
        missing = quota.overlap
        for at in range(first, len(merged_begins)):
            length = merged_ends[at] - merged_begins[at]
            if length >= missing:
                when = merged_begins[at] + missing
                if when - merged_begins[first] <= quota.period:
                    return int(when)
                break
            missing -= length
    return NOBODY


@compiled
def _merged(
    begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    merged_begins, merged_ends = np.empty_like(begins), np.empty_like(ends)
    count = 0
    for at in range(len(begins)):
        if count and begins[at] <= merged_ends[count - 1]:
            merged_ends[count - 1] = max(merged_ends[count - 1], ends[at])
        else:
            merged_begins[count], merged_ends[count] = begins[at], ends[at]
            count += 1
    return merged_begins[:count], merged_ends[:count]


@compiled
def _spells(
    stays: Stays, windows: Windows, begin: int, end: int, limits: Limits
) -> NDArray[np.int64]:
    """Return what one person's windows share with others: rows of person, begin, end; sorted."""
    found = np.empty((64, 3), dtype=np.int64)
    count = 0
    for at in range(begin, end):
        place, opens, person = windows.place[at], windows.opens[at], windows.person[at]
        until = windows.closes[at] + limits.overlap
        for stay in _rows(stays, place, opens, until):
            start = max(opens, int(stays.arrived[stay]))
            stop = min(until, int(stays.left[stay]))
            if stays.person[stay] != person and stop > start:
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count, 0] = stays.person[stay]
                found[count, 1] = start
                found[count, 2] = stop
                count += 1
    found = found[:count]
    found = found[np.argsort(found[:, 1], kind="mergesort")]
    return found[np.argsort(found[:, 0], kind="mergesort")]


@compiled
def _rows(stays: Stays, place: int, opens: int, until: int) -> range:
    """Return the rows of the stays at `place` that may share time with `[opens, until)`."""
    here = stays.arrived[stays.place_starts[place] : stays.place_starts[place + 1]]
    low = np.searchsorted(here, opens - stays.longest[place])
    high = np.searchsorted(here, until)
    return range(stays.place_starts[place] + low, stays.place_starts[place] + high)


@compiled
def _expose_by_sum(spells: NDArray[np.int64], quota: Quota, reached: Reached) -> None:
    begin = 0
    while begin < len(spells):
        person = spells[begin, 0]
        end = begin
        while end < len(spells) and spells[end, 0] == person:
            end += 1
        if spells[begin, 1] + quota.overlap < reached.lateness[person]:
            when = reaches(
                np.ascontiguousarray(spells[begin:end, 1]),
                np.ascontiguousarray(spells[begin:end, 2]),
                quota,
            )
            improve(reached, person, when)
        begin = end
