"""One cached, typed function per question, by subject; `database` alone talks to PostgreSQL."""

from dashboard.data import (
    adoption,
    cases,
    check_ins,
    database,
    feeds,
    follow_up,
    ledger,
    platforms,
    province,
    replay,
    tracing,
    units,
    vaccination,
    zones,
)

__all__ = [
    "adoption",
    "cases",
    "check_ins",
    "database",
    "feeds",
    "follow_up",
    "ledger",
    "platforms",
    "province",
    "replay",
    "tracing",
    "units",
    "vaccination",
    "zones",
]
