"""Each platform of the letters, as one viewer may see it."""

from dashboard.figures.platforms import districts, places, samples

__all__ = ["districts", "places", "samples"]
