"""Checkpoints, their equipment, staff and flow, and communes ready on the spot, recomputed."""

from datetime import timedelta

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

ITEMS = ("command", "forces", "means", "logistics")
SHIFTS = ("morning", "afternoon", "night")
NO_FIGURES |= {
    f"checkpoints.{name}": "names, days, hours, and whether an item is ready"
    for name in ("checkpoint", "kind", "checked", "hour", "item")
}


def _open(world: World) -> pd.DataFrame:
    rows = world.ask(
        "select p.*, c.district_id from operational.checkpoints p"
        " join operational.communes c using (commune_id)"
        " where opened_at <= %(now)s and (closed_at is null or closed_at > %(now)s)"
    )
    return rows[rows["commune_id"].isin(world.communes.index)]


def _pieces(world: World) -> pd.DataFrame:
    rows = world.ask("select * from operational.checkpoint_equipment")
    rows = rows.merge(_open(world)[["checkpoint_id", "commune_id"]], on="checkpoint_id")
    useful = rows[["working_count", "required_count"]].min(axis=1)
    return rows.assign(
        lacking_count=rows["required_count"] - useful,
        piece=rows["checkpoint_id"].astype(str) + rows["equipment_kind"],
        group_name=rows["equipment_kind"],
    )


def _key(level: str) -> str:
    return {"row": "piece"}.get(level, level)


def _summed(name: str):
    def summed(world: World, level: str) -> pd.Series:
        sums = _pieces(world).groupby(_key(level))[name].sum().astype("float64")
        return sums.reindex(world.communes.index) if level == "commune_id" else sums

    return summed


for _name in ("required_count", "installed_count", "working_count", "lacking_count"):
    column(f"checkpoints.{_name}")(_summed(_name))


@column("checkpoints.working_share")
def working(world, level):
    required = _summed("required_count")(world, level)
    return shares(required - _summed("lacking_count")(world, level), required)


def _staff(world: World) -> pd.DataFrame:
    rows = world.ask("select * from operational.checkpoint_posts")
    rows = rows[rows["post_date"] == world.today - timedelta(days=1)]
    return rows[rows["checkpoint_id"].isin(_open(world)["checkpoint_id"])]


def _on_duty(shift: str):
    def on_duty(world: World, _: str) -> pd.Series:
        rows = _staff(world)
        known = rows[rows["shift"] == shift].set_index("checkpoint_id")["staff_count"]
        return known.reindex(_open(world)["checkpoint_id"]).astype("float64")

    return on_duty


for _shift in SHIFTS:
    column(f"checkpoints.{_shift}_count")(_on_duty(_shift))


def _scans(world: World) -> pd.DataFrame:
    rows = world.ask(
        "select place_id, (scanned_at at time zone 'Asia/Ho_Chi_Minh') as at"
        " from operational.check_ins where withdrawn_at is null and place_id in"
        " (select place_id from operational.checkpoints)"
    )
    rows = rows.merge(_open(world)[["checkpoint_id", "place_id"]], on="place_id")
    return rows.assign(ago=[(world.today - at.date()).days for at in rows["at"]])


def _scanned_at(days: int):
    def scanned_at(world: World, _: str) -> pd.Series:
        rows = _scans(world)
        rows = rows[(rows["ago"] >= 0) & (rows["ago"] < days)]
        counts = rows.groupby("checkpoint_id").size()
        return counts.reindex(_open(world)["checkpoint_id"], fill_value=0)

    return scanned_at


column("checkpoints.today_scan_count")(_scanned_at(1))
column("checkpoints.week_scan_count")(_scanned_at(7))


@column("checkpoints.hour_scans")
def by_hour(world, _):
    rows = _scans(world)
    rows = rows[(rows["ago"] >= 1) & (rows["ago"] <= 7)]
    hours = pd.Series([f"{at.hour:02d}:00" for at in rows["at"]], dtype="object")
    return hours.value_counts() / 7


def _counted(world: World) -> pd.DataFrame:
    rows = world.ask(
        "select * from operational.scan_audits"
        " where audited_at <= %(now)s and audited_at > %(now)s - interval '28 days'"
    )
    rows = rows.merge(_open(world)[["checkpoint_id", "place_id"]], on="place_id")
    return rows.groupby("checkpoint_id")[["visitor_count", "scanned_count"]].sum()


@column("checkpoints.scanned_share")
def scanned(world, _):
    counted = _counted(world).reindex(_open(world)["checkpoint_id"])
    visitors = counted["visitor_count"]
    return counted["scanned_count"] / visitors.where(visitors >= 30)


def _assessed(world: World) -> pd.DataFrame:
    """Return commune x item: the latest assessment, missing where there was none."""
    rows = world.ask(
        "select * from operational.commune_readiness where assessed_date <= %(today)s"
        " order by assessed_date"
    )
    last = rows.drop_duplicates(["commune_id", "item"], keep="last")
    table = last.set_index(["commune_id", "item"])["is_ready"].astype("float64").unstack()  # noqa: PD010
    return table.reindex(index=world.communes.index, columns=ITEMS)


@column("checkpoints.ready_items")
def ready_items(world, _):
    return _assessed(world).sum(axis=1, min_count=1)


@column("checkpoints.ready_share")
def ready_share(world, level):
    return ready_items(world, level) / 4


@column("checkpoints.assessed_count")
def assessed(world, _):
    return _assessed(world).count()


@column("checkpoints.ready_count")
def ready(world, _):
    return _assessed(world).sum()


@column("checkpoints.item_share")
def item_share(world, level):
    return shares(ready(world, level), assessed(world, level))


@tile("checkpoints.lacking")
def lacking_tile(world):
    lacks = _pieces(world).groupby("checkpoint_id")["lacking_count"].sum()
    return [n((lacks > 0).sum()), n(len(_open(world)))]


@tile("checkpoints.working_share")
def working_tile(world):
    rows = _pieces(world)
    required = rows["required_count"].sum()
    useful = required - rows["lacking_count"].sum()
    return [pct(share(useful, required)), n(useful), n(required)]


@tile("checkpoints.unmanned")
def unmanned_tile(world):
    rows = _staff(world)
    return [n((rows["staff_count"] == 0).sum()), n(len(rows))]


@tile("checkpoints.scanned")
def scanned_tile(world):
    sums = _counted(world).sum()
    part = share(sums["scanned_count"], sums["visitor_count"])
    known = part if sums["visitor_count"] >= 30 else float("nan")
    said = (pct(known), n(sums["scanned_count"]), n(sums["visitor_count"]))
    return [one for one in said if one != "—"]


@tile("checkpoints.all_ready")
def all_ready_tile(world):
    whole = _assessed(world).dropna()
    return [n((whole.sum(axis=1) == 4).sum()), n(len(whole))]


@tips("checkpoints")
def map_tips(world, level):
    said = side_by_side(
        working(world, level).map(pct),
        _summed("lacking_count")(world, level).map(n),
        ready_items(world, level).map(n),
    )
    return said.map(lambda tokens: [one for one in tokens if one != "—"])
