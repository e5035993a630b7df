"""The tiles: registered, in use today and this week, silent, how many visitors scan; the days."""

import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.panels.shared import definitions, failures, tiles


@once
def show(here: Viewpoint) -> None:
    """Draw the figures of what is looked at."""
    total = figures.platforms.places.total(here)
    say, number = words.say, words.number
    in_use = [
        tiles.Tile(
            say(f"qr_places.{when}"),
            words.percent(total[f"{when}_share"]),
            (
                say(
                    "qr_places.of",
                    count=number(total[f"{when}_count"]),
                    whole=number(total["registered_count"]),
                ),
            ),
            share=None if words.is_unknown(total[f"{when}_share"]) else total[f"{when}_share"],
            target_share=targets.VENUES_ACTIVE.share if when == "today" else None,
            define=f"qr_places.{when}_share",
        )
        for when in ("today", "week")
    ]
    silent = tiles.Tile(
        say("qr_places.silent"),
        number(total["silent_count"]),
        (say("qr_places.silent_line", whole=number(total["registered_count"])),),
        define="qr_places.silent_count",
    )
    scanned = tiles.Tile(
        say("qr_places.scanned"),
        words.percent(total["scanned_share"]),
        (
            say(
                "qr_places.scanned_line",
                count=number(total["scanned_count"]),
                whole=number(total["visitor_count"]),
            ),
            say("qr_places.both_line", share=words.percent(total["both_share"])),
        ),
        define="qr_places.scanned_share",
    )
    shown = definitions.dated([*in_use, silent, scanned])
    tiles.show(shown)
    st.caption(say("qr_places.note"))
    definitions.show(shown, key="qr_places_tiles")


@failures.part
@once
def show_days(here: Viewpoint) -> None:
    """Draw how many registered places were scanned at on each of the last days."""
    st.header(words.say("qr_places.days"), anchor=False)
    days = data.platforms.daily_venues(here.scope, here.data_time, here.district_id)
    named = days.rename(columns={"active_count": "place_count"})
    series = {"place_count": words.say("qr_places.days")}
    figure = charts.base.daily_bars(named, series=series)
    charts.base.show(figure, key="qr_places_days", alt=words.say("qr_places.days"))
    drawn = definitions.Figure(words.say("qr_places.days"), "qr_places.day_places")
    definitions.show([drawn], key="qr_places_days")
