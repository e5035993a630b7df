"""What people do all day: their work or class, its place and hours, the checkpoint on the way."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.clock import HOUR, MINUTE
from simulation.gazetteer import Communes
from simulation.places import COLUMNS, KIND, Places
from simulation.population import Population
from simulation.streams import stream

# Shares of adults by work, invented from the province's profile (industry above a third of jobs).
_WORKPLACES = ("factory", "office", "shop", "market", "food", "school", "clinic", "other")
_SHARES_18_59 = (0.27, 0.065, 0.075, 0.035, 0.04, 0.025, 0.013, 0.12)
_SHARES_60_69 = (0.0, 0.01, 0.06, 0.05, 0.02, 0.0, 0.0, 0.06)

_LATE_SHIFT_SHARE = 0.35
"""Factory workers on the shift from 14:00 to 22:00: invented."""

_CHECKPOINT_FAR, _CHECKPOINT_NEAR = 0.95, 0.65
"""Commuters who cross a checkpoint, to another district and within their own: invented."""

_PUPIL_AGES = (6, 15)
_PUPIL_SHARE = 0.6
"""Children in a summer class, while schools were closed: invented."""

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Jobs:
    """One entry per person."""

    kind: Ints
    """Index into `places.KINDS`, or `NOWHERE`."""
    place: Ints
    """The workshop, aisle, class or other code at which the person works."""
    school: Ints
    """The class of a pupil, or `NOWHERE`."""
    starts: Ints
    """Second of the day at which work begins."""
    is_late_shift: Bools
    checkpoint: Ints
    """The checkpoint that the person passes on the way to work, or `NOWHERE`."""
    liveliness: Floats
    """Multiplies the chance of every errand: some people go out a lot (mean 1)."""

    @property
    def has_place(self) -> Bools:
        """Tell who works anywhere that has a QR code."""
        somewhere: Bools = self.place != NOWHERE
        return somewhere

    def has(self, kind: str) -> Bools:
        """Tell who works at a kind of place."""
        theirs: Bools = self.kind == KIND[kind]
        return theirs


def make_jobs(seed: int, population: Population, communes: Communes, places: Places) -> Jobs:
    """Give adults work and a workplace that is not too far from home."""
    rng = stream(seed, "jobs")
    kind = _kinds(rng, population.age)
    column = rng.integers(0, COLUMNS, population.count)
    place = np.full(population.count, NOWHERE, dtype=np.int32)
    for name in _WORKPLACES:
        here = np.flatnonzero(kind == KIND[name])
        place[here] = places.tables[KIND[name]][population.commune[here], column[here]]
    late = (kind == KIND["factory"]) & (rng.random(population.count) < _LATE_SHIFT_SHARE)
    return Jobs(
        kind=kind,
        place=_teams(rng, places, place, late),
        school=_classes(population, places, column, rng.random(population.count)),
        starts=_starts(rng, kind, late),
        is_late_shift=late,
        checkpoint=_checkpoints(rng, population, communes, places, place),
        liveliness=rng.gamma(2.5, 1 / 2.5, population.count).astype(np.float32),
    )


def _kinds(rng: np.random.Generator, age: Ints) -> Ints:
    options = np.array([*(KIND[name] for name in _WORKPLACES), NOWHERE], dtype=np.int8)
    pick = rng.random(len(age))
    grown = options[np.searchsorted(np.cumsum(_SHARES_18_59), pick)]
    older = options[np.searchsorted(np.cumsum(_SHARES_60_69), pick)]
    return np.select([(age >= 18) & (age < 60), (age >= 60) & (age < 70)], [grown, older], NOWHERE)


def _teams(rng: np.random.Generator, places: Places, site: Ints, late: Bools) -> Ints:
    """Share each shift of a site out among its codes, evenly and by chance."""
    workers = rng.permutation(np.flatnonzero(site != NOWHERE))
    shift = site[workers].astype(np.int64) * 2 + late[workers]
    workers = workers[np.argsort(shift, kind="stable")]
    team = site.copy()
    team[workers] = places.dealt(site[workers], _ranks(np.sort(shift)))
    return team


def _classes(population: Population, places: Places, column: Ints, pick: Floats) -> Ints:
    """Put pupils into classes of their school, by age."""
    youngest, oldest = _PUPIL_AGES
    age = population.age
    is_pupil = (age >= youngest) & (age < oldest) & (pick < _PUPIL_SHARE)
    who = np.flatnonzero(is_pupil)
    school = places.tables[KIND["school"]][population.commune[who], column[who]].astype(np.int64)
    order = np.lexsort((age[who], school))
    who, school = who[order], school[order]
    _, of_school, size = np.unique(school, return_inverse=True, return_counts=True)
    number = _ranks(school) * places.code_count[school] // size[of_school]
    classes = np.full(population.count, NOWHERE, dtype=np.int32)
    classes[who] = places.dealt(school, number)
    return classes


def _ranks(groups: Ints) -> Ints:
    """Count the entries of each group from 0; the groups are in order.

    >>> _ranks(np.array([4, 4, 7])).tolist()
    [0, 1, 0]
    """
    ranks: Ints = np.arange(len(groups)) - np.searchsorted(groups, groups)
    return ranks


def _starts(rng: np.random.Generator, kind: Ints, late: Bools) -> Ints:
    start = np.where(kind == KIND["market"], 5.5 * HOUR, 7.5 * HOUR)
    start[kind == KIND["factory"]] = 7 * HOUR
    start[late] = 15 * HOUR + 15 * MINUTE
    return (start + rng.integers(-10, 16, len(kind)) * MINUTE).astype(np.int32)


def _checkpoints(
    rng: np.random.Generator, population: Population, communes: Communes, places: Places, work: Ints
) -> Ints:
    home_district = communes.district[population.commune]
    away = communes.district[places.commune[work]] != home_district
    chance = np.where(away, _CHECKPOINT_FAR, _CHECKPOINT_NEAR) * (work != NOWHERE)
    column = rng.integers(0, COLUMNS, population.count)
    passed = places.tables[KIND["checkpoint"]][population.commune, column]
    return np.where(rng.random(population.count) < chance, passed, np.int32(NOWHERE))
