"""Places with a QR code: which are in use, since when the others are silent, how many scan."""

from typing import Final

import pandas as pd

from dashboard import clock, data, words
from dashboard.figures import units
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint

MEASURES: Final = ("week", "today", "scanned")
"""What the map may show."""

COUNTS: Final = (
    *("registered_count", "today_count", "week_count", "silent_count"),
    *("week_scan_count", "visitor_count", "scanned_count"),
)
"""Of places, of scans, and of visitors whom nobody knows: nothing here is withheld."""

FEWEST_VISITORS: Final = 30
"""Of fewer visitors counted by hand, no share is shown: it would be chance."""


@of_all
def communes(here: Viewpoint) -> pd.DataFrame:
    """Return one row per commune of all districts, also without any place."""
    sums = _rows(here).groupby("commune_id")[[*COUNTS]].sum().reset_index()
    every = units.own_communes(here.viewer).merge(sums, on="commune_id", how="left")
    return _with_shares(every.fillna(dict.fromkeys(COUNTS, 0)))


@once
def districts(here: Viewpoint) -> pd.DataFrame:
    """Return one row per district looked at."""
    names = here.own_districts()
    sums = here.of_district(communes(here)).groupby("district_id")[[*COUNTS]].sum().reset_index()
    return _with_shares(sums.assign(unit_name=sums["district_id"].map(names)))


@once
def kinds(here: Viewpoint) -> pd.DataFrame:
    """Return one row per kind of place in what is looked at."""
    rows = here.of_district(_rows(here)).rename(columns={"place_kind": "group_name"})
    sums = rows.groupby("group_name")[[*COUNTS]].sum().reset_index()
    return _with_shares(sums.assign(unit_name=[kind_name(kind) for kind in sums["group_name"]]))


@once
def total(here: Viewpoint) -> pd.Series:
    """Return the sums of what is looked at, with their shares."""
    sums = here.of_district(communes(here))[[*COUNTS]].sum()
    return _with_shares(sums.to_frame().T).iloc[0]


@once
def silent(here: Viewpoint) -> pd.DataFrame:
    """Return one row per place that nobody scanned at for a week, the longest silent first."""
    rows = data.platforms.silent_venues(here.scope, here.data_time, here.district_id)
    named = rows.merge(units.own_communes(here.viewer).drop(columns="district_id"), on="commune_id")
    return named.assign(
        kind_label=[kind_name(kind) for kind in named["place_kind"]],
        since=_days(named["last_date"]),
        registered=_days(named["registered_at"].dt.tz_convert(clock.TIME_ZONE)),
    )


def kind_name(kind: str) -> str:
    """Return what a kind of place is called."""
    name = words.say(f"tracing.kind_{kind}")
    return name[:1].upper() + name[1:]


def _days(moments: pd.Series) -> pd.Series:
    written = [None if pd.isna(moment) else words.day(moment.date()) for moment in moments]
    return pd.Series(written, moments.index, dtype="object")


def _rows(here: Viewpoint) -> pd.DataFrame:
    rows = data.platforms.venue_groups(here.scope, here.data_time)
    rows = rows.assign(silent_count=rows["registered_count"] - rows["week_count"])
    return rows.astype(dict.fromkeys(COUNTS, "float64"))


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their shares; who met is seen where both scanned."""
    registered = rows["registered_count"].where(rows["registered_count"] > 0)
    visitors = rows["visitor_count"].where(rows["visitor_count"] >= FEWEST_VISITORS)
    scanned = rows["scanned_count"] / visitors
    return rows.assign(
        today_share=rows["today_count"] / registered,
        week_share=rows["week_count"] / registered,
        scanned_share=scanned,
        both_share=scanned**2,
    )


@once
def names(here: Viewpoint) -> dict[str, str]:
    """Return the places of the communes looked at: id -> name and commune."""
    communes_here = here.of_district(units.own_communes(here.viewer))
    rows = data.tracing.places(here.load).merge(communes_here, on="commune_id")
    labels = rows["place_name"].astype("str") + " · " + rows["unit_name"].astype("str")
    return dict(zip(rows["place_id"].astype("str"), labels, strict=True))


@once
def codes(here: Viewpoint, place_id: int) -> pd.DataFrame:
    """Return one row per code of a place's site, the place itself first."""
    rows = data.platforms.venue(here.scope, here.data_time, place_id)
    return rows.assign(
        since=_days(rows["last_date"]),
        registered=_days(rows["registered_at"].dt.tz_convert(clock.TIME_ZONE)),
    )


@once
def crowd(here: Viewpoint, place_id: int) -> pd.DataFrame:
    """Return one row per hour of an average day: people at a place, for who may trace."""
    rows = data.platforms.venue_hours(here.scope, here.data_time, place_id)
    counts = rows.set_index("scan_hour")["person_count"].reindex(range(24), fill_value=0)
    hours = [f"{hour:02d}:00" for hour in range(24)]
    return pd.DataFrame(
        {"group_name": hours, "unit_name": hours, "hour_people": counts.to_numpy("float64") / 7}
    )


def visits(here: Viewpoint, place_id: int) -> pd.DataFrame:
    """Return one row per case and day at a place, for who may trace: nothing of it is kept."""
    return data.platforms.venue_cases(here.scope, here.data_time, place_id)
