"""The parts of the page on containment zones, and their papers."""

from dashboard.panels.zones import (
    alerts,
    by_hand,
    changes,
    draft_list,
    land,
    ledger,
    papers,
    papers_logged,
    proposals,
    release,
    risk_levels,
    risk_limits,
    saving,
)

__all__ = [
    "alerts",
    "by_hand",
    "changes",
    "draft_list",
    "land",
    "ledger",
    "papers",
    "papers_logged",
    "proposals",
    "release",
    "risk_levels",
    "risk_limits",
    "saving",
]
