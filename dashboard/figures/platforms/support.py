"""The technology team and its helpers: who works where, what gets done, what next week leaves open.

Staff on duty are no patients, and installs guided or records entered are their work: none of it is
withheld. What stands beside it of the installs themselves is.
"""

from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import adoption, guarded, units
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from dashboard.indicators.forecast import cumulative

KINDS: Final = ("technology_team", "teacher", "union_member", "student")
_DAYS: Final = 28

_DONE: Final = ("guided_count", "test_count", "vaccination_count")
_TEAM: Final = ("worker_count", "worked_count", "shift_count", "hours")
NUMBERS: Final = (
    *(*_TEAM, *_DONE, "entered_count"),
    *("hours_before", "guided_before", "entered_before", "open_days"),
)


@of_all
def communes(here: Viewpoint) -> pd.DataFrame:
    """Return one row per commune of all districts: who belongs and works there, what they did."""
    rows = data.platforms.support_communes(here.scope, here.data_time).drop(columns="district_id")
    rows = rows.assign(entered_count=rows["test_count"] + rows["vaccination_count"])
    numbers = rows.astype(dict.fromkeys(NUMBERS, "float64"))
    return units.own_communes(here.viewer).merge(numbers, on="commune_id")


@once
def beside_installs(here: Viewpoint) -> pd.DataFrame:
    """Return the communes looked at with their share of installs, as the viewer may see those."""
    installs = adoption.load(here.everywhere).owners.shown()
    shown = ("share", "week_change")
    names = [*shown, *(f"{name}{disclosure.SUFFIX}" for name in shown)]
    beside = installs[["commune_id", *(name for name in names if name in installs)]]
    return here.of_district(communes(here)).merge(beside, on="commune_id", how="left")


@once
def kinds(here: Viewpoint) -> pd.DataFrame:
    """Return one row per kind of helper who belongs to what is looked at: their last 7 days."""
    rows = here.of_district(data.platforms.support_kinds(here.scope, here.data_time))
    sums = rows.groupby("worker_kind")[[*_TEAM, *_DONE]].sum().astype("float64")
    table = sums.reindex(pd.Index(KINDS, name="group_name"), fill_value=0.0).reset_index()
    return table.assign(unit_name=[words.say(f"support.kind.{kind}") for kind in KINDS])


@once
def days(here: Viewpoint) -> pd.DataFrame:
    """Return one row per day of the last 28 with a shift in what is looked at, the last first."""
    rows = here.of_district(data.platforms.support_days(here.scope, here.data_time))
    numbers = ["hours", "guided_count", "entered_count"]
    sums = rows.groupby("shift_date")[numbers].sum().astype("float64").reset_index()
    named = sums.rename(columns={"shift_date": "on_date"}).assign(
        group_name=sums["shift_date"],
        unit_name=[words.day(day.date()) for day in sums["shift_date"]],
    )
    return named.sort_values("on_date", ascending=False).reset_index(drop=True)


@once
def installs(here: Viewpoint) -> pd.DataFrame:
    """Return the installs so far at the end of each of these days, as the viewer may see them."""
    rows = data.adoption.daily_installs(here.scope, here.data_time, here.district_id)
    totals = cumulative(rows["on_date"], rows["install_count"], here.data_day)
    seen = guarded.thinned(here.viewer, totals).tail(_DAYS)
    return pd.DataFrame({"on_date": seen.index, "total_count": seen.to_numpy("float64")})
