"""The overview for a meeting room: one dark screen in large type, with nothing around it."""

from html import escape

import streamlit as st

from dashboard import figures, words
from dashboard.data.database import is_trial
from dashboard.drawing import palette
from dashboard.panels.overview import board as overview_board
from dashboard.panels.overview import changes, watch
from dashboard.panels.overview import ranking as overview_ranking
from dashboard.panels.overview.board import Board
from dashboard.panels.shared import tiles
from dashboard.panels.shared.tiles import Tile

_MOST_LINES = 2
"""So many zones and sources fit beside the changes; what is left out is counted."""


def is_on() -> bool:
    """Tell whether the address asks for the presentation (`?present=1`)."""
    return st.query_params.get("present") == "1"


def show_switch() -> None:
    """Offer the presentation of what is on the page; the address keeps it."""
    st.button(
        words.say("present.start"),
        icon=":material/present_to_all:",
        key="present_start",
        on_click=_turn,
        args=(True,),
    )


def show(board: Board, place: str) -> None:
    """Draw the board over everything else, and a way back in a corner."""
    st.html(stage_html(board, place))
    with st.container(key="stage_exit"):
        st.button(
            words.say("present.end"),
            icon=":material/close_fullscreen:",
            key="present_end",
            type="tertiary",
            on_click=_turn,
            args=(False,),
        )


def _turn(on: bool) -> None:  # noqa: FBT001 - a callback's arguments have no names
    """Turn the presentation on or off in the address, which a link does not change here."""
    if on:
        st.query_params["present"] = "1"
    else:
        st.query_params.pop("present", None)


def stage_html(board: Board, place: str) -> str:
    """Return the whole screen as HTML, everything from the data escaped."""
    is_province = bool(board.units["unit_id"].isin(board.units["district_id"]).all())
    units = board.units if is_province else board.units.head(figures.ranking.MOST_COMMUNES)
    ranking = words.say("overview.ranking" if is_province else "overview.lowest_communes")
    bars = tiles.bars_html(
        [overview_ranking.bar(row) for row in figures.guarded.records(units)], label=ranking
    )
    moment = words.say("frame.data_time", moment=words.moment(board.data_time))
    simulated = f"{words.say('frame.simulated')} · " if is_trial() else ""
    return (
        f'<section class="stage" tabindex="0"><header><h1>{escape(place)}</h1>'
        f"<p>{escape(simulated + moment)}</p></header>{overview_board.headline_html(board)}"
        f'<div class="stage-tiles">{"".join(tiles.tile_html(tile) for tile, _ in board.ordered)}'
        f'</div><div class="stage-main">'
        f"<div><h2>{escape(ranking)}</h2>{bars}</div>"
        f"<div>{_news(board)}</div>"
        f"<div><h2>{escape(words.say('platforms.title'))}</h2>"
        f'<table class="stage-platforms">{"".join(_row(tile) for tile, _ in board.platforms)}'
        "</table></div></div></section>"
    )


def _news(board: Board) -> str:
    said = "".join(changes.change_html(one) for one in board.changes)
    ending = [watch.ending_line(row) for row in figures.guarded.records(board.ending)]
    zones = watch.few(ending, _MOST_LINES, words.say("overview.no_zone_ends"))
    late = watch.few(board.late, _MOST_LINES, words.say("overview.none_late"))
    return (
        f"<h2>{escape(words.say('changes.title'))}</h2>"
        f"{said or _line(words.say('changes.none'))}"
        f"<h2>{escape(words.say('overview.zones_ending'))}</h2>{''.join(map(_line, zones))}"
        f"<h2>{escape(words.say('overview.feeds'))}</h2>{''.join(map(_line, late))}"
    )


def _line(sentence: str) -> str:
    return f'<p class="change"><span>{escape(sentence)}</span></p>'


def _row(tile: Tile) -> str:
    mark = "" if tile.status is None else palette.STATUS_MARK[tile.status]
    return (
        f'<tr class="{tile.status or ""}"><th>{escape(tile.label)}</th>'
        f"<td>{escape(tile.value)} <i>{mark}</i></td></tr>"
    )
