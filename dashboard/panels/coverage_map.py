"""Vaccination coverage on the map, by commune."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, maps, palette, words
from dashboard.access import Viewer
from dashboard.panels import definitions, small_counts
from dashboard.panels.adoption import of_district
from dashboard.panels.coverage import STEPS


def show_map(viewer: Viewer, rows: pd.DataFrame, district_id: str | None, step: str) -> None:
    """Draw the communes; classes come from all that the viewer sees, never from the filter."""
    outlines = data.commune_outlines(viewer.scope)
    shown = of_district(rows, district_id).merge(
        outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
    )
    share = f"{step}_share"
    limits = palette.breaks(rows[share].dropna())
    tips = [_tooltip(row) for row in small_counts.records(shown)]
    maps.show(
        maps.choropleth(
            shown.assign(tip=tips), value=share, tooltip="tip", limits=limits, background=outlines
        ),
        key=f"coverage_map_{step}",
        alt=words.say(f"coverage.{step}"),
        legend=maps.share_legend(
            limits,
            has_doubtful=bool((shown[share] > 1).any()),
            missing=small_counts.missing(shown, share),
        ),
        outline_sources=outlines["outline_source"].unique(),
    )
    st.caption(maps.share_method(limits, of="communes"))
    drawn = definitions.Figure(words.say(f"coverage.{step}"), f"coverage.{step}")
    definitions.show([drawn], key="coverage_map")


def _tooltip(row: Mapping[Any, Any]) -> str:
    lines = {
        words.say(f"coverage.{step}"): (
            f"{words.percent(row[f'{step}_share'])} · {words.number(row[f'{step}_count'])}"
        )
        for step in STEPS
    }
    lines[words.say("coverage.whole")] = words.number(row["whole"])
    return maps.tooltip_html(f"{row['unit_name']}, {row['district_name']}", lines)
