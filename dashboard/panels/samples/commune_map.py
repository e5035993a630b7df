"""How fast results come out, reach people and turn out positive, on the map, by commune."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import maps, palette
from dashboard.drawing.maps.frame import Written
from dashboard.figures.once import once
from dashboard.figures.platforms.samples import MEASURES, Samples
from dashboard.panels.shared import definitions, filters


class _Map(NamedTuple):
    """A map of shares, its legend, and how its classes were made."""

    written: Written
    legend: maps.base.Legend
    method: str


def choose() -> str:
    """Let the viewer choose what the map shows; kept in the address bar."""
    label = words.say("samples.measure")
    return filters.one_of("measure", MEASURES, label=label, prefix="samples.measure")


def show(samples: Samples, measure: str) -> None:
    """Draw the communes; classes come from all that the viewer sees, never from the filter."""
    st.header(words.say(f"samples.measure.{measure}"), anchor=False)
    drawn = _map(samples, measure)
    maps.base.show(
        drawn.written,
        key=f"samples_map_{measure}",
        legend=drawn.legend,
        outline_sources=data.units.commune_outlines(samples.here.scope)["outline_source"].unique(),
    )
    st.caption(drawn.method)
    figure = definitions.Figure(
        words.say(f"samples.column_{measure}_share"), f"samples.{measure}_share"
    )
    definitions.show([figure], key="samples_map")


@once
def _map(samples: Samples, measure: str) -> _Map:
    rows = samples.communes.shown()
    outlines = data.units.commune_outlines(samples.here.scope)
    shown = samples.here.of_district(rows).merge(
        outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
    )
    share = f"{measure}_share"
    limits = palette.breaks(rows[share].dropna())
    tips = [_tooltip(row) for row in figures.guarded.records(shown)]
    chart = maps.base.choropleth(
        shown.assign(tip=tips), value=share, tooltip="tip", limits=limits, background=outlines
    )
    return _Map(
        maps.base.written(chart, alt=words.say(f"samples.measure.{measure}")),
        maps.base.share_legend(
            limits,
            has_doubtful=bool((shown[share] > 1).any()),
            missing=figures.guarded.missing(shown, share),
        ),
        maps.base.share_method(limits, of="communes"),
    )


def _tooltip(row: Mapping[Any, Any]) -> str:
    lines = {
        words.say("samples.column_result_count"): words.number(row["result_count"]),
        words.say("samples.column_median_hours"): words.number(row["median_hours"], decimals=1),
        words.say("samples.column_within_share"): words.percent(row["within_share"]),
        words.say("samples.column_told_within_share"): words.percent(row["told_within_share"]),
        words.say("samples.column_positive_share"): words.percent(row["positive_share"]),
    }
    return maps.base.tooltip_html(f"{row['unit_name']}, {row['district_name']}", lines)
