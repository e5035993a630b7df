"""Doses: given by day and by vaccine, on hand, and due as dose 2."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import clock, data, figures, words
from dashboard.access import Viewer
from dashboard.drawing import charts
from dashboard.figures.guarded import Guarded, seen
from dashboard.figures.once import once
from dashboard.indicators import disclosure, targets, vaccination
from dashboard.indicators.disclosure import Plan
from dashboard.panels.shared import definitions, failures, frame, tables, tiles
from dashboard.panels.shared.tables import Column

DUE_PLAN: Final = Plan(
    counts=("waiting_count", "due_count", "week_count", "open_count"),
    differences={
        "past_count": ("due_count", "week_count"),
        "late_count": ("past_count", "open_count"),
        "later_count": ("waiting_count", "due_count"),
    },
)
"""What is printed of those who wait for dose 2, by vaccine; `past_count` is open and late."""

DAYS_PLAN: Final = Plan(counts=("dose1_count", "dose2_count"), totals=())
"""What a chart of days shows; their sum is printed nowhere."""


@once
def dose_tiles(viewer: Viewer, data_time: datetime, district_id: str | None) -> list[tiles.Tile]:
    """Return the tiles of dose 2 this week and of the vaccine that runs out first."""
    return [
        _due_tile(viewer, data_time, district_id),
        _scarcest_tile(viewer, data_time, district_id),
    ]


def _due_tile(viewer: Viewer, data_time: datetime, district_id: str | None) -> tiles.Tile:
    """Return the tile of dose 2: how many fall due this week, and how many already are."""
    guarded = _due(viewer, data_time, district_id)
    due, withheld = guarded.rows, guarded.withheld_total(None)
    week, late, opened = (
        due[f"{name}_count"].sum(min_count=1) for name in ("week", "late", "open")
    )
    return tiles.Tile(
        words.say("coverage.due_tile"),
        words.number(seen(week, "week_count", withheld)),
        (
            words.say(
                "coverage.due_open_line",
                count=words.number(seen(opened, "open_count", withheld)),
            ),
            words.say(
                "coverage.due_late_line", count=words.number(seen(late, "late_count", withheld))
            ),
        ),
        define="coverage.due_week",
    )


def _scarcest_tile(viewer: Viewer, data_time: datetime, district_id: str | None) -> tiles.Tile:
    """Return the tile of the vaccine that runs out first at the pace of the last seven days."""
    stock = data.vaccination.vaccine_stock(viewer.scope, data_time, district_id)
    days = {
        str(row["vaccine"]): targets.stock_days(row["on_hand_count"], row["used_week_count"])
        for row in stock.to_dict("records")
    }
    known = {vaccine: left for vaccine, left in days.items() if left is not None}
    if not known:
        return tiles.Tile(words.say("coverage.scarcest"), words.UNKNOWN, define="coverage.scarcest")
    vaccine = min(known, key=known.__getitem__)
    status = targets.stock_status(known[vaccine])
    return tiles.Tile(
        words.say("coverage.scarcest"),
        words.say("coverage.stock_days", days=words.number(known[vaccine], decimals=1)),
        (vaccine,),
        status=status,
        word=words.say(f"stock.{status}"),
        define="coverage.scarcest",
    )


@failures.part
@once
def show_days(viewer: Viewer, data_time: datetime, district_id: str | None, where: str) -> None:
    """Draw the doses given on each day, counted where people live or where given."""
    st.header(words.say("coverage.days"), anchor=False)
    ask = data.vaccination.daily_doses if where == "given" else data.vaccination.daily_doses_by_home
    days = ask(viewer.scope, data_time, district_id)
    if days.empty:
        frame.empty(words.say("coverage.no_doses"), words.say("coverage.no_doses_hint"))
        return
    since = pd.Timestamp(clock.local_day(data_time)) - pd.Timedelta(days=charts.base.RECENT_DAYS)
    recent = figures.guarded.of_place(
        viewer,
        district_id,
        DAYS_PLAN,
        lambda unit: ask(viewer.scope, data_time, unit).loc[lambda rows: rows["on_date"] > since],
        key="on_date",
    )
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
        st.caption(words.say("chart.withheld_note"))
    st.caption(words.say(f"coverage.where_{where}"))
    drawn = definitions.Figure(words.say("coverage.days"), "coverage.day_doses")
    definitions.show([drawn], key="coverage_days")


@once
def show_stock(viewer: Viewer, data_time: datetime, district_id: str | None) -> None:
    """Draw what is on hand of each vaccine, and how long it lasts."""
    st.header(words.say("coverage.stock"), anchor=False)
    stock = data.vaccination.vaccine_stock(viewer.scope, data_time, district_id)
    if stock.empty:
        frame.empty(words.say("coverage.no_stock"), words.say("coverage.no_stock_hint"))
        return
    shown = definitions.dated([_stock_tile(row) for row in stock.to_dict("records")])
    tiles.show(shown)
    definitions.show(shown, key="coverage_stock")


def show_due(viewer: Viewer, data_time: datetime, district_id: str | None) -> None:
    """List by vaccine who is due for dose 2 until the end of the week, beside the doses on hand."""
    due = _due(viewer, data_time, district_id).shown()
    if due.empty:
        frame.empty(words.say("coverage.no_waiting"), words.say("coverage.no_waiting_hint"))
        return
    stock = data.vaccination.vaccine_stock(viewer.scope, data_time, district_id)
    rows, columns = _beside_stock(due, stock), _due_columns()
    tables.show(rows, columns, key="coverage_due")
    tables.download(rows, columns, name="coverage_due")
    st.caption(words.say("coverage.due_note"))
    definitions.show(columns, key="coverage_due")


@once
def _due(viewer: Viewer, data_time: datetime, district_id: str | None) -> Guarded:
    """Count by vaccine who waits for dose 2, and decide what of it the viewer may not see."""

    def due_in(unit: str | None) -> pd.DataFrame:
        waiting = data.vaccination.waiting_for_second(viewer.scope, data_time, unit)
        return vaccination.due_second_doses(waiting, data_day=clock.local_day(data_time))

    return figures.guarded.of_place(viewer, district_id, DUE_PLAN, due_in, key="vaccine")


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
        label=str(row["vaccine"]),
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
