"""What ends by itself is started again: processes, and the embedded database."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final

from launch.errors import LaunchError
from launch.progress import warn

Process = subprocess.Popen[bytes]

_SOON: Final = 60
_LONGEST_REST: Final = 60.0
_STOP_SECONDS: Final = 10


@contextmanager
def kept_alive(name: str, start: Callable[[], Process]) -> Iterator[None]:
    """Start a process, and again whenever it ends by itself, for as long as the block lasts.

    One that ends within a minute is given a rest before the next try, twice as long each time.

    Parameters
    ----------
    name
        What the terminal calls it.
    start
        Starts it, and returns once it serves; the first time its failure is the caller's.
    """
    kept = _Kept(name, start)
    watcher = Thread(target=kept.watch, name=f"watch {name}", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        kept.stop()
        watcher.join()


@contextmanager
def looked_after(name: str, revive: Callable[[], bool], every: float = 5.0) -> Iterator[None]:
    """Look at something every so often, and revive it, for as long as the block lasts.

    Parameters
    ----------
    revive
        Says whether it had to be revived.
    """
    is_over = Event()

    def look() -> None:
        while not is_over.wait(every):
            try:
                if revive():
                    warn(f"{name} had ended by itself; it runs again.")
            except LaunchError as error:
                warn(f"{name} ended by itself and does not start again: {error}")

    looker = Thread(target=look, name=f"look after {name}", daemon=True)
    looker.start()
    try:
        yield
    finally:
        is_over.set()
        looker.join()


def stop(process: Process) -> None:
    """End a process, gently first."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Kept:
    """A process and whoever waits for its end."""

    def __init__(self, name: str, start: Callable[[], Process]) -> None:
        self._name, self._start = name, start
        self._is_over, self._lock = Event(), Lock()
        self._process = start()

    def watch(self) -> None:
        """Wait for the end of the process, again and again."""
        rest, began = 1.0, monotonic()
        while not self._is_over.is_set():
            status = self._process.wait()
            if self._is_over.is_set():
                return
            rest = 1.0 if monotonic() - began > _SOON else min(2 * rest, _LONGEST_REST)
            warn(f"{self._name} ended by itself (status {status}); it is started again.")
            self._is_over.wait(rest)
            began = monotonic()
            self._try_again()

    def stop(self) -> None:
        """End the process for good."""
        self._is_over.set()
        with self._lock:
            stop(self._process)

    def _try_again(self) -> None:
        with self._lock:
            if self._is_over.is_set():
                return
            try:
                self._process = self._start()
            except LaunchError as error:
                warn(f"{self._name} could not be started again: {error}")
