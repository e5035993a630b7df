"""The portal's and the app's services, and the campaign: what is visited, who is reached."""

from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import units
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint

SERVICES: Final = (
    *("news", "declaration", "test_booking", "test_result"),
    *("vaccination_registration", "certificate"),
)
CHANNELS: Final = ("app", "portal")
WAYS: Final = ("press", "television", "district_radio", "commune_loudspeaker", "social_network")
_WEEK_DAYS: Final = 7


@once
def services(here: Viewpoint) -> pd.DataFrame:
    """Return one row per service: visits of 7 whole days by channel, and of the 7 before."""
    rows = _visits(here)
    week = rows[rows["days_ago"] <= _WEEK_DAYS]
    before = rows[(rows["days_ago"] > _WEEK_DAYS) & (rows["days_ago"] <= 2 * _WEEK_DAYS)]
    table = pd.DataFrame(
        {
            **{
                f"{channel}_visits": _sums(week[week["channel"] == channel]) for channel in CHANNELS
            },
            "week_visits": _sums(week),
            "before_visits": _sums(before),
        }
    )
    named = table.rename_axis("group_name").reset_index()
    names = words.names("outreach.service_", SERVICES)
    return named.assign(unit_name=[names[service] for service in SERVICES])


@once
def days(here: Viewpoint) -> pd.DataFrame:
    """Return one row per day with visits of the last 28: by app and by portal."""
    rows = _visits(here)
    table = rows.groupby(["visit_date", "channel"])["visit_count"].sum().reset_index()
    each = {
        f"{channel}_visits": table[table["channel"] == channel].set_index("visit_date")[
            "visit_count"
        ]
        for channel in CHANNELS
    }
    return pd.DataFrame(each).rename_axis("on_date").reset_index()


@once
def ways(here: Viewpoint) -> pd.DataFrame:
    """Return one row per way of the campaign: broadcasts of 7 whole days, and of the 7 before.

    The whole province's own count wherever one looks: they reach every district.
    """
    rows = data.platforms.campaign_kinds(here.scope, here.data_time)
    if here.district_id is not None:
        is_own = rows["district_id"].isna() | (rows["district_id"] == here.district_id)
        rows = rows[is_own]
    sums = rows.groupby("activity_kind")[["week_count", "before_count"]].sum()
    table = sums.reindex(WAYS, fill_value=0).astype("float64").rename_axis("group_name")
    named = table.rename(columns={"week_count": "way_week", "before_count": "way_before"})
    names = list(words.names("outreach.way_", WAYS).values())
    return named.reset_index().assign(unit_name=names)


@of_all
def communes(here: Viewpoint) -> pd.DataFrame:
    """Return one row per commune of all districts: broadcasts of 7 whole days, by who sends."""
    rows = data.platforms.campaign_reach(here.scope, here.data_time).drop(columns="district_id")
    return units.own_communes(here.viewer).merge(rows, on="commune_id")


def _sums(rows: pd.DataFrame) -> pd.Series:
    sums = rows.groupby("service")["visit_count"].sum().astype("float64")
    return sums.reindex(SERVICES, fill_value=0.0)


def _visits(here: Viewpoint) -> pd.DataFrame:
    rows = data.platforms.service_visits(here.scope, here.data_time)
    ago = (pd.Timestamp(here.data_day) - rows["visit_date"]).dt.days
    return rows.assign(days_ago=ago)
