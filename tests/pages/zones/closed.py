"""A zone that was proposed, and closed if ordered."""

from datetime import datetime, timedelta

from dashboard import clock, data
from dashboard.data.zones import Change
from tests.pages.viewers import EPIDEMIOLOGIST

NOW = datetime(2021, 8, 24, 10, 58, tzinfo=clock.TIME_ZONE)
START = NOW - timedelta(days=20)
END = START + timedelta(days=14)


def square(lon, lat, degrees=0.001):
    west, south, east, north = lon - degrees, lat - degrees, lon + degrees, lat + degrees
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def close(
    outline, name="Ngõ 1", starts_at=START, ends_at=END, *, traced_with="case=HD1", is_ordered=True
):
    """Propose a zone the day before and, if ordered, put it in force."""
    proposed = data.zones.Proposal(
        zone_name=name,
        district_id="292",
        commune_id="10720",
        outline=outline,
        area_m2=1160.0,
        resident_count=23,
        household_count=5,
        f0_count=1,
        f1_count=2,
        place_count=0,
        reason="Ổ dịch",
        data_time=starts_at - timedelta(days=1),
        traced_with=traced_with,
    )
    number = data.zones.propose_zone(EPIDEMIOLOGIST.scope, proposed)
    if not is_ordered:
        return number
    order = Change(
        zone_id=number,
        seen_status="proposed",
        status="in_force",
        reason="QĐ",
        valid_from=starts_at,
        decision_number="12/QĐ",
        lead_agency="UBND xã",
        guard_post_count=2,
        starts_at=starts_at,
        planned_end_at=ends_at,
    )
    assert data.zones.change_zone(EPIDEMIOLOGIST.scope, order)
    return number
