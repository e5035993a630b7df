"""What a trace starts from, what it finds, and how many people and places that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

import pandas as pd
import streamlit as st

from dashboard import access, data, data_replay, data_tracing, tracing_lists, words
from dashboard.database import Scope
from dashboard.panels import frame, tiles, tracing_both
from dashboard.panels.tracing_choice import Choice, keep, windows_of
from dashboard.tracing import Trace, expand
from dashboard.tracing.evidence import TIERS

SOURCE_DAYS = timedelta(days=14)
"""How far before a case's own exposure a backward trace looks: the longest incubation."""


@dataclass(frozen=True, eq=False)
class Base:
    """What every trace of this load of data starts from; shared by all who may trace."""

    scope: Scope
    data_time: datetime
    recorded: data_tracing.Recorded
    homes: pd.DataFrame
    places: pd.DataFrame
    cases: pd.DataFrame
    isolations: pd.DataFrame
    commune_names: Mapping[str, str]
    known_at: datetime | None = None
    """The earlier moment whose knowledge this is; None is the present."""


@dataclass(frozen=True, eq=False)
class Result:
    """One trace, its list, and how long it took."""

    choice: Choice
    cases: pd.DataFrame
    """The chosen cases with their windows."""
    trace: Trace
    people: pd.DataFrame
    seconds: float
    both: tracing_both.BothWays | None = None
    """What was found back and onward; `trace` is then the forward part."""

    @property
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
    with st.spinner(words.say("tracing.reading"), show_time=True):
        homes = data_tracing.homes(scope, data_time)
        recorded = data_replay.recorded(scope, data_time, known_at)
    cases = data_replay.known_cases(data_tracing.cases(scope, data_time), known_at)
    if cases.empty:
        frame.empty(words.say("tracing.no_cases_title"), words.say("tracing.no_cases"))
        st.stop()
    return Base(
        scope=scope,
        data_time=known_at or data_time,
        recorded=recorded,
        homes=homes,
        places=data_tracing.places(scope, data_time),
        cases=cases,
        isolations=data_replay.known_isolations(
            data_tracing.isolations(scope, data_time), known_at
        ),
        commune_names=_commune_names(scope),
        known_at=known_at,
    )


def run(base: Base, choice: Choice) -> Result:
    """Trace, remember the choice, and write it into the address bar."""
    keep(choice)
    return traced(base, choice)


def traced(base: Base, choice: Choice) -> Result:
    """Return the answer to a choice: computed once, shared by all who ask the same."""
    return _traced(base, choice, base.scope, base.data_time)


@data_tracing.shared(max_entries=32)
def _traced(_base: Base, choice: Choice, scope: Scope, data_time: datetime) -> Result:
    del scope, data_time  # they are part of the question, for the cache
    started = perf_counter()
    cases = windows_of(choice, _base.cases)
    tables = (_base.homes, _base.places, _base.isolations, _onsets(_base.cases))
    both = None
    if choice.direction == "both":
        both = tracing_both.trace(
            _base.recorded.index, cases, choice.rules, _base.isolations, _base.places
        )
        trace = both.found.forward
        people = tracing_lists.both_ways_list(both.found, both.meetings, *tables)
    else:
        trace = _one_way(_base, choice, cases)
        people = tracing_lists.people_list(trace, *tables)
    people["commune"] = people["commune_id"].astype("str").map(dict(_base.commune_names))
    return Result(choice, cases, trace, people, perf_counter() - started, both)


def _one_way(base: Base, choice: Choice, cases: pd.DataFrame) -> Trace:
    since = None
    if choice.direction == "backward":
        since = cases["exposed_until"].min() - SOURCE_DAYS
    return expand(
        base.recorded.index,
        cases,
        rules=choice.rules,
        direction=choice.direction,  # type: ignore[arg-type] # one of DIRECTIONS
        isolations=base.isolations,
        since=since,
    )


def _onsets(cases: pd.DataFrame) -> pd.DataFrame:
    """Return when each case with symptoms fell ill: the local midnight of that day."""
    days = pd.to_datetime(cases["onset_date"]).astype("datetime64[us]")
    at = days.dt.tz_localize(words.ZONE)
    return pd.DataFrame({"person_id": cases["person_id"], "onset_at": at})


def headline(base: Base, result: Result) -> None:
    """Show how many people and places were reached, how fast, and what cannot be seen."""
    rings = range(1, result.choice.rings + 1)
    tiles.show(
        [
            tiles.Tile(words.say("tracing.ring_0"), words.number(len(result.cases))),
            *(_ring_tile(result, ring) for ring in rings),
            *(tracing_both.extra_tiles(result.people) if result.both else ()),
            _place_tile(result),
        ]
    )
    st.markdown(_blind_spot(base, result))
    st.caption(_small_print(base, result))


def explain_nobody(result: Result) -> None:
    """If the trace reached nobody, say why and what to try, and end the run."""
    if len(result.people):
        return
    unseen = len(result.trace.unseen_cases)
    key = "tracing.nobody_unseen" if unseen == len(result.cases) else "tracing.nobody"
    frame.empty(words.say("tracing.nobody_title"), words.say(key), icon="person_off")
    st.stop()


def _commune_names(scope: Scope) -> dict[str, str]:
    rows = data.communes(scope)
    return {
        str(row["commune_id"]): f"{row['commune_name']}, {row['district_name']}"
        for row in rows.to_dict("records")
    }


def _ring_tile(result: Result, ring: int) -> tiles.Tile:
    rings = result.people["ring_forward" if result.both else "ring"]
    people = result.people[rings.eq(ring).fillna(value=False)]
    lengths = people["tier"].value_counts()
    short, middle, long = (words.number(int(lengths.get(tier, 0))) for tier in TIERS)
    isolated = words.number(int(people["isolated_at"].notna().sum()))
    return tiles.Tile(
        ring_name(result, ring),
        words.number(len(people)),
        lines=(
            words.say("tracing.tile_tiers", short=short, middle=middle, long=long),
            words.say("tracing.tile_isolated", count=isolated),
        ),
    )


def _place_tile(result: Result) -> tiles.Tile:
    counts = result.people["place_name"].value_counts()
    lines = [
        words.say("tracing.tile_place", place=place, count=words.number(count))
        for place, count in counts.head(1).items()
    ]
    places = result.people["place_id"].nunique()
    return tiles.Tile(words.say("tracing.places"), words.number(places), lines=lines)


def ring_name(result: Result, ring: int) -> str:
    """Return what a ring is called: people exposed are F1, F2; possible sources are not."""
    backward = "back_" if result.choice.direction == "backward" else ""
    return words.say(f"tracing.{backward}ring_{ring}")


def _blind_spot(base: Base, result: Result) -> str:
    communes = set(result.people["commune_id"].dropna().astype("str"))
    reach = data_tracing.app_reach(base.scope, base.data_time)
    near = reach[reach["commune_id"].isin(communes)]
    residents = base.homes.index[base.homes["commune_id"].isin(communes)]
    people = float(near["person_count"].sum())
    if not people or residents.empty:
        return words.say("tracing.blind_spot_unknown")
    scanning = residents.isin(base.recorded.index.person_ids).mean()
    return words.say(
        "tracing.blind_spot",
        communes=words.number(len(communes)),
        scanning=words.percent(float(scanning), 0),
        app=words.percent(float(near["installed_count"].sum()) / people, 0),
    )


def _small_print(base: Base, result: Result) -> str:
    recorded = base.recorded
    parts = [
        words.say(
            "tracing.taken",
            seconds=words.number(result.seconds, 2),
            check_ins=words.number(recorded.check_in_count),
            build=words.number(sum(recorded.seconds.values()), 1),
        )
    ]
    aside = {reason: count for reason, count in recorded.set_aside.items() if count}
    if aside:
        reasons = ", ".join(
            f"{words.number(count)} {words.say(f'tracing.aside_{reason}')}"
            for reason, count in aside.items()
        )
        parts.append(
            words.say("tracing.aside", count=words.number(sum(aside.values())), reasons=reasons)
        )
    if result.trace.unseen_cases:
        parts.append(words.say("tracing.unseen", count=len(result.trace.unseen_cases)))
    return " ".join(parts)
