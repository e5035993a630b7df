"""The parts of the page on vaccination."""

from dashboard.panels.vaccination import (
    commune_map,
    doses,
    forecast,
    gaps,
    groups,
    records,
    steps,
    views,
)

__all__ = ["commune_map", "doses", "forecast", "gaps", "groups", "records", "steps", "views"]
