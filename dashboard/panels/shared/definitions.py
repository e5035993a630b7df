"""What stands behind the figures of one block, and how old each is: one quiet popover."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import pandas as pd
import streamlit as st

from dashboard import access, clock, data, words
from dashboard.data.database import Scope
from dashboard.drawing.templates import filled
from dashboard.figures.once import once
from dashboard.indicators.definitions import DEFINITIONS, NUMBERS, Definition
from dashboard.panels.shared import frame, viewpoint
from dashboard.panels.shared.tiles import Tile

Feeds = Mapping[str, Mapping[Hashable, Any]]
"""Source -> its row in `data.feeds`."""


class Defined(Protocol):
    """A tile or a column: its heading on screen, and its entry in the register."""

    @property
    def heading(self) -> str:
        """As the reader sees it."""

    @property
    def define(self) -> str:
        """Key of `DEFINITIONS`."""


class Figure(NamedTuple):
    """A figure that is neither a tile nor a column, such as what a map or a chart shows."""

    heading: str
    define: str


def show(figures: Iterable[Defined], *, key: str) -> None:
    """Offer the definitions of a block's figures with the time of each one's data."""
    named = tuple(Figure(figure.heading, figure.define) for figure in figures)
    _draw(access.require(access.Right.SEE_AGGREGATES), named, key)


def dated(tiles: Sequence[Tile]) -> list[Tile]:
    """Return the tiles with the time of their own data, where it is not the page's."""
    feeds, data_time = _feeds(access.require(access.Right.SEE_AGGREGATES))
    return [with_time(tile, feeds, data_time) for tile in tiles]


def with_time(tile: Tile, feeds: Feeds, data_time: datetime) -> Tile:
    """Return a tile with the time of its oldest source, where that is not `data_time`."""
    if not tile.define:
        return tile
    own = [feeds[feed] for feed in DEFINITIONS[tile.define].feeds if feed in feeds]
    if not own:
        return tile
    if any(words.is_unknown(row["last_loaded_at"]) for row in own):
        return replace(tile, as_of=words.say("tile.as_of_never"), is_late=True)
    oldest = min(row["last_loaded_at"] for row in own)
    is_late = any(bool(row["is_late"]) for row in own)
    if oldest == pd.Timestamp(data_time) and not is_late:
        return tile
    key = "tile.as_of_late" if is_late else "tile.as_of"
    return replace(tile, as_of=words.say(key, moment=_short(oldest, data_time)), is_late=is_late)


def definition_html(heading: str, definition: Definition, feeds: Feeds) -> str:
    """Return one definition as HTML, everything in it escaped."""
    optional = (("formula", definition.formula), ("order", definition.order))
    lines = [
        *((name, [_say(f"{name}.{key}")]) for name, key in optional if key),
        ("unit", [words.say(f"figure_unit.{definition.unit}")]),
        ("source", [_loaded(feed, feeds) for feed in definition.feeds]),
        ("base", [_loaded(feed, feeds) for feed in definition.base_feeds]),
        ("views", [", ".join(map(_qualified, definition.views))] if definition.views else []),
        ("caveat", [_say(f"caveat.{definition.caveat}")] if definition.caveat else []),
    ]
    meaning = _say(definition.meaning)
    return filled("definition", heading=heading, meaning=meaning, lines=lines)


@once
def _draw(viewer: access.Viewer, figures: Sequence[Figure], key: str) -> None:
    headings: dict[str, list[str]] = {}
    for figure in figures:
        headings.setdefault(figure.define, []).append(figure.heading)
    feeds, _ = _feeds(viewer)
    parts = [
        definition_html(" · ".join(dict.fromkeys(names)), DEFINITIONS[define], feeds)
        for define, names in headings.items()
    ]
    whose = ", ".join(dict.fromkeys(figure.heading for figure in figures))
    label = frame.aloud(words.say("define.title"), whose)
    with (
        st.container(key=f"definitions_{key}"),
        st.popover(label, icon=":material/info:", type="tertiary"),
    ):
        st.html(f'<div class="definitions">{"".join(parts)}</div>')


def _feeds(viewer: access.Viewer) -> tuple[Feeds, datetime]:
    data_time = viewpoint.data_time(viewer)
    return _by_feed(viewer.scope, data_time), data_time


@data.kept.held()
def _by_feed(scope: Scope, data_time: datetime) -> Feeds:
    """Return the sources by name: made once, asked by every block of a page."""
    rows = data.feeds.feeds(scope, data_time).to_dict("records")
    return {str(row["feed_id"]): row for row in rows}


def _short(moment: datetime, data_time: datetime) -> str:
    """Write a time; without its day where that is the page's."""
    if clock.local_day(moment) != clock.local_day(data_time):
        return words.moment(moment)
    return f"{moment.astimezone(clock.TIME_ZONE):%H:%M}"


def _loaded(feed: str, feeds: Feeds) -> str:
    row = feeds.get(feed)
    if row is None:
        return words.say("define.no_feed", feed=feed)
    source, loaded = words.of_data(str(row["source"])), row["last_loaded_at"]
    if words.is_unknown(loaded):
        return words.say("define.never_loaded", source=source)
    key = "define.loaded_late" if row["is_late"] else "define.loaded"
    return words.say(key, source=source, moment=words.moment(loaded))


def _qualified(view: str) -> str:
    return view if "." in view else f"contract.{view}"


def _say(key: str) -> str:
    return words.say(key, **NUMBERS)
