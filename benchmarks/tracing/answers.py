"""The question that every peer is asked, and how two answers are compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.tracing.province import Columns

ANY_RING = 1_000
"""More rings than any chain has: asks for everyone reachable."""

NEVER = np.int64(2**40)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Which cases to trace, and by which rules.

    Parameters
    ----------
    name
        Short word for the tables.
    people
        The cases' ids.
    infectious_from
        Seconds since the first midnight, the same for every case; their end is unknown.
    max_ring, min_overlap, latent
        As in the definition of a trace, in seconds.
    sum_over
        Period over which a pair's shared time is summed, in seconds; 0 asks for one piece. Only
        this project is asked.
    """

    name: str
    people: tuple[int, ...]
    infectious_from: int
    max_ring: int = 3
    min_overlap: int = 0
    latent: int = 0
    sum_over: int = 0

    @property
    def overlap(self) -> int:
        """Shared seconds that make a contact: touching is not sharing."""
        return max(self.min_overlap, 1)


class Answer(NamedTuple):
    """Everyone reached except the cases, by ascending id; a peer may not know ring or time."""

    person: NDArray[np.int64]
    ring: NDArray[np.int64] | None
    exposed: NDArray[np.int64] | None
    """Seconds since the first midnight."""


class Contacts(NamedTuple):
    """Every two stays of two people at one place that share time: one row per pair of stays."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


def contact_count(columns: Columns) -> int:
    """Return how many pairs of stays share time, without making them."""
    total = 0
    for _, arrived, left in _places(columns):
        total += int((np.searchsorted(arrived, left) - np.arange(1, len(arrived) + 1)).sum())
    return total


def answer(
    person: NDArray[np.int64],
    ring: NDArray[np.int64] | None = None,
    exposed: NDArray[np.int64] | None = None,
) -> Answer:
    """Return the answer in order of people.

    >>> answer(np.array([3, 1]), np.array([2, 1])).ring
    array([1, 2])
    """
    order = np.argsort(person)
    return Answer(
        person[order].astype(np.int64),
        None if ring is None else ring[order].astype(np.int64),
        None if exposed is None else exposed[order].astype(np.int64),
    )


def difference(mine: Answer, theirs: Answer) -> str:
    """Return in words how the peer's answer differs from ours; empty if it does not.

    >>> one = answer(np.array([1]), np.array([1]))
    >>> difference(one, answer(np.array([1, 2]), np.array([1, 2])))
    '0 people missing, 1 too many'
    """
    if not np.array_equal(mine.person, theirs.person):
        missing = len(np.setdiff1d(mine.person, theirs.person))
        extra = len(np.setdiff1d(theirs.person, mine.person))
        return f"{missing:,} people missing, {extra:,} too many"
    found = [
        f"{int((ours != other).sum()):,} {word} differ"
        for word, ours, other in (
            ("rings", mine.ring, theirs.ring),
            ("exposure times", mine.exposed, theirs.exposed),
        )
        if ours is not None and other is not None and (ours != other).any()
    ]
    return ", ".join(found)


def compared(mine: Answer, theirs: Answer) -> str:
    """Return one phrase for the report: what was compared, and whether it is equal."""
    parts = ["people"]
    parts += ["rings"] if theirs.ring is not None else []
    parts += ["exposure times"] if theirs.exposed is not None else []
    wrong = difference(mine, theirs)
    return wrong or f"same {', '.join(parts)} ({len(mine.person):,})"


def contacts(columns: Columns) -> Contacts:
    """Return every contact in the stays: the pairs that a graph needs and the index avoids."""
    found: list[tuple[NDArray[np.int32], ...]] = []
    for person, arrived, left in _places(columns):
        first = np.arange(len(arrived))
        reach = np.searchsorted(arrived, left) - first - 1
        one = np.repeat(first, np.maximum(reach, 0))
        begins = np.cumsum(np.maximum(reach, 0)) - np.maximum(reach, 0)
        other = np.arange(len(one)) - np.repeat(begins - first - 1, np.maximum(reach, 0))
        apart = person[one] != person[other]
        one, other = one[apart], other[apart]
        found.append(
            (person[one], person[other], arrived[other], np.minimum(left[one], left[other]))
        )
    if not found:
        empty = np.empty(0, dtype=np.int32)
        return Contacts(empty, empty, empty, empty)
    return Contacts(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _places(columns: Columns) -> Iterator[tuple[NDArray[np.int32], ...]]:
    """Yield person, arrival and departure of each place's stays, by arrival."""
    order = np.argsort((columns.place.astype(np.int64) << 32) | columns.arrived)
    cuts = np.flatnonzero(np.diff(columns.place[order])) + 1
    for rows in np.split(order, cuts) if len(order) else ():
        yield columns.person[rows], columns.arrived[rows], columns.left[rows]
