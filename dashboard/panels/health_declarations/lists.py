"""Declarations by commune and by day."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column

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
    show_table(found, columns, "communes")


@failures.part
def show_days(here: Viewpoint) -> None:
    """List the last 14 days with what would be usual."""
    say = words.say
    columns = [
        Column("unit_name", say("declared.day"), define="declared.day", is_pinned=True),
        *_counts(),
        Column(
            "limit", say("declared.limit"), "number", define="declared.limit", counts_people=False
        ),
        Column("signal", say("declared.signal"), define="declared.signal"),
    ]
    show_table(figures.platforms.declarations.days(here), columns, "days")
    share = words.percent(figures.platforms.declarations.false_alarms(here), 0)
    st.caption(f"{say('declared.days_note')} {say('declared.false_alarms', share=share)}")


def show_table(rows: pd.DataFrame, columns: list[Column], name: str) -> None:
    """Draw a table of this page with its definitions and files, or say that it is empty."""
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    tables.show(rows, columns, key=f"declared_{name}")
    definitions.show(columns, key=f"declared_{name}")
    tables.download(rows, columns, name=f"declared_{name}")


def _counts() -> list[Column]:
    return [
        Column(name, words.say(f"declared.column_{name}"), "number", define=f"declared.{name}")
        for name in _COUNTS
    ]
