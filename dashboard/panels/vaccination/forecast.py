"""When dose 1 will reach a chosen share of the people, by a model with its error shown."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.vaccination import Coverage, lowest_age
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import vaccination
from dashboard.indicators.forecast import Forecast, ForecastRefusedError
from dashboard.indicators.vaccination import Reached
from dashboard.panels.shared import definitions, filters, frame

LEVELS: Final = tuple(str(level) for level in range(50, 95, 5))
"""Percent of the people; the first is the target of 2021."""


def choose_level() -> float:
    """Let the viewer choose the share to reach; kept in the address bar."""
    level = filters.settle("level", LEVELS)
    st.select_slider(
        words.say("coverage.level"),
        LEVELS,
        format_func=lambda option: words.percent(int(option) / 100, 0),
        key="choice_level",
        on_change=filters.take,
        args=("level", LEVELS[0]),
    )
    return int(level) / 100


def show(coverage: Coverage) -> None:
    """Draw dose 1 among residents, its forecast, and the day on which it reaches the level."""
    _draw(coverage, choose_level())


@once
def _draw(coverage: Coverage, level: float) -> None:
    here, lowest = coverage.here, lowest_age(coverage.basis.whom)
    whole = float(coverage.at_home["whole"].astype("float64").sum())
    if whole <= 0:
        frame.empty(words.say("forecast.none"), words.say("forecast.no_whole"))
        return
    try:
        ahead = data.vaccination.first_dose_forecast(
            here.scope, here.data_time, lowest, whole, here.district_id
        )
    except ForecastRefusedError as refused:
        frame.empty(words.say("forecast.none"), words.say(f"forecast.{refused.reason}"))
        return
    days = data.vaccination.daily_first_doses(here.scope, here.data_time, lowest, here.district_id)
    if float(days["person_count"].sum()) >= level * whole:
        st.markdown(words.say("coverage.reached_already", level=words.percent(level, 0)))
    else:
        reached = vaccination.day_reached(ahead.table, level * whole)
        st.markdown(_sentence(reached, level, has_band=ahead.has_band))
    figure = charts.base.share_forecast(
        _so_far(here, days, whole), _shares(ahead, whole), level=level
    )
    charts.base.show(figure, key="coverage_forecast", alt=words.say("coverage.view_forecast"))
    if not ahead.has_band:
        st.info(words.say("forecast.no_band"), icon=":material/info:")
    st.caption(_doubt(ahead))
    drawn = definitions.Figure(words.say("coverage.view_forecast"), "coverage.forecast")
    definitions.show([drawn], key="coverage_forecast")


def _sentence(reached: Reached, level: float, *, has_band: bool) -> str:
    blanks = {"level": words.percent(level, 0), "last": words.day(reached.last_day)}
    early, central, late = (
        words.day(day) for day in (reached.early, reached.central, reached.late)
    )
    if not has_band:
        key = "coverage.after" if reached.central is None else "coverage.about"
        return words.say(key, central=central, **blanks)
    if reached.early is None:
        return words.say("coverage.not_before", **blanks)
    if reached.central is None:
        return words.say("coverage.at_earliest", early=early, **blanks)
    if reached.late is None:
        return words.say("coverage.reached_from", early=early, central=central, **blanks)
    return words.say("coverage.reached", early=early, central=central, late=late, **blanks)


def _so_far(here: Viewpoint, days: pd.DataFrame, whole: float) -> pd.DataFrame:
    totals = figures.guarded.thinned(here.viewer, days["person_count"].astype("float64").cumsum())
    shares = days.loc[totals.index].assign(share=totals / whole)
    since = shares["on_date"].max() - pd.Timedelta(days=charts.base.RECENT_DAYS)
    recent: pd.DataFrame = shares[shares["on_date"] > since]
    return recent


def _shares(ahead: Forecast, whole: float) -> pd.DataFrame:
    counts = ahead.table.set_index("on_date")
    return (counts / whole).reset_index()


def _doubt(ahead: Forecast) -> str:
    past = ahead.back_test
    note = words.say(
        "coverage.forecast_note",
        model=words.say(f"forecast.model_{ahead.model}"),
        days=words.number(past.horizon_days),
        origins=words.number(len(past.table)),
        error=words.percent(past.error_share),
        naive=words.percent(past.naive_error_share),
    )
    if not ahead.has_band:
        return note
    held = words.say("coverage.forecast_held", held=words.percent(past.held_share, 0))
    return f"{note} {held}"
