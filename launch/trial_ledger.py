"""A ledger that is alive: zone decisions of the trial, written with the ledger's own queries.

The shapes and lengths are those of decisions that the province really took; the homes are those of
simulated cases. A province's own database never gets any of this.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from launch import installation
from launch.installation import Connection

PROPOSER: Final = "Cán bộ dịch tễ (mô phỏng)"
_METRES, _DEGREES = "EPSG:32648", "EPSG:4326"
_ROOM_M: Final = 12
"""Around the outermost homes: a wall, a garden, half an alley."""
_DECIDED: Final = timedelta(hours=5)
"""From a proposal to the start of the order."""


class _Decision(NamedTuple):
    """A decision to be: its shape, when it began, for how long, and what followed."""

    name: str
    households: int
    """Nearest to the case's home. Real decisions: 5, 7, 55, 75 and 494 households."""
    began_before: timedelta | None
    """Before the time of the data; None: proposed and not decided."""
    length: timedelta
    guard_posts: int
    then: str = ""
    """`extended`, `partly_released` or `ended`, or nothing."""
    is_in_first: bool = False
    """In the first district, if it has a case: the trial's district official looks at that one."""


_D = timedelta(days=1)
_DECISIONS: Final = (
    _Decision("Ngõ {n}, {hamlet}", 5, 6 * _D, 14 * _D, 1),
    _Decision("Từ nhà số {n} đến nhà số {m}, {hamlet}", 7, 13 * _D + _D / 6, 14 * _D, 2),
    _Decision("Xóm {n}, {hamlet}", 9, 15 * _D, 14 * _D, 2),
    _Decision("{hamlet}", 24, 12 * _D, 21 * _D, 4, "partly_released"),
    _Decision("Ngõ {n}, {hamlet}", 4, 16 * _D, 14 * _D, 1, "ended"),
    _Decision("Dãy nhà số {n}–{m}, {hamlet}", 6, 13 * _D, 14 * _D, 2, "extended"),
    _Decision("{hamlet}", 30, 3 * _D, 28 * _D, 5, is_in_first=True),
    _Decision("Ngõ {n}, {hamlet}", 5, None, 14 * _D, 0),
)
"""In force, ending soon, overdue, partly released, ended, extended, a whole hamlet, proposed."""


def write(connection: Connection) -> int:
    """Write the decisions into an empty ledger of zones; return how many there are."""
    if _rows(connection, "select from ledger.zones limit 1").shape[0]:
        return 0
    (now,) = _rows(connection, "select max(last_loaded_at) as now from operational.feeds")["now"]
    world = _World(connection)
    taken: set[int] = set()
    for number, decision in enumerate(_DECISIONS, start=1):
        began = now - (decision.began_before or timedelta(0))
        proposed = began - _DECIDED * bool(decision.began_before)
        case = world.case_before(proposed, taken, is_in_first=decision.is_in_first)
        if case is not None:
            taken.add(int(case["hamlet_id"]))
            _decide(connection, world, decision, case, (number, proposed, began, now))
    return len(taken)


class _World:
    """What zones are drawn from: doors of households, cases, quarantined contacts, places."""

    def __init__(self, connection: Connection) -> None:
        people = _rows(
            connection,
            "select person_id, household_id, hamlet_id, hamlet_name, commune_id, commune_name,"
            " commune_kind, district_id, home_lon, home_lat from operational.people"
            " inner join operational.hamlets using (hamlet_id, commune_id)"
            " inner join operational.communes using (commune_id)",
        )
        doors = people.groupby("household_id").agg(
            resident_count=("person_id", "size"),
            commune_id=("commune_id", "first"),
            lon=("home_lon", "mean"),
            lat=("home_lat", "mean"),
        )
        self.doors = _points(doors.reset_index())
        self.first_district = people["district_id"].min()
        self.places = _points(_rows(connection, "select lon, lat from operational.places"))
        cases = _rows(connection, "select case_id, person_id, reported_at from operational.cases")
        self.cases = cases.merge(people, on="person_id")
        contacts = _rows(
            connection,
            "select person_id, isolated_at from operational.isolations where reason = 'f1'",
        )
        self.contacts = contacts.merge(people, on="person_id")

    def case_before(
        self, moment: datetime, taken: set[int], *, is_in_first: bool
    ) -> pd.Series | None:
        """Return the latest case reported by then, of a hamlet that has no zone yet."""
        known = self.cases[self.cases["reported_at"] <= moment]
        known = known[~known["hamlet_id"].isin(taken)].sort_values("reported_at")
        first = known[known["district_id"] == self.first_district]
        known = first if is_in_first and len(first) else known
        return None if known.empty else known.iloc[-1]

    def around(self, case: pd.Series, households: int) -> BaseGeometry:
        """Return the outline of the households nearest to a case, in metres."""
        same = self.doors[self.doors["commune_id"] == case["commune_id"]]
        home = same[same["household_id"] == case["household_id"]].geometry.iloc[0]
        nearest = same.geometry.distance(home).sort_values(kind="stable").index[:households]
        hull: BaseGeometry = same.geometry.loc[nearest].union_all().convex_hull
        return hull.buffer(_ROOM_M, quad_segs=2)

    def figures(self, outline: BaseGeometry, moment: datetime) -> dict[str, Any]:
        """Return what a zone's row says of an outline at a moment."""
        inside = self.doors[self.doors.geometry.within(outline)]
        f0 = self.cases[self.cases["reported_at"] <= moment]
        f1 = self.contacts[self.contacts["isolated_at"] <= moment]
        lives = inside["household_id"]
        return {
            "outline": _geojson(outline),
            "area_m2": outline.area,
            "resident_count": int(inside["resident_count"].sum()),
            "household_count": len(inside),
            "f0_count": int(f0["household_id"].isin(lives).sum()),
            "f1_count": int(f1["household_id"].isin(lives).sum()),
            "place_count": int(self.places.geometry.within(outline).sum()),
            "household_ids": lives.tolist(),
            "household_residents": inside["resident_count"].tolist(),
        }


def _decide(
    connection: Connection,
    world: _World,
    decision: _Decision,
    case: pd.Series,
    number_and_times: tuple[int, datetime, datetime, datetime],
) -> None:
    """Propose a zone, order it, and let follow what followed."""
    number, proposed, began, now = number_and_times
    outline = world.around(case, decision.households)
    name = decision.name.format(n=2 * number + 1, m=2 * number + 9, hamlet=case["hamlet_name"])
    reason = f"Ca bệnh {case['case_id']} và người tiếp xúc gần sống tại đây"
    proposal = world.figures(outline, proposed) | {
        "zone_name": f"{name}, {case['commune_name']}",
        "district_id": case["district_id"],
        "commune_id": case["commune_id"],
        "reason": reason,
        "data_time": proposed,
        "traced_with": f"case={case['case_id']}",
    }
    zone_id = _run(connection, "propose_zone", proposed, proposal)
    if decision.began_before is None:
        return
    agency = f"UBND {case['commune_kind']} {case['commune_name']}"
    ends = began + decision.length
    order = {
        "status": "in_force",
        "seen_status": "proposed",
        "decision_number": f"{1200 + 17 * number}/QĐ-UBND",
        "lead_agency": agency,
        "guard_post_count": decision.guard_posts,
        "starts_at": began,
        "planned_end_at": ends,
        "valid_from": began,
        "reason": f"{reason}; {agency} chủ trì, chốt trực 24/24",
    }
    _run(connection, "change_zone", began - _DECIDED / 5, _CHANGE | order | {"zone_id": zone_id})
    if decision.then:
        at, later = _what_followed(world, decision, case, (outline, ends, now))
        change = _CHANGE | later | {"zone_id": zone_id, "seen_status": "in_force"}
        _run(connection, "change_zone", at, change | {"valid_from": at})


_CHANGE: Final[dict[str, Any]] = dict.fromkeys(
    (
        *("decision_number", "lead_agency", "guard_post_count", "starts_at", "planned_end_at"),
        *("outline", "area_m2", "resident_count", "household_count", "f0_count", "f1_count"),
        *("place_count", "household_ids", "household_residents", "seen_revision"),
        *("released_outline", "released_resident_count", "released_household_count"),
    )
)


def _what_followed(
    world: _World,
    decision: _Decision,
    case: pd.Series,
    outline_and_times: tuple[BaseGeometry, datetime, datetime],
) -> tuple[datetime, dict[str, Any]]:
    outline, ends, now = outline_and_times
    if decision.then == "ended":
        reason = "Hết 14 ngày, xét nghiệm toàn bộ người trong vùng âm tính"
        return ends, {"status": "ended", "reason": reason}
    if decision.then == "extended":
        reason = "Thêm ca bệnh trong vùng, đếm lại từ đầu"
        later = {"status": "extended", "planned_end_at": ends + 7 * _D, "reason": reason}
        return now - 2 * _D, later
    at = now - 2 * _D
    before = world.figures(outline, at)
    kept = world.around(case, max(1, before["household_count"] // 2))
    after = world.figures(kept, at)
    return at, after | {
        "status": "partly_released",
        "released_outline": _geojson(outline.difference(kept)),
        "released_resident_count": before["resident_count"] - after["resident_count"],
        "released_household_count": before["household_count"] - after["household_count"],
        "reason": "Phần không còn người tiếp xúc gần được gỡ phong tỏa",
    }


def _run(connection: Connection, statement: str, at: datetime, values: dict[str, Any]) -> int:
    """Run a statement of the ledger as at a moment; return the number of the zone."""
    text = (installation.QUERIES / f"{statement}.sql").read_text(encoding="utf-8")
    connection.execute(
        "select set_config('dashboard.now', %s, true), set_config('dashboard.viewer', %s, true)",
        (at.isoformat(), PROPOSER),
    )
    row = connection.execute(text, values).fetchone()
    if row is None:
        raise RuntimeError(f"{statement} of the trial's ledger did nothing")
    return int(row[0])


def _rows(connection: Connection, query: str) -> pd.DataFrame:
    cursor = connection.execute(query)
    names = [column.name for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=names)


def _points(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(rows["lon"], rows["lat"], crs=_DEGREES)
    return gpd.GeoDataFrame(rows, geometry=points).to_crs(_METRES)


def _geojson(outline: BaseGeometry) -> str:
    shape = gpd.GeoSeries([outline], crs=_METRES).to_crs(_DEGREES).iloc[0]
    return json.dumps(shapely.geometry.mapping(shapely.set_precision(shape, 1e-7)))
