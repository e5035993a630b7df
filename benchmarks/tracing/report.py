"""The figures as a page of Markdown."""

import math
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tracing import changes, claims, figures
from benchmarks.tracing.answers import ANY_RING
from benchmarks.tracing.figures import Size
from benchmarks.tracing.journal import MEASURE_CAP
from benchmarks.tracing.peers import sweep
from benchmarks.tracing.province import Province
from benchmarks.tracing.scenarios import RINGS

GRAPH_NAMES = {"networkx": "networkx", "reticula": "Reticula", "raphtory": "Raphtory"}
SQL_NAMES = {"postgresql": "PostgreSQL", "duckdb": "DuckDB"}
UNBOUNDED = "PostgreSQL, no bound"

_NOTES = Path(__file__).parent / "notes.md"


def written(sizes: list[Size], facts: dict[str, str], memory: float) -> str:
    """Return the whole page."""
    lines = [
        "# Tracing, measured",
        "",
        *(f"- {name}: {value}" for name, value in facts.items()),
        f"- limits per job: {memory:g} GB, {MEASURE_CAP} s per measured step",
        f"- load average when a job began: {_loads(sizes)}",
        "",
        "## What was promised",
        "",
        *claims.verdicts(sizes),
        "",
        "## Cost by size",
        "",
        *_curve(sizes),
        "",
    ]
    for size in sizes:
        lines += _size(size)
    return "\n".join(lines) + "\n" + _NOTES.read_text()


def _loads(sizes: list[Size]) -> str:
    """Return how busy others kept the machine, from the quietest job to the busiest."""
    loads = [records[0]["load"] for size in sizes for records in size.records.values() if records]
    return f"{min(loads):.1f} to {max(loads):.1f}" if loads else "not known"


def _curve(sizes: list[Size]) -> Iterator[str]:
    shown: dict[str, list[float]] = {
        "index build, s": [size.seconds("postgresql", "project", "build") for size in sizes],
        "resident, bytes": [
            size.value("project", "project", "resident", "bytes") for size in sizes
        ],
        "one pass (numpy sum), s": [
            size.seconds("project", "floor", "numpy sum") for size in sizes
        ],
    }
    for scenario in ("small", "medium", "large", "huge"):
        shown[f"trace {scenario}, s"] = [
            size.seconds("project", "project", "trace", scenario, 3) for size in sizes
        ]
    shown["summed trace large, s"] = [
        size.seconds("project", "project", "summed trace", "large", 3) for size in sizes
    ]
    for what in ("save", "open", "update"):
        shown[f"{what}, s"] = [size.seconds("project", "project", what) for size in sizes]
    for job, name in SQL_NAMES.items():
        shown[f"{name} huge, s"] = [size.seconds(job, name, "trace", "huge", 3) for size in sizes]
    yield _row("", *(f"{size.stay_count / 1e6:g} M" for size in sizes), "grows as stays^")
    yield _rule(len(sizes) + 2)
    for title, values in shown.items():
        power, points = figures.exponent(sizes, values)
        fitted = f"{power:.2f} ({points} sizes)" if not math.isnan(power) else "–"
        yield _row(title, *(_number(value) for value in values), fitted)


def _size(size: Size) -> list[str]:
    province = Province(size.stay_count)
    contacts = size.value("stays", "generator", "contacts", "count")
    return [
        f"## {size.stay_count / 1e6:g} million stays",
        "",
        f"{province.person_count:,} people, {province.place_count:,} places,",
        f"{contacts / 1e6:,.1f} M contacts: {2 * contacts / size.stay_count:.0f} a stay.",
        "",
        *_traces(size),
        "",
        *_rings(size),
        "",
        *_reachable(size),
        "",
        *_storage(size),
        "",
        *_agreements(size),
        "",
    ]


def _traces(size: Size) -> Iterator[str]:
    yield _row(
        "to ring 3", "cases", "nights", "reached", "this project", "with its list",
        "plain loop", *SQL_NAMES.values(), UNBOUNDED, "networkx",
    )  # fmt: skip
    yield _rule(11)
    for scenario in size.scenarios():
        name = scenario["scenario"]
        yield _row(
            name,
            f"{scenario['cases']:,}",
            f"{scenario['nights']}",
            f"{scenario['reached'][RINGS.index(3)]:,}",
            _time(size.seconds("project", "project", "trace", name, 3)),
            _time(size.seconds("project", "project", "trace and list", name, 3)),
            _ratio(size, "project", sweep.NAME, name, 3),
            *(_ratio(size, job, peer, name, 3) for job, peer in SQL_NAMES.items()),
            _ratio(size, "postgresql", UNBOUNDED, name, 3),
            _ratio(size, "networkx", "networkx", name, 3),
        )


def _rings(size: Size) -> Iterator[str]:
    yield _row(
        "this project", *(f"ring {ring}" for ring in RINGS), "slider move", "summed over 24 h"
    )
    yield _rule(len(RINGS) + 3)
    for scenario in size.scenarios():
        name = scenario["scenario"]
        cells = [
            f"{reached:,} people in {_beside_loop(size, name, ring)}"
            for ring, reached in zip(RINGS, scenario["reached"], strict=True)
        ]
        others = [
            size.seconds("project", "project", what, name, 3)
            for what in ("slider move", "summed trace")
        ]
        yield _row(name, *cells, *map(_time, others))


def _beside_loop(size: Size, scenario: str, ring: int) -> str:
    ours = size.seconds("project", "project", "trace", scenario, ring)
    loop = size.seconds("project", sweep.NAME, "trace", scenario, ring)
    return _time(ours) if math.isnan(loop) else f"{_time(ours)} (loop {loop / ours:,.1f}×)"


def _reachable(size: Size) -> Iterator[str]:
    jobs = {"reticula": "Reticula", "raphtory": "Raphtory"}
    yield _row("anyone, any ring", "reached", *jobs.values())
    yield _rule(4)
    for scenario in size.scenarios():
        name = scenario["scenario"]
        counts = [
            record["count"]
            for job in jobs
            for record in size.records[job]
            if record["what"] == "agrees" and record["scenario"] == name
        ]
        cells = [_ratio(size, job, peer, name, ANY_RING) for job, peer in jobs.items()]
        yield _row(name, f"{counts[0]:,}" if counts else "–", *cells)


def _storage(size: Size) -> Iterator[str]:
    build = size.seconds("postgresql", "project", "build")
    resident = size.value("project", "project", "resident", "bytes")
    columns = size.value("project", "project", "columns", "bytes")
    yield f"- index: built in {_time(build)}, {resident / size.stay_count:.1f} bytes a stay "
    yield f"  resident ({columns / size.stay_count:.1f} of them its columns)"
    yield f"- {_kept(size)}"
    for what, meaning in (
        ("copy out", "PostgreSQL, binary COPY read by a client, unparsed"),
        ("copy to nowhere", "PostgreSQL, binary COPY inside the server, unread"),
    ):
        seconds = size.seconds("postgresql", "PostgreSQL", what)
        beside = "" if math.isnan(seconds / build) else f", {seconds / build:.2g}× the build"
        yield f"- {meaning}: {_time(seconds)}{beside}"
    for what in ("numpy sum", "numpy max"):
        seconds = size.seconds("project", "floor", what)
        yield f"- one pass over person, arrival, departure ({what}): {_time(seconds)}"
    for job, name in (SQL_NAMES | GRAPH_NAMES).items():
        yield f"- {name}: {_loading(size, job, name)}"


def _kept(size: Size) -> str:
    """Return what saving, opening and updating cost."""

    def took(what: str, scenario: str = "") -> str:
        return _time(size.seconds("project", "project", what, scenario, 3 if scenario else 0))

    return (
        f"saved in {took('save')}, opened in {took('open')} (with the first trace and its list:"
        f" {took('open, trace and list', 'medium')} medium,"
        f" {took('open, trace and list', 'huge')} huge); {changes.ADDED:,} stays new and"
        f" {changes.WITHDRAWN:,} withdrawn in {took('update')} (with the next trace and its list:"
        f" {took('update and trace', 'medium')} medium, {took('update and trace', 'huge')} huge)"
    )


def _loading(size: Size, job: str, name: str) -> str:
    load = size.seconds(job, name, "load")
    parts = [] if math.isnan(load) else [f"loaded in {_time(load)}"]
    steps = ("index by person", "index by place", "longest stays", "vacuum analyze")
    extra = [size.seconds(job, name, step) for step in steps]
    if not math.isnan(sum(extra)):
        parts.append(f"indexed in {_time(sum(extra))}")
    for what, word in (("resident", "in memory"), ("on disk", "on disk")):
        held = size.value(job, name, what, "bytes")
        if not math.isnan(held):
            parts.append(f"{held / size.stay_count:,.0f} bytes a stay {word}")
    return ", ".join([*parts, *([size.ended(job)] if size.ended(job) else [])])


def _agreements(size: Size) -> Iterator[str]:
    peers = {sweep.NAME: "project"}
    peers |= {name: job for job, name in (SQL_NAMES | GRAPH_NAMES).items()}
    peers[UNBOUNDED] = "postgresql"
    for name, job in peers.items():
        said: dict[str, list[str]] = {}
        for scenario in size.scenarios():
            text = size.agreement(job, name, scenario["scenario"]).partition(" (")[0]
            if text:
                said.setdefault(text, []).append(scenario["scenario"])
        if said:
            phrases = [f"{text} in {', '.join(where)}" for text, where in said.items()]
            yield f"- {name}, beside this project: {'; '.join(phrases)}"


def _ratio(size: Size, job: str, peer: str, scenario: str, ring: int) -> str:
    """Return a peer's time and how often ours fits into it, both measured in its own job."""
    ours = size.seconds(job, "project", "trace", scenario, ring)
    theirs = size.seconds(job, peer, "trace", scenario, ring)
    if not math.isnan(theirs):
        return f"{_time(theirs)} ({theirs / ours:,.1f}×)"
    reason = size.gave_up(job, peer, scenario)
    if reason and not math.isnan(ours):
        return f"{reason} (at least {MEASURE_CAP / ours:,.0f}×)"
    return f"– ({size.ended(job)})" if size.ended(job) else "–"


def _time(seconds: float) -> str:
    if math.isnan(seconds):
        return "–"
    return f"{seconds:.3g} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.4g}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|---" * columns + "|"
