"""One round of tracing: each place concerned is walked once, in time order.

However many people crowd a place, a stay there needs to know only two of the windows of a round:
the best one, and the best one of a different person, since nobody exposes themselves. That is why
a place costs its stays and windows, never their product.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.colocation import Stays
from dashboard.tracing.compiled import compiled
from dashboard.tracing.windows import Limits, Windows

LONG_AGO = -(2**62)
"""Before every time, in seconds: also marks a case, whom nobody can expose any more."""


class Group(NamedTuple):
    """The windows of one place: rows `[begin, end)`."""

    begin: int
    end: int


class Best(NamedTuple):
    """The window that closes last, and when the last one of all other people closes."""

    person: int
    closes: int
    closes_of_others: int


class Reached(NamedTuple):
    """What the trace knows of each person; the sweeps improve it in place."""

    value: NDArray[np.int64]
    """Forward: exposed at, earliest so far. Backward: ready by, latest so far."""
    is_changed: NDArray[np.bool_]
    """Whether this round improved it."""


@compiled
def sweep_forward(
    stays: Stays, windows: Windows, groups: NDArray[np.int64], limits: Limits, reached: Reached
) -> None:
    """Lower `reached.value` wherever a window lets somebody be exposed earlier."""
    for group in range(len(groups) - 1):
        _forward_at_place(stays, windows, Group(groups[group], groups[group + 1]), limits, reached)


@compiled
def sweep_backward(
    stays: Stays,
    windows: Windows,
    groups: NDArray[np.int64],
    limits: Limits,
    until: NDArray[np.int64],
    reached: Reached,
) -> None:
    """Raise `reached.value` wherever somebody could have infected a window's person later.

    `until` has for each person when they were isolated.
    """
    for group in range(len(groups) - 1):
        here = Group(groups[group], groups[group + 1])
        _backward_at_place(stays, windows, here, limits, until, reached)


@compiled
def _forward_at_place(
    stays: Stays, windows: Windows, group: Group, limits: Limits, reached: Reached
) -> None:
    place = windows.place[group.begin]
    later = _next_of_others(windows.person, group)
    best = Best(-1, LONG_AGO, LONG_AGO)
    at = group.begin  # the first window that has not opened yet
    stay, last = stays.place_starts[place], stays.place_starts[place + 1]
    while stay < last:
        arrived = int(stays.arrived[stay])
        while at < group.end and windows.opens[at] <= arrived:
            best = _better(best, windows.person[at], windows.closes[at])
            at += 1
        if best.closes < arrived:  # every open window has closed: nothing until the next opens
            if at == group.end:
                return
            reach = windows.opens[at] + limits.overlap - stays.longest[place]
            if arrived < reach:
                stay = _first_from(stays.arrived, stay, last, reach)
                continue
        person = int(stays.person[stay])
        start = arrived
        if (best.closes_of_others if best.person == person else best.closes) < arrived:
            start = _next_opening(windows, later, group, at, person)
        if start <= int(stays.left[stay]) - limits.overlap:
            _expose(reached, person, start + limits.delay)
        stay += 1


@compiled
def _next_opening(
    windows: Windows, later: NDArray[np.int64], group: Group, at: int, person: int
) -> int:
    """Return when the next window, from `at`, of anybody but `person` opens."""
    if at < group.end and windows.person[at] == person:
        at = later[at - group.begin]
    return windows.opens[at] if at < group.end else -LONG_AGO


@compiled
def _expose(reached: Reached, person: int, when: int) -> None:
    if when < reached.value[person]:
        reached.value[person] = when
        reached.is_changed[person] = True


@compiled
def _backward_at_place(
    stays: Stays,
    windows: Windows,
    group: Group,
    limits: Limits,
    until: NDArray[np.int64],
    reached: Reached,
) -> None:
    place = windows.place[group.begin]
    best = _best_so_far(windows, group)
    reach = stays.longest[place] + limits.linger - limits.overlap
    at = group.begin  # the first window that opens too late for this stay, were it the longest
    stay, last = stays.place_starts[place], stays.place_starts[place + 1]
    while stay < last:
        arrived = int(stays.arrived[stay])
        while at < group.end and windows.opens[at] <= arrived + reach:
            at += 1
        if at == group.begin or best[at - 1 - group.begin, 1] < arrived:
            if at == group.end:
                return
            stay = _first_from(stays.arrived, stay, last, windows.opens[at] - reach)
            continue
        person = int(stays.person[stay])
        earliest = max(arrived, limits.since)
        leaves = min(int(stays.left[stay]), until[person])
        latest = leaves + limits.linger - limits.overlap
        if earliest < leaves and earliest <= latest:
            row = _first_from(windows.opens, group.begin, at, latest + 1) - 1 - group.begin
            if row >= 0:
                closes = best[row, 2] if best[row, 0] == person else best[row, 1]
                if closes >= earliest:
                    _suspect(reached, person, min(closes, latest, leaves - 1))
        stay += 1


@compiled
def _suspect(reached: Reached, person: int, ready: int) -> None:
    if ready > reached.value[person]:
        reached.value[person] = ready
        reached.is_changed[person] = True


@compiled
def _better(best: Best, person: int, closes: int) -> Best:
    """Return `best` after one more window."""
    if person == best.person:
        return Best(best.person, max(best.closes, closes), best.closes_of_others)
    if closes > best.closes:
        return Best(person, closes, best.closes)
    return Best(best.person, best.closes, max(best.closes_of_others, closes))


@compiled
def _best_so_far(windows: Windows, group: Group) -> NDArray[np.int64]:
    """Return `Best`, as one row for each window, of that window and all before it."""
    rows = np.empty((group.end - group.begin, 3), dtype=np.int64)
    best = Best(-1, LONG_AGO, LONG_AGO)
    for at in range(group.begin, group.end):
        best = _better(best, windows.person[at], windows.closes[at])
        rows[at - group.begin, 0] = best.person
        rows[at - group.begin, 1] = best.closes
        rows[at - group.begin, 2] = best.closes_of_others
    return rows


@compiled
def _next_of_others(person: NDArray[np.int64], group: Group) -> NDArray[np.int64]:
    """Return for each window the next one of a different person, or the group's end."""
    following = np.empty(group.end - group.begin, dtype=np.int64)
    for at in range(group.end - 1, group.begin - 1, -1):
        if at + 1 == group.end or person[at + 1] != person[at]:
            following[at - group.begin] = at + 1
        else:
            following[at - group.begin] = following[at + 1 - group.begin]
    return following


@compiled
def _first_from(times: NDArray[np.signedinteger], low: int, high: int, when: int) -> int:
    """Return the first position in `[low, high)` whose time is `when` or later, or `high`."""
    while low < high:
        middle = (low + high) // 2
        if times[middle] < when:
            low = middle + 1
        else:
            high = middle
    return low
