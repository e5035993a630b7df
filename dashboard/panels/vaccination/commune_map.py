"""Vaccination coverage on the map, by commune."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import maps, palette
from dashboard.drawing.maps.frame import Written
from dashboard.figures.once import once
from dashboard.figures.vaccination import STEPS, Coverage
from dashboard.panels.shared import definitions


class _Map(NamedTuple):
    """A map of shares, its legend, and how its classes were made."""

    written: Written
    legend: maps.base.Legend
    method: str


def show(coverage: Coverage, step: str) -> None:
    """Draw the communes; classes come from all that the viewer sees, never from the filter."""
    drawn = _map(coverage, step)
    maps.base.show(
        drawn.written,
        key=f"coverage_map_{step}",
        legend=drawn.legend,
        outline_sources=data.units.commune_outlines(coverage.here.scope)["outline_source"].unique(),
    )
    st.caption(drawn.method)
    figure = definitions.Figure(words.say(f"coverage.{step}"), f"coverage.{step}")
    definitions.show([figure], key="coverage_map")


@once
def _map(coverage: Coverage, step: str) -> _Map:
    rows = coverage.counted.shown()
    outlines = data.units.commune_outlines(coverage.here.scope)
    shown = coverage.here.of_district(rows).merge(
        outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
    )
    share = f"{step}_share"
    limits = palette.breaks(rows[share].dropna())
    tips = [_tooltip(row) for row in figures.guarded.records(shown)]
    chart = maps.base.choropleth(
        shown.assign(tip=tips), value=share, tooltip="tip", limits=limits, background=outlines
    )
    return _Map(
        maps.base.written(chart, alt=words.say(f"coverage.{step}")),
        maps.base.share_legend(
            limits,
            has_doubtful=bool((shown[share] > 1).any()),
            missing=figures.guarded.missing(shown, share),
        ),
        maps.base.share_method(limits, of="communes"),
    )


def _tooltip(row: Mapping[Any, Any]) -> str:
    lines = {
        words.say(f"coverage.{step}"): (
            f"{words.percent(row[f'{step}_share'])} · {words.number(row[f'{step}_count'])}"
        )
        for step in STEPS
    }
    lines[words.say("coverage.whole")] = words.number(row["whole"])
    return maps.base.tooltip_html(f"{row['unit_name']}, {row['district_name']}", lines)
