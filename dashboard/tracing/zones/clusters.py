"""Traced homes and the places visited become a few narrow outlines on the map."""

from dataclasses import dataclass, fields
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.errors import RuleError, TableError
from dashboard.tracing.stays.homes import are_unscanned

WGS84 = "EPSG:4326"

ZONE_COLUMNS = (
    "zone_id", "geometry", "area_m2", "resident_count", "household_count",
    "f0_count", "f1_count", "f2_count", "met_f0_count", "met_f1_count", "place_count",
    "busiest_place_id", "counts_of",
)  # fmt: skip

_SQUARE_DEGREES = 0.005
"""Side of the squares that homes far from every zone are told by: about half a kilometre."""

_COLUMNS = 1_000_000
"""More squares than lie between the poles."""

_RINGS = (0, 1, 2)
_MET_RINGS = (0, 1)


@dataclass(frozen=True, kw_only=True)
class ZoneRules:
    """How narrow a zone is. All are our proposal, from zones as ordered in Hải Dương in 2021.

    Those ran from one alley (61 m, 1,160 m², 5 households) to a whole hamlet (10.6 ha).

    Parameters
    ----------
    cluster_radius_m
        Homes and places at most this far apart (m) belong together: a few houses in one alley.
    buffer_m
        Land added around each home or place (m): about one plot.
    largest_span_m
        A cluster wider than this (m) is split by halving the radius: about one large hamlet.
    concavity
        0 hugs the points, 1 is their convex hull (no unit).
    shaping_ring
        Homes of people up to this ring shape a zone; those farther out are only counted.
    fewest_people
        A cluster without the home of a case is kept only if at least this many traced people live
        there or met there (people).

    Raises
    ------
    RuleError
        If a number is out of range; the sentence names it.

    >>> ZoneRules(buffer_m=40).buffer_m
    40
    """

    cluster_radius_m: float = 100.0
    buffer_m: float = 25.0
    largest_span_m: float = 600.0
    concavity: float = 0.4
    shaping_ring: int = 1
    fewest_people: int = 3

    def __post_init__(self) -> None:
        """Refuse numbers that make no outline."""
        for rule in fields(self):
            value = getattr(self, rule.name)
            is_length = rule.name.endswith("_m")
            if not (value > 0 if is_length else value >= 0):
                raise RuleError(f"{rule.name} must be above 0: {value}")
        if self.concavity > 1:
            raise RuleError(f"concavity must be between 0 and 1: {self.concavity}")


def propose_zones(
    people: pd.DataFrame,
    homes: pd.DataFrame | None = None,
    visits: pd.DataFrame | None = None,
    *,
    rules: ZoneRules | None = None,
) -> gpd.GeoDataFrame:
    """Draw compact zones around where traced people live and met.

    Parameters
    ----------
    people
        One row per traced person: `person_id`, `ring` (such as `Trace.people`).
    homes
        One row per resident, everybody and not only traced people: `person_id`, `household_id`,
        `lon`, `lat` (degrees, WGS84), and optionally `commune_id`, `hamlet_id`. A household lives
        at one point, the mean of its members', so that no outline splits it. Without homes the
        number of residents is unknown, and says so.
    visits
        One row per traced person and place where they were in contact: `person_id`, `place_id`,
        `lon`, `lat`; see `visits_from_contacts`.
    rules
        How narrow.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per zone, most cases first, then most F1: whichever is more, those who live
        there or those who met there; zones never overlap. `zone_id` (Z1, Z2, ...), `geometry`
        (polygon, WGS84), `area_m2`, `resident_count`, `household_count` (unknown without homes),
        `f0_count`, `f1_count`, `f2_count`; `met_f0_count`, `met_f1_count` (people who were in
        contact at a place inside, wherever they live); `place_count`; `busiest_place_id` (where
        most of them were; missing without places); `counts_of`: "residents" if the three counts
        are of people living inside, "visitors" if there are no homes and they are of people who
        were in contact there; `commune_id` and `hamlet_id` of most residents, where homes have
        them. `attrs["without_position"]` counts the homes and visits left out because a
        coordinate is missing.

    Raises
    ------
    TableError
        If a column is missing or a coordinate is not a place on Earth.

    Notes
    -----
    Clusters are those of DBSCAN where every point counts: chains of points at most
    `cluster_radius_m` apart, in metres of the local UTM zone (48N here).
    """
    rules = rules or ZoneRules()
    placed = _placed(people, homes, visits)
    anchors = _anchors(placed.residents, placed.visitors, rules)
    return _finished(_outlines(anchors, rules), placed)


def count_zones(
    outlines: gpd.GeoSeries,
    people: pd.DataFrame,
    homes: pd.DataFrame | None = None,
    visits: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Count who lives and who met inside these outlines, and rank them.

    Parameters
    ----------
    outlines
        One polygon per zone, projected to metres; none overlaps another.
    people, homes, visits
        As for `propose_zones`, whose table this returns.
    """
    return _finished(gpd.GeoDataFrame(geometry=outlines), _placed(people, homes, visits))


def utm(points: gpd.GeoSeries) -> str:
    """Return the UTM zone around points (WGS84), in whose metres distances are true.

    By arithmetic: GeoPandas' own answer takes a quarter of a second from PROJ's database.

    >>> utm(gpd.GeoSeries.from_xy([106.3], [20.9], crs=WGS84))
    'EPSG:32648'
    """
    west, south, east, north = points.total_bounds
    zone = int(((west + east) / 2 + 180) // 6) % 60 + 1
    return f"EPSG:{(32600 if south + north >= 0 else 32700) + zone}"


def visits_from_contacts(contacts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return who was in contact at which place: one row per traced person and place.

    With the place's `lon`, `lat`; homes and interviews are no places to go to.

    Parameters
    ----------
    contacts
        One row per contact, such as `Trace.contacts()`.
    places
        One row per place: `place_id`, `lon`, `lat`.
    """
    contract.require_columns(places, ("place_id", "lon", "lat"), of="places")
    met = contacts[~are_unscanned(contacts["place_id"])]  # at home nobody is a visitor
    pairs = pd.concat(
        [
            met[[column, "place_id"]].set_axis(["person_id", "place_id"], axis="columns")
            for column in ("source_id", "target_id")
        ]
    ).drop_duplicates(ignore_index=True)
    return pairs.merge(places[["place_id", "lon", "lat"]], on="place_id", how="left")


class _Anchors(NamedTuple):
    """What shapes the zones: one row per household or place."""

    points: gpd.GeoSeries
    """Projected, in metres."""
    people_count: NDArray[np.int64]
    is_home_of_case: NDArray[np.bool_]


class _Placed(NamedTuple):
    """Who lives and who met where, each with their ring; rows without a position are left out."""

    residents: pd.DataFrame
    visitors: pd.DataFrame
    has_homes: bool
    lost_count: int


def _placed(
    people: pd.DataFrame, homes: pd.DataFrame | None, visits: pd.DataFrame | None
) -> _Placed:
    contract.require_columns(people, ("person_id", "ring"), of="people")
    ring = people.drop_duplicates("person_id").set_index("person_id")["ring"]
    residents = _positioned(homes, ("person_id", "household_id", "lon", "lat"), of="homes")
    visitors = _positioned(visits, ("person_id", "place_id", "lon", "lat"), of="visits")
    lost = sum(
        len(given) - len(kept)
        for given, kept in ((homes, residents), (visits, visitors))
        if given is not None
    )
    residents = _at_one_door(residents.assign(ring=residents["person_id"].map(ring)))
    visitors = visitors.assign(ring=visitors["person_id"].map(ring))
    return _Placed(residents, visitors, homes is not None, lost)


def _finished(outlines: gpd.GeoDataFrame, placed: _Placed) -> gpd.GeoDataFrame:
    counted = _counted(outlines, placed.residents, placed.visitors, has_homes=placed.has_homes)
    zones = _ranked(counted)
    zones.attrs["without_position"] = placed.lost_count
    return zones


def _positioned(table: pd.DataFrame | None, columns: tuple[str, ...], *, of: str) -> pd.DataFrame:
    if table is None:
        return pd.DataFrame({column: pd.Series(dtype="float64") for column in columns})
    contract.require_columns(table, columns, of=of)
    kept = table.dropna(subset=["lon", "lat"]).reset_index(drop=True)
    for column, largest in (("lon", 180), ("lat", 90)):
        wrong = ~(kept[column].abs() <= largest).to_numpy(dtype=np.bool_)
        if wrong.any():
            value = kept[column].iloc[int(wrong.argmax())]
            raise TableError(f"{of}.{column} is not a place on Earth: {value}")
    return kept


def _at_one_door(residents: pd.DataFrame) -> pd.DataFrame:
    """Return the residents with the one point of their household."""
    door = residents.groupby("household_id", observed=True)[["lon", "lat"]].transform("mean")
    return residents.assign(lon=door["lon"], lat=door["lat"])


def _anchors(residents: pd.DataFrame, visitors: pd.DataFrame, rules: ZoneRules) -> _Anchors:
    homes = residents[residents["ring"] <= rules.shaping_ring].assign(is_home=True)
    met = visitors[visitors["ring"] <= rules.shaping_ring].assign(is_home=False)
    known = pd.concat(
        [homes.rename(columns={"household_id": "at"}), met.rename(columns={"place_id": "at"})]
    )
    if known.empty:
        nowhere = gpd.GeoSeries([], crs=WGS84)
        return _Anchors(nowhere, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_))
    known["is_home_of_case"] = known["is_home"].astype(bool) & (known["ring"] == 0)
    at = known.groupby(["is_home", "at"], observed=True).agg(
        lon=("lon", "mean"),
        lat=("lat", "mean"),
        people=("person_id", "nunique"),
        is_home_of_case=("is_home_of_case", "any"),
    )
    points = gpd.GeoSeries(gpd.points_from_xy(at["lon"], at["lat"]), crs=WGS84)
    return _Anchors(
        points.to_crs(utm(points)),
        at["people"].to_numpy(np.int64),
        at["is_home_of_case"].to_numpy(np.bool_),
    )


def _outlines(anchors: _Anchors, rules: ZoneRules) -> gpd.GeoDataFrame:
    """Return one polygon per zone, projected, none overlapping another."""
    if not len(anchors.points):
        return gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=anchors.points.crs))
    metres = shapely.get_coordinates(anchors.points.to_numpy())
    polygons = []
    for rows in _clusters(metres, np.arange(len(metres)), rules.cluster_radius_m, rules):
        crowd = int(anchors.people_count[rows].sum())
        if anchors.is_home_of_case[rows].any() or crowd >= rules.fewest_people:
            hull = shapely.concave_hull(shapely.MultiPoint(metres[rows]), ratio=rules.concavity)
            polygons.append(hull.buffer(rules.buffer_m))
    merged = shapely.get_parts(shapely.union_all(polygons))
    solid = [shapely.Polygon(part.exterior) for part in merged]  # a hole would be a way through
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(solid, crs=anchors.points.crs))


def _clusters(
    metres: NDArray[np.float64], rows: NDArray[np.intp], radius: float, rules: ZoneRules
) -> list[NDArray[np.intp]]:
    points = gpd.GeoSeries(gpd.points_from_xy(*metres[rows].T))
    near, other = points.sindex.query(points, predicate="dwithin", distance=radius)
    label = _chained(near, other, len(rows))
    found = []
    for first in np.unique(label):
        members = rows[label == first]
        span = float(np.hypot(*np.ptp(metres[members], axis=0)))
        if span > rules.largest_span_m and radius > 1:
            found += _clusters(metres, members, radius / 2, rules)
        else:
            found.append(members)
    return found


@compiled
def _chained(near: NDArray[np.int64], other: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return for each point the first point of its chain, given all pairs that are near."""
    first = np.arange(count)
    for pair in range(len(near)):
        a, b = near[pair], other[pair]
        while first[a] != a:
            a = first[a]
        while first[b] != b:
            b = first[b]
        first[max(a, b)] = min(a, b)
    for point in range(count):  # a chain's first point comes before all others
        first[point] = first[first[point]]
    return first


def _counted(
    zones: gpd.GeoDataFrame, residents: pd.DataFrame, visitors: pd.DataFrame, *, has_homes: bool
) -> gpd.GeoDataFrame:
    living, met = _inside(zones, residents), _inside(zones, visitors)
    counts = zones.assign(area_m2=zones.area.round(1) if len(zones) else 0.0)
    unknown = pd.Series(pd.NA, index=zones.index, dtype="Int64")
    counts["resident_count"] = _count(living, "person_id", zones) if has_homes else unknown
    counts["household_count"] = _count(living, "household_id", zones) if has_homes else unknown
    counted = living if has_homes else met
    for ring in _RINGS:
        counts[f"f{ring}_count"] = _count(counted[counted["ring"] == ring], "person_id", zones)
    for ring in _MET_RINGS:
        counts[f"met_f{ring}_count"] = _count(met[met["ring"] == ring], "person_id", zones)
    counts["place_count"] = _count(met, "place_id", zones)
    counts["busiest_place_id"] = _busiest(met).reindex(zones.index)
    counts["counts_of"] = "residents" if has_homes else "visitors"
    for column in ("commune_id", "hamlet_id"):
        if column in living:
            counts[column] = _commonest(living, column).reindex(zones.index)
    return counts


def _inside(zones: gpd.GeoDataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `where` inside a zone, with the `zone` they are in."""
    if zones.empty or where.empty:
        return where.head(0).assign(zone=pd.Series(dtype="int64"))
    near = where[_is_near(zones, where)]
    points = gpd.GeoSeries(gpd.points_from_xy(near["lon"], near["lat"]), crs=WGS84)
    row, zone = zones.sindex.query(points.to_crs(zones.crs), predicate="intersects")
    return pd.DataFrame(near.iloc[row].assign(zone=zone))


def _is_near(zones: gpd.GeoDataFrame, where: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows are in a square of the grid that a zone's box touches.

    Zones are small and a province is large: most homes need no geometry to be outside.
    """
    boxes = zones.geometry.to_crs(WGS84).bounds.to_numpy() / _SQUARE_DEGREES
    west, south = np.floor(boxes[:, :2]).T.astype(np.int64) - 1
    east, north = np.floor(boxes[:, 2:]).T.astype(np.int64) + 1
    touched = [
        column * _COLUMNS + line
        for left, right, low, high in zip(west, east, south, north, strict=True)
        for column in range(left, right + 1)
        for line in range(low, high + 1)
    ]
    column, line = np.floor(where[["lon", "lat"]].to_numpy() / _SQUARE_DEGREES).T.astype(np.int64)
    return np.isin(column * _COLUMNS + line, np.unique(touched))


def _count(rows: pd.DataFrame, column: str, zones: gpd.GeoDataFrame) -> pd.Series:
    counts = rows.groupby("zone", observed=True)[column].nunique()
    return counts.reindex(zones.index, fill_value=0).astype("Int64")


def _busiest(met: pd.DataFrame) -> pd.Series:
    """Return for each zone the place where most traced people met; on a tie the lowest id."""
    people = met.groupby(["zone", "place_id"], observed=True)["person_id"].nunique()
    most_first = people.sort_values(ascending=False, kind="stable").reset_index()
    return most_first.drop_duplicates("zone").set_index("zone")["place_id"].astype(object)


def _commonest(living: pd.DataFrame, column: str) -> pd.Series:
    """Return for each zone the value that most residents have; on a tie the lowest."""
    people = living.groupby(["zone", column], observed=True).size().rename("people")
    most_first = people.sort_values(ascending=False, kind="stable").reset_index()
    return most_first.drop_duplicates("zone").set_index("zone")[column].astype(object)


def _ranked(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    either = {
        f"f{ring}": zones[[f"f{ring}_count", f"met_f{ring}_count"]].max(axis="columns")
        for ring in _MET_RINGS
    }
    order = pd.DataFrame(either).assign(f2=zones["f2_count"], area=zones["area_m2"])
    rows = order.sort_values(["f0", "f1", "f2", "area"], ascending=False).index
    ranked = zones.loc[rows].reset_index(drop=True)
    ranked["zone_id"] = pd.Series(
        [f"Z{number}" for number in range(1, len(ranked) + 1)], dtype="str"
    )
    extra = [column for column in ranked if column not in ZONE_COLUMNS]
    return gpd.GeoDataFrame(ranked[[*ZONE_COLUMNS, *extra]]).to_crs(WGS84)
