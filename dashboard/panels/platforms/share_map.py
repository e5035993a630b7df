"""One of a page's shares by commune on the map, with legend, classes, and definition.

A page `samples` calls its measure `within` by the sentences `samples.measure.within` and
`samples.column_within_share`, and by the figure `samples.within_share`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import maps, palette
from dashboard.drawing.maps.frame import Written
from dashboard.drawing.maps.points import Points
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, filters
from dashboard.panels.shared.definitions import Figure

Tip = Callable[[Mapping[Any, Any]], Mapping[str, str]]
"""A commune's row, as the viewer may see it -> what its tooltip says: label -> value."""


class Drawn(NamedTuple):
    """A map of shares, its legend, and how its classes were made."""

    written: Written
    legend: maps.base.Legend
    method: str


def choose(page: str, measures: Sequence[str]) -> str:
    """Let the viewer choose what the map shows; kept in the address bar."""
    label = words.say(f"{page}.measure")
    return filters.one_of("measure", measures, label=label, prefix=f"{page}.measure")


def show(page: str, measure: str, made: Drawn, here: Viewpoint) -> None:
    """Show a map that was drawn, under its heading."""
    st.header(words.say(f"{page}.measure.{measure}"), anchor=False)
    maps.base.show(
        made.written,
        key=f"{page}_map_{measure}_share",
        legend=made.legend,
        outline_sources=data.units.commune_outlines(here.scope)["outline_source"].unique(),
    )
    st.caption(made.method)
    column = words.say(f"{page}.column_{measure}_share")
    definitions.show([Figure(column, f"{page}.{measure}_share")], key=f"{page}_map")


def drawn(
    page: str,
    measure: str,
    here: Viewpoint,
    rows: pd.DataFrame,
    tip: Tip,
    points: tuple[Points, maps.base.Legend] | None = None,
) -> Drawn:
    """Draw the communes looked at; classes come from all that the viewer sees.

    Parameters
    ----------
    rows
        One row per commune of all districts, as the viewer may see it: `commune_id`, `unit_name`,
        `district_name`, and the measure's share.
    points
        What stands on the communes, with its part of the legend.
    """
    share = f"{measure}_share"
    outlines = data.units.commune_outlines(here.scope)
    shown = here.of_district(rows).merge(
        outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
    )
    limits = palette.breaks(rows[share].dropna())
    tips = [
        maps.base.tooltip_html(f"{row['unit_name']}, {row['district_name']}", tip(row))
        for row in figures.guarded.records(shown)
    ]
    chart = maps.base.choropleth(
        shown.assign(tip=tips), value=share, tooltip="tip", limits=limits, background=outlines
    )
    marks: maps.base.Legend = ()
    if points is not None:
        chart.add_child(points[0])
        marks = points[1]
    return Drawn(
        maps.base.written(chart, alt=words.say(f"{page}.measure.{measure}")),
        [
            *maps.base.share_legend(
                limits,
                has_doubtful=bool((shown[share] > 1).any()),
                missing=figures.guarded.missing(shown, share),
            ),
            *marks,
        ],
        maps.base.share_method(limits, of="communes"),
    )
