"""The narrowness frontier: residents confined against risk covered, as a plotly figure."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import words
from dashboard.drawing import palette
from dashboard.drawing.charts import base

_MOST_POINTS = 300
_LOOKS = {
    "communes": ("square", 14, palette.SECOND),
    "circle_100": ("circle-open", 9, palette.MUTED),
    "circle_200": ("circle-open", 13, palette.MUTED),
    "circle_500": ("circle-open", 18, palette.MUTED),
    "in_force": ("diamond", 14, palette.RINGS[0]),
}
"""Mark, size (px) and colour of each way of closing: told apart without colour too."""

WAYS = tuple(_LOOKS)


def frontier(
    curve: pd.DataFrame,
    closures: pd.DataFrame,
    *,
    chosen: tuple[int, float],
    height_px: int = 400,
) -> go.Figure:
    """Draw the curve, other ways of closing as marks, and the chosen point.

    Parameters
    ----------
    curve
        As `tracing.zones.choice.frontier`: `resident_count`, `share`, `zone_count`.
    closures
        As `closures.closures`: `way`, `resident_count`, `share`.
    chosen
        Residents and share of the risk of the chosen zones.

    Notes
    -----
    Residents are on a log scale: an alley and a commune are three powers of ten apart. What
    confines nobody has no place on it and is left out.
    """
    figure = base.blank(height_px)
    rows = curve[curve["resident_count"] > 0]
    kept = np.unique(np.geomspace(1, max(len(rows), 1), _MOST_POINTS).astype(int)) - 1
    thinned = rows.iloc[kept[kept < len(rows)]]  # densest where the log scale is widest
    hover = f"%{{x:,.0f}} {words.say('zones.residents_unit')} · %{{y:.0%}}"
    figure.add_scatter(
        x=thinned["resident_count"],
        y=thinned["share"],
        name=words.say("zones.frontier_curve"),
        mode="lines",
        line={"color": palette.PRIMARY, "width": 3},
        hovertemplate=hover,
    )
    for way in closures[closures["resident_count"] > 0].to_dict("records"):
        symbol, size, colour = _LOOKS[way["way"]]
        figure.add_scatter(
            x=[way["resident_count"]],
            y=[way["share"]],
            name=words.say(f"zones.way_{way['way']}"),
            mode="markers",
            marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": 2}},
            hovertemplate=hover,
        )
    figure.add_scatter(
        x=[chosen[0]] if chosen[0] else [],
        y=[chosen[1]] if chosen[0] else [],
        name=words.say("zones.way_chosen"),
        mode="markers",
        marker={"symbol": "star", "size": 18, "color": palette.INK},
        hovertemplate=hover,
    )
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(
        type="log", dtick=1, tickformat=",.0f", title=_title("zones.axis_residents")
    )
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", title=_title("zones.axis_risk"))
    return figure


def _title(key: str) -> dict[str, object]:
    return {"text": words.say(key), "font": {"size": 13}}
