"""Rounds that reach many: every place is read once in time order, whoever is there."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group, first_from
from dashboard.tracing.rounds.crowded import backward, forward
from dashboard.tracing.rounds.reached import Reached
from dashboard.tracing.rounds.sweeps import improve_waiting
from dashboard.tracing.rounds.windows import Terms, Windows, links, marked, window

_MOST_MOVED = 32
"""Moves per stay of a place after which sorting costs less than moving each window to its turn."""


class Frontier(NamedTuple):
    """Whom a round follows, looked up by person."""

    is_in: NDArray[np.uint8]
    """One bit per person, lowest first: small enough to stay in the cache."""
    begins: NDArray[np.int64]
    """Of those who are in."""
    ends: NDArray[np.int64]
    earliest: int
    """The first time at which anybody's window can open."""


@compiled
def pass_through(
    stays: Stays,
    places: Group,
    frontier: Frontier,
    terms: Terms,
    reached: Reached,
) -> None:
    """Reach everybody whom the frontier met at the places of this range."""
    starts = stays.place_starts
    largest = 1
    for place in range(places.begin, places.end):
        largest = max(largest, starts[place + 1] - starts[place])
    found = np.empty((4, largest), dtype=np.int64)
    for place in range(places.begin, places.end):
        if not links(stays, place, terms.limits):
            continue
        count = _windows_at(stays, place, frontier, terms, found)
        if count == 0:
            continue
        windows = Windows(found[0, :count], found[1, :count], found[2, :count], found[3, :count])
        here = Group(0, count)
        if terms.is_forward:
            forward(stays, windows, here, terms.limits, reached)
        else:
            backward(stays, windows, here, terms, reached)
    improve_waiting(reached)


@compiled
def _windows_at(
    stays: Stays,
    place: int,
    frontier: Frontier,
    terms: Terms,
    found: NDArray[np.int64],
) -> int:
    """Write place, opens, closes and mark of its windows, by `opens`; return how many."""
    begin, end = stays.place_starts[place], stays.place_starts[place + 1]
    if terms.is_forward:
        begin = first_from(stays.arrived, begin, end, frontier.earliest - stays.longest[place])
    count, moved, most = 0, 0, _MOST_MOVED * (end - begin)
    for stay in range(begin, end):
        person = stays.person[stay]
        if not (frontier.is_in[person >> 3] >> (person & 7)) & 1:
            continue
        begins, ends = frontier.begins[person], frontier.ends[person]
        opens, closes = window(stays, stay, begins, ends, terms.limits, terms.is_forward)
        if opens <= closes:
            at = count
            while at > 0 and found[1, at - 1] > opens and moved <= most:
                found[1, at], found[2, at] = found[1, at - 1], found[2, at - 1]
                found[3, at] = found[3, at - 1]
                at -= 1
                moved += 1
            found[0, count] = place
            found[3, at] = marked(stays, stay, opens, terms.limits)
            found[1, at], found[2, at] = opens, closes
            count += 1
    if moved > most:
        order = np.argsort(found[1, :count])
        found[1, :count] = found[1, :count][order]
        found[2, :count] = found[2, :count][order]
        found[3, :count] = found[3, :count][order]
    return count
