"""Memory that traces of one index use one after the other, so that a few cost only those few.

An entry per person would take longer to make than a small trace takes to run. A borrowed workspace
is clean, belongs to one trace at a time, and is cleaned entry by entry when it is given back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.rounds.able import Able, Spans, looked_up
from dashboard.tracing.rounds.reached import CASE, NOBODY, Reached

_KEPT = 1
"""Idle workspaces kept for the next traces: with two threads at most 45 bytes a person each."""

_LISTED = 16
"""Of so many people one may be listed before a thread's finds are swept up instead."""

_WAITING = 512
"""Finds that wait together for memory: few enough to stay in the nearest."""


class Workspace:
    """What one running trace knows of each person."""

    def __init__(self, person_count: int) -> None:
        """Make a clean workspace for people with codes below `person_count`."""
        self.person_count = person_count
        self.known = np.full(person_count, NOBODY, dtype=np.int32)
        """Per person: see `Reached`."""
        self.first_span: NDArray[np.int32] = np.full(person_count, -1, dtype=np.int32)
        """Per person: see `Able`."""
        self.latest: list[NDArray[np.int32]] = []
        """Scratch of each thread that sums, all 0 between rounds: see `summed.Spells`."""
        self.found: NDArray[np.int32] = np.empty((0, person_count), dtype=np.int32)
        """One row per thread: `Reached.lateness`."""

    def tables(self, count: int) -> tuple[Reached, ...]:
        """Return where each of so many threads notes what it finds."""
        if len(self.found) < count:
            self.found = np.full((count, self.person_count), NOBODY, dtype=np.int32)
        return tuple(
            Reached(
                self.known,
                lateness,
                listed=np.empty(self.person_count // _LISTED + 2, dtype=np.int32),
                size=np.zeros(2, dtype=np.int64),
                people=np.empty(_WAITING, dtype=np.int32),
                waiting=np.empty(_WAITING, dtype=np.int32),
            )
            for lateness in self.found[:count]
        )

    def scratch(self, count: int) -> list[NDArray[np.int32]]:
        """Return `latest` for so many threads."""
        while len(self.latest) < count:
            self.latest.append(np.zeros(self.person_count, dtype=np.int32))
        return self.latest[:count]

    @cached_property
    def spans_by_person(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """When the spans of whoever a round follows begin and end; of others it says nothing."""
        begins = np.empty(self.person_count, dtype=np.int64)
        return begins, np.empty_like(begins)

    def begin(self, cases: NDArray[np.int64], spans: Spans) -> Able:
        """Mark the cases, and note the spans between the isolations of everybody else."""
        self.known[cases] = CASE
        return looked_up(self.first_span, spans)

    def clean(self, *touched: NDArray[np.signedinteger]) -> None:
        """Forget these people."""
        for people in touched:
            self.known[people] = NOBODY
            self.first_span[people] = -1


_idle: "WeakKeyDictionary[object, list[Workspace]]" = WeakKeyDictionary()
"""The idle workspaces of each owner; they go when it goes."""
_lock = Lock()


@contextmanager
def lent(owner: object, person_count: int) -> Iterator[Workspace]:
    """Lend a clean workspace; whoever borrows it cleans it. After an error it is dropped.

    Safe from any number of threads.

    Parameters
    ----------
    owner
        Whose workspaces those are: an index, or what holds several that are traced one by one.
    person_count
        For how many people there must be room.
    """
    with _lock:
        idle = _idle.setdefault(owner, [])
        workspace = idle.pop() if idle else None
    if workspace is None or workspace.person_count < person_count:
        workspace = Workspace(person_count)
    yield workspace
    with _lock:
        if len(idle) < _KEPT:
            idle.append(workspace)
