"""The parts of the page on contacts being followed."""

from dashboard.panels.follow_up import (
    call_list,
    entry,
    from_trace,
    new_cases,
    proposing,
    set_aside,
    speed,
    yields,
)

__all__ = [
    "call_list",
    "entry",
    "from_trace",
    "new_cases",
    "proposing",
    "set_aside",
    "speed",
    "yields",
]
