"""Tables to plotly figures."""

from dashboard.drawing.charts import (
    adoption,
    base,
    replay,
    timeline,
    two_dates,
    zones,
)

__all__ = ["adoption", "base", "replay", "timeline", "two_dates", "zones"]
