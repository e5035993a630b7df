"""Rounds that reach few: only the places of whoever was just reached are looked at."""

import numpy as np

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group
from dashboard.tracing.rounds.crowded import backward, forward
from dashboard.tracing.rounds.reached import Reached
from dashboard.tracing.rounds.windows import Terms, Windows

_LOWEST = np.int64(2**31)  # added to a time so that it sorts as an unsigned number


def by_place(windows: Windows) -> Windows:
    """Return the windows by place, then `opens`: each place is then walked once."""
    order = np.argsort((windows.place << 32) | (windows.opens + _LOWEST))
    return Windows(*(column[order] for column in windows))


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
