"""`expand` beside a loop that follows people, and beside libraries that list overlapping spells.

`python -m benchmarks.expand --stays 40e6`. Each row is asked of both in turn; seconds are the
least of several turns, in wall time and in processor time: the latter survives a busy machine.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks import markdown
from benchmarks.new_case import RESULTS
from benchmarks.tracing import kernel, province
from benchmarks.tracing.answers import Scenario
from benchmarks.tracing.jobs import SHIFT
from benchmarks.tracing.peers import following
from benchmarks.tracing.peers.intervals import Ncls, Spells, SuperIntervals
from dashboard.tracing.index.colocation import ColocationIndex

TURNS: Final = 7
SEEDS: Final = 5
LARGE: Final = 100_000
"""People that a seed has to reach, or a fifth of them all."""
LISTED: Final = (10, 1_000, 20_000)
"""People whose one ring is asked for."""
_NIGHT: Final = 3 * 3_600


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.expand", description=__doc__)
    parser.add_argument("--stays", type=float, default=10e6)
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    size = province.Province(int(options.stays))
    with TemporaryDirectory(prefix="bench-") as folder:
        province.write(size, Path(folder))
        index = kernel.build(province.read(Path(folder)))
    random = np.random.default_rng(2021)
    lines = [
        f"# `expand`, {size.stay_count / 1e6:g} million stays",
        "",
        *("## Three rings, beside a loop that follows people", ""),
        markdown.table(pd.DataFrame(_large(index, random))),
        "",
        *("## One ring, other people at each call, beside libraries that only list pairs", ""),
        markdown.table(pd.DataFrame(_listed(index, random))),
        "",
        *markdown.measured_on(),
    ]
    name = f"expand-{size.stay_count}-{date.today()}.md"  # noqa: DTZ011 - the report's own date
    markdown.publish("\n".join(lines), options.results / name)


def listing(index: ColocationIndex) -> list[Ncls | SuperIntervals]:
    """Return the libraries that list pairs, with all stays."""
    stays = index.stays
    place = np.repeat(np.arange(len(index.place_ids)), np.diff(stays.place_starts))
    return [Ncls(stays, place), SuperIntervals(stays, place)]


def spells_of(index: ColocationIndex, scenario: Scenario) -> Spells:
    """Return when the cases are able to infect, which the peers are told."""
    stays, codes = index.stays, index.person_ids.get_indexer(pd.Index(scenario.people))
    spans = zip(stays.person_starts[codes], stays.person_starts[codes + 1], strict=True)
    at = np.concatenate([np.arange(*span) for span in spans])
    at = at[np.argsort(stays.by_person_place[at], kind="stable")]
    rows = stays.by_person[at]
    begins = np.maximum(stays.arrived[rows].astype(np.int64), scenario.infectious_from + SHIFT)
    ends = stays.left[rows].astype(np.int64)
    place: NDArray[np.int64] = stays.by_person_place[at].astype(np.int64)
    is_able = begins < ends
    return Spells(place[is_able], begins[is_able], ends[is_able])


def _large(index: ColocationIndex, random: np.random.Generator) -> Iterator[dict[str, str]]:
    stays, found = following.both_orders(index.stays), 0
    while found < SEEDS:
        scenario = _scenario(index, random, count=1 + found // 2, day=int(random.integers(0, 18)))
        codes = index.person_ids.get_indexer(pd.Index(scenario.people)).tolist()
        since = scenario.infectious_from + SHIFT
        loop = partial(following.trace, stays, codes, since, scenario.max_ring)
        people, _, exposed = loop()
        if len(people) < min(LARGE, len(index.person_ids) // 5):
            continue
        found += 1
        asked = kernel.asked(index, scenario)
        ours = asked().rounds.reached()
        is_same = np.array_equal(ours[0], people) and np.array_equal(ours[1], exposed)
        yield {"reached": f"{len(people):,}", "same answer": "yes" if is_same else "NO"} | _row(
            [asked] * TURNS, {"loop": [loop] * TURNS}
        )


def _listed(index: ColocationIndex, random: np.random.Generator) -> Iterator[dict[str, str]]:
    peers = listing(index)
    for count in LISTED:
        scenarios = [
            _scenario(index, random, count=count, day=14, max_ring=1) for _ in range(TURNS)
        ]
        spells = [spells_of(index, one) for one in scenarios]
        people = len(kernel.asked(index, scenarios[0])().people)
        yield {"people": f"{count:,}", "reached": f"{people - count:,}"} | _row(
            [kernel.asked(index, one) for one in scenarios],
            {peer.name: [partial(peer.rows, one) for one in spells] for peer in peers},
        )


def _scenario(
    index: ColocationIndex, random: np.random.Generator, *, count: int, day: int, max_ring: int = 3
) -> Scenario:
    people = index.person_ids[random.choice(len(index.person_ids), count, replace=False)]
    return Scenario(
        name="",
        people=tuple(map(int, people)),
        infectious_from=day * province.DAY + _NIGHT,
        max_ring=max_ring,
    )


def _row(
    ours: list[Callable[[], object]], peers: dict[str, list[Callable[[], object]]]
) -> dict[str, str]:
    """Return the least times of each, asked in turn."""
    kinds = {"this project": ours} | peers
    turns: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for turn in range(len(ours)):
        for name, runs in kinds.items():
            turns[name].append(_took(runs[turn]))
    took = {name: np.min(each, axis=0) for name, each in turns.items()}
    wall, processor = took["this project"]
    cells = {"ms": f"{1e3 * wall:.3g}", "of processor": f"{1e3 * processor:.3g}"}
    for name in peers:
        cells[f"{name}, ms"] = f"{1e3 * took[name][0]:.3g}"
        cells[f"{name}: times ours"] = f"{took[name][0] / wall:.2f}"
        cells[f"{name}: of processor"] = f"{took[name][1] / processor:.2f}"
    return cells


def _took(run: Callable[[], object]) -> tuple[float, float]:
    processor, wall = time.process_time(), time.perf_counter()
    run()
    return time.perf_counter() - wall, time.process_time() - processor


if __name__ == "__main__":
    main()
