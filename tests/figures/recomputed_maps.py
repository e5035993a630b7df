"""What the tooltips of the desk's and of the zones' maps say, and the lists of who is missing."""

import json

import pandas as pd
import shapely

from tests.figures.recomputed import World, n, tile, tips
from tests.figures.recomputed_desk import first_ring, reached
from tests.figures.recomputed_home_risk import expected
from tests.figures.recomputed_tracing import HOMES
from tests.figures.recomputed_zones import area, households, residents

OF_ONE_DISTRICT_S_OWN = frozenset({"list.not_installed"})
"""Shown to who answers for a district alone."""


@tips("homes")
def homes(world: World, _) -> pd.Series:
    """Return the minutes of each person's longest contact; none of a case, nor at home."""
    said = {str(person): [] for person in first_ring(world, world.address["case"])[0]}
    for one in reached(world):
        is_home = one.contact.place <= HOMES
        said[str(one.person)] = [] if is_home else [n(one.contact.minutes)]
    return pd.Series(said)


@tips("places")
def places(world: World, _) -> pd.Series:
    """Return how many people were exposed at each place, each by their longest contact."""
    counts = pd.Series([one.contact.place for one in reached(world)]).value_counts()
    where = world.ask("select place_id, place_name, lon, lat from operational.places")
    where = where[where["place_id"].isin(counts.index)].round(6)
    return pd.Series(
        {
            f"{row.place_name} {row.lon} {row.lat}": [n(counts[row.place_id])]
            for row in where.itertuples()
        }
    )


@tips("zones")
def zones(world: World, _) -> pd.Series:
    """Return who lives in each zone of the ledger, beside the F0 and F1 that its decision names."""
    rows = world.ask("select zone_id, f0_count, f1_count from ledger.zones").set_index("zone_id")
    outlines = world.ask("select zone_id, outline from ledger.zones").set_index("zone_id")
    said = {}
    for zone, outline in outlines["outline"].items():
        shape = shapely.from_geojson(json.dumps(outline))
        said[str(zone)] = [*_lives(world, shape), *map(n, rows.loc[zone]), area(shape)]
    return pd.Series(said)


@tips("drafts")
def drafts(world: World, _) -> pd.Series:
    """Return who lives in each zone that is proposed, its F0 and F1, and what it would hold."""
    case = world.address["case"]
    f0, f1 = first_ring(world, case)
    said = {}
    for place, shape in enumerate(world.shapes):
        inside = set(residents(world, households(world, shape)))
        found = [n(len(inside & f0)), n(len(inside & f1))]
        held = n(expected(world, case, shape), 2)
        said[str(place)] = [*_lives(world, shape), *found, area(shape), held]
    return pd.Series(said)


def _lives(world: World, shape) -> list[str]:
    inside = households(world, shape)
    return [n(len(residents(world, inside))), n(len(inside))]


@tile("list.not_installed")
def not_installed(world: World) -> list[str]:
    """Return who of the unit has not installed, how many its table misses, and of how many."""
    kind, unit = world.address["column"].split(" ")
    rows = world.ask(
        "select p.person_id, p.commune_id, p.agency_id, p.has_smartphone, a.person_id as app"
        " from operational.people p left join operational.app_installs a"
        " on a.person_id = p.person_id and a.installed_at <= %(now)s"
    )
    if kind == "commune":
        own = rows[rows["commune_id"] == unit]
        whole = float(world.communes.loc[unit, "smartphone_owner_count"])
        named = own["app"].isna() & (own["has_smartphone"] != False)  # noqa: E712 - unknown counts
    else:
        own = rows[rows["agency_id"] == int(unit)]
        heads = world.ask("select agency_id, head_count from operational.agencies")
        whole = float(heads.set_index("agency_id").loc[int(unit), "head_count"])
        named = own["app"].isna() & own["commune_id"].isin(world.communes.index)
    lacking = [n(max(whole - own["app"].notna().sum(), 0))] if whole else []
    return [n(named.sum()), *lacking, n(whole)]
