"""Doses: given by day and by vaccine, on hand, and due as dose 2."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.vaccination_doses import DAYS_PLAN
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure, targets, vaccination
from dashboard.panels.shared import definitions, failures, frame, tables, tiles
from dashboard.panels.shared.tables import Column


@failures.part
@once
def show_days(here: Viewpoint, where: str) -> None:
    """Draw the doses given on each day, counted where people live or where given."""
    st.header(words.say("coverage.days"), anchor=False)
    recent = figures.vaccination_doses.by_day(here, where, charts.base.RECENT_DAYS)
    if recent is None:
        frame.empty(words.say("coverage.no_doses"), words.say("coverage.no_doses_hint"))
        return
    shown = recent.shown()
    figure = charts.base.daily_bars(
        shown,
        series={
            "dose1_count": words.say("coverage.dose1_short"),
            "dose2_count": words.say("coverage.dose2_short"),
        },
    )
    charts.base.show(figure, key="coverage_days", alt=words.say("coverage.days"))
    if any("withheld" in figures.guarded.missing(shown, name) for name in DAYS_PLAN.counts):
        st.caption(words.say("chart.withheld_note", most=disclosure.SMALLEST_SHOWN - 1))
    st.caption(words.say(f"coverage.where_{where}"))
    drawn = definitions.Figure(words.say("coverage.days"), "coverage.day_doses")
    definitions.show([drawn], key="coverage_days")


def show_stock(here: Viewpoint) -> None:
    """Draw what is on hand of each vaccine, how long it lasts, and whose books do not agree."""
    _show_stock(here)
    _show_negative(data.vaccination.negative_stock(here.scope, here.data_time, here.district_id))


@once
def _show_stock(here: Viewpoint) -> None:
    st.header(words.say("coverage.stock"), anchor=False)
    stock = data.vaccination.vaccine_stock(here.scope, here.data_time, here.district_id)
    if stock.empty:
        frame.empty(words.say("coverage.no_stock"), words.say("coverage.no_stock_hint"))
        return
    shown = definitions.dated([_stock_tile(row) for row in stock.to_dict("records")])
    tiles.show(shown)
    definitions.show(shown, key="coverage_stock")


def _show_negative(rows: pd.DataFrame) -> None:
    """List the sites whose books do not agree: their counts are in no sum."""
    if rows.empty:
        return
    say = words.say
    st.warning(say("coverage.negative_stock", count=words.number(len(rows))))
    written = rows.assign(on=[words.day(day) for day in rows["stock_date"]])
    columns = [
        Column("site_name", say("coverage.site"), define="coverage.site"),
        Column("vaccine", say("coverage.vaccine"), define="coverage.vaccine"),
        Column("on", say("coverage.stock_on"), define="coverage.stock_on"),
        Column("on_hand_count", say("coverage.due_on_hand"), "number", define="coverage.on_hand"),
    ]
    tables.show(written, columns, key="coverage_negative_stock")
    tables.download(written, columns, name="coverage_negative_stock")


def show_due(here: Viewpoint) -> None:
    """List by vaccine who is due for dose 2 until the end of the week, beside the doses on hand."""
    due = figures.vaccination_doses.due(here).shown()
    if due.empty:
        frame.empty(words.say("coverage.no_waiting"), words.say("coverage.no_waiting_hint"))
        return
    stock = data.vaccination.vaccine_stock(here.scope, here.data_time, here.district_id)
    rows, columns = _beside_stock(due, stock), _due_columns()
    tables.show(rows, columns, key="coverage_due")
    tables.download(rows, columns, name="coverage_due")
    st.caption(words.say("coverage.due_note"))
    definitions.show(columns, key="coverage_due")


def _beside_stock(due: pd.DataFrame, stock: pd.DataFrame) -> pd.DataFrame:
    joined = due.merge(stock[["vaccine", "on_hand_count"]], on="vaccine", how="left")
    missing = (joined["due_count"] - joined["on_hand_count"]).clip(lower=0)
    weeks = [_interval(str(vaccine)) for vaccine in joined["vaccine"]]
    table = joined.assign(missing_count=missing, interval=weeks)
    hidden = disclosure.is_withheld(table, "due_count") & table["on_hand_count"].notna()
    return disclosure.hide(table, pd.DataFrame({"missing_count": hidden}))


def _interval(vaccine: str) -> str:
    interval = vaccination.INTERVALS.get(vaccine)
    if interval is None:
        return words.UNKNOWN
    ends = dict.fromkeys((interval.first_days, interval.last_days))
    return words.say("coverage.weeks", weeks="–".join(str(end // 7) for end in ends))


def _due_columns() -> list[Column]:
    say = words.say
    return [
        Column("vaccine", say("coverage.vaccine"), define="coverage.vaccine", is_pinned=True),
        Column("due_count", say("coverage.due_all"), "number", define="coverage.due"),
        Column("week_count", say("coverage.due_week"), "number", define="coverage.due_week"),
        Column("open_count", say("coverage.due_open"), "number", define="coverage.due_open"),
        Column("late_count", say("coverage.due_late"), "number", define="coverage.due_late"),
        Column("on_hand_count", say("coverage.due_on_hand"), "number", define="coverage.on_hand"),
        Column(
            "missing_count",
            say("coverage.due_missing"),
            "number",
            define="coverage.due_missing",
            counts_people=False,
        ),
        Column(
            "waiting_count", say("coverage.due_waiting"), "number", define="coverage.due_waiting"
        ),
        Column("interval", say("coverage.interval"), define="coverage.interval"),
    ]


def _stock_tile(row: Mapping[Any, Any]) -> tiles.Tile:
    days = targets.stock_days(row["on_hand_count"], row["used_week_count"])
    return tiles.Tile(
        heading=str(row["vaccine"]),
        value=words.say("coverage.stock_days", days=words.number(days, decimals=1)),
        lines=(
            words.say("coverage.on_hand", count=words.number(row["on_hand_count"])),
            words.say("coverage.used", count=words.number(row["used_week_count"])),
        ),
        trend=words.say("coverage.stock_day", day=words.day(row["stock_date"])),
        status=targets.stock_status(days),
        word=words.say(f"stock.{targets.stock_status(days)}"),
        define="coverage.stock",
    )
