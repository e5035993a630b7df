"""An outbreak with known truth: from a few workers of one factory, by shared stays and homes.

Each attempt is drawn from the seed and its number; the first one that is neither a damp squib nor
a catastrophe is taken, so that there is always something to trace.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.clock import DAY, DAY_COUNT, HOUR, MINUTE, NEVER, NOW
from simulation.disease import infectiousness
from simulation.epidemic import NOBODY, Epidemic
from simulation.gazetteer import Communes
from simulation.places import Places
from simulation.routines import Routines
from simulation.stays import Stays, meetings
from simulation.streams import stream
from simulation.surveillance import Surveillance

SEED_COUNT = 10
SEED_DISTRICT = 6
"""Cẩm Giàng: where the factories are. Invented, like the outbreak."""

CLOSE_COUNT = 12
"""In a crowd, how many of those present one comes close to: invented."""

HAZARD_PER_MINUTE = 8e-5
"""Of infection by a close, fully infectious person indoors: tuned to the wanted size."""
OUTDOOR_FACTOR = 0.15
"""Outdoors against indoors: most studies find under a tenth to a fifth of transmission there."""

HAZARD_PER_NIGHT = 0.10
"""Of infection at home: a secondary attack rate near 30 % over the infectious nights."""

WANTED_CASES = (65, 150)
"""Confirmed by today in a province of 20,000 people and more; fewer will do in a smaller one."""
WANTED_RECENT = 5
"""Confirmed in the last three days: something to trace."""
WANTED_DISTRICTS = 4
ATTEMPTS = 24


@dataclass(frozen=True, slots=True)
class Outbreak:
    """The finished outbreak: everybody's state, and who was quarantined."""

    epidemic: Epidemic
    surveillance: Surveillance
    factory: int
    attempt: int

    def confirmed_by(self, moment: int) -> Ints:
        """Return the people confirmed by a moment."""
        return np.flatnonzero(self.epidemic.confirmed <= moment)


def make_outbreak(
    routines: Routines, communes: Communes, report: Callable[[str], None]
) -> Outbreak:
    """Try outbreaks until one has the wanted size; the nearest miss if none has."""
    best: tuple[int, Outbreak] | None = None
    for attempt in range(ATTEMPTS):
        outbreak = _run(routines, communes, attempt)
        miss = _miss(outbreak, routines, communes)
        report(
            f"outbreak {attempt + 1}: {len(outbreak.epidemic.all_infected())} infections, "
            f"{len(outbreak.confirmed_by(NOW))} confirmed, "
            f"{len(outbreak.confirmed_by(NOW)) - len(outbreak.confirmed_by(NOW - 3 * DAY))} recent"
        )
        if best is None or miss < best[0]:
            best = miss, outbreak
        if miss == 0:
            break
    if best is None:
        raise RuntimeError("no outbreak was tried")
    return best[1]


def _miss(outbreak: Outbreak, routines: Routines, communes: Communes) -> int:
    """Return how far an outbreak is from the wanted size: 0 is right."""
    scale = min(1.0, routines.population.count / 20_000)
    cases = outbreak.confirmed_by(NOW)
    recent = len(cases) - len(outbreak.confirmed_by(NOW - 3 * DAY))
    districts = len(np.unique(communes.district[routines.population.commune[cases]]))
    few, many = WANTED_CASES
    return (
        max(0, round(few * scale) - len(cases))
        + max(0, len(cases) - many)
        + max(0, WANTED_RECENT - recent)
        + 5 * max(0, WANTED_DISTRICTS - districts)
    )


def _run(routines: Routines, communes: Communes, attempt: int) -> Outbreak:
    rng = stream(routines.seed, "outbreak", attempt)
    epidemic = Epidemic(routines.population.count)
    surveillance = Surveillance(routines.population, epidemic)
    factory = _seed_factory(routines, communes)
    surveillance.expect_tests(rng, _seed(rng, epidemic, routines, factory))
    for day in range(DAY_COUNT):
        surveillance.expect_tests(rng, _spread_at_home(rng, epidemic, routines, day))
        stays = routines.stays_of(day).without_absent(epidemic.isolated)
        hosts, guests, new = _spread_at_places(rng, epidemic, routines.places, stays)
        surveillance.expect_tests(rng, new)
        surveillance.remember(day, hosts, guests)
        surveillance.trace(rng, day)
        if len(epidemic.all_infected()) > 4 * WANTED_CASES[1]:
            break
    return Outbreak(epidemic, surveillance, factory, attempt)


def _seed_factory(routines: Routines, communes: Communes) -> int:
    """Return the largest factory of the seed district where codes are scanned."""
    places, jobs = routines.places, routines.jobs
    staff = np.bincount(jobs.place[jobs.place != NOBODY], minlength=places.count)
    factories = places.of_kind("factory")
    here = communes.district[places.commune[factories]] == SEED_DISTRICT
    rank = staff[factories] * np.where(here, 1_000, 1) * (places.scan_share[factories] > 0)
    return int(factories[np.argmax(rank)])


def _seed(rng: np.random.Generator, epidemic: Epidemic, routines: Routines, factory: int) -> Ints:
    """Infect a few workers between 1 and 3 August, by somebody from elsewhere."""
    staff = np.flatnonzero((routines.jobs.place == factory) & ~routines.jobs.is_late_shift)
    who = rng.choice(staff, min(SEED_COUNT, len(staff)), replace=False)
    moment = rng.integers(-3 * DAY + 6 * HOUR, -6 * HOUR, len(who))
    nobody = np.full(len(who), NOBODY)
    return epidemic.infect(rng, who, moment, "seed", nobody, nobody)


def _spread_at_home(
    rng: np.random.Generator, epidemic: Epidemic, routines: Routines, day: int
) -> Ints:
    """Infect household members in the small hours, when everybody is at home."""
    household = routines.population.household
    night = day * DAY + 30 * MINUTE
    awake = day * DAY + int(4.5 * HOUR)
    hosts = np.flatnonzero(
        (epidemic.infectious < night) & (epidemic.recovered > awake) & (epidemic.isolated > awake)
    )
    first = np.searchsorted(household, household[hosts])
    size = np.searchsorted(household, household[hosts], side="right") - first
    host = np.repeat(hosts, size)
    guest = np.arange(len(host)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(first, size)
    open_to_it = (epidemic.infected[guest] == NEVER) & (epidemic.isolated[guest] > awake)
    host, guest = host[open_to_it], guest[open_to_it]
    moment = rng.integers(night + 1, awake, len(host))
    hazard = HAZARD_PER_NIGHT * _strength(epidemic, host, moment)
    hit = rng.random(len(host)) < -np.expm1(-hazard)
    nowhere = np.full(int(hit.sum()), NOBODY)
    return epidemic.infect(rng, guest[hit], moment[hit], "household", host[hit], nowhere)


def _spread_at_places(
    rng: np.random.Generator, epidemic: Epidemic, places: Places, stays: Stays
) -> tuple[Ints, Ints, Ints]:
    """Infect people at shared stays; return the close contacts (host, guest) and the new ones."""
    can_infect = (epidemic.infectious[stays.person] < stays.left) & (
        epidemic.recovered[stays.person] > stays.arrived
    )
    host, guest = meetings(stays, can_infect)
    close = _come_close(rng, host)
    host, guest = host[close], guest[close]
    by, who = stays.person[host], stays.person[guest]
    start = np.maximum(stays.arrived[host], stays.arrived[guest])
    start = np.maximum(start, epidemic.infectious[by])
    end = np.minimum(stays.left[host], stays.left[guest])
    moment = start + (rng.random(len(host)) * (end - start)).astype(np.int64)
    minutes = np.maximum(end - start, 0) / MINUTE
    air = np.where(places.is_indoor[stays.place[host]], 1.0, OUTDOOR_FACTOR)
    hazard = HAZARD_PER_MINUTE * minutes * air * _strength(epidemic, by, moment)
    hit = (rng.random(len(host)) < -np.expm1(-hazard)) & (epidemic.infected[who] == NEVER)
    new = epidemic.infect(rng, who[hit], moment[hit], "place", by[hit], stays.place[host][hit])
    return by, who, new


def _come_close(rng: np.random.Generator, host: Ints) -> Bools:
    """Pick, among those who share a stay with somebody, the few who come close."""
    crowd = np.bincount(host)[host] if len(host) else host
    return rng.random(len(host)) < CLOSE_COUNT / np.maximum(crowd, CLOSE_COUNT)


def _strength(epidemic: Epidemic, by: Ints, moment: Ints) -> Floats:
    return infectiousness(moment, epidemic.onset[by]) * epidemic.force[by]
