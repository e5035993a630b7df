"""Where health records are linked: the communes on the map and in a table."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.platforms import share_map
from dashboard.panels.shared import definitions, failures, search, tables
from dashboard.panels.shared.tables import Column


@failures.part
def show(here: Viewpoint) -> None:
    """Draw the communes, and list them, those with the smallest share first."""
    share_map.show("health_records", "linked", _map(here), here)
    st.header(words.say("health_records.communes"), anchor=False)
    rows = figures.platforms.health_records.communes(here).shown(here.district_id)
    ranked = rows.sort_values(["linked_share", "commune_id"])
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        Column("linked_share", words.say("health_records.column_linked_share"), "share",
               define="health_records.linked_share"),
        *(_count(name) for name in ("linked_count", "unlinked_count", "resident_count")),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]  # fmt: skip
    found = search.narrowed(ranked, ("unit_name", "district_name"), key="health_records_communes")
    tables.show(found, columns, key="health_records_communes")
    definitions.show(columns, key="health_records_communes")
    tables.download(found, columns, name="health_records_communes")


@once
def _map(here: Viewpoint) -> share_map.Drawn:
    rows = figures.platforms.health_records.communes(here).shown()
    return share_map.drawn("health_records", "linked", here, rows, _tip)


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    return {
        words.say("health_records.column_linked_share"): words.percent(row["linked_share"]),
        words.say("health_records.column_linked_count"): words.number(row["linked_count"]),
    }


def _count(name: str) -> Column:
    heading = words.say(f"health_records.column_{name}")
    return Column(name, heading, "number", define=f"health_records.{name}", counts_people=True)
