"""What one viewer may see, withheld where it must be; nothing is drawn here."""

from dashboard.figures import (
    adoption,
    app_uses,
    cases,
    guarded,
    once,
    platforms,
    ranking,
    risk_levels,
    tracing,
    units,
    vaccination,
    vaccination_groups,
    viewpoint,
)

__all__ = [
    "adoption",
    "app_uses",
    "cases",
    "guarded",
    "once",
    "platforms",
    "ranking",
    "risk_levels",
    "tracing",
    "units",
    "vaccination",
    "vaccination_groups",
    "viewpoint",
]
