"""One person of a trace: why they are on the list, and in which words."""

from dashboard.panels.tracing.person import (
    contacts,
    evidence,
    selection,
    sheet,
)

__all__ = [
    "contacts",
    "evidence",
    "selection",
    "sheet",
]
