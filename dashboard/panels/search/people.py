"""People by name, phone or card: for who may see them, once the reason is in the ledger."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, alphabet, citizen_card, data, words
from dashboard.access import Right
from dashboard.data.cases import MOST_FOUND
from dashboard.figures.viewpoint import Viewpoint
from dashboard.menu import file_of
from dashboard.panels.search.things import FEWEST_LETTERS
from dashboard.panels.shared import session


def show(here: Viewpoint, typed: str) -> None:
    """Ask for the reason, write it down, and then show who is found."""
    wanted = sought(typed)
    if len(alphabet.fold(wanted)) < FEWEST_LETTERS:
        return
    st.subheader(words.say("search.people"), anchor=False)
    if Right.SEE_PEOPLE not in here.viewer.rights:
        st.caption(words.say("search.people_not"))
        return
    if wanted != typed:
        st.caption(words.say("search.card_read"))
    with st.form("search_people", border=False):
        reason = st.text_input(words.say("cases.reason"), max_chars=300, key="search_reason")
        is_asked = st.form_submit_button(
            words.say("search.people_ask"), icon=":material/person_search:"
        )
    if is_asked and not reason.strip():
        session.PEOPLE_FOUND.forget()
        st.warning(words.say("search.people_needs"))
    elif is_asked:
        session.PEOPLE_FOUND.keep((wanted, _found(here, wanted, reason)))
    kept = session.PEOPLE_FOUND.value
    if kept is not None and kept[0] == wanted:
        _list(here, kept[1])


def sought(typed: str) -> str:
    """Return what people are looked for by: of a citizen card's code, its number."""
    card = citizen_card.read(typed)
    return typed.strip() if card is None else card.card_number


def _found(here: Viewpoint, wanted: str, reason: str) -> pd.DataFrame:
    people = data.cases.find_people(here.scope, wanted)
    found = people["person_id"].astype("int64").tolist()
    access.record_look(f"find_people?text={wanted}", reason, found)
    return people


def _list(here: Viewpoint, people: pd.DataFrame) -> None:
    st.caption(words.say("search.people_found", count=words.number(len(people))))
    if len(people) == MOST_FOUND:
        st.caption(words.say("interviews.too_many", count=words.number(MOST_FOUND)))
    cases, followed = _cases(here), _followed(here)
    for row in people.to_dict("records"):
        person = int(row["person_id"])
        with st.container(border=True, gap="small", key=f"person_found_{person}"):
            st.markdown(_line(row))
            for case in cases.get(person, []):
                _link("contact_tracing", words.say("search.trace_case", case=case), case=case)
            if person in followed:
                _link("follow_up", words.say("search.follow_up"))


def _line(row: Mapping[Hashable, Any]) -> str:
    known = [str(row[name]) for name in ("phone", "address") if not words.is_unknown(row[name])]
    return " · ".join([f"**{words.plain(str(row['full_name']))}**", *map(words.plain, known)])


def _cases(here: Viewpoint) -> dict[int, list[str]]:
    """Return the cases by person, for who may trace."""
    if Right.TRACE_CONTACTS not in here.viewer.rights:
        return {}
    rows = data.tracing.cases(here.load)
    of_person = rows.groupby("person_id")["case_id"].agg(list)
    return {int(str(person)): list(map(str, cases)) for person, cases in of_person.items()}


def _followed(here: Viewpoint) -> set[int]:
    if Right.RECORD_FOLLOW_UP not in here.viewer.rights:
        return set()
    return set(data.follow_up.states(here.scope)["person_id"].astype("int64"))


def _link(page: str, label: str, **query: str) -> None:
    st.page_link(
        file_of(page),
        label=words.plain(label),
        icon=":material/arrow_forward:",
        query_params=query,
    )
