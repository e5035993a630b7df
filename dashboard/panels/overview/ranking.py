"""Districts, or one district's communes, ranked: whom to call first on top."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.ranking import MOST_COMMUNES
from dashboard.indicators.targets import Status
from dashboard.panels.shared import definitions, tiles
from dashboard.panels.shared.tiles import Bar, Link


def show(rows: pd.DataFrame) -> None:
    """Draw the ranking; each line opens its district on the adoption page."""
    is_province = bool(rows["unit_id"].isin(rows["district_id"]).all())
    heading = words.say("overview.ranking" if is_province else "overview.lowest_communes")
    st.header(heading, anchor=False)
    shown = rows if is_province else rows.head(MOST_COMMUNES)
    with st.container(key="bar_list"):
        for index, row in enumerate(figures.guarded.records(shown)):
            link = Link("app_adoption", {"district": row["district_id"]})
            tiles.linked(
                tiles.bar_html(bar(row)), link, label=row["unit_name"], key=f"rank_{index}"
            )
    st.caption(words.say("overview.ranking_note") + " " + words.say("overview.move_note"))
    drawn = (
        definitions.Figure(heading, "adoption.owners"),
        definitions.Figure("▲▼", "overview.rank"),
    )
    definitions.show(drawn, key="overview_ranking")


def bar(row: Mapping[Any, Any]) -> Bar:
    """Return a unit's line: rank, name, share, how its rank changed, how it stands."""
    rank = words.number(row["rank"])
    return Bar(
        f"{rank}. {row['unit_name']}",
        0 if words.is_unknown(row["share"]) else float(row["share"]),
        words.percent(row["share"]),
        Status(row["status"]),
        figures.ranking.move(row["rank"], row["rank_before"]),
    )
