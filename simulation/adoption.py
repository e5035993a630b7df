"""Smartphones, and who installed Smart Hải Dương when: uneven, and faster after the letter."""

from dataclasses import dataclass

import numpy as np

from simulation.agencies import Agencies
from simulation.arrays import Bools, Floats, Ints, Texts
from simulation.clock import DAY, LETTER_DAY, MISSING, NEVER, NOW, second_of
from simulation.gazetteer import Communes, Districts
from simulation.jobs import NOWHERE
from simulation.population import Population
from simulation.streams import stream

SMARTPHONES_PER_PERSON = 1_400_000 / 1_916_800
"""About 1.4 million smartphones in the province, over its population of 2020."""

# Who has a smartphone, by age: invented, so that the province has about that many.
_AGE_BOUNDS = (6, 15, 30, 45, 60, 70)
_OWNER_SHARES = (0.0, 0.45, 0.99, 0.97, 0.92, 0.60, 0.35)

TARGET_SHARE = 2 / 3
"""Installs today over estimated smartphones, in the province: a stage of the real campaign."""

_COMMUNE_SIGMA = 0.20
"""Spread of installing between communes (of a share): invented."""

_ESTIMATE_SIGMA = 0.20
"""How wrong the estimates of smartphone owners are, log-normal: invented ("tens of percent")."""

THANH_MIEN = "Thanh Miện"
THANH_MIEN_SHARE = 28_218 / 41_447
"""Installs over smartphone users that Thanh Miện district reported (68 %)."""

THANH_MIEN_RATES = (1.24, 1.18, 1.12, 1.04, 0.94, 0.91)
"""Of its leading communes; above 100 % the denominator is doubtful, not the installs."""

_LAUNCH = second_of(2021, 3, 1)
_EARLY_SHARE, _EARLY_DAYS = 0.70, 60.0
"""Of today's installs, made since March, fewer and fewer a day: invented."""
_CAMPAIGN_MIDDLE_D, _CAMPAIGN_STEEPNESS_D = 2.6, 1.1
"""The others follow the letter: a logistic curve, in days after it. Invented."""
_COMMUNE_DELAY_D = (-1.0, 1.5)
"""How much earlier or later the campaign comes to a commune: invented."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """One entry per person, then one per commune."""

    has_smartphone: Bools
    installed: Ints
    """Moment of installing the app, `NEVER` without it."""
    owner_estimate: Ints
    """What the commune believes its number of smartphone owners to be."""
    owner_source: Texts


def make_adoption(
    seed: int,
    population: Population,
    places_names: tuple[Districts, Communes],
    agencies: Agencies,
    agency: Ints,
) -> Adoption:
    """Decide who has a smartphone and the app, and how each commune estimates its owners."""
    districts, communes = places_names
    rng = stream(seed, "adoption")
    owns = (
        rng.random(population.count)
        < np.array(_OWNER_SHARES)[np.searchsorted(_AGE_BOUNDS, population.age, side="right")]
    )
    official = agency != NOWHERE
    owns |= official
    level = np.clip(rng.normal(TARGET_SHARE, _COMMUNE_SIGMA * TARGET_SHARE, communes.count), 0.3, 1)
    chance = level[population.commune] * np.where(population.age < 15, 0.35, 1.06)
    chance[official] = agencies.zeal[agency[official]]
    has_app = owns & (rng.random(population.count) < chance)
    installed = np.where(has_app, _moments(rng, population.commune), NEVER).astype(np.int32)
    installs = np.bincount(population.commune[has_app], minlength=communes.count)
    thanh_mien = districts.name[communes.district] == THANH_MIEN
    return Adoption(
        has_smartphone=owns,
        installed=installed,
        owner_estimate=_estimates(rng, population.residents, installs, thanh_mien),
        owner_source=_sources(thanh_mien),
    )


def last_active(seed: int, adoption: Adoption, last_scan: Ints) -> Ints:
    """Return when each app was last used (`MISSING` for never): at a scan, or for something else.

    Three apps in ten were opened once and forgotten, unless their owner scans: invented.
    """
    rng = stream(seed, "last active")
    count = len(last_scan)
    days_ago = np.where(rng.random(count) < 0.30, rng.uniform(7, 60, count), rng.exponential(4.0))
    other = np.minimum(NOW - (days_ago * DAY).astype(np.int64), NOW - rng.integers(60, 7200, count))
    used = np.maximum(np.maximum(other, adoption.installed), last_scan)
    never = (last_scan == MISSING) & (rng.random(count) < 0.05)
    return np.where(never, MISSING, np.minimum(used, NOW))


def _moments(rng: np.random.Generator, commune: Ints) -> Ints:
    """Draw when each app was installed: over the months, or in the campaign's wave."""
    times = np.linspace(_LAUNCH, NOW, 2_000)
    early = 1 - np.exp(-(times - _LAUNCH) / (_EARLY_DAYS * DAY))
    count = len(commune)
    slowly = np.interp(rng.random(count), early / early[-1], times)
    pick = rng.uniform(0.005, 0.995, count)
    delay = rng.uniform(*_COMMUNE_DELAY_D, int(commune.max()) + 1)[commune]
    days = _CAMPAIGN_MIDDLE_D + delay + _CAMPAIGN_STEEPNESS_D * np.log(pick / (1 - pick))
    by_letter = (LETTER_DAY + days) * DAY
    is_early = (rng.random(count) < _EARLY_SHARE) | (by_letter > NOW)
    drawn: Floats = np.where(is_early, slowly, by_letter)
    return drawn.astype(np.int64)


def _estimates(rng: np.random.Generator, residents: Ints, installs: Ints, reported: Bools) -> Ints:
    """Apply the province's rate to every commune, with an error; Thanh Miện as it reported."""
    error = np.exp(rng.normal(0.0, _ESTIMATE_SIGMA, len(residents)))
    estimate = np.rint(residents * SMARTPHONES_PER_PERSON * error)
    rows = np.flatnonzero(reported)
    leaders = rows[np.argsort(-installs[rows] / residents[rows], kind="stable")]
    leaders, others = np.split(leaders, [len(THANH_MIEN_RATES)])
    estimate[leaders] = np.rint(installs[leaders] / np.array(THANH_MIEN_RATES))
    left = installs[rows].sum() / THANH_MIEN_SHARE - estimate[leaders].sum()
    estimate[others] = np.rint(estimate[others] * left / estimate[others].sum())
    counts: Ints = np.maximum(estimate, 1).astype(np.int64)
    return counts


def _sources(reported: Bools) -> Texts:
    return np.where(
        reported,
        "Mô phỏng: ước tính của huyện, chỉnh theo tỷ lệ 68 % đã công bố",
        "Mô phỏng: ước tính từ tỷ lệ chung cả tỉnh (1,4 triệu máy / 1,9168 triệu dân), có sai số",
    ).astype(object)
