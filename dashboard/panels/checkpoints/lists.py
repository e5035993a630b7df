"""Checkpoints listed: what each lacks, its staff and its flow; the communes ready on the spot."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.platforms.checkpoints import ITEMS
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables, tiles
from dashboard.panels.shared.tables import Column, Kind


@failures.part
def show_kinds(here: Viewpoint) -> None:
    """List the seven kinds of equipment: required, installed, working."""
    st.header(words.say("checkpoints.kinds"), anchor=False)
    kind = Column("unit_name", words.say("checkpoints.kind"), define="checkpoints.kind")
    _table(
        figures.platforms.checkpoints.kinds(here),
        [
            kind,
            *_numbers("required_count", "installed_count", "working_count", "lacking_count"),
            _number("working_share", "share"),
        ],
        "kinds",
    )


@failures.part
def show_lacking(here: Viewpoint) -> None:
    """List what is missing where, most pieces first."""
    rows = figures.platforms.checkpoints.lacking(here)
    if rows.empty:
        frame.empty(words.say("checkpoints.none_lacks"), words.say("checkpoints.none_lacks_hint"))
        return
    names = ("checkpoint_name", "kind_label", "unit_name", "district_name")
    columns = [
        _name(),
        Column("kind_label", words.say("checkpoints.kind"), define="checkpoints.kind"),
        *_numbers("lacking_count", "required_count", "installed_count", "working_count"),
        Column("checked", words.say("checkpoints.checked"), define="checkpoints.checked"),
        *_units(),
    ]
    _table(search.narrowed(rows, names, key="checkpoints_lacking"), columns, "lacking")


@failures.part
def show_checkpoints(here: Viewpoint) -> None:
    """List the open checkpoints: equipment, staff of yesterday's shifts, scans, who scans."""
    rows = figures.platforms.checkpoints.checkpoints(here)
    names = ("checkpoint_name", "unit_name", "district_name")
    columns = [
        _name(),
        *_numbers("lacking_count"),
        _number("working_share", "share"),
        *_numbers("morning_count", "afternoon_count", "night_count"),
        *_numbers("today_scan_count", "week_scan_count"),
        _number("scanned_share", "share"),
        *_units(),
    ]
    _table(search.narrowed(rows, names, key="checkpoints_list"), columns, "list")
    st.caption(words.say("checkpoints.staff_note"))


@failures.part
def show_hours(here: Viewpoint) -> None:
    """Draw and list how many scans checkpoints have in each hour of an average day."""
    rows = figures.platforms.checkpoints.flow(here)
    most = max(float(rows["hour_scans"].max()), 1.0)
    bars = [
        tiles.Bar(
            str(row["unit_name"]),
            row["hour_scans"] / most,
            words.number(row["hour_scans"], decimals=1),
        )
        for row in rows.to_dict("records")
    ]
    left, right = st.columns(2, gap="medium")
    with left:
        tiles.show_bars(bars, label=words.say("checkpoints.view_hours"))
    with right:
        hour = Column("unit_name", words.say("checkpoints.hour"), define="checkpoints.hour")
        _table(rows, [hour, _number("hour_scans", "decimal")], "hours")


@failures.part
def show_ready(here: Viewpoint) -> None:
    """List "four on the spot" by item, and by commune, those ready in the fewest first."""
    item = Column("unit_name", words.say("checkpoints.item"), define="checkpoints.item")
    columns = [item, *_numbers("assessed_count", "ready_count"), _number("item_share", "share")]
    _table(figures.platforms.checkpoints.items(here), columns, "items")
    rows = here.of_district(figures.platforms.checkpoints.communes(here))
    ranked = rows.sort_values("ready_items", na_position="first")
    commune, district = _units()
    columns = [
        commune,
        *_numbers("ready_items"),
        _number("ready_share", "share"),
        *(
            Column(f"{item}_word", words.say(f"checkpoints.item_{item}"), define="checkpoints.item")
            for item in ITEMS
        ),
        district,
    ]
    found = search.narrowed(ranked, ("unit_name", "district_name"), key="checkpoints_ready")
    _table(found, columns, "ready")


def _table(rows: pd.DataFrame, columns: list[Column], name: str) -> None:
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    tables.show(rows, columns, key=f"checkpoints_{name}")
    definitions.show(columns, key=f"checkpoints_{name}")
    tables.download(rows, columns, name=f"checkpoints_{name}")


def _name() -> Column:
    heading = words.say("checkpoints.checkpoint")
    return Column("checkpoint_name", heading, define="checkpoints.checkpoint", is_pinned=True)


def _units() -> tuple[Column, Column]:
    say = words.say
    return (
        Column("unit_name", say("table.commune"), define="unit.commune"),
        Column("district_name", say("table.district"), define="unit.district"),
    )


def _numbers(*names: str) -> list[Column]:
    return [_number(name, "number") for name in names]


def _number(name: str, kind: Kind) -> Column:
    heading = words.say(f"checkpoints.column_{name}")
    return Column(name, heading, kind, define=f"checkpoints.{name}", counts_people=False)
