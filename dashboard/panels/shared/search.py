"""A box over a long table that finds rows by name, however the name is typed.

The browser's own search in a table compares letter by letter: "lai cach" finds no "Lai Cách" there.
"""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import alphabet, words
from dashboard.panels.shared import frame, session

ADDRESS: Final = "find"
"""In the address, what the box of the table in sight begins with: how a link selects a row."""

UNIT = "who"
"""Name in the address of the commune or agency whose people a link lists."""

FEWEST_ROWS: Final = 13
"""A shorter table is read faster than it is searched."""


def narrowed(
    rows: pd.DataFrame, columns: tuple[str, ...], *, key: str, label: str = "search.names"
) -> pd.DataFrame:
    """Return the rows of which one of these columns mentions what is typed; all of a short table.

    Nothing typed returns `rows` itself, so that what is drawn once for all stays so.
    """
    if len(rows) < FEWEST_ROWS:
        return rows
    sought = session.sought(key)
    if asked := st.query_params.pop(ADDRESS, ""):
        sought.keep(asked)
    typed = box(words.say(label), key=sought.key)
    return rows if not alphabet.fold(typed) else _found(rows[mentioned(rows, columns, typed)])


def box(label: str, *, key: str, hint: str = "search.hint", longest: int = 100) -> str:
    """Show the box and return what is typed; `hint` is the sentence that stands in it."""
    return st.text_input(
        label,
        key=key,
        placeholder=words.say(hint),
        icon=":material/search:",
        max_chars=longest,
        persist_state="session",
        width=420,
    )


def mentioned(rows: pd.DataFrame, columns: tuple[str, ...], typed: str) -> "pd.Series[bool]":
    """Tell which rows mention what is typed in one of these columns."""
    found = pd.Series(data=False, index=rows.index)
    for column in columns:
        found |= alphabet.mentions(rows[column], typed)
    return found


def _found(rows: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        frame.empty(words.say("search.none"), words.say("search.none_hint"), icon="search_off")
    return rows
