"""Does the pace reach 31/8? The daily curve, its forecast, what is needed, and the campaign."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import clock, data, figures, words
from dashboard.data.database import Scope
from dashboard.drawing import charts
from dashboard.figures.adoption import Adoption
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.indicators.forecast import (
    Forecast,
    ForecastRefusedError,
    cumulative,
    forecast,
)
from dashboard.indicators.targets import INSTALL_DEADLINE
from dashboard.panels.shared import definitions, failures, filters, frame, tiles

LAST_DAY = INSTALL_DEADLINE - timedelta(days=1)
"""The letter says before 31/8: the 30th is the last day that counts."""

_COLUMN = {"owners": "install_count", "officials": "official_count"}
"""Target -> its column in `daily_installs`."""


@failures.part
def show(adoption: Adoption) -> None:
    """Draw the road of one target to its day.

    Officials are drawn for the whole province alone: in a district, installs are counted where
    people live and head counts where they work.
    """
    st.header(words.say("adoption.road"), anchor=False)
    here, target = adoption.here, "owners"
    if here.is_whole_province:
        target = filters.one_of(
            "target", tuple(_COLUMN), label=words.say("adoption.target"), prefix="adoption.road"
        )
    whole = (adoption.owner_count if target == "owners" else adoption.head_count) or None
    _draw(here, target, whole)


def ahead_of(
    scope: Scope, data_time: datetime, district_id: str | None, column: str, whole: float | None
) -> Forecast:
    """Forecast a column of `daily_installs` to `LAST_DAY`: from whole days, never below today."""
    days = data.adoption.daily_installs(scope, data_time, district_id)
    today = clock.local_day(data_time)
    whole_days = cumulative(days["on_date"], days[column], today - timedelta(days=1))
    return forecast(whole_days, LAST_DAY, at_least=float(days[column].sum()), at_most=whole)


_kept_ahead = data.kept.kept("1h")(ahead_of)


@once
def _draw(here: Viewpoint, target: str, whole: float | None) -> None:
    days = data.adoption.daily_installs(here.scope, here.data_time, here.district_id)
    totals = cumulative(days["on_date"], days[_COLUMN[target]], here.data_day)
    if totals.empty:
        frame.empty(words.say("adoption.no_installs"), words.say("adoption.no_installs_hint"))
        return
    ahead = _ahead_or_reason(here, target, whole)
    campaign = data.adoption.daily_campaign(here.scope, here.data_time, here.district_id)
    _draw_road(figures.guarded.thinned(here.viewer, totals), ahead, campaign, whole=whole)
    if ahead is not None:
        _say(ahead, whole)


def _ahead_or_reason(here: Viewpoint, target: str, whole: float | None) -> Forecast | None:
    """Return the forecast, or say why there is none."""
    try:
        column = _COLUMN[target]
        return _kept_ahead(here.scope, here.data_time, here.district_id, column, whole)
    except ForecastRefusedError as refused:
        reason = words.say(f"adoption.refused_{refused.reason}")
        st.info(words.say("adoption.no_forecast", reason=reason), icon=":material/info:")
        return None


def _draw_road(
    totals: pd.Series, ahead: Forecast | None, campaign: pd.DataFrame, *, whole: float | None
) -> None:
    recent = totals.tail(charts.base.RECENT_DAYS)
    first = pd.Timestamp(recent.index[0])
    figure = charts.adoption.road(
        pd.DataFrame({"on_date": recent.index, "total_count": recent.to_numpy()}),
        None if ahead is None else ahead.table,
        campaign[campaign["on_date"] >= first],
        target_count=whole,
        deadline=INSTALL_DEADLINE,
    )
    charts.base.show(figure, key="adoption_road", alt=words.say("adoption.road"))


def _say(ahead: Forecast, whole: float | None) -> None:
    """Say where the curve will stand, in people and of the whole, and how far to trust that."""
    end = ahead.end
    shown = definitions.dated(
        [
            tiles.Tile(
                heading=words.say("adoption.forecast_at", day=words.day(LAST_DAY, short=True)),
                value=words.percent(targets.share(end["central"], whole)),
                lines=(
                    words.say("adoption.people", count=words.number(end["central"])),
                    _band_line(ahead, whole),
                ),
                define="adoption.forecast",
            ),
            _trust(ahead),
        ]
    )
    tiles.show(shown, wide=True)
    st.caption(words.say("adoption.forecast_how", model=words.say(f"forecast.model_{ahead.model}")))
    definitions.show(shown, key="adoption_forecast")


def _band_line(ahead: Forecast, whole: float | None) -> str:
    """Say the interval in people and of the whole, or that none is given."""
    if not ahead.has_band:
        return words.say("forecast.no_band")
    low, high = ahead.end["low_80"], ahead.end["high_80"]
    return words.say(
        "adoption.forecast_interval",
        low=words.number(low),
        high=words.number(high),
        low_share=words.percent(targets.share(low, whole)),
        high_share=words.percent(targets.share(high, whole)),
    )


def _trust(ahead: Forecast) -> tiles.Tile:
    label, back = words.say("adoption.back_test"), ahead.back_test
    if back.table.empty:
        return tiles.Tile(heading=label, value=words.UNKNOWN, define="adoption.back_test")
    how = words.say(
        "adoption.back_test_how",
        times=words.number(len(back.table)),
        days=words.number(back.horizon_days),
    )
    lines = [
        how,
        words.say("adoption.back_test_naive", error=words.percent(back.naive_error_share, 2)),
    ]
    if ahead.has_band:
        lines.append(
            words.say(
                "adoption.back_test_held",
                held=words.percent(back.held_share, 0),
                times=words.number(back.banded_count),
            )
        )
    return tiles.Tile(
        heading=label,
        value=words.percent(back.error_share, 2),
        lines=lines,
        define="adoption.back_test",
    )
