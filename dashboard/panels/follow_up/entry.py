"""Recording what happened to people who are followed up, and the history of one of them.

What a button records is fixed when it is drawn: the people picked, and the last event of each that
the viewer saw. Whatever others record meanwhile, it is about these people and no others.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, clock, data, words
from dashboard.data.database import is_trial
from dashboard.data.follow_up import Entry, Event, Outcome, Recorded
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import follow_up
from dashboard.indicators.follow_up import State
from dashboard.panels.shared import session

STATES = tuple(state for state in State if state not in {State.LISTED, State.WITHDRAWN})
"""What can be recorded of people who are on the list."""

_TOLD_AT_ONCE = 5


def now(data_time: datetime) -> datetime:
    """Return the present: the clock's, and in the trial that of the simulated data."""
    return data_time if is_trial() else datetime.now(UTC)


def turn() -> int:
    """Return a number that changes with every entry, so that what was picked is forgotten."""
    return session.ENTRY_TURN.value


def buttons(chosen: pd.DataFrame) -> None:
    """Offer one button per event, for the people picked; time and note stand beside them."""
    with st.container(border=True, key="follow_up_entry"):
        if chosen.empty:
            st.caption(words.say("follow_up.pick_hint"))
        else:
            st.markdown(words.say("follow_up.picked", count=words.number(len(chosen))))
        when, note = st.columns([1, 3])
        when.datetime_input(
            words.say("follow_up.happened_at"),
            None,
            format="DD/MM/YYYY",
            key=session.entry_time("time").key,
        )
        note.text_input(
            words.say("follow_up.note"), max_chars=500, key=session.entry_text("note").key
        )
        with st.container(horizontal=True):
            for state in STATES:
                st.button(
                    words.say(f"follow_up.record_{state}"),
                    key=f"follow_up_record_{state}",
                    disabled=chosen.empty,
                    on_click=_ask,
                    args=(_seen(chosen), state),
                )


def ask_called(seen: Mapping[int, int]) -> None:
    """Ask for the record that these people were reached, just now."""
    session.ENTRY.keep(Entry(seen=seen, state=State.CALLED, happened_at=None, note=""))


def record_asked(here: Viewpoint) -> None:
    """Record what the button asked for in this run, and keep how it went."""
    asked = session.ENTRY.take()
    if asked is None:
        return
    present = now(here.data_time)
    happened_at = asked.happened_at or present
    recorded = None
    if happened_at <= present:
        event = Event(
            state=asked.state,
            happened_at=happened_at,
            note=asked.note,
            corrects_id=asked.corrects_id,
        )
        recorded = data.follow_up.record_event(here.scope, asked.seen, event)
    if recorded is not None and recorded.refused.empty and not recorded.ended:
        session.ENTRY_TURN.keep(turn() + 1)  # what was typed is in the ledger
    session.OUTCOME.keep(Outcome(asked, recorded))


def tell_outcome() -> None:
    """Say what was recorded and where somebody was faster; offer to record it still."""
    outcome = session.OUTCOME.value
    if outcome is None:
        return
    if outcome.recorded is None:
        st.error(words.say("follow_up.in_future"), icon=":material/schedule:")
        session.OUTCOME.forget()
        return
    _tell(outcome.asked, outcome.recorded)
    if outcome.recorded.refused.empty:
        session.OUTCOME.forget()


def history(viewer: access.Viewer, person: pd.Series) -> None:
    """Show everything recorded of one person, mistakes included, and the way to correct one."""
    access.record_shown("follow_up_history", [int(person["person_id"])])
    found = data.follow_up.events(viewer.scope, [int(person["person_id"])])
    st.markdown(f"**{words.say('follow_up.history', person=int(person['person_id']))}**")
    _tell_case(person)
    _ask_which_result(person)
    put_off = follow_up.extensions(found)
    lines = [f"- {_line(row)}{_put_off(row, put_off)}" for row in found.to_dict("records")]
    st.markdown("\n".join(lines))
    _correct(
        person, found[~found["is_corrected"].astype("bool") & (found["state"] != State.WITHDRAWN)]
    )


def _tell_case(person: pd.Series) -> None:
    if person["action"] == "hospital" and not words.is_unknown(person["own_case_ids"]):
        codes = words.plain(str(person["own_case_ids"]))
        st.warning(words.say("follow_up.is_case", codes=codes), icon=":material/local_hospital:")


def _ask_which_result(person: pd.Series) -> None:
    """Ask which of two results is wrong, where the one taken later says the opposite."""
    if person["action"] != "none" and person["negative_taken_at"] >= person["positive_taken_at"]:
        st.warning(
            words.say(
                "follow_up.contradiction",
                positive=words.moment(person["positive_taken_at"]),
                negative=words.moment(person["negative_taken_at"]),
            ),
            icon=":material/help:",
        )


def _put_off(event: Mapping[Any, Any], put_off: pd.DataFrame) -> str:
    """Say what a later exposure changed; nothing where it changed nothing."""
    if event["event_id"] not in put_off.index:
        return ""
    before, now = put_off.loc[event["event_id"], ["exposed_before", "exposed_now"]]
    return "\n  - " + words.say(
        "follow_up.put_off",
        exposed=words.moment(now),
        exposed_before=words.moment(before),
        until=words.moment(now + follow_up.QUARANTINE),
        until_before=words.moment(before + follow_up.QUARANTINE),
    )


def _ask(seen: Mapping[int, int], state: str, corrects_id: int | None = None) -> None:
    name = "" if corrects_id is None else "correct_"
    typed = session.entry_time(f"{name}time").value
    session.ENTRY.keep(
        Entry(
            seen=seen,
            state=state,
            happened_at=None if typed is None else typed.replace(tzinfo=clock.TIME_ZONE),
            note=(session.entry_text(f"{name}note").value or "").strip(),
            corrects_id=corrects_id,
        )
    )


def _ask_all_the_same(asked: Entry, seen: Mapping[int, int]) -> None:
    session.ENTRY.keep(replace(asked, seen=seen))
    session.OUTCOME.forget()


def _tell(asked: Entry, recorded: Recorded) -> None:
    state = words.say(f"follow_up.state_{asked.state}")
    if recorded.person_ids:
        count = words.number(len(recorded.person_ids))
        st.success(
            words.say("follow_up.recorded", count=count, state=state), icon=":material/check:"
        )
    if len(recorded.beside):
        st.info(
            words.say("follow_up.recorded_beside") + _lines(recorded.beside),
            icon=":material/group:",
        )
    if recorded.ended:
        people = ", ".join(map(str, recorded.ended[:_TOLD_AT_ONCE]))
        if len(recorded.ended) > _TOLD_AT_ONCE:
            more = words.number(len(recorded.ended) - _TOLD_AT_ONCE)
            people += f" {words.say('follow_up.and_more', count=more)}"
        st.warning(
            words.say("follow_up.after_release", state=state, people=people),
            icon=":material/event_busy:",
        )
    if recorded.refused.empty:
        return
    newest = recorded.refused.groupby("person_id")["event_id"].max()
    st.warning(
        words.say("follow_up.somebody_faster", count=words.number(len(newest)), state=state)
        + _lines(recorded.refused),
        icon=":material/sync_problem:",
    )
    with st.container(horizontal=True):
        st.button(
            words.say("follow_up.record_all_the_same"),
            key="follow_up_all_the_same",
            on_click=_ask_all_the_same,
            args=(asked, {int(str(who)): int(event) for who, event in newest.items()}),
        )
        st.button(
            words.say("follow_up.leave_it"),
            key="follow_up_leave_it",
            on_click=session.OUTCOME.forget,
        )


def _lines(events: pd.DataFrame) -> str:
    shown = [
        words.say("follow_up.of_person", person=event["person_id"], event=_line(event))
        for event in events.head(_TOLD_AT_ONCE).to_dict("records")
    ]
    if len(events) > _TOLD_AT_ONCE:
        shown.append(words.say("follow_up.and_more", count=len(events) - _TOLD_AT_ONCE))
    return "".join(f"\n- {line}" for line in shown)


def _line(event: Mapping[Any, Any]) -> str:
    text = words.say(
        "follow_up.event",
        state=words.say(f"follow_up.state_{event['state']}"),
        happened=words.moment(event["happened_at"]),
        who=words.plain(words.of_data(str(event["recorded_by"]))),
        recorded=words.moment(event["recorded_at"]),
    )
    cases, note = str(event["case_ids"] or ""), str(event["note"] or "")
    text += words.say("follow_up.for_cases", cases=words.plain(cases)) if cases else ""
    text += f": {words.plain(note)}" if note else ""
    if not words.is_unknown(event["corrects_id"]):
        text += f" ({words.say('follow_up.is_correction')})"
    return f"~~{text}~~ ({words.say('follow_up.corrected')})" if event["is_corrected"] else text


def _correct(person: pd.Series, found: pd.DataFrame) -> None:
    """Offer to replace one event by another, or to withdraw it; both stay in the ledger."""
    lines = {int(row["event_id"]): _line(row) for row in found.to_dict("records")}
    kinds = dict(zip(found["event_id"].astype("int64"), found["state"], strict=True))
    with st.popover(words.say("follow_up.correct"), icon=":material/edit_note:"):
        wrong = st.selectbox(
            words.say("follow_up.which_event"),
            list(lines),
            format_func=lambda number: lines[number].replace("\\", ""),
            key=session.entry_text("correct_which").key,
            filter_mode="contains",
        )
        st.datetime_input(
            words.say("follow_up.happened_at"),
            None,
            format="DD/MM/YYYY",
            key=session.entry_time("correct_time").key,
        )
        st.text_input(
            words.say("follow_up.note"), max_chars=500, key=session.entry_text("correct_note").key
        )
        is_listing = kinds.get(wrong) == State.LISTED
        with st.container(horizontal=True):
            for state in (State.WITHDRAWN, *(() if is_listing else STATES)):
                st.button(
                    words.say(f"follow_up.record_{state}"),
                    key=f"follow_up_correct_{state}",
                    disabled=wrong is None,
                    on_click=_ask,
                    args=(_seen(person.to_frame().T), state, wrong),
                )


def _seen(people: pd.DataFrame) -> dict[int, int]:
    pairs = zip(people["person_id"], people["last_event_id"], strict=True)
    return {int(person): int(event) for person, event in pairs}
