"""What a trace starts from, and what it found."""

import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from time import perf_counter
from typing import Final

import pandas as pd

from dashboard import clock, data
from dashboard.data.database import Scope
from dashboard.data.kept import Asked, Load, shared
from dashboard.figures.tracing import ascertainment, both_ways, lists
from dashboard.figures.tracing.choice import Choice, windows_of
from dashboard.figures.tracing.counts import Counts, count
from dashboard.figures.viewpoint import Viewpoint
from dashboard.tracing import ColocationIndex, Trace, expand
from dashboard.tracing.ascertainment import ContactShares
from dashboard.tracing.direction import Direction
from dashboard.tracing.index import subset
from dashboard.tracing.isolations import isolated_at
from dashboard.tracing.stays.interviews import interview_stays

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Base(Asked):
    """What every trace of this load of data starts from; shared by all who may trace."""

    load: Load
    recorded: data.check_ins.Recorded
    homes: pd.DataFrame
    places: pd.DataFrame
    cases: pd.DataFrame
    isolations: pd.DataFrame
    """One row per isolation, other than as a case: `person_id`, `isolated_at`, `released_at`."""
    apps: pd.DataFrame
    """One row per commune: residents, smartphone owners, people with the app."""
    audits: pd.DataFrame
    """One row per count at a door."""
    commune_names: Mapping[str, str]
    interviews: pd.DataFrame
    """One row per contact that a case named: see `data.cases.interviews`."""
    known_at: datetime | None = None
    """The earlier moment whose knowledge this is; None is the present."""

    @property
    def question(self) -> Hashable:
        """The load as far as it is known, and check-ins and interviews, which may be later."""
        told = tuple(self.interviews["interview_id"])
        return self.load.question, self.known_at, self.recorded.loaded_at, told

    @property
    def scope(self) -> Scope:
        """What every question to the database is limited to."""
        return self.load.scope

    @property
    def data_time(self) -> datetime:
        """As of when everything is known."""
        return self.known_at or self.load.data_time

    @property
    def onsets(self) -> pd.DataFrame:
        """When each F0 first fell ill: `person_id`, `onset_at`, that midnight or unknown."""
        return self.case_dates[["person_id", "onset_at"]]

    @property
    def case_dates(self) -> pd.DataFrame:
        """What is really known of each F0, one row each: no date stands in for another."""
        days = pd.to_datetime(self.cases["onset_date"]).astype("datetime64[us]")
        known = self.cases.assign(onset_at=days.dt.tz_localize(clock.TIME_ZONE))
        dates = ["person_id", "sampled_at", "confirmed_at", "isolated_at", "onset_at"]
        return one_each(known[[*dates, "case_id", "reported_at"]])[dates]

    @cached_property
    def isolated(self) -> pd.DataFrame:
        """Who is isolated now (in the past, was then): `person_id`, `isolated_at`."""
        return isolated_at(self.isolations, self.data_time)


@dataclass(frozen=True, eq=False)
class Result(Asked):
    """One trace, its list, and how long it took."""

    asked_of: Hashable
    """The question of the base."""
    choice: Choice
    cases: pd.DataFrame
    """The chosen cases with their windows; somebody reported twice has two rows."""
    trace: Trace
    people: pd.DataFrame
    shares: ContactShares
    """The chance that each of them could be seen, in the list's order."""
    counts: Counts
    started: float
    """When the work began, by the clock of `perf_counter`."""
    seconds: float
    both: both_ways.BothWays | None = None
    """What was found back and onward; `trace` is then the forward part."""

    @property
    def question(self) -> Hashable:
        """What was asked, and of which base."""
        return self.asked_of, self.choice

    @cached_property
    def rings_called(self) -> str:
        """How keys of what a ring is called begin: who is exposed is F1, a possible source not."""
        return f"tracing.{'back_' if self.choice.direction == Direction.BACKWARD else ''}ring_"

    @cached_property
    def same_place(self) -> pd.DataFrame:
        """Who shared only crowded places with a case, in no ring: see `Trace.same_place`."""
        return self.trace.same_place()

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
    def f0(self) -> pd.DataFrame:
        """The chosen cases, one row per person: see `one_each`."""
        return one_each(self.cases)

    @cached_property
    def case_names(self) -> dict[int, str]:
        """`person_id` -> code of the case; all codes of somebody reported twice."""
        return names_of(self.cases)


def read(here: Viewpoint, known_at: datetime | None = None) -> Base:
    """Return what tracing needs, built on the first visit after each load of data.

    With `known_at`, only what had been reported by that moment.
    """
    return of_load(here.load, known_at)


def of_load(load: Load, known_at: datetime | None = None) -> Base:
    """Return the same for whoever traces without a page."""
    return Base(
        load=load,
        recorded=data.replay.recorded(load, known_at),
        homes=data.tracing.homes(load),
        places=data.tracing.places(load),
        cases=data.replay.known_cases(data.tracing.cases(load), known_at),
        isolations=data.replay.known_isolations(data.tracing.isolations(load), known_at),
        apps=data.tracing.commune_apps(load),
        audits=data.tracing.scan_audits(load),
        commune_names=_commune_names(load.scope),
        interviews=data.cases.interviews(load.scope, known_at),
        known_at=known_at,
    )


@shared(max_entries=32)
def traced(base: Base, choice: Choice) -> Result:
    """Return the answer to a choice: computed once, shared by all who ask the same."""
    started = perf_counter()
    cases = windows_of(choice, base.cases)
    tables = (base.homes, base.places, base.isolated, base.onsets)
    both = None
    index = _index(base, choice)
    if choice.direction == Direction.BOTH:
        both = both_ways.trace(index, cases, choice, base.isolations, base.places, base.case_dates)
        trace = both.found.forward
        people = lists.both_ways_list(both.found, both.meetings, *tables)
    else:
        trace = _one_way(base, index, choice, cases)
        people = lists.people_list(trace, *tables)
    people["commune"] = people["commune_id"].astype("str").map(dict(base.commune_names))
    shares = ascertainment.shares_of(people, base.homes, base.places, base.apps, base.audits)
    counts = count(people, shares, _grounds(base, people, shares))
    seconds = perf_counter() - started
    _LOG.info("A trace was answered", extra={"trace_seconds": round(seconds, 3)})
    return Result(
        asked_of=base.question, choice=choice, cases=cases, trace=trace, people=people,
        shares=shares, counts=counts, started=started, seconds=seconds, both=both,
    )  # fmt: skip


def _grounds(base: Base, people: pd.DataFrame, shares: ContactShares) -> ascertainment.Grounds:
    communes = set(people["commune_id"].dropna().astype("str"))
    return ascertainment.grounds(
        shares, communes, base.audits, base.homes, base.recorded, base.apps
    )


def _index(base: Base, choice: Choice) -> ColocationIndex:
    """Return the stays that a choice is about."""
    if choice.kinds:
        return _at_kinds(base, choice.kinds, is_scan_only=choice.is_scan_only)
    return _everywhere(base, is_scan_only=choice.is_scan_only)


@shared(max_entries=2)
def _at_kinds(base: Base, kinds: tuple[str, ...], *, is_scan_only: bool) -> ColocationIndex:
    return subset.at_kinds(_everywhere(base, is_scan_only=is_scan_only), base.places, kinds)


def linked(base: Base) -> ColocationIndex:
    """Return all that links people: check-ins, homes, and what cases told."""
    return _everywhere(base, is_scan_only=False)


def _everywhere(base: Base, *, is_scan_only: bool) -> ColocationIndex:
    if base.interviews.empty:
        return _unasked(base, is_scan_only=is_scan_only)
    return _told(base, is_scan_only=is_scan_only)


@shared(max_entries=4)
def _told(base: Base, *, is_scan_only: bool) -> ColocationIndex:
    """Return the stays with those that cases told of: worked in once for all who trace."""
    before = _unasked(base, is_scan_only=is_scan_only)
    return before.updated(added=interview_stays(base.interviews))


def _unasked(base: Base, *, is_scan_only: bool) -> ColocationIndex:
    if is_scan_only:
        return data.replay.scans_only(base.load, base.known_at)
    return base.recorded.index


def _one_way(base: Base, index: ColocationIndex, choice: Choice, cases: pd.DataFrame) -> Trace:
    since = None
    if choice.direction == Direction.BACKWARD:
        since = cases["exposed_until"].min() - choice.look_back
    return expand(
        index,
        cases,
        rules=choice.rules,
        direction=choice.direction,
        isolations=base.isolations,
        since=since,
    )


def _commune_names(scope: Scope) -> dict[str, str]:
    rows = data.units.communes(scope)
    return {
        str(row["commune_id"]): f"{row['commune_name']}, {row['district_name']}"
        for row in rows.to_dict("records")
    }


def one_each(cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person, in the order of `cases`: somebody reported twice is one F0.

    Codes are joined, the earliest report's first; of every date the earliest counts, of the end of
    a window and the isolation the latest, and a window without end has none.
    """
    if not cases["person_id"].duplicated().any():
        return cases.reset_index(drop=True)
    ordered = cases.sort_values(["reported_at", "case_id"], kind="stable")
    grouped = ordered.groupby("person_id", sort=False)
    names = [str(name) for name in cases]
    merged = grouped.first()
    merged["case_id"] = grouped["case_id"].agg(", ".join)
    for name in names:
        if name.endswith("_until"):
            merged[name] = grouped[name].max(skipna=False)
        elif name == "isolated_at":
            merged[name] = grouped[name].max()
        elif name.endswith(("_at", "_date", "_from")):
            merged[name] = grouped[name].min()
        elif name.startswith("is_"):
            merged[name] = grouped[name].any()
    order = cases["person_id"].drop_duplicates()
    return merged.loc[order].reset_index()[names]


def names_of(cases: pd.DataFrame) -> dict[int, str]:
    """Return `person_id` -> code, or all codes of somebody reported twice."""
    each = one_each(cases)
    return {
        int(person): str(case)
        for person, case in zip(each["person_id"], each["case_id"], strict=True)
    }
