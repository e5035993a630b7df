"""One round of tracing: each place concerned is walked once, in time order.

However many people crowd a place, a stay there needs to know only the best window of a round, so a
place costs its stays and windows, never their product. That nobody exposes themselves needs no
check: whoever has a window was exposed before it opens (backward: suspected until after it
closes), so their own window can only repeat what is known.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group, first_from
from dashboard.tracing.rounds.able import next_of
from dashboard.tracing.rounds.reached import LONG_AGO, NOBODY, Reached
from dashboard.tracing.rounds.windows import Limits, Terms, Windows

_BLOCK = 10
"""Bits of a person's code within one block of a part."""


class Part(NamedTuple):
    """One of equal parts of the people, cut in blocks, so that two threads share no cache line."""

    number: int
    of: int


@compiled
def improve(reached: Reached, person: int, lateness: int) -> None:
    """Note that `person` can be reached this early."""
    if lateness < reached.lateness[person]:
        reached.lateness[person] = lateness
        if not reached.is_changed[person]:
            reached.is_changed[person] = True
            reached.changed[reached.size[0]] = person
            reached.size[0] += 1


@compiled
def forward_at_place(
    stays: Stays, windows: Windows, group: Group, limits: Limits, reached: Reached
) -> None:
    """Reach whoever a window lets be exposed earlier; the windows are ordered by `opens`."""
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
                stay = first_from(stays.arrived, stay, last, reach)
                continue
        start = arrived if open_until >= arrived else windows.opens[at]
        if start <= int(stays.left[stay]) - limits.overlap:
            improve(reached, stays.person[stay], start + limits.delay)
        stay += 1


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
def gathered(
    tables: tuple[Reached, ...], part: Part
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return whom the round improved, of one part of the people, and their lateness now.

    The first table then knows the best of what any found; of these people the others know
    nothing. Their sizes are for the caller to reset, when every part is gathered.
    """
    known, most = tables[0], 0
    for number in range(len(tables)):
        most += tables[number].size[0]
    people, count = np.empty(most, dtype=np.int32), 0
    for at in range(known.size[0]):
        if is_in(part, known.changed[at]):
            people[count] = known.changed[at]
            count += 1
    for number in range(1, len(tables)):
        count = _moved(tables[number], known, part, people, count)
    lateness = np.empty(count, dtype=np.int64)
    for at in range(count):
        lateness[at] = known.lateness[people[at]]
        known.is_changed[people[at]] = False
    return people[:count], lateness


@compiled
def settle(
    reached: Reached, people: NDArray[np.int32], ends: NDArray[np.int64], part: Part
) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int64]]:
    """Return one part of everyone reached, once, with ring and final lateness; then forget them.

    `people` are whom the rounds improved, round by round; round k's are those before `ends[k]`.
    """
    codes, ring = np.empty_like(people), np.empty(len(people), dtype=np.int16)
    lateness = np.empty(len(people), dtype=np.int64)
    count, number = 0, 0
    for at in range(len(people)):
        while at >= ends[number]:
            number += 1
        person = people[at]
        if is_in(part, person) and reached.lateness[person] != NOBODY:
            codes[count], ring[count] = person, number
            lateness[count] = reached.lateness[person]
            reached.lateness[person] = NOBODY
            count += 1
    return codes[:count], ring[:count], lateness[:count]


@compiled
def _moved(
    other: Reached, known: Reached, part: Part, people: NDArray[np.int32], count: int
) -> int:
    """Move what `other` found into `known`; add to the `people`, and return how many they are."""
    for at in range(other.size[0]):
        person = other.changed[at]
        if is_in(part, person):
            if other.lateness[person] < known.lateness[person]:
                known.lateness[person] = other.lateness[person]
                if not known.is_changed[person]:
                    known.is_changed[person] = True
                    people[count] = person
                    count += 1
            other.lateness[person] = NOBODY
            other.is_changed[person] = False
    return count


@compiled
def is_in(part: Part, person: int) -> bool:
    """Return whether a person belongs to a part."""
    return bool((person >> _BLOCK) % part.of == part.number)


@compiled
def _last_closing(windows: Windows, group: Group) -> NDArray[np.int64]:
    """Return, for each window of the place and all that open before it, when the last closes."""
    closes = windows.closes[group.begin : group.end].copy()
    for at in range(1, len(closes)):
        closes[at] = max(closes[at], closes[at - 1])
    return closes
