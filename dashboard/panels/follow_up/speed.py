"""The board of how fast tracing is: from a case's notification to a contact's result."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, clock, figures, words
from dashboard.indicators.follow_up import FAST_ENOUGH, SPEEDS, Speed, speed_table
from dashboard.panels.shared import definitions, filters, frame, tables, tiles

_USUAL = "isolated"
_COUNTS = ("known_count", "late_count", "open_count", "unknown_count")
_DECIDED = ("decided_count", "within_count", "undecided_count")
"""What the share is of, where there is a target."""


def show(viewer: access.Viewer, follow_ups: pd.DataFrame, now: datetime) -> None:
    """Show every stretch as a tile, and one of them by week and by district."""
    if follow_ups.empty:
        frame.empty(words.say("speed.empty_title"), words.say("speed.empty"), icon="speed")
        return
    shown = [_tile(follow_ups, speed, now) for speed in SPEEDS]
    tiles.show(shown)
    definitions.show(shown, key="speed")
    if access.Right.TRACE_CONTACTS not in viewer.rights:
        st.caption(words.say("speed.without_isolations"))
    st.caption(words.say("speed.source"))
    name = filters.one_of(
        "speed",
        sorted((speed.name for speed in SPEEDS), key=_USUAL.__ne__),
        label=words.say("speed.which"),
        prefix="speed.name",
    )
    speed = next(speed for speed in SPEEDS if speed.name == name)
    _table(_by_week(follow_ups, speed, now), speed, "week")
    _table(_by_district(viewer, follow_ups, speed, now), speed, "district")


def _tile(follow_ups: pd.DataFrame, speed: Speed, now: datetime) -> tiles.Tile:
    row = speed_table(follow_ups, speed, now).iloc[0]
    counts = {name: words.number(int(row[name])) for name in (*_COUNTS, *_DECIDED)}
    lines = [words.say("speed.counts", **counts)]
    median = words.say("speed.median", hours=words.number(row["median_h"], 1))
    if speed.within is None:
        return tiles.Tile(
            words.say(f"speed.name.{speed.name}"),
            median,
            lines=lines,
            define=f"speed.{speed.name}",
        )
    return tiles.Tile(
        words.say(f"speed.name.{speed.name}"),
        words.percent(row["share"], 0),
        lines=(
            words.say(
                "speed.target",
                hours=words.number(speed.within / timedelta(hours=1)),
                share=words.percent(FAST_ENOUGH.share, 0),
            ),
            words.say("speed.decided", **counts),
            median,
            *lines,
        ),
        status=row["status"],
        word=words.say(f"speed.status_{row['status']}"),
        share=None if pd.isna(row["share"]) else float(row["share"]),
        target_share=FAST_ENOUGH.share,
        define=f"speed.{speed.name}",
    )


def _by_week(follow_ups: pd.DataFrame, speed: Speed, now: datetime) -> pd.DataFrame:
    """Group by the Vietnamese week, from Monday, in which the case was reported."""
    local = clock.local_times(follow_ups["notified_at"])
    monday = (local - pd.to_timedelta(local.dt.day_of_week, unit="D")).dt.normalize()
    table = speed_table(follow_ups.assign(monday=monday), speed, now, "monday")
    return table.set_axis([words.week(day) for day in table.index])


def _by_district(
    viewer: access.Viewer, follow_ups: pd.DataFrame, speed: Speed, now: datetime
) -> pd.DataFrame:
    table = speed_table(follow_ups, speed, now, "district_id")
    return table.set_axis([figures.units.own_districts(viewer)[str(key)] for key in table.index])


def _table(table: pd.DataFrame, speed: Speed, group: str) -> None:
    st.header(words.say(f"speed.by_{group}"), anchor=False)
    numbers = [
        tables.Column("median_h", words.say("speed.median_h"), "decimal"),
        *(tables.Column(name, words.say(f"speed.{name}"), "number") for name in _COUNTS),
    ]
    shares = [
        tables.Column("share", words.say("speed.share"), "share"),
        *(tables.Column(name, words.say(f"speed.{name}"), "number") for name in _DECIDED),
        tables.Column("verdict", words.say("speed.verdict")),
    ]
    verdicts = [words.say(f"speed.status_{status}") for status in table["status"]]
    tables.show(
        table.assign(verdict=verdicts, group=table.index),
        [
            tables.Column("group", words.say(f"speed.column_{group}"), is_pinned=True),
            *(shares if speed.within else ()),
            *numbers,
        ],
        key=f"speed_{group}",
    )
