"""Each platform of the letters, as one viewer may see it."""

from dashboard.figures.platforms import (
    checkpoints,
    districts,
    outreach,
    places,
    samples,
    sources,
)

__all__ = ["checkpoints", "districts", "outreach", "places", "samples", "sources"]
