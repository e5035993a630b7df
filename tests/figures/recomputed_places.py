"""QR places in use, silent, and how many visitors scan, recomputed place by place."""

from datetime import timedelta

import numpy as np
import pandas as pd

from tests.figures.recomputed import (
    NO_FIGURES,
    World,
    column,
    n,
    pct,
    share,
    shares,
    side_by_side,
    tile,
    tips,
)

NO_FIGURES |= dict.fromkeys(
    ("qr_places.place", "qr_places.kind", "qr_places.registered_on", "qr_places.last_scan"),
    "names of places, their kinds, and days",
)
_DAY = "(c.scanned_at at time zone 'Asia/Ho_Chi_Minh')::date"


def _scans(world: World) -> pd.DataFrame:
    """Return how many scans each place has on each Vietnamese day."""
    return world.ask(
        f"select place_id, {_DAY} as day, count(*) as scans from operational.check_ins c"  # noqa: S608
        " where withdrawn_at is null group by place_id, day"
    )


def _registered(world: World) -> pd.DataFrame:
    return world.once(("places in use", world.district_ids), lambda: _in_use_of(world))


def _in_use_of(world: World) -> pd.DataFrame:
    rows = world.ask(
        "select p.*, c.district_id from operational.places p"
        " join operational.communes c using (commune_id) where registered_at <= %(now)s"
    )
    rows = rows[rows["commune_id"].isin(world.communes.index)]
    scans = _scans(world)
    ago = pd.Series([(world.today - day).days for day in scans["day"]], scans.index, dtype="int64")
    of_today, of_week = (
        scans[(ago >= 0) & (ago < days)].groupby("place_id")["scans"].sum() for days in (1, 7)
    )
    last = scans[(ago >= 0) & (ago < 28)].groupby("place_id")["day"].max()
    return rows.assign(
        today=rows["place_id"].isin(of_today.index),
        week=rows["place_id"].isin(of_week.index),
        scans=rows["place_id"].map(of_week).fillna(0),
        last=rows["place_id"].map(last),
    )


def _audits(world: World) -> pd.DataFrame:
    rows = world.ask(
        "select a.*, p.place_kind, p.commune_id, c.district_id from operational.scan_audits a"
        " join operational.places p using (place_id)"
        " join operational.communes c using (commune_id)"
        " where audited_at <= %(now)s and audited_at > %(now)s - interval '28 days'"
    )
    registered = _registered(world)[["commune_id", "place_kind"]].drop_duplicates()
    return rows.merge(registered, on=["commune_id", "place_kind"])


def _per(world: World, level: str, rows: pd.DataFrame, what: str | None = None) -> pd.Series:
    key = level if level.endswith("_id") else "place_kind"
    grouped = rows.groupby(key)
    counts = grouped.size() if what is None else grouped[what].sum()
    units = world.units(level) if level.endswith("_id") else _kinds(world)
    return counts.reindex(units, fill_value=0)


def _kinds(world: World) -> pd.Index:
    return pd.Index(sorted(_registered(world)["place_kind"].unique()))


@column("qr_places.registered_count")
def registered(world, level):
    return _per(world, level, _registered(world))


@column("qr_places.today_count")
def today(world, level):
    return _per(world, level, _registered(world), "today")


@column("qr_places.week_count")
def week(world, level):
    return _per(world, level, _registered(world), "week")


@column("qr_places.silent_count")
def silent(world, level):
    return registered(world, level) - week(world, level)


@column("qr_places.week_scan_count")
def scans(world, level):
    if level == "place_id":
        rows = _scans(world)
        ago = pd.Series([(world.today - day).days for day in rows["day"]], rows.index)
        of_week = rows[(ago >= 0) & (ago < 7)].groupby("place_id")["scans"].sum()
        every = world.ask("select place_id from operational.places")["place_id"]
        return of_week.reindex(every, fill_value=0)
    return _per(world, level, _registered(world), "scans")


@column("qr_places.visitor_count")
def visitors(world, level):
    return _per(world, level, _audits(world), "visitor_count")


@column("qr_places.today_share")
def today_share(world, level):
    return shares(today(world, level), registered(world, level))


@column("qr_places.week_share")
def week_share(world, level):
    return shares(week(world, level), registered(world, level))


@column("qr_places.scanned_share")
def scanned(world, level):
    counted = visitors(world, level)
    return _per(world, level, _audits(world), "scanned_count") / counted.where(counted >= 30)


@column("qr_places.both_share")
def both(world, level):
    return scanned(world, level) ** 2


@column("qr_places.silent_days")
def silent_days(world, _):
    rows = _registered(world)
    rows = rows[~rows["week"]]
    days = [np.nan if pd.isna(day) else (world.today - day).days for day in rows["last"]]
    return pd.Series(days, rows["place_id"], dtype="float64")


def _in_use(name: str):
    def said(world: World) -> list[str]:
        rows = _registered(world)
        return [pct(share(rows[name].sum(), len(rows))), n(rows[name].sum()), n(len(rows))]

    return said


tile("qr_places.today_share")(_in_use("today"))
tile("qr_places.week_share")(_in_use("week"))


@tile("qr_places.silent_count")
def silent_tile(world):
    rows = _registered(world)
    return [n((~rows["week"]).sum()), n(len(rows))]


@tile("qr_places.scanned_share")
def scanned_tile(world):
    rows = _audits(world)
    visited, scanning = rows["visitor_count"].sum(), rows["scanned_count"].sum()
    part = share(scanning, visited) if visited >= 30 else float("nan")
    return [pct(part), n(scanning), n(visited), pct(part**2)]


@column("qr_places.day_places")
def day_places(world, _):
    scanned_at = _scans(world)
    rows = _registered(world)
    known = scanned_at[scanned_at["place_id"].isin(rows["place_id"])]
    days = [world.today - timedelta(days=ago) for ago in range(8)]
    return known.groupby("day").size().reindex(days, fill_value=0)


def _visits(world: World) -> pd.DataFrame:
    """Return who scanned at the place asked for on which of its days, up to now."""
    return world.ask(
        "select distinct person_id,"
        " (scanned_at at time zone 'Asia/Ho_Chi_Minh')::date as day,"
        " extract(hour from scanned_at at time zone 'Asia/Ho_Chi_Minh')::int as hour,"
        " scanned_at > %(now)s - interval '21 days' as is_recent"
        " from operational.check_ins where withdrawn_at is null and scanned_at <= %(now)s"
        " and place_id = %(place)s",
        place=int(world.address["qr_place"]),
    )


@column("qr_places.hour_people")
def crowd(world, _):
    rows = _visits(world).drop_duplicates(["person_id", "day", "hour"])
    ago = pd.Series([(world.today - day).days for day in rows["day"]], rows.index)
    rows = rows[(ago >= 1) & (ago <= 7)]
    hours = pd.Series([f"{hour:02d}:00" for hour in rows["hour"]], dtype="object")
    return hours.value_counts() / 7


@tile("qr_places.traced")
def traced_tile(world):
    rows = _visits(world)
    rows = rows[rows["is_recent"]].drop_duplicates(["person_id", "day"])
    cases = world.ask("select person_id, isolated_at from operational.cases")
    both = rows.merge(cases, on="person_id")
    until = pd.to_datetime(both["isolated_at"], utc=True).dt.tz_convert("Asia/Ho_Chi_Minh").dt.date
    free = [pd.isna(end) or day <= end for day, end in zip(both["day"], until, strict=True)]
    there = both[pd.Series(free, both.index, dtype="bool")]
    others = rows[rows["day"].isin(there["day"]) & ~rows["person_id"].isin(there["person_id"])]
    f1 = world.ask(
        "select person_id, (isolated_at at time zone 'Asia/Ho_Chi_Minh')::date as since"
        " from operational.isolations where reason = 'f1' and isolated_at <= %(now)s"
    )
    last = f1.groupby("person_id")["since"].max()
    since = others["person_id"].map(last)
    traced = sum(
        not pd.isna(one) and one >= day for one, day in zip(since, others["day"], strict=True)
    )
    said = [
        pct(share(traced, len(others))),
        n(traced),
        n(len(others)),
        n(there["person_id"].nunique()),
    ]
    return [one for one in said if one != "—"]


@tips("qr_places")
def map_tips(world, level):
    said = side_by_side(
        *(count(world, level).map(n) for count in (registered, today, week)),
        *(part(world, level).map(pct) for part in (week_share, scanned)),
    )
    return said.map(lambda tokens: [one for one in tokens if one != "—"])
