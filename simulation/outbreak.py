"""An outbreak with known truth: from a few workers of one factory and a few from elsewhere.

It spreads in households and among those who come close at one code: a line, an aisle, a class, a
room; nobody infects a whole factory or market. Each attempt is drawn from the seed and its number;
the first one that is neither a damp squib nor a catastrophe, and was traced about as well as the
province traced, is taken, so that there is always something to trace.
"""

from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.clock import DAY, DAY_COUNT, HOUR, MINUTE, NEVER, NOW
from simulation.disease import infectiousness
from simulation.epidemic import NOBODY, Epidemic
from simulation.gazetteer import Communes
from simulation.jobs import NOWHERE
from simulation.places import Places
from simulation.routines import Routines
from simulation.stays import Stays, meetings
from simulation.streams import stream
from simulation.surveillance import Surveillance

SEED_COUNT, SEED_LINES = 8, 2
"""Workers infected in the first days of August, on so many lines of the factory: invented."""
SEED_DISTRICT = 6
"""Cẩm Giàng: where the factories are. Invented, like the outbreak."""
ARRIVAL_COUNT = 7
LAST_ARRIVAL_DAY = 15
"""Adults infected in another province from 1 August until this day, drivers say: invented."""

CLOSE_COUNT = 20
"""Among those at one code, how many one comes close to: invented."""

HAZARD_PER_MINUTE = 1.5e-4
"""Of infection by a close, fully infectious person indoors: tuned to the wanted size."""
TRACED_EARLIER_D = 1
"""Days before infectiousness whose contacts are traced: 3 d before onset instead of 2."""
OUTDOOR_FACTOR = 0.15
"""Outdoors against indoors: most studies find under a tenth to a fifth of transmission there."""

HAZARD_PER_NIGHT = 0.16
"""Of infection at home: a secondary attack rate near 30 % over the infectious nights."""

WANTED_CASES = (45, 120)
"""Confirmed by today in a province of 20,000 people and more; fewer will do in a smaller one."""
WANTED_RECENT = 5
"""Confirmed in the last three days: something to trace."""
WANTED_DISTRICTS = 4
WANTED_KINDS = 3
"""Kinds of place at which somebody was infected."""
WANTED_KNOWN_SHARE = 0.80
"""Of those confirmed in the last week, who were known as F1: the province's was 48 of 54 in four
days of February 2021."""
ATTEMPTS = 60


@dataclass(frozen=True, slots=True)
class Outbreak:
    """The finished outbreak: everybody's state, and who was quarantined."""

    epidemic: Epidemic
    surveillance: Surveillance
    factory: int
    attempt: int

    def __str__(self) -> str:
        """Say how large it is."""
        cases = len(self.confirmed_by(NOW))
        return (
            f"{len(self.epidemic.all_infected())} infections, {cases} confirmed, "
            f"{cases - len(self.confirmed_by(NOW - 3 * DAY))} recent, "
            f"{self.known_share(NOW - 7 * DAY):.0%} of the week's known as F1"
        )

    def confirmed_by(self, moment: int) -> Ints:
        """Return the people confirmed by a moment."""
        return np.flatnonzero(self.epidemic.confirmed <= moment)

    def known_share(self, since: int) -> float:
        """Return the share of those confirmed since a moment who were sampled in quarantine."""
        epidemic = self.epidemic
        new = np.setdiff1d(self.confirmed_by(NOW), self.confirmed_by(since))
        known = [self.surveillance.f1.get(n, NEVER) < epidemic.sampled[n] for n in new.tolist()]
        return float(np.mean(known)) if known else 0.0


def make_outbreak(
    routines: Routines, communes: Communes, report: Callable[[str], None]
) -> Outbreak:
    """Try outbreaks until one has the wanted size; the nearest miss if none has."""
    best: tuple[int, Outbreak] | None = None
    for attempt in range(ATTEMPTS):
        outbreak = _run(routines, communes, attempt)
        miss = _miss(outbreak, routines, communes)
        report(f"outbreak {attempt + 1}: {outbreak}")
        if best is None or miss < best[0]:
            best = miss, outbreak
        if miss == 0:
            break
    if best is None:
        raise RuntimeError("no outbreak was tried")
    return best[1]


def _miss(outbreak: Outbreak, routines: Routines, communes: Communes) -> int:
    """Return how far an outbreak is from the wanted size and shape: 0 is right."""
    scale = _scale(routines)
    cases = outbreak.confirmed_by(NOW)
    recent = len(cases) - len(outbreak.confirmed_by(NOW - 3 * DAY))
    districts = len(np.unique(communes.district[routines.population.commune[cases]]))
    at = outbreak.epidemic.place[outbreak.epidemic.all_infected()]
    kinds = len(np.unique(routines.places.kind[at[at != NOBODY]]))
    few, many = WANTED_CASES
    return (
        max(0, round(few * scale) - len(cases))
        + max(0, len(cases) - round(many * scale))
        + 3 * max(0, WANTED_RECENT - recent)
        + 5 * max(0, WANTED_DISTRICTS - districts)
        + 5 * max(0, round(WANTED_KINDS * scale) - kinds)
        + round(50 * max(0.0, WANTED_KNOWN_SHARE - outbreak.known_share(NOW - 7 * DAY)))
    )


def _scale(routines: Routines) -> float:
    """Return the size of an outbreak against that in a province of 20,000 people and more."""
    return float(np.clip(routines.population.count / 20_000, 0.3, 1.0))


def _run(routines: Routines, communes: Communes, attempt: int) -> Outbreak:
    unfolding = Unfolding(routines, communes, attempt)
    for day in range(DAY_COUNT):
        unfolding.spread(day)
        unfolding.trace(day)
        if len(unfolding.epidemic.all_infected()) > 4 * WANTED_CASES[1]:
            break
    return Outbreak(unfolding.epidemic, unfolding.surveillance, unfolding.factory, attempt)


class Unfolding:
    """An outbreak as it happens: on each day it spreads, and then contacts are traced."""

    def __init__(self, routines: Routines, communes: Communes, attempt: int) -> None:
        """Infect the first people; what follows is drawn from the seed and the attempt."""
        self._rng = stream(routines.seed, "outbreak", attempt)
        self._routines = routines
        self.epidemic = Epidemic(routines.population.count)
        self.surveillance = Surveillance(routines.population, self.epidemic)
        self.factory = _seed_factory(routines, communes)
        first = _seed(self._rng, self.epidemic, routines, self.factory)
        self.surveillance.expect_tests(self._rng, first)
        self._arrivals = _draw_arrivals(self._rng, routines)

    def spread(self, day: int) -> None:
        """Let people arrive and infect each other, at home and at places, on one day."""
        rng, epidemic, surveillance = self._rng, self.epidemic, self.surveillance
        routines = self._routines
        surveillance.expect_tests(rng, _arrive(rng, epidemic, self._arrivals, day))
        surveillance.expect_tests(rng, _spread_at_home(rng, epidemic, routines, day))
        stays = routines.stays_of(day).without_absent(epidemic.isolated)
        hosts, guests, new = _spread_at_places(rng, epidemic, routines.places, stays)
        surveillance.expect_tests(rng, new)
        surveillance.remember(day, hosts, guests, _know_each_other(routines, hosts, guests))

    def trace(self, day: int) -> None:
        """Quarantine the contacts of the cases confirmed on a day, from the next day on."""
        self.surveillance.trace(self._rng, day)

    def continued(self, rng: np.random.Generator) -> "Unfolding":
        """Return a copy that goes on by other chances; what it does changes nothing here."""
        other = copy(self)
        other._rng = rng  # noqa: SLF001 - its own copy
        population = self.surveillance.population  # large, and nobody changes it
        both, kept = (self.epidemic, self.surveillance), {id(population): population}
        other.epidemic, other.surveillance = deepcopy(both, kept)
        return other


def _seed_factory(routines: Routines, communes: Communes) -> int:
    """Return the head of the largest factory of the seed district where codes are scanned."""
    places, jobs = routines.places, routines.jobs
    staff = np.bincount(places.head[jobs.place[jobs.has_place]], minlength=places.count)
    factories = places.of_kind("factory")
    here = communes.district[places.commune[factories]] == SEED_DISTRICT
    in_use = (places.scan_share[factories] > 0) & (places.silent[factories] == NEVER)
    rank = staff[factories] * np.where(here, 1_000, 1) * in_use
    return int(factories[np.argmax(rank)])


def _seed(rng: np.random.Generator, epidemic: Epidemic, routines: Routines, factory: int) -> Ints:
    """Infect a few workers of the early shift between 1 and 3 August, by somebody unknown."""
    places, jobs = routines.places, routines.jobs
    codes = int(places.code_count[factory])
    lines = factory + rng.choice(codes, min(SEED_LINES, codes), replace=False)
    staff = np.flatnonzero(np.isin(jobs.place, lines) & ~jobs.is_late_shift)
    count = round(SEED_COUNT * max(_scale(routines), 0.5))
    who = rng.choice(staff, min(count, len(staff)), replace=False)
    moment = rng.integers(-3 * DAY + 6 * HOUR, -6 * HOUR, len(who))
    nobody = np.full(len(who), NOBODY)
    return epidemic.infect(rng, who, moment, "seed", nobody, nobody)


def _draw_arrivals(rng: np.random.Generator, routines: Routines) -> tuple[Ints, Ints]:
    """Return who comes infected from another province, and when they were infected."""
    age = routines.population.age
    adults = np.flatnonzero((age >= 18) & (age < 60))
    who = rng.choice(adults, ARRIVAL_COUNT, replace=False)
    return who, np.sort(rng.integers(-3 * DAY, LAST_ARRIVAL_DAY * DAY, len(who)))


def _arrive(
    rng: np.random.Generator, epidemic: Epidemic, arrivals: tuple[Ints, Ints], day: int
) -> Ints:
    who, moment = arrivals
    today = np.maximum(moment // DAY, 0) == day
    today &= epidemic.isolated[who] == NEVER
    nobody = np.full(int(today.sum()), NOBODY)
    return epidemic.infect(rng, who[today], moment[today], "arrival", nobody, nobody)


def _know_each_other(routines: Routines, hosts: Ints, guests: Ints) -> Bools:
    """Tell who works at one code or learns in one class."""
    jobs = routines.jobs
    colleagues = (jobs.place[hosts] == jobs.place[guests]) & jobs.has_place[hosts]
    classmates = (jobs.school[hosts] == jobs.school[guests]) & (jobs.school[hosts] != NOWHERE)
    both: Bools = colleagues | classmates
    return both


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
    """Infect people at shared stays; return the close contacts (host, guest) and the new ones.

    Contacts of the day before somebody becomes infectious are close ones too, whom tracers ask for.
    """
    is_asked = (epidemic.infectious[stays.person] - TRACED_EARLIER_D * DAY < stays.left) & (
        epidemic.recovered[stays.person] > stays.arrived
    )
    host, guest = meetings(stays, is_asked)
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
