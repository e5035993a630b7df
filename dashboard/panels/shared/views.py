"""Parts of a page behind tabs: only the open one costs anything, and a link reopens it."""

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from dashboard import words
from dashboard.access import Right, Viewer
from dashboard.panels.shared import failures, session

ADDRESS: Final = "view"
"""What the address bar calls the open part."""


def show(page: str, parts: Mapping[str, Callable[[], None]]) -> None:
    """Show the parts of a page as tabs, named `<page>.view_<part>`, and draw the open one.

    The first is open unless the viewer, or the address, opened another.
    """
    _open_linked(page, parts)
    tabs = st.tabs(
        [_label(page, part) for part in parts],
        on_change=_note,
        args=(page, tuple(parts)),
        key=session.open_part(page).key,
    )
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def show_alone(
    page: str, parts: Mapping[str, Callable[[], None]], viewer: Viewer, right: Right
) -> None:
    """Show the parts as `show` does; a click in one runs the parts again without the page.

    They are the page's own, made for `viewer`: if another looks by then, the whole page runs again.
    """

    def show_parts(now: Viewer) -> None:
        if now != viewer:
            st.rerun()
        show(page, parts)

    failures.alone(right, show_parts)


def open_part(page: str, part: str) -> None:
    """Open a part; from a callback, before the page runs again."""
    session.open_part(page).keep(_label(page, part))
    st.query_params[ADDRESS] = part


def _label(page: str, part: str) -> str:
    return words.say(f"{page}.view_{part}")


def _open_linked(page: str, parts: Mapping[str, object]) -> None:
    """Open the part that the address names: on the first visit, and after the browser's Back.

    Whoever comes back by the menu finds the part that was open, and the address says so.
    """
    part = st.query_params.get(ADDRESS, "")
    if session.is_back() or not session.open_part(page).is_kept:
        named = part if part in parts else next(iter(parts))
        session.open_part(page).keep(_label(page, named))
    _note(page, tuple(parts))


def _note(page: str, parts: tuple[str, ...]) -> None:
    """Write the part just opened into the address; the first one is usual, and needs no words."""
    opened = session.open_part(page).value
    for part in parts[1:]:
        if _label(page, part) == opened and st.query_params.get(ADDRESS) != part:
            st.query_params[ADDRESS] = part
    if _label(page, parts[0]) == opened and ADDRESS in st.query_params:
        del st.query_params[ADDRESS]
