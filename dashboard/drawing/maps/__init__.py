"""Tables to folium maps."""

from dashboard.drawing.maps import (
    base,
    frame,
    points,
    risk_levels,
    tracing,
    zones,
)

__all__ = ["base", "frame", "points", "risk_levels", "tracing", "zones"]
