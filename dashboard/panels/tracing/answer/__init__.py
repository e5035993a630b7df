"""What a trace found: its headline and its views."""

from dashboard.panels.tracing.answer import (
    blind_spot,
    both_ways,
    compare,
    headline,
    interviews,
    network,
    next_calls,
    pages,
    same_place,
    sources,
    timeline,
    trace_map,
    traced_list,
)

__all__ = [
    "blind_spot",
    "both_ways",
    "compare",
    "headline",
    "interviews",
    "network",
    "next_calls",
    "pages",
    "same_place",
    "sources",
    "timeline",
    "trace_map",
    "traced_list",
]
