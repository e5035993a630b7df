"""The whole province's share beside a district's own: for officials, who see no other district."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard import figures, words
from dashboard.data.database import AnswerTookTooLong
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared.tiles import Tile


def beside(tiles: Sequence[Tile], here: Viewpoint) -> list[Tile]:
    """Return the tiles, those with a province's share with a line that says it."""
    return [_beside(tile, here) for tile in tiles]


def show_line(here: Viewpoint, define: str) -> None:
    """Say the province's share under a table of a district's units."""
    if line := _line(here, define):
        st.caption(line)


def _beside(tile: Tile, here: Viewpoint) -> Tile:
    line = _line(here, tile.define)
    return replace(tile, lines=(*tile.lines, line)) if line else tile


def _line(here: Viewpoint, define: str) -> str:
    """Return the sentence; none for who sees the whole province, or where there is no figure."""
    if not figures.province.is_beside(here, define):
        return ""
    try:
        share = figures.province.share(here, define, here.data_day)
    except AnswerTookTooLong:  # one slow figure must not cost the page
        share = None
    return words.say("province.share", share=words.percent(share))
