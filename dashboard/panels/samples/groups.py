"""Samples and results compared: by commune, laboratory, method and reason; by day; how told."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.platforms.samples import GROUPS, Samples
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.samples.columns import columns
from dashboard.panels.shared import definitions, failures, filters, frame, search, tables
from dashboard.panels.shared.tables import Column


@failures.part
def show(samples: Samples) -> None:
    """List the samples of each commune, district, laboratory, method or reason, slowest first."""
    by = filters.one_of("by", GROUPS, label=words.say("samples.by"), prefix="samples.by")
    heading = words.say(f"samples.by.{by}")
    if by not in {"commune", "district"}:
        _table(figures.platforms.samples.groups(samples.here, by), heading, by)
        return
    is_commune = by == "commune"
    rows = (
        samples.communes.shown(samples.here.district_id)
        if is_commune
        else figures.platforms.samples.districts(samples.here)
    )
    ranked = rows.sort_values("within_share", na_position="last")
    if not is_commune:
        _table(ranked, heading, by, define="unit.district")
        return
    ranked = search.narrowed(ranked, ("unit_name", "district_name"), key="samples_table")
    district = Column("district_name", words.say("table.district"), define="unit.district")
    _table(ranked, heading, by, define="unit.commune", more=(district,))


@failures.part
def show_days(here: Viewpoint) -> None:
    """Draw how long results took on each day that they came out, and list the days."""
    rows = figures.platforms.samples.groups(here, "day")
    if not rows.empty:
        _draw_days(here)
    _table(rows, words.say("samples.by.day"), "day")


@failures.part
def show_channels(here: Viewpoint) -> None:
    """List by which way citizens were told, and how long that took."""
    rows = figures.platforms.samples.groups(here, "channel")
    _table(rows, words.say("samples.by.channel"), "channel")
    st.caption(words.say("samples.channel_note"))


@once
def _draw_days(here: Viewpoint) -> None:
    rows = figures.platforms.samples.groups(here, "day")
    figure = charts.base.daily_lines(
        rows.assign(on_date=pd.to_datetime(rows["group_name"])),
        series={
            "median_hours": words.say("samples.column_median_hours"),
            "p90_hours": words.say("samples.column_p90_hours"),
        },
    )
    charts.base.show(figure, key="samples_days", alt=words.say("samples.view_days"))


def _table(
    rows: pd.DataFrame,
    heading: str,
    by: str,
    *,
    define: str = "samples.group",
    more: tuple[Column, ...] = (),
) -> None:
    if rows.empty:
        frame.empty(words.say("samples.none"), words.say("samples.none_hint"))
        return
    shown = [*columns(heading, define), *more]
    tables.show(rows, shown, key=f"samples_{by}")
    definitions.show(shown, key="samples_table")
    tables.download(rows, shown, name=f"samples_{by}")
    if "unknown" in rows.get("group_name", pd.Series(dtype="str")).to_list():
        st.caption(words.say("samples.unknown_note"))
