"""How the two test systems agree: by kind of difference, by day, by commune."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column


@failures.part
def show_kinds(here: Viewpoint) -> None:
    """List the kinds of difference, with what to do about each, and how sure the pairs are."""
    columns = [
        Column("unit_name", words.say("systems.kind"), define="systems.kind", is_pinned=True),
        _count("finding_count"),
        _count("positive_count"),
        Column("advice", words.say("systems.advice"), define="systems.advice"),
    ]
    _table(figures.platforms.systems.kinds(here), columns, "kinds")
    share, count = figures.platforms.systems.confidence(here)
    if share is not None:
        st.caption(
            words.say("systems.rule", share=words.percent(share, 2), count=words.number(count))
        )


@failures.part
def show_days(here: Viewpoint) -> None:
    """Draw the share that matches by the day the result came out, and list the days."""
    rows = figures.platforms.systems.days(here)
    if rows["match_share"].notna().any():
        _draw_days(here)
    day = Column("unit_name", words.say("systems.day"), define="systems.day", is_pinned=True)
    _table(rows, [day, *_counts()], "days")


@failures.part
def show_communes(here: Viewpoint) -> None:
    """List the communes, those that match least first."""
    rows = figures.platforms.systems.communes(here).shown(here.district_id)
    ranked = rows[rows["due_count"].ne(0)].sort_values(["match_share", "commune_id"])
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        *_counts(),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]
    found = search.narrowed(ranked, ("unit_name", "district_name"), key="systems_communes")
    _table(found, columns, "communes")


@once
def _draw_days(here: Viewpoint) -> None:
    rows = figures.platforms.systems.days(here)
    figure = charts.base.daily_share(
        rows.assign(on_date=rows["group_name"]), share="match_share",
        name=words.say("systems.match_share"),
    )  # fmt: skip
    charts.base.show(figure, key="systems_days", alt=words.say("systems.view_days"))


def _counts() -> list[Column]:
    share = words.say("systems.column_match_share")
    return [
        Column("match_share", share, "share", define="systems.match_share"),
        *(_count(name) for name in ("due_count", "match_count", "differing_count")),
    ]


def _count(name: str) -> Column:
    heading = words.say(f"systems.column_{name}")
    return Column(name, heading, "number", define=f"systems.{name}", counts_people=True)


def _table(rows: pd.DataFrame, columns: list[Column], name: str) -> None:
    if rows.empty:
        frame.empty(words.say("systems.none"), words.say("systems.none_hint"))
        return
    tables.show(rows, columns, key=f"systems_{name}")
    definitions.show(columns, key=f"systems_{name}")
    tables.download(rows, columns, name=f"systems_{name}")
