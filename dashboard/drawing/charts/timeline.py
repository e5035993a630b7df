"""People against time: stays, contacts, onset, sample, confirmation, isolation. No data access.

Plotly reads a few HTML tags in hover and labels, so names are escaped.
"""

from collections.abc import Callable
from datetime import datetime
from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import clock, words
from dashboard.drawing import marks as tracing_marks
from dashboard.drawing import palette
from dashboard.drawing.charts import base

ROW_PX = 30
WINDOW, STAY, CONTACT = "window", "stay", "contact"
ONSET, SAMPLE, CONFIRMED = "onset", "sample", "confirmed"
ISOLATED, RELEASED = "isolated", "released"

_SPELLS = {WINDOW: ("#F3C9D0", 0.92), STAY: (palette.SOFT, 0.42), CONTACT: (palette.SECOND, 0.6)}
"""Kind -> colour and height of its bar, drawn in this order."""

_MARKS = {
    ONSET: ("triangle-up", "▲", palette.RINGS[0]),
    SAMPLE: ("circle", "●", palette.DOUBTFUL),
    CONFIRMED: ("diamond", "◆", palette.INK),
    ISOLATED: ("x", "✖", palette.ONWARD),
    RELEASED: ("circle-open", "○", palette.ONWARD),
}
"""Kind -> plotly's symbol, the same as text, and colour."""


def timeline(
    rows: pd.DataFrame,
    spells: pd.DataFrame,
    marks: pd.DataFrame,
    *,
    since: datetime,
    until: datetime,
    selected: int | None = None,
) -> go.Figure:
    """Draw a row per person, the first on top.

    Parameters
    ----------
    rows
        One row per person, in order: `person_id`, `label`.
    spells
        One row per window, stay or contact of somebody in `rows`: `person_id`, `kind` ("window",
        "stay", "contact"), `starts_at`, `ends_at`, `told` (for the hover).
    marks
        One row per moment: `person_id`, `kind` ("onset", "sample", "confirmed", "isolated",
        "released"), `at`, `told`.
    since, until
        What is shown; whatever lies outside is left out, whatever crosses is cut.
    selected
        The person whose row is marked.
    """
    figure = base.blank(48 + ROW_PX * len(rows))
    at = {person: row for row, person in enumerate(rows["person_id"])}
    shown = spells[(spells["ends_at"] > since) & (spells["starts_at"] < until)]
    for kind, (colour, height) in _SPELLS.items():
        _add_spells(figure, shown[shown["kind"] == kind], at, (since, until), colour, height)
    seen = marks[marks["at"].between(since, until)]
    for kind, (symbol, _, colour) in _MARKS.items():
        _add_marks(figure, seen[seen["kind"] == kind], at, symbol, colour)
    if selected in at:
        row = at[selected]
        figure.add_hrect(
            row - 0.5, row + 0.5, fillcolor=palette.SEQUENCE[0], line_width=0, layer="below"
        )
    figure.update_layout(barmode="overlay", bargap=0, hovermode="closest", showlegend=False)
    day = base.day_format()
    figure.update_xaxes(
        type="date",
        range=[_local_moment(since), _local_moment(until)],
        tickformat=day,
        showgrid=True,
        gridcolor=palette.LINE,
        tickformatstops=[{"dtickrange": [None, 86_399_999], "value": f"%H:%M\n{day}"}],
    )
    figure.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        tickvals=list(range(len(rows))),
        ticktext=[
            f"<b>{escape(label)}</b>" if person == selected else escape(label)
            for person, label in zip(rows["person_id"], rows["label"], strict=True)
        ],
        showgrid=False,
    )
    return figure


def show(figure: go.Figure, *, key: str, alt: str, on_click: Callable[[], None]) -> None:
    """Draw a timeline; `clicked(key)` is who was clicked when `on_click` is called."""
    st.html(_legend_html())
    st.plotly_chart(
        figure,
        key=key,
        alt=alt,
        theme=None,
        config=base.CONFIG,
        on_select=on_click,
        selection_mode="points",
    )


def clicked(key: str) -> int | None:
    """Return the person whose bar or mark was clicked last."""
    answer = st.session_state.get(key)
    points = answer["selection"]["points"] if answer else []
    data = points[0].get("customdata") if points else None
    return None if not data else int(data[0])


def _legend_html() -> str:
    """Return the legend as text that wraps: plotly's own takes a line for each name on a phone."""
    bars = [(colour, "■", kind) for kind, (colour, _) in _SPELLS.items()]
    marks = [(colour, sign, kind) for kind, (_, sign, colour) in _MARKS.items()]
    return tracing_marks.mark_legend_html(
        (colour, sign, words.say(f"timeline.{kind}")) for colour, sign, kind in [*bars, *marks]
    )


def _add_spells(
    figure: go.Figure,
    spells: pd.DataFrame,
    at: dict[int, int],
    limits: tuple[datetime, datetime],
    colour: str,
    height: float,
) -> None:
    if spells.empty:
        return
    since, until = limits
    starts = spells["starts_at"].mask(spells["starts_at"] < since, pd.Timestamp(since))
    ends = spells["ends_at"].mask(spells["ends_at"] > until, pd.Timestamp(until))
    kind = spells["kind"].iloc[0]
    figure.add_bar(
        orientation="h",
        base=clock.local_times(starts),
        x=(ends - starts).dt.total_seconds() * 1_000,
        y=spells["person_id"].map(at),
        width=height,
        name=words.say(f"timeline.{kind}"),
        # A line of the same colour: an hour among three weeks would be thinner than a pixel.
        marker={"color": colour, "line": {"color": colour, "width": 0 if kind == WINDOW else 1.5}},
        customdata=spells[["person_id"]].to_numpy().tolist(),
        hovertext=[escape(told) for told in spells["told"]],
        hovertemplate="%{hovertext}<extra></extra>",
        unselected={"marker": {"opacity": 1}},
    )


def _add_marks(
    figure: go.Figure, marks: pd.DataFrame, at: dict[int, int], symbol: str, colour: str
) -> None:
    if marks.empty:
        return
    figure.add_scatter(
        x=clock.local_times(marks["at"]),
        y=marks["person_id"].map(at),
        mode="markers",
        name=words.say(f"timeline.{marks['kind'].iloc[0]}"),
        marker={
            "symbol": symbol,
            "size": 12,
            "color": colour,
            "line": {"color": palette.SURFACE, "width": 1.5},
        },
        customdata=marks[["person_id"]].to_numpy().tolist(),
        hovertext=[escape(told) for told in marks["told"]],
        hovertemplate="%{hovertext}<extra></extra>",
        unselected={"marker": {"opacity": 1}},
    )


def _local_moment(when: datetime) -> datetime:
    return when.astimezone(clock.TIME_ZONE).replace(tzinfo=None)
