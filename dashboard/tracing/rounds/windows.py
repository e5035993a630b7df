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

_SHUT = (0, -1)  # opens after it closes


class Limits(NamedTuple):
    """The rules as whole seconds."""

    overlap: int
    """Shared time that makes a contact, at least 1: touching is not sharing."""
    delay: int
    """From the start of a contact to the exposure: `min_overlap`, which may be 0."""
    linger: int
    since: int


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
    person: NDArray[np.int64]


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
            stay = stays.by_person[at]
            opens, closes = window(
                stays, stay, spans.begins[row], spans.ends[row], limits, is_forward
            )
            found[0, count] = stays.by_person_place[at]  # kept only if counted: no branch to miss
            found[1, count] = opens
            found[2, count] = closes
            found[3, count] = person
            count += opens <= closes
    return Windows(found[0, :count], found[1, :count], found[2, :count], found[3, :count])


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
    return (opens, until + limits.linger - limits.overlap) if opens < until else _SHUT
