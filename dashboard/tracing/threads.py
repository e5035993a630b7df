"""Both cores for one loop: compiled loops let go of the interpreter, so plain threads do."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def count() -> int:
    """Return how many threads a large round uses: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(work: Callable[[int], None], parts: int) -> None:
    """Do parts 0, 1, ... of the work at the same time; return when all are done.

    numba's own threads are not used: its portable layer aborts the process when two sessions
    trace at once. A thread here costs about 0.1 ms, so only rounds of many are shared.

    >>> done = []
    >>> share(done.append, 2); sorted(done)
    [0, 1]
    """
    if parts == 1:
        work(0)
        return
    with ThreadPoolExecutor(parts - 1) as pool:
        others = [pool.submit(work, part) for part in range(1, parts)]
        work(0)
        for other in others:
            other.result()
