"""Simulated outbreaks with homes: when zones are decided, what is known then, and what may follow.

A decision is taken on the evening of a day on which somebody was confirmed who was not yet in
quarantine: whoever is confirmed there has nobody at large to hold. What follows is simulated many
times from that evening, with and without the province's quarantine of contacts.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.quality_lists import named
from benchmarks.quality_outbreaks import PRESET, TrueOutbreak, moments, outbreak_of
from dashboard.tracing import expand, visits_from_contacts
from dashboard.tracing.calls.call_order import call_risks
from dashboard.tracing.comparison import windows
from dashboard.tracing.evidence.longest import longest_contacts
from dashboard.tracing.stays.homes import Homes
from simulation.clock import DAY, HOUR, NEVER
from simulation.epidemic import Epidemic
from simulation.outbreak import Unfolding
from simulation.province import Province, make_province
from simulation.streams import stream

LOOK_BACK = pd.Timedelta(days=28)
"""How long who lives together counts as being together: as the desk reads check-ins."""

AHEAD_DAYS = 7
"""Infections of so many days after a decision are what its zones should hold."""

DAYS = range(5, 14)
"""9 to 17 August: cases have been confirmed, and seven days are still to come."""

EVENING = 18 * HOUR
FUTURES = 10
"""What may follow is drawn so many times, and the infections held are averaged."""

NO_QUARANTINE, QUARANTINE = "nobody else is quarantined", "contacts are quarantined within a day"
"""What the province does about contacts from the decision on."""


class Decision(NamedTuple):
    """One evening on which zones are decided."""

    at: pd.Timestamp
    cases: list[int]
    """Confirmed since the evening before, and not in quarantine when sampled."""
    futures: dict[str, list[pd.DataFrame]]
    """The infections of the coming days, `person_id` and `infector_id`: by what the province does
    from now on, one table per draw."""


class OutbreakAtHome(NamedTuple):
    """An outbreak, where everybody lives, and when zones are decided."""

    outbreak: TrueOutbreak
    homes: pd.DataFrame
    """One row per person: `person_id`, `household_id`, `hamlet_id`, `commune_id`, `lon`, `lat`."""
    places: pd.DataFrame
    """One row per place: `place_id`, `commune_id`, `is_indoor`, `lon`, `lat`."""
    isolations: pd.DataFrame
    """One row per person ever isolated: `person_id`, `isolated_at`."""
    decisions: list[Decision]


class Known(NamedTuple):
    """What was known at a moment: nothing later, and no infection that nobody had found."""

    at: pd.Timestamp
    cases: pd.DataFrame
    """One row per case of the decision: `person_id`, `onset_at`, `isolated_at`."""
    people: pd.DataFrame
    """One row per case and F1 of the trace: `person_id`, `ring`."""
    exposed: pd.DataFrame
    """One row per F1, as `zone_risk.zone_risks` takes them."""
    visits: pd.DataFrame
    """One row per person and place of an F1's longest contact, as `propose_zones` takes them."""


def simulate_at_home(seed: int, people: int) -> OutbreakAtHome:
    """Let one outbreak happen, and note the truth, the homes and what may follow each decision."""
    province = make_province(seed, people, lambda _: None)
    population, places = province.population, province.places
    isolated = province.outbreak.epidemic.isolated
    who = np.flatnonzero(isolated < NEVER)
    return OutbreakAtHome(
        outbreak_of(province),
        pd.DataFrame(
            {
                "person_id": np.arange(population.count),
                "household_id": population.household,
                "hamlet_id": population.hamlet,
                "commune_id": population.commune,
                "lon": population.lon,
                "lat": population.lat,
            }
        ),
        pd.DataFrame(
            {
                "place_id": np.arange(places.count),
                "commune_id": places.commune,
                "is_indoor": places.is_indoor,
                "lon": places.lon,
                "lat": places.lat,
            }
        ),
        pd.DataFrame({"person_id": who, "isolated_at": moments(isolated[who])}),
        list(_decisions(province)),
    )


def known(world: OutbreakAtHome, decision: Decision, scan_share: float) -> Known:
    """Trace the cases of a decision as the desk does: homes, what cases tell, close contacts.

    With the check-ins and isolations until then.

    Parameters
    ----------
    scan_share
        Share of people who scan.
    """
    at = decision.at
    cases = _cases(world, decision)
    rest = world.isolations[
        (world.isolations["isolated_at"] <= at)
        & ~world.isolations["person_id"].isin(cases["person_id"])
    ]
    outbreak = world.outbreak
    before = replace(outbreak, stays=outbreak.stays[outbreak.stays["arrived_at"] <= at])
    windowed = windows(cases, PRESET)
    households = world.homes.set_index("person_id")["household_id"]
    homes = Homes(households, at - LOOK_BACK, at + pd.Timedelta(days=1)).stays()
    told = named(replace(before, cases=windowed))
    index = before.seen(scan_share).updated(added=pd.concat([homes, told], ignore_index=True))
    rules = replace(PRESET.rules, max_ring=1)
    trace = expand(index, windowed, rules=rules, isolations=rest)
    longest = longest_contacts(trace.rounds)
    risks = call_risks(trace, longest, onsets=cases, places=world.places)
    exposed = (
        trace.people[trace.people["ring"] > 0]
        .merge(risks, on="person_id")
        .merge(longest[["person_id", "place_id"]], on="person_id")
        .merge(rest, on="person_id", how="left")
    )
    met = longest.rename(columns={"person_id": "target_id", "other_id": "source_id"})
    visits = visits_from_contacts(met, world.places)
    return Known(at, cases, trace.people[["person_id", "ring"]], exposed, visits)


def _decisions(province: Province) -> Iterator[Decision]:
    """Yield every evening with a case outside quarantine, and what may follow it."""
    unfolding = Unfolding(province.routines, province.communes, province.outbreak.attempt)
    for day in range(DAYS.stop):
        unfolding.spread(day)
        evening = day * DAY + EVENING
        cases = _outside_quarantine(unfolding, evening)
        if day in DAYS and len(cases):
            futures = {
                name: [_future(unfolding, province, day, draw, name) for draw in range(FUTURES)]
                for name in (NO_QUARANTINE, QUARANTINE)
            }
            at = moments(np.array([evening])).iloc[0].tz_convert("Asia/Ho_Chi_Minh")
            yield Decision(at, cases.tolist(), futures)
        unfolding.trace(day)


def _outside_quarantine(unfolding: Unfolding, evening: int) -> "np.ndarray[tuple[int], np.dtype]":
    epidemic, quarantined = unfolding.epidemic, unfolding.surveillance.f1
    is_new = (epidemic.confirmed <= evening) & (epidemic.confirmed > evening - DAY)
    found = np.flatnonzero(is_new)
    known = [quarantined.get(case, NEVER) < epidemic.sampled[case] for case in found.tolist()]
    return found[~np.array(known, dtype=np.bool_)]


def _future(
    unfolding: Unfolding, province: Province, day: int, draw: int, name: str
) -> pd.DataFrame:
    """Return the infections of the coming days, as they may happen."""
    outbreak, seed = province.outbreak, province.routines.seed
    future = unfolding.continued(stream(seed, "future", outbreak.attempt, day, draw))
    for later in range(day, day + AHEAD_DAYS + 1):
        if later > day:
            future.spread(later)
        if name == QUARANTINE:
            future.trace(later)
    return _infections(future.epidemic, day * DAY + EVENING)


def _infections(epidemic: Epidemic, evening: int) -> pd.DataFrame:
    end = evening + AHEAD_DAYS * DAY
    is_soon = (epidemic.infected > evening) & (epidemic.infected <= end) & (epidemic.infector >= 0)
    who = np.flatnonzero(is_soon)
    return pd.DataFrame({"person_id": who, "infector_id": epidemic.infector[who]})


def _cases(world: OutbreakAtHome, decision: Decision) -> pd.DataFrame:
    """Return the cases of a decision; an onset or isolation still to come is not known."""
    at = decision.at
    cases = world.outbreak.cases[["person_id", "onset_at", "confirmed_at"]]
    cases = cases[cases["person_id"].isin(decision.cases)]
    cases = cases.merge(world.isolations, on="person_id", how="left")
    onset = cases["onset_at"].where(cases["onset_at"] <= at, cases["confirmed_at"])
    isolated = cases["isolated_at"].where(cases["isolated_at"] <= at)
    return cases.assign(onset_at=onset, isolated_at=isolated)[
        ["person_id", "onset_at", "isolated_at"]
    ].reset_index(drop=True)
