"""Vaccination until 24 August 2021: few doses, by priority group, and what the sites recorded.

Coverage is invented, near what the province had then: about one adult in ten with a dose.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.arrays import Ints, Texts
from simulation.clock import (
    DAY,
    DAY_COUNT,
    HOUR,
    MINUTE,
    MISSING,
    NEVER,
    NOW,
    dates,
    moments,
    second_of,
)
from simulation.copying import Column
from simulation.places import COLUMNS, KIND, Places
from simulation.population import Population
from simulation.priorities import PRIORITY_GROUPS
from simulation.stays import Stays
from simulation.streams import stream

# By group, in the order of PRIORITY_GROUPS: registered, first dose, both doses of those due.
_REGISTERED = (0.99, 0.95, 0.97, 0.75, 0.80, 0.85, 0.30, 0.32, 0.45, 0.22)
_FIRST_DOSE = (0.95, 0.80, 0.85, 0.35, 0.22, 0.40, 0.035, 0.04, 0.12, 0.025)
_SECOND_DOSE = (0.85, 0.70, 0.75, 0.30, 0.10, 0.30, 0.10, 0.10, 0.03, 0.05)

_FIRST_DOSES = {"AstraZeneca": second_of(2021, 3, 9), "Moderna": second_of(2021, 7, 20)}
_FIRST_DOSES |= {"Pfizer": second_of(2021, 7, 25), "Vero Cell": second_of(2021, 8, 5)}
_SHARES = {"AstraZeneca": 0.50, "Moderna": 0.22, "Pfizer": 0.18, "Vero Cell": 0.10}
_INTERVAL_D = {"AstraZeneca": 70, "Moderna": 28, "Pfizer": 22, "Vero Cell": 21}
"""Days between doses: the makers' shortest usual intervals, AstraZeneca's in weeks 8 to 12."""
VACCINES = tuple(_FIRST_DOSES)

CERTIFICATE_SHARE, LOOKED_UP_SHARE = 0.62, 0.45

IMPOSSIBLE_SHARE = 0.004
"""Doses recorded impossibly: a second before the first, twice in three days, an unknown person."""
UNKNOWN_PERSON_ID = 900_000_000


@dataclass(frozen=True, slots=True)
class Doses:
    """One entry per dose truly given."""

    person: Ints
    site: Ints
    """Index of the site."""
    number: Ints
    vaccine: Ints
    """Index into `VACCINES`."""
    moment: Ints


@dataclass(frozen=True)
class Vaccination:
    """Sites, registrations and doses."""

    site_place: Ints
    """Index of each site's place."""
    registered: Ints
    invited: Ints
    """Per person, `NEVER` for not."""
    doses: Doses

    def appointments(self) -> Stays:
        """Return the true stays at the sites that the doses of these weeks took."""
        recent = np.flatnonzero(self.doses.moment >= 0)
        person, moment = self.doses.person[recent], self.doses.moment[recent]
        arrived = moment - 15 * MINUTE - (person * 7919) % (20 * MINUTE)
        left = np.minimum(moment + 30 * MINUTE, moment // DAY * DAY + 17 * HOUR)
        place = self.site_place[self.doses.site[recent]]
        columns = (person, place, arrived, left)
        return Stays(*(np.asarray(column, dtype=np.int32) for column in columns))


def make_vaccination(
    seed: int, population: Population, places: Places, group: Texts
) -> Vaccination:
    """Register, invite and inject."""
    rng = stream(seed, "vaccination")
    number = np.select([group == name for name in PRIORITY_GROUPS], range(len(PRIORITY_GROUPS)), -1)
    adult = number >= 0
    pick = rng.random(population.count)
    registers = adult & (pick < np.array(_REGISTERED)[number])
    first = np.flatnonzero(adult & (pick < np.array(_FIRST_DOSE)[number]))
    registered = rng.triangular(second_of(2021, 3, 1), NOW - DAY, NOW, population.count)
    sites = places.of_kind("vaccination_site")
    doses = _doses(rng, population, places, (first, number[first]))
    started = np.full(population.count, NEVER, dtype=np.int64)
    np.minimum.at(started, doses.person, doses.moment)
    booked = started - rng.integers(2 * DAY, 20 * DAY, population.count)
    registered = np.where(started < NEVER, np.minimum(registered, booked), registered)
    invited = np.where(started < NEVER, started - rng.integers(DAY // 2, 2 * DAY), NEVER)
    waits = registers & (started == NEVER) & (rng.random(population.count) < 0.08)
    invited[waits] = NOW - rng.integers(0, 3 * DAY, int(waits.sum()))
    return Vaccination(
        site_place=sites,
        registered=np.where(registers, registered, NEVER).astype(np.int64),
        invited=invited,
        doses=doses,
    )


def _doses(
    rng: np.random.Generator,
    population: Population,
    places: Places,
    who_and_group: tuple[Ints, Ints],
) -> Doses:
    who, group = who_and_group
    vaccine = rng.choice(len(VACCINES), len(who), p=list(_SHARES.values()))
    vaccine[group <= 2] = np.where(rng.random(int((group <= 2).sum())) < 0.9, 0, 1)
    opening = np.array(list(_FIRST_DOSES.values()))[vaccine]
    span = np.where(group <= 2, 0.55, 1.0) * (NOW - opening)
    moment = opening + (rng.beta(1.6, 1.1, len(who)) * span).astype(np.int64)
    moment = _in_session(rng, moment)
    sites = places.of_kind("vaccination_site")
    column = rng.integers(0, COLUMNS, len(who))
    place = places.tables[KIND["vaccination_site"]][population.commune[who], column]
    site = np.searchsorted(sites, place)
    wait = np.array(list(_INTERVAL_D.values()))[vaccine] * DAY
    second = _in_session(rng, moment + wait + rng.integers(0, 9 * DAY, len(who)))
    again = (second < NOW) & (rng.random(len(who)) < np.array(_SECOND_DOSE)[group] * 1.1)
    return Doses(
        person=np.concatenate([who, who[again]]),
        site=np.concatenate([site, site[again]]),
        number=np.repeat([1, 2], [len(who), int(again.sum())]),
        vaccine=np.concatenate([vaccine, vaccine[again]]),
        moment=np.concatenate([moment, second[again]]),
    )


def _in_session(rng: np.random.Generator, moment: Ints) -> Ints:
    hour = rng.integers(8 * HOUR, int(16.4 * HOUR), len(moment))
    moved: Ints = moment // DAY * DAY + hour
    return moved


def registrations(seed: int, vaccination: Vaccination, group: Texts) -> Mapping[str, Column]:
    """Return the columns of operational.vaccination_registrations."""
    rng = stream(seed, "registrations")
    who = np.flatnonzero(vaccination.registered != NEVER)
    channel = np.array(["app", "portal", "paper"], dtype=object)
    return {
        "person_id": who + 1,
        "registered_at": moments(vaccination.registered[who]),
        "channel": channel[rng.choice(3, len(who), p=[0.38, 0.17, 0.45])],
        "priority_group": group[who],
        "invited_at": moments(vaccination.invited[who]),
    }


def sites(vaccination: Vaccination, places: Places, commune_codes: Texts) -> Mapping[str, Column]:
    """Return the columns of operational.vaccination_sites."""
    place = vaccination.site_place
    return {
        "site_id": np.arange(1, len(place) + 1),
        "site_name": places.name[place],
        "commune_id": commune_codes[places.commune[place]],
        "place_id": place + 1,
    }


def recorded_doses(seed: int, doses: Doses) -> Mapping[str, Column]:
    """Return the columns of operational.vaccine_doses, with a handful of impossible rows."""
    rng = stream(seed, "dose records")
    rows = np.arange(len(doses.person))
    copies = rng.choice(rows, max(3, round(len(rows) * IMPOSSIBLE_SHARE / 3)), replace=False)
    every = np.concatenate([rows, copies])
    person, number, moment = doses.person + 1, doses.number.copy(), doses.moment.copy()
    swapped = _of_those_with_two(rng, doses)
    number[swapped] = 3 - number[swapped]
    person, number, moment = person[every], number[every], moment[every]
    extra = slice(len(rows), None)
    moment[extra] = np.minimum(moment[extra] + rng.integers(DAY, 3 * DAY, len(copies)), NOW - HOUR)
    strangers = rng.choice(rows, max(2, round(len(rows) * IMPOSSIBLE_SHARE / 3)), replace=False)
    person[strangers] = UNKNOWN_PERSON_ID + strangers
    order = np.argsort(moment, kind="stable")
    return {
        "dose_id": np.arange(1, len(order) + 1),
        "person_id": person[order],
        "site_id": doses.site[every][order] + 1,
        "dose_number": number[order],
        "vaccine": np.array(VACCINES, dtype=object)[doses.vaccine[every][order]],
        "injected_at": moments(moment[order]),
    }


def _of_those_with_two(rng: np.random.Generator, doses: Doses) -> Ints:
    """Pick a few people whose two doses were entered in the wrong order."""
    twice = doses.person[doses.number == 2]
    few = max(2, round(len(doses.person) * IMPOSSIBLE_SHARE / 3))
    chosen = rng.choice(twice, min(few, len(twice)), replace=False)
    return np.flatnonzero(np.isin(doses.person, chosen))


def certificates(seed: int, doses: Doses) -> Mapping[str, Column]:
    """Return the columns of operational.vaccination_certificates."""
    rng = stream(seed, "certificates")
    last = pd.Series(doses.moment).groupby(doses.person).max()
    issued = last.to_numpy() + rng.integers(HOUR, 4 * DAY, len(last))
    kept = (rng.random(len(last)) < CERTIFICATE_SHARE) & (issued < NOW)
    issued = issued[kept]
    seen = issued + (rng.exponential(6.0, len(issued)) * DAY).astype(np.int64)
    seen = np.where((rng.random(len(issued)) < LOOKED_UP_SHARE) & (seen < NOW), seen, MISSING)
    return {
        "person_id": last.index.to_numpy()[kept] + 1,
        "issued_at": moments(issued),
        "looked_up_at": moments(seen),
    }


def stock(seed: int, vaccination: Vaccination) -> Mapping[str, Column]:
    """Return the columns of operational.vaccine_stock: what each day moved, and what it left."""
    rng = stream(seed, "stock")
    doses, site_count = vaccination.doses, len(vaccination.site_place)
    day = np.clip(doses.moment // DAY, -1, DAY_COUNT - 1) + 1
    used = np.zeros((site_count, len(VACCINES), DAY_COUNT + 1), dtype=np.int64)
    np.add.at(used, (doses.site, doses.vaccine, day), 1)
    used = np.cumsum(used, axis=2)
    ahead = np.ceil(used * rng.uniform(1.02, 1.5, (site_count, len(VACCINES), 1)) / 10) * 10
    received = np.maximum.accumulate(ahead.astype(np.int64), axis=2)
    received[:, :, 0] = used[:, :, 0]  # what came before the first day was used before it
    allocated = received + 10 * rng.integers(0, 4, (site_count, len(VACCINES), 1))
    has_any = used[:, :, -1:] > 0
    cells = np.nonzero(np.broadcast_to(has_any, used[:, :, 1:].shape))
    site, vaccine, days = cells
    return {
        "site_id": site + 1,
        "stock_date": dates(days),
        "vaccine": np.array(VACCINES, dtype=object)[vaccine],
        "allocated_count": np.diff(allocated, axis=2)[cells],
        "received_count": np.diff(received, axis=2)[cells],
        "used_count": np.diff(used, axis=2)[cells],
        "on_hand_count": (received - used)[:, :, 1:][cells],
    }
