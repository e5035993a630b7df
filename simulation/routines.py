"""Where everybody truly is on one day: work, errands, meals, checkpoints on the way.

A day is a row of blocks that do not overlap (early, morning, work, noon, ... evening), each of
which holds at most one stay of a person; so nobody is ever in two places at once, and a whole
block of the province is drawn in a few array operations.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.clock import DAY, HOUR, MINUTE, NOW, is_weekend
from simulation.jobs import NOWHERE, Jobs
from simulation.places import COLUMNS, KIND, Places
from simulation.population import Population
from simulation.stays import Stays, joined
from simulation.streams import stream


class _Errand(NamedTuple):
    """A time of day at which people go out: who, how likely, where to, how long."""

    name: str
    opens: float
    closes: float
    """Arrivals fall between these hours; the stay ends before the next block begins."""
    must_end: float
    chances: tuple[float, float, float, float]
    """For workers on a working day, other adults, elders of 70 and over, children from 6."""
    kinds: dict[str, float]
    """Where to: shares that add up to 1."""


# All chances are invented: an adult makes one or two visits a day beside work, fewer than in other
# years, as gatherings were restricted.
_ERRANDS = (
    _Errand("early", 5.0, 5.9, 6.3, (0.20, 0.30, 0.18, 0.0), {"market": 0.85, "food": 0.15}),
    _Errand(
        *("morning", 7.8, 10.2, 11.4),
        (0.0, 0.45, 0.24, 0.06),
        {
            "market": 0.38,
            "shop": 0.22,
            "office": 0.06,
            "clinic": 0.05,
            "worship": 0.05,
            "other": 0.10,
            "checkpoint": 0.10,
            "food": 0.04,
        },
    ),
    _Errand(
        *("afternoon", 14.3, 16.0, 16.9),
        (0.0, 0.28, 0.12, 0.12),
        {
            "shop": 0.42,
            "market": 0.18,
            "other": 0.20,
            "food": 0.05,
            "clinic": 0.03,
            "checkpoint": 0.12,
        },
    ),
    _Errand(
        *("homeward", 17.7, 18.9, 19.4),
        (0.42, 0.20, 0.06, 0.05),
        {"shop": 0.45, "market": 0.35, "food": 0.10, "other": 0.05, "checkpoint": 0.05},
    ),
    _Errand(
        *("evening", 19.5, 20.9, 21.9),
        (0.24, 0.20, 0.06, 0.04),
        {"food": 0.36, "shop": 0.36, "other": 0.22, "worship": 0.06},
    ),
)

# Usual and longest stays by kind, in minutes: invented, log-normal with this median.
_MEDIAN_MINUTES = {
    "market": 25,
    "shop": 12,
    "food": 35,
    "office": 40,
    "clinic": 55,
    "worship": 45,
    "other": 50,
    "checkpoint": 3,
    "vaccination_site": 45,
    "school": 60,
    "factory": 60,
}
_DURATION_SIGMA = 0.5

_WORKING_SHARE = (0.94, 0.35)
"""Workers at work on a weekday and at the weekend: invented."""

_HABIT_SHARES = (0.6, 0.85)
"""Six visits of ten go to a person's first place of a kind, a quarter to the second."""

_REMEMBERED_PEOPLE = 200_000
"""Up to this many people the days are kept (under 150 MB); beyond it they are drawn again."""

_NOON_CHANCE = 0.30
_HOLIDAY_KIND = "school"
"""Schools were closed for the summer: half of the teachers are there on a weekday."""
_CLASS_HOURS, _PRESENT_SHARE = (7.5, 10.5), 0.9
"""Summer classes, on the mornings of weekdays: invented."""


@dataclass(frozen=True)
class Routines:
    """What the days are drawn from; `stays_of(day)` always answers the same for a day."""

    seed: int
    population: Population
    jobs: Jobs
    places: Places
    appointments: Stays
    """Vaccinations, which take the place of whatever else happens then."""
    _group: Ints = field(init=False, repr=False)
    _known_days: dict[int, Stays] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort people into the columns of `_Errand.chances`, once."""
        age = self.population.age
        group = np.select([age < 6, age < 18, age >= 70], [4, 3, 2], 1)
        object.__setattr__(self, "_group", group.astype(np.int8))

    def stays_of(self, day: int) -> Stays:
        """Return the true stays of one day, each person's in time order and none overlapping."""
        if day in self._known_days:
            return self._known_days[day]
        stays = self._draw(day)
        if self.population.count <= _REMEMBERED_PEOPLE:
            self._known_days[day] = stays
        return stays

    def _draw(self, day: int) -> Stays:
        rng = stream(self.seed, "stays", day)
        working = self._working(rng, day)
        studying = self._studying(rng, day)
        blocks = [self._errand(rng, errand, working, studying) for errand in _ERRANDS]
        blocks += [*self._work(rng, working), self._class(rng, studying)]
        stays = self._while_open(joined(blocks)).later(day * DAY)
        return self._with_appointments(stays, day).before(NOW)

    def _working(self, rng: np.random.Generator, day: int) -> Bools:
        """Tell who works today."""
        share = np.full(self.population.count, _WORKING_SHARE[is_weekend(day)], dtype=np.float32)
        office = self.jobs.has("office") | self.jobs.has(_HOLIDAY_KIND)
        share[office] = 0.0 if is_weekend(day) else 0.94
        share[self.jobs.has(_HOLIDAY_KIND)] *= 0.5
        works: Bools = rng.random(self.population.count, dtype=np.float32) < share
        return works & self.jobs.has_place

    def _studying(self, rng: np.random.Generator, day: int) -> Bools:
        """Tell who is in class this morning."""
        present = rng.random(self.population.count, dtype=np.float32) < _PRESENT_SHARE
        pupils: Bools = present & (self.jobs.school != NOWHERE) & (not is_weekend(day))
        return pupils

    def _class(self, rng: np.random.Generator, studying: Bools) -> Stays:
        who = np.flatnonzero(studying)
        arrived = int(_CLASS_HOURS[0] * HOUR) + rng.integers(-15, 10, len(who)) * MINUTE
        left = int(_CLASS_HOURS[1] * HOUR) + rng.integers(0, 10, len(who)) * MINUTE
        return _stays(who, self.jobs.school[who], arrived, left)

    def _errand(
        self, rng: np.random.Generator, errand: _Errand, working: Bools, studying: Bools
    ) -> Stays:
        chance = np.array([*errand.chances, 0.0], dtype=np.float32)[
            np.where(working, 0, self._group)
        ]
        chance *= np.minimum(self.jobs.liveliness, 2.2)
        chance[working & self._is_away_during(errand.name)] = 0.0
        if errand.name == "morning":
            chance[studying] = 0.0
        who = np.flatnonzero(rng.random(len(chance), dtype=np.float32) < chance)
        names = list(errand.kinds)
        pick = np.searchsorted(np.cumsum(list(errand.kinds.values()))[:-1], rng.random(len(who)))
        arrived = rng.uniform(errand.opens * HOUR, errand.closes * HOUR, len(who))
        median = np.array([_MEDIAN_MINUTES[name] * MINUTE for name in names])[pick]
        left = arrived + _durations(rng, median)
        return Stays(
            person=who.astype(np.int32),
            place=self._habitual(rng, who, np.array([KIND[name] for name in names])[pick]),
            arrived=arrived.astype(np.int32),
            left=np.minimum(left, errand.must_end * HOUR).astype(np.int32),
        )

    def _is_away_during(self, errand: str) -> Bools:
        """Tell whose work leaves no time for an errand that other workers make."""
        away: Bools = self.jobs.has("market") if errand == "early" else self.jobs.is_late_shift
        return away

    def _habitual(self, rng: np.random.Generator, who: Ints, kind: Ints) -> Ints:
        """Return the place of a kind that each person goes to: mostly the usual one.

        Of a site with several codes it is always the same aisle, room or ward.
        """
        habit = np.searchsorted(_HABIT_SHARES, rng.random(len(who))).astype(np.uint64)
        key = who.astype(np.uint64) * 64 + kind.astype(np.uint64) * 4 + habit
        column = _mixed(key) % np.uint64(COLUMNS)
        tables = np.stack(self.places.tables)
        site = tables[kind, self.population.commune[who], column.astype(np.int64)]
        return self.places.dealt(
            site, (_mixed(key + np.uint64(7)) >> np.uint64(9)).astype(np.int32)
        )

    def _work(self, rng: np.random.Generator, working: Bools) -> list[Stays]:
        """Return stays at work, meals at noon, and crossings on the way there and back."""
        who = np.flatnonzero(working)
        starts = self.jobs.starts[who] + rng.integers(-6, 10, len(who)) * MINUTE
        goes_out = ~self.jobs.has("factory")[who] & ~self.jobs.has("market")[who]
        ends = np.where(goes_out, 17 * HOUR, starts + 8 * HOUR)
        ends = np.where(self.jobs.has("market")[who], 11 * HOUR, ends)
        noon = np.where(goes_out, 11 * HOUR + 30 * MINUTE, ends) - rng.integers(
            0, 12 * MINUTE, len(who)
        )
        place = self.jobs.place[who]
        back = np.flatnonzero(goes_out)
        again = (13 * HOUR + rng.integers(0, 20, len(back)) * MINUTE).astype(np.int64)
        return [
            _stays(who, place, starts, noon),
            _stays(
                who[back], place[back], again, ends[back] + rng.integers(0, 30 * MINUTE, len(back))
            ),
            self._meal(rng, who[back]),
            *self._crossings(rng, who, starts, ends),
        ]

    def _meal(self, rng: np.random.Generator, who: Ints) -> Stays:
        eater = who[rng.random(len(who)) < _NOON_CHANCE]
        arrived = 11 * HOUR + rng.integers(35, 60, len(eater)) * MINUTE
        left = arrived + rng.integers(15, 45, len(eater)) * MINUTE
        place = self._habitual(rng, eater, np.full(len(eater), KIND["food"]))
        return _stays(eater, place, arrived, left)

    def _crossings(
        self, rng: np.random.Generator, who: Ints, starts: Ints, ends: Ints
    ) -> list[Stays]:
        passes = np.flatnonzero(self.jobs.checkpoint[who] != NOWHERE)
        who, place = who[passes], self.jobs.checkpoint[who[passes]]
        there = starts[passes] - rng.integers(9, 20, len(who)) * MINUTE
        back = ends[passes] + rng.integers(31, 36, len(who)) * MINUTE
        shift = self.jobs.is_late_shift[who]
        back = np.where(shift, back - 15 * MINUTE, back)
        stay = rng.integers(60, 5 * MINUTE, len(who))
        return [_stays(who, place, there, there + stay), _stays(who, place, back, back + stay)]

    def _while_open(self, stays: Stays) -> Stays:
        """Keep what falls in opening hours, and send people home at closing time."""
        opens, closes = self.places.opens[stays.place], self.places.closes[stays.place]
        left = np.minimum(stays.left, closes).astype(np.int32)
        stays = Stays(stays.person, stays.place, stays.arrived, left)
        return stays.where((stays.arrived >= opens) & (left - stays.arrived >= MINUTE))

    def _with_appointments(self, stays: Stays, day: int) -> Stays:
        """Put today's appointments in, and take out what would overlap with them."""
        today = self.appointments.where(self.appointments.arrived // DAY == day)
        busy = np.full((2, self.population.count), -1, dtype=np.int32)
        busy[0, today.person], busy[1, today.person] = today.arrived, today.left
        free = (stays.left <= busy[0, stays.person]) | (stays.arrived >= busy[1, stays.person])
        return joined([stays.where(free), today]).by_person()


def _stays(person: Ints, place: Ints, arrived: Ints, left: Ints) -> Stays:
    columns = (person, place, arrived, left)
    return Stays(*(np.asarray(column, dtype=np.int32) for column in columns))


def _durations(rng: np.random.Generator, median: Floats) -> Floats:
    spread = rng.standard_normal(len(median), dtype=np.float32)
    lengths: Floats = median * np.exp(_DURATION_SIGMA * spread)
    return lengths


def _mixed(key: Ints) -> Ints:
    """Scatter consecutive keys evenly (a multiplicative hash, upper bits)."""
    mixed: Ints = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return mixed
