"""Everybody who lives in the province: one entry per person, in the order of their ids."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.gazetteer import Communes
from simulation.households import make_households
from simulation.land import SPREAD_M, Land, make_land
from simulation.streams import stream

PROVINCE_PEOPLE = 1_916_800
"""Residents in 2020: General Statistics Office."""

FEWEST_PEOPLE = 1_000
"""Below this some communes would be empty."""

YEAR = 2021


@dataclass(frozen=True, slots=True)
class Population:
    """One entry per person; indices point into communes, hamlets and households."""

    land: Land
    residents: Ints
    """Per commune."""
    commune: Ints
    hamlet: Ints
    household: Ints
    lon: Floats
    lat: Floats
    age: Ints
    is_male: Bools
    bears_household_name: Bools
    scale: float
    """Simulated people per real resident."""

    @property
    def count(self) -> int:
        """Return how many people there are."""
        return len(self.commune)


def make_population(seed: int, people: int, communes: Communes) -> Population:
    """Settle `people` residents in proportion to the communes' estimated population."""
    if people < FEWEST_PEOPLE:
        raise ValueError(f"people must be at least {FEWEST_PEOPLE}, not {people}")
    residents = share_out(people, communes.real_population)
    land = make_land(stream(seed, "land"), communes, residents)
    members, household_commune = make_households(stream(seed, "households"), residents)
    rng = stream(seed, "homes")
    hamlet = land.some_hamlets(rng, household_commune)
    lon, lat = land.scatter(rng, hamlet, SPREAD_M)
    return Population(
        land=land,
        residents=residents,
        commune=household_commune[members.household].astype(np.int32),
        hamlet=hamlet[members.household].astype(np.int32),
        household=members.household.astype(np.int32),
        lon=lon[members.household],
        lat=lat[members.household],
        age=members.age,
        is_male=members.is_male,
        bears_household_name=members.bears_household_name,
        scale=people / PROVINCE_PEOPLE,
    )


def share_out(total: int, weights: Ints | Floats) -> Ints:
    """Split a whole number in proportion to weights, by largest remainder.

    >>> share_out(10, np.array([1, 1, 2])).tolist()
    [3, 2, 5]
    """
    exact = total * np.asarray(weights) / np.sum(weights)
    shares: Ints = np.floor(exact).astype(np.int64)
    rest = np.argsort(shares - exact, kind="stable")[: total - int(shares.sum())]
    shares[rest] += 1
    return shares
