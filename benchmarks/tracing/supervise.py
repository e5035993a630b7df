"""Run a job as a process of its own, and stop it when it takes too long or too much memory.

Libraries that compute outside Python cannot be interrupted from inside; and a fresh process per
job keeps one peer's memory out of another's figures.
"""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.tracing import journal
from benchmarks.tracing.journal import Record, say

_PAUSE = 0.1
_GIBIBYTE = 2**30


@dataclass
class _Watch:
    """What is known of the running job."""

    process: subprocess.Popen[bytes]
    path: Path
    peak: int = 0
    lines: int = 0
    current: Record | None = None
    told: set[tuple[str, ...]] = field(default_factory=set)

    def look(self, memory_limit: int) -> str:
        """Return why the job must stop; empty while it may go on."""
        self.peak = max(self.peak, own_bytes(self.process.pid))
        records = journal.read(self.path)
        for record in records[self.lines :]:
            self.current = record if record["what"] == "begin" else None
            if self.current is None and "seconds" in record:
                _progress(record, self.told)
        self.lines = len(records)
        if self.peak > memory_limit:
            return f"needs more than {memory_limit / _GIBIBYTE:.0f} GB"
        if self.current and time.time() > self.current["at"] + self.current["cap"]:
            return f"over {self.current['cap']} s"
        return ""


def run(arguments: list[str], path: Path, memory_limit: int) -> None:
    """Run `python -m benchmarks.tracing.jobs` with these arguments; leave its journal at `path`.

    The last record says how it ended: "finished", "stopped" with the reason, or "failed".
    """
    log = path.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.tracing.jobs", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        watch = _Watch(process, path)
        reason = ""
        while process.poll() is None and not reason:
            time.sleep(_PAUSE)
            reason = watch.look(memory_limit)
        if reason:
            process.kill()
        status = process.wait()
        watch.look(2 * memory_limit)
    _close(watch, reason, status, log)


def own_bytes(pid: int) -> int:
    """Return the bytes of memory that a process has to itself, without mapped files (Linux)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    sizes = [line.split()[1] for line in lines if line.startswith("RssAnon")]
    return int(sizes[0]) * 1024 if sizes else 0


def _close(watch: _Watch, reason: str, status: int, log: Path) -> None:
    book = journal.Journal(watch.path)
    book.record("job", "peak", bytes=watch.peak)
    if reason:
        step = watch.current or {}
        book.record("job", "stopped", reason=reason, step=step)
        say(f"  stopped: {step.get('step', '')} {step.get('scenario', '')} {reason}")
    elif status:
        last = log.read_text(errors="replace").strip().splitlines()[-1:]
        book.record("job", "failed", reason=last[0] if last else f"exit status {status}")
        say(f"  failed: {last}")
    else:
        book.record("job", "finished")


def _progress(record: Record, told: set[tuple[str, ...]]) -> None:
    """Say a step's first time; its repetitions are for the median."""
    step = (record["who"], record["what"], record["scenario"], str(record["ring"]))
    if step in told:
        return
    told.add(step)
    where = f" {record['scenario']} to ring {record['ring']}" if record.get("scenario") else ""
    say(f"    {record['who']}: {record['what']}{where} {record['seconds']:.4f} s")
