"""Whom the cases say that they met: written down, in the trace at once, joined or withdrawn."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, alphabet, clock, data, words
from dashboard.data.cases import MOST_FOUND, Interview, Relation
from dashboard.figures.tracing.lists import person_called
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.follow_up import entry
from dashboard.panels.shared import frame, grids, search, session

_MINUTES = 60
_MOST_MINUTES = 1440
_FEWEST_LETTERS = 2
_COLUMNS = ("case", "person", "relation", "place", "met_at", "parted_at", "is_traced", "recorded")


def show(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Show whom the chosen cases named, and, for who may see people, a form for one more."""
    if (outcome := session.INTERVIEW_TOLD.take()) is not None:
        st.success(outcome, icon=":material/check:")
    told = base.interviews[base.interviews["case_id"].isin(result.choice.case_ids)]
    _standing(viewer, base, result, told.reset_index(drop=True))
    if base.known_at is not None:
        st.caption(words.say("interviews.past"))
    elif access.Right.SEE_PEOPLE in viewer.rights:
        _ask(viewer, base, result)


def _standing(viewer: access.Viewer, base: Base, result: Result, told: pd.DataFrame) -> None:
    if told.empty:
        frame.empty(words.say("interviews.none_title"), words.say("interviews.none"), icon="forum")
        return
    traced = set(result.people.loc[result.people["ring"] == 1, "person_id"])
    rows = pd.DataFrame(
        {
            "case": told["case_id"],
            "person": [person_called(person) for person in told["person_id"]],
            "relation": told["relation"].map(words.names("interviews.relation_", Relation)),
            "place": told["place"],
            "met_at": clock.local_times(told["met_at"]),
            "parted_at": clock.local_times(told["parted_at"]),
            "is_traced": [
                words.say(f"interviews.{'traced' if person in traced else 'not_traced'}")
                for person in told["person_id"]
            ],
            "recorded": told["recorded_by"].map(words.of_data),
        }
    )
    grids.show(
        rows,
        key=f"interviews_{len(rows)}",
        kinds={"met_at": "moment", "parted_at": "moment"},
        columns=words.names("interviews.column_", _COLUMNS),
    )
    if base.known_at is None and access.Right.SEE_PEOPLE in viewer.rights:
        with st.expander(words.say("interviews.change"), icon=":material/edit_note:"):
            _change(viewer, base, told)


def _change(viewer: access.Viewer, base: Base, told: pd.DataFrame) -> None:
    """Offer to withdraw a report, or to say that its person is somebody named elsewhere."""
    lines = {
        int(row["interview_id"]): " · ".join(  # its number: two may be told alike
            (
                str(row["interview_id"]),
                person_called(row["person_id"]),
                row["case_id"],
                words.moment(row["met_at"]),
            )
        )
        for row in told.to_dict("records")
    }
    number = st.selectbox(
        words.say("interviews.which"), list(lines), format_func=lines.__getitem__,
        key="interview_which", filter_mode="contains",
    )  # fmt: skip
    picked = told.set_index("interview_id").loc[number]
    others = [int(person) for person in told["person_id"].unique() if person != picked["person_id"]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        found = _found(viewer, str(picked["case_id"]), key="interview_join")
        offered = [*found, *(person for person in others if person not in found)]
        same = st.selectbox(
            words.say("interviews.same_as"),
            offered,
            index=None,
            format_func=lambda person: found.get(person, person_called(person)),
            key=f"interview_same_{number}",
            filter_mode="contains",
        )
        if st.button(
            words.say("interviews.join"),
            icon=":material/join:",
            key="interview_join_button",
            disabled=same is None or same == picked["case_person_id"],
        ):
            _done("joined", is_done=data.cases.is_joined(base.scope, number, int(same or 0)))
        if st.button(
            words.say("interviews.withdraw"), icon=":material/undo:", key="interview_withdraw"
        ):
            _done("withdrawn", is_done=data.cases.is_withdrawn(base.scope, number))


def _done(what: str, *, is_done: bool) -> None:
    session.INTERVIEW_TOLD.keep(words.say(f"interviews.{what if is_done else 'changed_meanwhile'}"))
    st.rerun()


def _ask(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Ask whom a case met, where, when and how long, and write it down."""
    st.header(words.say("interviews.new"), anchor=False)
    case = st.selectbox(
        words.say("interviews.case"),
        list(result.f0["case_id"]),
        key="interview_case",
        filter_mode="contains",
    )
    found = _found(viewer, case, key="interview_search")
    person = st.selectbox(
        words.say("interviews.person"),
        [*found, None],
        format_func=lambda person: found.get(person, words.say("interviews.unknown")),
        key=f"interview_person_{len(found)}_{next(iter(found), '')}",
        filter_mode="contains",
    )
    f0 = result.f0.set_index("case_id").loc[case]
    with st.form("interview", clear_on_submit=True):
        named, phone, lives = _described(is_asked=person is None)
        place, relation, met_at, parted_at = _met(base, f0["infectious_until"])
        asked = st.form_submit_button(words.say("interviews.record"), type="primary")
    if not asked:
        return
    if person is None and not (named or phone):
        st.warning(words.say("interviews.needs_name"))
        return
    if person == f0["person_id"]:
        st.warning(words.say("interviews.is_case"))
        return
    districts = data.units.communes(base.scope).set_index("commune_id")["district_id"]
    district = districts.get(f0["commune_id"])
    if district is None:
        st.warning(words.say("interviews.no_district"))
        return
    data.cases.add_interview(
        base.scope,
        Interview(
            case_id=case.split(", ")[0],  # somebody reported twice is one case of several codes
            case_person_id=int(f0["person_id"]),
            district_id=str(district),
            person_id=person,
            named=named,
            phone=phone,
            lives=lives,
            place=place,
            relation=relation,
            met_at=met_at,
            parted_at=parted_at,
        ),
    )
    session.INTERVIEW_TOLD.keep(words.say("interviews.recorded"))
    st.rerun()


def _met(base: Base, until: pd.Timestamp | None) -> tuple[str, Relation, datetime, datetime]:
    """Ask where the two met, what they are to each other, since when and how long.

    At first the last hour in which the case could infect: `until` then, unknown if it still can.
    """
    where, what = st.columns(2)
    place = where.text_input(words.say("interviews.place"), max_chars=200)
    relation = what.selectbox(
        words.say("interviews.relation"),
        list(Relation),
        format_func=words.names("interviews.relation_", Relation).__getitem__,
        filter_mode="contains",
    )
    since, long = st.columns(2)
    now = pd.Timestamp(entry.now(base.data_time))
    last = (now if until is None or pd.isna(until) else min(now, until)) - pd.Timedelta(
        minutes=_MINUTES
    )
    usual, latest = (at.tz_convert(clock.TIME_ZONE).tz_localize(None) for at in (last, now))
    met = since.datetime_input(
        words.say("interviews.met"),
        usual.floor("min").to_pydatetime(),
        max_value=latest.to_pydatetime(),
        format="DD/MM/YYYY",
    )
    minutes = long.number_input(
        words.say("interviews.minutes"), min_value=1, max_value=_MOST_MINUTES, value=_MINUTES
    )
    met_at = met.replace(tzinfo=clock.TIME_ZONE)
    return place.strip(), Relation(str(relation)), met_at, met_at + timedelta(minutes=minutes)


def _described(*, is_asked: bool) -> tuple[str, str, str]:
    """Ask for name, phone and home of somebody whom the register does not know."""
    if not is_asked:
        return "", "", ""
    boxes = zip(st.columns(3), ("named", "phone", "lives"), strict=True)
    named, phone, lives = (
        box.text_input(words.say(f"interviews.{name}"), max_chars=200) for box, name in boxes
    )
    return named.strip(), phone.strip(), lives.strip()


def _found(viewer: access.Viewer, case: str, *, key: str) -> dict[int, str]:
    """Return who is found by what is typed, as they are offered; each search is in the ledger."""
    typed = search.box(words.say("interviews.search"), key=key, hint="interviews.search_hint")
    if len(alphabet.fold(typed)) < _FEWEST_LETTERS:
        return {}
    people = data.cases.find_people(viewer.scope, typed)
    if session.INTERVIEW_SEARCHED.value != (key, typed):
        reason = words.say("interviews.search_reason", text=typed, case=case)
        access.record_look(f"interview_search?case={case}", reason, people["person_id"].tolist())
        session.INTERVIEW_SEARCHED.keep((key, typed))
    if people.empty:
        st.caption(words.say("interviews.nobody_found"))
    elif len(people) == MOST_FOUND:
        st.caption(words.say("interviews.too_many", count=words.number(MOST_FOUND)))
    return {
        int(row["person_id"]): " · ".join(
            str(row[name])
            for name in ("full_name", "phone", "address")
            if not words.is_unknown(row[name])
        )
        for row in people.to_dict("records")
    }
