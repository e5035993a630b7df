"""The jobs of the tracing benchmark, each run as a process of its own by `supervise`."""

import argparse
import ctypes
import dataclasses
import gc
import importlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmarks.tracing import answers, changes, kernel, province, scenarios
from benchmarks.tracing.answers import ANY_RING, Answer, Scenario
from benchmarks.tracing.journal import SET_UP_CAP, Journal, Task
from benchmarks.tracing.peers import sweep
from benchmarks.tracing.scenarios import RINGS
from benchmarks.tracing.supervise import own_bytes
from dashboard.tracing.contract import EPOCH
from dashboard.tracing.index.colocation import ColocationIndex

if TYPE_CHECKING:
    from benchmarks.tracing.peers.networkx import NetworkX
    from benchmarks.tracing.peers.postgresql import PostgreSQL

SHIFT = int(province.FIRST_MIDNIGHT.timestamp()) - EPOCH
"""Seconds from the index's epoch to the scenarios' first midnight."""


class Tracer(Protocol):
    """A peer that is ready to answer."""

    name: str

    def trace(self, scenario: Scenario) -> object:
        """Do the work that is timed."""

    def answer(self) -> Answer:
        """Return whom the last trace reached; not timed."""


@dataclass(frozen=True)
class Workplace:
    """Where a job finds its stays and leaves its figures."""

    folder: Path
    journal: Journal
    size: province.Province
    memory_limit: int
    uri: str = ""

    @cached_property
    def columns(self) -> province.Columns:
        """The stays, memory-mapped."""
        return province.read(self.folder)

    @property
    def scenarios(self) -> list[Scenario]:
        """The scenarios of this size, smallest first."""
        return scenarios.read(self.folder / "scenarios.json")

    @cached_property
    def index(self) -> ColocationIndex:
        """The index of the stays; made before a peer loads, it does not add to its memory."""
        return _built(self.columns)


def stays(work: Workplace) -> None:
    """Make the stays and choose the scenarios."""
    work.journal.set_up(
        Task("generator", "stays made", lambda: province.write(work.size, work.folder))
    )
    count = answers.contact_count(work.columns)
    work.journal.record("generator", "contacts", count=count)
    found = scenarios.find(work.size, work.index)
    scenarios.write(found, work.folder / "scenarios.json")
    for scenario in found:
        farthest = dataclasses.replace(scenario, max_ring=max(RINGS))
        rings = kernel.answered(kernel.trace(work.index, farthest)).ring
        reached = [int((rings <= ring).sum()) for ring in RINGS] if rings is not None else []
        work.journal.record(
            "generator",
            "scenario",
            scenario=scenario.name,
            cases=len(scenario.people),
            nights=province.DAYS - scenario.infectious_from // province.DAY,
            reached=reached,
        )


def project(work: Workplace) -> None:
    """Measure this project beside one pass over its columns and a plain loop; then what it keeps.

    The summed traces come last: they look at pairs, and the job ends where they take too long.
    """
    kernel.build(next(province.Province(1_000).days()))  # compiles
    before = own_bytes(os.getpid())
    index = _built(work.columns)
    work.journal.record("project", "resident", bytes=own_bytes(os.getpid()) - before)
    work.journal.record("project", "columns", bytes=index.byte_count)
    columns = sweep.Sorted(
        index.stays.person, index.stays.arrived, index.stays.left, index.stays.place_starts
    )
    work.journal.interleaved(
        [
            Task("floor", "numpy sum", lambda: [column.sum() for column in columns[:3]]),
            Task("floor", "numpy max", lambda: [column.max() for column in columns[:3]]),
        ]
    )
    for scenario in work.scenarios:
        for ring in RINGS:
            _beside_loop(work, index, columns, dataclasses.replace(scenario, max_ring=ring))
        _slider(work, index, scenario)
    _saved(work, index)
    _updated(work, index)
    for scenario in work.scenarios:
        _summed(work, index, scenario)


def postgresql(work: Workplace) -> None:
    """Measure PostgreSQL, and the index build beside copying the rows out of it."""
    from benchmarks.tracing.peers.postgresql import PostgreSQL  # noqa: PLC0415 - its job alone

    peer = PostgreSQL(work.uri)
    work.journal.set_up(Task(peer.name, "load", lambda: peer.load(work.columns)))
    for name, step in peer.indexing():
        work.journal.set_up(Task(peer.name, name, step))
    work.journal.record(peer.name, "on disk", bytes=peer.byte_count())
    _build_beside_copy(work, peer)
    _beside(work, peer, 3)
    _beside(work, PostgreSQL(work.uri, is_bounded=False), 3)


def duckdb(work: Workplace) -> None:
    """Measure DuckDB."""
    from benchmarks.tracing.peers.duckdb import DuckDB  # noqa: PLC0415 - a peer's own job only

    assert len(work.index) == work.size.stay_count  # noqa: S101 - makes the index first
    peer = DuckDB(work.folder, work.memory_limit // 2)
    work.journal.set_up(Task(peer.name, "load", lambda: peer.load(work.columns)))
    _beside(work, peer, 3)


def graph(work: Workplace, module: str, name: str) -> None:
    """Measure one graph library; its memory is noted as soon as the graph stands."""
    maker = getattr(importlib.import_module(f"benchmarks.tracing.peers.{module}"), name)
    index = work.index  # before the pairs, so that it is not charged to the peer
    before = own_bytes(os.getpid())
    peer = _graph(work, maker)
    _trim()
    work.journal.record(peer.name, "resident", bytes=own_bytes(os.getpid()) - before)
    assert len(index) == work.size.stay_count  # noqa: S101 - keeps the index alive
    _beside(work, peer, 3 if peer.has_rings else ANY_RING)


def _graph(work: Workplace, maker: "type[NetworkX]") -> "NetworkX":
    """Make the peer's graph; objects are not scanned for garbage meanwhile, in its favour."""
    pairs = answers.contacts(work.columns)
    gc.disable()
    with work.journal.step(Task(maker.name, "load", lambda: None), SET_UP_CAP):
        peer = maker(pairs)
    gc.freeze()
    gc.enable()
    return peer


def _build_beside_copy(work: Workplace, peer: "PostgreSQL") -> None:
    table = province.table(work.columns)
    work.journal.interleaved(
        [
            Task("project", "build", lambda: ColocationIndex.build(table)),
            Task(peer.name, "copy out", peer.copy_out),
            Task(peer.name, "copy to nowhere", peer.copy_to_nowhere),
        ],
        repetitions=3,
    )


def _beside(work: Workplace, peer: Tracer, max_ring: int) -> None:
    """Ask the peer and this project the same, in turn, until it gives up; say if they agree."""
    for given in work.scenarios:
        scenario = dataclasses.replace(given, max_ring=max_ring)
        ours = kernel.answered(kernel.trace(work.index, scenario))
        try:
            work.journal.interleaved(
                [
                    _task(scenario, "project", kernel.asked(work.index, scenario)),
                    _task(scenario, peer.name, partial(peer.trace, scenario)),
                ]
            )
        except TimeoutError:
            work.journal.record(peer.name, "gave up", scenario=scenario.name, ring=max_ring)
            return
        _compare(work, scenario, peer.name, ours, peer.answer())


def _beside_loop(
    work: Workplace, index: ColocationIndex, columns: sweep.Sorted, scenario: Scenario
) -> None:
    loop = partial(sweep.trace, columns, scenario, work.size.person_count, SHIFT)
    ours = kernel.answered(kernel.trace(index, scenario))
    _compare(work, scenario, sweep.NAME, ours, loop())
    work.journal.interleaved(
        [
            _task(scenario, "project", kernel.asked(index, scenario)),
            _task(scenario, "project", _listed(index, scenario), "trace and list"),
            _task(scenario, sweep.NAME, loop),
        ]
    )


def _slider(work: Workplace, index: ColocationIndex, scenario: Scenario) -> None:
    """Time other rules on the same index, as when somebody drags the minimum of shared minutes."""
    moves = [
        dataclasses.replace(scenario, min_overlap=60 * minutes, latent=latent)
        for minutes, latent in ((5, 0), (10, 0), (15, 0), (15, province.DAY))
    ]
    work.journal.interleaved(
        [_task(move, "project", _listed(index, move), "slider move") for move in moves],
        repetitions=3,
    )


def _saved(work: Workplace, index: ColocationIndex) -> None:
    """Time saving the index, opening it, and the first trace of an index just opened."""
    folder = work.folder / "index"
    work.journal.set_up(Task("project", "save", lambda: index.save(folder)))
    opened: list[ColocationIndex] = []
    tasks = [Task("project", "open", lambda: opened.append(ColocationIndex.open(folder)))]
    for scenario in work.scenarios:

        def first(scenario: Scenario = scenario) -> object:
            return kernel.trace(ColocationIndex.open(folder), scenario).people

        tasks.append(_task(scenario, "project", first, "open, trace and list"))
    work.journal.interleaved(tasks)
    assert all(len(one) == len(index) for one in opened)  # noqa: S101 - nothing is missing
    shutil.rmtree(folder)


def _updated(work: Workplace, index: ColocationIndex) -> None:
    """Time new and withdrawn stays until the next trace has seen them."""
    added, removed = changes.drawn(work.columns, work.size)

    def update_and_trace(scenario: Scenario) -> object:
        return kernel.trace(index.updated(added=added, removed=removed), scenario).people

    after = index.updated(added=added, removed=removed)
    assert len(after) == len(index) + len(added) - len(removed)  # noqa: S101 - all are seen
    del after
    work.journal.interleaved(
        [
            Task("project", "update", lambda: index.updated(added=added, removed=removed)),
            *(
                _task(scenario, "project", partial(update_and_trace, scenario), "update and trace")
                for scenario in work.scenarios
            ),
        ],
        repetitions=3,
    )


def _summed(work: Workplace, index: ColocationIndex, scenario: Scenario) -> None:
    """Time the rule that sums: 15 minutes within a day."""
    summed = dataclasses.replace(scenario, min_overlap=900, sum_over=province.DAY)
    work.journal.interleaved(
        [_task(summed, "project", kernel.asked(index, summed), "summed trace")], repetitions=3
    )


def _task(scenario: Scenario, who: str, run: Callable[[], object], what: str = "trace") -> Task:
    return Task(who, what, run, scenario.name, scenario.max_ring)


def _listed(index: ColocationIndex, scenario: Scenario) -> Callable[[], object]:
    """Return the expansion and its sorted table of people, to be timed."""
    expanded = kernel.asked(index, scenario)
    return lambda: expanded().people


def _compare(work: Workplace, scenario: Scenario, who: str, ours: Answer, theirs: Answer) -> None:
    work.journal.record(
        who,
        "agrees",
        scenario=scenario.name,
        ring=scenario.max_ring,
        text=answers.compared(ours, theirs),
        count=len(ours.person),
    )


def _built(columns: province.Columns) -> ColocationIndex:
    """Build the index and let go of everything that was needed on the way."""
    index = kernel.build(columns)
    _trim()
    return index


def _trim() -> None:
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)


JOBS: dict[str, Callable[[Workplace], None]] = {
    "stays": stays,
    "project": project,
    "postgresql": postgresql,
    "duckdb": duckdb,
    "networkx": partial(graph, module="networkx", name="NetworkX"),
    "reticula": partial(graph, module="reticula", name="Reticula"),
    "raphtory": partial(graph, module="raphtory", name="Raphtory"),
}


def main() -> None:
    """Run one job."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", choices=JOBS)
    parser.add_argument("--stays", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--memory", type=int, required=True, help="limit in bytes")
    parser.add_argument("--uri", default="", help="of the PostgreSQL to measure")
    given = parser.parse_args()
    JOBS[given.job](
        Workplace(
            folder=given.folder,
            journal=Journal(given.folder / f"{given.job}.jsonl"),
            size=province.Province(given.stays),
            memory_limit=given.memory,
            uri=given.uri,
        )
    )


if __name__ == "__main__":
    main()
