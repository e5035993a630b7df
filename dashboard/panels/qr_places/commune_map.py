"""Which share of the QR places is in use, or of visitors scans, on the map, by commune."""

from collections.abc import Mapping
from typing import Any

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.platforms.places import MEASURES
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.platforms import share_map


def choose() -> str:
    """Let the viewer choose what the map shows."""
    return share_map.choose("qr_places", MEASURES)


def show(here: Viewpoint, measure: str) -> None:
    """Draw the communes."""
    share_map.show("qr_places", measure, _map(here, measure), here)


@once
def _map(here: Viewpoint, measure: str) -> share_map.Drawn:
    return share_map.drawn(
        "qr_places", measure, here, figures.platforms.places.communes(here), _tip
    )


def _tip(row: Mapping[Any, Any]) -> Mapping[str, str]:
    say = words.say
    return {
        say("qr_places.column_registered_count"): words.number(row["registered_count"]),
        say("qr_places.column_today_count"): words.number(row["today_count"]),
        say("qr_places.column_week_count"): words.number(row["week_count"]),
        say("qr_places.column_week_share"): words.percent(row["week_share"]),
        say("qr_places.column_scanned_share"): words.percent(row["scanned_share"]),
    }
