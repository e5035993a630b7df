"""Questions of the zone ledger: which zones there are and were, and the two ways to change it.

Nothing here is cached: two people at work see each other's decisions at once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd
import shapely
from shapely.geometry import shape

from dashboard.data.database import Scope, ask, record
from dashboard.indicators.zone_status import ZoneStatus

TRACE_CONTACTS = "trace_contacts"
"""The right without which the contract shows no homes."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A zone as it enters the ledger."""

    zone_name: str
    district_id: str
    commune_id: str
    outline: Mapping[str, Any]
    """GeoJSON geometry, WGS84."""
    area_m2: float
    resident_count: int
    household_count: int
    f0_count: int
    f1_count: int
    place_count: int
    reason: str
    data_time: datetime
    traced_with: str
    """Address of the trace behind it: cases, preset, edited rules and windows."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A new state of a zone, with who decided what. None keeps what the zone has."""

    zone_id: int
    seen_status: ZoneStatus
    """The status that the viewer saw: if somebody changed it since, nothing happens."""
    status: ZoneStatus
    reason: str
    valid_from: datetime
    """From when on the zone is so: the start of an order, else the time of the data."""
    seen_revision: int | None = None
    """The state that the viewer saw, where a change may keep the status; None: any."""
    decision_number: str | None = None
    lead_agency: str | None = None
    guard_post_count: int | None = None
    starts_at: datetime | None = None
    planned_end_at: datetime | None = None
    outline: Mapping[str, Any] | None = None
    """GeoJSON geometry, WGS84; with it come its figures."""
    released_outline: Mapping[str, Any] | None = None
    """The part that this change sets free: with `partly_released`, and then only."""
    released_resident_count: int | None = None
    released_household_count: int | None = None
    area_m2: float | None = None
    resident_count: int | None = None
    household_count: int | None = None
    f0_count: int | None = None
    f1_count: int | None = None
    place_count: int | None = None


class Confined(NamedTuple):
    """Whom some zones hold together, each counted once."""

    resident_count: int
    household_count: int
    shared_resident_count: int
    """People who live in more than one of the zones, as far as that was counted."""


def zones(scope: Scope) -> pd.DataFrame:
    """Return one row per zone of the viewer's districts, the latest proposed first."""
    return record("zones", scope=scope)


def zones_as_of(scope: Scope, as_of: datetime) -> pd.DataFrame:
    """Return one row per zone that was proposed by then, in the state it had at that time."""
    return record("zones_as_of", scope=scope, as_of=as_of)


def zone_events(scope: Scope, zone_id: int) -> pd.DataFrame:
    """Return one row per state of this zone, the latest first; the last is its proposal."""
    return record("zone_events", scope=scope, zone_id=zone_id)


def propose_zone(scope: Scope, proposal: Proposal) -> int:
    """Write a proposal into the ledger under the viewer's name; return its number.

    The same proposal (commune, name and outline) twice is one zone, until that has ended.
    """
    values = asdict(proposal) | {"outline": json.dumps(proposal.outline)}
    values |= _households(scope, proposal.outline)
    added = record("propose_zone", scope=scope, **values)
    if added.empty:  # somebody saved it while this was waiting: now it can be read
        added = record("propose_zone", scope=scope, **values)
    return int(added["zone_id"].iloc[0])


def change_zone(scope: Scope, change: Change) -> bool:
    """Give a zone a new state; return whether it took, False if somebody was faster."""
    shapes = {
        name: None if shape is None else json.dumps(shape)
        for name, shape in (
            ("outline", change.outline),
            ("released_outline", change.released_outline),
        )
    }
    values = asdict(change) | shapes | _households(scope, change.outline)
    return not record("change_zone", scope=scope, **values).empty


def confined(scope: Scope, zone_ids: Sequence[int]) -> Confined:
    """Return whom these zones hold together: who lives in two of them is counted once."""
    row = record("zones_confined", scope=scope, zone_ids=list(zone_ids)).iloc[0]
    return Confined(**{name: int(row[name]) for name in Confined._fields})


def residents(scope: Scope, outline: Mapping[str, Any]) -> pd.DataFrame:
    """Return who lives inside an outline: one row per person, without names.

    A household lives at one point, the mean of its members', as where zones are drawn: nobody is
    inside whose household is not.

    Parameters
    ----------
    outline
        GeoJSON geometry, WGS84.
    """
    polygon = shape(dict(outline))
    west, south, east, north = polygon.bounds
    near = ask("zone_residents", scope=scope, west=west, south=south, east=east, north=north)
    door = near.groupby("household_id")[["lon", "lat"]].transform("mean")
    is_inside = shapely.intersects_xy(polygon, door["lon"], door["lat"])
    return near.assign(lon=door["lon"], lat=door["lat"])[is_inside].reset_index(drop=True)


def has_roads(scope: Scope) -> bool:
    """Say whether a layer of roads was imported; without one nobody knows where posts stand."""
    return int(record("road_source", scope=scope)["road_count"].iloc[0]) > 0


def roads(scope: Scope, bounds: Sequence[float]) -> pd.DataFrame:
    """Return the imported roads in a box (west, south, east, north): `road_name`, `shape`.

    The shape is a GeoJSON geometry, WGS84.
    """
    west, south, east, north = (float(degrees) for degrees in bounds)
    return record("roads", scope=scope, west=west, south=south, east=east, north=north)


def _households(scope: Scope, outline: Mapping[str, Any] | None) -> dict[str, list[int] | None]:
    """Return who lives inside an outline, by household; unknown to who may not see homes."""
    if outline is None or TRACE_CONTACTS not in scope.rights:
        return {"household_ids": None, "household_residents": None}
    counts = residents(scope, outline).groupby("household_id").size()
    return {"household_ids": counts.index.tolist(), "household_residents": counts.tolist()}
