"""The person chosen on the outbreak desk; kept in the address bar."""

import streamlit as st

from dashboard.figures.tracing.choice import written
from dashboard.figures.tracing.trace import Result
from dashboard.panels.shared import session
from dashboard.panels.tracing.question.choice import current

_ADDRESS = "person"


def asked(question: str) -> str:
    """Return what the ledger keeps of a question: with the trace that it was asked of."""
    return f"{question}?{written(current())}"


def select(person_id: int) -> None:
    """Select a person in every view, and in the address bar."""
    session.PERSON.keep(person_id)
    st.query_params[_ADDRESS] = str(person_id)


def selected(result: Result) -> int:
    """Return the selected person, or the first of the list.

    The address bar names a person who was selected and is in this trace, and nobody else.
    """
    linked = st.query_params.get(_ADDRESS, "")
    kept = session.PERSON.begin(int(linked) if linked.removeprefix("-").isdecimal() else None)
    if kept is not None and result.people["person_id"].eq(kept).any():
        st.query_params[_ADDRESS] = str(kept)
        return int(kept)
    if _ADDRESS in st.query_params:
        del st.query_params[_ADDRESS]
    return int(result.people["person_id"].iloc[0])
