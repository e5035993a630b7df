"""Working equipment of the checkpoints, and readiness on the spot, on the map, by commune."""

from collections.abc import Mapping
from typing import Any, Final

from dashboard import figures, words
from dashboard.drawing import maps, palette
from dashboard.drawing.maps.points import Kind, Points
from dashboard.figures.once import once
from dashboard.figures.platforms.checkpoints import MEASURES
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.platforms import share_map

_WHOLE: Final = palette.INK
_LACKING: Final = palette.STATUS["behind"]


def choose() -> str:
    """Let the viewer choose what the map shows."""
    return share_map.choose("checkpoints", MEASURES)


def show(here: Viewpoint, measure: str) -> None:
    """Draw the communes; where no checkpoint is open, nothing is known of equipment."""
    share_map.show("checkpoints", measure, _map(here, measure), here)


@once
def _map(here: Viewpoint, measure: str) -> share_map.Drawn:
    rows = figures.platforms.checkpoints.communes(here)
    return share_map.drawn("checkpoints", measure, here, rows, _tip, _posts(here))


def _posts(here: Viewpoint) -> tuple[Points, maps.base.Legend]:
    """Return the open checkpoints looked at as points, and what the points mean.

    Those that lack something are larger, in another colour, and on top.
    """
    rows = figures.platforms.checkpoints.checkpoints(here).dropna(subset=["lon", "lat"])
    lacking = rows["lacking_count"].fillna(0)
    kinds = [
        Kind("{}", words.say("checkpoints.column_lacking_count"), colour, radius)
        for colour, radius in ((_WHOLE, 5), (_LACKING, 8))
    ]
    points = sorted(
        zip(
            rows["lon"], rows["lat"], (lacking > 0).astype("int64"),
            rows["checkpoint_name"].astype("str"), map(words.number, rows["lacking_count"]),
            strict=True,
        ),
        key=lambda point: point[2],
    )  # fmt: skip
    legend = [
        (colour, words.say(f"checkpoints.point_{name}"))
        for colour, name in ((_WHOLE, "whole"), (_LACKING, "lacking"))
    ]
    return Points(kinds, points), legend


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    say = words.say
    return {
        say("checkpoints.column_working_share"): words.percent(row["working_share"]),
        say("checkpoints.column_lacking_count"): words.number(row["lacking_count"]),
        say("checkpoints.column_ready_items"): words.number(row["ready_items"]),
    }
