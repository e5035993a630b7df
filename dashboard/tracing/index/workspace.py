"""Memory that a trace borrows from its index, so that following a few costs only those few.

An entry per person would take longer to make than a small trace takes to run. A borrowed workspace
is clean, belongs to one trace at a time, and is cleaned entry by entry when it is given back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.index.reached import CASE, NOBODY, Reached

_KEPT = (
    1  # idle workspaces kept for the next traces: with two threads at most 60 bytes a person each
)


class Workspace:
    """What one running trace knows of each person."""

    def __init__(self, person_count: int) -> None:
        """Make a clean workspace for people with codes below `person_count`."""
        self.person_count = person_count
        self.reached = nobody_reached(person_count)
        self.until: NDArray[np.int64] = np.full(person_count, contract.NEVER, dtype=np.int64)
        """Per person: isolated at."""
        self.latest: list[NDArray[np.int32]] = []
        """Scratch of each thread that sums, all 0 between rounds: see `summed.Spells`."""
        self.others: list[Reached] = []
        """What the other threads of a shared round found, emptied after each round."""

    def tables(self, count: int) -> tuple[Reached, ...]:
        """Return where each of so many threads notes what it finds; the first knows the rest."""
        while len(self.others) < count - 1:
            self.others.append(nobody_reached(self.person_count))
        return (self.reached, *self.others[: count - 1])

    def scratch(self, count: int) -> list[NDArray[np.int32]]:
        """Return `latest` for so many threads."""
        while len(self.latest) < count:
            self.latest.append(np.zeros(self.person_count, dtype=np.int32))
        return self.latest[:count]

    @cached_property
    def spans_by_person(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """When each person's span begins (`NOBODY` if they have none) and ends, this round."""
        begins = np.full(self.person_count, NOBODY, dtype=np.int64)
        return begins, np.empty_like(begins)

    def begin(
        self, cases: NDArray[np.int64], isolated: tuple[NDArray[np.int64], NDArray[np.int64]]
    ) -> None:
        """Mark the cases, and the earliest isolation of everybody else."""
        isolate(self.until, isolated, cases)
        self.reached.lateness[cases] = CASE

    def clean(self, *touched: NDArray[np.signedinteger]) -> None:
        """Forget these people."""
        for people in touched:
            self.reached.lateness[people] = NOBODY
            self.until[people] = contract.NEVER


class Pool:
    """The idle workspaces of one index. Lending is safe from any number of threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._idle: list[Workspace] = []

    def __reduce__(self) -> tuple[type[Self], tuple[()]]:
        """Leave the workspaces behind when an index is pickled."""
        return type(self), ()

    @contextmanager
    def lent(self, person_count: int) -> Iterator[Workspace]:
        """Lend a clean workspace; whoever borrows it cleans it. After an error it is dropped."""
        try:
            workspace = self._idle.pop()  # one operation: no other thread gets the same
        except IndexError:
            workspace = Workspace(person_count)
        yield workspace
        if len(self._idle) < _KEPT:
            self._idle.append(workspace)


def nobody_reached(person_count: int) -> Reached:
    """Return the knowledge of a trace that has not begun."""
    return Reached(
        lateness=np.full(person_count, NOBODY, dtype=np.int64),
        is_changed=np.zeros(person_count, dtype=np.bool_),
        changed=np.empty(person_count, dtype=np.int32),
        size=np.zeros(1, dtype=np.int64),
    )


def isolate(
    until: NDArray[np.int64],
    isolated: tuple[NDArray[np.int64], NDArray[np.int64]],
    cases: NDArray[np.int64],
) -> None:
    """Lower `until` to the earliest isolation of each person; the cases' window says theirs."""
    np.minimum.at(until, *isolated)
    until[cases] = contract.NEVER
