"""What a job measured, one line of JSON each: written as it happens, so a killed job keeps it."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEASURE_CAP = 120
"""Seconds after which a measured step is stopped."""

SET_UP_CAP = 900
"""Seconds after which loading or indexing is stopped."""

_REPETITIONS = 5
_ENOUGH_SECONDS = 15

Record = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """Something to time: who does what, asked which question."""

    who: str
    what: str
    run: Callable[[], object]
    scenario: str = ""
    ring: int = 0


class Journal:
    """The record of one job at one size."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", buffering=1)

    def record(self, who: str, what: str, **fields: object) -> None:
        """Write one line."""
        self._file.write(json.dumps({"who": who, "what": what, **fields}) + "\n")

    @contextmanager
    def step(self, task: Task, cap: float = MEASURE_CAP) -> Iterator[None]:
        """Time a step; whoever supervises stops the job when it takes longer than `cap`."""
        label: Record = {"scenario": task.scenario, "ring": task.ring}
        self.record(task.who, "begin", step=task.what, cap=cap, at=time.time(), **label)
        started = time.perf_counter()
        yield
        self.record(task.who, task.what, seconds=time.perf_counter() - started, **label)

    def set_up(self, task: Task) -> None:
        """Run and time one step of preparation."""
        with self.step(task, SET_UP_CAP):
            task.run()

    def interleaved(self, tasks: list[Task], repetitions: int = _REPETITIONS) -> None:
        """Time the tasks in turn, several times; a slow one not again once 15 s were spent on it.

        Noise of the machine then falls on all of them alike.
        """
        spent = [0.0] * len(tasks)
        for _ in range(repetitions):
            for number, task in enumerate(tasks):
                if spent[number] > _ENOUGH_SECONDS:
                    continue
                started = time.perf_counter()
                with self.step(task):
                    task.run()
                spent[number] += time.perf_counter() - started


def read(path: Path) -> list[Record]:
    """Return the records of a job, oldest first; none where it has not run."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


def say(sentence: str) -> None:
    """Print progress where it does not mix with the report."""
    print(f"{time.strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)
