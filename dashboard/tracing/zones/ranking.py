"""How many expected infections zones hold, and what that costs: the best worth first."""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.risk import ZoneRisks


def ranked(zones: gpd.GeoDataFrame, risks: ZoneRisks) -> gpd.GeoDataFrame:
    """Return zones with the expected infections that each holds, the most per resident first.

    Parameters
    ----------
    zones
        One row per zone: `resident_count`, outlines in WGS84; none overlaps another.
    risks
        The risk of homes and places.

    Returns
    -------
    geopandas.GeoDataFrame
        The zones with `risk` (expected infections, of homes and places inside), `risk_share` (0..1,
        of all the risk there is) and `residents_per_risk` (people confined for one expected
        infection; 0 where nobody lives, unknown where none is expected).
    """
    total = float(risks.households["risk"].sum() + risks.places["risk"].sum())
    held = _held(zones, risks.households) + _held(zones, risks.places)
    residents = zones["resident_count"].to_numpy(np.float64)
    share = held / (total if total > 0 else 1.0)
    cost = np.divide(residents, held, out=np.full_like(held, np.nan), where=held > 0)
    order = np.lexsort((-held, cost))  # the unknown come last
    found = zones.assign(risk=held, risk_share=share, residents_per_risk=cost)
    return gpd.GeoDataFrame(found.iloc[order].reset_index(drop=True))


def _held(zones: gpd.GeoDataFrame, where: pd.DataFrame) -> NDArray[np.float64]:
    """Return the risk inside each zone, of rows with a `risk` at a point."""
    points = gpd.GeoSeries(gpd.points_from_xy(where["lon"], where["lat"]), crs=WGS84)
    row, zone = zones.sindex.query(points, predicate="intersects")
    held = np.zeros(len(zones))
    np.add.at(held, zone, where["risk"].to_numpy(np.float64)[row])
    return held
