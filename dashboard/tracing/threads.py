"""Both cores for one loop: compiled loops let go of the interpreter, so plain threads do."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

_most: ContextVar[int | None] = ContextVar("most", default=None)


def count() -> int:
    """Return how many threads a large round uses: the cores that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, _most.get() or cores or 1)


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """Use no more threads than this inside: where others share out the cores.

    >>> with at_most(1):
    ...     count()
    1
    """
    before = _most.set(most)
    try:
        yield
    finally:
        _most.reset(before)


Done = TypeVar("Done")


def share(work: Callable[[int], Done], parts: int) -> list[Done]:
    """Do parts 0, 1, ... of the work at the same time; return what each returned, in order.

    numba's own threads are not used: its portable layer aborts the process when two sessions
    trace at once. A thread here costs about 0.1 ms, so only rounds of many are shared.

    >>> share(lambda part: 10 * part, 2)
    [0, 10]
    """
    if parts == 1:
        return [work(0)]
    with ThreadPoolExecutor(parts - 1) as pool:
        others = [pool.submit(work, part) for part in range(1, parts)]
        return [work(0), *(other.result() for other in others)]
