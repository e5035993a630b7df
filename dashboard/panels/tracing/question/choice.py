"""What a viewer asks of a trace: cases, windows and rules, kept in the session and the address.

A link reopens the same view: every choice that differs from the default stands in the address bar.
"""

import streamlit as st

from dashboard.figures.tracing.choice import ADDRESS_NAMES, Choice, from_address, to_address
from dashboard.panels.shared import session


def current() -> Choice:
    """Return the choice of this session; on its first page, the one in the address bar."""
    kept = session.CHOICE.value
    return from_address(address()) if kept is None else kept


def address() -> dict[str, str]:
    """Return the address bar, with every `case=` of a link that names several."""
    return st.query_params.to_dict() | {"case": ",".join(st.query_params.get_all("case"))}


def keep(choice: Choice) -> None:
    """Remember a choice for the next run and other pages, and write it into the address bar."""
    session.CHOICE.keep(choice)
    wanted = to_address(choice)
    for name in ADDRESS_NAMES:
        if name in wanted and st.query_params.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]
        elif name not in wanted and name in st.query_params:
            del st.query_params[name]
