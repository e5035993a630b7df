"""Cases that reach a handful, a thousand, a hundred thousand and half a million people.

All cases of a scenario become infectious at the same night hour, when nobody is anywhere (so that
peers that know only moments, not spells, can be asked the same). Reach grows with earlier nights
and with more cases, so first the night and then the number of cases is found by halving.
"""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tracing import kernel
from benchmarks.tracing.answers import Scenario
from benchmarks.tracing.province import DAY, DAYS, FULL_PEOPLE, Province
from dashboard.tracing.index.colocation import ColocationIndex

TARGETS = {"small": 10, "medium": 1_000, "large": 100_000, "huge": 500_000}
"""People to reach within three rings in the full province; large and huge shrink with it."""

RINGS = (1, 2, 3, 5)
"""To how many rings this project is asked; its peers to three."""

_NIGHT = 3 * 3_600
_CANDIDATES = 60
_MOST_CASES = 2_000
_NIGHTS_TRIED = 4
_FIRSTS_TRIED = 30  # of the shuffled people: two crowded cases may reach too many at once
_NEAR = 0.1  # of the target

Reach = Callable[[int, int, int], int]
"""People reached, of: the day on which, the first and the last of the shuffled people."""


def find(province: Province, index: ColocationIndex) -> list[Scenario]:
    """Return the scenarios of this province, the smallest first."""
    people = np.random.default_rng(province.seed).permutation(province.person_count)

    def reach(day: int, first: int, last: int) -> int:
        scenario = _scenario("", people[first:last], day)
        return len(kernel.trace(index, scenario).people) - len(scenario.people)

    found = []
    for name, target in _targets(province).items():
        day, first, last = _search(reach, target)
        found.append(_scenario(name, people[first:last], day))
    return found


def write(scenarios: list[Scenario], path: Path) -> None:
    """Keep the scenarios for the other jobs of this size."""
    path.write_text(json.dumps([vars(scenario) for scenario in scenarios]))


def read(path: Path) -> list[Scenario]:
    """Return the scenarios that were kept."""
    return [
        Scenario(**{**fields, "people": tuple(fields["people"])})
        for fields in json.loads(path.read_text())
    ]


def _targets(province: Province) -> dict[str, int]:
    share = min(1.0, province.person_count / FULL_PEOPLE)
    small = {name: min(target, province.person_count // 8) for name, target in TARGETS.items()}
    return small | {name: int(TARGETS[name] * share) for name in ("large", "huge")}


def _search(reach: Reach, target: int) -> tuple[int, int, int]:
    if target <= TARGETS["small"]:
        reached = [reach(DAYS - 1, first, first + 1) for first in range(_CANDIDATES)]
        first = int(np.argmin([abs(count - target) + (count == 0) * target for count in reached]))
        return DAYS - 1, first, first + 1
    back = _halved(lambda nights: reach(DAYS - 1 - nights, 0, 1), (0, DAYS - 1), target)
    found = []
    nights = range(DAYS - 1 - back, min(DAYS, DAYS - 1 - back + _NIGHTS_TRIED))
    for day, first in itertools.product(nights, range(_FIRSTS_TRIED)):

        def grows(count: int, day: int = day, first: int = first) -> int:
            return reach(day, first, first + count)

        count = _halved(grows, (1, _MOST_CASES), target)
        missed = abs(grows(count) - target)
        if missed <= _NEAR * target:
            return day, first, first + count
        found.append((missed, day, first, first + count))
    return min(found)[1:]


def _halved(grows: Callable[[int], int], between: tuple[int, int], target: int) -> int:
    """Return the last argument for which `grows` stays near or below the target."""
    low, high = between
    nearly = (1 + _NEAR) * target
    while high - low > 1:
        middle = min((low + high) // 2, 2 * low + 1)
        if grows(middle) <= nearly:
            low = middle
        else:
            high = middle
    return low


def _scenario(name: str, people: NDArray[np.int64], day: int) -> Scenario:
    return Scenario(name=name, people=tuple(map(int, people)), infectious_from=day * DAY + _NIGHT)
