"""The questions put to a trace: which cases, and which rules."""

from dataclasses import replace
from typing import TypeVar

import streamlit as st

from dashboard import clock, data, words
from dashboard.figures.tracing.choice import (
    FEWEST_DAYS,
    LOOK_BACK_DAYS,
    MAX_CROWD,
    MAX_DAYS,
    MAX_HOURS,
    MAX_MINUTES,
    ONE_WAY,
    RINGS,
    Choice,
    refused_windows,
    windows_of,
    with_preset,
)
from dashboard.figures.tracing.trace import Base, linked
from dashboard.panels.shared import frame, session
from dashboard.panels.tracing.question import cases
from dashboard.panels.tracing.question.asking import working
from dashboard.panels.tracing.question.choice import address, current
from dashboard.tracing import expand
from dashboard.tracing.direction import Direction
from dashboard.tracing.presets import PRESETS
from dashboard.tracing.rules import PLACE_KINDS

Value = TypeVar("Value", int, str)

_TRIED_CASES = 12


def choose_cases(base: Base) -> Choice:
    """Let the viewer choose cases; the first time, the latest case that traces to something."""
    choice = current()
    if not session.CASES.is_kept:
        with working():  # the first trace of all
            asked = _asked_cases(base, choice)
        session.CASES.keep(asked)
    labels = _case_labels(base)
    row = st.container(horizontal=True, vertical_alignment="bottom", key="trace_case_row")
    box = row.container()
    with row:
        offered = {*cases.narrow(base), *session.CASES.value}
    chosen = box.multiselect(
        words.say("tracing.cases"),
        [case for case in base.cases["case_id"] if case in offered],
        format_func=lambda case: labels.get(case, case),
        key=session.CASES.key,
        placeholder=words.say("tracing.cases_hint"),
        filter_mode="contains",
        select_all=False,
        persist_state="session",
    )
    if undated := data.tracing.undated_cases(base.load):
        count, codes = words.number(len(undated)), ", ".join(map(words.plain, undated))
        st.caption(words.say("cases.undated", count=count, cases=codes))
    if not chosen:
        frame.empty(words.say("tracing.choose_title"), words.say("tracing.choose"), icon="search")
        st.stop()
    return replace(choice, case_ids=tuple(chosen))


def choose_rules(choice: Choice) -> Choice:
    """Let the viewer change the rules, each beside its unit; the preset fills them in."""
    with st.container(border=True, key="trace_rules"):
        st.header(words.say("tracing.rules"), anchor=False)
        preset = _choose_preset(choice)
        is_scan_only = session.IS_SCAN_ONLY.begin(choice.is_scan_only)
        direction = _choose_direction(choice, is_scan_only=is_scan_only)
        tuned = replace(
            choice,
            preset=preset,
            direction=direction,
            rings=_segments("rings", RINGS, choice.rings),
            days_back=_look_back(choice, direction),
            minutes=_amount("minutes", choice.minutes, MAX_MINUTES, 5, is_off=is_scan_only),
            gap_hours=_amount("gap_hours", choice.gap_hours, MAX_HOURS, 12),
            linger_minutes=_amount(
                "linger_minutes", choice.linger_minutes, MAX_MINUTES, 10, is_off=is_scan_only
            ),
            crowd=_amount("crowd", choice.crowd, MAX_CROWD, 5),
            kinds=_choose_kinds(choice),
            is_scan_only=_choose_scan_only(choice),
        )
        _confirmation(tuned)
    return tuned


def _choose_direction(choice: Choice, *, is_scan_only: bool) -> Direction:
    """Offer the directions; sources are weighed by minutes, which scans alone do not give."""
    offered = ONE_WAY if is_scan_only else tuple(Direction)
    kept = session.rule("direction", choice.direction)
    if kept.value not in offered:
        kept.keep(offered[0])
    return Direction(_segments("direction", offered, choice.direction))


def _look_back(choice: Choice, direction: Direction) -> int | None:
    """Let the viewer say how far back a source is sought; None is the direction's own."""
    usual = LOOK_BACK_DAYS.get(direction)
    if usual is None:
        return choice.days_back
    key = f"days_back_{direction}"
    kept = choice.days_back if direction == choice.direction else None
    days = _amount(key, kept or usual, MAX_DAYS, 1, lowest=FEWEST_DAYS)
    return None if days == usual else days


def _choose_kinds(choice: Choice) -> tuple[str, ...]:
    session.KINDS.begin(list(choice.kinds))
    chosen = st.multiselect(
        words.say("tracing.kinds"),
        PLACE_KINDS,
        format_func=words.names("tracing.kind_", PLACE_KINDS).__getitem__,
        key=session.KINDS.key,
        placeholder=words.say("tracing.kinds_all"),
        filter_mode="contains",
        select_all=False,
        help=words.say("tracing.kinds_help"),
        persist_state="session",
    )
    return tuple(kind for kind in PLACE_KINDS if kind in chosen)


def _choose_scan_only(choice: Choice) -> bool:
    session.IS_SCAN_ONLY.begin(choice.is_scan_only)
    is_chosen = st.toggle(
        words.say("tracing.scan_only"),
        key=session.IS_SCAN_ONLY.key,
        persist_state="session",
    )
    if is_chosen:
        st.caption(words.say("tracing.scan_only_means"))
    return bool(is_chosen)


def _asked_cases(base: Base, choice: Choice) -> list[str]:
    """Return the cases that a link names and say what of it cannot be; without one, a telling one.

    A link to a case that is not known here chooses nothing: another person's trace is no answer.
    """
    if refused := refused_windows(address()):
        st.warning(words.say("tracing.link_window", cases=words.plain(", ".join(refused))))
    known = set(base.cases["case_id"])
    if unknown := [case for case in choice.case_ids if case not in known]:
        st.warning(words.say("tracing.link_unknown", cases=words.plain(", ".join(unknown))))
    if choice.case_ids:
        return [case for case in choice.case_ids if case in known]
    return [_telling_case(base, choice)]


def _telling_case(base: Base, choice: Choice) -> str:
    """Return the latest case that reaches somebody outside its home; else the latest of all."""
    latest = [str(case) for case in base.cases["case_id"].head(_TRIED_CASES)]
    for case in latest:
        asked = replace(choice, case_ids=(case,), rings=1, windows=())
        windows = windows_of(asked, base.cases)
        outside = replace(asked.rules, homes=False)
        reached = expand(linked(base), windows, rules=outside).people["ring"] > 0
        if reached.any():
            return case
    return latest[0]


def _case_labels(base: Base) -> dict[str, str]:
    return {
        str(row["case_id"]): words.say(
            "tracing.case_label",
            case=row["case_id"],
            commune=base.commune_names.get(str(row["commune_id"]), words.UNKNOWN),
            day=words.day(row["confirmed_at"].astimezone(clock.TIME_ZONE).date()),
        )
        for row in base.cases.to_dict("records")
    }


def _choose_preset(choice: Choice) -> str:
    session.PRESET.begin(choice.preset)
    return str(
        st.selectbox(
            words.say("tracing.preset"),
            list(PRESETS),
            format_func=words.names("tracing.preset_", PRESETS).__getitem__,
            key=session.PRESET.key,
            filter_mode="contains",
            on_change=_take_preset,
            persist_state="session",
        )
    )


def _take_preset() -> None:
    """Fill in a preset's numbers when it is chosen."""
    base = with_preset(Choice(), session.PRESET.value)
    for name in ("minutes", "gap_hours", "linger_minutes", "crowd"):
        session.rule(name, 0).keep(getattr(base, name))


def _segments(name: str, options: tuple[Value, ...], value: Value) -> Value:
    kept = session.rule(name, value)
    kept.begin(value)
    chosen = st.segmented_control(
        words.say(f"tracing.{name}"),
        options,
        required=True,
        format_func=words.names(f"tracing.{name}_", options).__getitem__,
        key=kept.key,
        persist_state="session",
        width="stretch",
    )
    return value if chosen is None else chosen


def _amount(
    name: str, value: int, highest: int, step: int, *, lowest: int = 0, is_off: bool = False
) -> int:
    kept = session.rule(name, value)
    kept.begin(value)
    return int(
        st.number_input(
            words.say(f"tracing.{name}"),
            min_value=lowest,
            max_value=highest,
            step=step,
            key=kept.key,
            help=words.say(f"tracing.{name}_help"),
            disabled=is_off,
            persist_state="session",
        )
    )


def _confirmation(choice: Choice) -> None:
    """Say where the preset comes from, what of it is open, and what this trace leaves out."""
    rules = PRESETS[choice.preset]
    source = words.say(f"tracing.source_{choice.preset}")
    st.caption(words.say("tracing.preset_source", source=source))
    if choice.is_scan_only:
        return
    if rules.rules.sum_over is not None and choice.rules.sum_over is None:
        st.warning(words.say("tracing.not_summed", minutes=choice.minutes))
    if rules.to_confirm:
        st.caption(f":material/pending: {words.say(f'tracing.confirm_{choice.preset}')}")
