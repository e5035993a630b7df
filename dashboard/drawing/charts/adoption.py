"""The road to 31/8 as a plotly figure: so far, forecast, needed; the campaign under it."""

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from dashboard import words
from dashboard.drawing import palette
from dashboard.drawing.charts import base

_BAND = "rgba(194,87,26,0.28)"


def road(
    days: pd.DataFrame,
    ahead: pd.DataFrame | None,
    campaign: pd.DataFrame,
    *,
    target_count: float | None,
    deadline: date,
    height_px: int = 560,
) -> go.Figure:
    """Draw a cumulative count with its forecast, and what the campaign did, on one time axis.

    Parameters
    ----------
    days
        One row per day, in order: `on_date`, `total_count` at its end; the last is today so far.
    ahead
        `Forecast.table`; None draws no forecast.
    campaign
        One row per day: `on_date`, `broadcast_count`, `guided_count`.
    target_count
        Count to reach by the end of the day before `deadline`; None draws no target.
    """
    figure = base.blank(height_px)
    figure.set_subplots(
        rows=3, cols=1, shared_xaxes=True, row_heights=[0.66, 0.17, 0.17], vertical_spacing=0.07
    )
    figure.add_scatter(
        x=days["on_date"],
        y=days["total_count"],
        name=words.say("chart.so_far"),
        mode="lines",
        line={"color": palette.PRIMARY, "width": 3},
        hovertemplate="%{y:,.0f}",
        row=1,
        col=1,
    )
    if ahead is not None:
        _add_forecast(figure, ahead)
    if target_count is not None:
        _add_needed(figure, days, target_count, deadline)
    _add_bars(figure, campaign, "broadcast_count", "adoption.broadcasts", row=2)
    _add_bars(figure, campaign, "guided_count", "adoption.guided", row=3)
    figure.update_xaxes(
        tickformat=base.day_format(),
        hoverformat=base.day_format(),
        showgrid=False,
        fixedrange=True,
        range=[days["on_date"].iloc[0], deadline + timedelta(days=1)],
    )
    figure.update_yaxes(
        gridcolor=palette.LINE, fixedrange=True, tickformat=",.0f", automargin=True, nticks=5
    )
    figure.update_yaxes(nticks=3, rangemode="tozero", row=2)
    figure.update_yaxes(nticks=3, rangemode="tozero", row=3)
    base.mark_day(
        figure, deadline, words.say("chart.deadline", day=words.day(deadline, short=True))
    )
    return figure


def _add_forecast(figure: go.Figure, ahead: pd.DataFrame) -> None:
    if ahead["low_80"].notna().all():
        figure.add_scatter(
            x=[*ahead["on_date"], *ahead["on_date"][::-1]],
            y=[*ahead["high_80"], *ahead["low_80"][::-1]],
            name=words.say("adoption.interval", level=words.number(80)),
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=_BAND,
            hoverinfo="skip",
            row=1,
            col=1,
        )
    figure.add_scatter(
        x=ahead["on_date"],
        y=ahead["central"],
        name=words.say("adoption.forecast"),
        mode="lines",
        line={"color": palette.SECOND, "width": 2.5},
        hovertemplate="%{y:,.0f}",
        row=1,
        col=1,
    )


def _add_needed(figure: go.Figure, days: pd.DataFrame, target_count: float, deadline: date) -> None:
    figure.add_scatter(
        x=[days["on_date"].iloc[-1], deadline - timedelta(days=1)],
        y=[days["total_count"].iloc[-1], target_count],
        name=words.say("chart.needed"),
        mode="lines+markers",
        line={"color": palette.INK, "width": 2, "dash": "dot"},
        marker={"size": [0, 9]},
        hovertemplate="%{y:,.0f}",
        row=1,
        col=1,
    )


def _add_bars(figure: go.Figure, campaign: pd.DataFrame, column: str, key: str, row: int) -> None:
    figure.add_bar(
        x=campaign["on_date"],
        y=campaign[column],
        marker_color=palette.SOFT if row == 2 else palette.MUTED,  # noqa: PLR2004 - the second row
        showlegend=False,
        hovertemplate="%{y:,.0f}<extra></extra>",
        row=row,
        col=1,
    )
    figure.add_annotation(
        text=words.say(key),
        x=0,
        xref="paper",
        xanchor="left",
        y=1,
        yref=f"y{row} domain",
        yanchor="bottom",
        showarrow=False,
        font={"size": 12, "color": palette.MUTED},
    )
