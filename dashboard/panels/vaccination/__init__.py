"""The parts of the page on vaccination."""

from dashboard.panels.vaccination import (
    choice,
    commune_map,
    doses,
    forecast,
    gaps,
    groups,
    records,
    sites,
    table,
    tiles,
    views,
)

__all__ = [
    "choice",
    "commune_map",
    "doses",
    "forecast",
    "gaps",
    "groups",
    "records",
    "sites",
    "table",
    "tiles",
    "views",
]
