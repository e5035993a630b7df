"""Parts of a page behind tabs: only the open one costs anything, and a link reopens it."""

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from dashboard import words
from dashboard.access import Right, Viewer
from dashboard.panels.shared import failures, session
from dashboard.panels.shared.session import Kept

ADDRESS: Final = "view"
"""What the address bar calls the open part."""


def show(page: str, parts: Mapping[str, Callable[[], None]]) -> None:
    """Show the parts of a page as tabs, named `<page>.view_<part>`, and draw the open one.

    The first is open unless the viewer, or the address, opened another.
    """
    labels = words.names(f"{page}.view_", parts)
    opened = session.open_part(page)
    _open_linked(opened, labels)
    tabs = st.tabs([*labels.values()], on_change=_note, args=(opened, labels), key=opened.key)
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
    session.open_part(page).keep(words.say(f"{page}.view_{part}"))
    st.query_params[ADDRESS] = part


def _open_linked(opened: Kept[str], labels: Mapping[str, str]) -> None:
    """Open the part that the address names: on the first visit, and after the browser's Back.

    Whoever comes back by the menu finds the part that was open, and the address says so.
    """
    if session.is_back() or not opened.is_kept:
        usual = next(iter(labels.values()))
        opened.keep(labels.get(st.query_params.get(ADDRESS, ""), usual))
    _note(opened, labels)


def _note(opened: Kept[str], labels: Mapping[str, str]) -> None:
    """Write the part just opened into the address; the first one is usual, and needs no words."""
    part = {label: part for part, label in labels.items()}.get(opened.value)
    if part == next(iter(labels)):
        st.query_params.pop(ADDRESS, None)
    elif part is not None and st.query_params.get(ADDRESS) != part:
        st.query_params[ADDRESS] = part
