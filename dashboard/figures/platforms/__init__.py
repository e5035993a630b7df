"""Each platform of the letters, as one viewer may see it."""

from dashboard.figures.platforms import (
    checkpoints,
    declarations,
    districts,
    health_records,
    outreach,
    places,
    samples,
    sources,
    support,
    systems,
)

__all__ = [
    "checkpoints",
    "declarations",
    "districts",
    "health_records",
    "outreach",
    "places",
    "samples",
    "sources",
    "support",
    "systems",
]
