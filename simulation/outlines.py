"""Approximate commune outlines, computed from one point inside each commune.

Voronoi cells of the points, clipped to a buffered concave hull: every commune gets the land that
is nearest to its point. The pieces are built from one set of shared lines, so that neighbours
share their border exactly and no gap can open.
"""

import json

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard import geojson
from simulation.arrays import Floats, Ints, Texts
from simulation.gazetteer import M_PER_DEGREE, M_PER_DEGREE_LON

HULL_RATIO = 0.2
"""Tightness of the concave hull, 0 (tight) to 1 (convex). Chosen by hand for the best overlap."""

HULL_BUFFER_M = 1_000.0
"""How far the province reaches beyond its outermost commune points, in metres. Chosen likewise."""

GRID = 1e-5
"""Coordinates keep 5 decimals of a degree, about one metre."""


def approximate_outlines(lon: Floats, lat: Floats) -> list[BaseGeometry]:
    """Return one outline per point, in the same order, in WGS84 degrees.

    >>> cells = approximate_outlines(np.array([106.3, 106.4, 106.3]), np.array([20.9, 20.9, 21.0]))
    >>> [cell.contains(shapely.Point(106.3, 20.9)) for cell in cells]
    [True, False, False]
    """
    points = shapely.MultiPoint(np.column_stack([lon * M_PER_DEGREE_LON, lat * M_PER_DEGREE]))
    hull: BaseGeometry = shapely.concave_hull(points, ratio=HULL_RATIO)
    province = _in_degrees(hull.buffer(HULL_BUFFER_M, quad_segs=4))
    borders = _in_degrees(shapely.voronoi_polygons(points, only_edges=True))
    lines = [province.boundary, borders.intersection(province)]
    pieces = np.array(
        shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID)]))
    )
    owners = _nearest(pieces, lon, lat)
    return [_joined(pieces[owners == owner]) for owner in range(len(lon))]


def as_geojson(outlines: list[BaseGeometry]) -> Texts:
    """Return outlines as GeoJSON geometry texts."""
    texts = [json.dumps(geojson.geometry(each), separators=(",", ":")) for each in outlines]
    return np.array(texts, dtype=object)


def _in_degrees(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: xy / (M_PER_DEGREE_LON, M_PER_DEGREE))


def _nearest(pieces: Texts, lon: Floats, lat: Floats) -> Ints:
    middles = shapely.point_on_surface(pieces)
    squares = ((shapely.get_x(middles)[:, None] - lon) * M_PER_DEGREE_LON) ** 2
    squares += ((shapely.get_y(middles)[:, None] - lat) * M_PER_DEGREE) ** 2
    nearest: Ints = np.argmin(squares, axis=1)
    return nearest


def _joined(pieces: Texts) -> BaseGeometry:
    return pieces[0] if len(pieces) == 1 else shapely.union_all(pieces, grid_size=GRID)
