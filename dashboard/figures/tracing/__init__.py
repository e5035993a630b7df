"""What is asked of a trace, what it found, and what follows from that; nothing is drawn here."""

from dashboard.figures.tracing import (
    ascertainment,
    both_ways,
    choice,
    counts,
    evidence,
    lists,
    next_calls,
    notices,
    trace,
    zone_proposals,
)

__all__ = [
    "ascertainment",
    "both_ways",
    "choice",
    "counts",
    "evidence",
    "lists",
    "next_calls",
    "notices",
    "trace",
    "zone_proposals",
]
