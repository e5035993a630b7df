"""Declarations by commune and by day."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import unusual
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column, Kind

_COUNTS = ("person_count", "symptom_count", "contact_count", "travel_count")


@failures.part
def show_communes(here: Viewpoint) -> None:
    """List the communes, those that declare least first."""
    rows = figures.platforms.declarations.communes(here).shown(here.district_id)
    ranked = rows.sort_values(["share", "commune_id"], na_position="first")
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        Column("share", words.say("declared.column_share"), "share", define="declared.share"),
        *_counts(),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]
    found = search.narrowed(ranked, ("unit_name", "district_name"), key="declared_communes")
    _table(found, columns, "communes")


@failures.part
def show_days(here: Viewpoint) -> None:
    """List the last 14 days with what would be usual, and below where symptoms cluster."""
    say = words.say
    columns = [
        Column("unit_name", say("declared.day"), define="declared.day", is_pinned=True),
        *_counts(),
        Column(
            "limit", say("declared.limit"), "number", define="declared.limit", counts_people=False
        ),
        Column("signal", say("declared.signal"), define="declared.signal"),
    ]
    _table(figures.platforms.declarations.days(here), columns, "days")
    share = words.percent(figures.platforms.declarations.false_alarms(here), 0)
    st.caption(f"{say('declared.days_note')} {say('declared.false_alarms', share=share)}")
    if here.may_see_people:
        _show_clusters(here)


def _show_clusters(here: Viewpoint) -> None:
    say = words.say
    st.header(say("declared.clusters"), anchor=False)
    rows = figures.platforms.declarations.clusters(here)
    st.caption(say("declared.clusters_note", share=words.percent(unusual.CLUSTER_LEVEL, 0)))
    if rows.empty:
        frame.empty(say("declared.no_cluster"), say("declared.no_cluster_hint"))
        return
    kinds: dict[str, Kind] = {
        "commune_count": "number",
        "symptom_count": "number",
        "expected_count": "decimal",
        "chance": "share",
    }
    columns = [
        Column(
            name,
            say(f"declared.cluster_{name}"),
            kinds.get(name, "text"),
            define="declared.cluster",
            counts_people=False if name in kinds else None,
        )
        for name in figures.platforms.declarations.CLUSTER
    ]
    _table(rows, columns, "clusters")


def _counts() -> list[Column]:
    return [
        Column(name, words.say(f"declared.column_{name}"), "number", define=f"declared.{name}")
        for name in _COUNTS
    ]


def _table(rows: pd.DataFrame, columns: list[Column], name: str) -> None:
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    tables.show(rows, columns, key=f"declared_{name}")
    definitions.show(columns, key=f"declared_{name}")
    tables.download(rows, columns, name=f"declared_{name}")
