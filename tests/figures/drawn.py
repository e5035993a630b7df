"""Walk the pages as one viewer and note every figure that they show."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import pandas as pd
import pytest
import shapely
import streamlit as st
from shapely import Geometry
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard import words
from dashboard.access import Right
from dashboard.drawing import charts, maps
from dashboard.indicators import disclosure
from dashboard.menu import file_of
from dashboard.panels import adoption, overview, zones
from dashboard.panels.shared import failures, tables, tiles
from tests.figures import taken
from tests.kept import forget_drawings

ROOT = Path(__file__).parents[2]
VIEWS = {
    "app_adoption": ("road", "communes", "districts", "agencies", "uses", "dates"),
    "vaccination_coverage": (
        "gaps",
        "due",
        "forecast",
        "groups",
        "table",
        "sites",
        "dates",
        "records",
    ),
    "containment_zones": ("ledger", "risk"),
    "today": ("callers", "doses", "checkpoints", "zones"),
    "test_results": ("days", "told", "backlog"),
    "checkpoints": ("lacking", "list", "hours", "ready"),
    "health_declarations": ("communes", "days"),
    "support_team": ("communes", "kinds", "days"),
    "test_systems": ("kinds", "days", "communes"),
    "outreach": ("services", "ways", "unreached"),
    "data_sources": ("feeds", "communes"),
    "qr_places": ("silent", "communes", "districts", "kinds"),
}

FOLDED = {
    "gaps": {"coverage_elderly_all": True},
    "overview": {"overview_all_feeds": True, "overview_platforms": True},
}
"""What is open of what a page or view folds away."""

VISITED_PLACE = "138"
"""A code of a factory, in the simulated province of 3,000 people, where cases scanned."""

DAYS = {
    "place_count": "qr_places.day_places",
    "app_visits": "outreach.day_visits",
    "portal_visits": "outreach.day_visits",
    "guided_count": "support.day_done",
    "entered_count": "support.day_done",
}
"""Of a chart of days: what its column counts, where that is not doses."""

FOLLOWS, TRACES = Right.RECORD_FOLLOW_UP, Right.TRACE_CONTACTS
WEEK = {"from": "2021-08-17", "to": "2021-08-24"}


@dataclass(frozen=True)
class Place:
    """Where a figure is shown: the page, and what its address asks."""

    page: str
    address: dict[str, str] = field(default_factory=dict)
    state: dict[str, object] = field(default_factory=dict)
    """What the viewer had picked, by the session's own names."""
    right: Right = Right.SEE_AGGREGATES

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
    shapes: tuple[Geometry, ...] = ()
    """The outlines that it counts in, where it is of what was drawn."""
    taken: str = ""
    """The file or paper that holds it; empty on the page itself."""
    rounding: float = 0.0
    """How far a number of it may be from what it stands for."""
    ranked: tuple[str, ...] | None = None
    """The communes that it is ranked among: those withheld from the viewer are not."""
    tips: dict[str, str] = field(default_factory=dict)
    """Of a map: unit -> what its tooltip says."""


def places(platforms, closed: dict[str, pd.Series]) -> list[Place]:
    """Return every address that shows a figure.

    Parameters
    ----------
    closed
        A zone of the ledger to draw anew (`draw_from`), and one to set half of free (`released`),
        with its `row` in the list.
    """
    opened = [
        Place(page, {"view": view}, FOLDED.get(view, {}))
        for page, views in VIEWS.items()
        for view in views
    ]
    return [
        Place("overview", state=FOLDED["overview"]),
        *opened,
        Place("vaccination_coverage", {"view": "table", "base": "everyone"}),
        Place("vaccination_coverage", {"view": "groups", "by": "vaccine"}),
        Place("app_adoption", {"view": "dates"} | WEEK),
        Place("vaccination_coverage", {"view": "dates", "step": "dose1"} | WEEK),
        *(Place("platforms", {"platform": name}) for name in platforms),
        Place("qr_places", {"view": "place", "qr_place": VISITED_PLACE}),
        *(
            Place("test_results", {"view": "groups", "by": by})
            for by in ("commune", "district", "laboratory", "reason")
        ),
        *(
            Place("follow_up", {"view": view}, right=FOLLOWS)
            for view in ("calls", "speed", "yield")
        ),
        Place("app_adoption", {"view": "road", "missing": "agency"}),
        Place("contact_tracing", {"view": "list"}, right=TRACES),
        Place("contact_tracing", {"view": "map"}, right=TRACES),
        Place("contact_tracing", {"direction": "both"}, right=TRACES),
        Place("containment_zones", {"view": "new"}, right=TRACES),
        Place("outbox"),
        *(_of_zone(zone, name) for name, zone in closed.items()),
    ]


def _of_zone(zone: pd.Series, name: str) -> Place:
    """Return where a zone of the ledger is drawn anew, or half of it set free."""
    number = int(zone["zone_id"])
    if name == "draw_from":
        asked, state = {"view": "draw", name: str(number)}, {name: [number]}
    else:
        outline = shapely.from_geojson(json.dumps(zone["outline"]))
        west, south, east, north = outline.bounds
        half = outline.intersection(shapely.box(west, south, (west + east) / 2, north))
        asked = {"view": "ledger", name: str(number)}
        state = {
            "zone_ledger": {"selection": {"rows": [int(zone["row"])], "columns": [], "cells": []}},
            "zone_drawn_rest": {(number, int(zone["revision"])): half},
            f"zone_status_{number}_{zone['status']}": "partly_released",
        }
    return Place("containment_zones", asked, state, TRACES)


def walk(viewer, where: list[Place], **address) -> Iterator[Shown]:
    """Open each place as the viewer and return what it shows.

    Raises
    ------
    AssertionError
        If a page fails: a figure that could not be drawn was not audited. If two of its buttons
        have one name: whoever hears the page cannot tell them apart.
    """
    asked = [replace(place, address=place.address | address) for place in where]
    for place in (place for place in asked if place.right in viewer.rights):
        forget_drawings()
        with _noted(place) as noting:
            app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
            app.session_state["viewer"] = viewer
            for name, value in place.address.items():
                app.query_params[name] = value
            for name, value in place.state.items():
                app.session_state[name] = value
            app.switch_page(file_of(place.page)).run()
            assert not app.exception, f"{place}: {app.exception[0].value}"
            assert not noting.has_failed, f"{place}: a part of it, or a file, could not be made"
            assert (twice := called_twice(app)) == [], f"{place}: buttons of one name: {twice}"
        cases = [case for box in app.multiselect if box.key == "trace_cases" for case in box.value]
        known = replace(place, address=place.address | {"case": ",".join(cases)})
        yield from (replace(one, where=known) for one in noting.found) if cases else noting.found


def called_twice(app: AppTest) -> list[str]:
    """Return the names that several buttons of a page share."""
    buttons = [*app.button, *app.get("download_button"), *app.get("link_button")]
    counts = Counter(button.proto.label for button in buttons)
    return [name for name, count in counts.items() if count > 1]


ROUNDING = {"number": 0.5, "decimal": 0.05, "share": 0.0005, "points": 0.05}
"""Of each kind of column, how far a CSV file's number may be from what it stands for."""


class _Noting:
    """What one place shows, noted as it is drawn."""

    def __init__(self, where: Place) -> None:
        self.where = where
        self.found: list[Shown] = []
        self.shapes: tuple[Geometry, ...] = ()
        self.ranked: tuple[str, ...] = ()
        self.offered: dict[str, tuple[pd.DataFrame, list]] = {}
        self.has_failed = False

    def failure(self) -> None:
        """Note that the page shows a sentence and an error number where a part of it should be."""
        self.has_failed = True

    def tile(self, tile) -> None:
        said = " | ".join([tile.value, *tile.lines, tile.trend])
        self.found.append(Shown(tile.define, self.where, text=said, shapes=self.shapes))

    def drafts(self, drafts) -> None:
        self.shapes = tuple(
            shapely.from_geojson(json.dumps(one)) for one in drafts.zones["outline"]
        )

    def parts(self, release) -> None:
        self.shapes = (release.released, release.remaining)

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
            self.found += [
                Shown("adoption.gap", self.where, text=bar.text, ranked=self.ranked) for bar in bars
            ]

    def closers(self, rows) -> None:
        self.ranked = tuple(rows.loc[rows["missing_count"].notna(), "commune_id"])

    def map(self, rows, **_) -> None:
        self.tips(f"map.{self.where.page}", rows, rows["tip"])

    def levels(self, rows, _) -> None:
        self.tips("map.risk", rows, rows["tooltip"])

    def zones(self, _chart, rows) -> None:
        """Note the tooltips of zones of the ledger by number, of proposals by their place."""
        is_saved = bool(rows) and "zone_id" in rows[0]
        tips = {
            str(row["zone_id"] if is_saved else place): maps.zones._tip(row)
            for place, row in enumerate(rows)
        }
        shapes = tuple(shapely.from_geojson(json.dumps(row["outline"])) for row in rows)
        figure = "map.zones" if is_saved else "map.drafts"
        self.found.append(Shown(figure, self.where, level="zone_id", tips=tips, shapes=shapes))

    def points(self, figure, points) -> None:
        """Note the tooltips of homes by person, of places by name and point."""
        drawn = json.loads(json.loads(points.points))
        tips = {
            title
            if figure == "map.homes"
            else f"{title} {lon} {lat}": f"</td><td>{value}</td></tr>"
            for lon, lat, _, title, value in drawn
        }
        self.found.append(Shown(figure, self.where, level="point", tips=tips))

    def group(self, group) -> None:
        """Note how many have not installed, of the unit chosen, beside what its table says."""
        if group is not None:
            told = [len(group.person_ids), group.missing_count, group.whole_count]
            text = " | ".join(map(words.number, told))
            unit = f"{group.kind} {group.unit_id}"
            self.found.append(Shown("list.not_installed", self.where, text=text, name=unit))

    def tips(self, figure, rows, said) -> None:
        level = "commune_id" if "commune_id" in rows else "district_id"
        tips = {str(unit): tip for unit, tip in zip(rows[level], said, strict=True)}
        self.found.append(Shown(figure, self.where, level=level, tips=tips))

    def offer(self, table, columns, *, name, **_) -> None:
        self.offered[name] = table, columns

    def board(self, board) -> None:
        """Note the leaders' page as it is printed, and as it is shown in a meeting room."""
        papers = {
            "tong-quan.docx": overview.paper.overview_sheet(overview.paper.sheet(board)),
            "tong-quan.pdf": overview.paper.overview_pdf(overview.paper.sheet(board)),
            "tong-quan.html": overview.presentation.stage_html(board).encode(),
        }
        for figure in ("ahead", "listed"):
            text = getattr(overview.headline, figure)(board.headline)
            self.found.append(Shown(f"overview.{figure}", self.where, text=text))
        for name, made in papers.items():
            said = taken.text(name, made)
            small = () if name.endswith(".html") else board.platforms
            for tile, _ in (*board.ordered, *small):
                parts = [tile.value, *tile.lines, tile.trend]
                if name.endswith(".pdf"):  # pypdf mixes up the fonts of what wraps
                    assert taken.found_in(said, parts[:1]), f"{name} lacks {tile.label}"
                    continue
                text = taken.found_in(said, parts)
                self.found.append(Shown(tile.define, self.where, text=text, taken=name))

    def given(self, _label, data=None, *, file_name, key, disabled=False, **_) -> None:
        """Open what a button gives: the files of a table, and the papers that count."""
        kind, _, name = key.partition("_")
        if kind in {"workbook", "download"} and name in self.offered:
            self.file(file_name, data(), *self.offered[name])
        elif not disabled and (figure := taken.counted(file_name, data)) is not None:
            self.found.append(
                Shown(figure[0], self.where, text=figure[1], shapes=self.shapes, taken=file_name)
            )

    def file(self, file_name, made, table, columns) -> None:
        level, cells = _level(table), taken.table(file_name, made)
        for number, column in enumerate(columns):
            if column.kind == "text" or not column.define:
                continue
            hidden = disclosure.is_withheld(table, column.name).to_numpy()
            values = taken.numbers_of(cells[number]).set_axis(
                pd.Index(table.get(level, table.index))
            )
            rounding = ROUNDING[column.kind] if file_name.endswith(".csv") else 0.0
            self.found.append(
                Shown(
                    column.define, self.where, level=level, name=column.name,
                    column=values[~hidden], taken=file_name, rounding=rounding,
                )
            )  # fmt: skip

    def days(self, days, *, series) -> None:
        for name in series:
            figure = DAYS.get(name, "coverage.day_doses")
            self.curve(days.rename(columns={name: "share"}), figure=figure, name=name)

    def curve(self, rows, *_, figure="coverage.forecast", name="share", **__) -> None:
        known = rows.set_index("on_date")["share"].dropna().astype("float64")
        by_date = known.set_axis(pd.to_datetime(known.index).date)
        self.found.append(Shown(figure, self.where, level="day", name=name, column=by_date))


_scanned_once = cache(manifest_scanner.scan_component_manifests)
"""AppTest reads what every installed package says of itself, for each page anew."""


@contextmanager
def _noted(where: Place) -> Iterator[_Noting]:
    noting = _Noting(where)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", _scanned_once)
        _spy(patch, tiles, "show_bars", noting.bars)
        _spy(patch, charts.base, "daily_bars", noting.days)
        _spy(patch, charts.base, "share_forecast", noting.curve)
        _spy(patch, tiles, "show", noting.tiles)
        _spy(patch, tiles, "show_linked", noting.tiles)
        _spy(patch, tables, "show", noting.table)
        _spy(patch, zones.proposals, "compare", noting.drafts)
        _spy(patch, zones.release, "_show", noting.parts)
        _spy(patch, adoption.league, "closers", noting.closers)
        _spy(patch, maps.base, "choropleth", noting.map)
        _spy(patch, maps.risk_levels, "level_map", noting.levels)
        _spy(patch, maps.zones, "_add_outlines", noting.zones)
        for figure, drawing in (("map.homes", "add_homes"), ("map.places", "_add_places")):
            _spy_on_layer(patch, maps.tracing, drawing, partial(noting.points, figure))
        _spy_on_answer(patch, adoption.people, "_chosen", noting.group)
        _spy(patch, tables, "download", noting.offer)
        _spy(patch, overview.paper, "show_downloads", noting.board)
        _spy(patch, st, "download_button", noting.given)
        _spy(patch, failures, "_logged_number", noting.failure)
        yield noting


def _spy(patch, module, name: str, note) -> None:
    through = getattr(module, name)

    def spied(*args, **kwargs):
        note(*args, **kwargs)
        return through(*args, **kwargs)

    patch.setattr(module, name, spied)


def _spy_on_layer(patch, module, name: str, note) -> None:
    """Note what was added to a layer last."""
    through = getattr(module, name)

    def spied(layer, *args, **kwargs):
        through(layer, *args, **kwargs)
        note(list(layer._children.values())[-1])

    patch.setattr(module, name, spied)


def _spy_on_answer(patch, module, name: str, note) -> None:
    through = getattr(module, name)

    def spied(*args, **kwargs):
        answer = through(*args, **kwargs)
        note(answer)
        return answer

    patch.setattr(module, name, spied)


def _level(table: pd.DataFrame) -> str:
    """Return what the rows are: the finest unit, or a group of people or things."""
    names = (
        "feed_id",
        "agency_id",
        "place_id",
        "piece",
        "checkpoint_id",
        "commune_id",
        "kind_name",
        "group_name",
        "vaccine",
    )
    return next((name for name in (*names, "district_id") if name in table), "row")


_CONSTANT = re.compile(
    r"(?i)\d{2}/\d{2}/\d{4}|[^|]*toàn tỉnh[^|]*|(mục tiêu|phấn đấu|đạt|khoảng) \d+%|mũi \d"
    r"|tháng \d+/\d{4}"
    r"|(?<![\d,])\d+ giờ|\d+ ngày trước đó|trong \d+ ngày|gần 1 càng|0 là đều"
)
"""Numbers that belong to a sentence, or to the province beside a district."""


def numbers(text: str) -> list[str]:
    """Return the numbers that a tile says, without those that every such tile says."""
    return re.findall(r"[+−]?\d[\d.]*(?:,\d+)?%?", _CONSTANT.sub(" ", text))
