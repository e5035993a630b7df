"""What those who run the server see: its log, its measures, whether it is ready. Nobody's data."""

from dashboard.operation import log_lines, measures, readiness

__all__ = ["log_lines", "measures", "readiness"]
