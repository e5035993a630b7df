"""Working equipment of the checkpoints, and readiness on the spot, on the map, by commune."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.platforms.checkpoints import MEASURES
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.platforms import share_map
from dashboard.panels.shared import filters
from dashboard.panels.shared.definitions import Figure


def choose() -> str:
    """Let the viewer choose what the map shows; kept in the address bar."""
    label = words.say("checkpoints.measure")
    return filters.one_of("measure", MEASURES, label=label, prefix="checkpoints.measure")


def show(here: Viewpoint, measure: str) -> None:
    """Draw the communes; where no checkpoint is open, nothing is known of equipment."""
    st.header(words.say(f"checkpoints.measure.{measure}"), anchor=False)
    name = f"{measure}_share"
    figure = Figure(words.say(f"checkpoints.column_{name}"), f"checkpoints.{name}")
    share_map.show(_map(here, measure), here, figure, key="checkpoints_map")


@once
def _map(here: Viewpoint, measure: str) -> share_map.Drawn:
    rows = figures.platforms.checkpoints.communes(here)
    alt = words.say(f"checkpoints.measure.{measure}")
    return share_map.drawn(here, rows, f"{measure}_share", _tip, alt=alt)


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    say = words.say
    return {
        say("checkpoints.column_working_share"): words.percent(row["working_share"]),
        say("checkpoints.column_lacking_count"): words.number(row["lacking_count"]),
        say("checkpoints.column_ready_items"): words.number(row["ready_items"]),
    }
