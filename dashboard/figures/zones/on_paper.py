"""What papers on a zone tell beside the ledger: who lives there, which units, land and houses."""

from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from dashboard import data, words
from dashboard.data.database import Scope
from dashboard.data.kept import Load
from dashboard.tracing.zones.guard_posts import Guarded, guard_posts

_AROUND_DEGREES = 0.005
"""Half a kilometre round a zone: houses beyond are on no map of it."""


def residents(scope: Scope, outline: Mapping[str, Any]) -> pd.DataFrame:
    """Return who lives inside: see `data.zones.residents`, with `commune`, its name in full."""
    people = data.zones.residents(scope, outline)
    lives_in = people["commune_id"]
    named = {commune: units(scope, commune)["commune"] for commune in lives_in.unique()}
    return people.assign(commune=[named[commune] for commune in lives_in])


def units(scope: Scope, commune_id: str) -> dict[str, str]:
    """Return a commune and its district as they stand inside a sentence, "xã Hồng Phong"."""
    known = data.units.communes(scope)
    row = known[known["commune_id"] == commune_id].iloc[0]
    full = {
        kind: words.unit(row[f"{kind}_kind"], row[f"{kind}_name"])
        for kind in ("commune", "district")
    }
    return {kind: said[:1].lower() + said[1:] for kind, said in full.items()}


def land(scope: Scope) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return communes with their outlines, also of other districts, and hamlets."""
    return data.units.commune_outlines(scope), data.tracing.hamlets(scope)


def guarded(scope: Scope, *outlines: Mapping[str, Any]) -> Guarded | None:
    """Return the imported roads near outlines, and where they cross an edge: the guard posts.

    None without outlines, and where no layer of roads was ever imported.
    """
    if not outlines or not data.zones.has_roads(scope):
        return None
    shapes = [shape(dict(outline)) for outline in outlines]
    near = shapely.buffer(shapely.union_all(shapes), _AROUND_DEGREES).bounds
    found = data.zones.roads(scope, near)
    lines = [shape(each) for each in found["shape"]]
    roads = gpd.GeoDataFrame({"road_name": found["road_name"]}, geometry=lines, crs="EPSG:4326")
    posts = pd.concat([guard_posts(each, roads) for each in shapes], ignore_index=True)
    return Guarded(roads, posts)


def houses(
    load: Load,
    outline: Mapping[str, Any],
    f0: Collection[int] = (),
    f1: Collection[int] = (),
) -> pd.DataFrame:
    """Return the houses in and near an outline: none to who may not trace.

    Parameters
    ----------
    outline
        GeoJSON geometry, WGS84.
    f0, f1
        People whose houses are told apart; with none, a map says nothing of who is ill.

    Returns
    -------
    pandas.DataFrame
        One row per household, `lon`, `lat` (the mean of its members', as where zones are drawn)
        and `kind`: "f0" before "f1" before "inside" or "outside".
    """
    polygon = shape(dict(outline))
    west, south, east, north = shapely.buffer(polygon, _AROUND_DEGREES).bounds
    homes = data.tracing.homes(load)
    near = homes[homes["lon"].between(west, east) & homes["lat"].between(south, north)]
    doors = near.groupby("household_id")[["lon", "lat"]].mean()
    is_inside = shapely.intersects_xy(polygon, doors["lon"], doors["lat"])
    kinds = np.where(is_inside, "inside", "outside").astype(object)
    for kind, people in (("f1", f1), ("f0", f0)):
        with_them = near.loc[near.index.isin(list(people)), "household_id"]
        kinds[doors.index.isin(with_them)] = kind
    return doors.assign(kind=kinds).reset_index(drop=True)
