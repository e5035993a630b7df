"""Names of listed people: a reason first, into the ledger before anything shows, then the names.

What a session has asked for is remembered per list, in that session alone.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import access, data, words
from dashboard.data.database import Scope
from dashboard.panels.shared import session

MOST_AT_ONCE: Final = 500
"""Most people whose names one look shows."""


def asked_for(person_ids: Iterable[int], *, of: str) -> list[int]:
    """Return those people whose names this session asked for in the list called `of`."""
    looked = session.named(of).value
    return [int(person) for person in person_ids if person in looked] if looked else []


def known(scope: Scope, person_ids: Iterable[int], *, of: str) -> pd.DataFrame:
    """Return name, phone and address of those asked for; an empty table if nobody was."""
    ids = asked_for(person_ids, of=of)
    return data.tracing.identities(scope, ids) if ids else pd.DataFrame()


def reason_for_file(question: str, otherwise: str, *, has_names: bool) -> str:
    """Return why a file is taken: with names in it, what was typed to see them, else `otherwise`.

    A file holds what stands on the page: numbers, until somebody said what names are needed for.
    """
    typed = session.REASONS.value.get(_about(question), "") if has_names else ""
    return f"{otherwise}: {typed}" if typed else otherwise


def offer(person_ids: Sequence[int], *, of: str, question: str, named_count: int) -> None:
    """Let the viewer give a reason and see the names of these people, at most `MOST_AT_ONCE`.

    Parameters
    ----------
    of
        What the list is called in this session.
    question
        What the ledger says was looked at.
    named_count
        How many names are on screen; they can be put away.
    """
    if named_count:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(words.say("tracing.named", count=words.number(named_count)))
            st.button(
                words.say("tracing.names_hide"),
                key=f"{of}_unnaming",
                on_click=session.named(of).forget,
            )
    with st.popover(words.say("tracing.names"), icon=":material/badge:"):
        st.markdown(words.say("tracing.names_hint", count=words.number(MOST_AT_ONCE)))
        with st.form(f"{of}_naming", border=False, clear_on_submit=True):
            before = session.REASONS.value.get(_about(question), "")
            reason = st.text_input(words.say("tracing.names_reason"), before, max_chars=300)
            is_asked = st.form_submit_button(words.say("tracing.names_show"), type="primary")
        if is_asked and not reason.strip():
            st.warning(words.say("tracing.names_needs_reason"))
        elif is_asked:
            _look([int(person) for person in person_ids[:MOST_AT_ONCE]], of, question, reason)


def dialled(phone: str) -> str:
    """Return what a phone dials: digits, and a plus before them.

    Examples
    --------
    >>> dialled("0912 345.678"), dialled("+84 912"), dialled("javascript:alert(1)")
    ('0912345678', '+84912', '1')
    """
    digits = "".join(sign for sign in phone if sign in "0123456789")
    return f"+{digits}" if phone.startswith("+") else digits


def _about(question: str) -> str:
    """Return what a reason is given for once: the cases of a trace, else the list itself.

    Examples
    --------
    >>> _about("identities?case=HD1,HD2&rings=3"), _about("systems_work")
    ('case=HD1,HD2', 'systems_work')
    """
    cases = [part for part in question.partition("?")[2].split("&") if part.startswith("case=")]
    return cases[0] if cases else question


def _look(person_ids: Sequence[int], of: str, question: str, reason: str) -> None:
    access.record_look(question, reason, person_ids)
    session.REASONS.keep({**session.REASONS.value, _about(question): reason})
    looked = session.named(of).value
    session.named(of).keep(looked | frozenset(person_ids))
    st.rerun()
