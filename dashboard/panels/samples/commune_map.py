"""How fast results come out, reach people and turn out positive, on the map, by commune."""

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.figures.once import once
from dashboard.figures.platforms.samples import MEASURES, Samples
from dashboard.panels.platforms import share_map


def choose() -> str:
    """Let the viewer choose what the map shows."""
    return share_map.choose("samples", MEASURES)


def show(samples: Samples, measure: str) -> None:
    """Draw the communes."""
    share_map.show("samples", measure, _map(samples, measure), samples.here)


@once
def _map(samples: Samples, measure: str) -> share_map.Drawn:
    return share_map.drawn("samples", measure, samples.here, samples.communes.shown(), _tip)


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    return {
        words.say("samples.column_result_count"): words.number(row["result_count"]),
        words.say("samples.column_median_hours"): words.number(row["median_hours"], decimals=1),
        words.say("samples.column_within_share"): words.percent(row["within_share"]),
        words.say("samples.column_told_within_share"): words.percent(row["told_within_share"]),
        words.say("samples.column_positive_share"): words.percent(row["positive_share"]),
    }
