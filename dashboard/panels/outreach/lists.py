"""Services by channel and by day, ways of the campaign, and communes that it does not reach."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column


@failures.part
def show_services(here: Viewpoint) -> None:
    """Draw visits by day, and list the services with their visits by channel."""
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _draw_days(here)
    with right:
        heading = Column("unit_name", words.say("outreach.service"), define="outreach.service")
        names = ("week_visits", "before_visits", "app_visits", "portal_visits")
        _table(figures.platforms.outreach.services(here), [heading, *_numbers(*names)], "services")


@failures.part
def show_ways(here: Viewpoint) -> None:
    """List the ways of the campaign with their broadcasts of two weeks."""
    heading = Column("unit_name", words.say("outreach.way"), define="outreach.way")
    rows = figures.platforms.outreach.ways(here)
    _table(rows, [heading, *_numbers("way_week", "way_before")], "ways")
    st.caption(words.say("outreach.ways_note"))


@failures.part
def show_unreached(here: Viewpoint) -> None:
    """List the communes, those whose loudspeakers broadcast least first."""
    rows = here.of_district(figures.platforms.outreach.communes(here))
    if (rows["loudspeaker_count"] > 0).all():
        frame.empty(words.say("outreach.all_reached"), words.say("outreach.all_reached_hint"))
    rows = rows.sort_values(["loudspeaker_count", "commune_id"])
    say = words.say
    columns = [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *_numbers("loudspeaker_days", "loudspeaker_count", "radio_count"),
        Column("district_name", say("table.district"), define="unit.district"),
    ]
    found = search.narrowed(rows, ("unit_name", "district_name"), key="outreach_unreached")
    _table(found, columns, "unreached")


@once
def _draw_days(here: Viewpoint) -> None:
    series = {
        f"{channel}_visits": words.say(f"outreach.column_{channel}_visits")
        for channel in figures.platforms.outreach.CHANNELS
    }
    figure = charts.base.daily_bars(figures.platforms.outreach.days(here), series=series)
    charts.base.show(figure, key="outreach_days", alt=words.say("outreach.days"))
    drawn = definitions.Figure(words.say("outreach.days"), "outreach.day_visits")
    definitions.show([drawn], key="outreach_days")


def _table(rows: pd.DataFrame, columns: list[Column], name: str) -> None:
    if rows.empty:
        return
    tables.show(rows, columns, key=f"outreach_{name}")
    definitions.show(columns, key=f"outreach_{name}")
    tables.download(rows, columns, name=f"outreach_{name}")


def _numbers(*names: str) -> list[Column]:
    return [
        Column(
            name,
            words.say(f"outreach.column_{name}"),
            "number",
            define=f"outreach.{name}",
            counts_people=False,
        )
        for name in names
    ]
