"""The small areas that zones are chosen from: single houses, hexagons of 1.5 ha, or hamlets.

A household stands at one point, so it belongs to one hexagon and no border splits it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import h3.api.basic_int as h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from dashboard.tracing.errors import RuleError
from dashboard.tracing.zones.clusters import WGS84
from dashboard.tracing.zones.risk import ZoneRisks

UNITS = ("house", "cell", "hamlet")
"""The most infections held per person confined comes first (`benchmarks.zones`)."""

_HOUSE_RESOLUTION = 13
"""Hexagons of 44 m², sides of 4 m: the floor of one house. Our choice."""

_FINEST = 15
_SIDES = 6


@dataclass(frozen=True, kw_only=True)
class AreaRules:
    """What a small area is.

    Parameters
    ----------
    unit
        "house" for single houses, whose ring of land makes neighbours one zone: an alley, a row of
        houses; "cell" for single hexagons; "hamlet" for the hexagons where most residents are of
        one hamlet, together, and single hexagons where no hamlet is known.
    resolution
        Of H3 [1]_: 10 has hexagons of 1.5 ha with sides of 76 m on average; 11 a seventh of it.
        Houses have their own.

    References
    ----------
    .. [1] H3, tables of cell statistics across resolutions, h3geo.org.
    """

    unit: str = "cell"
    resolution: int = 10

    def __post_init__(self) -> None:
        """Refuse units and resolutions that do not exist."""
        if self.unit not in UNITS:
            raise RuleError(f"unit must be one of {', '.join(UNITS)}: {self.unit!r}")
        if not 0 <= self.resolution <= _FINEST:
            raise RuleError(f"resolution must lie in 0..{_FINEST}: {self.resolution}")

    @property
    def fineness(self) -> int:
        """The resolution of this unit's hexagons."""
        return _HOUSE_RESOLUTION if self.unit == "house" else self.resolution


class Areas(NamedTuple):
    """Small areas with risk, and what is in them."""

    table: pd.DataFrame
    """One row per area: `resident_count`, `household_count`, `risk` (as in `zone_risk`),
    `boundary_m` (length of its outline), `area_m2`; both from H3's average hexagon."""
    borders: pd.DataFrame
    """One row per pair of areas side by side: rows `one` < `other`, `border_m` between them."""
    cells: pd.DataFrame
    """One row per hexagon: `cell`, `area` (row of the table), side by side cells in order."""
    households: pd.DataFrame
    """Those of `zone_risk` in such a hexagon, by the same index, with `cell` and `area`."""
    places: pd.DataFrame
    """The places of `zone_risk` with `cell` and `area`."""

    @property
    def risk(self) -> float:
        """All risk there is to cover."""
        return float(self.table["risk"].sum())


def small_areas(risks: ZoneRisks, *, rules: AreaRules | None = None) -> Areas:
    """Sort homes and places with risk into small areas.

    Notes
    -----
    Costs one look-up per household (0.6 us) and one per hexagon for its neighbours (3 us).
    """
    rules = rules or AreaRules()
    households = risks.households.assign(cell=_cells(risks.households, rules.fineness))
    places = risks.places.assign(cell=_cells(risks.places, rules.fineness))
    with_risk = pd.concat([households.loc[households["risk"] > 0, "cell"], places["cell"]])
    households = households[households["cell"].isin(with_risk)]
    cells = _grouped(pd.Series(np.unique(with_risk.to_numpy(np.int64))), households, rules)
    area = cells.set_index("cell")["area"]
    households = households.assign(area=households["cell"].map(area))
    places = places.assign(area=places["cell"].map(area))
    sides = _sides(cells, h3.average_hexagon_edge_length(rules.fineness, unit="m"))
    return Areas(_table(cells, sides, households, places, rules), sides, cells, households, places)


def hexagons(cells: NDArray[np.int64]) -> gpd.GeoSeries:
    """Return the hexagons of these cells (WGS84), one polygon per cell.

    >>> hexagons(np.array([0x8A41AD6B2677FFF])).geom_type.tolist()
    ['Polygon']
    """
    rings = [[(lon, lat) for lat, lon in h3.cell_to_boundary(int(cell))] for cell in cells]
    return gpd.GeoSeries([shapely.Polygon(ring) for ring in rings], crs=WGS84)


def _cells(points: pd.DataFrame, resolution: int) -> NDArray[np.int64]:
    pairs = zip(points["lat"].tolist(), points["lon"].tolist(), strict=True)
    return np.array([h3.latlng_to_cell(lat, lon, resolution) for lat, lon in pairs], dtype=np.int64)


def _grouped(cells: pd.Series, households: pd.DataFrame, rules: AreaRules) -> pd.DataFrame:
    """Return the area of each cell: its own, or that of the hamlet of most residents."""
    group: pd.Series = cells.astype(object)
    if rules.unit == "hamlet":
        people = households.groupby(["cell", "hamlet_id"], observed=True)["resident_count"].sum()
        most = people.sort_values(ascending=False, kind="stable").reset_index()
        hamlet = most.drop_duplicates("cell").set_index("cell")["hamlet_id"]
        known = cells.map(hamlet)
        group = known.astype(object).map(lambda name: ("hamlet", name)).where(known.notna(), group)
    return pd.DataFrame({"cell": cells, "area": pd.factorize(group)[0]})


def _sides(cells: pd.DataFrame, edge_m: float) -> pd.DataFrame:
    """Return how many metres of border every two areas share; an area with itself inside."""
    area = dict(zip(cells["cell"].tolist(), cells["area"].tolist(), strict=True))
    pairs = [
        (mine, area[near])
        for cell, mine in area.items()
        for near in h3.grid_disk(cell, 1)
        if near > cell and near in area
    ]
    ends = np.sort(np.array(pairs, dtype=np.int64).reshape(-1, 2), axis=1)
    found = pd.DataFrame(ends, columns=["one", "other"])
    found["border_m"] = edge_m
    return found.groupby(["one", "other"])["border_m"].sum().reset_index()


def _table(
    cells: pd.DataFrame,
    sides: pd.DataFrame,
    households: pd.DataFrame,
    places: pd.DataFrame,
    rules: AreaRules,
) -> pd.DataFrame:
    table = pd.DataFrame(index=pd.RangeIndex(int(cells["area"].max()) + 1 if len(cells) else 0))
    homes = households.groupby("area")
    cell_count = cells.groupby("area").size()
    inside = sides[sides["one"] == sides["other"]].set_index("one")["border_m"]
    edge_m = h3.average_hexagon_edge_length(rules.fineness, unit="m")

    def per_area(values: pd.Series) -> pd.Series:
        return values.reindex(table.index).fillna(0)

    return table.assign(
        resident_count=per_area(homes["resident_count"].sum()).astype(np.int64),
        household_count=per_area(homes.size()).astype(np.int64),
        risk=per_area(homes["risk"].sum()) + per_area(places.groupby("area")["risk"].sum()),
        boundary_m=_SIDES * edge_m * per_area(cell_count) - 2 * per_area(inside),
        area_m2=per_area(cell_count) * h3.average_hexagon_area(rules.fineness, unit="m^2"),
    )
