"""Working equipment of the checkpoints, and readiness on the spot, on the map, by commune."""

from collections.abc import Mapping
from typing import Any

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.platforms.checkpoints import MEASURES
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.platforms import share_map


def choose() -> str:
    """Let the viewer choose what the map shows."""
    return share_map.choose("checkpoints", MEASURES)


def show(here: Viewpoint, measure: str) -> None:
    """Draw the communes; where no checkpoint is open, nothing is known of equipment."""
    share_map.show("checkpoints", measure, _map(here, measure), here)


@once
def _map(here: Viewpoint, measure: str) -> share_map.Drawn:
    return share_map.drawn(
        "checkpoints", measure, here, figures.platforms.checkpoints.communes(here), _tip
    )


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    say = words.say
    return {
        say("checkpoints.column_working_share"): words.percent(row["working_share"]),
        say("checkpoints.column_lacking_count"): words.number(row["lacking_count"]),
        say("checkpoints.column_ready_items"): words.number(row["ready_items"]),
    }
