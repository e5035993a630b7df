"""Contact tracing: check-ins to stays, stays to a trace, a trace to evidence and zones.

Pure: tables in, tables out. It knows no database, no page and no clock. Besides the trace itself:

- `two_way`: forward, back to likely sources and onward, in one action;
- `likely_sources`: who may have infected each case?
- `shared_sources`: what do several cases share beyond chance: places, times, people?
- `coverage`: which share of the real contacts does a trace see? (Inside, *ascertainment*.)
- `contradictions`, `consistent`: which dates and links cannot be, and which links remain?
- `rank`: whom to call first?
- `compare_presets`: whom does one set of rules list and another not?
- `Trace.to_networkx`, `Trace.network_summary`: who exposed whom, as a network or by place.
"""

from dashboard.tracing.ascertainment import ascertained as coverage
from dashboard.tracing.calls.risk import rank
from dashboard.tracing.comparison import compare_presets
from dashboard.tracing.errors import NotTracedError, RuleError, TableError, TracingError
from dashboard.tracing.evidence.contradictions import consistent, contradictions
from dashboard.tracing.expansion import expand
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.presets import DEFAULT_PRESET, PRESETS, Preset, default_window
from dashboard.tracing.rules import PLACE_KINDS, TracingRules
from dashboard.tracing.sources.likely_sources import likely_sources
from dashboard.tracing.sources.shared import shared_sources
from dashboard.tracing.stays.estimated import set_aside, stays_from_check_ins
from dashboard.tracing.trace import Trace
from dashboard.tracing.two_way import two_way
from dashboard.tracing.zones.clusters import ZoneRules, propose_zones, visits_from_contacts

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
    "compare_presets",
    "consistent",
    "contradictions",
    "coverage",
    "default_window",
    "expand",
    "likely_sources",
    "propose_zones",
    "rank",
    "set_aside",
    "shared_sources",
    "stays_from_check_ins",
    "two_way",
    "visits_from_contacts",
]
