"""The two dates that a comparison compares; kept in the address bar."""

from datetime import date, timedelta
from typing import Final

import streamlit as st

from dashboard import words
from dashboard.panels.shared import session
from dashboard.panels.shared.filters import keep

_DAYS: Final = ("from", "to")
"""What the address calls two days that are compared."""

FIRST_DAY: Final = date(2020, 1, 1)
"""No day before it can be asked for: the data are of the epidemic."""


def two_dates(data_day: date) -> tuple[date, date] | None:
    """Let the viewer compare two days, the earlier first, both in the address bar.

    None while nothing is compared, and where the address asks for what cannot be: then a sentence
    says so and names it.
    """
    asked = {name: _asked(name) for name in _DAYS}
    for name, text in asked.items():
        keep(name, text, usual="")
    session.IS_COMPARING.keep(any(asked.values()))
    st.toggle(
        words.say("dates.compare"),
        key=session.IS_COMPARING.key,
        on_change=_switch_dates,
        args=(data_day,),
    )
    if not any(asked.values()):
        return None
    usual = _usual_days(data_day)
    chosen = {name: _day(text, data_day) if text else usual[name] for name, text in asked.items()}
    with st.container(horizontal=True, gap="medium"):
        for name in _DAYS:
            _choose_day(name, chosen[name] or usual[name], data_day)
    for name in _DAYS:
        if chosen[name] is None:
            st.warning(_fault(asked[name], data_day), icon=":material/event_busy:")
            return None
    earlier, later = chosen["from"] or usual["from"], chosen["to"] or usual["to"]
    if earlier >= later:
        blanks = {"earlier": words.day(earlier), "later": words.day(later)}
        st.warning(words.say("dates.reversed", **blanks), icon=":material/event_busy:")
        return None
    return earlier, later


def week_until(data_day: date) -> dict[str, str]:
    """Return the address of a comparison with the week before."""
    return {name: day.isoformat() for name, day in _usual_days(data_day).items()}


def _usual_days(data_day: date) -> dict[str, date]:
    return {"from": data_day - timedelta(days=7), "to": data_day}


def _asked(name: str) -> str:
    """Return what the address, or else the session, asks for; empty for nothing."""
    return st.query_params.get(name) or session.kept(name).value


def _day(text: str, data_day: date) -> date | None:
    """Return the day that a text names, if it can be looked at."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= data_day else None


def _fault(text: str, data_day: date) -> str:
    return words.say(
        "dates.impossible",
        value=words.plain(text),
        first=words.day(FIRST_DAY),
        last=words.day(data_day),
    )


def _choose_day(name: str, day: date, data_day: date) -> None:
    session.day(name).keep(day)
    st.date_input(
        words.say(f"dates.{name}"),
        min_value=FIRST_DAY,
        max_value=data_day,
        format="DD/MM/YYYY",
        key=session.day(name).key,
        on_change=_take_day,
        args=(name,),
        width=180,
    )


def _take_day(name: str) -> None:
    day = session.day(name).value
    keep(name, "" if day is None else day.isoformat(), usual="")


def _switch_dates(data_day: date) -> None:
    is_on = session.IS_COMPARING.value
    for name, day in week_until(data_day).items():
        keep(name, day if is_on else "", usual="")
