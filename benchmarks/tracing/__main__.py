"""How fast is tracing, and how fast is everything else? `python -m benchmarks.tracing`.

Each size is measured job by job, every job in a process of its own, stopped at a limit of time and
memory. What a finished job measured is kept: a run that was interrupted goes on where it was, and
only changed sources, changed versions or `--again` measure anew. Figures are ratios within one job,
so that the two sides of a ratio saw the same machine.
"""

import argparse
import os
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from benchmarks.tracing import figures, journal, machine, report, supervise
from benchmarks.tracing.figures import JOBS, Size
from benchmarks.tracing.journal import SET_UP_CAP, Journal, say
from benchmarks.tracing.peers import server

SIZES = "1e5,1e6,10e6,40e6,120e6"
GRAPHS = ("networkx", "reticula", "raphtory")

_ROOT = Path(__file__).parent.parent.parent
_GIBIBYTE = 2**30


def main() -> None:
    """Measure what is asked for and print the report."""
    given = _arguments()
    sizes = sorted(int(float(size)) for size in given.sizes.split(","))
    started = time.monotonic()
    given.fingerprint = machine.fingerprint()
    for size in sizes:
        say(f"{size:,} stays")
        for job in given.jobs.split(","):
            _measure(given, sizes, size, job)
        if not given.keep_stays:
            _drop_columns(given.folder / str(size))
    say(f"all measured in {(time.monotonic() - started) / 60:.1f} min")
    measured = figures.read(given.folder, sizes, given.fingerprint)
    text = report.written(measured, _facts(given), given.memory)
    print(text)
    given.results.mkdir(parents=True, exist_ok=True)
    path = given.results / f"tracing-{date.today():%Y-%m-%d}.md"  # noqa: DTZ011 - a file's name
    path.write_text(text)
    say(f"written to {path}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of stays, default {SIZES}")
    parser.add_argument("--jobs", default=",".join(JOBS), help="which, default all")
    parser.add_argument("--again", action="store_true", help="measure what is already measured")
    parser.add_argument("--memory", type=float, default=12.0, help="limit per job in GB")
    parser.add_argument("--keep-stays", action="store_true", help="leave the generated stays")
    parser.add_argument("--folder", type=Path, default=_ROOT / ".data" / "benchmarks")
    parser.add_argument("--results", type=Path, default=_ROOT / "benchmarks" / "results")
    return parser.parse_args()


def _measure(given: argparse.Namespace, sizes: list[int], size: int, job: str) -> None:
    folder = given.folder / str(size)
    path = folder / f"{job}.jsonl"
    wanted = given.fingerprint
    if not given.again and _is_done(path, wanted):
        say(f"  {job}: kept")
        return
    path.unlink(missing_ok=True)
    Journal(path).record("job", "started", fingerprint=wanted, load=os.getloadavg()[0])
    reason = _hopeless(given, sizes, size, job) if job in GRAPHS else ""
    if reason:
        Journal(path).record("job", "stopped", reason=reason, step={})
        say(f"  {job}: not tried, {reason}")
        return
    if job != "stays" and not (folder / "person.npy").exists():
        _measure_stays(given, size)
    say(f"  {job}")
    limit = int(given.memory * _GIBIBYTE)
    arguments = [job, "--stays", str(size), "--folder", str(folder), "--memory", str(limit)]
    with server.serving() if job == "postgresql" else nullcontext("") as uri:
        supervise.run([*arguments, *(["--uri", uri] if uri else [])], path, limit)


def _measure_stays(given: argparse.Namespace, size: int) -> None:
    """Make the stays anew where an earlier run removed them."""
    (given.folder / str(size) / "stays.jsonl").unlink(missing_ok=True)
    _measure(given, [size], size, "stays")


def _is_done(path: Path, wanted: str) -> bool:
    records = journal.read(path)
    ended = bool(records) and records[-1]["what"] in {"finished", "stopped"}
    return ended and records[0].get("fingerprint") == wanted


def _hopeless(given: argparse.Namespace, sizes: list[int], size: int, job: str) -> str:
    """Return why a graph library need not be tried, from what it did at the size before."""
    smaller = [other for other in sizes if other < size]
    if not smaller:
        return ""
    here, before = figures.read(given.folder, [size, smaller[-1]], given.fingerprint)[::-1]
    if before.ended(job):
        return f"stopped at {before.stay_count:,} stays already"
    return _too_much(before, here, job, given.memory)


def _too_much(before: Size, here: Size, job: str, memory: float) -> str:
    pairs, fewer = (
        each.value("stays", "generator", "contacts", "count") for each in (here, before)
    )
    peak = before.value(job, "job", "peak", "bytes") / _GIBIBYTE
    name = report.GRAPH_NAMES[job]
    expected = peak * pairs / fewer
    if expected > memory:
        return (
            f"{pairs / 1e6:,.0f} M contacts would need about {expected:,.0f} GB "
            f"({peak:.1f} GB for {fewer / 1e6:,.1f} M)"
        )
    seconds = before.seconds(job, name, "load") * pairs / fewer
    if seconds > SET_UP_CAP:
        return f"{pairs / 1e6:,.0f} M contacts would take about {seconds:,.0f} s to load"
    return ""


def _facts(given: argparse.Namespace) -> dict[str, str]:
    changed = machine.fingerprint() != given.fingerprint
    return machine.facts() | ({"beware": "the sources changed while measuring"} if changed else {})


def _drop_columns(folder: Path) -> None:
    for file in folder.glob("*.npy"):
        file.unlink()


if __name__ == "__main__":
    main()
