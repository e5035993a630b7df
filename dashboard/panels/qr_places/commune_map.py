"""Which share of the QR places is in use, or of visitors scans, on the map, by commune."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.platforms.places import MEASURES
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.platforms import share_map
from dashboard.panels.shared import filters
from dashboard.panels.shared.definitions import Figure


def choose() -> str:
    """Let the viewer choose what the map shows; kept in the address bar."""
    label = words.say("qr_places.measure")
    return filters.one_of("measure", MEASURES, label=label, prefix="qr_places.measure")


def show(here: Viewpoint, measure: str) -> None:
    """Draw the communes."""
    st.header(words.say(f"qr_places.measure.{measure}"), anchor=False)
    name = f"{measure}_share"
    figure = Figure(words.say(f"qr_places.column_{name}"), f"qr_places.{name}")
    share_map.show(_map(here, measure), here, figure, key="qr_places_map")


@once
def _map(here: Viewpoint, measure: str) -> share_map.Drawn:
    rows = figures.platforms.places.communes(here)
    alt = words.say(f"qr_places.measure.{measure}")
    return share_map.drawn(here, rows, f"{measure}_share", _tip, alt=alt)


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    say = words.say
    return {
        say("qr_places.column_registered_count"): words.number(row["registered_count"]),
        say("qr_places.column_today_count"): words.number(row["today_count"]),
        say("qr_places.column_week_count"): words.number(row["week_count"]),
        say("qr_places.column_week_share"): words.percent(row["week_share"]),
        say("qr_places.column_scanned_share"): words.percent(row["scanned_share"]),
    }
