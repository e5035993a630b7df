"""What one viewer may see, withheld where it must be; nothing is drawn here."""

from dashboard.figures import (
    cases,
    guarded,
    trace_counts,
    trace_list,
)

__all__ = ["cases", "guarded", "trace_counts", "trace_list"]
