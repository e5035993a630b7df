"""Where declared symptoms cluster in space and time: a map and a table, for who may see people."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import maps
from dashboard.figures.platforms.declarations import CLUSTER
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import unusual
from dashboard.panels.health_declarations import lists
from dashboard.panels.shared import frame
from dashboard.panels.shared.tables import Column, Kind

_KINDS: dict[str, Kind] = {
    "commune_count": "number",
    "symptom_count": "number",
    "expected_count": "decimal",
    "chance": "share",
}


def show(here: Viewpoint) -> None:
    """Show the clusters that end today, or that there is none."""
    st.header(words.say("declared.clusters"), anchor=False)
    rows = figures.platforms.declarations.clusters(here)
    share = words.percent(unusual.CLUSTER_LEVEL, 0)
    st.caption(words.say("declared.clusters_note", share=share))
    if rows.empty:
        frame.empty(words.say("declared.no_cluster"), words.say("declared.no_cluster_hint"))
        return
    _map(here, rows)
    lists.show_table(rows, [_column(name) for name in CLUSTER], "clusters")


def _map(here: Viewpoint, rows: pd.DataFrame) -> None:
    outlines = data.units.commune_outlines(here.scope)
    members = rows.assign(tooltip=[_tip(row) for row in figures.guarded.records(rows)])
    members = members.explode("commune_ids").rename(columns={"commune_ids": "commune_id"})
    drawn = members.merge(outlines[["commune_id", "outline"]], on="commune_id")
    drawn = drawn.assign(is_centre=drawn["commune_id"] == drawn["centre_id"])
    maps.base.show(
        maps.base.written(
            maps.clusters.cluster_map(drawn, here.of_district(outlines)),
            alt=words.say("declared.clusters"),
        ),
        key="declared_clusters_map",
        legend=maps.clusters.legend(),
        outline_sources=outlines["outline_source"].unique(),
    )


def _tip(row: dict[Hashable, Any]) -> str:
    lines = {
        words.say(f"declared.cluster_{name}"): said
        for name, said in (
            ("commune_count", words.number(row["commune_count"])),
            ("since", str(row["since"])),
            ("symptom_count", words.number(row["symptom_count"])),
            ("expected_count", words.number(row["expected_count"], 1)),
            ("chance", words.percent(row["chance"], 1)),
        )
    }
    return maps.base.tooltip_html(f"{row['unit_name']}, {row['district_name']}", lines)


def _column(name: str) -> Column:
    return Column(
        name,
        words.say(f"declared.cluster_{name}"),
        _KINDS.get(name, "text"),
        define="declared.cluster",
        counts_people=False if name in _KINDS else None,
    )
