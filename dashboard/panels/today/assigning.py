"""Taking, giving and giving back calls; who was slower is told who has the person.

What a button does is fixed when it is drawn: these people, as the viewer saw them. Who takes
somebody upon themselves sees their name and phone, once the look is in the ledger.
"""

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, data, words
from dashboard.access import Viewer
from dashboard.data.follow_up import Assigned, AssignmentAsked
from dashboard.panels.shared import session

LIST = "today"
"""What the list is called in a session, for the names asked for in it."""

_TOLD_AT_ONCE = 5


def record_asked(viewer: Viewer, now: datetime) -> None:
    """Record what the button asked for in this run, and keep how it went."""
    asked = session.ASSIGNMENT.take()
    if asked is None:
        return
    outcome = data.follow_up.assign_calls(
        viewer.scope, asked.seen, asked.caller, now, asked.held_ids
    )
    session.ASSIGNED.keep((asked.caller, outcome))
    if asked.caller == viewer.name and outcome.person_ids:
        _let_call(outcome.person_ids)


def tell() -> None:
    """Say whom the caller has from now on, and who was faster with the others."""
    told = session.ASSIGNED.take()
    if told is None:
        return
    caller, outcome = told
    if outcome.person_ids:
        key = "today.given_back" if caller is None else "today.assigned"
        said = words.say(
            key,
            count=words.number(len(outcome.person_ids)),
            caller=words.plain(words.of_data(caller or "")),
        )
        st.success(said, icon=":material/check:")
    _tell_held(outcome)
    if outcome.gone:
        people = ", ".join(map(str, outcome.gone[:_TOLD_AT_ONCE]))
        st.info(words.say("today.gone", people=people), icon=":material/phone_disabled:")


def button(label: str, people: pd.DataFrame, caller: str | None, *, key: str, icon: str) -> None:
    """Offer to let a caller have these people, or, with None, to give them back."""
    held = people["assignment_id"].dropna()
    pairs = zip(people["person_id"], people["last_event_id"], strict=True)
    asked = AssignmentAsked(
        seen={int(person): int(event) for person, event in pairs},
        caller=caller,
        held_ids=tuple(int(number) for number in held),
    )
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:",
        disabled=people.empty,
        on_click=session.ASSIGNMENT.keep,
        args=(asked,),
    )


def _let_call(person_ids: list[int]) -> None:
    access.record_look("identities?today", words.say("today.reason_call"), person_ids)
    named = session.named(LIST)
    named.keep(named.value | frozenset(person_ids))


def _tell_held(outcome: Assigned) -> None:
    if outcome.held.empty:
        return
    lines = [
        words.say(
            "today.held_by",
            person=int(row["person_id"]),
            caller=words.plain(words.of_data(str(row["caller"]))),
            since=words.moment(row["assigned_at"]),
        )
        for row in outcome.held.head(_TOLD_AT_ONCE).to_dict("records")
    ]
    more = len(outcome.held) - len(lines)
    if more:
        lines.append(words.say("follow_up.and_more", count=words.number(more)))
    said = words.say("today.somebody_faster", count=words.number(len(outcome.held)))
    st.warning(said + "".join(f"\n- {line}" for line in lines), icon=":material/sync_problem:")
