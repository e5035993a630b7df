"""Simulated outbreaks with homes, and what was known of them on a day."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.quality_outbreaks import PRESET, TrueOutbreak, moments, outbreak_of
from dashboard.tracing import expand, visits_from_contacts
from dashboard.tracing.calls.call_order import call_risks
from dashboard.tracing.comparison import windows
from dashboard.tracing.evidence.longest import longest_contacts
from dashboard.tracing.stays.homes import Homes
from simulation.clock import NEVER
from simulation.province import make_province

LOOK_BACK = pd.Timedelta(days=28)
"""How long who lives together counts as being together: as the desk reads check-ins."""

AHEAD = pd.Timedelta(days=7)
"""Infections of so many days after a decision are what its zones should hold."""


class OutbreakAtHome(NamedTuple):
    """An outbreak, and where everybody lives."""

    outbreak: TrueOutbreak
    homes: pd.DataFrame
    """One row per person: `person_id`, `household_id`, `hamlet_id`, `commune_id`, `lon`, `lat`."""
    places: pd.DataFrame
    """One row per place: `place_id`, `commune_id`, `is_indoor`, `lon`, `lat`."""
    isolations: pd.DataFrame
    """One row per person ever isolated: `person_id`, `isolated_at`."""


class Known(NamedTuple):
    """What was known at a moment: nothing later, and no infection that nobody had found."""

    at: pd.Timestamp
    cases: pd.DataFrame
    """One row per case confirmed by then: `person_id`, `onset_at`, `isolated_at`."""
    people: pd.DataFrame
    """One row per case and F1 of the trace: `person_id`, `ring`."""
    exposed: pd.DataFrame
    """One row per F1, as `zone_risk.zone_risks` takes them."""
    visits: pd.DataFrame
    """One row per person and place of an F1's longest contact, as `propose_zones` takes them."""


def simulate_at_home(seed: int, people: int) -> OutbreakAtHome:
    """Let one outbreak happen, and note the truth and the homes."""
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
    )


def known(world: OutbreakAtHome, at: pd.Timestamp, scan_share: float) -> Known:
    """Trace the cases confirmed by a moment, with the check-ins and isolations until then.

    Parameters
    ----------
    scan_share
        Share of people who scan.
    """
    cases = _cases(world, at)
    rest = world.isolations[
        (world.isolations["isolated_at"] <= at)
        & ~world.isolations["person_id"].isin(cases["person_id"])
    ]
    outbreak = world.outbreak
    before = replace(outbreak, stays=outbreak.stays[outbreak.stays["arrived_at"] <= at])
    windowed = windows(cases, PRESET)
    households = world.homes.set_index("person_id")["household_id"]
    homes = Homes(households, at - LOOK_BACK, at + pd.Timedelta(days=1)).stays()
    index = before.seen(scan_share).updated(added=homes)
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


def coming_infections(world: OutbreakAtHome, at: pd.Timestamp) -> pd.DataFrame:
    """Return the infections of the coming days: `person_id`, `infector_id`."""
    infections = world.outbreak.infections
    soon = (infections["infected_at"] > at) & (infections["infected_at"] <= at + AHEAD)
    return infections.loc[soon & (infections["infector_id"] >= 0), ["person_id", "infector_id"]]


def _cases(world: OutbreakAtHome, at: pd.Timestamp) -> pd.DataFrame:
    """Return the cases confirmed by then; an onset or isolation still to come is not known."""
    cases = world.outbreak.cases[["person_id", "onset_at", "confirmed_at"]]
    cases = cases[cases["confirmed_at"] <= at].merge(world.isolations, on="person_id", how="left")
    onset = cases["onset_at"].where(cases["onset_at"] <= at, cases["confirmed_at"])
    isolated = cases["isolated_at"].where(cases["isolated_at"] <= at)
    return cases.assign(onset_at=onset, isolated_at=isolated)[
        ["person_id", "onset_at", "isolated_at"]
    ].reset_index(drop=True)
