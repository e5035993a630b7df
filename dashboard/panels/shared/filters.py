"""Choices that stay in the address bar and in the session, so that a link reopens the same view.

What stands in the address is the option itself, never its words: a link works in both languages.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st

from dashboard import data, words
from dashboard.access import Viewer

_ALL = ""
_DAYS: Final = ("from", "to")
"""What the address calls two days that are compared."""

FIRST_DAY: Final = date(2020, 1, 1)
"""No day before it can be asked for: the data are of the epidemic."""


def district(viewer: Viewer) -> str | None:
    """Let the viewer choose one of their districts; None is all that they may see.

    Who has only one sees no choice, and gets it.
    """
    names = own_districts(viewer)
    if len(names) == 1:
        return next(iter(names))
    options = (_ALL, *names)
    chosen = settle("district", options)
    st.selectbox(
        words.say("filter.district"),
        options,
        format_func=lambda key: names.get(key, words.say("filter.all_districts")),
        key="choice_district",
        on_change=take,
        args=("district", _ALL),
        width=320,
    )
    return chosen or None


def own_districts(viewer: Viewer) -> dict[str, str]:
    """Return the districts that the viewer answers for: id -> name with its kind."""
    rows = data.kept.districts(viewer.scope)
    if viewer.district_ids is not None:
        rows = rows[rows["district_id"].isin(viewer.district_ids)]
    return {
        str(row["district_id"]): words.unit(row["district_kind"], row["district_name"])
        for row in rows.to_dict("records")
    }


def district_chosen(viewer: Viewer) -> str | None:
    """Return the district that the page shows, as its choice stands; None for all of them."""
    chosen = st.query_params.get("district")
    return chosen if chosen in own_districts(viewer) else None


def said() -> list[str]:
    """Say what was chosen on this page by `one_of`, where it is not the usual."""
    known = st.session_state
    return [known[f"said_{name}"] for name in st.query_params if f"said_{name}" in known]


def one_of(name: str, options: Sequence[str], *, label: str, prefix: str) -> str:
    """Let the viewer choose one of a few options, named `<prefix>.<option>`; the first is usual."""
    chosen = settle(name, options)
    st.session_state[f"said_{name}"] = f"{label}: {words.say(f'{prefix}.{chosen}')}"
    st.segmented_control(
        label,
        options,
        required=True,
        format_func=lambda option: words.say(f"{prefix}.{option}"),
        key=f"choice_{name}",
        on_change=take,
        args=(name, options[0]),
        wrap=True,
    )
    return chosen


def two_dates(data_day: date) -> tuple[date, date] | None:
    """Let the viewer compare two days, the earlier first, both in the address bar.

    None while nothing is compared, and where the address asks for what cannot be: then a sentence
    says so and names it.
    """
    asked = {name: _asked(name) for name in _DAYS}
    for name, text in asked.items():
        _keep(name, text, usual="")
    st.session_state["choice_compare"] = any(asked.values())
    st.toggle(
        words.say("dates.compare"), key="choice_compare", on_change=_switch_dates, args=(data_day,)
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


def settle(name: str, options: Sequence[str]) -> str:
    """Return the choice now in force, and show it in the widget `choice_<name>` and the address.

    The address wins, so that links and the browser's Back work; after a change of page, which
    empties the address, the session does; else the first option.
    """
    known = (st.query_params.get(name), st.session_state.get(f"kept_{name}"))
    chosen = next((str(option) for option in known if option in options), options[0])
    st.session_state[f"choice_{name}"] = chosen
    _keep(name, chosen, usual=options[0])
    return chosen


def take(name: str, usual: str) -> None:
    """Take over what the viewer has just chosen in the widget `choice_<name>`."""
    _keep(name, st.session_state[f"choice_{name}"] or usual, usual=usual)


def move(name: str, value: str, *, usual: str) -> None:
    """Make a choice without its widget, such as by a click on a map; the next run obeys it."""
    _keep(name, value, usual=usual)


def _usual_days(data_day: date) -> dict[str, date]:
    return {"from": data_day - timedelta(days=7), "to": data_day}


def _asked(name: str) -> str:
    """Return what the address, or else the session, asks for; empty for nothing."""
    return str(st.query_params.get(name) or st.session_state.get(f"kept_{name}") or "")


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
    st.session_state[f"choice_{name}"] = day
    st.date_input(
        words.say(f"dates.{name}"),
        min_value=FIRST_DAY,
        max_value=data_day,
        format="DD/MM/YYYY",
        key=f"choice_{name}",
        on_change=_take_day,
        args=(name,),
        width=180,
    )


def _take_day(name: str) -> None:
    day = st.session_state[f"choice_{name}"]
    _keep(name, "" if day is None else day.isoformat(), usual="")


def _switch_dates(data_day: date) -> None:
    is_on = st.session_state["choice_compare"]
    for name, day in week_until(data_day).items():
        _keep(name, day if is_on else "", usual="")


def _keep(name: str, value: str, *, usual: str) -> None:
    st.session_state[f"kept_{name}"] = value
    if value == usual:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
