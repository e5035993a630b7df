"""What people do all day: their work, its place and hours, the checkpoint on their way."""

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

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Jobs:
    """One entry per person."""

    kind: Ints
    """Index into `places.KINDS`, or `NOWHERE`."""
    place: Ints
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
        place=place,
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


def _starts(rng: np.random.Generator, kind: Ints, late: Bools) -> Ints:
    start = np.where(kind == KIND["market"], 5.5 * HOUR, 7.5 * HOUR)
    start[kind == KIND["factory"]] = 7 * HOUR
    start[late] = 14 * HOUR
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
