"""The map of adoption: districts, a click into one's communes, and the way back."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import shapely
import streamlit as st
from shapely.geometry import mapping, shape

from dashboard import data, maps, palette, words
from dashboard.access import Viewer
from dashboard.database import Scope
from dashboard.panels import definitions, filters, small_counts

_TURN = "adoption_map_turn"
"""How often a district was opened: a map that comes back must not bring its old click along."""


def show(
    viewer: Viewer, districts: pd.DataFrame, communes: pd.DataFrame, district_id: str | None
) -> None:
    """Draw the districts, or the communes of the one that was chosen.

    Classes come from all communes that the viewer sees, never from what is drawn.
    """
    st.header(words.say("adoption.map"), anchor=False)
    outlines = data.commune_outlines(viewer.scope)
    limits = palette.breaks(communes["share"].dropna())
    if district_id is None:
        limits = palette.spread(districts["share"].dropna())
        st.caption(words.say("adoption.map_down"))
        rows = districts.merge(_district_outlines(viewer.scope), on="district_id")
        rows = rows.assign(unit_id=rows["district_id"])
    else:
        _offer_back(viewer)
        rows = communes[communes["district_id"] == district_id].merge(
            outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
        )
    clicked = maps.show(
        maps.choropleth(
            rows.assign(tip=[_tooltip(row) for row in small_counts.records(rows)]),
            value="share",
            tooltip="tip",
            limits=limits,
            background=outlines,
        ),
        key=f"adoption_map_{district_id or st.session_state.setdefault(_TURN, 0)}",
        alt=words.say("adoption.map"),
        legend=maps.share_legend(
            limits,
            has_doubtful=bool((rows["share"] > 1).any()),
            missing=small_counts.missing(rows, "share"),
        ),
        outline_sources=outlines["outline_source"].unique(),
        returns=("last_active_drawing",) if district_id is None else (),
    )
    st.caption(maps.share_method(limits, of="communes" if district_id else "districts"))
    definitions.show(
        [definitions.Figure(words.say("adoption.map"), "adoption.owners")], key="adoption_map"
    )
    _go_down(clicked, set(districts["district_id"]))


def _go_down(clicked: Mapping[str, Any], district_ids: set[str]) -> None:
    """Open the district that was clicked; a click beside all of them opens none."""
    feature = clicked.get("last_active_drawing") or {}
    district_id = feature.get("properties", {}).get("unit_id")
    if district_id in district_ids:
        filters.move("district", district_id, usual="")
        st.session_state[_TURN] += 1
        st.rerun()


def _offer_back(viewer: Viewer) -> None:
    if len(filters.own_districts(viewer)) > 1:
        st.button(
            words.say("adoption.map_back"),
            icon=":material/arrow_back:",
            key="adoption_back",
            on_click=filters.move,
            args=("district", ""),
            kwargs={"usual": ""},
        )


@data.kept("1h")
def _district_outlines(scope: Scope) -> pd.DataFrame:
    """Return one row per district: its communes' outlines in one."""
    rows = data.commune_outlines(scope).dropna(subset=["outline"])
    joined = [
        {
            "district_id": district_id,
            "outline": mapping(shapely.union_all([shape(part) for part in group["outline"]])),
        }
        for district_id, group in rows.groupby("district_id")
    ]
    return pd.DataFrame(joined, columns=["district_id", "outline"])


def _tooltip(row: Mapping[Any, Any]) -> str:
    lines = {
        words.say("table.rate"): words.percent(row["share"]),
        words.say("table.installed"): words.number(row["installed_count"]),
        words.say("table.owners"): words.number(row["smartphone_owner_count"]),
        words.say("table.missing"): words.number(row["missing_count"]),
    }
    if row["remark"]:
        lines[words.say("table.remark")] = str(row["remark"])
    names = dict.fromkeys((row["unit_name"], row["district_name"]))
    return maps.tooltip_html(", ".join(names), lines)
