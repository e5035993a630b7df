"""Tables to plotly figures, drawn with the shipped font and no logo. No data access."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import words
from dashboard.drawing import palette

FONT = "Be Vietnam Pro, sans-serif"
RECENT_DAYS = 60
"""How far back daily charts look."""

CONFIG = {
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}
"""How plotly behaves on every page: no tools, no zoom that a page's scrolling would catch."""


def show(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure; `alt` is what a screen reader says of it."""
    st.plotly_chart(figure, key=key, alt=alt, theme=None, config=CONFIG)


def blank(height_px: int = 320) -> go.Figure:
    """Return an empty figure in the house style: transparent, quiet lines, unified hover."""
    figure = go.Figure()
    decimal, thousands = (",", ".") if words.language() == "vi" else (".", ",")
    figure.update_layout(
        height=height_px,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": palette.INK},
        separators=decimal + thousands,
        hovermode="x unified",
        hoverlabel={"bgcolor": palette.SURFACE, "font": {"family": FONT, "size": 13}},
        dragmode=False,
        bargap=0.25,
        legend={
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "title": None,
            "traceorder": "normal",
        },
    )
    quiet = {"showline": False, "zeroline": False, "automargin": True, "title": None}
    figure.update_xaxes(showgrid=False, fixedrange=True, ticklabelstandoff=6, **quiet)
    figure.update_yaxes(gridcolor=palette.LINE, fixedrange=True, ticklabelstandoff=6, **quiet)
    return figure


def daily_bars(
    days: pd.DataFrame,
    *,
    series: Mapping[str, str],
    colours: Sequence[str] = (palette.PRIMARY, palette.SECOND),
    height_px: int = 300,
) -> go.Figure:
    """Stack one bar per day.

    Parameters
    ----------
    days
        One row per day: `on_date` and one column per series.
    series
        Column -> its name on screen.
    """
    figure = blank(height_px)
    for (column, name), colour in zip(series.items(), colours, strict=False):
        figure.add_bar(
            x=days["on_date"],
            y=days[column],
            name=name,
            marker_color=colour,
            hovertemplate="%{y:,.0f}",
        )
    figure.update_layout(barmode="stack", showlegend=len(series) > 1)
    figure.update_xaxes(tickformat=day_format(), hoverformat=day_format())
    figure.update_yaxes(tickformat=",.0f", rangemode="tozero")
    return figure


def daily_lines(
    days: pd.DataFrame, *, series: Mapping[str, str], height_px: int = 300
) -> go.Figure:
    """Draw one line per series; a day without a number interrupts it.

    Parameters
    ----------
    days
        One row per day: `on_date` and one column per series.
    series
        Column -> its name on screen.
    """
    figure = blank(height_px)
    for (column, name), colour in zip(
        series.items(), (palette.PRIMARY, palette.SECOND), strict=False
    ):
        figure.add_scatter(
            x=days["on_date"],
            y=days[column],
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 3},
            hovertemplate="%{y:,.1f}",
        )
    figure.update_xaxes(tickformat=day_format(), hoverformat=day_format())
    figure.update_yaxes(tickformat=",.0f", rangemode="tozero")
    return figure


def daily_share(days: pd.DataFrame, *, share: str, name: str, height_px: int = 260) -> go.Figure:
    """Draw a share by day; a day without one interrupts the line.

    Parameters
    ----------
    days
        One row per day: `on_date` and the share (0..1).
    name
        What the share is called on screen.
    """
    figure = blank(height_px)
    figure.add_scatter(
        x=days["on_date"],
        y=days[share],
        name=name,
        mode="lines+markers",
        line={"color": palette.PRIMARY, "width": 3},
        hovertemplate="%{y:.1%}",
    )
    figure.update_xaxes(tickformat=day_format(), hoverformat=day_format())
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    return figure


def share_bars(
    rows: pd.DataFrame, *, label: str, series: Mapping[str, str], row_px: int = 46
) -> go.Figure:
    """Draw one bar per row and series, the first row on top; the axis reaches past 100 % if needed.

    Parameters
    ----------
    rows
        One row per group: `label` and one column of shares (0..1) per series.
    series
        Column -> its name on screen.
    """
    figure = blank(height_px=90 + row_px * len(rows))
    for (column, name), colour in zip(
        series.items(), (palette.PRIMARY, palette.SECOND), strict=True
    ):
        figure.add_bar(
            y=rows[label],
            x=rows[column],
            name=name,
            orientation="h",
            marker_color=colour,
            hovertemplate="%{x:.1%}",
        )
    figure.update_layout(barmode="group", hovermode="y unified")
    figure.update_xaxes(tickformat=".0%", rangemode="tozero", showgrid=True, gridcolor=palette.LINE)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def share_forecast(
    days: pd.DataFrame, ahead: pd.DataFrame, *, level: float, height_px: int = 320
) -> go.Figure:
    """Draw a share so far, its forecast with the 80 % interval, and a level to reach.

    Parameters
    ----------
    days
        One row per day so far, in order: `on_date`, `share`.
    ahead
        One row per day ahead: `on_date`, `low_80`, `central`, `high_80`; unknown without a band.
    """
    figure = blank(height_px)
    if ahead["low_80"].notna().all():
        band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_scatter(x=ahead["on_date"], y=ahead["low_80"], showlegend=False, **band)
        figure.add_scatter(
            x=ahead["on_date"],
            y=ahead["high_80"],
            name=words.say("chart.interval", share=words.percent(0.8, 0)),
            fill="tonexty",
            fillcolor="rgba(194,87,26,0.3)",
            **band,
        )
    line = {"mode": "lines", "hovertemplate": "%{y:.1%}"}
    figure.add_scatter(
        x=days["on_date"],
        y=days["share"],
        name=words.say("chart.so_far"),
        line={"color": palette.PRIMARY, "width": 3},
        **line,
    )
    figure.add_scatter(
        x=ahead["on_date"],
        y=ahead["central"],
        name=words.say("chart.forecast"),
        line={"color": palette.SECOND, "width": 2.5, "dash": "dot"},
        **line,
    )
    figure.add_hline(y=level, line={"color": palette.MUTED, "width": 1, "dash": "dash"})
    figure.update_xaxes(tickformat=day_format(), hoverformat=day_format())
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def mark_day(figure: go.Figure, day: date, label: str) -> None:
    """Mark a day with a dotted line and a word at its top."""
    figure.add_vline(x=_stamp(day), line={"color": palette.MUTED, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=_stamp(day + timedelta(0)),
        y=1,
        yref="paper",
        text=label,
        showarrow=False,
        xanchor="right",
        yanchor="top",
        xshift=-6,
        font={"size": 12, "color": palette.MUTED},
    )


def day_format() -> str:
    """Return the axis format of days in the session's language."""
    return "%d/%m" if words.language() == "vi" else "%-d %b"


def _stamp(day: date) -> Any:  # noqa: ANN401 - plotly wants milliseconds or text for shapes
    return datetime(day.year, day.month, day.day).isoformat()  # noqa: DTZ001 - a day, not a time
