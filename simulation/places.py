"""Places with a QR code: where they stand, when they open, how they draw people, who scans there.

All numbers are invented except the checkpoints' (more than 2,200 had a QR code on 2 March 2021).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.arrays import Bools, Floats, Ints, Texts
from simulation.clock import DAY, HOUR, LETTER_DAY, MINUTE, NOW, second_of
from simulation.gazetteer import Communes
from simulation.place_names import name_places
from simulation.population import PROVINCE_PEOPLE, Population, share_out
from simulation.streams import stream

COLUMNS = 512
"""Resolution of the tables that send people to places: a power of two."""


class KindOfPlace(NamedTuple):
    """What places of a kind have in common."""

    name: str
    full_count: int
    """Places at the province's real size."""
    fewest: int
    reach_m: float
    """Distance at which a place draws 1/e of the people next door."""
    opens: float
    closes: float
    """Usual hours, as hours of the day."""
    indoor_share: float
    active_share: float
    """Places where anybody scans; the rest registered and forgot it (Hanoi: 11 % active)."""
    crowd_sigma: float
    """Spread of the places' pull: log-normal, heavy-tailed above 1."""


KINDS = (
    KindOfPlace("market", 280, 12, 3_000, 4.5, 18.5, 0.15, 0.80, 0.8),
    KindOfPlace("shop", 11_000, 24, 2_000, 6.0, 21.5, 0.85, 0.34, 1.2),
    KindOfPlace("food", 6_000, 20, 2_500, 5.5, 22.0, 0.70, 0.36, 1.1),
    KindOfPlace("factory", 1_300, 6, 9_000, 0.0, 24.0, 1.00, 0.75, 1.3),
    KindOfPlace("office", 1_300, 14, 7_000, 6.5, 18.0, 1.00, 0.70, 0.9),
    KindOfPlace("school", 900, 12, 3_000, 6.5, 18.0, 1.00, 0.25, 0.5),
    KindOfPlace("clinic", 650, 12, 6_000, 0.0, 24.0, 1.00, 0.85, 1.2),
    KindOfPlace("worship", 1_200, 12, 4_000, 5.0, 21.0, 0.60, 0.25, 0.9),
    KindOfPlace("vaccination_site", 265, 12, 5_000, 7.0, 17.5, 0.80, 1.00, 0.4),
    KindOfPlace("other", 3_500, 12, 5_000, 6.0, 22.0, 0.50, 0.32, 1.0),
    KindOfPlace("checkpoint", 2_200, 12, 6_000, 0.0, 24.0, 0.00, 0.85, 0.9),
)
_INDUSTRY = {0: 1.5, 1: 1.5, 2: 1.6, 6: 3.0}
"""Factories per person by district (Hải Dương, Chí Linh, Nam Sách, Cẩm Giàng), elsewhere 0.6."""

KIND = {kind.name: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Places:
    """One entry per place; `kind` is an index into `KINDS`."""

    kind: Ints
    commune: Ints
    hamlet: Ints
    lon: Floats
    lat: Floats
    is_indoor: Bools
    opens: Ints
    closes: Ints
    """Seconds since midnight."""
    registered: Ints
    scan_share: Floats
    """Of the app's users who come by, how many scan: 0 where the code is forgotten."""
    pull: Floats
    name: Texts
    tables: tuple[Ints, ...]
    """Per kind: for each commune (rows) `COLUMNS` places, in proportion to where people go."""

    @property
    def count(self) -> int:
        """Return how many places there are."""
        return len(self.kind)

    def of_kind(self, name: str) -> Ints:
        """Return the places of one kind."""
        return np.flatnonzero(self.kind == KIND[name])


def make_places(seed: int, population: Population, communes: Communes) -> Places:
    """Found the places, in proportion to the people."""
    rng = stream(seed, "places")
    counts = [_count(kind, population.count) for kind in KINDS]
    kind = np.repeat(np.arange(len(KINDS)), counts)
    commune = np.concatenate(
        [_communes_of(name.name, n, communes) for name, n in zip(KINDS, counts, strict=True)]
    )
    hamlet = population.land.some_hamlets(rng, commune)
    lon, lat = population.land.scatter(rng, hamlet, 260.0)
    pull = np.exp(rng.normal(0.0, 1.0, len(kind)) * _trait(kind, "crowd_sigma"))
    opens, closes = _hours(rng, kind)
    return Places(
        kind=kind,
        commune=commune,
        hamlet=hamlet,
        lon=lon,
        lat=lat,
        is_indoor=rng.random(len(kind)) < _trait(kind, "indoor_share"),
        opens=opens,
        closes=closes,
        registered=_registrations(rng, kind),
        scan_share=_scan_shares(rng, kind, pull),
        pull=pull,
        name=name_places(kind, commune, communes, population.land, hamlet),
        tables=_tables(rng, kind, lon, lat, pull, communes),
    )


def _count(kind: KindOfPlace, people: int) -> int:
    return max(kind.fewest, round(kind.full_count * people / PROVINCE_PEOPLE))


def _trait(kind: Ints, trait: str) -> Floats:
    return np.array([float(getattr(each, trait)) for each in KINDS])[kind]


def _communes_of(kind: str, count: int, communes: Communes) -> Ints:
    """Spread places over communes by population, one in every district before a second in any."""
    denser = np.where(communes.is_urban & (kind != "worship"), 1.6, 1.0)
    denser = _industrial(communes) if kind == "factory" else denser
    weights = communes.real_population * denser
    by_commune = np.repeat(np.arange(communes.count), share_out(count, weights))
    districts = np.unique(communes.district)
    if count < len(districts) or kind == "factory":
        return by_commune
    missing = np.setdiff1d(districts, communes.district[by_commune])
    for district in missing:
        inside = np.flatnonzero(communes.district == district)
        crowded = np.bincount(communes.district[by_commune]).argmax()
        spare = np.flatnonzero(communes.district[by_commune] == crowded)[0]
        by_commune[spare] = inside[np.argmax(weights[inside])]
    return np.sort(by_commune)


def _industrial(communes: Communes) -> Floats:
    """Return how much denser industry is than people: most along the road from Hanoi."""
    known = [communes.district == district for district in _INDUSTRY]
    return np.select(known, [np.full(communes.count, each) for each in _INDUSTRY.values()], 0.6)


def _hours(rng: np.random.Generator, kind: Ints) -> tuple[Ints, Ints]:
    opens, closes = _trait(kind, "opens"), _trait(kind, "closes")
    whole_day = closes - opens == 24.0
    opens = np.where(whole_day, opens, opens + rng.choice([-0.5, 0.0, 0.0, 0.5], len(kind)))
    closes = np.where(whole_day, closes, closes + rng.choice([-1.0, 0.0, 0.0, 0.5], len(kind)))
    return (opens * HOUR).astype(np.int64), (closes * HOUR).astype(np.int64)


def _registrations(rng: np.random.Generator, kind: Ints) -> Ints:
    """Most registered from February to July 2021, some in the campaign of these weeks."""
    early = rng.integers(second_of(2021, 2, 1), 0, len(kind))
    late = rng.integers(0, NOW - DAY, len(kind))
    after_letter = rng.integers(LETTER_DAY * DAY, NOW - DAY, len(kind))
    choice = rng.random(len(kind))
    moment = np.select([choice < 0.90, choice < 0.94], [early, late], after_letter)
    checkpoint = kind == KIND["checkpoint"]
    moment[checkpoint] = rng.integers(
        second_of(2021, 2, 1), second_of(2021, 3, 2), checkpoint.sum()
    )
    return np.asarray(moment // MINUTE * MINUTE)


def _scan_shares(rng: np.random.Generator, kind: Ints, pull: Floats) -> Floats:
    """Draw who scans where; of places alike, the busier ones keep their code in use."""
    rank = np.empty(len(kind))
    for number in range(len(KINDS)):
        same = np.flatnonzero(kind == number)
        noisy = np.log(pull[same]) + rng.normal(0.0, 0.5, len(same))
        rank[same[np.argsort(-noisy)]] = (np.arange(len(same)) + 0.5) / max(1, len(same))
    share = rng.beta(9.0, 1.6, len(kind))
    return np.where(rank <= _trait(kind, "active_share"), share, 0.0)


def _tables(
    rng: np.random.Generator, kind: Ints, lon: Floats, lat: Floats, pull: Floats, communes: Communes
) -> tuple[Ints, ...]:
    """Return, per kind, a place for every commune and column: pull weighed by distance."""
    tables = []
    for number, each in enumerate(KINDS):
        same = np.flatnonzero(kind == number)
        distances = communes.distances_m(lon[same], lat[same])
        weights = pull[same] * np.exp(-(distances - distances.min(axis=1)[:, None]) / each.reach_m)
        sums = np.cumsum(weights, axis=1)
        targets = (np.arange(COLUMNS) + 0.5) / COLUMNS
        picks = np.array([np.searchsorted(row / row[-1], targets) for row in sums])
        tables.append(rng.permuted(same[picks].astype(np.int32), axis=1))
    return tuple(tables)
