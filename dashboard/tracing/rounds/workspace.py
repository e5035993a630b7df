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

_KEPT = (
    1  # idle workspaces kept for the next traces: with two threads at most 60 bytes a person each
)


class Workspace:
    """What one running trace knows of each person."""

    def __init__(self, person_count: int) -> None:
        """Make a clean workspace for people with codes below `person_count`."""
        self.person_count = person_count
        self.reached = nobody_reached(person_count)
        self.first_span: NDArray[np.int32] = np.full(person_count, -1, dtype=np.int32)
        """Per person: see `Able`."""
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

    def begin(self, cases: NDArray[np.int64], spans: Spans) -> Able:
        """Mark the cases, and note the spans between the isolations of everybody else."""
        self.reached.lateness[cases] = CASE
        return looked_up(self.first_span, spans)

    def clean(self, *touched: NDArray[np.signedinteger]) -> None:
        """Forget these people."""
        for people in touched:
            self.reached.lateness[people] = NOBODY
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


def nobody_reached(person_count: int) -> Reached:
    """Return the knowledge of a trace that has not begun."""
    return Reached(
        lateness=np.full(person_count, NOBODY, dtype=np.int64),
        is_changed=np.zeros(person_count, dtype=np.bool_),
        changed=np.empty(person_count, dtype=np.int32),
        size=np.zeros(1, dtype=np.int64),
    )
