"""Outlines drawn by hand: merged, cut, snapped to hamlets and communes, measured and counted.

All shapes are in WGS84, as GeoJSON writes them; lengths and areas are those of UTM 48N.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard import geojson
from dashboard.tracing.errors import TracingError
from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.watch import METRES

MOST_OF: Final = 0.5
"""A hamlet of which at least this share lies inside belongs to the zone. Our proposal."""

LEAST_M2: Final = 10.0
"""Less than this (m²) is a slip of the hand, not a zone. Our proposal."""


class ShapeError(TracingError):
    """An outline cannot be a zone; `reason` says why: empty, crossing, outside or shapeless."""

    def __init__(self, reason: str, sentence: str) -> None:
        """Keep the reason apart from the sentence, so that a page can translate it."""
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What an outline encloses.

    Attributes
    ----------
    area_m2, perimeter_m
        Land inside (m²), and the length of all its borders (m), those of holes too.
    resident_count, household_count
        Who lives inside. A household stands at one point, so no outline splits it.
    f0_count, f1_count
        Residents of ring 0 and 1 of the current trace.
    place_count
        Places with a QR code inside.
    """

    area_m2: float
    perimeter_m: float
    resident_count: int
    household_count: int
    f0_count: int
    f1_count: int
    place_count: int

    def counts(self) -> dict[str, Any]:
        """Return what the ledger keeps of it: all but the perimeter."""
        values = asdict(self)
        del values["perimeter_m"]
        return values


def read(outline: Mapping[str, Any]) -> BaseGeometry:
    """Return a GeoJSON polygon or multipolygon as a shape.

    Raises
    ------
    ShapeError
        If it is another kind of geometry, or none at all, or its border crosses itself.
    """
    try:
        shape = shapely.from_geojson(json.dumps(outline))
    except shapely.errors.GEOSException as error:
        raise ShapeError("shapeless", f"not an area: {error}") from error
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise ShapeError("shapeless", f"not an area: {shape.geom_type}")
    if not shape.is_valid:
        raise ShapeError("crossing", shapely.is_valid_reason(shape))
    return shape


def write(shape: BaseGeometry) -> dict[str, Any]:
    """Return a shape as GeoJSON, its border as sound after rounding as before.

    >>> write(shapely.Point(106.30000001, 20.9))
    {'type': 'Point', 'coordinates': [106.3, 20.9]}
    """
    return geojson.geometry(shapely.set_precision(shape, 10.0**-geojson.DECIMALS))


def merged(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the land of all shapes as one: what two share is counted once."""
    return _areas(shapely.union_all(list(shapes)))


def cut(shape: BaseGeometry, pieces: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return a shape without the land of the pieces."""
    return _areas(shape.difference(shapely.union_all(list(pieces))))


def checked(shape: BaseGeometry, land: BaseGeometry) -> BaseGeometry:
    """Return a shape that can be a zone.

    Raises
    ------
    ShapeError
        If it is smaller than `LEAST_M2`, or reaches out of `land`.
    """
    if is_slip(shape):
        raise ShapeError("empty", f"an outline of {ground_m2(shape):.1f} m²")
    outside = ground_m2(shape.difference(land))
    if outside > LEAST_M2:
        raise ShapeError("outside", f"{outside:.0f} m² lie outside the land")
    return shape


def is_slip(shape: BaseGeometry) -> bool:
    """Say whether a shape is smaller than `LEAST_M2`, as an empty one is."""
    return ground_m2(shape) < LEAST_M2


def without_slips(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape without its parts smaller than `LEAST_M2`, such as cutting leaves behind."""
    return merged([part for part in shapely.get_parts(shape) if not is_slip(part)])


def ground_m2(shape: BaseGeometry) -> float:
    """Return the land of a shape (m²)."""
    return float(_metres([shape]).area.iloc[0])


def divided(shape: BaseGeometry, cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what of a shape lies in each cell, with the cell's columns; slips are left out.

    Parameters
    ----------
    cells
        One row per cell, none overlapping another, in WGS84.
    """
    parts = cells.set_geometry([_areas(cell.intersection(shape)) for cell in cells.geometry])
    is_part = [not is_slip(part) for part in parts.geometry]
    return parts[is_part].reset_index(drop=True)


def hamlet_cells(hamlets: pd.DataFrame, land: BaseGeometry) -> gpd.GeoSeries:
    """Return the land nearest to each hamlet: one cell per hamlet, clipped to `land`.

    Parameters
    ----------
    hamlets
        One row per hamlet: `lon`, `lat`. Nobody knows their borders, so a cell is an
        approximation, as the outlines of communes are.
    land
        What the cells cover together, such as a commune.
    """
    if hamlets.empty:
        return gpd.GeoSeries([], crs=WGS84)
    points = gpd.GeoSeries(gpd.points_from_xy(hamlets["lon"], hamlets["lat"]), crs=WGS84)
    metres = points.to_crs(METRES)
    extent = _metres([land]).iloc[0]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(metres.to_numpy()), extend_to=extent.envelope, ordered=True
        )
    )
    return gpd.GeoSeries(shapely.intersection(cells, extent), crs=METRES).to_crs(WGS84)


def snapped(shape: BaseGeometry, cells: gpd.GeoSeries) -> BaseGeometry:
    """Return whole cells: those that lie inside by `MOST_OF`, or else the one most covered.

    Raises
    ------
    ShapeError
        If no cell touches the shape.
    """
    metres = cells.to_crs(METRES)
    shared = metres.intersection(_metres([shape]).iloc[0]).area
    if not (shared > 0).any():
        raise ShapeError("outside", "no hamlet touches the outline")
    chosen = (shared / metres.area) >= MOST_OF
    chosen.iloc[int(shared.to_numpy().argmax())] = True
    return merged(cells[chosen])


def figures(
    shape: BaseGeometry, homes: pd.DataFrame, rings: pd.DataFrame, places: pd.DataFrame
) -> Figures:
    """Measure an outline and count what it encloses.

    Parameters
    ----------
    homes
        One row per resident, by `person_id`: `household_id`, `lon`, `lat` (may be missing).
    rings
        One row per traced person: `person_id`, `ring`.
    places
        One row per place: `lon`, `lat`.
    """
    west, south, east, north = shape.bounds
    near = homes[homes["lon"].between(west, east) & homes["lat"].between(south, north)]
    mates = homes[homes["household_id"].isin(near["household_id"])].dropna(subset=["lon", "lat"])
    doors = mates.groupby("household_id", observed=True)[["lon", "lat"]].mean()
    inside = doors.index[_is_inside(shape, doors)]
    people = homes.index[homes["household_id"].isin(inside)]
    ring = rings.drop_duplicates("person_id").set_index("person_id")["ring"].reindex(people)
    metres = _metres([shape])
    return Figures(
        area_m2=round(float(metres.area.iloc[0]), 1),
        perimeter_m=round(float(metres.length.iloc[0]), 1),
        resident_count=len(people),
        household_count=len(inside),
        f0_count=int((ring == 0).sum()),
        f1_count=int((ring == 1).sum()),
        place_count=int(_is_inside(shape, places).sum()),
    )


def _is_inside(shape: BaseGeometry, points: pd.DataFrame) -> NDArray[np.bool_]:
    shapely.prepare(shape)
    return np.asarray(shapely.intersects_xy(shape, points["lon"], points["lat"]), dtype=np.bool_)


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return what of a shape has an area; lines and points are leftovers of cutting."""
    parts = shapely.get_parts(shape)
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _metres(shapes: list[BaseGeometry]) -> gpd.GeoSeries:
    return gpd.GeoSeries(shapes, crs=WGS84).to_crs(METRES)
