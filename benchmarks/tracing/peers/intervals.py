"""Libraries of intervals: they list the pairs of spells that overlap, for one ring.

They know neither people nor places nor exposure: a place is a stretch of one long line (ncls), or
a map of its own (superintervals, whose positions have 32 bits). Only the listing is timed.
"""

import itertools
from typing import NamedTuple

import numpy as np
from ncls import NCLS
from numpy.typing import NDArray
from superintervals import IntervalMap

from dashboard.tracing.index.columns import Stays

_STRETCH = 2**33
"""Seconds of the line that a place has to itself."""


class Spells(NamedTuple):
    """When somebody is able to infect at a place, half open; ordered by place."""

    place: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]


class Ncls:
    """Nested containment lists."""

    name = "ncls"

    def __init__(self, stays: Stays, place: NDArray[np.int64]) -> None:
        rows = np.arange(len(place))
        self._lists = NCLS(stays.arrived + place * _STRETCH, stays.left + place * _STRETCH, rows)

    def rows(self, spells: Spells) -> NDArray[np.int64]:
        """Return the row of the stay in each pair."""
        line = spells.place * _STRETCH
        asked = np.arange(len(line))
        return self._lists.all_overlaps_both(spells.begins + line, spells.ends + line, asked)[1]


class SuperIntervals:
    """A map of intervals for each place, ends included."""

    name = "superintervals"

    def __init__(self, stays: Stays, _: NDArray[np.int64]) -> None:
        self._starts = stays.place_starts.tolist()
        self._maps = [
            IntervalMap.from_arrays(stays.arrived[first:last], stays.left[first:last] - 1)
            for first, last in itertools.pairwise(self._starts)
        ]

    def rows(self, spells: Spells) -> NDArray[np.int64]:
        """Return the row of the stay in each pair."""
        begins, ends = spells.begins.astype(np.int32), (spells.ends - 1).astype(np.int32)
        cuts = np.flatnonzero(np.diff(spells.place, prepend=-1, append=-1))
        found = [np.empty(0, dtype=np.int64)]
        for first, last in itertools.pairwise(cuts.tolist()):
            place = int(spells.place[first])
            here = self._maps[place].search_idxs_batch(begins[first:last], ends[first:last])
            listed = itertools.chain.from_iterable(here)
            found.append(np.fromiter(listed, dtype=np.int64) + self._starts[place])
        return np.concatenate(found)
