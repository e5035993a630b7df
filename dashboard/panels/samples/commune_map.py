"""How fast results come out, reach people and turn out positive, on the map, by commune."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.figures.once import once
from dashboard.figures.platforms.samples import MEASURES, Samples
from dashboard.panels.platforms import share_map
from dashboard.panels.shared import filters
from dashboard.panels.shared.definitions import Figure


def choose() -> str:
    """Let the viewer choose what the map shows; kept in the address bar."""
    label = words.say("samples.measure")
    return filters.one_of("measure", MEASURES, label=label, prefix="samples.measure")


def show(samples: Samples, measure: str) -> None:
    """Draw the communes."""
    st.header(words.say(f"samples.measure.{measure}"), anchor=False)
    name = f"{measure}_share"
    figure = Figure(words.say(f"samples.column_{name}"), f"samples.{name}")
    share_map.show(_map(samples, measure), samples.here, figure, key="samples_map")


@once
def _map(samples: Samples, measure: str) -> share_map.Drawn:
    alt = words.say(f"samples.measure.{measure}")
    rows = samples.communes.shown()
    return share_map.drawn(samples.here, rows, f"{measure}_share", _tip, alt=alt)


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    return {
        words.say("samples.column_result_count"): words.number(row["result_count"]),
        words.say("samples.column_median_hours"): words.number(row["median_hours"], decimals=1),
        words.say("samples.column_within_share"): words.percent(row["within_share"]),
        words.say("samples.column_told_within_share"): words.percent(row["told_within_share"]),
        words.say("samples.column_positive_share"): words.percent(row["positive_share"]),
    }
