"""The map of adoption: districts, a click into one's communes, and the way back."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import shapely
import streamlit as st
from shapely.geometry import mapping, shape

from dashboard import data, figures, words
from dashboard.data.database import Scope
from dashboard.drawing import maps, palette
from dashboard.drawing.maps.frame import Written
from dashboard.figures.adoption import Adoption
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, filters, session


class _Map(NamedTuple):
    """A map of shares, its legend, and how its classes were made."""

    written: Written
    legend: maps.base.Legend
    method: str


def show(adoption: Adoption) -> None:
    """Draw the districts, or the communes of the one that was chosen.

    Classes come from all communes that the viewer sees, never from what is drawn.
    """
    st.header(words.say("adoption.map"), anchor=False)
    here = adoption.here
    if here.district_id is None:
        st.caption(words.say("adoption.map_down"))
    else:
        _offer_back(here)
    drawn = _map(adoption)
    clicked = maps.base.show(
        drawn.written,
        key=f"adoption_map_{here.district_id or session.MAP_TURN.value}",
        legend=drawn.legend,
        outline_sources=data.units.commune_outlines(here.scope)["outline_source"].unique(),
        returns=("last_active_drawing",) if here.district_id is None else (),
    )
    st.caption(drawn.method)
    definitions.show(
        [definitions.Figure(words.say("adoption.map"), "adoption.owners")], key="adoption_map"
    )
    _go_down(clicked, set(adoption.owners.rows["district_id"]))


@once
def _map(adoption: Adoption) -> _Map:
    here = adoption.here
    outlines = data.units.commune_outlines(here.scope)
    if here.district_id is None:
        districts = adoption.districts_shown
        limits = palette.spread(districts["share"].dropna())
        rows = districts.merge(_district_outlines(here.scope), on="district_id")
        rows = rows.assign(unit_id=rows["district_id"])
    else:
        limits = palette.breaks(adoption.owners.shown()["share"].dropna())
        rows = adoption.communes_shown.merge(
            outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
        )
    chart = maps.base.choropleth(
        rows.assign(tip=[_tooltip(row) for row in figures.guarded.records(rows)]),
        value="share",
        tooltip="tip",
        limits=limits,
        background=outlines,
    )
    return _Map(
        maps.base.written(chart, alt=words.say("adoption.map")),
        maps.base.share_legend(
            limits,
            has_doubtful=bool((rows["share"] > 1).any()),
            missing=figures.guarded.missing(rows, "share"),
        ),
        maps.base.share_method(limits, of="communes" if here.district_id else "districts"),
    )


def _go_down(clicked: Mapping[str, Any], district_ids: set[str]) -> None:
    """Open the district that was clicked; a click beside all of them opens none."""
    feature = clicked.get("last_active_drawing") or {}
    district_id = feature.get("properties", {}).get("unit_id")
    if district_id in district_ids:
        filters.move("district", district_id, usual="")
        session.MAP_TURN.keep(session.MAP_TURN.value + 1)
        st.rerun()


def _offer_back(here: Viewpoint) -> None:
    if len(here.own_districts()) > 1:
        st.button(
            words.say("adoption.map_back"),
            icon=":material/arrow_back:",
            key="adoption_back",
            on_click=filters.move,
            args=("district", ""),
            kwargs={"usual": ""},
        )


@data.kept.kept("1h")
def _district_outlines(scope: Scope) -> pd.DataFrame:
    """Return one row per district: its communes' outlines in one."""
    rows = data.units.commune_outlines(scope).dropna(subset=["outline"])
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
    return maps.base.tooltip_html(", ".join(names), lines)
