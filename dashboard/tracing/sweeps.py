"""One round of tracing: each place concerned is walked once, in time order.

However many people crowd a place, a stay there needs to know only the best window of a round, so a
place costs its stays and windows, never their product. That nobody exposes themselves needs no
check: whoever has a window was exposed before it opens (backward: suspected until after it
closes), so their own window can only repeat what is known.
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
    open_until = LONG_AGO  # of the windows that have opened, the last to close
    at = group.begin  # the first window that has not opened yet
    stay, last = stays.place_starts[place], stays.place_starts[place + 1]
    while stay < last:
        arrived = int(stays.arrived[stay])
        while at < group.end and windows.opens[at] <= arrived:
            open_until = max(open_until, windows.closes[at])
            at += 1
        if open_until < arrived:  # every open window has closed: nothing until the next opens
            if at == group.end:
                return
            reach = windows.opens[at] + limits.overlap - stays.longest[place]
            if arrived < reach:
                stay = _first_from(stays.arrived, stay, last, reach)
                continue
        start = arrived if open_until >= arrived else windows.opens[at]
        if start <= int(stays.left[stay]) - limits.overlap:
            _expose(reached, stays.person[stay], start + limits.delay)
        stay += 1


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
    last_closing = _last_closing(windows, group)
    reach = stays.longest[place] + limits.linger - limits.overlap
    at = group.begin  # the first window that opens too late for this stay, were it the longest
    stay, last = stays.place_starts[place], stays.place_starts[place + 1]
    while stay < last:
        arrived = int(stays.arrived[stay])
        while at < group.end and windows.opens[at] <= arrived + reach:
            at += 1
        if at == group.begin or last_closing[at - 1 - group.begin] < arrived:
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
                closes = last_closing[row]
                if closes >= earliest:
                    _suspect(reached, person, min(closes, latest, leaves - 1))
        stay += 1


@compiled
def _suspect(reached: Reached, person: int, ready: int) -> None:
    if ready > reached.value[person]:
        reached.value[person] = ready
        reached.is_changed[person] = True


@compiled
def _last_closing(windows: Windows, group: Group) -> NDArray[np.int64]:
    """Return, for each window of the place and all that open before it, when the last closes."""
    closes = windows.closes[group.begin : group.end].copy()
    for at in range(1, len(closes)):
        closes[at] = max(closes[at], closes[at - 1])
    return closes


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
