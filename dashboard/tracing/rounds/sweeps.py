"""One round of tracing: each place concerned is walked once, in time order.

However many people crowd a place, a stay there needs to know only the best window of a round, so a
place costs its stays and windows, never their product. That nobody exposes themselves needs no
check: whoever has a window was exposed before it opens (backward: suspected until after it
closes), so their own window can only repeat what is known.
"""

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group, first_from
from dashboard.tracing.rounds.able import next_of
from dashboard.tracing.rounds.reached import NOBODY, Reached
from dashboard.tracing.rounds.windows import Limits, Terms, Windows


@compiled
def improve(reached: Reached, person: int, lateness: int) -> None:
    """Note that `person` can be reached this early."""
    least, size = reached.lateness[person], reached.size[0]
    reached.lateness[person] = min(least, lateness)  # no branch to miss: memory comes as it may
    reached.listed[size] = person  # kept only if counted
    is_new = (lateness < least) & (least == NOBODY)
    reached.size[0] = size + (is_new & (size + 1 < len(reached.listed)))


@compiled
def improve_waiting(reached: Reached) -> None:
    """Note that everybody can be reached who waits for it.

    One after the other they would wait for memory each; together they wait once.
    """
    best, listed, size = reached.lateness, reached.listed, reached.size[0]
    for at in range(reached.size[1]):
        person = reached.people[at]
        least = best[person]
        best[person] = min(least, reached.waiting[at])
        listed[size] = person  # kept only if counted: no branch to miss
        size += (least == NOBODY) & (size + 1 < len(listed))
    reached.size[0], reached.size[1] = size, 0


@compiled
def forward_at_place(
    stays: Stays, windows: Windows, group: Group, limits: Limits, reached: Reached
) -> None:
    """Reach whoever a window lets be exposed earlier, in the end: see `improve_waiting`.

    The windows are ordered by `opens`; those that overlap are one here. A stay is looked at in the
    first that closes after it begins; if it ends too early for that one, then for all that follow.
    """
    place = windows.place[group.begin]
    people, lateness = reached.people, reached.waiting
    stay, last = stays.place_starts[place], stays.place_starts[place + 1]
    at, count = group.begin, reached.size[1]
    while at < group.end:
        opens, closes = windows.opens[at], windows.closes[at]
        at += 1
        while at < group.end and windows.opens[at] <= closes:
            closes = max(closes, windows.closes[at])
            at += 1
        reach = opens + limits.overlap - stays.longest[place]
        stay = first_from(stays.arrived, stay, last, reach)
        while stay < last and stays.arrived[stay] <= closes:
            start = max(int(stays.arrived[stay]), opens)
            people[count], lateness[count] = stays.person[stay], start + limits.delay
            count += start <= int(stays.left[stay]) - limits.overlap  # no branch to miss
            stay += 1
            if count == len(people):
                reached.size[1] = count
                improve_waiting(reached)
                count = 0
    reached.size[1] = count


@compiled
def backward_at_place(
    stays: Stays, windows: Windows, group: Group, terms: Terms, reached: Reached
) -> None:
    """Reach whoever could have infected a window's person; the windows are ordered by `opens`."""
    place, limits, able = windows.place[group.begin], terms.limits, terms.able
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
            stay = first_from(stays.arrived, stay, last, windows.opens[at] - reach)
            continue
        person = int(stays.person[stay])
        span = able.first[person]
        if span >= 0:
            opened = Group(group.begin, at)
            _suspect_while_able(stays, stay, windows, opened, last_closing, terms, reached)
        else:
            earliest, left = max(arrived, limits.since), int(stays.left[stay])
            latest = left + limits.linger - limits.overlap
            if earliest < left and earliest <= latest:
                row = first_from(windows.opens, group.begin, at, latest + 1) - 1 - group.begin
                if row >= 0 and last_closing[row] >= earliest:
                    improve(reached, person, -min(last_closing[row], latest, left - 1))
        stay += 1


@compiled
def _suspect_while_able(  # noqa: PLR0913, PLR0917 - compiled code has no keywords
    stays: Stays,
    stay: int,
    windows: Windows,
    opened: Group,
    last_closing: NDArray[np.int64],
    terms: Terms,
    reached: Reached,
) -> None:
    """Reach the stay's person as `backward_at_place` does, between their isolations."""
    limits, spans = terms.limits, terms.able.spans
    span = int(terms.able.first[stays.person[stay]])
    while span >= 0:
        earliest = max(int(stays.arrived[stay]), limits.since, spans.begins[span])
        leaves = min(int(stays.left[stay]), spans.ends[span])
        latest = leaves + limits.linger - limits.overlap
        if earliest < leaves and earliest <= latest:
            row = first_from(windows.opens, opened.begin, opened.end, latest + 1) - 1
            if row >= opened.begin and last_closing[row - opened.begin] >= earliest:
                closes = last_closing[row - opened.begin]
                improve(reached, stays.person[stay], -min(closes, latest, leaves - 1))
        span = next_of(spans, span)


@compiled
def _last_closing(windows: Windows, group: Group) -> NDArray[np.int64]:
    """Return, for each window of the place and all that open before it, when the last closes."""
    closes = windows.closes[group.begin : group.end].copy()
    for at in range(1, len(closes)):
        closes[at] = max(closes[at], closes[at - 1])
    return closes
