"""What one viewer may see, withheld where it must be; nothing is drawn here."""

from dashboard.figures import (
    adoption,
    cases,
    days_work,
    guarded,
    once,
    platforms,
    province,
    ranking,
    tracing,
    two_dates,
    units,
    vaccination,
    vaccination_doses,
    vaccination_groups,
    viewpoint,
    zones,
)

__all__ = [
    "adoption",
    "cases",
    "days_work",
    "guarded",
    "once",
    "platforms",
    "province",
    "ranking",
    "tracing",
    "two_dates",
    "units",
    "vaccination",
    "vaccination_doses",
    "vaccination_groups",
    "viewpoint",
    "zones",
]
