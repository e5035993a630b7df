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

from dashboard.tracing.colocation import Stays
from dashboard.tracing.compiled import compiled

_LOWEST = np.int64(2**31)  # added to a time so that it sorts as an unsigned number


class Spans(NamedTuple):
    """One row per person and span of time to follow this round."""

    person: NDArray[np.int64]
    begins: NDArray[np.int64]
    """Forward: from when able to infect."""
    ends: NDArray[np.int64]
    """Forward: isolated from. Backward: infected by."""


class Limits(NamedTuple):
    """The rules as whole seconds."""

    overlap: int
    """Shared time that makes a contact, at least 1: touching is not sharing."""
    delay: int
    """From the start of a contact to the exposure: `min_overlap`, which may be 0."""
    linger: int
    since: int


class Windows(NamedTuple):
    """When contacts may start; one row per stay of a followed person, by place, then `opens`."""

    place: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    person: NDArray[np.int64]


def infector_windows(stays: Stays, infectors: Spans, limits: Limits) -> Windows:
    """Return when each stay of each infector can start a contact. Costs their stays, sorted."""
    return _sorted(*_infector_windows(stays, infectors, limits))


def infectee_windows(stays: Stays, infectees: Spans, limits: Limits) -> Windows:
    """Return when a contact may start so that each infectee is exposed by their deadline."""
    return _sorted(*_infectee_windows(stays, infectees, limits))


def groups(windows: Windows) -> NDArray[np.int64]:
    """Return where each place's windows begin, and the number of windows at the end."""
    if not len(windows.place):
        return np.zeros(1, dtype=np.int64)
    changes = np.flatnonzero(np.diff(windows.place)) + 1
    return np.concatenate(([0], changes, [len(windows.place)])).astype(np.int64)


def _sorted(
    place: NDArray[np.int64],
    opens: NDArray[np.int64],
    closes: NDArray[np.int64],
    person: NDArray[np.int64],
) -> Windows:
    order = np.argsort((place << 32) | (opens + _LOWEST))
    return Windows(place[order], opens[order], closes[order], person[order])


@compiled
def _capacity(stays: Stays, spans: Spans) -> int:
    count = 0
    for person in spans.person:
        count += stays.person_starts[person + 1] - stays.person_starts[person]
    return count


@compiled
def _infector_windows(
    stays: Stays, infectors: Spans, limits: Limits
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    found = np.empty((4, _capacity(stays, infectors)), dtype=np.int64)
    count = 0
    for row in range(len(infectors.person)):
        person = infectors.person[row]
        begins = max(infectors.begins[row], limits.since)
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            stay = stays.by_person[at]
            opens = max(int(stays.arrived[stay]), begins)
            until = min(int(stays.left[stay]), infectors.ends[row])
            closes = until + limits.linger - limits.overlap
            if opens < until and opens <= closes:
                found[0, count] = stays.by_person_place[at]
                found[1, count] = opens
                found[2, count] = closes
                found[3, count] = person
                count += 1
    return found[0, :count], found[1, :count], found[2, :count], found[3, :count]


@compiled
def _infectee_windows(
    stays: Stays, infectees: Spans, limits: Limits
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    found = np.empty((4, _capacity(stays, infectees)), dtype=np.int64)
    count = 0
    for row in range(len(infectees.person)):
        person = infectees.person[row]
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            stay = stays.by_person[at]
            opens = int(stays.arrived[stay])
            by_deadline = infectees.ends[row] - limits.delay
            closes = min(by_deadline, int(stays.left[stay]) - limits.overlap)
            if opens <= closes:
                found[0, count] = stays.by_person_place[at]
                found[1, count] = opens
                found[2, count] = closes
                found[3, count] = person
                count += 1
    return found[0, :count], found[1, :count], found[2, :count], found[3, :count]
