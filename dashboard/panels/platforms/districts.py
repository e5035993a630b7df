"""Every other platform that the letters name: where it stands, by district, and since when."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.data.database import AnswerTookTooLong
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.platforms.districts import NAMES, OF_PROVINCE, PARTS, SHOWN_WHOLE, TARGETS
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.indicators.targets import Status, Target
from dashboard.panels.platforms import linked
from dashboard.panels.shared import definitions, failures, filters, frame, province, tables, tiles
from dashboard.panels.shared.tables import Column
from dashboard.panels.shared.tiles import Bar, Link, Tile


def choose() -> str:
    """Let the viewer choose a platform; kept in the address bar."""
    filters.settle("platform", NAMES)
    return str(
        st.selectbox(
            words.say("platforms.choose"),
            NAMES,
            format_func=words.names("platforms.", NAMES).__getitem__,
            key="choice_platform",
            filter_mode="contains",
            on_change=filters.take,
            args=("platform", NAMES[0]),
            width=420,
        )
    )


def linked_tile(here: Viewpoint, name: str) -> tuple[Tile, Link]:
    """Return a platform's tile and where it leads, with the district kept."""
    query = {"platform": name} | ({"district": here.district_id} if here.district_id else {})
    return tile(here, name), Link("platforms", query)


def tile(here: Viewpoint, name: str) -> Tile:
    """Return a platform's tile: value, target or that there is none, distance and trend."""
    try:
        return _beside(here, name)
    except AnswerTookTooLong:  # one slow figure must not cost the page
        return Tile(
            words.say(f"platforms.{name}"),
            words.UNKNOWN,
            (words.say("platforms.too_slow"),),
            status=Status.UNKNOWN,
            define=f"platforms.{name}",
        )


@failures.part
def show(here: Viewpoint, name: str) -> None:
    """Draw one platform: its tile, what exactly it counts, and its districts."""
    shown = [_beside(here, name)]
    tiles.show(shown, wide=True)
    st.caption(words.say(f"platforms.{name}_note"))
    definitions.show(shown, key="platform_tile")
    show_districts(here, name)
    if name == "health_records":
        linked.show(here)


def show_districts(here: Viewpoint, name: str) -> None:
    """Rank a platform's districts, and list their figures with a download."""
    st.header(words.say("platforms.by_district"), anchor=False)
    if name in OF_PROVINCE:
        frame.empty(words.say("platforms.of_province"), words.say("platforms.of_province_hint"))
        return
    shown = figures.platforms.districts.guard(here, name).shown(here.district_id)
    rows = figures.platforms.districts.in_order(shown)
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    tiles.show_bars(_bars(rows, name), label=words.say(f"platforms.{name}"))
    columns = [column for column in _columns(rows, name) if rows[column.name].notna().any()]
    columns = [replace(column, counts_people=name not in SHOWN_WHOLE) for column in columns]
    tables.show(rows, columns, key=f"platform_{name}")
    definitions.show(columns, key="platform_table")
    tables.download(rows, columns, name=f"platform_{name}", title=words.say(f"platforms.{name}"))


def _beside(here: Viewpoint, name: str) -> Tile:
    """Return a platform's tile beside the province's share, with the time of its own data."""
    shown = _answered(here, name)
    [dated] = definitions.dated(province.beside([shown], here))
    return dated


@once
def _answered(here: Viewpoint, name: str) -> Tile:
    counts = figures.platforms.districts.counts(here, name)
    withheld = figures.platforms.districts.withheld(here, name)
    shown = _tile(name, words.say(f"platforms.{name}"), counts, withheld)
    if name != "equipment_working":
        return shown
    installed = figures.platforms.districts.counts(here, "equipment_installed")["done_count"][0]
    if not targets.is_above(counts["done_count"][0], installed):
        return shown
    warning = words.say("platforms.equipment_contradicts", count=words.number(installed))
    return replace(shown, warning=warning)


def _tile(name: str, label: str, counts: pd.DataFrame, withheld: frozenset[str]) -> Tile:
    shares = figures.platforms.districts.shares(counts["done_count"], counts["whole_count"])
    is_share = bool(counts["whole_count"].notna().any())
    target = TARGETS.get(name)
    share = None if words.is_unknown(shares[0]) else float(shares[0])
    done, whole = (words.number(seen(counts[part][0], part, withheld)) for part in PARTS)
    value = words.percent(seen(share, "share", withheld)) if is_share else done
    lines = [_target_line(counts, target)]
    if is_share:
        lines.insert(0, words.say("platforms.of", count=done, whole=whole))
    return Tile(
        heading=label,
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
        None if words.is_unknown(counts[part][0]) else float(counts[part][0]) for part in PARTS
    )
    missing = targets.missing_count(done, whole, target.share)
    if missing == 0:
        return words.say("tile.reached", target=words.percent(target.share, 0))
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
                None
                if target is None
                else targets.share_status(figures.platforms.districts.known(row["share"]), target),
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
    is_share = bool(rows["whole_count"].notna().any())
    kind: tables.Kind = "points" if is_share else "number"
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
                words.say(f"platforms.column_{part}{'_points' * (written == 'points')}"),
                written,
                define=f"platforms.{name}.{part}",
            )
            for part, (column, written) in columns.items()
        ),
    ]
