"""Contact tracing: check-ins to stays, stays to a trace, a trace to evidence and zones.

Pure: tables in, tables out. It knows no database, no page and no clock.
"""

from dashboard.tracing.colocation import ColocationIndex
from dashboard.tracing.errors import NotTracedError, RuleError, TableError, TracingError
from dashboard.tracing.expansion import expand
from dashboard.tracing.presets import DEFAULT_PRESET, PRESETS, Preset, default_window
from dashboard.tracing.rules import PLACE_KINDS, TracingRules
from dashboard.tracing.stays import set_aside, stays_from_check_ins
from dashboard.tracing.trace import Trace
from dashboard.tracing.zones import ZoneRules, propose_zones, visits_from_contacts

__all__ = [
    "DEFAULT_PRESET",
    "PLACE_KINDS",
    "PRESETS",
    "ColocationIndex",
    "NotTracedError",
    "Preset",
    "RuleError",
    "TableError",
    "Trace",
    "TracingError",
    "TracingRules",
    "ZoneRules",
    "default_window",
    "expand",
    "propose_zones",
    "set_aside",
    "stays_from_check_ins",
    "visits_from_contacts",
]
