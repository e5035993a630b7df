"""Clusters in space and time to a map: the communes of each, its centre darker."""

import folium
import pandas as pd

from dashboard import words
from dashboard.drawing import palette
from dashboard.drawing.maps import base


def cluster_map(members: pd.DataFrame, background: pd.DataFrame) -> folium.Map:
    """Colour the communes of clusters on all of those that were looked at.

    Parameters
    ----------
    members
        One row per commune of a cluster: `outline` (GeoJSON geometry), `is_centre`, and ready,
        escaped HTML in `tooltip` (see `base.tooltip_html`).
    background
        All communes that were looked at, drawn in grey underneath.
    """
    chart = base.base_map(base.bounds_of(background["outline"].dropna()))
    base.add_background(chart, background)
    fills = [palette.CLUSTER[bool(is_centre)] for is_centre in members["is_centre"]]
    drawn = members.assign(fill=fills).dropna(subset=["outline"])
    base.add_outlines(chart, drawn, tooltip="tooltip", fill_opacity=0.9)
    return chart


def legend() -> base.Legend:
    """Return the colours of a cluster's centre and of its other communes."""
    return [
        (palette.CLUSTER[True], words.say("declared.cluster_unit_name")),
        (palette.CLUSTER[False], words.say("declared.cluster_member")),
    ]
