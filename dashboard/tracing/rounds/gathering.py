"""What the threads of a round found becomes one list: listed where few, swept up where many.

A table lists whom it found while there is room for that. Once one is full, looking at everybody
costs less than the list would have, and finds them in the order of their codes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.rounds.reached import NOBODY

_BLOCK = 10
"""Bits of a person's code within one block of a part."""


class Part(NamedTuple):
    """One of equal parts of the people, cut in blocks, so that two threads share no cache line."""

    number: int
    of: int


class Finds(NamedTuple):
    """What all threads of a round found."""

    known: NDArray[np.int32]
    """See `Reached`."""
    lateness: NDArray[np.int32]
    """One row per thread, one column per person: see `Reached`."""
    listed: NDArray[np.int32]
    """Everybody whom a thread listed."""


@compiled
def gathered(finds: Finds, part: Part) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return whom the round improved, of one part of the people, and their lateness now.

    Of these people `known` then knows the best that any thread found, and the threads nothing.
    """
    known, found, listed = finds
    people, lateness = np.empty_like(listed), np.empty(len(listed), dtype=np.int64)
    count = 0
    for person in listed:
        if is_in(part, person):  # whoever two threads list is taken the first time
            least = _taken(found, person)
            people[count], lateness[count] = person, least
            count += least < known[person]
            known[person] = min(least, known[person])
    return people[:count], lateness[:count]


@compiled
def swept(finds: Finds, part: Part) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the same as `gathered` by looking at everybody, whoever is listed."""
    known, found, _ = finds
    begin = len(known) * part.number // part.of
    end = len(known) * (part.number + 1) // part.of
    for thread in range(1, len(found)):
        for person in range(begin, end):
            found[0, person] = min(found[0, person], found[thread, person])
            found[thread, person] = NOBODY
    people, lateness = np.empty(end - begin, dtype=np.int32), np.empty(end - begin, dtype=np.int64)
    count = 0
    for person in range(begin, end):
        people[count], lateness[count] = person, found[0, person]  # kept only if counted:
        count += found[0, person] < known[person]  # no branch to miss
        known[person] = min(found[0, person], known[person])
        found[0, person] = NOBODY
    return people[:count], lateness[:count]


@compiled
def settle(
    known: NDArray[np.int32], people: NDArray[np.int32], ends: NDArray[np.int64], part: Part
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
        if is_in(part, person) and known[person] != NOBODY:
            codes[count], ring[count], lateness[count] = person, number, known[person]
            known[person] = NOBODY
            count += 1
    return codes[:count], ring[:count], lateness[:count]


@compiled
def is_in(part: Part, person: int) -> bool:
    """Return whether a person belongs to a part."""
    return bool((person >> _BLOCK) % part.of == part.number)


@compiled
def _taken(found: NDArray[np.int32], person: int) -> int:
    """Return the least that any thread found for a person, and make them forget it."""
    least = found[0, person]
    found[0, person] = NOBODY
    for thread in range(1, len(found)):
        least = min(least, found[thread, person])
        found[thread, person] = NOBODY
    return int(least)
