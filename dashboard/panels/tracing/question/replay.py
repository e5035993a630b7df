"""Going back to an earlier moment: what was known then, and what was decided when."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, clock, data, words
from dashboard.data.check_ins import LOOK_BACK
from dashboard.drawing import charts
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.zone_status import CONFINING
from dashboard.panels.shared import session

_ADDRESS = "known_at"
_STEP = timedelta(days=1)


def choose(here: Viewpoint) -> datetime | None:
    """Let the viewer go back in time; None is the present. Say loudly when it is not."""
    chosen = _settled(here.data_time)
    cases = data.tracing.cases(here.load)
    folder = st.expander(
        words.say("replay.title"),
        icon=":material/history:",
        expanded=chosen is not None,
        key="replay_folder",
        on_change="rerun",
    )
    if folder.open:  # most of the work of going back is its axis, which few look at
        with folder:
            st.caption(words.say("replay.hint"))
            _controls(here.data_time, chosen)
            if len(cases):
                _axis(here, cases, chosen)
    _set_known_cases(cases, chosen)
    if chosen is not None:
        _banner(here.viewer, cases, chosen)
    return chosen


def _settled(data_time: datetime) -> datetime | None:
    """Return the moment of the address bar, else of the session, if it is one to go back to."""
    text = st.query_params.get(_ADDRESS) or session.KNOWN_AT.value
    chosen = _moment(text)
    if chosen is None or not data_time - LOOK_BACK <= chosen < data_time:
        chosen = None
    _keep(chosen)
    return chosen


def _moment(text: str) -> datetime | None:
    try:
        return clock.in_province(datetime.fromisoformat(text))
    except ValueError:
        return None


def _keep(chosen: datetime | None) -> None:
    local = None if chosen is None else chosen.astimezone(clock.TIME_ZONE).replace(tzinfo=None)
    text = "" if local is None else f"{local:%Y-%m-%dT%H:%M}"
    session.KNOWN_AT.keep(text)
    session.KNOWN_AT_TYPED.keep(local)
    if not text:
        st.query_params.pop(_ADDRESS, None)
    elif st.query_params.get(_ADDRESS) != text:
        st.query_params[_ADDRESS] = text


def _take() -> None:
    typed = session.KNOWN_AT_TYPED.value
    _keep(None if typed is None else typed.replace(tzinfo=clock.TIME_ZONE))


def _controls(data_time: datetime, chosen: datetime | None) -> None:
    first, last = (
        moment.astimezone(clock.TIME_ZONE).replace(tzinfo=None)
        for moment in (data_time - LOOK_BACK, data_time)
    )
    at = chosen or data_time
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.datetime_input(
            words.say("replay.known_at"),
            None,
            min_value=first,
            max_value=last,
            format="DD/MM/YYYY",
            key=session.KNOWN_AT_TYPED.key,
            on_change=_take,
            width=260,
        )
        st.button(
            words.say("replay.day_back"), on_click=_keep, args=(at - _STEP,), key="replay_back"
        )
        st.button(
            words.say("replay.day_on"),
            on_click=_keep,
            args=(at + _STEP,),
            disabled=chosen is None,
            key="replay_on",
        )
        st.button(
            words.say("replay.to_now"),
            on_click=_keep,
            args=(None,),
            disabled=chosen is None,
            key="replay_now",
        )


def _axis(here: Viewpoint, cases: pd.DataFrame, chosen: datetime | None) -> None:
    """Draw the days up to the data's own time; what was recorded after it is counted below."""
    days = clock.local_times(cases["reported_at"]).dt.normalize()
    reported = (
        days.value_counts().sort_index().rename_axis("on_date").reset_index(name="case_count")
    )
    last_day = pd.Timestamp(clock.local_day(here.data_time))
    events, decisions = data.follow_up.days(here.scope), data.replay.zone_decisions(here.scope)
    shown = events[events["on_date"] <= last_day]
    decided = decisions[decisions["recorded_at"] <= here.data_time]
    charts.base.show(
        charts.replay.axis(reported, shown, decided, chosen),
        key="replay_axis",
        alt=words.say("replay.axis_alt"),
    )
    later_events = int(events["event_count"].sum() - shown["event_count"].sum())
    later_decisions = len(decisions) - len(decided)
    if later_events or later_decisions:
        st.caption(
            words.say(
                "replay.later",
                moment=words.moment(here.data_time),
                events=words.number(later_events),
                decisions=words.number(later_decisions),
            )
        )


def _set_known_cases(cases: pd.DataFrame, chosen: datetime | None) -> None:
    """Leave out chosen cases that were not reported yet, and bring them back in the present."""
    if chosen is None:
        if (before := session.CASES_NOW.take()) is not None:
            session.CASES.keep(before)
        return
    if not session.CASES.is_kept:
        return
    known = set(data.replay.known_cases(cases, chosen)["case_id"])
    wanted = session.CASES.value
    if unknown := [case for case in wanted if case not in known]:
        session.CASES_NOW.begin(wanted)
        remaining = [case for case in wanted if case in known]
        session.CASES.keep(remaining)
        st.warning(words.say("replay.not_reported", cases=words.plain(", ".join(unknown))))
        if not remaining:
            session.CASES.forget()


def confining_count(decisions: pd.DataFrame, known_at: datetime) -> int:
    """Return how many zones confined people at a moment.

    Parameters
    ----------
    decisions
        In time order: `zone_id`, `status`, `recorded_at`.
    """
    known = decisions[decisions["recorded_at"] <= known_at]
    last = known.drop_duplicates("zone_id", keep="last")
    return int(last["status"].isin(CONFINING).sum())


def _banner(viewer: access.Viewer, cases: pd.DataFrame, chosen: datetime) -> None:
    known = data.replay.known_cases(cases, chosen)
    decisions = data.replay.zone_decisions(viewer.scope)
    st.error(
        words.say(
            "replay.banner",
            moment=words.moment(chosen),
            cases=words.number(len(known)),
            cases_now=words.number(len(cases)),
            listed=words.number(len(data.follow_up.states(viewer.scope, chosen))),
            zones=words.number(confining_count(decisions, chosen)),
        ),
        icon=":material/history:",
    )
