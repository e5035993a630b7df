"""Two days beside each other as a plotly figure: a dot for each, and the way between."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.drawing import palette
from dashboard.drawing.charts import base


def dumbbell(
    rows: pd.DataFrame, *, before: str, after: str, level: float | None, row_px: int = 26
) -> go.Figure:
    """Draw one line per unit from its earlier share to its later one, the first row on top.

    Parameters
    ----------
    rows
        One row per unit: `unit_name`, `share_before`, `share_after`.
    before, after
        The two days, as the legend calls them.
    level
        The province's later share, a dashed line; None draws none.
    """
    figure = base.blank(height_px=90 + row_px * len(rows))
    for row in rows.to_dict("records"):
        figure.add_scatter(
            x=[row["share_before"], row["share_after"]],
            y=[row["unit_name"]] * 2,
            mode="lines",
            line={"color": palette.SOFT, "width": 4},
            showlegend=False,
            hoverinfo="skip",
        )
    for name, column, colour, symbol in (
        (before, "share_before", palette.SECOND, "circle-open"),
        (after, "share_after", palette.PRIMARY, "circle"),
    ):
        figure.add_scatter(
            x=rows[column],
            y=rows["unit_name"],
            name=name,
            mode="markers",
            marker={"color": colour, "size": 11, "symbol": symbol, "line": {"width": 2}},
            hovertemplate="%{x:.1%}",
        )
    if level is not None:
        figure.add_vline(x=level, line={"color": palette.MUTED, "width": 1, "dash": "dash"})
    figure.update_layout(hovermode="y unified")
    figure.update_xaxes(tickformat=".1~%", showgrid=True, gridcolor=palette.LINE)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
