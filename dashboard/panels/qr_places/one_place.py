"""One place: its hours and codes, its crowd by hour, and which cases were there."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, figures, words
from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.panels.shared import (
    definitions,
    failures,
    filters,
    frame,
    search,
    session,
    tables,
    tiles,
)
from dashboard.panels.shared.tables import Column

_MOST: int = 50
_NAME = "qr_place"


@failures.part
def show(here: Viewpoint) -> None:
    """Let the viewer find a place by name, and show what they may see of it."""
    place_id = _chosen(here)
    if place_id is None:
        frame.empty(words.say("qr_places.choose"), words.say("qr_places.choose_hint"))
        return
    codes = figures.platforms.places.codes(here, place_id)
    if codes.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    _show_facts(codes.iloc[0].to_dict())
    _show_codes(codes)
    if Right.TRACE_CONTACTS in here.viewer.rights:
        left, right = st.columns(2, gap="medium")
        with left:
            _show_crowd(here, place_id)
        with right:
            _show_cases(here, place_id)


def _chosen(here: Viewpoint) -> int | None:
    names = figures.platforms.places.names(here)
    typed = search.box(words.say("qr_places.find"), key="search_qr_place")
    asked = st.query_params.get(_NAME, session.kept(_NAME).value)
    rows = pd.DataFrame({"place_id": list(names), "label": list(names.values())})
    found = rows[search.mentioned(rows, ("label",), typed)] if typed.strip() else rows.head(0)
    known = [asked] if asked in names else []
    options = ["", *dict.fromkeys([*known, *found["place_id"].head(_MOST)])]
    if len(options) == 1:
        return None
    filters.settle(_NAME, options)
    nothing = words.say("qr_places.choose")
    chosen = st.selectbox(
        words.say("qr_places.place"),
        options,
        format_func=lambda place_id: names.get(place_id, nothing),
        key=session.choice(_NAME).key,
        filter_mode="contains",
        on_change=filters.take,
        args=(_NAME, ""),
        width=640,
    )
    return int(chosen) if chosen else None


def _show_facts(row: dict[Any, Any]) -> None:
    st.header(words.plain(row["place_name"]), anchor=False)
    opens, closes = row["opens"], row["closes"]
    is_known = isinstance(opens, str) and isinstance(closes, str)
    st.markdown(
        words.say(
            "qr_places.facts",
            kind=figures.platforms.places.kind_name(row["place_kind"]),
            hours=f"{opens}–{closes}" if is_known else words.UNKNOWN,
            registered=row["registered"] or words.UNKNOWN,
        )
    )


def _show_codes(codes: pd.DataFrame) -> None:
    say = words.say
    columns = [
        Column("place_name", say("qr_places.place"), define="qr_places.place", is_pinned=True),
        Column(
            "week_scan_count",
            say("qr_places.column_week_scan_count"),
            "number",
            define="qr_places.week_scan_count",
            counts_people=False,
        ),
        Column("since", say("qr_places.last_scan"), define="qr_places.last_scan"),
        Column("registered", say("qr_places.registered_on"), define="qr_places.registered_on"),
    ]
    tables.show(codes, columns, key="qr_places_codes")
    definitions.show(columns, key="qr_places_codes")
    tables.download(codes, columns, name="qr_places_codes")


def _show_crowd(here: Viewpoint, place_id: int) -> None:
    st.header(words.say("qr_places.crowd"), anchor=False)
    rows = figures.platforms.places.crowd(here, place_id)
    columns = [
        Column("unit_name", words.say("checkpoints.hour"), define="checkpoints.hour"),
        Column(
            "hour_people",
            words.say("qr_places.column_hour_people"),
            "decimal",
            define="qr_places.hour_people",
        ),
    ]
    tables.show(rows, columns, key="qr_places_crowd")
    definitions.show(columns, key="qr_places_crowd")
    tables.download(rows, columns, name="qr_places_crowd")


def _show_cases(here: Viewpoint, place_id: int) -> None:
    """Count the visitors traced of the days when a case was there; the cases for a reason."""
    st.header(words.say("qr_places.cases"), anchor=False)
    visits = figures.platforms.places.visits(here, place_id)
    days = visits.drop_duplicates("on_date")
    visitors, traced = (float(days[name].sum()) for name in ("visitor_count", "traced_count"))
    share = targets.share(traced, visitors)
    tile = tiles.Tile(
        words.say("qr_places.traced"),
        words.percent(share),
        (
            words.say(
                "qr_places.traced_line",
                count=words.number(traced),
                whole=words.number(visitors),
            ),
            words.say("qr_places.cases_line", count=words.number(visits["person_id"].nunique())),
        ),
        share=share,
        define="qr_places.traced",
    )
    tiles.show([tile])
    definitions.show([tile], key="qr_places_traced")
    if not visits.empty:
        _offer_cases(visits, place_id)


def _offer_cases(visits: pd.DataFrame, place_id: int) -> None:
    """Show the cases once a reason stands in the ledger."""
    people = frozenset(int(person) for person in visits["person_id"])
    looked = session.named(f"qr_place_{place_id}")
    if not people <= looked.value:
        with st.form("qr_place_look", border=False, clear_on_submit=True):
            label = words.say("tracing.names_reason")
            reason = st.text_input(label, max_chars=300, key="qr_place_reason")
            is_asked = st.form_submit_button(words.say("qr_places.cases_show"))
        if is_asked and not reason.strip():
            st.warning(words.say("tracing.names_needs_reason"))
        elif is_asked:
            access.record_look(f"venue_cases?place={place_id}", reason, sorted(people))
            looked.keep(people)
            st.rerun()
        return
    written = visits.assign(day=[words.day(day.date()) for day in visits["on_date"]])
    say = words.say
    columns = [
        Column("case_id", say("qr_places.case")),
        Column("day", say("qr_places.case_day")),
        Column("visitor_count", say("qr_places.case_visitors"), "number", counts_people=True),
        Column("traced_count", say("qr_places.case_traced"), "number", counts_people=True),
    ]
    tables.show_people(written, columns, key="qr_places_cases")
