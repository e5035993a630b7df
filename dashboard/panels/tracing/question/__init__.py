"""What is asked of a trace: cases, windows, rules, and as known when."""

from dashboard.panels.tracing.question import (
    asking,
    cases,
    choice,
    inputs,
    lengths,
    replay,
    windows,
)

__all__ = [
    "asking",
    "cases",
    "choice",
    "inputs",
    "lengths",
    "replay",
    "windows",
]
