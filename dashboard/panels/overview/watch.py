"""What must not be missed: zones that end within a week, and sources that are late."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import clock, data, figures, words
from dashboard.drawing import palette
from dashboard.drawing.templates import filled
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.risk_levels import Level
from dashboard.panels.shared import definitions, tables, tiles
from dashboard.panels.shared.tables import Column
from dashboard.panels.shared.tiles import Link

_MOST_DUE: Final = 4
"""So many zones are named; the page of zones has them all."""


def ending_line(row: Mapping[Any, Any]) -> str:
    """Write one ending zone: name, end, days left or over, residents."""
    left = int(row["days_left"])
    is_over = left < 0
    return words.say(
        "overview.zone_over" if is_over else "overview.zone_ends",
        name=row["zone_name"],
        day=words.day(clock.local_day(row["planned_end_at"])),
        days=words.number(abs(left)),
        people=words.number(row["resident_count"]),
    )


def few(lines: Sequence[str], most: int, nothing: str) -> list[str]:
    """Return the first lines and how many are left out, or that there is nothing to tell."""
    if len(lines) <= most:
        return [*lines] or [nothing]
    return [*lines[:most], words.say("overview.more", count=words.number(len(lines) - most))]


def show_due(ending: pd.DataFrame, proposed_count: int) -> None:
    """List what is to be decided today: zones that end or should have, and those proposed.

    What ends later in the week is one line.
    """
    st.header(words.say("overview.due"), anchor=False)
    is_due = ending["days_left"] <= 0
    lines = [ending_line(row) for row in figures.guarded.records(ending[is_due])]
    due = few(lines, _MOST_DUE, "")
    if proposed_count:
        due.append(words.say("overview.zones_proposed", count=words.number(proposed_count)))
    later = ending[~is_due]
    with st.container(key="due_list"):
        for index, line in enumerate(filter(None, due)):
            _linked_line(line, key=f"due_{index}", kind="bad")
        if not any(due):
            st.html(tiles.line_html(words.say("overview.none_due")))
        if not later.empty:
            _linked_line(_later_line(later), key="due_later")


def show_risk(counts: Mapping[Level, int]) -> None:
    """Show how many communes are at each level of risk; the whole opens the levels."""
    st.header(words.say("overview.risk"), anchor=False)
    levels = [
        (palette.RISK_MARKS[level], words.say(f"risk.{level}"), words.number(count))
        for level, count in counts.items()
    ]
    label = ", ".join(f"{word} {count}" for _, word, count in levels)
    link = Link("containment_zones", {"view": "risk"})
    tiles.linked(filled("risk_counts", levels=levels), link, label=label, key="risk_counts")


def late_lines(here: Viewpoint) -> list[str]:
    """Return a line for each source that is late."""
    rows = data.feeds.feeds(here.scope, here.data_time)
    return [
        words.say(
            "overview.late_since",
            source=words.of_data(str(row["source"])),
            moment=words.moment(row["last_loaded_at"]),
        )
        for row in rows[rows["is_late"]].to_dict("records")
    ]


def contradicted_lines(rows: pd.DataFrame) -> list[str]:
    """Return a line for each source that holds rows newer than its own load."""
    return [
        words.say(
            "overview.contradicted",
            source=words.of_data(str(row["source"])),
            loaded=words.moment(row["last_loaded_at"]),
            newest=words.moment(row["newest_row_at"]),
        )
        for row in rows[rows["is_contradicted"]].to_dict("records")
    ]


def show_feeds(here: Viewpoint, late: Sequence[str]) -> None:
    """Name the sources that are late, a line each as `late_lines` has it; all on request."""
    st.header(words.say("overview.feeds"), anchor=False)
    if late:
        names = "".join(f"\n- {words.plain(line)}" for line in late)
        heading = words.say("overview.late", count=len(late))
        st.warning(f"**{heading}**\n{names}", icon=":material/schedule:")
    else:
        st.success(words.say("overview.none_late"), icon=":material/check:")
    rows = data.feeds.feeds(here.scope, here.data_time)
    for line in contradicted_lines(rows):
        st.warning(words.plain(line), icon=":material/history_toggle_off:")
    label = words.say("overview.all_feeds", count=len(rows))
    with st.expander(label, key="overview_all_feeds", on_change="rerun") as every:
        if every.open:
            _show_all_feeds(rows)


def _show_all_feeds(rows: pd.DataFrame) -> None:
    shown = rows.assign(
        state=[
            words.say("overview.is_late" if is_late else "overview.in_time")
            for is_late in rows["is_late"]
        ],
        source=rows["source"].map(words.of_data),
        loaded=[words.moment(moment) for moment in rows["last_loaded_at"]],
    )
    columns = [
        Column("source", words.say("overview.source"), define="feeds.source", is_pinned=True),
        Column("state", words.say("overview.state"), define="feeds.state"),
        Column("loaded", words.say("overview.loaded"), define="feeds.loaded"),
        Column("row_count", words.say("overview.rows"), "number", define="feeds.rows"),
        Column("reject_count", words.say("overview.rejects"), "number", define="feeds.rejects"),
    ]
    tables.show(shown, columns, key="overview_feeds")
    definitions.show(columns, key="overview_feeds")
    tables.download(shown, columns, name="overview_feeds")


def _later_line(rows: pd.DataFrame) -> str:
    """Say how many zones end later in the week, and when the first does."""
    return words.say(
        "overview.zones_later",
        count=words.number(len(rows)),
        day=words.day(clock.local_day(rows["planned_end_at"].min()), short=True),
    )


def _linked_line(line: str, *, key: str, kind: str = "") -> None:
    html = tiles.line_html(line, kind=kind, mark="■")
    tiles.linked(html, Link("containment_zones"), label=line, key=key)
