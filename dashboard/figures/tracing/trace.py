"""What a trace starts from, and what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from time import perf_counter

import pandas as pd

from dashboard import access, clock, data, words
from dashboard.data.database import Scope
from dashboard.figures.tracing import ascertainment, both_ways, lists
from dashboard.figures.tracing.choice import Choice, windows_of
from dashboard.figures.tracing.counts import Counts, count
from dashboard.tracing import ColocationIndex, Trace, expand
from dashboard.tracing.ascertainment import ContactShares


@dataclass(frozen=True, eq=False)
class Base:
    """What every trace of this load of data starts from; shared by all who may trace."""

    scope: Scope
    data_time: datetime
    recorded: data.check_ins.Recorded
    homes: pd.DataFrame
    places: pd.DataFrame
    cases: pd.DataFrame
    isolations: pd.DataFrame
    apps: pd.DataFrame
    """One row per commune: residents, smartphone owners, people with the app."""
    audits: pd.DataFrame
    """One row per count at a door."""
    commune_names: Mapping[str, str]
    known_at: datetime | None = None
    """The earlier moment whose knowledge this is; None is the present."""

    @property
    def onsets(self) -> pd.DataFrame:
        """When each case with symptoms fell ill: `person_id`, `onset_at`, that local midnight."""
        days = pd.to_datetime(self.cases["onset_date"]).astype("datetime64[us]")
        at = days.dt.tz_localize(clock.TIME_ZONE)
        return pd.DataFrame({"person_id": self.cases["person_id"], "onset_at": at})

    @property
    def case_dates(self) -> pd.DataFrame:
        """What is really known of each case: no date stands in for another."""
        dates = self.cases[["person_id", "sampled_at", "confirmed_at", "isolated_at"]]
        known = dates.assign(onset_at=self.onsets["onset_at"])
        return known.drop_duplicates("person_id", ignore_index=True)


@dataclass(frozen=True, eq=False)
class Result:
    """One trace, its list, and how long it took."""

    choice: Choice
    cases: pd.DataFrame
    """The chosen cases with their windows."""
    trace: Trace
    people: pd.DataFrame
    shares: ContactShares
    """The chance that each of them could be seen, in the list's order."""
    counts: Counts
    seconds: float
    both: both_ways.BothWays | None = None
    """What was found back and onward; `trace` is then the forward part."""

    @cached_property
    def by_person(self) -> pd.DataFrame:
        """The list by `person_id`: looked into on every click."""
        return self.people.set_index("person_id")

    @cached_property
    def riskiest(self) -> "pd.Series[int]":
        """Everybody of the list, the greatest risk first, unknown last."""
        order = self.people["risk"].sort_values(ascending=False, kind="stable").index
        return self.people["person_id"].astype("int64").loc[order]

    @cached_property
    def case_names(self) -> dict[int, str]:
        """`person_id` -> code of the case."""
        return {
            int(person): str(case)
            for person, case in zip(self.cases["person_id"], self.cases["case_id"], strict=True)
        }


def read(viewer: access.Viewer, data_time: datetime, known_at: datetime | None = None) -> Base:
    """Return what tracing needs, built on the first visit after each load of data.

    With `known_at`, only what had been reported by that moment.
    """
    scope = viewer.scope
    return Base(
        scope=scope,
        data_time=known_at or data_time,
        recorded=data.replay.recorded(scope, data_time, known_at),
        homes=data.tracing.homes(scope, data_time),
        places=data.tracing.places(scope, data_time),
        cases=data.replay.known_cases(data.tracing.cases(scope, data_time), known_at),
        isolations=data.replay.known_isolations(
            data.tracing.isolations(scope, data_time), known_at
        ),
        apps=data.tracing.commune_apps(scope, data_time),
        audits=data.tracing.scan_audits(scope, data_time),
        commune_names=_commune_names(scope),
        known_at=known_at,
    )


def traced(base: Base, choice: Choice) -> Result:
    """Return the answer to a choice: computed once, shared by all who ask the same."""
    return _traced(base, choice, base.scope, base.data_time, base.recorded.loaded_at)


@data.kept.shared(max_entries=32)
def _traced(
    _base: Base, choice: Choice, scope: Scope, data_time: datetime, loaded_at: datetime
) -> Result:
    del scope, data_time, loaded_at  # they are part of the question, for the cache
    started = perf_counter()
    cases = windows_of(choice, _base.cases)
    tables = (_base.homes, _base.places, _base.isolations, _base.onsets)
    both = None
    index = _index(_base, choice)
    if choice.direction == "both":
        both = both_ways.trace(
            index, cases, choice, _base.isolations, _base.places, _base.case_dates
        )
        trace = both.found.forward
        people = lists.both_ways_list(both.found, both.meetings, *tables)
    else:
        trace = _one_way(_base, index, choice, cases)
        people = lists.people_list(trace, *tables)
    people["commune"] = people["commune_id"].astype("str").map(dict(_base.commune_names))
    shares = ascertainment.shares_of(people, _base.homes, _base.places, _base.apps, _base.audits)
    counts = count(people, shares, _grounds(_base, people, shares))
    return Result(choice, cases, trace, people, shares, counts, perf_counter() - started, both)


def _grounds(base: Base, people: pd.DataFrame, shares: ContactShares) -> ascertainment.Grounds:
    communes = set(people["commune_id"].dropna().astype("str"))
    return ascertainment.grounds(
        shares, communes, base.audits, base.homes, base.recorded, base.apps
    )


def _index(base: Base, choice: Choice) -> ColocationIndex:
    """Return the stays that a choice is about."""
    index = base.recorded.index
    if choice.is_scan_only:
        index = data.replay.scans_only(base.scope, base.data_time, base.known_at)
    if not choice.kinds:
        return index
    return data.tracing.at_kinds(
        index,
        base.places,
        base.scope,
        base.recorded.loaded_at,
        choice.kinds,
        is_scan_only=choice.is_scan_only,
    )


def _one_way(base: Base, index: ColocationIndex, choice: Choice, cases: pd.DataFrame) -> Trace:
    since = None
    if choice.direction == "backward":
        since = cases["exposed_until"].min() - choice.look_back
    return expand(
        index,
        cases,
        rules=choice.rules,
        direction=choice.direction,  # type: ignore[arg-type] # one of DIRECTIONS
        isolations=base.isolations,
        since=since,
    )


def _commune_names(scope: Scope) -> dict[str, str]:
    rows = data.units.communes(scope)
    return {
        str(row["commune_id"]): f"{row['commune_name']}, {row['district_name']}"
        for row in rows.to_dict("records")
    }


def ring_name(result: Result, ring: int) -> str:
    """Return what a ring is called: people exposed are F1, F2; possible sources are not."""
    return words.say(ring_key(result, ring))


def ring_key(result: Result, ring: int) -> str:
    """Return the key of what a ring is called."""
    backward = "back_" if result.choice.direction == "backward" else ""
    return f"tracing.{backward}ring_{ring}"
