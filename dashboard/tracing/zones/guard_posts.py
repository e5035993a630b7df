"""Where posts guard a zone: at the crossings of its edge with roads and paths."""

from typing import Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.tracing import contract
from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.watch import METRES

ONE_POST_M: Final = 15.0
"""Crossings this close (m) are seen from one post: two lanes, a road drawn twice. Our proposal."""

COLUMNS: Final = ("road_name", "lon", "lat")


class Guarded(NamedTuple):
    """What guards zones, where a layer of roads was imported."""

    roads: gpd.GeoDataFrame
    """Near the zones: `road_name`, lines in WGS84."""
    posts: pd.DataFrame
    """One row per post, zone by zone: see `guard_posts`."""


def guard_posts(outline: BaseGeometry, roads: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the posts that close a zone to traffic.

    Parameters
    ----------
    outline
        Polygon or multipolygon, WGS84.
    roads
        One row per road: `road_name` (may be empty), lines in WGS84.

    Returns
    -------
    pandas.DataFrame
        One row per post, from west to east: `road_name` (those of all roads that meet there, empty
        where none has a name), `lon`, `lat`. A road that only runs along the edge is crossed by
        none; one that passes through is crossed twice.
    """
    contract.require_columns(roads, ("road_name",), of="roads")
    edge = gpd.GeoSeries([outline], crs=WGS84).to_crs(METRES).boundary.iloc[0]
    found = [
        {"road_name": str(name), "point": point}
        for name, line in zip(roads["road_name"], roads.geometry.to_crs(METRES), strict=True)
        for point in _points(edge.intersection(line))
    ]
    if not found:
        return pd.DataFrame({"road_name": pd.Series(dtype="str"), "lon": [], "lat": []})
    crossings = gpd.GeoDataFrame(found, geometry="point", crs=METRES)
    reach = shapely.get_parts(crossings.buffer(ONE_POST_M / 2).union_all())
    group = gpd.GeoSeries(reach, crs=METRES).sindex.query(crossings.geometry, "intersects")[1]
    places = crossings.assign(group=group).groupby("group")
    posts = gpd.GeoSeries(places["point"].first(), crs=METRES).to_crs(WGS84)
    names = places["road_name"].agg(lambda known: ", ".join(sorted({*known} - {""})))
    table = pd.DataFrame({"road_name": names, "lon": posts.x.round(6), "lat": posts.y.round(6)})
    return table.sort_values(["lon", "lat"]).reset_index(drop=True)


def _points(shared: BaseGeometry) -> list[shapely.Point]:
    """Return where a line crosses: points, not stretches that it has in common with the edge."""
    return [part for part in shapely.get_parts(shared) if part.geom_type == "Point"]
