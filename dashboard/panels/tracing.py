"""The contact tracing page's head: what is read, which cases, which rules, and how many reached."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from dashboard import access, data, data_tracing, tracing_lists, words
from dashboard.database import Scope
from dashboard.panels import frame
from dashboard.panels.tracing_choice import (
    DIRECTIONS,
    MAX_HOURS,
    MAX_MINUTES,
    RINGS,
    Choice,
    current,
    keep,
    windows_of,
    with_preset,
)
from dashboard.tracing import Trace, expand
from dashboard.tracing.presets import PRESETS

SOURCE_DAYS = timedelta(days=14)
"""How far before a case's own exposure a backward trace looks: the longest incubation."""

_TRIED_CASES = 12

Value = TypeVar("Value", int, str)


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


@dataclass(frozen=True, eq=False)
class Result:
    """One trace, its list, and how long it took."""

    choice: Choice
    cases: pd.DataFrame
    """The chosen cases with their windows."""
    trace: Trace
    people: pd.DataFrame
    seconds: float

    @property
    def case_names(self) -> dict[int, str]:
        """`person_id` -> code of the case."""
        return {
            int(person): str(case)
            for person, case in zip(self.cases["person_id"], self.cases["case_id"], strict=True)
        }


def read(viewer: access.Viewer, data_time: datetime) -> Base:
    """Return what tracing needs, built on the first visit after each load of data."""
    scope = viewer.scope
    with st.spinner(words.say("tracing.reading"), show_time=True):
        homes = data_tracing.homes(scope, data_time)
        recorded = data_tracing.recorded(scope, data_time)
    cases = data_tracing.cases(scope, data_time)
    if cases.empty:
        frame.empty(words.say("tracing.no_cases_title"), words.say("tracing.no_cases"))
        st.stop()
    return Base(
        scope=scope,
        data_time=data_time,
        recorded=recorded,
        homes=homes,
        places=data_tracing.places(scope, data_time),
        cases=cases,
        isolations=data_tracing.isolations(scope, data_time),
        commune_names=_commune_names(scope),
    )


def choose_cases(base: Base) -> Choice:
    """Let the viewer choose cases; the first time, the latest case that traces to something."""
    choice = current()
    known = set(base.cases["case_id"])
    wanted = [case for case in choice.case_ids if case in known] or [_telling_case(base, choice)]
    st.session_state.setdefault("trace_cases", wanted)
    labels = _case_labels(base)
    chosen = st.multiselect(
        words.say("tracing.cases"),
        list(base.cases["case_id"]),
        format_func=lambda case: labels.get(case, case),
        key="trace_cases",
        placeholder=words.say("tracing.cases_hint"),
        persist_state="session",
    )
    if not chosen:
        frame.empty(words.say("tracing.choose_title"), words.say("tracing.choose"), icon="search")
        st.stop()
    return replace(choice, case_ids=tuple(chosen))


def choose_rules(choice: Choice) -> Choice:
    """Let the viewer change the rules, each beside its unit; the preset fills them in."""
    with st.container(border=True, key="trace_rules"):
        st.subheader(words.say("tracing.rules"), anchor=False)
        preset = _choose_preset(choice)
        direction = _segments("direction", DIRECTIONS, choice.direction)
        rings = _segments("rings", RINGS, choice.rings)
        tuned = replace(
            choice,
            preset=preset,
            direction=direction,
            rings=rings,
            minutes=_amount("minutes", choice.minutes, MAX_MINUTES, 5),
            gap_hours=_amount("gap_hours", choice.gap_hours, MAX_HOURS, 12),
            linger_minutes=_amount("linger_minutes", choice.linger_minutes, MAX_MINUTES, 10),
        )
        _confirmation(preset)
    return tuned


def choose_windows(base: Base, choice: Choice) -> Choice:
    """Show the infectious window of each case, filled in by the preset, each date editable."""
    windows = windows_of(choice, base.cases)
    with st.expander(_windows_title(windows), icon=":material/date_range:"):
        st.caption(words.say("tracing.windows_hint"))
        table = _editable(windows)
        edited = st.data_editor(
            table,
            key=f"trace_windows_{choice.preset}_{'_'.join(choice.case_ids)}",
            hide_index=True,
            disabled=["case", "onset", "sampled"],
            column_config=_window_columns(),
        )
        changed = _changed_windows(windows, table, edited)
    return replace(choice, windows=changed) if changed is not None else choice


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
    since = None
    if choice.direction == "backward":
        since = cases["exposed_until"].min() - SOURCE_DAYS
    trace = expand(
        _base.recorded.index,
        cases,
        rules=choice.rules,
        direction=choice.direction,  # type: ignore[arg-type] # one of DIRECTIONS
        isolations=_base.isolations,
        since=since,
    )
    people = tracing_lists.people_list(trace, _base.homes, _base.places, _base.isolations)
    people["commune"] = people["commune_id"].astype("str").map(dict(_base.commune_names))
    return Result(choice, cases, trace, people, perf_counter() - started)


def headline(base: Base, result: Result) -> None:
    """Show how many people and places were reached, how fast, and what cannot be seen."""
    rings = result.people["ring"].value_counts()
    with st.container(horizontal=True, key="trace_counts"):
        _count(words.say("tracing.ring_0"), len(result.cases))
        for ring in range(1, result.choice.rings + 1):
            _count(_ring_name(result, ring), int(rings.get(ring, 0)))
        _count(words.say("tracing.places"), result.people["place_id"].nunique())
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


def _telling_case(base: Base, choice: Choice) -> str:
    """Return the latest case that reaches somebody; else the latest of all."""
    latest = [str(case) for case in base.cases["case_id"].head(_TRIED_CASES)]
    for case in latest:
        asked = replace(choice, case_ids=(case,), rings=1, windows=())
        windows = windows_of(asked, base.cases)
        reached = expand(base.recorded.index, windows, rules=asked.rules).people["ring"] > 0
        if reached.any():
            return case
    return latest[0]


def _case_labels(base: Base) -> dict[str, str]:
    return {
        str(row["case_id"]): words.say(
            "tracing.case_label",
            case=row["case_id"],
            commune=base.commune_names.get(str(row["commune_id"]), words.UNKNOWN),
            day=words.day(row["confirmed_at"].astimezone(words.ZONE).date()),
        )
        for row in base.cases.to_dict("records")
    }


def _commune_names(scope: Scope) -> dict[str, str]:
    rows = data.communes(scope)
    return {
        str(row["commune_id"]): f"{row['commune_name']}, {row['district_name']}"
        for row in rows.to_dict("records")
    }


def _choose_preset(choice: Choice) -> str:
    st.session_state.setdefault("trace_preset", choice.preset)
    return str(
        st.selectbox(
            words.say("tracing.preset"),
            list(PRESETS),
            format_func=lambda name: words.say(f"tracing.preset_{name}"),
            key="trace_preset",
            on_change=_take_preset,
            persist_state="session",
        )
    )


def _take_preset() -> None:
    """Fill in a preset's numbers when it is chosen."""
    base = with_preset(Choice(), st.session_state["trace_preset"])
    for name in ("minutes", "gap_hours", "linger_minutes"):
        st.session_state[f"trace_{name}"] = getattr(base, name)


def _segments(name: str, options: tuple[Value, ...], value: Value) -> Value:
    st.session_state.setdefault(f"trace_{name}", value)
    chosen = st.segmented_control(
        words.say(f"tracing.{name}"),
        options,
        required=True,
        format_func=lambda option: words.say(f"tracing.{name}_{option}"),
        key=f"trace_{name}",
        persist_state="session",
        width="stretch",
    )
    return value if chosen is None else chosen


def _amount(name: str, value: int, highest: int, step: int) -> int:
    st.session_state.setdefault(f"trace_{name}", value)
    return int(
        st.number_input(
            words.say(f"tracing.{name}"),
            min_value=0,
            max_value=highest,
            step=step,
            key=f"trace_{name}",
            help=words.say(f"tracing.{name}_help"),
            persist_state="session",
        )
    )


def _confirmation(preset: str) -> None:
    rules = PRESETS[preset]
    st.caption(words.say("tracing.preset_source", source=words.plain(rules.source)))
    if rules.to_confirm:
        key = "tracing.confirm_3638" if "3638" in rules.source else "tracing.confirm"
        st.caption(f":material/pending: {words.say(key)}")


def _windows_title(windows: pd.DataFrame) -> str:
    first = words.moment(windows["infectious_from"].min())
    if windows["infectious_until"].isna().any():
        return words.say("tracing.windows_open", first=first)
    last = words.moment(windows["infectious_until"].max())
    return words.say("tracing.windows", first=first, last=last)


def _editable(windows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "case": windows["case_id"],
            "onset": windows["onset_date"],
            "sampled": _on_screen(windows["sampled_at"]),
            "begins": _on_screen(windows["infectious_from"]),
            "ends": _on_screen(windows["infectious_until"]),
        }
    )


def _on_screen(times: pd.Series) -> pd.Series:
    return pd.to_datetime(times, utc=True).dt.tz_convert(words.ZONE).dt.tz_localize(None)


def _window_columns() -> dict[str, Any]:
    moment = "HH:mm DD/MM/YYYY"
    column = st.column_config
    return {
        "case": column.TextColumn(words.say("tracing.case")),
        "onset": column.DateColumn(words.say("tracing.onset"), format="DD/MM/YYYY"),
        "sampled": column.DatetimeColumn(words.say("tracing.sampled"), format=moment),
        "begins": column.DatetimeColumn(words.say("tracing.begins"), format=moment, required=True),
        "ends": column.DatetimeColumn(words.say("tracing.ends"), format=moment),
    }


def _changed_windows(
    windows: pd.DataFrame, shown: pd.DataFrame, edited: pd.DataFrame
) -> tuple[tuple[str, str, str], ...] | None:
    """Return the windows that are edited now or were before; None if nothing changed."""
    if edited.equals(shown):
        return None
    same = (edited["begins"] == shown["begins"]) & (
        (edited["ends"] == shown["ends"]) | (edited["ends"].isna() & shown["ends"].isna())
    )
    rows = edited[~same | windows["is_edited"]]
    return tuple(
        (str(row["case"]), _text(row["begins"]), _text(row["ends"]))
        for row in rows.to_dict("records")
    )


def _text(moment: object) -> str:
    return "" if pd.isna(moment) else f"{moment:%Y-%m-%dT%H:%M}"  # type: ignore[call-overload]


def _count(label: str, value: int) -> None:
    st.metric(label, words.number(value), border=True, width=150)


def _ring_name(result: Result, ring: int) -> str:
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
