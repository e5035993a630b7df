"""What a viewer asks of a trace: cases, windows and rules, kept in the session and the address.

A link reopens the same view: every choice that differs from the default stands in the address bar.
"""

import streamlit as st

from dashboard import figures
from dashboard.figures.tracing.choice import ADDRESS_NAMES, Choice

CASES = "trace_cases"
"""Key of the widget that holds the chosen cases."""

_CHOICE = "trace_choice"


def current() -> Choice:
    """Return the choice of this session; on its first page, the one in the address bar."""
    kept = st.session_state.get(_CHOICE)
    return kept if isinstance(kept, Choice) else figures.tracing.choice.from_address(address())


def address() -> dict[str, str]:
    """Return the address bar, with every `case=` of a link that names several."""
    return st.query_params.to_dict() | {"case": ",".join(st.query_params.get_all("case"))}


def keep(choice: Choice) -> None:
    """Remember a choice for the next run and other pages, and write it into the address bar."""
    st.session_state[_CHOICE] = choice
    wanted = figures.tracing.choice.to_address(choice)
    for name in ADDRESS_NAMES:
        if name in wanted and st.query_params.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]
        elif name not in wanted and name in st.query_params:
            del st.query_params[name]
