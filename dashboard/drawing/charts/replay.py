"""The axis of what was reported and decided when. No data access."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard import clock, words
from dashboard.drawing import palette
from dashboard.drawing.charts import base
from dashboard.indicators.follow_up import State
from dashboard.indicators.zone_status import ZoneStatus

GROUPS: Mapping[str, tuple[str, ...]] = {
    "listed": (State.LISTED,),
    "called": (State.CALLED,),
    "isolated": (State.ISOLATED,),
    "tested": (State.SAMPLED, State.NEGATIVE, State.POSITIVE),
    "released": (State.RELEASED,),
}
"""What follow-up events are counted together: name -> states."""

_GROUP_COLOURS = (*palette.SEQUENCE[1:], palette.MUTED)
_ZONE_MARKS = {
    ZoneStatus.PROPOSED: ("triangle-up-open", palette.SECOND),
    ZoneStatus.IN_FORCE: ("triangle-up", palette.RINGS[0]),
    ZoneStatus.EXTENDED: ("diamond", palette.RINGS[0]),
    ZoneStatus.PARTLY_RELEASED: ("diamond-open", palette.STATUS["on_course"]),
    ZoneStatus.ENDED: ("triangle-down", palette.STATUS["on_course"]),
}
_PALE = 0.35
_ALL_DAY = {"xperiod": 24 * 60 * 60 * 1000, "xperiodalignment": "middle"}
"""A bar stands over the whole of its day, so that a moment lies at its hour."""


def axis(
    cases: pd.DataFrame,
    events: pd.DataFrame,
    decisions: pd.DataFrame,
    known_at: datetime | None,
) -> go.Figure:
    """Draw cases reported and follow-up entries per day, decisions on zones, and the moment.

    Parameters
    ----------
    cases
        One row per day: `on_date`, `case_count`.
    events
        One row per day and state: `on_date`, `state`, `event_count`.
    decisions
        One row per decision on a zone: `zone_name`, `status`, `recorded_at`.
    known_at
        What lies after it is drawn pale; None is the present, and draws no line.
    """
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.55, 0.45], vertical_spacing=0.08
    )
    figure.update_layout(base.blank(330).layout)
    figure.add_bar(
        x=cases["on_date"],
        y=cases["case_count"],
        name=words.say("replay.cases"),
        **_ALL_DAY,
        marker={"color": palette.PRIMARY, "opacity": _opacities(cases["on_date"], known_at)},
        hovertemplate="%{y:,.0f}",
        row=1,
        col=1,
    )
    _add_decisions(figure, decisions, float(cases["case_count"].max()) * 1.15)
    _add_events(figure, events, known_at)
    quiet = base.blank().layout
    figure.update_xaxes(
        quiet.xaxis,
        ticklabelmode="period",
        tickformat=base.day_format(),
        hoverformat=base.day_format(),
    )
    figure.update_yaxes(quiet.yaxis, tickformat=",.0f", rangemode="tozero", nticks=4)
    figure.update_layout(barmode="stack", margin={"t": 56})
    if known_at is not None:
        moment = known_at.astimezone(clock.TIME_ZONE).replace(tzinfo=None).isoformat()
        figure.add_vline(x=moment, line={"color": palette.STATUS["behind"], "width": 2})
    return figure


def _add_decisions(figure: go.Figure, decisions: pd.DataFrame, height: float) -> None:
    for status, (symbol, colour) in _ZONE_MARKS.items():
        rows = decisions[decisions["status"] == status]
        if rows.empty:
            continue
        figure.add_scatter(
            x=clock.local_times(rows["recorded_at"]),
            y=[height] * len(rows),
            name=words.say("replay.zone", status=words.say(f"zones.status_{status}")),
            mode="markers",
            marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2}},
            row=1,
            col=1,
        )


def _add_events(figure: go.Figure, events: pd.DataFrame, known_at: datetime | None) -> None:
    for (group, states), colour in zip(GROUPS.items(), _GROUP_COLOURS, strict=True):
        rows = events[events["state"].isin(states)]
        days = rows.groupby("on_date", as_index=False)["event_count"].sum()
        figure.add_bar(
            x=days["on_date"],
            y=days["event_count"],
            name=words.say(f"replay.group_{group}"),
            **_ALL_DAY,
            marker={"color": colour, "opacity": _opacities(days["on_date"], known_at)},
            hovertemplate="%{y:,.0f}",
            row=2,
            col=1,
        )


def _opacities(days: pd.Series, known_at: datetime | None) -> list[float]:
    """Return pale for the days after the moment's own."""
    if known_at is None:
        return [1.0] * len(days)
    last = pd.Timestamp(clock.local_day(known_at))
    return [_PALE if day > last else 1.0 for day in days]
