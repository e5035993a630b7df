"""One cached, typed function per question, by subject; `database` alone talks to PostgreSQL."""

from dashboard.data import (
    binary_copy,
    cases,
    check_ins,
    database,
    follow_up,
    kept,
    platforms,
    province,
    replay,
    tracing,
    vaccination,
    zones,
)

__all__ = [
    "binary_copy",
    "cases",
    "check_ins",
    "database",
    "follow_up",
    "kept",
    "platforms",
    "province",
    "replay",
    "tracing",
    "vaccination",
    "zones",
]
