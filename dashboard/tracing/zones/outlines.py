"""Chosen areas become outlines: around the homes and places in them, with a ring of land."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from dashboard.tracing.zones.areas import Areas, hexagons
from dashboard.tracing.zones.clusters import WGS84, ZoneRules, count_zones, utm


def zone_outlines(
    areas: Areas,
    is_chosen: NDArray[np.bool_],
    people: pd.DataFrame,
    homes: pd.DataFrame,
    visits: pd.DataFrame | None = None,
    *,
    rules: ZoneRules | None = None,
) -> gpd.GeoDataFrame:
    """Draw zones around everybody who lives in the chosen areas.

    Parameters
    ----------
    is_chosen
        One entry per area, see `choice.choose`.
    people, homes, visits
        As for `zones.propose_zones`.
    rules
        `buffer_m`, the ring around each home and place, and `concavity` are used.

    Returns
    -------
    geopandas.GeoDataFrame
        As `zones.propose_zones`. Every household of a chosen area is inside, whole; of other
        areas only those whose home stands within `buffer_m` of a chosen hexagon.

    Notes
    -----
    A zone is the hull of the homes and places in hexagons side by side, widened by the ring and
    cut to these hexagons widened by the ring.
    """
    rules = rules or ZoneRules()
    points = _points(areas, is_chosen)
    if points.empty:
        return count_zones(points, people, homes, visits)
    chosen = areas.cells.loc[is_chosen[areas.cells["area"].to_numpy()], "cell"].to_numpy(np.int64)
    land = hexagons(chosen).to_crs(points.crs).buffer(rules.buffer_m)
    blocks = gpd.GeoSeries(shapely.get_parts(shapely.union_all(land.to_numpy())), crs=points.crs)
    row, block = blocks.sindex.query(points, predicate="intersects")
    metres = points.to_numpy()[row]
    hulls = [
        shapely.concave_hull(shapely.MultiPoint(metres[block == each]), ratio=rules.concavity)
        .buffer(rules.buffer_m)
        .intersection(blocks.iloc[each])
        for each in np.unique(block)
    ]
    parts = shapely.get_parts(shapely.union_all(hulls))
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in parts])
    solid = gpd.GeoSeries(shapely.get_parts(filled), crs=points.crs)
    inhabited = np.unique(solid.sindex.query(points, predicate="intersects")[1])
    return count_zones(solid.iloc[inhabited].reset_index(drop=True), people, homes, visits)


def _points(areas: Areas, is_chosen: NDArray[np.bool_]) -> gpd.GeoSeries:
    """Return the homes and places of the chosen areas, projected to metres."""
    both = pd.concat([areas.households, areas.places])
    inside = both[is_chosen[both["area"].to_numpy(np.intp)]]
    points = gpd.GeoSeries(gpd.points_from_xy(inside["lon"], inside["lat"]), crs=WGS84)
    return points.to_crs(utm(points)) if len(points) else points
