"""Places with a QR code: where they stand, when they open, how they draw people, who scans there.

A large site has several codes, each of them a place: the lines of a factory, the aisles of a
market, the classes of a school, the rooms of an office, the wards of a clinic. They stand together
in the order of places, and people go to one of them, not to the site.

All numbers are invented except the checkpoints' (more than 2,200 had a QR code on 2 March 2021).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.arrays import Bools, Floats, Ints, Texts
from simulation.clock import DAY, HOUR, LETTER_DAY, MINUTE, NEVER, NOW, second_of
from simulation.gazetteer import Communes
from simulation.place_names import label_codes, name_sites
from simulation.population import PROVINCE_PEOPLE, Population, share_out
from simulation.streams import stream

COLUMNS = 512
"""Resolution of the tables that send people to places: a power of two."""


class KindOfPlace(NamedTuple):
    """What places of a kind have in common."""

    name: str
    full_count: int
    """Sites at the province's real size."""
    fewest: int
    reach_m: float
    """Distance at which a place draws 1/e of the people next door."""
    opens: float
    closes: float
    """Usual hours, as hours of the day."""
    indoor_share: float
    active_share: float
    """Sites where people scan to this day; the rest forgot their code (Hanoi: 11 % active)."""
    silent_share: float
    """Sites where people scanned in the first days and fell silent since."""
    crowd_sigma: float
    """Spread of the sites' pull: log-normal, heavy-tailed above 1."""
    residents_per_code: float = np.inf
    """Of a site that draws more, every so many have a code of their own."""


KINDS = (
    KindOfPlace("market", 280, 12, 3_000, 4.5, 18.5, 0.15, 0.75, 0.10, 0.6, 200),
    KindOfPlace("shop", 50_000, 24, 2_000, 6.0, 21.5, 0.85, 0.04, 0.05, 0.8),
    KindOfPlace("food", 20_000, 20, 2_500, 5.5, 22.0, 0.70, 0.04, 0.05, 0.8),
    KindOfPlace("factory", 1_300, 6, 9_000, 0.0, 24.0, 1.00, 0.88, 0.07, 1.0, 260),
    KindOfPlace("office", 1_300, 14, 7_000, 6.5, 18.0, 1.00, 0.60, 0.15, 0.7, 400),
    KindOfPlace("school", 900, 12, 3_000, 6.5, 18.0, 1.00, 0.40, 0.05, 0.4, 370),
    KindOfPlace("clinic", 650, 12, 6_000, 0.0, 24.0, 1.00, 0.75, 0.15, 0.8, 500),
    KindOfPlace("worship", 1_200, 12, 4_000, 5.0, 21.0, 0.60, 0.06, 0.08, 0.7),
    KindOfPlace("vaccination_site", 265, 12, 5_000, 7.0, 17.5, 0.80, 1.00, 0.00, 0.4),
    KindOfPlace("other", 3_500, 12, 5_000, 6.0, 22.0, 0.50, 0.15, 0.10, 0.8),
    KindOfPlace("checkpoint", 2_200, 12, 6_000, 0.0, 24.0, 0.00, 0.60, 0.20, 0.7),
)
"""A line has about 28 early and 15 late workers, a class 35 pupils, an aisle 20 people at once."""
_INDUSTRY = {0: 1.5, 1: 1.5, 2: 1.6, 6: 3.0}
"""Factories per person by district (Hải Dương, Chí Linh, Nam Sách, Cẩm Giàng), elsewhere 0.6."""

KIND = {kind.name: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Places:
    """One entry per place, which is a code; `kind` is an index into `KINDS`."""

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
    silent: Ints
    """Moment from which nobody scans any more, `NEVER` where people do to this day."""
    head: Ints
    """The first place of the same site."""
    code_count: Ints
    """Places of the same site."""
    site_name: Texts
    label: Texts
    """What a code of a site stands for, such as a line or a class; None for a site's only code."""
    tables: tuple[Ints, ...]
    """Per kind: for each commune (rows) `COLUMNS` sites, in proportion to where people go. A site
    is named by its head."""

    @property
    def count(self) -> int:
        """Return how many places there are."""
        return len(self.kind)

    @property
    def name(self) -> Texts:
        """Return what each place is called: the site, and the code where it has several."""
        rows = zip(self.site_name.tolist(), self.label.tolist(), strict=True)
        return np.array([f"{site}, {label}" if label else site for site, label in rows], object)

    def of_kind(self, name: str) -> Ints:
        """Return the places of one kind."""
        return np.flatnonzero(self.kind == KIND[name])

    def dealt(self, head: Ints, number: Ints) -> Ints:
        """Return the code of each site that people get by a number of theirs, one after another."""
        place: Ints = head + number % self.code_count[head]
        return place


def make_places(seed: int, population: Population, communes: Communes) -> Places:
    """Found the sites, in proportion to the people, and give each its codes."""
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
    is_indoor = rng.random(len(kind)) < _trait(kind, "indoor_share")
    registered = _registrations(rng, kind)
    share, silent = _scan_shares(rng, kind, pull)
    name = name_sites(kind, commune, communes, population.land, hamlet)
    tables = _tables(rng, kind, lon, lat, pull, communes)
    codes = _code_counts(kind, tables, population.residents)
    site = np.repeat(np.arange(len(kind)), codes)
    first = np.cumsum(codes) - codes
    return Places(
        kind=kind[site],
        commune=commune[site],
        hamlet=hamlet[site],
        lon=lon[site],
        lat=lat[site],
        is_indoor=is_indoor[site],
        opens=opens[site],
        closes=closes[site],
        registered=registered[site],
        scan_share=share[site],
        silent=silent[site],
        head=first[site],
        code_count=codes[site],
        site_name=name[site],
        label=label_codes(kind, codes),
        tables=tuple(first[table].astype(np.int32) for table in tables),
    )


def _code_counts(kind: Ints, tables: tuple[Ints, ...], residents: Ints) -> Ints:
    """Return how many codes each site has, by how many residents it draws."""
    drawn = np.zeros(len(kind))
    for table in tables:
        weights = np.repeat(residents / COLUMNS, COLUMNS)
        drawn += np.bincount(table.ravel(), weights, minlength=len(kind))
    counts: Ints = np.maximum(1, np.rint(drawn / _trait(kind, "residents_per_code")))
    return counts.astype(np.int64)


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


def _scan_shares(rng: np.random.Generator, kind: Ints, pull: Floats) -> tuple[Floats, Ints]:
    """Draw who scans where, and until when; of sites alike, the busier keep their code in use."""
    rank = np.empty(len(kind))
    for number in range(len(KINDS)):
        same = np.flatnonzero(kind == number)
        noisy = np.log(pull[same]) + rng.normal(0.0, 1.5, len(same))
        rank[same[np.argsort(-noisy)]] = (np.arange(len(same)) + 0.5) / max(1, len(same))
    share = rng.beta(9.0, 1.6, len(kind))
    active = _trait(kind, "active_share")
    used = rank <= active + _trait(kind, "silent_share")
    fell = rng.integers(DAY, NOW, len(kind))
    return np.where(used, share, 0.0), np.where(rank <= active, NEVER, fell).astype(np.int32)


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
