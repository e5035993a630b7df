"""Households: how many people of which generation live together, and how old they are.

The shapes below are invented; their weights are then tilted until children, adults and the
elderly have exactly the shares known for the province (`AGE_SHARES`).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.arrays import Bools, Floats, Ints

AGE_SHARES = (0.241, 0.603, 0.156)
"""Under 15, 15 to 59, 60 and over: Hải Dương, General Statistics Office."""

OLDEST = 99


class _Shape(NamedTuple):
    """A kind of household: its members by generation, and how common it is."""

    adults: int
    elders: int
    children: int
    weight: float


# Mean size 3.4, as in the Red River Delta (census of 2019: 3.4 people per household).
_SHAPES = (
    *(_Shape(1, 0, 0, 0.055), _Shape(0, 1, 0, 0.065)),
    *(_Shape(2, 0, 0, 0.08), _Shape(0, 2, 0, 0.06), _Shape(1, 1, 0, 0.035), _Shape(1, 0, 1, 0.02)),
    *(_Shape(2, 0, 1, 0.095), _Shape(3, 0, 0, 0.07), _Shape(2, 1, 0, 0.03), _Shape(1, 2, 0, 0.015)),
    *(_Shape(2, 0, 2, 0.11), _Shape(3, 0, 1, 0.06), _Shape(4, 0, 0, 0.05), _Shape(2, 1, 1, 0.03)),
    *(_Shape(2, 1, 2, 0.04), _Shape(3, 0, 2, 0.03), _Shape(2, 2, 1, 0.025), _Shape(2, 0, 3, 0.02)),
    *(_Shape(2, 2, 2, 0.03), _Shape(3, 1, 2, 0.02), _Shape(4, 0, 2, 0.01)),
    *(_Shape(2, 2, 3, 0.012), _Shape(3, 2, 2, 0.012), _Shape(4, 1, 2, 0.006)),
)

_ADULTS = np.array([shape.adults for shape in _SHAPES])
_ELDERS = np.array([shape.elders for shape in _SHAPES])
_CHILDREN = np.array([shape.children for shape in _SHAPES])
_SIZES = _ADULTS + _ELDERS + _CHILDREN


@dataclass(frozen=True, slots=True)
class Members:
    """One entry per person, households side by side."""

    household: Ints
    age: Ints
    is_male: Bools
    bears_household_name: Bools
    """Wives keep their own family name, everybody else has the household's."""


def make_households(rng: np.random.Generator, residents: Ints) -> tuple[Members, Ints]:
    """Fill each commune with exactly its residents; return them and each household's commune."""
    weights = _tilted(np.array([shape.weight for shape in _SHAPES]))
    shapes = [_households_of(rng, int(count), weights) for count in residents]
    shape = np.concatenate(shapes)
    commune = np.repeat(np.arange(len(residents)), [len(some) for some in shapes])
    return _members(rng, shape), commune


def _tilted(weights: Floats) -> Floats:
    """Change the weights as little as possible (exponentially) so that the age shares fit."""
    counts = np.stack([_CHILDREN, _ADULTS, _ELDERS])
    tilt = np.zeros(3)
    for _ in range(300):
        tilted = weights * np.exp(tilt @ counts)
        shares = counts @ tilted / (_SIZES @ tilted)
        tilt += 0.5 * np.log(np.array(AGE_SHARES) / shares)
        tilt -= tilt @ np.array(AGE_SHARES)  # keeps the mean size
    result: Floats = tilted / tilted.sum()
    return result


def _households_of(rng: np.random.Generator, residents: int, weights: Floats) -> Ints:
    """Draw households until the commune is full; the last one has the size that is left."""
    drawn = rng.choice(len(weights), int(residents / 2.5) + 8, p=weights)
    filled = np.cumsum(_SIZES[drawn])
    whole = int(np.searchsorted(filled, residents, side="right"))
    left = residents - (int(filled[whole - 1]) if whole else 0)
    if left == 0:
        return drawn[:whole]
    fitting = np.where(left == _SIZES, weights, 0.0)
    return np.append(drawn[:whole], rng.choice(len(weights), p=fitting / fitting.sum()))


def _members(rng: np.random.Generator, shape: Ints) -> Members:
    sizes = _SIZES[shape]
    household = np.repeat(np.arange(len(shape)), sizes)
    position = np.arange(len(household)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    adults, elders = _ADULTS[shape][household], _ELDERS[shape][household]
    is_adult = position < adults
    is_elder = ~is_adult & (position < adults + elders)
    age = _ages(rng, shape, household, position, is_elder)
    second = (position == 1) & is_adult | (position == adults + 1) & is_elder
    alone = is_adult & (adults == 1) | is_elder & (elders == 1)
    chance = np.select([alone & is_elder, is_adult & (position == 0)], [0.34, 0.75], 0.5)
    chance = np.where(~is_adult & ~is_elder, 0.53, chance)
    is_male = rng.random(len(household)) < chance
    is_male[second] = ~is_male[np.flatnonzero(second) - 1]
    return Members(household, age, is_male, ~(second & ~is_male))


def _ages(
    rng: np.random.Generator, shape: Ints, household: Ints, position: Ints, is_elder: Bools
) -> Ints:
    """Return ages that fit together: spouses are close, parents 20 to 35 years older."""
    anchor = _anchor_ages(rng, shape)[household]
    adults = _ADULTS[shape][household]
    jitter = rng.normal(0.0, 2.5, len(household))
    gap = rng.uniform(21.0, 33.0, len(household))
    alone = 60.0 + rng.exponential(9.0, len(shape))[household]
    elder = np.where(adults > 0, np.maximum(anchor + gap, alone * 0.3 + 45.0), alone) + jitter
    grown = np.where(_CHILDREN[shape][household] > 0, anchor - gap + 8.0, anchor - gap)
    adult = np.where(position < 2, anchor + jitter, grown)
    is_child = ~is_elder & (position >= adults)
    child = np.mod(anchor - gap - 2.0, 15.0)
    age = np.select(
        [is_elder, is_child],
        [np.clip(elder, 60, OLDEST), np.clip(child, 0, 14)],
        np.clip(adult, 15, 59),
    )
    return age.astype(np.int16)


def _anchor_ages(rng: np.random.Generator, shape: Ints) -> Floats:
    """Return the age of each household's first adult, around which the others arrange."""
    count = len(shape)
    parents = rng.normal(35.0, 5.0, count)
    elders_children = rng.uniform(38.0, 58.0, count)
    young, old = rng.uniform(20, 32, count), rng.uniform(45, 59.9, count)
    couples = np.where(rng.random(count) < 0.45, young, old)
    with_grown = rng.uniform(43.0, 57.0, count)
    return np.select(
        [_CHILDREN[shape] > 0, _ELDERS[shape] > 0, _ADULTS[shape] >= 3],
        [parents, elders_children, with_grown],
        couples,
    )
