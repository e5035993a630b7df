"""Risk levels to a map: each commune in the colour of its level."""

import folium
import pandas as pd

from dashboard import words
from dashboard.drawing import palette
from dashboard.drawing.maps import base
from dashboard.indicators.risk_levels import LEVELS


def level_map(communes: pd.DataFrame, background: pd.DataFrame) -> folium.Map:
    """Colour each commune by its level.

    Parameters
    ----------
    communes
        One row per commune: `level`, `outline` (GeoJSON geometry), and ready, escaped HTML in
        `tooltip` (see `base.tooltip_html`).
    background
        All communes, drawn in grey underneath.
    """
    drawn = communes.dropna(subset=["outline"])
    chart = base.base_map(base.bounds_of(drawn["outline"]))
    base.add_background(chart, background)
    fills = [palette.RISK_LEVELS[level] for level in drawn["level"]]
    base.add_outlines(chart, drawn.assign(fill=fills), tooltip="tooltip", fill_opacity=0.9)
    return chart


def legend() -> base.Legend:
    """Return the levels with their colours, the greatest first."""
    return [(palette.RISK_LEVELS[level], words.say(f"risk.{level}")) for level in LEVELS[::-1]]
