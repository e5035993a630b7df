"""Who can pass the disease on at which place, and when: the work list of one round.

A contact starts somewhere between two moments. From the infector's side it starts no earlier than
`opens` (they are there and able to infect) and no later than `closes` (enough time is left after
it). The other person's stay gives a second such pair, and the two share a contact exactly when
the pairs intersect. Every sweep works on these pairs, so `min_overlap`, `linger`, `since` and
isolation are dealt with here and nowhere else.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.rounds.able import Able, Spans
from dashboard.tracing.rules import MOST_COUNTED

EVERY_CROWD = MOST_COUNTED + 1

MARKS = 2
"""Bits of a window's mark below the row of its stay."""

QUIET = 1
"""The stay found no more people than a close contact allows."""

LATE = 2
"""The window opens after its stay began: its person could not infect before."""


class Limits(NamedTuple):
    """The rules as whole seconds."""

    overlap: int
    """Shared time that makes a contact, at least 1: touching is not sharing."""
    delay: int
    """From the start of a contact to the exposure: `min_overlap`, which may be 0."""
    linger: int
    since: int
    crowd: int
    """A contact is close if its later stay found at most so many people; `EVERY_CROWD`: always."""
    kinds: int
    """Bit k is set if places of kind k link people: see `stay_table.KINDS`."""


class Terms(NamedTuple):
    """What every loop of a trace obeys."""

    limits: Limits
    able: Able
    is_forward: bool


class Windows(NamedTuple):
    """When contacts may start; one row per stay of a followed person."""

    place: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    mark: NDArray[np.int64]
    """The row of the stay, shifted by `MARKS` bits, with `QUIET` and `LATE`: see `marked`."""


@compiled
def windows_of(stays: Stays, spans: Spans, limits: Limits, is_forward: bool) -> Windows:  # noqa: FBT001
    """Return when each stay of each span's person can start a contact, span by span.

    Forward the people infect, backward they are infected by their deadline. Costs their stays.
    """
    found = np.empty((4, stay_count(stays, spans.person)), dtype=np.int64)
    count = 0
    for row in range(len(spans.person)):
        person = spans.person[row]
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            stay, place = int(stays.by_person[at]), stays.by_person_place[at]
            opens, closes = window(
                stays, stay, spans.begins[row], spans.ends[row], limits, is_forward
            )
            found[0, count] = place  # kept only if counted: no branch to miss
            found[1, count] = opens
            found[2, count] = closes
            found[3, count] = marked(stays, stay, opens, limits)
            count += (opens <= closes) & links(stays, place, limits)
    return Windows(found[0, :count], found[1, :count], found[2, :count], found[3, :count])


@compiled
def marked(stays: Stays, stay: int, opens: int, limits: Limits) -> int:
    """Return the mark of a window; where crowds do not count every stay is quiet."""
    is_quiet = limits.crowd == EVERY_CROWD or stays.crowd[stay] <= limits.crowd
    return int(stay << MARKS | is_quiet * QUIET | (stays.arrived[stay] < opens) * LATE)


@compiled
def links(stays: Stays, place: int, limits: Limits) -> bool:
    """Return whether the rules let this place link people at all."""
    return bool((limits.kinds >> stays.kind[place]) & 1)


@compiled
def is_close(stays: Stays, one: int, other: int, limits: Limits) -> bool:
    """Return whether a contact through these two stays at one place is close.

    Stays that begin together find the same people, unless one has no length and is no contact.
    """
    later = one if stays.arrived[one] >= stays.arrived[other] else other
    return bool(stays.crowd[later] <= limits.crowd)


@compiled
def stay_count(stays: Stays, people: NDArray[np.int64]) -> int:
    """Return how many stays these people have."""
    count = 0
    for person in people:
        count += stays.person_starts[person + 1] - stays.person_starts[person]
    return count


@compiled
def window(
    stays: Stays,
    stay: int,
    begins: int,
    ends: int,
    limits: Limits,
    is_forward: bool,  # noqa: FBT001 - compiled code has no keywords
) -> tuple[int, int]:
    """Return when a contact through `stay` may start, first and last; last < first if never.

    `begins` and `ends` are the person's, as in `Spans`.
    """
    arrived, left = int(stays.arrived[stay]), int(stays.left[stay])
    if not is_forward:
        return arrived, min(ends - limits.delay, left - limits.overlap)
    opens = max(arrived, begins, limits.since)
    until = min(left, ends)
    return opens, until + limits.linger - limits.overlap if opens < until else opens - 1
