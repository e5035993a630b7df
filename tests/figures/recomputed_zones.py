"""Zones, those of the ledger and those being drawn, counted anew inside their outlines."""

import json
from datetime import timedelta
from urllib.parse import parse_qs

import geopandas as gpd
import pandas as pd
import shapely

from tests.figures.recomputed import World, n, pct, tile
from tests.figures.recomputed_desk import first_ring
from tests.figures.recomputed_home_risk import covered, in_communes_of_cases

CLOSED = ("in_force", "extended", "partly_released")
METRES = "EPSG:32648"


def _zones(world: World, *statuses: str) -> pd.DataFrame:
    rows = world.ask("select * from ledger.zones")
    if world.district_ids is not None:
        rows = rows[rows["district_id"].isin(world.district_ids)]
    return rows[rows["status"].isin(statuses)]


def to_draw(world: World) -> dict[str, pd.Series]:
    """Return the zone with most people in it, to be drawn anew and to be set half free."""
    rows = world.ask("select * from ledger.zones order by proposed_at desc, zone_id desc")
    rows = rows.assign(row=range(len(rows)))
    closed = rows[rows["status"].isin(CLOSED)].sort_values("resident_count")
    return {"draw_from": closed.iloc[-1], "released": closed.iloc[-1]} if len(closed) else {}


def _shape(outline) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(outline))


def households(world: World, *shapes: shapely.Geometry) -> pd.Series:
    """Return household -> in how many of the shapes it lives; its door is its members' mean."""
    doors = world.ask(
        "select household_id, avg(home_lon) as lon, avg(home_lat) as lat"
        " from operational.people group by household_id"
    ).set_index("household_id")
    times = pd.Series(0, doors.index)
    for shape in shapes:
        times += shapely.intersects_xy(shape, doors["lon"], doors["lat"])
    return times[times > 0]


def residents(world: World, homes: pd.Series) -> list[int]:
    """Return who lives in these households."""
    rows = world.ask("select person_id, household_id from operational.people")
    return rows.loc[rows["household_id"].isin(homes.index), "person_id"].tolist()


def area(*shapes: shapely.Geometry) -> str:
    """Write an area in square metres, or in hectares from one on."""
    size = gpd.GeoSeries(list(shapes), crs="EPSG:4326").to_crs(METRES).area.sum()
    return n(size) if size < 10_000 else n(size / 10_000, 1)


@tile("zones.in_force")
def in_force(world):
    return [n(len(_zones(world, *CLOSED)))]


@tile("zones.waiting")
def waiting(world):
    return [n(len(_zones(world, "proposed")))]


@tile("zones.ending_soon")
def ending(world):
    ends = _zones(world, *CLOSED)["planned_end_at"]
    soon = ends.between(world.now, world.now + timedelta(days=7))
    return [n(soon.sum()), n((ends < world.now).sum())]


@tile("zones.confined_now")
def confined_now(world):
    homes = households(world, *map(_shape, _zones(world, *CLOSED)["outline"]))
    twice = residents(world, homes[homes > 1])
    return [n(len(residents(world, homes))), n(len(homes)), *([n(len(twice))] if twice else [])]


@tile("zones.proposed")
def proposed(world):
    return [n(len(world.shapes)), area(*world.shapes)]


@tile("zones.confined")
def confined(world):
    homes = households(world, *world.shapes)
    held = covered(world, world.address["case"], world.shapes)
    return [n(len(residents(world, homes))), n(len(homes)), pct(held, 0)]


@tile("zones.whole_communes")
def whole_communes(world):
    (wide,) = world.ask(
        "select count(*) as people from operational.people where commune_id in ("
        " select commune_id from operational.people join operational.cases using (person_id)"
        " where case_id = %(case)s)",
        case=world.address["case"],
    )["people"]
    narrow = len(residents(world, households(world, *world.shapes)))
    held = in_communes_of_cases(world, world.address["case"])
    return [n(wide), *([n(wide / narrow, 1)] if narrow else []), pct(held, 0)]


def picked(world: World, name: str = "draw_from") -> shapely.Geometry:
    """Return the outline of the zone that the address names."""
    rows = _zones(world, *CLOSED).set_index("zone_id")
    return _shape(rows.loc[int(world.address[name]), "outline"])


def _f0_f1(world: World, shape: shapely.Geometry, case: str) -> list[str]:
    f0, f1 = first_ring(world, case)
    here = set(residents(world, households(world, shape)))
    return [n(len(here & f0)), n(len(here & f1))]


@tile("zones.drawn_residents")
def drawn_residents(world):
    homes = households(world, picked(world))
    return [n(len(residents(world, homes))), n(len(homes))]


@tile("zones.drawn_f0_f1")
def drawn_f0_f1(world):
    return _f0_f1(world, picked(world), world.address["case"])


@tile("zones.drawn_places")
def drawn_places(world):
    places = world.ask("select lon, lat from operational.places")
    return [n(shapely.intersects_xy(picked(world), places["lon"], places["lat"]).sum())]


@tile("zones.drawn_area")
def drawn_area(world):
    line = gpd.GeoSeries([picked(world)], crs="EPSG:4326").to_crs(METRES)
    return [area(picked(world)), n(line.length.iloc[0])]


@tile("zones.part")
def part(world):
    """Return what either half may say."""
    rows = _zones(world, *CLOSED).set_index("zone_id")
    (case,) = parse_qs(rows.loc[int(world.address["released"]), "traced_with"])["case"]
    said = []
    for shape in world.shapes:
        homes = households(world, shape)
        counts = [n(len(residents(world, homes))), n(len(homes)), area(shape)]
        said.append(" ".join([*counts, "0", "1", *_f0_f1(world, shape, case)]))
    return said
