"""Contact tracing: check-ins to stays, stays to a trace, a trace to evidence and zones.

Pure: tables in, tables out. It knows no database, no page and no clock.
"""

from dashboard.tracing.colocation import ColocationIndex
from dashboard.tracing.errors import TracingError
from dashboard.tracing.expansion import expand
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays import set_aside, stays_from_check_ins
from dashboard.tracing.trace import Trace

__all__ = [
    "ColocationIndex",
    "Trace",
    "TracingError",
    "TracingRules",
    "expand",
    "set_aside",
    "stays_from_check_ins",
]
