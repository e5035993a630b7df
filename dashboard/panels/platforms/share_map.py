"""A share by commune on the map, with its legend, how its classes were made, and its definition."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import data, figures
from dashboard.drawing import maps, palette
from dashboard.drawing.maps.frame import Written
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions
from dashboard.panels.shared.definitions import Figure

Tip = Callable[[Mapping[Any, Any]], Mapping[str, str]]
"""A commune's row, as the viewer may see it -> what its tooltip says: label -> value."""


class Drawn(NamedTuple):
    """A map of shares, its legend, and how its classes were made."""

    written: Written
    legend: maps.base.Legend
    method: str


def drawn(here: Viewpoint, rows: pd.DataFrame, share: str, tip: Tip, *, alt: str) -> Drawn:
    """Draw the communes looked at; classes come from all that the viewer sees.

    Parameters
    ----------
    rows
        One row per commune of all districts, as the viewer may see it: `commune_id`, `unit_name`,
        `district_name`, the column `share`.
    """
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
    return Drawn(
        maps.base.written(chart, alt=alt),
        maps.base.share_legend(
            limits,
            has_doubtful=bool((shown[share] > 1).any()),
            missing=figures.guarded.missing(shown, share),
        ),
        maps.base.share_method(limits, of="communes"),
    )


def show(made: Drawn, here: Viewpoint, figure: Figure, *, key: str) -> None:
    """Show a map that was drawn, under a key that tells it from others of its page."""
    maps.base.show(
        made.written,
        key=f"{key}_{figure.define.rpartition('.')[2]}",
        legend=made.legend,
        outline_sources=data.units.commune_outlines(here.scope)["outline_source"].unique(),
    )
    st.caption(made.method)
    definitions.show([figure], key=key)
