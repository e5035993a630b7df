"""What must not be missed: zones that end within a week, and sources that are late."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, data, figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, tables, tiles
from dashboard.panels.shared.tables import Column
from dashboard.panels.shared.tiles import Link


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


def show_ending(rows: pd.DataFrame) -> None:
    """List the zones that end within a week, the first to end on top."""
    st.header(words.say("overview.zones_ending"), anchor=False)
    if rows.empty:
        st.html(tiles.line_html(words.say("overview.no_zone_ends")))
    with st.container(key="ending_list"):
        for row in figures.guarded.records(rows):
            line = ending_line(row)
            kind = "bad" if row["days_left"] < 0 else ""
            html = tiles.line_html(line, kind=kind, mark="■")
            link = Link("containment_zones")
            tiles.linked(html, link, label=line, key=f"zone_{row['zone_id']}")


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
