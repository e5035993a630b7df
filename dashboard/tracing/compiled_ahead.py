"""Compile every loop before anybody waits for it: one tiny question of each kind."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.tracing.calls.call_order import call_risks
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.longest import longest_contacts
from dashboard.tracing.evidence.network_measures import structure
from dashboard.tracing.expansion import expand
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.crowds import crowds
from dashboard.tracing.rounds.reach import SHARED_FROM
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.sources.likely_sources import likely_sources
from dashboard.tracing.stays.period import Assumptions, Period
from dashboard.tracing.trace import Trace
from dashboard.tracing.zones.areas import small_areas
from dashboard.tracing.zones.choice import choose, frontier
from dashboard.tracing.zones.clusters import propose_zones, visits_from_contacts
from dashboard.tracing.zones.risk import zone_risks

_NOON = pd.Timestamp(datetime(2021, 8, 2, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
_HOUR = timedelta(hours=1)
_PEOPLE = ("a", "b", "c", "d")
_WAYS = (
    (Direction.FORWARD, TracingRules()),
    (Direction.FORWARD, TracingRules(min_overlap="1min", sum_over="24h")),
    (Direction.BACKWARD, TracingRules()),
)
_HOME = {"lon": 106.3, "lat": 20.9}


def compile_ahead() -> None:
    """Have every loop compiled and kept beside its source; a second call only reads them.

    Half a minute of one processor where nothing is kept yet.
    """
    period = _brought_up_to_date()
    index = period.index
    places = period.assumptions.places
    onsets = pd.DataFrame({"person_id": ["a"], "onset_at": [_NOON + 2 * _HOUR]})
    for direction, rules in _WAYS:
        trace = expand(index, _cases(), rules=rules, direction=direction, isolations=_isolations())
        _look_at(trace)
    found = expand(index, _cases(), rules=TracingRules())
    crowds(index, found.contacts())
    _trace_a_festival()
    likely_sources(index, onsets, places=places)
    _confine(found, call_risks(found, longest_contacts(found.rounds), places=places), places)


def _trace_a_festival() -> None:
    """Trace a case whose contacts are so many that threads share their stays."""
    guests = [f"guest {number}" for number in range(2 * SHARED_FROM)]
    stays = pd.DataFrame({"person_id": ["a", *guests], "place_id": "festival"})
    index = ColocationIndex.build(stays.assign(arrived_at=_NOON, left_at=_NOON + _HOUR))
    for direction in (Direction.FORWARD, Direction.BACKWARD):
        expand(index, _cases(), direction=direction)


def _brought_up_to_date() -> Period:
    """Return the stays of a first load and of a second, which adds a scan and knows of another."""
    scans = pd.DataFrame(
        {
            "person_id": [*_PEOPLE, "b", "c"],
            "place_id": ["market"] * 4 + ["school"] * 2,
            "scanned_at": [_NOON + minute * _HOUR / 60 for minute in (0, 1, 2, 30, 90, 91)],
            "left_at": pd.Series([_NOON + _HOUR] + [pd.NaT] * 5, dtype="datetime64[ns, UTC]"),
        }
    )
    places = pd.DataFrame(
        {
            "place_id": ["market", "school"],
            "kind": ["market", "school"],
            "closes_at": ["18:00", None],
            "is_indoor": [True, False],
        }
        | _HOME
    )
    known = Assumptions(
        since=_NOON - _HOUR,
        now=_NOON + 24 * _HOUR,
        places=places,
        known_people=pd.Index(_PEOPLE),
        rules=TracingRules(),
    )
    doubt = scans.tail(1)[["person_id", "scanned_at"]].set_axis(["person_id", "at"], axis=1)
    before = Period.build(scans.head(5), known)
    return before.advanced(scans, doubt, known, margin=24 * _HOUR)[0]


def _cases() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": ["a"],
            "infectious_from": [_NOON - _HOUR],
            "infectious_until": [pd.NaT],
            "exposed_until": [_NOON + 24 * _HOUR],
        }
    )


def _isolations() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": ["b", "b"],
            "isolated_at": [_NOON - 2 * _HOUR, _NOON + 3 * _HOUR],
            "released_at": [_NOON - _HOUR, pd.NaT],
        }
    )


def _look_at(trace: Trace) -> None:
    found = trace.people
    trace.contacts()
    trace.network_summary()
    longest_contacts(trace.rounds)
    structure(trace.rounds)
    for person in found["person_id"]:
        trace.chain(person)
        trace.strongest_chain(person)


def _confine(trace: Trace, risks: pd.DataFrame, places: pd.DataFrame) -> None:
    """Propose zones round the homes of those reached."""
    homes = pd.DataFrame({"person_id": _PEOPLE, "household_id": _PEOPLE} | _HOME)
    homes["lon"] += [0.0, 0.001, 0.002, 0.1]
    reached = trace.people.merge(risks, on="person_id").assign(place_id="market")
    cases = pd.DataFrame({"person_id": ["a"], "onset_at": [_NOON], "isolated_at": [pd.NaT]})
    areas = small_areas(zone_risks(homes, reached, cases, places, at=_NOON + 24 * _HOUR))
    frontier(areas)
    choose(areas, 0.5)
    propose_zones(trace.people, visits=visits_from_contacts(trace.contacts(), places))
