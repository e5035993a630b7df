"""One place walked where only close contacts count: see `windows.is_close`.

A stay that found few people is *quiet*. Of two stays the later must be quiet. So a quiet stay meets
every window of somebody who came before it, and the quiet ones of those who came after; any other
stay meets only quiet ones that came after. At one moment at most as many different people are in
quiet stays as the rules let a crowd have, for the last to come has found the others: that bounds
every search below, and a place still costs its stays and windows, not their product.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group, first_from
from dashboard.tracing.rounds.able import next_of
from dashboard.tracing.rounds.reached import LONG_AGO, NOBODY, Reached
from dashboard.tracing.rounds.sweeps import backward_at_place, forward_at_place, improve
from dashboard.tracing.rounds.windows import (
    EVERY_CROWD,
    LATE,
    MARKS,
    QUIET,
    Limits,
    Terms,
    Windows,
)


class _Closings(NamedTuple):
    """What a walk back asks about each window of a place; there they open when stays begin."""

    everyone: NDArray[np.int64]
    """When the last closes of it and all that open before it."""
    quiet: NDArray[np.int64]
    """The last quiet one up to it, or -1."""
    longer: NDArray[np.int64]
    """Of a quiet one: the last quiet one before it that closes later, or -1."""


@compiled
def forward(stays: Stays, windows: Windows, group: Group, limits: Limits, reached: Reached) -> None:
    """Reach whoever a window lets be exposed earlier; the windows are ordered by `opens`."""
    if is_every_contact_close(stays, windows.place[group.begin], limits):
        forward_at_place(stays, windows, group, limits, reached)
    else:
        _forward(stays, windows, group, limits, reached)


@compiled
def backward(stays: Stays, windows: Windows, group: Group, terms: Terms, reached: Reached) -> None:
    """Reach whoever could have infected a window's person; the windows are ordered by `opens`."""
    if is_every_contact_close(stays, windows.place[group.begin], terms.limits):
        backward_at_place(stays, windows, group, terms, reached)
    else:
        _backward(stays, windows, group, terms, reached)


@compiled
def is_every_contact_close(stays: Stays, place: int, limits: Limits) -> bool:
    """Return whether nobody needs to look at crowds here: a small place, or no such rule."""
    count = stays.place_starts[place + 1] - stays.place_starts[place]
    return bool(limits.crowd == EVERY_CROWD or count <= limits.crowd)


@compiled
def _forward(  # noqa: C901, PLR0912, PLR0915 - a call in this loop costs more than its work
    stays: Stays, windows: Windows, group: Group, limits: Limits, reached: Reached
) -> None:
    """Walk as `sweeps.forward_at_place` does."""
    place = windows.place[group.begin]
    open_until = LONG_AGO  # of the windows that have opened, the last to close
    at = group.begin  # the first window that has not opened yet
    quiet, late = at, at  # the first of these that is quiet, and the first that opens late
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
                stay = first_from(stays.arrived, stay, last, reach)
                continue
        latest = int(stays.left[stay]) - limits.overlap
        start = arrived
        if stays.crowd[stay] > limits.crowd:
            quiet = max(quiet, at)
            while quiet < group.end and not windows.mark[quiet] & QUIET:
                quiet += 1
            row = quiet
            while row < group.end and windows.opens[row] <= latest:
                if windows.mark[row] & QUIET and _arrived(stays, windows, row) > arrived:
                    break
                row += 1
            start = windows.opens[row] if row < group.end else NOBODY
        elif open_until < arrived:
            quiet, late = max(quiet, at), max(late, at)
            while quiet < group.end and not windows.mark[quiet] & QUIET:
                quiet += 1
            while late < quiet and not windows.mark[late] & LATE:
                late += 1
            row = late
            while row < quiet and windows.opens[row] <= latest:
                if windows.mark[row] & LATE and _arrived(stays, windows, row) <= arrived:
                    break
                row += 1
            start = windows.opens[row] if row < group.end else NOBODY
        if start <= latest:
            improve(reached, stays.person[stay], start + limits.delay)
        stay += 1


@compiled
def _arrived(stays: Stays, windows: Windows, row: int) -> int:
    """Return when the stay of a window begins: as it opens, unless it opens late."""
    mark = windows.mark[row]
    return int(stays.arrived[mark >> MARKS]) if mark & LATE else int(windows.opens[row])


@compiled
def _backward(  # noqa: C901, PLR0915 - as `_forward`
    stays: Stays, windows: Windows, group: Group, terms: Terms, reached: Reached
) -> None:
    """Walk as `sweeps.backward_at_place` does."""
    place, limits = windows.place[group.begin], terms.limits
    closings = _closings(windows, group)
    reach = stays.longest[place] + limits.linger - limits.overlap
    at = group.begin  # the first window that opens too late for this stay, were it the longest
    before = group.begin  # the first window that opens after this stay begins
    stay, last = stays.place_starts[place], stays.place_starts[place + 1]
    while stay < last:
        arrived = int(stays.arrived[stay])
        while at < group.end and windows.opens[at] <= arrived + reach:
            at += 1
        if at == group.begin or closings.everyone[at - 1 - group.begin] < arrived:
            if at == group.end:
                return
            stay = first_from(stays.arrived, stay, last, windows.opens[at] - reach)
            continue
        while before < group.end and windows.opens[before] <= arrived:
            before += 1
        sure = LONG_AGO  # the last closing of whoever came before a quiet stay
        if before > group.begin and stays.crowd[stay] <= limits.crowd:
            sure = closings.everyone[before - 1 - group.begin]
        person = stays.person[stay]
        if terms.able.first[person] >= 0:
            here = Group(group.begin, at)
            _suspect_while_able(stays, stay, windows, here, closings, sure, terms, reached)
        else:
            earliest, left = max(arrived, limits.since), int(stays.left[stay])
            latest = left + limits.linger - limits.overlap
            if earliest < left and earliest <= latest:
                closes = sure
                row = first_from(windows.opens, before, at, latest + 1) - 1 - group.begin
                row = closings.quiet[row] if row >= 0 else -1
                while row >= before - group.begin:
                    closes = max(closes, windows.closes[group.begin + row])
                    row = closings.longer[row]
                if closes >= earliest:
                    improve(reached, person, -min(closes, latest, left - 1))
        stay += 1


@compiled
def _suspect_while_able(  # noqa: PLR0913, PLR0917 - compiled code has no keywords
    stays: Stays,
    stay: int,
    windows: Windows,
    opened: Group,
    closings: _Closings,
    sure: int,
    terms: Terms,
    reached: Reached,
) -> None:
    """Reach the stay's person as `_backward` does, between their isolations."""
    limits, spans = terms.limits, terms.able.spans
    arrived, person = int(stays.arrived[stay]), stays.person[stay]
    span = int(terms.able.first[person])
    while span >= 0:
        earliest = max(arrived, limits.since, spans.begins[span])
        leaves = min(int(stays.left[stay]), spans.ends[span])
        latest = leaves + limits.linger - limits.overlap
        if earliest < leaves and earliest <= latest:
            closes = sure
            row = first_from(windows.opens, opened.begin, opened.end, latest + 1) - 1
            row = closings.quiet[row - opened.begin] if row >= opened.begin else -1
            while row >= 0 and windows.opens[opened.begin + row] > arrived:
                closes = max(closes, windows.closes[opened.begin + row])
                row = closings.longer[row]
            if closes >= earliest:
                improve(reached, person, -min(closes, latest, leaves - 1))
        span = next_of(spans, span)


@compiled
def _closings(windows: Windows, group: Group) -> _Closings:
    found = np.empty((3, group.end - group.begin), dtype=np.int64)
    everyone, quiet, longer = found[0], found[1], found[2]
    last_closing, last = LONG_AGO, -1
    for at in range(group.end - group.begin):
        row = group.begin + at
        last_closing = max(last_closing, windows.closes[row])
        everyone[at] = last_closing
        if windows.mark[row] & QUIET:
            before = last
            while before >= 0 and windows.closes[group.begin + before] <= windows.closes[row]:
                before = longer[before]
            longer[at] = before
            last = at
        quiet[at] = last
    return _Closings(everyone, quiet, longer)
