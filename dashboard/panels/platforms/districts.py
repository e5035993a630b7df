"""Every other platform that the letters name: where it stands, by district, and since when."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.access import Viewer
from dashboard.data.database import AnswerTookTooLong
from dashboard.figures.guarded import DISTRICTS, NONE, Guarded, seen
from dashboard.indicators import disclosure, targets
from dashboard.indicators.disclosure import Plan
from dashboard.indicators.targets import Status, Target
from dashboard.panels import adoption
from dashboard.panels.shared import definitions, filters, frame, province, tables, tiles
from dashboard.panels.shared.tables import Column
from dashboard.panels.shared.tiles import Bar, Link, Tile

NAMES: Final = tuple(data.platforms.QUESTIONS)
OF_PROVINCE: Final = frozenset({"portal_visits"})
"""Platforms whose figures have no district."""

TARGETS: Final[Mapping[str, Target]] = {
    "venues": targets.VENUES_ACTIVE,
    "equipment_installed": Target(1.0),
    "equipment_working": Target(1.0),
}
"""Whatever is required is the target of equipment; the letters set none for the others."""

OF_THINGS: Final = frozenset(
    {"venues", "equipment_installed", "equipment_working", "support_work", "campaigns", "readiness"}
)
"""Platforms that count no people: places, equipment, work done, broadcasts, communes. A sample is
one person's; a visit to the portal is nobody's, as its log knows no one."""

PLAN: Final = Plan(
    counts=("done_count", "whole_count"),
    changes=("day_more_count", "week_more_count"),
    differences={
        "rest_count": ("whole_count", "done_count"),
        "past_day_count": ("done_count", "day_more_count"),
        "past_week_count": ("done_count", "week_more_count"),
    },
    totals=((), DISTRICTS),
    derived={
        "share": ("done_count", "whole_count"),
        "day_change": ("done_count", "whole_count", "day_more_count"),
        "week_change": ("done_count", "whole_count", "week_more_count"),
    },
)
"""What is printed of the districts' people, here and on the overview."""

_PARTS: Final = ("done_count", "whole_count")
_AGES: Final = (0, 1, 7)


def choose() -> str:
    """Let the viewer choose a platform; kept in the address bar."""
    filters.settle("platform", NAMES)
    return str(
        st.selectbox(
            words.say("platforms.choose"),
            NAMES,
            format_func=lambda name: words.say(f"platforms.{name}"),
            key="choice_platform",
            on_change=filters.take,
            args=("platform", NAMES[0]),
            width=420,
        )
    )


def linked_tile(
    viewer: Viewer, data_time: datetime, name: str, district_id: str | None
) -> tuple[Tile, Link]:
    """Return a platform's tile and where it leads, with the district kept."""
    query = {"platform": name} | ({"district": district_id} if district_id else {})
    return tile(viewer, data_time, name, district_id), Link("platforms", query)


def tile(viewer: Viewer, data_time: datetime, name: str, district_id: str | None) -> Tile:
    """Return a platform's tile: value, target or that there is none, distance and trend."""
    try:
        return _beside(viewer, data_time, name, district_id)
    except AnswerTookTooLong:  # one slow figure must not cost the page
        return Tile(
            words.say(f"platforms.{name}"),
            words.UNKNOWN,
            (words.say("platforms.too_slow"),),
            status=Status.UNKNOWN,
            define=f"platforms.{name}",
        )


@frame.part
def show(viewer: Viewer, data_time: datetime, name: str, district_id: str | None) -> None:
    """Draw one platform: its tile, what exactly it counts, and its districts."""
    shown = [_beside(viewer, data_time, name, district_id)]
    tiles.show(shown, wide=True)
    st.caption(words.say(f"platforms.{name}_note"))
    definitions.show(shown, key="platform_tile")
    show_districts(viewer, data_time, name, district_id)


def show_districts(viewer: Viewer, data_time: datetime, name: str, district_id: str | None) -> None:
    """Rank a platform's districts, and list their figures with a download."""
    st.header(words.say("platforms.by_district"), anchor=False)
    if name in OF_PROVINCE:
        frame.empty(words.say("platforms.of_province"), words.say("platforms.of_province_hint"))
        return
    rows = _in_order(_guarded(viewer, data_time, name).shown(district_id))
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    tiles.show_bars(_bars(rows, name), label=words.say(f"platforms.{name}"))
    columns = [column for column in _columns(rows, name) if rows[column.name].notna().any()]
    columns = [replace(column, counts_people=name not in OF_THINGS) for column in columns]
    tables.show(rows, columns, key=f"platform_{name}")
    definitions.show(columns, key="platform_table")
    tables.download(rows, columns, name=f"platform_{name}", title=words.say(f"platforms.{name}"))


@frame.once
def by_district(viewer: Viewer, data_time: datetime, name: str) -> pd.DataFrame:
    """Return one row per district of the viewer: counts, share, target, distance and trend.

    A district without figures is unknown.
    """
    rows = data.platforms.platform(viewer.scope, data_time, name)
    own = filters.own_districts(viewer)
    numbers = rows.astype(dict.fromkeys(_PARTS, "float64"))
    ago = {
        age: numbers[numbers["days_ago"] == age].set_index("district_id").reindex(list(own))
        for age in _AGES
    }
    done, whole = ({age: ago[age][part] for age in _AGES} for part in _PARTS)
    share = {age: _shares(done[age], whole[age]) for age in _AGES}
    value = share if bool(whole[0].notna().any()) else done
    table = pd.DataFrame(
        {
            "district_id": list(own),
            "district_name": list(own.values()),
            "done_count": done[0],
            "whole_count": whole[0],
            "share": share[0],
            "target": TARGETS[name].share if name in TARGETS else None,
            "day_change": value[0] - value[1],
            "week_change": value[0] - value[7],
            "day_more_count": done[0] - done[1],
            "week_more_count": done[0] - done[7],
        }
    )
    return table.astype({"target": "float64"}).reset_index(drop=True)


@frame.once
def _guarded(viewer: Viewer, data_time: datetime, name: str) -> Guarded:
    """Decide what of a platform's districts the viewer may not see; of things, they see all."""
    rows = by_district(viewer, data_time, name)
    if name in OF_THINGS:
        return Guarded(rows, disclosure.nothing_withheld(rows, PLAN))
    return figures.guarded.guard(viewer, rows, PLAN)


def _withheld(
    viewer: Viewer, data_time: datetime, name: str, district_id: str | None
) -> frozenset[str]:
    """Return what of a platform's sums the viewer may not see."""
    if name in OF_PROVINCE:
        return NONE
    return _guarded(viewer, data_time, name).withheld_total(district_id)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort the lowest share first, or the largest count; what has no figure before them."""
    is_share = bool(rows["whole_count"].notna().any())
    order = rows["share"] if is_share else -rows["done_count"]
    return rows.loc[order.sort_values(na_position="first").index].reset_index(drop=True)


def _beside(viewer: Viewer, data_time: datetime, name: str, district_id: str | None) -> Tile:
    """Return a platform's tile beside the province's share, with the time of its own data."""
    shown = _answered(viewer, data_time, name, district_id)
    [dated] = definitions.dated(province.beside([shown], viewer, data_time))
    return dated


@frame.once
def _answered(viewer: Viewer, data_time: datetime, name: str, district_id: str | None) -> Tile:
    counts = _counts(viewer, data_time, name, district_id)
    withheld = _withheld(viewer, data_time, name, district_id)
    shown = _tile(name, words.say(f"platforms.{name}"), counts, withheld)
    if name != "equipment_working":
        return shown
    installed = _counts(viewer, data_time, "equipment_installed", district_id)["done_count"][0]
    if not targets.is_above(counts["done_count"][0], installed):
        return shown
    warning = words.say("platforms.equipment_contradicts", count=words.number(installed))
    return replace(shown, warning=warning)


def _counts(
    viewer: Viewer, data_time: datetime, name: str, district_id: str | None
) -> pd.DataFrame:
    """Return the sums of a platform over the districts looked at, one row per `days_ago`."""
    rows = data.platforms.platform(viewer.scope, data_time, name)
    if name not in OF_PROVINCE:
        rows = adoption.tiles.of_district(rows, district_id)
    sums = rows.groupby("days_ago")[[*_PARTS]].sum(min_count=1)
    return sums.reindex(_AGES).astype("float64")


def _tile(name: str, label: str, counts: pd.DataFrame, withheld: frozenset[str]) -> Tile:
    shares = _shares(counts["done_count"], counts["whole_count"])
    is_share = bool(counts["whole_count"].notna().any())
    target = TARGETS.get(name)
    share = None if words.is_unknown(shares[0]) else float(shares[0])
    done, whole = (words.number(seen(counts[part][0], part, withheld)) for part in _PARTS)
    value = words.percent(seen(share, "share", withheld)) if is_share else done
    lines = [_target_line(counts, target)]
    if is_share:
        lines.insert(0, words.say("platforms.of", count=done, whole=whole))
    return Tile(
        label=label,
        value=value,
        lines=lines,
        trend=_trend(
            shares * 100 if is_share else counts["done_count"], withheld, is_share=is_share
        ),
        status=None if target is None else targets.share_status(share, target),
        share=None if "share" in withheld else share,
        target_share=None if target is None else target.share,
        define=f"platforms.{name}",
    )


def _target_line(counts: pd.DataFrame, target: Target | None) -> str:
    if target is None:
        return words.say("platforms.no_target")
    done, whole = (
        None if words.is_unknown(counts[part][0]) else float(counts[part][0]) for part in _PARTS
    )
    missing = targets.missing_count(done, whole, target.share)
    return words.say(
        "platforms.missing", target=words.percent(target.share, 0), count=words.number(missing)
    )


def _trend(values: pd.Series, withheld: frozenset[str], *, is_share: bool) -> str:
    """Say how a value changed in a day and a week; nothing where the past is not kept."""
    if words.is_unknown(values[1]) and words.is_unknown(values[7]):
        return words.say("platforms.no_past")
    day, week = (
        words.change(seen(values[0] - values[age], name, withheld), decimals=1 if is_share else 0)
        for name, age in (("day_change", 1), ("week_change", 7))
    )
    return words.say(
        "platforms.since_points" if is_share else "platforms.since", day=day, week=week
    )


def _bars(rows: pd.DataFrame, name: str) -> list[Bar]:
    if rows["whole_count"].notna().any():
        target = TARGETS.get(name)
        return [
            Bar(
                row["district_name"],
                0 if words.is_unknown(row["share"]) else row["share"],
                words.percent(row["share"]),
                None if target is None else targets.share_status(_known(row["share"]), target),
            )
            for row in figures.guarded.records(rows)
        ]
    most = max(float(rows["done_count"].max()), 1)
    return [
        Bar(
            row["district_name"],
            0 if words.is_unknown(row["done_count"]) else row["done_count"] / most,
            words.number(row["done_count"]),
        )
        for row in figures.guarded.records(rows)
    ]


def _columns(rows: pd.DataFrame, name: str) -> list[Column]:
    kind: tables.Kind = "share" if rows["whole_count"].notna().any() else "number"
    columns: dict[str, tuple[str, tables.Kind]] = {
        "done": ("done_count", "number"),
        "whole": ("whole_count", "number"),
        "share": ("share", "share"),
        "target": ("target", "share"),
        "day_change": ("day_change", kind),
        "week_change": ("week_change", kind),
    }
    district = words.say("filter.district")
    return [
        Column("district_name", district, define="unit.district", is_pinned=True),
        *(
            Column(
                column,
                words.say(f"platforms.column_{part}"),
                written,
                define=f"platforms.{name}.{part}",
            )
            for part, (column, written) in columns.items()
        ),
    ]


def _shares(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole > 0)


def _known(value: float) -> float | None:
    return None if words.is_unknown(value) else float(value)
