"""Priority groups for vaccination, by code, and who has a chronic disease.

The groups follow Resolution 21/NQ-CP of 26 February 2021 in broad lines; the shares are invented.
"""

import numpy as np

from simulation.arrays import Ints, Texts
from simulation.jobs import NOWHERE, Jobs
from simulation.population import Population
from simulation.streams import stream

PRIORITY_GROUPS = (
    "health_worker",
    "epidemic_control",
    "army_police",
    "essential_service",
    "teacher",
    "official",
    "elderly_65",
    "chronic_disease",
    "factory_worker",
    "other_adult",
)
"""In order of priority: people get the first group that fits; nobody under 18 has one."""

ADULT_AGE = 18
_ELDERLY_AGE = 65
_CONTROL_SHARE, _ARMY_SHARE, _ESSENTIAL_SHARE = 0.006, 0.010, 0.025


def priority_groups(seed: int, population: Population, jobs: Jobs, agency: Ints) -> Texts:
    """Return each person's group, None for minors."""
    rng = stream(seed, "priorities")
    age = population.age
    working = (age >= ADULT_AGE) & (age < 60)
    chronic = rng.random(population.count) < np.interp(
        age, [20, 40, 60, 80], [0.01, 0.05, 0.2, 0.35]
    )
    fits = {
        "health_worker": jobs.has("clinic"),
        "epidemic_control": working & (rng.random(population.count) < _CONTROL_SHARE),
        "army_police": working & (rng.random(population.count) < _ARMY_SHARE),
        "essential_service": working & (rng.random(population.count) < _ESSENTIAL_SHARE),
        "teacher": jobs.has("school"),
        "official": agency != NOWHERE,
        "elderly_65": age >= _ELDERLY_AGE,
        "chronic_disease": chronic,
        "factory_worker": jobs.has("factory"),
        "other_adult": age >= ADULT_AGE,
    }
    group = np.select([*fits.values()], list(range(len(fits))), len(fits))
    names = np.array([*PRIORITY_GROUPS, None], dtype=object)
    return names[np.where(age < ADULT_AGE, len(fits), group)]
