"""Rounds of what goes on by itself: rest between two, note what fails, tell it once."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from launch.progress import warn


def repeated(one_round: Callable[[], bool], every: float | None) -> bool:
    """Do a round and, with `every`, go on; between two it rests as long as one took.

    Returns whether the first succeeded.
    """
    began = time.perf_counter()
    succeeded = one_round()
    while every:
        time.sleep(max(every, time.perf_counter() - began))
        began = time.perf_counter()
        one_round()
    return succeeded


@contextmanager
def noted(failures: list[str]) -> Iterator[None]:
    """Note what fails in the block, and go on: nobody restarts a process beside the server."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
        failures.append(f"{type(error).__name__}: {error}")


def tell(heading: str, failures: Sequence[str], said: set[str]) -> None:
    """Warn at the terminal of failures that were not said before."""
    for failure in failures:
        if failure not in said:
            warn(f"{heading}: {failure}")
    said.update(failures)
