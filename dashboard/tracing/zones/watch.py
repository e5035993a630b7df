"""Zones in force that a new case restarts, that overlap, or that leave a gap between them."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dashboard.tracing import contract
from dashboard.tracing.zones.clusters import WGS84

METRES: Final = "EPSG:32648"
"""UTM 48N, in which Hải Dương's metres are metres."""

ORDER_LENGTH: Final = pd.Timedelta(days=14)
"""How long an order lasts where its own length is unknown: at least 14 days in August 2021."""

NEAR_M: Final = 50.0
"""A case's home so near a zone (m) and outside all of them is a gap. Our proposal."""

SLIVER_M: Final = 15.0
"""Two zones less apart than this (m) leave a strip that nobody guards. Our proposal."""

OVERLAP_M2: Final = 1.0
"""Less than this (m²) is rounding of coordinates, not an overlap."""

Numbered = tuple[int, shapely.Polygon]

_PLACED: Final = ("zone_id", "other_id", "size", "lon", "lat")


def one_per_person(cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person: all codes as one text, the earliest of each time.

    Somebody tested again, or entered in two systems, is one case. Other columns are those of the
    row reported first.

    Parameters
    ----------
    cases
        One row per case: `person_id`, `case_id`, `confirmed_at`, `reported_at`, `isolated_at`.
    """
    ordered = cases.sort_values(["reported_at", "case_id"], kind="stable")
    people = ordered.groupby("person_id", sort=False)
    found = ordered.drop_duplicates("person_id").set_index("person_id")
    for name in ("confirmed_at", "reported_at", "isolated_at"):
        found[name] = people[name].min()
    found["case_id"] = people["case_id"].agg(", ".join)
    return found.reset_index()[list(cases)]


def restarts(zones: gpd.GeoDataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the zones whose count starts again because a case inside was confirmed since.

    Parameters
    ----------
    zones
        One row per zone in force: `zone_id`, `starts_at`, `planned_end_at`, `order_length` (may
        be missing: `ORDER_LENGTH`), outlines in WGS84.
    cases
        One row per case with a home: `case_id`, `confirmed_at`, `reported_at`, `isolated_at` (may
        be missing), `lon`, `lat`.

    Returns
    -------
    pandas.DataFrame
        One row per zone whose end moves: `zone_id`, `case_id` (the case that moves it furthest),
        `counted_from` (isolated, or else reported), `length`, `new_end_at`, `case_count` (cases
        confirmed inside since the start). Only ends later than the planned one.
    """
    contract.require_columns(zones, ("zone_id", "starts_at", "planned_end_at"), of="zones")
    inside = _inside(zones, cases)
    since = inside[inside["confirmed_at"] > inside["starts_at"]]
    counted = since["isolated_at"].fillna(since["reported_at"])
    length = since["order_length"].fillna(ORDER_LENGTH)
    moved = since.assign(counted_from=counted, length=length, new_end_at=counted + length)
    moved["case_count"] = moved.groupby("zone_id")["case_id"].transform("nunique")
    latest = moved.sort_values("new_end_at", kind="stable").drop_duplicates("zone_id", keep="last")
    columns = ["zone_id", "case_id", "counted_from", "length", "new_end_at", "case_count"]
    return latest.loc[latest["new_end_at"] > latest["planned_end_at"], columns].reset_index(
        drop=True
    )


def overlaps(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row per pair of zones that share land: `zone_id`, `other_id`, `size` (m²), point.

    Whoever lives there is confined under two decisions, and counted once in a total.
    """
    rows = []
    for (one, first), (other, second) in _pairs(zones):
        shared = first.intersection(second)
        if shared.area >= OVERLAP_M2:
            rows.append((one, other, shared.area, shared.representative_point()))
    return _placed(rows)


def slivers(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the pairs less than `SLIVER_M` apart: `zone_id`, `other_id`, `size` (m), point."""
    rows = []
    for (one, first), (other, second) in _pairs(zones):
        distance = first.distance(second)
        if 0 < distance < SLIVER_M:
            middle = shapely.shortest_line(first, second).interpolate(0.5, normalized=True)
            rows.append((one, other, distance, middle))
    return _placed(rows)


def left_out(zones: gpd.GeoDataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases who live within `NEAR_M` of a zone and in none.

    Parameters
    ----------
    cases
        One row per case with a home: `case_id`, `lon`, `lat`.

    Returns
    -------
    pandas.DataFrame
        One row per case: `case_id`, `zone_id` of the nearest zone, `size` (m to it), `lon`, `lat`.
    """
    columns = ["case_id", "zone_id", "size", "lon", "lat"]
    if zones.empty or cases.empty:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in columns})
    points = gpd.GeoSeries(gpd.points_from_xy(cases["lon"], cases["lat"]), crs=WGS84)
    outlines = zones.geometry.to_crs(METRES).to_numpy()
    away = shapely.distance(points.to_crs(METRES).to_numpy()[:, None], outlines[None, :])
    nearest = away.argmin(axis=1)
    size = away[np.arange(len(cases)), nearest]
    named = cases.assign(zone_id=zones["zone_id"].to_numpy()[nearest], size=size)
    is_left_out = (size > 0) & (size <= NEAR_M)
    return pd.DataFrame(named.loc[is_left_out, columns]).reset_index(drop=True)


def _inside(zones: gpd.GeoDataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    points = gpd.GeoSeries(gpd.points_from_xy(cases["lon"], cases["lat"]), crs=WGS84)
    row, zone = zones.sindex.query(points, predicate="intersects")
    dates = zones[["zone_id", "starts_at", "planned_end_at", "order_length"]]
    parts = [cases.iloc[row].reset_index(drop=True), dates.iloc[zone].reset_index(drop=True)]
    return pd.DataFrame(pd.concat(parts, axis="columns"))


def _pairs(zones: gpd.GeoDataFrame) -> Iterator[tuple[Numbered, Numbered]]:
    metres = zones.geometry.to_crs(METRES)
    return combinations(zip(zones["zone_id"], metres, strict=True), 2)


def _placed(rows: list[tuple[int, int, float, shapely.Point]]) -> pd.DataFrame:
    points = gpd.GeoSeries([point for *_, point in rows], crs=METRES).to_crs(WGS84)
    return pd.DataFrame(
        [
            (one, other, size, point.x, point.y)
            for (one, other, size, _), point in zip(rows, points, strict=True)
        ],
        columns=list(_PLACED),
    )
