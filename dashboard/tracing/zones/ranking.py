"""Which zones hold how much of the risk, and what that costs: the best worth first."""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.risk import ZoneRisks


def ranked(zones: gpd.GeoDataFrame, risks: ZoneRisks) -> gpd.GeoDataFrame:
    """Return zones with the risk that each holds, the most risk per resident first.

    Parameters
    ----------
    zones
        One row per zone: `resident_count`, outlines in WGS84; none overlaps another.
    risks
        The risk of homes and places.

    Returns
    -------
    geopandas.GeoDataFrame
        The zones with `risk_share` (0..1, of all the risk there is, of homes and places inside) and
        `risk_per_100` (the share that confining 100 residents here holds back; unknown where
        nobody lives: closing these confines nobody, so they come first).
    """
    total = float(risks.households["risk"].sum() + risks.places["risk"].sum())
    held = _held(zones, risks.households) + _held(zones, risks.places)
    residents = zones["resident_count"].to_numpy(np.float64)
    share = held / (total if total > 0 else 1.0)
    per_100 = np.divide(
        100 * share, residents, out=np.full_like(share, np.nan), where=residents > 0
    )
    order = np.lexsort((-share, -np.nan_to_num(per_100, nan=np.inf)))
    found = zones.assign(risk_share=share, risk_per_100=per_100)
    return gpd.GeoDataFrame(found.iloc[order].reset_index(drop=True))


def _held(zones: gpd.GeoDataFrame, where: pd.DataFrame) -> NDArray[np.float64]:
    """Return the risk inside each zone, of rows with a `risk` at a point."""
    points = gpd.GeoSeries(gpd.points_from_xy(where["lon"], where["lat"]), crs=WGS84)
    row, zone = zones.sindex.query(points, predicate="intersects")
    held = np.zeros(len(zones))
    np.add.at(held, zone, where["risk"].to_numpy(np.float64)[row])
    return held
