"""The tiles: late sources, rejected rows, results that match, communes that do not report."""

import streamlit as st

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.panels.platforms import districts
from dashboard.panels.shared import definitions, tiles


@once
def show(here: Viewpoint) -> None:
    """Draw the figures of what is looked at."""
    feeds = figures.platforms.sources.feeds(here)
    rows, rejects = (float(feeds[name].sum()) for name in ("row_count", "reject_count"))
    late = tiles.Tile(
        words.say("data_sources.late"),
        words.number(int(feeds["is_late"].sum())),
        (words.say("data_sources.late_line", count=words.number(len(feeds))),),
        define="data_sources.late",
    )
    rejected = tiles.Tile(
        words.say("data_sources.rejected"),
        words.percent(targets.share(rejects, rows + rejects), 2),
        (
            words.say(
                "data_sources.rejected_line",
                count=words.number(rejects),
                whole=words.number(rows + rejects),
            ),
        ),
        define="data_sources.rejected",
    )
    silent = figures.platforms.sources.silent(here)
    communes = here.of_district(figures.platforms.sources.communes(here))
    reporting = tiles.Tile(
        words.say("data_sources.silent"),
        words.number(len(silent)),
        (words.say("data_sources.silent_line", count=words.number(len(communes))),),
        define="data_sources.silent",
    )
    matching = districts.tile(here, "matching_results")
    shown = [*definitions.dated([late, rejected, reporting]), matching]
    tiles.show(shown)
    st.caption(words.say("data_sources.note"))
    definitions.show(shown, key="data_sources_tiles")
