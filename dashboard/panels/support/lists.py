"""The team and its helpers by commune, by kind, and by day beside the installs."""

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column, Kind

_DONE: Final = ("guided_count", "test_count", "vaccination_count")
_TEAM: Final = ("worker_count", "worked_count", "shift_count", "hours")


@failures.part
def show_communes(here: Viewpoint) -> None:
    """List the communes, those that next week leaves open most first."""
    rows = figures.platforms.support.beside_installs(here)
    ranked = rows.sort_values(["open_days", "hours", "commune_id"], ascending=[False, True, True])
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        *_numbers("open_days", *_TEAM, *_DONE),
        Column("share", words.say("support.adoption"), "share", define="adoption.owners"),
        Column(
            "week_change",
            words.say("support.installs_week"),
            "number",
            define="adoption.week_change",
        ),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]
    found = search.narrowed(ranked, ("unit_name", "district_name"), key="support_communes")
    _table(found, columns, "communes")
    st.caption(words.say("support.no_experiment"))


@failures.part
def show_kinds(here: Viewpoint) -> None:
    """List who helps: the technology team, teachers, union members and students."""
    who = Column("unit_name", words.say("support.who"), define="support.who", is_pinned=True)
    rows = figures.platforms.support.kinds(here)
    _table(rows, [who, *_numbers(*_TEAM, *_DONE)], "kinds")
    st.caption(words.say("support.kinds_note"))


@failures.part
def show_days(here: Viewpoint) -> None:
    """Draw what was done on each day beside the installs of those days, and list the days."""
    rows = figures.platforms.support.days(here)
    if not rows.empty:
        left, right = st.columns(2, gap="medium")
        with left:
            st.header(words.say("support.done_by_day"), anchor=False)
            _draw_done(here)
        with right:
            st.header(words.say("support.installs_by_day"), anchor=False)
            _draw_installs(here)
        st.caption(words.say("support.no_experiment"))
    day = Column("unit_name", words.say("support.day"), define="support.day", is_pinned=True)
    _table(rows, [day, *_numbers("hours", "guided_count", "entered_count")], "days")


@once
def _draw_done(here: Viewpoint) -> None:
    rows = figures.platforms.support.days(here).sort_values("on_date")
    names = ("guided_count", "entered_count")
    series = {name: words.say(f"support.column_{name}") for name in names}
    figure = charts.base.daily_bars(rows, series=series)
    charts.base.show(figure, key="support_days", alt=words.say("support.done_by_day"))
    drawn = definitions.Figure(words.say("support.done_by_day"), "support.day_done")
    definitions.show([drawn], key="support_done_by_day")


@once
def _draw_installs(here: Viewpoint) -> None:
    rows = figures.platforms.support.installs(here)
    series = {"total_count": words.say("support.installs_so_far")}
    figure = charts.base.daily_lines(rows, series=series)
    charts.base.show(figure, key="support_installs", alt=words.say("support.installs_by_day"))
    drawn = definitions.Figure(words.say("support.installs_by_day"), "adoption.installed")
    definitions.show([drawn], key="support_installs")


def _installs_of_week() -> Column:
    heading = words.say("support.installs_week")
    return Column("week_change", heading, "number", define="adoption.week_change")


def _table(rows: pd.DataFrame, columns: list[Column], name: str) -> None:
    if rows.empty:
        frame.empty(words.say("support.none"), words.say("support.none_hint"))
        return
    tables.show(rows, columns, key=f"support_{name}")
    definitions.show(columns, key=f"support_{name}")
    tables.download(rows, columns, name=f"support_{name}")


def _numbers(*names: str) -> list[Column]:
    kinds: dict[str, Kind] = {"hours": "decimal"}
    return [
        Column(
            name,
            words.say(f"support.column_{name}"),
            kinds.get(name, "number"),
            define=f"support.{name}",
            counts_people=False,
        )
        for name in names
    ]
