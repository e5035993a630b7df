"""Tables to folium maps."""

from dashboard.drawing.maps import (
    base,
    clusters,
    frame,
    points,
    risk_levels,
    tracing,
    zones,
)

__all__ = ["base", "clusters", "frame", "points", "risk_levels", "tracing", "zones"]
