"""The call list: who is followed up, what each needs next and by when, and recording it."""

import zlib
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import access, alphabet, clock, data, words
from dashboard.figures.tracing.trace import Base, Result
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import follow_up
from dashboard.indicators.follow_up import State
from dashboard.indicators.targets import Status
from dashboard.panels.follow_up import entry, from_trace, new_cases, set_aside, yields
from dashboard.panels.follow_up import speed as tracing_speed
from dashboard.panels.shared import definitions, filters, frame, grids, naming, tiles, views

_LIST = "follow_up"
_SHOWN = ("open", "overdue", "cases", "all")
_COLUMNS = (
    "urgency",
    "action",
    "due_at",
    "state",
    "person_id",
    "own_case_ids",
    "commune",
    "case_ids",
    "quarantine_until",
    "listed_at",
    "last_sampled_at",
    "recorded_by",
)
_IDENTITY = ("full_name", "phone", "address")
_MOMENTS = ("due_at", "quarantine_until", "listed_at", "last_sampled_at")


def show(here: Viewpoint) -> None:
    """Show the call list, how fast tracing is or what it yields, of what the viewer answers for.

    Whoever may trace finds the new cases there too.
    """
    parts = {
        "calls": lambda: _calls(here),
        "speed": lambda: _speed(here),
        "yield": lambda: yields.show(here),
    }
    if access.Right.TRACE_CONTACTS in here.viewer.rights:
        parts["new_cases"] = lambda: new_cases.show(here)
    views.show("follow_up", parts)


def of_trace(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Put people of a trace on the call list, and work off those of them who are on it."""
    if base.known_at is not None:
        st.info(words.say("follow_up.only_now"), icon=":material/history:")
        return
    from_trace.put_on_list(viewer, base, result)
    here = Viewpoint(viewer, base.data_time)
    people = _read(here)
    _call_list(here, people[people["person_id"].isin(result.people["person_id"])])


def _calls(here: Viewpoint) -> None:
    _call_list(here, _of_district(_read(here), here.district_id))


def _speed(here: Viewpoint) -> None:
    ever = data.follow_up.follow_ups_ever(here.scope, here.data_time)
    tracing_speed.show(here.viewer, _of_district(ever, here.district_id), entry.now(here.data_time))


def _read(here: Viewpoint) -> pd.DataFrame:
    """Record what was asked for, then return who is followed up and what each needs next."""
    entry.record_asked(here)
    people = data.follow_up.follow_ups_now(here.scope, here.data_time)
    return follow_up.next_actions(people, entry.now(here.data_time))


def _of_district(people: pd.DataFrame, district_id: str | None) -> pd.DataFrame:
    return people if district_id is None else people[people["district_id"] == district_id]


def _call_list(here: Viewpoint, people: pd.DataFrame) -> None:
    entry.tell_outcome()
    if people.empty:
        frame.empty(words.say("follow_up.empty_title"), words.say("follow_up.empty"), icon="call")
        return
    _tiles(people)
    set_aside.show(here.load)
    listed = _filtered(here.viewer, people)
    access.record_shown("call_list", listed["person_id"])
    named = naming.known(here.scope, listed["person_id"], of=_LIST)
    rows = _on_screen(here.viewer, listed, named, entry.now(here.data_time))
    picked = _table(rows, has_names=not named.empty)
    chosen = listed.iloc[picked]
    entry.buttons(chosen)
    if len(chosen) == 1:
        entry.history(here.viewer, chosen.iloc[0])
    naming.offer(
        listed["person_id"].tolist(),
        of=_LIST,
        question="identities?follow_up",
        named_count=len(named),
    )


def _tiles(people: pd.DataFrame) -> None:
    groups = {
        "call": ("call",),
        "isolate": ("isolate",),
        "sample": ("sample_1", "sample_7", "sample_14"),
        "result": ("result",),
        "release": ("release",),
    }
    shown = [_tile(name, people[people["action"].isin(group)]) for name, group in groups.items()]
    shown.append(_cases_tile(people))
    tiles.show(shown)
    definitions.show(shown, key="follow_up")


def _cases_tile(people: pd.DataFrame) -> tiles.Tile:
    asked = int(follow_up.is_contradicted(people[people["action"] != "none"]).sum())
    return tiles.Tile(
        words.say("follow_up.to_hospital"),
        words.number(int((people["action"] == "hospital").sum())),
        lines=(words.say("follow_up.contradicted_count", count=words.number(asked)),),
        define="follow_up.hospital",
    )


def _tile(name: str, waiting: pd.DataFrame) -> tiles.Tile:
    late = int(waiting["is_overdue"].sum())
    return tiles.Tile(
        words.say(f"follow_up.to_{name}"),
        words.number(len(waiting)),
        lines=(words.say("follow_up.late_count", count=words.number(late)),),
        status=Status.BEHIND if late else None,
        word=words.say("follow_up.overdue_word"),
        define=f"follow_up.{name}",
    )


def _filtered(viewer: access.Viewer, people: pd.DataFrame) -> pd.DataFrame:
    """Return the people wanted, the most overdue first."""
    which, of_state, text = st.columns([5, 8, 4])
    with which:
        shown = filters.one_of(
            "calls", _SHOWN, label=words.say("follow_up.show"), prefix="follow_up.show"
        )
    wanted = of_state.pills(
        words.say("follow_up.column_state"),
        [state for state in State if state in set(people["state"])],
        selection_mode="multi",
        format_func=words.names("follow_up.state_", State).__getitem__,
        key="follow_up_states",
        persist_state="session",
        wrap=True,
    )
    typed = text.text_input(
        words.say("follow_up.find"),
        key="follow_up_find",
        placeholder=words.say("follow_up.find_hint"),
    )
    if shown == "cases":
        is_asked = follow_up.is_contradicted(people) & (people["action"] != "none")
        people = people[is_asked | (people["action"] == "hospital")]
    elif shown != "all":
        people = people[people["due_at"].notna()]
    if shown == "overdue":
        people = people[people["is_overdue"]]
    if wanted:
        people = people[people["state"].isin(wanted)]
    if typed:
        people = people[_mentions(viewer, people, typed)]
    return people.sort_values(["due_at", "person_id"], ignore_index=True)


def _mentions(viewer: access.Viewer, people: pd.DataFrame, text: str) -> "pd.Series[bool]":
    """Tell who has this number, belongs to this case, lives there, or is called so on screen."""
    is_found = people["person_id"].astype("str") == text.strip()
    codes = people["case_ids"] + " " + people["own_case_ids"].fillna("")
    is_found |= codes.str.contains(text.strip(), case=False, regex=False)
    is_found |= alphabet.mentions(_communes(viewer, people), text)
    named = naming.known(viewer.scope, people["person_id"], of=_LIST)
    if len(named):
        called = people["person_id"].map(named.set_index("person_id")["full_name"])
        is_found |= alphabet.mentions(called, text)
    return is_found


def _on_screen(
    viewer: access.Viewer, people: pd.DataFrame, named: pd.DataFrame, now: datetime
) -> pd.DataFrame:
    rows = people.assign(
        urgency=_urgencies(people["due_at"], now),
        action=_actions(people),
        state=_said("state", people["state"]),
        commune=_communes(viewer, people),
        recorded_by=people["recorded_by"].map(words.of_data, na_action="ignore"),
        **{name: clock.local_times(people[name]) for name in _MOMENTS},
    )
    if len(named):
        rows = rows.merge(named, on="person_id", how="left")
    return rows.assign(person_id=people["person_id"].astype("str"))


def _urgencies(due: "pd.Series[pd.Timestamp]", now: datetime) -> "pd.Series[str]":
    """Return how many hours are left or over, each different sentence said once."""
    hours = ((due - now).dt.total_seconds() / 3600).astype("float64")
    whole: pd.Series[float] = words.rounded_each(hours).abs() * np.where(hours < 0, -1.0, 1.0)
    said = {value: _urgency(value) for value in whole.dropna().unique()}
    return whole.map(said).fillna(words.UNKNOWN)


def _urgency(hours: float) -> str:
    key = "follow_up.overdue" if np.signbit(hours) else "follow_up.left"
    return words.say(key, hours=words.number(abs(hours)))


def _said(what: str, names: "pd.Series[str]") -> "pd.Series[str]":
    return names.map({name: words.say(f"follow_up.{what}_{name}") for name in names.unique()})


def _actions(people: pd.DataFrame) -> "pd.Series[str]":
    """Say what is next, and of whose results one contradicts the other, that somebody must ask."""
    said = _said("action", people["action"])
    asked = said.map({text: words.say("follow_up.action_asked", action=text) for text in set(said)})
    return said.mask(follow_up.is_contradicted(people) & (people["action"] != "none"), asked)


def _communes(viewer: access.Viewer, people: pd.DataFrame) -> "pd.Series[str]":
    homes = data.follow_up.homes(viewer.scope, people["person_id"].astype("int64").tolist())
    communes = data.units.communes(viewer.scope).set_index("commune_id")
    names = communes["commune_name"] + ", " + communes["district_name"]
    commune_ids = people["person_id"].map(homes.set_index("person_id")["commune_id"])
    return commune_ids.map(names)


def _table(rows: pd.DataFrame, *, has_names: bool) -> list[int]:
    """Draw the list and return the rows picked; another order is another table."""
    names = [*_COLUMNS[:5], *(_IDENTITY if has_names else ()), *_COLUMNS[5:]]
    order = zlib.crc32(",".join(rows["person_id"]).encode())
    st.caption(words.say("follow_up.listed", count=words.number(len(rows))))
    picked: Sequence[int] = grids.show(
        rows[names],
        key=f"follow_up_list_{order}_{entry.turn()}",
        columns=_headings(names),
        kinds=dict.fromkeys(_MOMENTS, "short_moment"),
        on_select="rerun",
        selection_mode="multi-row",
    )["selection"]["rows"]
    return [row for row in picked if row < len(rows)]


def _headings(names: Sequence[str]) -> dict[str, str]:
    return {
        name: words.say(f"{'tracing' if name in _IDENTITY else 'follow_up'}.column_{name}")
        for name in names
    }
