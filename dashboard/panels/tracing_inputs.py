"""The questions put to a trace: which cases, which windows, which rules."""

from dataclasses import replace
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.panels import frame
from dashboard.panels.tracing import Base
from dashboard.panels.tracing_choice import (
    DIRECTIONS,
    MAX_HOURS,
    MAX_MINUTES,
    RINGS,
    Choice,
    current,
    windows_of,
    with_preset,
)
from dashboard.tracing import expand
from dashboard.tracing.presets import PRESETS

Value = TypeVar("Value", int, str)

_TRIED_CASES = 12


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
        _confirmation(tuned)
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


def _confirmation(choice: Choice) -> None:
    """Say where the preset comes from, what of it is open, and what this trace leaves out."""
    rules = PRESETS[choice.preset]
    source = words.say(f"tracing.source_{choice.preset}")
    st.caption(words.say("tracing.preset_source", source=source))
    if rules.rules.sum_over is not None and choice.rules.sum_over is None:
        st.warning(words.say("tracing.not_summed", minutes=choice.minutes))
    if rules.to_confirm:
        st.caption(f":material/pending: {words.say(f'tracing.confirm_{choice.preset}')}")


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
