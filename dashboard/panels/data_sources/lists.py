"""The sources with what rests on them, and the communes and agencies that do not report."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.platforms.sources import KINDS, LIMITS
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column, Kind


@failures.part
def show_feeds(here: Viewpoint) -> None:
    """List the sources, the late ones first, and say which pages rest on a late one."""
    rows = figures.platforms.sources.feeds(here)
    for row in rows[rows["is_late"]].to_dict("records"):
        said = words.say(
            "data_sources.rests",
            source=row["source"],
            count=words.number(row["figure_count"]),
            pages=row["pages"] or words.UNKNOWN,
        )
        st.warning(words.plain(said), icon=":material/schedule:")
    columns = [
        Column("source", words.say("overview.source"), define="feeds.source", is_pinned=True),
        Column("state", words.say("overview.state"), define="feeds.state"),
        Column("loaded", words.say("overview.loaded"), define="feeds.loaded"),
        _number("age_hours", "decimal"),
        _number("expected_hours", "decimal"),
        _number("over_hours", "decimal"),
        Column("row_count", words.say("overview.rows"), "number", define="feeds.rows"),
        Column("reject_count", words.say("overview.rejects"), "number", define="feeds.rejects"),
        _number("reject_share", "share"),
        Column(
            "duplicate_count",
            words.say("data_sources.column_duplicate_count"),
            "number",
            define="data_sources.duplicate_count",
            counts_people=True,
        ),
        _number("figure_count", "number"),
        Column("pages", words.say("data_sources.pages"), define="data_sources.pages"),
    ]
    _table(rows, columns, "feeds")
    st.caption(words.say("data_sources.duplicates_note"))


@failures.part
def show_communes(here: Viewpoint) -> None:
    """List the communes that do not report something, and how many days ago they last did."""
    rows = figures.platforms.sources.silent(here)
    if rows.empty:
        frame.empty(words.say("data_sources.all_report"), words.say("data_sources.all_report_hint"))
        return
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        _number("silent_kinds", "number"),
        Column("declared", words.say("data_sources.declares"), define="data_sources.declares"),
        *(_number(f"{kind}_days", "number") for kind in KINDS),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]
    names = ("unit_name", "district_name")
    _table(search.narrowed(rows, names, key="data_sources_communes"), columns, "communes")
    st.caption(words.say("data_sources.communes_note", **LIMITS))


@failures.part
def show_agencies(here: Viewpoint) -> None:
    """List the agencies whose staff nobody has reported."""
    rows = figures.platforms.sources.agencies(here)
    if rows.empty:
        frame.empty(words.say("data_sources.all_listed"), words.say("data_sources.all_listed_hint"))
        return
    columns = [
        Column("agency_name", words.say("data_sources.agency"), define="unit.agency"),
        Column(
            "head_count",
            words.say("data_sources.head_count"),
            "number",
            define="adoption.head_count",
            counts_people=False,
        ),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]
    _table(rows, columns, "agencies")


def _table(rows: pd.DataFrame, columns: list[Column], name: str) -> None:
    if rows.empty:
        return
    tables.show(rows, columns, key=f"data_sources_{name}")
    definitions.show(columns, key=f"data_sources_{name}")
    tables.download(rows, columns, name=f"data_sources_{name}")


def _number(name: str, kind: Kind) -> Column:
    heading = words.say(f"data_sources.column_{name}")
    return Column(name, heading, kind, define=f"data_sources.{name}", counts_people=False)
