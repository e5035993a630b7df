"""A long list in pages: in the order asked for, as many rows at a time as a browser draws well."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import alphabet, words
from dashboard.panels.shared import session

ROWS: Final = 1_000
"""Most rows of one page. A click on a heading sorts these; the order of all is chosen above."""

ORDERS: Final = ("call", "exposed_at", "minutes", "contact_count", "place_name", "commune")
"""What a long list can be put in order by; "call" is the list's own order."""

_BY_NAME: Final = ("place_name", "commune")


def turn(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the list in the order that the viewer chooses, and the page of it that is open.

    A list of one page is returned as it is, without asking anything.
    """
    if len(people) <= ROWS:
        return people, people
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    order = left.selectbox(
        words.say("tracing.order"),
        ORDERS,
        format_func=words.names("tracing.order_", ORDERS).__getitem__,
        key="trace_list_order",
        filter_mode="contains",
        on_change=_back_to_first,
        persist_state="session",
    )
    count = -(-len(people) // ROWS)
    if session.LIST_PAGE.value > count:
        _back_to_first()
    with right:
        number = st.pagination(count, key=session.LIST_PAGE.key)
        first = (number - 1) * ROWS
        st.caption(
            words.say(
                "tracing.page_rows",
                first=words.number(first + 1),
                last=words.number(min(first + ROWS, len(people))),
                count=words.number(len(people)),
            )
        )
    ordered = in_order(people, order)
    return ordered, ordered.iloc[first : first + ROWS]


def in_order(people: pd.DataFrame, order: str) -> pd.DataFrame:
    """Return a list in one of the `ORDERS`: most, latest or A first; unknown last.

    Examples
    --------
    >>> people = pd.DataFrame({"minutes": [5.0, None, 30.0]})
    >>> in_order(people, "minutes")["minutes"].tolist()
    [30.0, 5.0, nan]
    >>> met = pd.DataFrame({"place_name": ["Đình Đông", None, "Chợ 10", "Chợ 2"]})
    >>> in_order(met, "place_name")["place_name"].fillna("?").tolist()
    ['Chợ 2', 'Chợ 10', 'Đình Đông', '?']
    """
    if order == ORDERS[0]:
        return people
    if order in _BY_NAME:
        return people.sort_values(order, key=alphabet.sort_key(), kind="stable")
    return people.sort_values(order, ascending=False, kind="stable")


def _back_to_first() -> None:
    session.LIST_PAGE.keep(1)
