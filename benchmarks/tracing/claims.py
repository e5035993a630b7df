"""What was promised of tracing, and whether the figures bear it out."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.tracing.figures import Size
from benchmarks.tracing.journal import MEASURE_CAP
from benchmarks.tracing.peers import sweep

FULL = 40_000_000
LARGEST = 120_000_000


@dataclass(frozen=True)
class Claim:
    """One promise: a figure, and where it has to be at least or at most the bound."""

    sentence: str
    stay_count: int
    figure: Callable[[Size], float]
    bound: float
    unit: str
    is_floor: bool = False

    def verdict(self, sizes: list[Size]) -> str:
        """Return one line of Markdown; a size that was not measured is named."""
        here = [size for size in sizes if size.stay_count == self.stay_count]
        found = self.figure(here[0]) if here else math.nan
        if math.isnan(found):
            where = f"{self.stay_count / 1e6:g} M"
            return f"- **not measured** at {where}: {self.sentence}{self._nearest(sizes)}"
        reached = found >= self.bound if self.is_floor else found <= self.bound
        word = "reached" if reached else "NOT reached"
        return f"- **{word}**, {self._shown(found)}: {self.sentence}"

    def _nearest(self, sizes: list[Size]) -> str:
        for size in reversed(sizes):
            found = self.figure(size)
            if not math.isnan(found):
                return f" (at {size.stay_count / 1e6:g} M: {self._shown(found)})"
        return ""

    def _shown(self, found: float) -> str:
        return f"{found:.3g}{self.unit}"


def verdicts(sizes: list[Size]) -> Iterator[str]:
    """Yield one line per claim."""
    for claim in CLAIMS:
        yield claim.verdict(sizes)


def postgresql_ratio(size: Size, scenario: str, name: str = "PostgreSQL") -> float:
    """Return PostgreSQL's time to ring 3 by ours; where it was stopped, at least its limit."""
    ours = size.seconds("postgresql", "project", "trace", scenario, 3)
    theirs = size.seconds("postgresql", name, "trace", scenario, 3)
    if math.isnan(theirs) and size.gave_up("postgresql", name, scenario):
        theirs = MEASURE_CAP
    return theirs / ours


def _passes(size: Size) -> float:
    return _trace(size) / size.seconds("project", "floor", "numpy sum")


def _slider(size: Size) -> float:
    return size.seconds("project", "project", "slider move", "huge", 3)


def _opened(size: Size) -> float:
    return size.seconds("project", "project", "open")


def _trace(size: Size) -> float:
    return size.seconds("project", "project", "trace", "huge", 3)


def _ratio_claim(reached: str, scenario: str, bound: int, name: str) -> Claim:
    return Claim(
        f"to ring 3, {reached} reached: at least {bound} times as fast as {name}",
        FULL,
        lambda size: postgresql_ratio(size, scenario, name),
        bound,
        "×",
        is_floor=True,
    )


CLAIMS = [
    _ratio_claim("a thousand", "medium", 15, "PostgreSQL"),
    _ratio_claim("a thousand", "medium", 15, "PostgreSQL, no bound"),
    _ratio_claim("a hundred thousand", "large", 100, "PostgreSQL"),
    _ratio_claim("a hundred thousand", "large", 100, "PostgreSQL, no bound"),
    Claim(
        "to ring 3, half a million reached: at most 4 times one pass over the bytes (numpy sum)",
        FULL,
        _passes,
        4,
        "×",
    ),
    Claim(
        "to ring 3, half a million reached: no slower than the plain loop",
        FULL,
        lambda size: _trace(size) / size.seconds("project", sweep.NAME, "trace", "huge", 3),
        1,
        "×",
    ),
    Claim("a slider move with its list, half a million reached", FULL, _slider, 0.3, " s"),
    Claim("a slider move with its list, half a million reached", LARGEST, _slider, 1, " s"),
    Claim(
        "resident memory per stay, ids included, at most 24 bytes",
        FULL,
        lambda size: size.value("project", "project", "resident", "bytes") / size.stay_count,
        24,
        " bytes",
    ),
    Claim("a saved index is opened", LARGEST, _opened, 1, " s"),
    Claim(
        "100,000 stays new or corrected, 50,000 withdrawn, and the next trace with its list",
        FULL,
        lambda size: size.seconds("project", "project", "update and trace", "medium", 3),
        2,
        " s",
    ),
    Claim(
        "index build no slower than reading the same rows from PostgreSQL by binary COPY",
        FULL,
        lambda size: (
            size.seconds("postgresql", "project", "build")
            / size.seconds("postgresql", "PostgreSQL", "copy out")
        ),
        1,
        "×",
    ),
]
