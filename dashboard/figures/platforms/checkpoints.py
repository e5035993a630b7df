"""Checkpoints: what each lacks, who is on duty, how many pass; communes ready on the spot."""

from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import units
from dashboard.figures.once import of_all, once
from dashboard.figures.platforms.places import FEWEST_VISITORS
from dashboard.figures.viewpoint import Viewpoint

MEASURES: Final = ("working", "ready")
"""What the map may show."""

SHIFTS: Final = ("morning", "afternoon", "night")
KINDS: Final = ("camera", "computer", "printer", "qr_reader", "wifi", "internet_line", "qr_sign")
"""The kinds of equipment that the letter names, in its order."""

ITEMS: Final = ("command", "forces", "means", "logistics")
"""The items of "four on the spot"."""

PIECES: Final = ("required_count", "installed_count", "working_count")
HOURS: Final = range(24)
_WEEK_DAYS: Final = 7


@once
def lacking(here: Viewpoint) -> pd.DataFrame:
    """Return one row per checkpoint and kind of which fewer work than required, most first."""
    rows = _equipment(here)
    rows = rows[rows["lacking_count"] > 0]
    names = checkpoints(here)[["checkpoint_id", "checkpoint_name", "unit_name", "district_name"]]
    named = rows.merge(names, on="checkpoint_id")
    days = [words.day(moment.date()) for moment in named["checked_at"]]
    named = named.assign(checked=pd.Series(days, named.index, dtype="object"))
    return named.sort_values(["lacking_count", "checkpoint_name"], ascending=[False, True])


@once
def kinds(here: Viewpoint) -> pd.DataFrame:
    """Return one row per kind of equipment: pieces required, installed, working, lacking."""
    sums = _equipment(here).groupby("equipment_kind")[[*PIECES, "lacking_count"]].sum()
    rows = sums.reindex(KINDS, fill_value=0).rename_axis("group_name").reset_index()
    return _with_shares(rows.assign(unit_name=list(words.names("today.kind_", KINDS).values())))


@once
def checkpoints(here: Viewpoint) -> pd.DataFrame:
    """Return one row per open checkpoint looked at, those that lack most first."""
    rows = here.of_district(data.platforms.open_checkpoints(here.scope, here.data_time))
    lacks = _equipment(here).groupby("checkpoint_id")[[*PIECES, "lacking_count"]].sum()
    names = units.own_communes(here.viewer).drop(columns="district_id")
    named = rows.merge(names, on="commune_id").merge(lacks, on="checkpoint_id", how="left")
    visitors = named["visitor_count"].astype("float64")
    scanned = named["scanned_count"] / visitors.where(visitors >= FEWEST_VISITORS)
    return _with_shares(named).assign(scanned_share=scanned).sort_values(
        ["lacking_count", "checkpoint_id"], ascending=[False, True]
    )  # fmt: skip


@once
def flow(here: Viewpoint) -> pd.DataFrame:
    """Return one row per hour of the day: scans at the checkpoints on an average day of a week."""
    rows = here.of_district(data.platforms.checkpoint_flow(here.scope, here.data_time))
    sums = rows.groupby("scan_hour")["scan_count"].sum().reindex(HOURS, fill_value=0)
    names = [f"{hour:02d}:00" for hour in HOURS]
    return pd.DataFrame(
        {
            "group_name": names,
            "unit_name": names,
            "hour_scans": sums.to_numpy("float64") / _WEEK_DAYS,
        }
    )


@of_all
def communes(here: Viewpoint) -> pd.DataFrame:
    """Return one row per commune of all districts: equipment working, and items ready."""
    lacks = _equipment(here).groupby("commune_id")[[*PIECES, "lacking_count"]].sum().reset_index()
    assessed = data.platforms.readiness_items(here.scope, here.data_time)
    each = pd.DataFrame(
        {
            item: assessed[assessed["item"] == item].set_index("commune_id")["is_ready"]
            for item in ITEMS
        }
    ).rename_axis("commune_id")
    known = each.notna().sum(axis="columns")
    ready = each.eq(other=True).fillna(value=False).sum(axis="columns")
    counted = pd.DataFrame({"ready_items": ready, "known_items": known}).reset_index()
    every = units.own_communes(here.viewer)
    rows = every.merge(lacks, on="commune_id", how="left")
    rows = rows.merge(counted, on="commune_id", how="left").merge(
        each.reset_index(), on="commune_id", how="left"
    )
    rows = _with_shares(rows.astype({"ready_items": "float64", "known_items": "float64"}))
    return rows.assign(
        ready_share=rows["ready_items"] / len(ITEMS),
        **{
            f"{item}_word": [words.say(f"checkpoints.{_ready(value)}") for value in rows[item]]
            for item in ITEMS
        },
    )


@once
def items(here: Viewpoint) -> pd.DataFrame:
    """Return one row per item of "four on the spot": communes assessed, and ready."""
    rows = here.of_district(communes(here))
    ready = [float(rows[item].eq(other=True).fillna(value=False).sum()) for item in ITEMS]
    known = [float(rows[item].notna().sum()) for item in ITEMS]
    table = pd.DataFrame(
        {
            "group_name": ITEMS,
            "unit_name": list(words.names("checkpoints.item_", ITEMS).values()),
            "assessed_count": known,
            "ready_count": ready,
        }
    )
    return table.assign(
        item_share=table["ready_count"] / table["assessed_count"].where(table["assessed_count"] > 0)
    )


def _ready(value: object) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload] # a truth, or none
        return "not_assessed"
    return "ready" if value else "not_ready"


def _equipment(here: Viewpoint) -> pd.DataFrame:
    rows = here.of_district(data.platforms.checkpoint_equipment(here.scope, here.data_time))
    rows = rows.astype(dict.fromkeys(PIECES, "float64"))
    return rows.assign(
        lacking_count=(rows["required_count"] - rows["working_count"]).clip(lower=0),
        piece=rows["checkpoint_id"].astype("str") + rows["equipment_kind"].astype("str"),
        kind_label=[words.say(f"today.kind_{kind}") for kind in rows["equipment_kind"]],
    )


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their shares: pieces beyond what is required make up for nothing."""
    required = rows["required_count"].where(rows["required_count"] > 0)
    return rows.assign(working_share=(rows["required_count"] - rows["lacking_count"]) / required)
