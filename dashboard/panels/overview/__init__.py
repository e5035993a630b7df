"""The parts of the leaders' page."""

from dashboard.panels.overview import (
    board,
    changes,
    headline,
    paper,
    presentation,
    ranking,
    rest,
    watch,
)

__all__ = [
    "board",
    "changes",
    "headline",
    "paper",
    "presentation",
    "ranking",
    "rest",
    "watch",
]
