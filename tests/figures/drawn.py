"""Walk the pages as one viewer and note every figure that they show."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import words
from dashboard.drawing import charts
from dashboard.indicators import disclosure
from dashboard.panels.shared import tables, tiles

ROOT = Path(__file__).parents[2]
VIEWS = {
    "app_adoption": ("road", "communes", "districts", "agencies", "uses", "dates"),
    "vaccination_coverage": ("gaps", "due", "forecast", "groups", "table", "dates", "records"),
    "containment_zones": ("ledger", "risk"),
    "today": ("callers", "doses", "checkpoints", "zones"),
}

WEEK = {"from": "2021-08-17", "to": "2021-08-24"}


@dataclass(frozen=True)
class Place:
    """Where a figure is shown: the page, and what its address asks."""

    page: str
    address: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Write it as the address bar does."""
        asked = "&".join(f"{name}={value}" for name, value in self.address.items())
        return f"/{self.page}?{asked}" if asked else f"/{self.page}"


@dataclass(frozen=True, eq=False)
class Shown:
    """One figure on one page: a tile's text, or a column of numbers by unit."""

    figure: str
    where: Place
    text: str = ""
    level: str = ""
    """What the column's rows are: commune_id, district_id, or the name of a group."""
    name: str = ""
    """The column's name."""
    column: pd.Series | None = None


def places(platforms) -> list[Place]:
    """Return every address that shows a figure."""
    opened = [Place(page, {"view": view}) for page, views in VIEWS.items() for view in views]
    return [
        Place("overview"),
        *opened,
        Place("vaccination_coverage", {"view": "table", "base": "everyone"}),
        Place("vaccination_coverage", {"view": "groups", "by": "vaccine"}),
        Place("app_adoption", {"view": "dates"} | WEEK),
        Place("vaccination_coverage", {"view": "dates", "step": "dose1"} | WEEK),
        *(Place("platforms", {"platform": name}) for name in platforms),
    ]


def walk(viewer, where: list[Place], **address) -> Iterator[Shown]:
    """Open each place as the viewer and return what it shows.

    Raises
    ------
    AssertionError
        If a page fails: a figure that could not be drawn was not audited.
    """
    for place in where:
        st.cache_resource.clear()
        with _noted(place) as shown:
            app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
            app.session_state["viewer"] = viewer
            for name, value in {**place.address, **address}.items():
                app.query_params[name] = value
            app.switch_page(f"dashboard/pages/{place.page}.py").run()
            assert not app.exception, f"{place}: {app.exception[0].value}"
        yield from shown


class _Noting:
    """What one place shows, noted as it is drawn."""

    def __init__(self, where: Place) -> None:
        self.where = where
        self.found: list[Shown] = []

    def tile(self, tile) -> None:
        if tile.define:  # counts of the desk, follow-up and zones are not in the register
            said = " | ".join([tile.value, *tile.lines, tile.trend])
            self.found.append(Shown(tile.define, self.where, text=said))

    def tiles(self, shown, **_) -> None:
        for tile in shown:
            self.tile(tile[0] if isinstance(tile, tuple) else tile)

    def table(self, table, columns, **_) -> None:
        level = _level(table)
        for column in columns:
            if column.kind == "text" or not column.define:
                continue
            hidden = disclosure.is_withheld(table, column.name).to_numpy()
            values = table[column.name].astype("float64")
            values = values.set_axis(pd.Index(table.get(level, table.index)))[~hidden]
            self.found.append(
                Shown(column.define, self.where, level=level, name=column.name, column=values)
            )

    def bars(self, bars, *, label) -> None:
        if label == words.say("adoption.gaps"):
            self.found += [Shown("adoption.gap", self.where, text=bar.text) for bar in bars]

    def days(self, days, *, series) -> None:
        for name in series:
            self.curve(days.rename(columns={name: "share"}), figure="coverage.day_doses", name=name)

    def curve(self, rows, *_, figure="coverage.forecast", name="share", **__) -> None:
        known = rows.set_index("on_date")["share"].dropna().astype("float64")
        by_date = known.set_axis(pd.to_datetime(known.index).date)
        self.found.append(Shown(figure, self.where, level="day", name=name, column=by_date))


@contextmanager
def _noted(where: Place) -> Iterator[list[Shown]]:
    noting = _Noting(where)
    with pytest.MonkeyPatch.context() as patch:
        _spy(patch, tiles, "show_bars", noting.bars)
        _spy(patch, charts.base, "daily_bars", noting.days)
        _spy(patch, charts.base, "share_forecast", noting.curve)
        _spy(patch, tiles, "show", noting.tiles)
        _spy(patch, tiles, "show_linked", noting.tiles)
        _spy(patch, tables, "show", noting.table)
        yield noting.found


def _spy(patch, module, name: str, note) -> None:
    through = getattr(module, name)

    def spied(*args, **kwargs):
        note(*args, **kwargs)
        return through(*args, **kwargs)

    patch.setattr(module, name, spied)


def _level(table: pd.DataFrame) -> str:
    """Return what the rows are: the finest unit, or a group of people or things."""
    names = ("feed_id", "agency_id", "commune_id", "kind_name", "group_name", "vaccine")
    return next((name for name in (*names, "district_id") if name in table), "row")


_CONSTANT = re.compile(
    r"(?i)\d{2}/\d{2}/\d{4}|[^|]*toàn tỉnh[^|]*|(mục tiêu|phấn đấu|đạt|khoảng) \d+%|mũi \d|\d+ giờ"
    r"|\d+ ngày trước đó|trong \d+ ngày|gần 1 càng|0 là đều"
)
"""Numbers that belong to a sentence, or to the province beside a district."""


def numbers(text: str) -> list[str]:
    """Return the numbers that a tile says, without those that every such tile says."""
    return re.findall(r"[+−]?\d[\d.]*(?:,\d+)?%?", _CONSTANT.sub(" ", text))
