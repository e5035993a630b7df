"""The parts of the page on a team's day."""

from dashboard.panels.today import (
    assigning,
    board,
    callers,
    cards,
    head,
    other_work,
    papers,
    papers_logged,
)

__all__ = [
    "assigning",
    "board",
    "callers",
    "cards",
    "head",
    "other_work",
    "papers",
    "papers_logged",
]
