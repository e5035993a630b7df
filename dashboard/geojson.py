"""Shapes as GeoJSON: every outline that this house writes, into a file or the database.

References
----------
RFC 7946, section 3.1.6: outer rings run counter-clockwise, holes clockwise.
"""

import json
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

DECIMALS: Final = 7
"""Of a degree: about 1 cm."""


def geometry(shape: BaseGeometry) -> dict[str, Any]:
    """Return a shape in WGS84 as a GeoJSON geometry.

    Examples
    --------
    >>> geometry(shapely.Point(106.300000001, 20.9))
    {'type': 'Point', 'coordinates': [106.3, 20.9]}
    >>> clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 0)])
    >>> geometry(clockwise)["coordinates"]
    [[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]]
    """
    written = json.loads(shapely.to_geojson(shapely.orient_polygons(shape)))
    return {"type": written["type"], "coordinates": _rounded(written["coordinates"])}


def _rounded(numbers: Any) -> Any:  # noqa: ANN401 - numbers, nested as deep as the kind asks
    if isinstance(numbers, list):
        return [_rounded(each) for each in numbers]
    return round(float(numbers), DECIMALS)
