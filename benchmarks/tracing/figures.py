"""The journals of all sizes, as the figures that the report and the claims read."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.tracing import journal
from benchmarks.tracing.journal import MEASURE_CAP, Record

JOBS = ("stays", "project", "postgresql", "duckdb", "networkx", "reticula", "raphtory")


FITTED_FROM = 1_000_000
"""Stays from which sizes enter the fitted curve: below, the fixed cost of a call dominates."""


@dataclass(frozen=True)
class Size:
    """Everything measured at one number of stays."""

    stay_count: int
    records: dict[str, list[Record]]
    """By job."""

    def seconds(self, job: str, who: str, what: str, scenario: str = "", ring: int = 0) -> float:
        """Return the median time; NaN where there is none."""
        times = [
            record["seconds"]
            for record in self._found(job, who, what)
            if record["scenario"] == scenario and record["ring"] == ring
        ]
        return statistics.median(times) if times else float("nan")

    def value(self, job: str, who: str, what: str, field: str) -> float:
        """Return one recorded number; NaN where there is none."""
        found = self._found(job, who, what)
        return float(found[-1][field]) if found else float("nan")

    def scenarios(self) -> list[Record]:
        """Return the scenarios: `scenario`, `cases`, `nights`, `reached` within `RINGS`."""
        return self._found("stays", "generator", "scenario")

    def agreement(self, job: str, who: str, scenario: str) -> str:
        """Return what was said when the answers were compared; empty where they were not."""
        found = [
            record["text"]
            for record in self._found(job, who, "agrees")
            if record["scenario"] == scenario
        ]
        return found[-1] if found else ""

    def gave_up(self, job: str, who: str, scenario: str) -> str:
        """Return why a peer has no time for a scenario that it began; empty if it did not begin."""
        if any(record["scenario"] == scenario for record in self._found(job, who, "gave up")):
            return f"over {MEASURE_CAP} s"
        stopped = self._found(job, "job", "stopped")
        if stopped and stopped[0]["step"].get("scenario") == scenario:
            return str(stopped[0]["reason"]) if stopped[0]["step"]["who"] == who else ""
        return ""

    def ended(self, job: str) -> str:
        """Return why a job has no more figures; empty if it finished."""
        records = self.records[job]
        if not records:
            return "not run"
        last = records[-1]
        return "" if last["what"] == "finished" else f"{last['what']}: {last.get('reason', '')}"

    def _found(self, job: str, who: str, what: str) -> list[Record]:
        return [
            record
            for record in self.records[job]
            if record["who"] == who and record["what"] == what
        ]


def read(folder: Path, sizes: Iterable[int], fingerprint: str = "") -> list[Size]:
    """Return the figures of these sizes, smallest first; of other sources none are kept."""

    def records(size: int, job: str) -> list[Record]:
        found = journal.read(folder / str(size) / f"{job}.jsonl")
        return found if found and fingerprint in ("", found[0].get("fingerprint")) else []

    return [Size(size, {job: records(size, job) for job in JOBS}) for size in sorted(sizes)]


def exponent(sizes: list[Size], values: list[float]) -> tuple[float, int]:
    """Return b of `value = a * stays ** b`, fitted, and from how many sizes; NaN below two."""
    points = [
        (size.stay_count, value)
        for size, value in zip(sizes, values, strict=True)
        if size.stay_count >= FITTED_FROM and np.isfinite(value) and value > 0
    ]
    if len(points) < 2:  # noqa: PLR2004 - a line has two points
        return float("nan"), len(points)
    stays, found = np.log(np.array(points)).T
    return float(np.polyfit(stays, found, 1)[0]), len(points)
