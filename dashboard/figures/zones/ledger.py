"""Zones as the ledger holds them now, and which of them end soon."""

from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from dashboard import clock, data
from dashboard.figures import guarded
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.disclosure import Plan
from dashboard.indicators.zone_status import CONFINING

SOON: Final = timedelta(days=7)
"""A zone that ends so soon needs a decision: to extend it or to release it."""

PLAN: Final = Plan(counts=("resident_count",), totals=())
"""What is printed of single zones: one of one or two people is a household."""


def zones(here: Viewpoint) -> pd.DataFrame:
    """Return the zones of the district looked at, or of all that the viewer answers for."""
    return here.of_district(data.zones.zones(here.scope))


def seen(here: Viewpoint, rows: pd.DataFrame) -> pd.DataFrame:
    """Return zones as the viewer may see them, each by itself."""
    return guarded.guard(here.viewer, rows, PLAN).shown()


def ending_seen(here: Viewpoint, rows: pd.DataFrame) -> pd.DataFrame:
    """Return `ending` as the viewer may see it."""
    return seen(here, ending(rows, here.data_time))


def ending(rows: pd.DataFrame, data_time: datetime) -> pd.DataFrame:
    """Return the zones that confine people and end within a week, or should have ended."""
    confining = rows[rows["status"].isin(CONFINING)]
    soon = confining[confining["planned_end_at"] <= data_time + SOON]
    left = _days_left(soon["planned_end_at"], data_time)
    return soon.assign(days_left=left).sort_values("planned_end_at")


def _days_left(ends: pd.Series, data_time: datetime) -> pd.Series:
    """Return whole days until each planned end, as Vietnamese days; below 0 once it is over."""
    local = pd.to_datetime(ends, utc=True).dt.tz_convert(clock.TIME_ZONE).dt.normalize()
    today = pd.Timestamp(data_time).tz_convert(clock.TIME_ZONE).normalize()
    return ((local - today).dt.days).astype("Int64")
