"""Samples, results and what waits, recomputed from the operational table row by row."""

from datetime import timedelta

import pandas as pd

from tests.figures.recomputed import (
    COLUMNS,
    NO_FIGURES,
    VIETNAM,
    World,
    column,
    n,
    pct,
    share,
    side_by_side,
    tile,
    tips,
)

DAYS = 14
LOST = timedelta(days=14)
HOUR = timedelta(hours=1)
AGES = {"day1": (0, 24), "late": (24, 336), "day2": (24, 48), "day3": (48, 72), "days14": (72, 336)}


def _samples(world: World) -> pd.DataFrame:
    """Return the samples of the people looked at, and the hours that each took."""
    return world.once(("samples", world.district_ids), lambda: _timed(world))


def _timed(world: World) -> pd.DataFrame:
    rows = world.events("provincial_samples", "taken_at")
    at = {name: pd.to_datetime(rows[f"{name}_at"], utc=True) for name in ("taken", "resulted")}
    told = pd.to_datetime(rows["returned_at"], utc=True)
    now = pd.Timestamp(world.now)
    known = at["resulted"].where(at["resulted"] <= now)
    return rows.assign(
        taken=at["taken"],
        resulted=known,
        hours=(known - at["taken"]) / HOUR,
        told_hours=(told.where(told <= now) - known) / HOUR,
        waited=(now - at["taken"]) / HOUR,
    )


def _days(moments: pd.Series) -> pd.Series:
    return moments.dt.tz_convert(VIETNAM).dt.date


def _of_days(world: World, moment: str) -> pd.DataFrame:
    key = ("samples", moment, world.district_ids)
    return world.once(key, lambda: _recent(world, moment))


def _recent(world: World, moment: str) -> pd.DataFrame:
    known = _samples(world).dropna(subset=[moment])
    days = _days(known[moment])
    is_recent = [0 <= (world.today - day).days < DAYS for day in days]
    return known[is_recent].assign(day=[f"{day:%Y-%m-%d}" for day in days[is_recent]])


def _group(world: World, level: str) -> str:
    if level in {"commune_id", "district_id"}:
        return level
    view = world.address.get("view", "")
    return {"days": "day", "told": "channel"}.get(view) or world.address["by"]


def _taken(world: World) -> pd.DataFrame:
    return _of_days(world, "taken")


def _results(world: World) -> pd.DataFrame:
    return _of_days(world, "resulted")


def _due(results: pd.DataFrame, world: World) -> pd.DataFrame:
    return results[results["resulted"] <= pd.Timestamp(world.now) - timedelta(hours=24)]


def _in_time(hours: pd.Series) -> pd.Series:
    return (hours >= 0) & (hours <= 24)


def _per(world: World, level: str, rows: pd.DataFrame) -> pd.Series:
    counts = rows.groupby(_group(world, level)).size()
    return counts.reindex(world.units(level), fill_value=0) if level.endswith("_id") else counts


def _hours(rows: pd.DataFrame, name: str, quantile: float, by: str) -> pd.Series:
    known = rows[rows[name] >= 0]
    return known.groupby(by)[name].quantile(quantile)


@column("samples.taken_count")
def taken(world, level):
    return _per(world, level, _taken(world))


@column("samples.result_count")
def results(world, level):
    return _per(world, level, _results(world))


@column("samples.positive_count")
def positive(world, level):
    rows = _results(world)
    return _per(world, level, rows[rows["result"] == "positive"]).reindex(
        results(world, level).index, fill_value=0
    )


@column("samples.positive_share")
def positivity(world, level):
    return positive(world, level) / results(world, level).where(lambda whole: whole > 0)


@column("samples.within_share")
def within(world, level):
    rows = _results(world)
    fast = _per(world, level, rows[_in_time(rows["hours"])])
    whole = results(world, level)
    return fast.reindex(whole.index, fill_value=0) / whole.where(whole > 0)


@column("samples.told_within_share")
def told_within(world, level):
    rows = _due(_results(world), world)
    fast = _per(world, level, rows[_in_time(rows["told_hours"])])
    whole = _per(world, level, rows)
    shares = fast.reindex(whole.index, fill_value=0) / whole.where(whole > 0)
    return shares.reindex(results(world, level).index)


def _column_of_hours(key: str, name: str, quantile: float) -> None:
    @column(key)
    def hours(world, level):
        found = _hours(_results(world), name, quantile, _group(world, level))
        return found.reindex(results(world, level).index)


_column_of_hours("samples.median_hours", "hours", 0.5)
_column_of_hours("samples.p90_hours", "hours", 0.9)
_column_of_hours("samples.told_median_hours", "told_hours", 0.5)
_column_of_hours("samples.told_p90_hours", "told_hours", 0.9)


def _waiting(world: World, least: float, most: float) -> pd.DataFrame:
    rows = _samples(world)
    waits = rows[rows["resulted"].isna()]
    return waits[(waits["waited"] >= least) & (waits["waited"] < most)]


def _column_of_waiting(age: str, least: float, most: float) -> None:
    column(f"samples.{age}_count")(
        lambda world, level: _per(world, level, _waiting(world, least, most))
    )


for _age, _ends in (AGES | {"lost": (336, float("inf"))}).items():
    _column_of_waiting(_age, *_ends)


@tile("samples.taken_count")
def taken_tile(world):
    return [n(len(_taken(world))), n(len(_results(world)))]


@tile("samples.median_hours")
def speed_tile(world):
    rows = _results(world)
    known = rows.loc[rows["hours"] >= 0, "hours"]
    fast = share(_in_time(rows["hours"]).sum(), len(rows))
    return [n(known.quantile(0.5), 1), n(known.quantile(0.9), 1), pct(fast)]


@tile("samples.told_median_hours")
def told_tile(world):
    rows = _results(world)
    known = rows.loc[rows["told_hours"] >= 0, "told_hours"]
    due = _due(rows, world)
    fast = share(_in_time(due["told_hours"]).sum(), len(due))
    return [n(known.quantile(0.5), 1), n(known.quantile(0.9), 1), pct(fast)]


@tile("samples.positive_share")
def positive_tile(world):
    rows = _results(world)
    count = (rows["result"] == "positive").sum()
    return [pct(share(count, len(rows)), 2), n(count), n(len(rows))]


@tile("samples.late_count")
def waiting_tile(world):
    ends = (AGES["late"], AGES["day1"], (336, float("inf")))
    return [n(len(_waiting(world, *each))) for each in ends]


NO_FIGURES["samples.group"] = "names of laboratories, methods, reasons, days and ways of telling"


@tips("test_results")
def map_tips(world, level):
    percents = (within, told_within, positivity)
    said = side_by_side(
        results(world, level).map(n),
        COLUMNS["samples.median_hours"](world, level).map(lambda hours: n(hours, 1)),
        *(one(world, level).map(pct) for one in percents),
    )
    return said.map(lambda tokens: [one for one in tokens if one != "—"])
