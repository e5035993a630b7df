"""The course of an infection with the Delta variant: every number with its source.

References
----------
Ogata et al. 2022, Int J Environ Res Public Health 19(3):1127: mean incubation 3.7 d (Japan, Delta,
unvaccinated, log-normal). Li et al. 2022, PLoS Negl Trop Dis, doi 10.1371/journal.pntd.0010048:
median incubation 6.0 d, mean serial interval 5.2 falling to 3.8 d (Guangzhou, May to June 2021).
Corona-Warn-App: infectiousness by day from onset. Endo et al. 2020, Wellcome Open Res 5:67: few
people cause most infections (k about 0.1; 0.1 to 0.4 for later variants elsewhere).
"""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.clock import DAY

INCUBATION_MEAN_D = 4.6
"""Between the two sources above."""
INCUBATION_SIGMA = 0.40
"""Of the log-normal: 97.5th percentile near 9 days."""
INFECTIOUS_BEFORE_ONSET_D = 2.0
"""Chosen: WHO's window; the latent period is what is left of the incubation, at least a day."""
SHORTEST_LATENT_D = 1.0
INFECTIOUS_AFTER_ONSET_D = 8.0
SYMPTOMATIC_SHARE = 0.88
"""Chosen between 95 % (Guangzhou) and the lower shares of young factory workers."""
DISPERSION_K = 0.4
"""Of individual infectiousness, gamma with mean 1."""

# Infectiousness by day from onset (or when it would have been), mean about 1 over the peak.
_WEIGHT_DAYS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
_WEIGHTS = (0.6, 0.9, 1.0, 1.0, 1.0, 0.75, 0.6, 0.4, 0.15, 0.0)


@dataclass(frozen=True, slots=True)
class Course:
    """One entry per infection."""

    infectious: Ints
    onset: Ints
    """Of symptoms, or the moment they would have come."""
    recovered: Ints
    has_symptoms: Bools
    force: Floats
    """How infectious this person is compared with the mean."""


def draw_courses(rng: np.random.Generator, infected: Ints) -> Course:
    """Draw what follows from being infected at some moments."""
    count = len(infected)
    mean_log = np.log(INCUBATION_MEAN_D) - INCUBATION_SIGMA**2 / 2
    incubation = np.clip(rng.lognormal(mean_log, INCUBATION_SIGMA, count), 1.5, 14.0)
    latent = np.maximum(incubation - INFECTIOUS_BEFORE_ONSET_D, SHORTEST_LATENT_D)
    onset = infected + (incubation * DAY).astype(np.int64)
    return Course(
        infectious=infected + (latent * DAY).astype(np.int64),
        onset=onset,
        recovered=onset + int(INFECTIOUS_AFTER_ONSET_D * DAY),
        has_symptoms=rng.random(count) < SYMPTOMATIC_SHARE,
        force=rng.gamma(DISPERSION_K, 1 / DISPERSION_K, count),
    )


def infectiousness(moment: Ints, onset: Ints) -> Floats:
    """Return how infectious people are at moments, given their (virtual) onset; 0 to 1.

    >>> infectiousness(np.array([0, 3 * DAY]), np.array([0, 0])).tolist()
    [1.0, 0.6]
    """
    days = (np.asarray(moment) - np.asarray(onset)) / DAY
    weights: Floats = np.interp(days, _WEIGHT_DAYS, _WEIGHTS)
    return weights
