"""The parts of the page on installs of the app."""

from dashboard.panels.adoption import (
    commune_map,
    forecast,
    league,
    people,
    tiles,
    uses,
    views,
)

__all__ = ["commune_map", "forecast", "league", "people", "tiles", "uses", "views"]
