"""The overview as one page on paper."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from dashboard import figures, words
from dashboard.data.database import is_trial, present
from dashboard.drawing import palette
from dashboard.indicators.targets import INSTALL_DEADLINE
from dashboard.panels.overview import headline, ranking, watch
from dashboard.panels.overview.board import Board
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.shared.tiles import Tile
from dashboard.reports.overview.overview_pdf import overview_pdf
from dashboard.reports.overview.overview_sheet import Figure, Sheet, overview_sheet

_MOST_LINES = 6
"""So many zones and sources fit on the page; what is left out is counted."""
_COLUMNS = ("what", "value", "status", "target", "trend")


def show_downloads(board: Board) -> None:
    """Offer the board as a DOCX and as a PDF; it names nobody, so no look is logged."""
    for kind, icon, written in (
        ("docx", "description", overview_sheet),
        ("pdf", "picture_as_pdf", overview_pdf),
    ):
        st.download_button(
            words.say(f"paper.{kind}"),
            data=when_clicked(partial(_file, written, board)),
            file_name=f"tong-quan.{kind}",
            icon=f":material/{icon}:",
            key=f"overview_{kind}",
            on_click="ignore",
        )


def sheet(board: Board) -> Sheet:
    """Return what the page prints, in the language of the screen."""
    days = words.say("overview.days_left", day=words.day(INSTALL_DEADLINE))
    zones = [watch.ending_line(row) for row in figures.guarded.records(board.ending)]
    changes = [one.sentence for one in board.changes]
    return Sheet(
        title=f"{board.here.area}: {words.say('overview.title')}",
        headline=[
            f"{words.number(board.days_left)} {days}",
            headline.sentence(board.headline),
        ],
        heads=[words.say(f"paper.{column}") for column in _COLUMNS],
        figures=[_figure(tile) for tile, _ in (*board.ordered, *board.platforms)],
        ranking=words.say("paper.ranking"),
        units=[
            _unit(row)
            for row in figures.guarded.records(board.units.head(figures.ranking.MOST_COMMUNES))
        ],
        sections=[
            (words.say("changes.title"), changes or [words.say("changes.none")]),
            (
                words.say("overview.zones_ending"),
                watch.few(zones, _MOST_LINES, words.say("overview.no_zone_ends")),
            ),
            (
                words.say("overview.feeds"),
                watch.few(board.late, _MOST_LINES, words.say("overview.none_late")),
            ),
        ],
        foot=_foot(board),
    )


def _file(write: Callable[[Sheet], bytes], board: Board) -> bytes:
    return write(sheet(board))


def _figure(tile: Tile) -> Figure:
    status = tile.status
    return Figure(
        label=tile.heading,
        value=tile.value,
        status=""
        if status is None
        else f"{palette.STATUS_MARK[status]} {tile.word or words.say(f'status.{status}')}",
        colour="" if status is None else palette.STATUS[status],
        lines="; ".join([*tile.lines, *([tile.warning] if tile.warning else [])]),
        trend="; ".join([tile.trend, tile.as_of] if tile.is_late else [tile.trend]),
    )


def _unit(row: Mapping[Any, Any]) -> tuple[str, str]:
    bar = ranking.bar(row)
    status = words.say(f"status.{bar.status}")
    return bar.label, "  ".join(part for part in (bar.text, status, bar.move) if part)


def _foot(board: Board) -> str:
    simulated = [words.say("frame.simulated")] if is_trial() else []
    return " · ".join(
        [
            *simulated,
            words.say("frame.data_time", moment=words.moment(board.here.data_time)),
            words.say("paper.taken", name=board.here.viewer.name, moment=words.moment(present())),
        ]
    )
