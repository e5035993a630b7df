"""Finding cases among many: by commune and day, or by name or phone with a reason."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, alphabet, clock, data, words
from dashboard.figures.tracing.trace import Base
from dashboard.panels.shared import search, session

MOST_FOUND = 12
"""Most cases that a search by name shows."""

MOST_AT_ONCE = 50
"""Most cases that one press adds."""

FEWEST_LETTERS = 2


def narrow(base: Base) -> list[str]:
    """Let the viewer narrow the cases down; return those that remain, latest confirmed first.

    That cases are offered, by number, commune and day, is a line of the access log.
    """
    access.record_shown("case_picker", base.cases["person_id"])
    with st.popover(words.say("cases.find"), icon=":material/person_search:"):
        kept = _of_communes_and_days(base)
        st.button(
            words.say("cases.add_all", count=words.number(len(kept))),
            on_click=_add,
            args=(kept,),
            disabled=len(kept) == len(base.cases) or not 0 < len(kept) <= MOST_AT_ONCE,
            width="stretch",
        )
        if access.Right.SEE_PEOPLE in base.scope.rights:
            _search(base)
    return kept


def _of_communes_and_days(base: Base) -> list[str]:
    names = base.commune_names
    typed = search.box(words.say("cases.find_words"), key="trace_cases_words")
    communes = base.cases["commune_id"].dropna().astype("str")
    wanted = st.multiselect(
        words.say("cases.communes"),
        sorted(communes.unique(), key=lambda commune: alphabet.order(names.get(commune, commune))),
        format_func=lambda commune: names.get(commune, commune),
        key="trace_cases_communes",
        placeholder=words.say("cases.all_communes"),
        filter_mode="contains",
        select_all=False,
        persist_state="session",
    )
    days = _confirmed_days(base.cases)
    asked = st.date_input(
        words.say("cases.confirmed"),
        value=(),  # type: ignore[arg-type] # no day yet: the stubs know only one or two
        min_value=days.min(),
        max_value=days.max(),
        format="DD/MM/YYYY",
        key="trace_cases_days",
        help=words.say("cases.confirmed_help"),
    )
    is_kept = _is_within(days, asked)
    named = base.cases.assign(commune=base.cases["commune_id"].astype("str").map(dict(names)))
    is_kept &= search.mentioned(named, ("case_id", "commune"), typed)
    if wanted:
        is_kept &= base.cases["commune_id"].astype("str").isin(wanted)
    return [str(case) for case in base.cases.loc[is_kept, "case_id"]]


def _confirmed_days(cases: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(cases["confirmed_at"], utc=True).dt.tz_convert(clock.TIME_ZONE).dt.date


def _is_within(days: pd.Series, asked: Any) -> pd.Series:  # noqa: ANN401 - as many days as chosen
    """Return which days lie in the range chosen so far: none is every day, one is that day."""
    chosen: tuple[date, ...] = tuple(asked or ())
    if not chosen:
        return pd.Series(data=True, index=days.index)
    return (days >= chosen[0]) & (days <= chosen[-1])


def _search(base: Base) -> None:
    """Look for a name or phone; the look and its reason are in the ledger before anything shows."""
    with st.form("trace_case_search", border=False):
        st.markdown(words.say("cases.search_hint"))
        text = st.text_input(words.say("cases.search_text"), max_chars=100)
        reason = st.text_input(words.say("cases.reason"), max_chars=300)
        asked = st.form_submit_button(words.say("cases.search"), icon=":material/search:")
    if asked and (len(text.strip()) < FEWEST_LETTERS or not reason.strip()):
        session.CASES_FOUND.forget()
        st.warning(words.say("cases.search_needs"))
    elif asked:
        found = data.cases.find_cases(base.scope, text)
        asked_for = f"find_cases?text={text.strip()}"
        access.record_look(asked_for, reason, [int(person) for person in found["person_id"]])
        session.CASES_FOUND.keep(found)
    if (listed := session.CASES_FOUND.value) is not None:
        _show(listed)


def _show(found: pd.DataFrame) -> None:
    st.caption(words.say("cases.found", count=words.number(len(found))))
    for row in found.head(MOST_FOUND).to_dict("records"):
        phone = words.UNKNOWN if pd.isna(row["phone"]) else row["phone"]
        st.button(
            words.plain(f"{row['case_id']} · {row['full_name']} · {phone}"),
            icon=":material/add:",
            key=f"trace_add_{row['case_id']}",
            on_click=_add,
            args=([str(row["case_id"])],),
            width="stretch",
        )
    if len(found) > MOST_FOUND:
        st.caption(words.say("cases.found_more", count=words.number(MOST_FOUND)))


def _add(case_ids: list[str]) -> None:
    """Choose these cases beside those chosen already."""
    session.CASES.keep(list(dict.fromkeys([*session.CASES.value, *case_ids])))
