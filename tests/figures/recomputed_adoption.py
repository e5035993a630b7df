"""Installs of the app, recomputed."""

from datetime import date, timedelta
from math import ceil

import numpy as np
import pandas as pd

from dashboard.indicators.forecast import cumulative, forecast
from tests.figures.recomputed import (
    LAST_DAY_TO_INSTALL,
    NO_FIGURES,
    VIETNAM,
    World,
    change,
    column,
    compared_day,
    compared_days,
    n,
    pct,
    per_day,
    share,
    shares,
    side_by_side,
    tile,
    tips,
)

NO_FIGURES.update(
    dict.fromkeys(
        ("adoption.status", "adoption.remark"),
        "words about adoption.pace_recent, pace_needed and owners, which are recomputed",
    )
)


def installs(world: World) -> pd.DataFrame:
    return world.events("app_installs", "installed_at")


def staff(world: World) -> pd.DataFrame:
    """One row per agency with somebody in the register: head count, and installs of its people."""
    agencies = world.ask("select * from operational.agencies").set_index("agency_id")
    people = world.people[world.people["agency_id"].notna()]
    rows = installs(world).assign(agency_id=lambda r: r["person_id"].map(people["agency_id"]))
    counts = pd.DataFrame(
        {
            "installed": rows.groupby("agency_id").size(),
            "day": rows[rows["days_ago"] < 1].groupby("agency_id").size(),
            "week": rows[rows["days_ago"] < 7].groupby("agency_id").size(),
        }
    )
    joined = agencies.join(counts).fillna({"installed": 0, "day": 0, "week": 0})
    ids = world.district_ids
    return joined if ids is None else joined[joined["district_id"].isin(ids)]


def _headline(world: World, whole: float, installed: float, day: float, week: float) -> list[str]:
    missing = max(whole - installed, 0)
    recent = n(week / 7)
    pace = [n(missing), n(per_day(missing, world.days_left)), recent] if missing else [recent]
    return [pct(share(installed, whole)), *pace, change(day), change(week)]


@tile("adoption.owners")
def owners_tile(world):
    rows = installs(world)
    known = world.communes["smartphone_owner_count"].notna()
    rows = rows[rows["commune_id"].isin(world.communes.index[known])]
    whole = world.communes["smartphone_owner_count"].sum()
    ago = rows["days_ago"]
    return _headline(world, whole, len(rows), (ago < 1).sum(), (ago < 7).sum())


@tile("overview.ahead")
def ahead_line(world):
    """Return where a straight line leads on the last day, and whose most of the gap is."""
    level = "district_id" if world.district_ids is None else "commune_id"
    communes = world.communes[world.communes["smartphone_owner_count"].notna()]
    rows = installs(world)
    rows = rows[rows["commune_id"].isin(communes.index)]
    unit = communes["district_id"] if level == "district_id" else communes.index.to_series()
    of = rows["commune_id"].map(unit)
    whole = communes["smartphone_owner_count"].groupby(unit).sum()
    count = of.value_counts().reindex(whole.index, fill_value=0)
    week = of[rows["days_ago"] < 7].value_counts().reindex(whole.index, fill_value=0)
    then = count + week / 7 * world.days_left
    gaps = (whole - then).clip(lower=0).map(lambda gap: ceil(round(gap, 6)))
    short = ceil(round(max(whole.sum() - then.sum(), 0), 6))
    if not short:
        return ["7", "30", "08", "100%"]
    said = ["7", "30", "08", pct(share(min(then.sum(), whole.sum()), whole.sum())), n(short)]
    most = gaps[gaps > 0].nlargest(3)
    if len(most) < 3 or len(gaps) == 3:
        return said
    named = [*said, pct(share(most.sum(), gaps.sum()), 0)]
    # Of one district's communes, who sees no people is not told whose a small count is.
    is_leader = level == "commune_id" and world.own_district_ids is None
    return [" ".join(said), " ".join(named)] if is_leader else named


@tile("adoption.officials")
def officials_tile(world):
    rows = staff(world)
    known = world.ask("select distinct agency_id from operational.people where agency_id > 0")
    rows = rows[rows.index.isin(known["agency_id"])]
    return _headline(
        world, *(rows[name].sum() for name in ("head_count", "installed", "day", "week"))
    )


@tile("adoption.active")
def active_tile(world):
    rows = installs(world)
    active = (
        pd.Timestamp(world.now) - pd.to_datetime(rows["last_active_at"], utc=True)
    ).dt.days < 7
    return [pct(share(active.sum(), len(rows))), n(active.sum())]


@tile("adoption.doubtful")
def doubtful_tile(world):
    per = installed(world, "commune_id")
    return [n((per > world.communes["smartphone_owner_count"]).sum())]


@column("adoption.installed")
def installed(world, level):
    return world.per(level, installs(world))


@column("adoption.active_count")
def active_count(world, level):
    rows = installs(world)
    active = (
        pd.Timestamp(world.now) - pd.to_datetime(rows["last_active_at"], utc=True)
    ).dt.days < 7
    return world.per(level, rows[active])


@column("adoption.smartphone_owners")
def smartphone_owners(world, level):
    return world.per_commune(level, "smartphone_owner_count")


@column("adoption.owners")
def owners(world, level):
    return shares(installed(world, level), smartphone_owners(world, level))


@column("adoption.installed_staff")
def installed_staff(world, level):
    return _by_agency(world, level)["installed"]


@column("adoption.head_count")
def head_count(world, level):
    return _by_agency(world, level)["head_count"]


@column("adoption.officials")
def officials(world, level):
    rows = _by_agency(world, level)
    return shares(rows["installed"], rows["head_count"])


def _by_agency(world: World, level: str) -> pd.DataFrame:
    rows = staff(world)
    if level == "agency_id":
        known = world.ask("select distinct agency_id from operational.people where agency_id > 0")
        counts = ["installed", "day", "week"]
        rows.loc[~rows.index.isin(known["agency_id"]), counts] = np.nan
        return rows
    kinds = {
        "department": "Sở, ban, ngành",
        "union": "Đoàn thể",
        "district": "Cấp huyện",
        "commune": "Cấp xã",
    }
    sums = rows.groupby("agency_kind")[["head_count", "installed", "day", "week"]].sum()
    return sums.rename(index=kinds)


def _whole_installed_week(world: World, level: str) -> tuple[pd.Series, pd.Series, pd.Series]:
    if level in {"agency_id", "kind_name"}:
        rows = _by_agency(world, level)
        return rows["head_count"], rows["installed"], rows["week"]
    rows = installs(world)
    return (
        smartphone_owners(world, level),
        world.per(level, rows),
        world.per(level, rows[rows["days_ago"] < 7]),
    )


@column("adoption.missing")
def missing(world, level):
    whole, done, _ = _whole_installed_week(world, level)
    return (whole - done).clip(lower=0)


@column("adoption.week_change")
def week_change(world, level):
    return _whole_installed_week(world, level)[2]


@column("adoption.pace_recent")
def pace_recent(world, level):
    return week_change(world, level) / 7


@column("adoption.pace_needed")
def pace_needed(world, level):
    return np.ceil(missing(world, level) / world.days_left)


def _use(world: World, table: str, at: str) -> pd.DataFrame:
    rows = world.events(table, at)
    return rows[(rows["days_ago"] < 7) & (rows["channel"] == "app")]


@column("adoption.use_declaration")
def use_declaration(world, level):
    return world.per(level, _use(world, "health_declarations", "declared_at"))


@column("adoption.use_test")
def use_test(world, level):
    return world.per(level, _use(world, "provincial_samples", "taken_at"))


@column("adoption.use_vaccination")
def use_vaccination(world, level):
    return world.per(level, _use(world, "vaccination_registrations", "registered_at"))


@column("adoption.use_scan")
def use_scan(world, level):
    rows = world.ask(
        "select commune_id, count(*) as scans from operational.check_ins"
        " join operational.places using (place_id)"
        " where (scanned_at at time zone 'Asia/Ho_Chi_Minh')::date > %(today)s - 7"
        " and (scanned_at at time zone 'Asia/Ho_Chi_Minh')::date <= %(today)s"
        " and withdrawn_at is null group by commune_id"
    ).set_index("commune_id")["scans"]
    per = rows.reindex(world.communes.index, fill_value=0)
    return per if level == "commune_id" else per.groupby(world.communes["district_id"]).sum()


@tile("adoption.gap")
def gap_bars(world):
    """Return what each bar may say: the communes that miss most, and their part of the gap.

    The gap is that of the communes whose number the viewer may see, as the register says.
    """
    rows = missing(world, "commune_id")
    rows = rows if world.ranked is None else rows[rows.index.isin(world.ranked)]
    worst = rows.nlargest(10)
    return [f"{n(count)} {pct(share(count, rows.sum()))}" for count in worst]


@tips("app_adoption")
def map_tips(world, level):
    counts = (installed, smartphone_owners, missing)
    return side_by_side(
        owners(world, level).map(pct), *(work(world, level).map(n) for work in counts)
    )


def _ahead(world: World):
    """Forecast the curve as the tables give it; the model is the product's, the curve is not."""
    return world.once(("ahead", world.district_ids), lambda: _forecast(world))


def _forecast(world: World):
    days = _days(installs(world)["installed_at"])
    counts = days.value_counts().sort_index()
    past = cumulative(counts.index.to_series(), counts, world.today - timedelta(days=1))
    owners = world.communes["smartphone_owner_count"].sum()
    return forecast(past, LAST_DAY_TO_INSTALL, at_least=len(days), at_most=owners), owners


def _days(moments: pd.Series) -> pd.Series:
    return pd.to_datetime(moments, utc=True).dt.tz_convert(VIETNAM).dt.date


@tile("adoption.forecast")
def forecast_tile(world):
    ahead, owners = _ahead(world)
    end = ahead.table.iloc[-1]
    said = [pct(share(end["central"], owners)), n(end["central"])]
    if ahead.has_band:
        band = (end["low_80"], end["high_80"])
        said += ["80%", *map(n, band), *(pct(share(value, owners)) for value in band)]
    return said


@tile("adoption.back_test")
def back_test_tile(world):
    ahead, _ = _ahead(world)
    back = ahead.back_test
    said = [pct(back.error_share, 2), n(len(back.table)), n(back.horizon_days)]
    said.append(pct(back.naive_error_share, 2))
    return [*said, pct(back.held_share, 0), n(back.banded_count)] if ahead.has_band else said


def installed_by(world: World, level: str, day: date) -> pd.Series:
    rows = installs(world)
    return world.per(level, rows[_days(rows["installed_at"]) <= day])


@column("compare.adoption")
def compared(world, level):
    day = compared_day(world)
    return shares(installed_by(world, level, day), smartphone_owners(world, level))


@column("compare.adoption_count")
def compared_count(world, level):
    first, last = compared_days(world)
    return installed_by(world, level, last) - installed_by(world, level, first)
