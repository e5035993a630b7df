"""Narrow zones for a trace, and what other ways of closing would cost."""

import json
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from dashboard import access, data, geojson
from dashboard.data.kept import Asked, shared
from dashboard.figures.tracing import trace
from dashboard.figures.tracing.choice import Choice
from dashboard.figures.tracing.trace import Base, Result
from dashboard.indicators.zone_status import CONFINING
from dashboard.tracing.direction import Direction
from dashboard.tracing.zones.areas import UNITS, AreaRules, Areas, small_areas
from dashboard.tracing.zones.choice import Chosen, choose, frontier
from dashboard.tracing.zones.closures import closures
from dashboard.tracing.zones.clusters import WGS84, ZoneRules, visits_from_contacts
from dashboard.tracing.zones.outlines import zone_outlines
from dashboard.tracing.zones.ranking import ranked
from dashboard.tracing.zones.risk import ZoneRisks, zone_risks


@dataclass(frozen=True, eq=False)
class Weighed(Asked):
    """What every choice of zones starts from: risk by small area, and what closing them costs."""

    result: Result
    homes: pd.DataFrame
    visits: pd.DataFrame
    risks: ZoneRisks
    areas: Areas
    curve: pd.DataFrame
    unit: str
    """What the small areas are made of."""

    @property
    def question(self) -> Hashable:
        """The trace that is weighed, and by which areas."""
        return self.result.question, self.unit


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is wanted of the zones; the page begins with these."""

    share: float = 0.5
    """Of the risk (0..1), that they have to hold."""
    unit: str = UNITS[0]
    """What the small areas are made of."""
    buffer_m: int = int(ZoneRules().buffer_m)
    """Their ring of land."""


@dataclass(frozen=True, eq=False)
class Drafts(Asked):
    """Zones that the page proposes, and what closing their communes instead would confine."""

    zones: pd.DataFrame
    chosen: Chosen
    commune_count: int
    commune_residents: int
    commune_share: float
    """Of the risk, that closing these communes would cover."""
    weighed: Weighed
    ways: pd.DataFrame
    """What other ways of closing would cost: see `other_ways`."""
    asked: tuple[float, ...]
    """The share and the ring of land asked for, and what was left out of the answer since."""

    @property
    def question(self) -> Hashable:
        """What was weighed, and what was asked of it."""
        return self.weighed.question, self.asked

    @property
    def resident_count(self) -> int:
        """People living in the proposed zones."""
        return int(self.zones["resident_count"].sum())

    @property
    def share(self) -> float:
        """Of the risk, that the proposed zones hold, with their ring of land."""
        return float(self.zones["risk_share"].sum())


def proposed(
    viewer: access.Viewer, base: Base, choice: Choice, wanted: Wanted | None = None
) -> Drafts:
    """Return the zones proposed for the chosen cases and whom these exposed themselves.

    The page on zones and the papers of a case ask here, so that both propose the same.
    """
    wanted = wanted or Wanted()
    asked = replace(choice, rings=1, direction=Direction.FORWARD)
    weight = weighed(base, asked, wanted.unit)
    ways = other_ways(weight, closed_now(viewer))
    return drafts(base, weight, ways, wanted.share, wanted.buffer_m)


def closed_now(viewer: access.Viewer) -> tuple[str, ...]:
    """Return the outlines of the zones in force, as GeoJSON."""
    zones = data.zones.zones(viewer.scope)
    closed = zones.loc[zones["status"].isin(CONFINING), "outline"]
    return tuple(json.dumps(outline) for outline in closed)


@shared(max_entries=8)
def weighed(base: Base, choice: Choice, unit: str) -> Weighed:
    """Return what a trace's people and places weigh, by small area."""
    result = trace.traced(base, choice)
    visits = visits_from_contacts(result.trace.contacts(limit=None), base.places)
    homes = _homes_around(base, result.trace.people, visits)
    risks = zone_risks(homes, result.people, result.f0, base.places, at=base.data_time)
    areas = small_areas(risks, rules=AreaRules(unit=unit))
    return Weighed(result, homes, visits, risks, areas, frontier(areas), unit)


@shared(max_entries=16)
def other_ways(weighed: Weighed, closed: tuple[str, ...]) -> pd.DataFrame:
    """Return what other ways of closing would cost and hold, these closed outlines among them."""
    shapes = [shapely.from_geojson(outline) for outline in closed]
    return closures(weighed.risks, gpd.GeoSeries(shapes, crs=WGS84))


@shared(max_entries=32)
def drafts(base: Base, weighed: Weighed, ways: pd.DataFrame, share: float, buffer_m: int) -> Drafts:
    """Return the zones that hold the asked share of the risk, and what each is worth."""
    chosen = choose(weighed.areas, share)
    found = zone_outlines(
        weighed.areas,
        chosen.is_chosen,
        weighed.result.trace.people,
        weighed.homes,
        weighed.visits,
        rules=ZoneRules(buffer_m=buffer_m),
    )
    worth = ranked(found, weighed.risks)
    communes, hamlets = data.units.communes(base.scope), data.tracing.hamlets(base.scope)
    zones = _named(worth, communes, hamlets, base.places)
    households = weighed.risks.households
    commune_count = households.loc[households["f0_count"] > 0, "commune_id"].nunique()
    whole = ways.query("way == 'communes'")
    confined, covered = int(whole["resident_count"].iloc[0]), float(whole["share"].iloc[0])
    asked = (share, buffer_m)
    return Drafts(zones, chosen, commune_count, confined, covered, weighed, ways, asked)


def _homes_around(base: Base, people: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """Return everybody in the communes that a zone may touch, not the whole province."""
    places = base.places.set_index("place_id")["commune_id"]
    touched = {
        *base.homes["commune_id"].reindex(people["person_id"]).dropna(),
        *places.reindex(visits["place_id"].unique()).dropna(),
    }
    return (
        base.homes[base.homes["commune_id"].isin(touched)]
        .reset_index()
        .astype({"commune_id": "str"})
    )


def _named(
    found: gpd.GeoDataFrame, communes: pd.DataFrame, hamlets: pd.DataFrame, places: pd.DataFrame
) -> pd.DataFrame:
    """Give each zone its commune, its district and a name that an order could use.

    The name begins with the hamlet of its residents, or, where nobody lives, the busiest place.
    """
    zones = pd.DataFrame(found.drop(columns="geometry"))
    outlines: list[Any] = [geojson.geometry(shape) for shape in found.geometry]
    zones["outline"] = outlines
    for column in ("commune_id", "hamlet_id"):
        if column not in zones:
            zones[column] = None
    centres = shapely.get_coordinates(shapely.centroid(found.geometry.to_numpy()))
    nearest = [_nearest_commune(communes, lon, lat) for lon, lat in centres]
    zones["commune_id"] = zones["commune_id"].fillna(pd.Series(nearest, index=zones.index))
    units = communes.set_index("commune_id")
    zones["district_id"] = zones["commune_id"].map(units["district_id"])
    hamlet_names = hamlets.set_index("hamlet_id")["hamlet_name"].to_dict()
    place_names = places.set_index("place_id")["place_name"].to_dict()
    zones["zone_name"] = [
        ", ".join(
            str(part)
            for part in (
                hamlet_names.get(row["hamlet_id"])
                if row["resident_count"]
                else place_names.get(row["busiest_place_id"]),
                units["commune_name"][row["commune_id"]],
                units["district_name"][row["commune_id"]],
            )
            if part
        )
        for row in zones.to_dict("records")
    ]
    return zones.drop(columns="zone_id")


def _nearest_commune(communes: pd.DataFrame, lon: float, lat: float) -> str:
    distance = (communes["lon"] - lon) ** 2 + (communes["lat"] - lat) ** 2
    return str(communes["commune_id"].iloc[int(distance.argmin())])
