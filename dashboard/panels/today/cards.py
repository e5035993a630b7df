"""Whom to call, isolate, sample, tell or release today: a card each, the most overdue first."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import access, words
from dashboard.drawing.templates import filled
from dashboard.figures.days_work import People, Team
from dashboard.indicators import days_work
from dashboard.indicators.targets import Status
from dashboard.panels.follow_up import entry
from dashboard.panels.shared import filters, frame, naming, session
from dashboard.panels.today import assigning

PER_PAGE: Final = 10
"""Cards on one page: as many as a thumb scrolls through."""

TASKS: Final = ("all", *days_work.KINDS)
WHOSE: Final = ("everybody", "free", "mine")


def show(team: Team, people: People) -> None:
    """Show the people of today, whose calls can be taken and what happened recorded."""
    assigning.tell()
    entry.tell_outcome()
    if people.today.empty:
        frame.empty(words.say("today.empty_title"), words.say("today.empty"), icon="task_alt")
        return
    listed = _filtered(team, people.today)
    if listed.empty:
        frame.empty(words.say("today.none_title"), words.say("today.none"), icon="filter_alt_off")
        return
    page = _page(listed)
    access.record_shown("today", page["person_id"])
    named = naming.known(team.here.scope, page["person_id"], of=assigning.LIST)
    rows = page.merge(named, on="person_id", how="left") if len(named) else page
    picked = [_card(team, row) for _, row in rows.iterrows()]
    _several(team, page[picked], people)
    naming.offer(
        listed["person_id"].tolist(),
        of=assigning.LIST,
        question="identities?today",
        named_count=len(named),
    )


def _filtered(team: Team, rows: pd.DataFrame) -> pd.DataFrame:
    task = filters.one_of("task", TASKS, label=words.say("today.which"), prefix="today.task")
    whose = filters.one_of("whose", WHOSE, label=words.say("today.whose"), prefix="today.whose")
    if task != "all":
        rows = rows[rows["task"] == task]
    if whose == "free":
        rows = rows[rows["caller"].isna()]
    elif whose == "mine":
        rows = rows[rows["caller"] == team.caller]
    return rows.reset_index(drop=True)


def _page(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the people of the open page; a list of one page asks nothing."""
    count = -(-len(rows) // PER_PAGE)
    if session.TODAY_PAGE.value > count:
        session.TODAY_PAGE.keep(1)
    number = st.pagination(count, key=session.TODAY_PAGE.key) if count > 1 else 1
    first = (number - 1) * PER_PAGE
    shown = rows.iloc[first : first + PER_PAGE].reset_index(drop=True)
    st.caption(
        words.say(
            "today.page",
            first=words.number(first + 1),
            last=words.number(first + len(shown)),
            count=words.number(len(rows)),
        )
    )
    return shown


def _card(team: Team, row: pd.Series) -> bool:
    """Draw one person and what can be done; return whether they are picked."""
    person = int(row["person_id"])
    with st.container(border=True, key=f"today_person_{person}"):
        st.html(card_html(row))
        with st.container(horizontal=True, vertical_alignment="center"):
            _caller_button(team, row, person)
            return st.checkbox(
                words.say("today.pick", person=person), key=f"today_pick_{person}_{entry.turn()}"
            )


def card_html(row: pd.Series) -> str:
    """Return one person as HTML, everything in it escaped; the phone of a name that is shown."""
    name, phone = _known(row, "full_name"), _known(row, "phone")
    number = words.say("today.person", person=int(row["person_id"]))
    caller = _known(row, "caller")
    since = words.moment(row["assigned_at"])
    return filled(
        "task_card",
        heading=name or number,
        number=number if name else "",
        action=words.say(f"follow_up.action_{row['action']}"),
        due=words.say("today.due", moment=words.moment(row["due_at"])),
        status=Status.BEHIND if row["is_overdue"] else None,
        word=words.say("today.overdue"),
        lived=_known(row, "address") or _known(row, "commune"),
        caller=words.say("today.has", caller=caller, since=since) if caller else "",
        phone=phone,
        dialled=naming.dialled(phone),
    )


def _caller_button(team: Team, row: pd.Series, person: int) -> None:
    me, holder = team.here.viewer.name, _known(row, "caller")
    action = "take" if not holder else "give_back" if holder == team.caller else "take_over"
    icon = {"take": "call", "give_back": "undo", "take_over": "swap_horiz"}[action]
    assigning.button(
        frame.aloud(words.say(f"today.{action}"), words.say("today.person", person=person)),
        row.to_frame().T,
        None if action == "give_back" else me,
        key=f"today_{action}_{person}",
        icon=icon,
    )


def _several(team: Team, picked: pd.DataFrame, people: People) -> None:
    """Offer to take, give or give back those picked, and to record what happened to them."""
    if picked.empty:
        st.caption(words.say("today.pick_hint"))
        return
    free = picked[picked["caller"].isna()]
    mine = picked[picked["caller"] == team.caller]
    with st.container(border=True, key="today_several"):
        st.markdown(words.say("follow_up.picked", count=words.number(len(picked))))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            count = words.number(len(free))
            label = words.say("today.take_several", count=count)
            assigning.button(
                label, free, team.here.viewer.name, key="today_take_several", icon="call"
            )
            count = words.number(len(mine))
            label = words.say("today.give_back_several", count=count)
            assigning.button(label, mine, None, key="today_give_back_several", icon="undo")
        known = sorted(people.everybody["caller"].dropna().unique())
        caller = st.selectbox(
            words.say("today.other_caller"),
            known,
            index=None,
            accept_new_options=True,
            filter_mode="contains",
            placeholder=words.say("today.other_caller_hint"),
            key="today_other_caller",
        )
        label = words.say("today.give", count=words.number(len(free)))
        given = free if (caller or "").strip() else free.iloc[:0]
        assigning.button(label, given, (caller or "").strip(), key="today_give", icon="person_add")
    entry.buttons(picked)


def _known(row: pd.Series, name: str) -> str:
    value = row.get(name)
    return "" if words.is_unknown(value) or value is None else str(value)
