"""The land that zones are drawn on: the viewer's communes, and their hamlets as cells."""

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from dashboard import data
from dashboard.data.database import Scope
from dashboard.data.kept import Load
from dashboard.tracing.zones import shapes as zone_shapes
from dashboard.tracing.zones.clusters import WGS84


@data.kept.shared(max_entries=4)
def communes(load: Load) -> pd.DataFrame:
    """Return one row per commune of the viewer's districts that has an outline, as its `shape`."""
    scope = load.scope
    outlines = data.units.commune_outlines(scope).dropna(subset=["outline"])
    own = (
        outlines
        if scope.district_ids is None
        else outlines[outlines["district_id"].isin(scope.district_ids)]
    )
    shapes = [zone_shapes.read(outline) for outline in own["outline"]]
    known = pd.Series(shapes, own.index, dtype="object")
    return own.drop(columns="outline").assign(shape=known).reset_index(drop=True)


def cells(scope: Scope, land: pd.DataFrame, shape: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the cells of every commune that a shape touches, each with its `name`.

    Parameters
    ----------
    land
        The communes: see `communes`.

    Notes
    -----
    A cell is the land nearest to a hamlet; a commune without known hamlets is one cell.
    """
    hamlets = data.tracing.hamlets(scope)
    touched = land[[commune.intersects(shape) for commune in land["shape"]]]
    found = []
    for row in touched.to_dict("records"):
        own = hamlets[hamlets["commune_id"] == row["commune_id"]]
        names = [f"{name}, {row['commune_name']}" for name in own["hamlet_name"]]
        parts = zone_shapes.hamlet_cells(own, row["shape"])
        if own.empty:
            names, parts = [row["commune_name"]], gpd.GeoSeries([row["shape"]], crs=WGS84)
        found.append(gpd.GeoDataFrame({"name": names}, geometry=parts.to_numpy(), crs=WGS84))
    return gpd.GeoDataFrame(pd.concat(found, ignore_index=True))
