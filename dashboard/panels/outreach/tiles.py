"""The tiles: visits, the share by app, broadcasts, and communes whose loudspeakers are silent."""

import streamlit as st

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.panels.shared import definitions, tiles


@once
def show(here: Viewpoint) -> None:
    """Draw the figures of what is looked at; visits are the whole province's."""
    services = figures.platforms.outreach.services(here)
    ways = figures.platforms.outreach.ways(here)
    app, week, before = (
        float(services[name].sum()) for name in ("app_visits", "week_visits", "before_visits")
    )
    by_app = targets.share(app, week)
    communes = here.of_district(figures.platforms.outreach.communes(here))
    silent = communes[communes["loudspeaker_count"] == 0]
    shown = definitions.dated(
        [
            tiles.Tile(
                words.say("outreach.visits"),
                words.number(week),
                (words.say("outreach.before_line", count=words.number(before)),),
                define="outreach.visits",
            ),
            tiles.Tile(
                words.say("outreach.by_app"),
                words.percent(by_app),
                (
                    words.say(
                        "outreach.by_app_line", count=words.number(app), whole=words.number(week)
                    ),
                ),
                share=by_app,
                define="outreach.by_app",
            ),
            tiles.Tile(
                words.say("outreach.broadcasts"),
                words.number(ways["way_week"].sum()),
                (words.say("outreach.before_line", count=words.number(ways["way_before"].sum())),),
                define="outreach.broadcasts",
            ),
            tiles.Tile(
                words.say("outreach.unreached"),
                words.number(len(silent)),
                (words.say("outreach.unreached_line", count=words.number(len(communes))),),
                define="outreach.unreached",
            ),
        ]
    )
    tiles.show(shown)
    st.caption(words.say("outreach.note"))
    definitions.show(shown, key="outreach_tiles")
