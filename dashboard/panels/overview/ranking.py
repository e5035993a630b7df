"""Districts, or one district's communes, ranked: whom to call first on top."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.ranking import MOST_COMMUNES
from dashboard.indicators.targets import Status
from dashboard.panels.shared import tiles
from dashboard.panels.shared.definitions import Figure
from dashboard.panels.shared.tiles import Bar, Link


def show(rows: pd.DataFrame) -> None:
    """Draw the ranking; each line opens its district on the adoption page."""
    is_province = _is_province(rows)
    st.header(_heading(rows), anchor=False)
    shown = rows if is_province else rows.head(MOST_COMMUNES)
    with st.container(key="bar_list"):
        for index, row in enumerate(figures.guarded.records(shown)):
            link = Link("app_adoption", {"district": row["district_id"]})
            tiles.linked(
                tiles.bar_html(bar(row)), link, label=row["unit_name"], key=f"rank_{index}"
            )
    with st.container(key="ranking_note"):
        st.caption(words.say("overview.ranking_note") + " " + words.say("overview.move_note"))


def drawn_figures(rows: pd.DataFrame) -> list[Figure]:
    """Return what the lines count."""
    return [
        Figure(_heading(rows), "adoption.owners"),
        Figure(words.say("table.missing"), "adoption.missing"),
        Figure(words.say("adoption.pace_recent"), "adoption.pace_recent"),
        Figure(words.say("adoption.pace_needed"), "adoption.pace_needed"),
        Figure("▲▼", "overview.rank"),
    ]


def bar(row: Mapping[Any, Any]) -> Bar:
    """Return a unit's line: rank, name, share, how its rank changed, how it stands."""
    rank = words.number(row["rank"])
    return Bar(
        f"{rank}. {row['unit_name']}",
        0 if words.is_unknown(row["share"]) else float(row["share"]),
        words.percent(row["share"]),
        Status(row["status"]),
        figures.ranking.move(row["rank"], row["rank_before"]),
        _distance(row),
    )


def _is_province(rows: pd.DataFrame) -> bool:
    return bool(rows["unit_id"].isin(rows["district_id"]).all())


def _heading(rows: pd.DataFrame) -> str:
    return words.say("overview.ranking" if _is_province(rows) else "overview.lowest_communes")


def _distance(row: Mapping[Any, Any]) -> str:
    """Say how many are missing and the pace beside the needed one, which tell districts apart."""
    if not words.is_unknown(row["missing_count"]) and row["missing_count"] == 0:
        return words.say("overview.unit_reached")
    return words.say(
        "overview.unit_distance",
        count=words.number(row["missing_count"]),
        recent=words.number(row["recent_per_day"]),
        needed=words.number(row["needed_per_day"]),
    )
