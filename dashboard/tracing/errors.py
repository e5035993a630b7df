"""The one family of errors that tracing raises: a sentence that names the offending value."""


class TracingError(ValueError):
    """Tracing cannot answer; the sentence says why and names the value."""


class RuleError(TracingError):
    """A rule has a value that makes no sense."""


class TableError(TracingError):
    """A table lacks a column, or holds a value that its contract forbids."""


class NotTracedError(TracingError):
    """Evidence was asked about a person whom this trace did not reach."""
