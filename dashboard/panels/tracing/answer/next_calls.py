"""The first screen of a trace: the next people to call, each with a phone and one reason."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, clock, data, figures, words
from dashboard.drawing.templates import filled
from dashboard.figures.tracing.lists import person_called
from dashboard.figures.tracing.next_calls import NextCalls, Severity, Standing
from dashboard.figures.tracing.trace import Base, Result
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.follow_up import entry, from_trace
from dashboard.panels.shared import frame, naming, views
from dashboard.panels.tracing.person.selection import asked, select

_LIST = "next_calls"
_COUNTED: Mapping[Standing, str] = {
    Standing.TAKEN: "calls.taken",
    Standing.REACHED: "calls.reached_count",
    Standing.ISOLATED: "calls.isolated",
    Standing.CASE: "calls.case",
}


def show(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Show the cases' own phones, the next people to call, and how many others stand where."""
    entry.tell_outcome()
    states = data.follow_up.states(viewer.scope, base.known_at or data.follow_up.ALWAYS)
    near = result.people[result.people["ring"] == 1]
    is_case = figures.tracing.lists.own_cases(near, base.cases).notna()
    held = data.follow_up.call_assignments(viewer.scope)
    is_own = held["caller"].map(words.of_data) == words.of_data(viewer.name)
    others = held.loc[~is_own.astype("bool"), "person_id"]
    found = figures.tracing.next_calls.next_calls(near, states, is_case, others)
    ids = [int(person) for person in [*result.f0["person_id"], *found.people["person_id"]]]
    known = naming.known(base.scope, ids, of=_LIST)
    named = {} if known.empty else known.set_index("person_id").to_dict("index")
    severe = _severe(base, [] if known.empty else known["person_id"].astype(int).tolist())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_counted(found, len(severe)))
        if access.Right.SEE_PEOPLE in viewer.rights:
            naming.offer(ids, of=_LIST, question=asked("identities"), named_count=len(named))
    for person, code in result.case_names.items():
        why = words.say("calls.why_case")
        _row("F0", named.get(person, {}), code, why, severe.get(person, []))
    if found.people.empty:
        frame.empty(words.say("calls.nobody_title"), words.say("calls.nobody"), icon="task_alt")
    for rank, row in enumerate(found.people.to_dict("records"), 1):
        person = int(row["person_id"])
        who = named.get(person, {}), severe.get(person, [])
        _call(viewer, base, result, rank, row, who)
    st.button(
        words.say("calls.everybody", count=words.number(len(result.people))),
        icon=":material/list:",
        key="next_calls_everybody",
        on_click=views.open_part,
        args=("tracing", "list"),
    )


def reason(result: Result, row: Mapping[Any, Any]) -> str:
    """Say in one sentence how somebody of the first ring met a case."""
    source = result.case_names.get(int(row["source_id"])) or person_called(int(row["source_id"]))
    if words.is_unknown(row["minutes"]):
        key = "calls.why_scans"
    elif row["place_kind"] in {"home", "interview"}:
        key = f"calls.why_{row['place_kind']}"
    else:
        key = "calls.why"
    told = words.say(
        key,
        source=source,
        place=row["place_name"],
        minutes=words.number(row["minutes"]),
        met=words.moment(row["met_at"]),
    )
    others = int(row["contact_count"]) - 1
    more = words.say("calls.why_more", count=words.number(others)) if others > 0 else ""
    return f"{told}{more}"


def _severe(base: Base, named: Sequence[int]) -> dict[int, list[Severity]]:
    """Return who of those whose names were asked for is likelier to fall severely ill, and why."""
    if not named:
        return {}
    conditions = data.tracing.severity_conditions(base.scope, named)
    year = clock.local_day(base.data_time).year
    return figures.tracing.next_calls.severities(conditions, year)


def _counted(found: NextCalls, severe_count: int) -> str:
    waiting = found.counts[Standing.WAITING]
    told = [
        words.say(
            "calls.next",
            count=words.number(len(found.people)),
            waiting=words.number(waiting),
        )
    ]
    told += [
        words.say(_COUNTED[standing], count=words.number(count))
        for standing, count in found.counts.items()
        if count and standing in _COUNTED
    ]
    if severe_count:
        told.append(words.say("calls.severe", count=words.number(severe_count)))
    return " · ".join(told)


def _call(
    viewer: access.Viewer,
    base: Base,
    result: Result,
    rank: int,
    row: Mapping[Any, Any],
    who: tuple[Mapping[Any, Any], Sequence[Severity]],
) -> None:
    identity, severe = who
    person = int(row["person_id"])
    with st.container(horizontal=True, vertical_alignment="center", key=f"call_{rank}"):
        number = person_called(person)
        _row(words.number(rank), identity, number, reason(result, row), severe)
        if base.known_at is None and st.button(
            words.say("calls.reached", rank=rank),
            icon=":material/phone_in_talk:",
            key=f"call_reached_{person}",
        ):
            _note_reached(viewer, base, result, person)
        st.button(
            words.say("calls.evidence", rank=rank),
            icon=":material/fact_check:",
            key=f"call_evidence_{person}",
            on_click=_open_evidence,
            args=(person,),
        )


def _row(
    rank: str, identity: Mapping[Any, Any], otherwise: str, why: str, severe: Sequence[Severity]
) -> None:
    who = identity.get("full_name")
    phone = "" if words.is_unknown(identity.get("phone")) else str(identity["phone"])
    st.html(
        filled(
            "call",
            rank=rank,
            who=f"{who} ({otherwise})" if who else otherwise,
            phone=phone,
            dialled=naming.dialled(phone),
            why=why,
            marks=[words.say(f"calls.severe_{what}") for what in severe],
        )
    )


def _open_evidence(person: int) -> None:
    select(person)
    views.open_part("tracing", "evidence")


def _note_reached(viewer: access.Viewer, base: Base, result: Result, person: int) -> None:
    """Put somebody on the list, if they are not, and record that they were reached."""
    row = result.people[result.people["person_id"] == person]
    data.follow_up.put_on_list(viewer.scope, from_trace.listing(base, result, row))
    last: pd.Series = data.follow_up.events(viewer.scope, [person])["event_id"]
    entry.ask_called({person: int(last.max())})
    entry.record_asked(Viewpoint(viewer, base.data_time))
    st.rerun()
