"""The overview for a meeting room: one dark screen in large type, with nothing around it."""

import streamlit as st

from dashboard import figures, words
from dashboard.data.database import is_trial
from dashboard.drawing.templates import filled
from dashboard.panels.overview import changes, headline, watch
from dashboard.panels.overview import ranking as overview_ranking
from dashboard.panels.overview.board import Board
from dashboard.panels.shared import tiles

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


def show(board: Board) -> None:
    """Draw the board over everything else, and a way back in a corner."""
    st.html(stage_html(board))
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


def stage_html(board: Board) -> str:
    """Return the whole screen as HTML, everything from the data escaped."""
    is_province = bool(board.units["unit_id"].isin(board.units["district_id"]).all())
    units = board.units if is_province else board.units.head(figures.ranking.MOST_COMMUNES)
    ranking = words.say("overview.ranking" if is_province else "overview.lowest_communes")
    bars = tiles.bars_html(
        [overview_ranking.bar(row) for row in figures.guarded.records(units)], label=ranking
    )
    moment = words.say("frame.data_time", moment=words.moment(board.here.data_time))
    simulated = f"{words.say('frame.simulated')} · " if is_trial() else ""
    return filled(
        "stage",
        area=board.here.area,
        moment=simulated + moment,
        headline=headline.html(board.headline, board.days_left, board.statuses),
        tiles=[tiles.tile_html(tile) for tile, _ in board.ordered],
        ranking=ranking,
        bars=bars,
        news=_news(board),
        platforms=[tile for tile, _ in board.platforms],
    )


def _news(board: Board) -> list[tuple[str, list[str]]]:
    """Return titles, each with its lines as HTML."""
    said = [changes.change_html(one) for one in board.changes]
    ending = [watch.ending_line(row) for row in figures.guarded.records(board.ending)]
    zones = watch.few(ending, _MOST_LINES, words.say("overview.no_zone_ends"))
    late = watch.few(board.late, _MOST_LINES, words.say("overview.none_late"))
    return [
        (words.say("changes.title"), said or [tiles.line_html(words.say("changes.none"))]),
        (words.say("overview.zones_ending"), [tiles.line_html(line) for line in zones]),
        (words.say("overview.feeds"), [tiles.line_html(line) for line in late]),
    ]
