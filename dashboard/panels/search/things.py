"""What the box finds without naming anybody, each leading to its page with it selected."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import alphabet, figures, words
from dashboard.figures.search import KINDS, MOST
from dashboard.figures.viewpoint import Viewpoint
from dashboard.menu import file_of
from dashboard.panels.shared import frame, search
from dashboard.panels.shared.tiles import Link

FEWEST_LETTERS: Final = 2
_LONGEST: Final = 400
"""A citizen card's code is longer than any name."""

_MORE: Final = {
    "commune": (
        ("vaccination_coverage", "coverage.title", {"view": "table"}),
        ("test_results", "samples.title", {"view": "groups", "by": "commune"}),
        ("qr_places", "qr_places.title", {"view": "communes"}),
    ),
    "district": (
        ("overview", "overview.title", {}),
        ("vaccination_coverage", "coverage.title", {}),
        ("test_results", "samples.title", {}),
    ),
}
"""Kind -> the other pages that show it: page, title, and the view that it is selected in."""


def ask() -> str:
    """Show the box and return what is typed; the key / comes here from every page."""
    return search.box(
        words.say("search.everything"),
        key="search_all",
        hint="search.everything_hint",
        longest=_LONGEST,
    )


def show(here: Viewpoint, typed: str) -> None:
    """List what mentions the text, by kind; the first of each lead to their pages."""
    if len(alphabet.fold(typed)) < FEWEST_LETTERS:
        st.caption(words.say("search.how"))
        return
    rows = figures.search.found(here, typed)
    if rows.empty:
        frame.empty(words.say("search.none"), words.say("search.none_hint"), icon="search_off")
    for kind in KINDS:
        of_kind = rows[rows["kind"] == kind]
        if not of_kind.empty:
            _list(kind, of_kind)


def link(row: Mapping[Hashable, Any]) -> Link:
    """Return the page that a thing leads to, and what is selected there."""
    kind, thing_id = row["kind"], str(row["thing_id"])
    if kind == "page":
        return Link(thing_id)
    if kind == "case":
        return Link("contact_tracing", {"case": thing_id})
    if kind == "place":
        return Link("qr_places", {"view": "place", "qr_place": thing_id})
    view = {"view": _VIEWS[kind]}
    if kind != "district":  # nobody's names are offered by district
        view |= {"missing": kind, search.UNIT: str(thing_id)}
    return Link("app_adoption", _selected(row, view))


_VIEWS: Final = {"commune": "communes", "district": "communes", "agency": "agencies"}


def _list(kind: str, rows: pd.DataFrame) -> None:
    st.subheader(words.say(f"search.kind_{kind}"), anchor=False)
    with st.container(key=f"found_{kind}", gap=None):
        for row in rows.head(MOST).to_dict("records"):
            _show(row)
    if len(rows) > MOST:
        st.caption(words.say("search.more", count=words.number(len(rows) - MOST)))


def _show(row: Mapping[Hashable, Any]) -> None:
    label = " · ".join(part for part in (str(row["name"]), str(row["detail"])) if part)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _link(link(row), label)
        for page, title, view in _MORE.get(str(row["kind"]), ()):
            _link(Link(page, _selected(row, view)), words.say(title), more=str(row["name"]))


def _link(leads: Link, label: str, more: str = "") -> None:
    said = words.plain(label)
    st.page_link(
        file_of(leads.page),
        label=f":small[{frame.aloud(said, more)}]" if more else f"**{said}**",
        query_params=dict(leads.query),
        width="content",
    )


def _selected(row: Mapping[Hashable, Any], view: Mapping[str, str]) -> dict[str, str]:
    """Return the address that selects a unit: its district, and its own row of a table."""
    district = row["district_id"]
    of_district = {} if words.is_unknown(district) else {"district": str(district)}
    only = {} if row["kind"] == "district" or not view else {search.ADDRESS: str(row["name"])}
    return {**view, **of_district, **only}
