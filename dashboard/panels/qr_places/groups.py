"""QR places listed: the silent ones by name, and how far they are used by commune and kind."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column, Kind

_COLUMNS: dict[str, Kind] = {
    "registered_count": "number",
    "today_count": "number",
    "today_share": "share",
    "week_count": "number",
    "week_share": "share",
    "silent_count": "number",
    "week_scan_count": "number",
    "visitor_count": "number",
    "scanned_share": "share",
    "both_share": "share",
}


@failures.part
def show_silent(here: Viewpoint) -> None:
    """List the places that nobody scanned at for a week, those longest silent first."""
    rows = figures.platforms.places.silent(here)
    if rows.empty:
        frame.empty(words.say("qr_places.none_silent"), words.say("qr_places.none_silent_hint"))
        return
    st.markdown(
        words.say(
            "qr_places.silent_list",
            count=words.number(len(rows)),
            never=words.number(int(rows["silent_days"].isna().sum())),
        )
    )
    say = words.say
    columns = [
        Column("place_name", say("qr_places.place"), define="qr_places.place", is_pinned=True),
        Column("kind_label", say("qr_places.kind"), define="qr_places.kind"),
        Column("since", say("qr_places.last_scan"), define="qr_places.last_scan"),
        Column(
            "silent_days",
            say("qr_places.column_silent_days"),
            "number",
            define="qr_places.silent_days",
            counts_people=False,
        ),
        Column("unit_name", say("table.commune"), define="unit.commune"),
        Column("district_name", say("table.district"), define="unit.district"),
        Column("registered", say("qr_places.registered_on"), define="qr_places.registered_on"),
    ]
    names = ("place_name", "kind_label", "unit_name", "district_name")
    found = search.narrowed(rows, names, key="qr_places_silent")
    if found.empty:
        return
    tables.show(found, columns, key="qr_places_silent")
    st.caption(say("qr_places.silent_note"))
    definitions.show(columns, key="qr_places_silent")
    tables.download(found, columns, name="qr_places_silent")


@failures.part
def show_communes(here: Viewpoint) -> None:
    """List the communes, the smallest share in use first."""
    rows = here.of_district(figures.platforms.places.communes(here))
    ranked = rows.sort_values("week_share", na_position="last")
    found = search.narrowed(ranked, ("unit_name", "district_name"), key="qr_places_communes")
    district = Column("district_name", words.say("table.district"), define="unit.district")
    _table(found, words.say("table.commune"), "commune", define="unit.commune", more=(district,))


@failures.part
def show_districts(here: Viewpoint) -> None:
    """List the districts, the smallest share in use first."""
    rows = figures.platforms.places.districts(here).sort_values("week_share")
    _table(rows, words.say("table.district"), "district", define="unit.district")


@failures.part
def show_kinds(here: Viewpoint) -> None:
    """List the kinds of place, where the fewest visitors scan first."""
    rows = figures.platforms.places.kinds(here).sort_values("scanned_share", na_position="last")
    _table(rows, words.say("qr_places.kind"), "kind", define="qr_places.kind")
    st.caption(words.say("qr_places.both_note"))


def _table(
    rows: pd.DataFrame,
    heading: str,
    by: str,
    *,
    define: str,
    more: tuple[Column, ...] = (),
) -> None:
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    columns = [
        Column("unit_name", heading, define=define, is_pinned=True),
        *(
            Column(
                name,
                words.say(f"qr_places.column_{name}"),
                kind,
                define=f"qr_places.{name}",
                counts_people=False,
            )
            for name, kind in _COLUMNS.items()
        ),
        *more,
    ]
    tables.show(rows, columns, key=f"qr_places_{by}")
    definitions.show(columns, key="qr_places_table")
    tables.download(rows, columns, name=f"qr_places_{by}")
