"""Other ways to close an area, to weigh narrow zones against: communes, circles, given outlines."""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from dashboard.tracing.zones.clusters import WGS84, utm
from dashboard.tracing.zones.risk import ZoneRisks

RADII_M = (100, 200, 500)


def closures(risks: ZoneRisks, in_force: gpd.GeoSeries | None = None) -> pd.DataFrame:
    """Return whom the usual ways of closing would confine, and the risk that they would cover.

    Parameters
    ----------
    risks
        Of homes and places; places may have `commune_id`.
    in_force
        Outlines (WGS84) of zones closed now, if there are any.

    Returns
    -------
    pandas.DataFrame
        One row per way: `way` ("communes" of the cases, "circle_100", "circle_200",
        "circle_500" around the homes of cases, "in_force"), `resident_count`, `share` of the risk.
    """
    homes, places = risks.households, risks.places
    inside = {"communes": (communes_of_cases(homes, homes), communes_of_cases(homes, places))}
    cases = homes[homes["f0_count"] > 0]
    apart = [distances_m(points, cases) for points in (homes, places)]
    for radius in RADII_M:
        inside[f"circle_{radius}"] = (apart[0] <= radius, apart[1] <= radius)
    if in_force is not None and len(in_force):
        inside["in_force"] = (within(homes, in_force), within(places, in_force))
    total = float(homes["risk"].sum() + places["risk"].sum())
    return pd.DataFrame(
        [
            {
                "way": way,
                "resident_count": int(homes.loc[home, "resident_count"].sum()),
                "share": float(homes.loc[home, "risk"].sum() + places.loc[place, "risk"].sum())
                / (total if total > 0 else 1.0),
            }
            for way, (home, place) in inside.items()
        ]
    )


def communes_of_cases(households: pd.DataFrame, points: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which points (`commune_id`) are in a commune where a case lives."""
    communes = households.loc[households["f0_count"] > 0, "commune_id"].dropna().unique()
    return np.asarray(points["commune_id"].isin(communes))


def distances_m(points: pd.DataFrame, homes: pd.DataFrame) -> NDArray[np.float64]:
    """Return how far each point is from the nearest of these homes; infinite without homes."""
    if points.empty or homes.empty:
        return np.full(len(points), np.inf)
    found, _ = KDTree(_metres(homes, homes)).query(_metres(points, homes))
    return np.asarray(found, dtype=np.float64)


def within(points: pd.DataFrame, outlines: gpd.GeoSeries) -> NDArray[np.bool_]:
    """Tell which points stand inside an outline (WGS84)."""
    where = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs=WGS84)
    inside = np.zeros(len(points), dtype=np.bool_)
    inside[outlines.sindex.query(where, predicate="intersects")[0]] = True
    return inside


def _metres(points: pd.DataFrame, near: pd.DataFrame) -> NDArray[np.float64]:
    """Project to metres of the zone where `near` is."""
    crs = utm(gpd.GeoSeries(gpd.points_from_xy(near["lon"], near["lat"]), crs=WGS84))
    where = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs=WGS84).to_crs(crs)
    return np.column_stack([where.x, where.y])
