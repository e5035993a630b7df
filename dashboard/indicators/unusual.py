"""Are there more symptoms than usual, on which day, and where? Pure: counts in, signals out.

No Python package that installs from wheels alone brings these two: R's surveillance and SaTScan do,
and the package named epysurv only calls R. Each is a page of numpy and scipy, tested against a
plain loop, with its false alarms on quiet weeks measured.

References
----------
Höhle, surveillance: An R package for the monitoring of infectious diseases, Computational
Statistics 22, 2007: the Bayes detector, whose threshold is a quantile of the predictive negative
binomial. Here its exposure is who declared, which takes weekends and campaigns out of it. The
judged day is judged: R's EARS C3 sums past signals and can leave it out.
Kulldorff, Prospective time periodic geographical disease surveillance using a scan statistic,
JRSS A 164(1), 2001: the cylinder that ends now and is least likely, against random maps.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

BASE_DAYS: Final = 14
"""A day is compared with so many days, which end `GUARD_DAYS` before it."""

GUARD_DAYS: Final = 2
"""What begins slowly must not hide itself in what it is compared with."""

FEWEST_DAYS: Final = 7
"""With fewer days to compare with, a day is not judged."""

DAY_LEVEL: Final = 0.01
"""A quiet day exceeds its limit so seldom; our own choice."""

CLUSTER_LEVEL: Final = 0.05
"""A quiet week shows a cluster so seldom; our own choice."""

WINDOW_DAYS: Final = 7
LARGEST_SHARE: Final = 0.1
"""No cluster holds more of those who declared: more than a tenth of a province is no place."""

DRAWS: Final = 199
"""Random maps that a cluster is compared with."""

_TINY: Final = 1e-9
"""Where nobody declared, nobody is expected."""

Floats = npt.NDArray[np.float64]


def limits(exposed: Floats, counts: Floats) -> Floats:
    """Return the most that each day may count before it is unusual; unknown where not judged.

    Parameters
    ----------
    exposed, counts
        Day by day along the last axis, in order: who declared, and who of them had symptoms.

    Examples
    --------
    >>> declared, ill = np.full(20, 100.0), np.full(20, 2.0)
    >>> float(limits(declared, ill)[-1]), bool(np.isnan(limits(declared, ill)[8]))
    (6.0, True)
    """
    found = np.full(counts.shape, np.nan)
    for day in range(FEWEST_DAYS + GUARD_DAYS, counts.shape[-1]):
        base = slice(max(0, day - GUARD_DAYS - BASE_DAYS), day - GUARD_DAYS)
        whole, ill = exposed[..., base].sum(-1), counts[..., base].sum(-1)
        share = whole / np.maximum(whole + exposed[..., day], 1)
        is_known = whole > 0
        limit = stats.nbinom.ppf(1 - DAY_LEVEL, ill + 0.5, np.where(is_known, share, 0.5))
        found[..., day] = np.where(is_known, limit, np.nan)
    return found


def false_alarm_share(exposed: Floats, counts: Floats, *, weeks: int = 400) -> float | None:
    """Return in what share of quiet weeks at least one of seven days would exceed its limit.

    Quiet weeks have the same people declaring, of whom each has symptoms by the same chance on
    every day. None where no day is judged.
    """
    whole = exposed.sum()
    if whole <= 0 or len(exposed) < FEWEST_DAYS + GUARD_DAYS + WINDOW_DAYS:
        return None
    rng = np.random.default_rng(len(exposed))
    drawn = rng.poisson(exposed * counts.sum() / whole, (weeks, len(exposed))).astype("float64")
    over = drawn > limits(np.broadcast_to(exposed, drawn.shape), drawn)
    return float(over[:, -WINDOW_DAYS:].any(axis=1).mean())


@dataclass(frozen=True, slots=True)
class Cluster:
    """A circle of communes and the last days in which symptoms are more than elsewhere."""

    centre: int
    """Place of the commune in the table."""
    members: tuple[int, ...]
    days: int
    count: float
    expected: float
    chance: float
    """Of a quiet week showing as much somewhere: at most `CLUSTER_LEVEL`."""


def clusters(points: pd.DataFrame, exposed: Floats, counts: Floats, *, seed: int) -> list[Cluster]:
    """Return the clusters that end on the last day, the least likely first; none share a commune.

    Parameters
    ----------
    points
        One row per commune: `lon`, `lat`.
    exposed, counts
        Communes by days, the last day last: who declared, and who of them had symptoms.
    """
    if counts.sum() <= 0:
        return []
    near = _nearest(points)
    expected = exposed * counts.sum() / exposed.sum()
    fits = np.cumsum(exposed.sum(1)[near], axis=1) <= LARGEST_SHARE * exposed.sum()
    fits[:, 0] = True
    most = int(fits.sum(1).max())
    near, fits = near[:, :most], fits[:, :most]
    shares = (expected / expected.sum()).ravel()
    rng = np.random.default_rng(seed)
    expected_in = _cylinders(near, expected)
    total = counts.sum()
    found = _surprise(_cylinders(near, counts), expected_in, fits, total)
    maps = rng.multinomial(int(total), shares, DRAWS).astype("float64")
    random = [
        _surprise(_cylinders(near, one.reshape(counts.shape)), expected_in, fits, total).max()
        for one in maps
    ]
    return _told(found, near, counts, expected, np.asarray(random))


def _nearest(points: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return for each commune all communes by their distance, itself first."""
    east = points["lon"].to_numpy("float64") * np.cos(np.radians(points["lat"].mean()))
    north = points["lat"].to_numpy("float64")
    far = (east[:, None] - east) ** 2 + (north[:, None] - north) ** 2
    return np.argsort(far, axis=1, kind="stable")


def _cylinders(near: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> Floats:
    """Sum values of every centre, number of neighbours and number of last days."""
    last = np.cumsum(values[:, ::-1], axis=1)
    return np.cumsum(last[near], axis=1, dtype="float64")


def _surprise(
    inside: Floats, expected: Floats, fits: npt.NDArray[np.bool_], total: float
) -> Floats:
    """Return the log likelihood ratio of each cylinder; 0 where it has no more than expected."""
    is_more = (inside > expected) & fits[..., None]
    count, usual = inside[is_more], expected[is_more]
    rest = total - count
    found = np.zeros(inside.shape)
    found[is_more] = special.xlogy(count, count / np.maximum(usual, _TINY)) + special.xlogy(
        rest, rest / np.maximum(total - usual, _TINY)
    )
    return found


def _told(
    found: Floats,
    near: npt.NDArray[np.int64],
    counts: Floats,
    expected: Floats,
    random: Floats,
) -> list[Cluster]:
    told: list[Cluster] = []
    taken: set[int] = set()
    for flat in np.argsort(found, axis=None, kind="stable")[::-1]:
        centre, size, days = (int(part) for part in np.unravel_index(flat, found.shape))
        chance = (1 + int((random >= found[centre, size, days]).sum())) / (len(random) + 1)
        if chance > CLUSTER_LEVEL:
            break
        members = tuple(int(one) for one in near[centre, : size + 1])
        if taken.isdisjoint(members):
            taken.update(members)
            of = np.ix_(members, range(counts.shape[1] - days - 1, counts.shape[1]))
            inside, usual = float(counts[of].sum()), float(expected[of].sum())
            told.append(Cluster(centre, members, days + 1, inside, usual, chance))
    return told
