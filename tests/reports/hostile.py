"""People, zones and a stamp of hostile names, as papers get them."""

from datetime import UTC, datetime

import pandas as pd

from dashboard.reports.stamp import Stamp
from dashboard.tracing.ascertainment import contact_shares

IMAGE = "<img src=x onerror=alert(1)>"
LINK = '=HYPERLINK("http://x.vn","y")'
CONTROL = "Chợ\x00\x0b"
STAMP = Stamp(
    data_time=datetime(2021, 8, 24, 10, tzinfo=UTC),
    rules=("ca bệnh: HD1", "đã sửa: tối thiểu 15 phút"),
    exporter=f"Dịch tễ {LINK}",
    exported_at=datetime(2021, 8, 24, 11, 30, tzinfo=UTC),
)
STAMPED = ("17 giờ 00 ngày 24/08/2021", "ca bệnh: HD1; đã sửa: tối thiểu 15 phút", "Dịch tễ")
OUTLINE = {  # clockwise, as nobody should write it
    "type": "Polygon",
    "coordinates": [[[106.3, 20.9], [106.3, 20.901], [106.301, 20.901], [106.3, 20.9]]],
}


def zone(**changes):
    row = {
        "zone_id": 12,
        "zone_name": f"Thôn {IMAGE}, Hồng Phong",
        "district_id": "300",
        "commune_id": "c1",
        "status": "in_force",
        "outline": OUTLINE,
        "area_m2": 1160.0,
        "resident_count": 23,
        "household_count": 5,
        "f0_count": 1,
        "f1_count": 2,
        "place_count": 0,
        "decision_number": None,
        "lead_agency": None,
        "starts_at": pd.Timestamp("2021-08-24T12:00+07:00"),
        "planned_end_at": pd.Timestamp("2021-09-07T12:00+07:00"),
    }
    return row | changes


def state(status="in_force", **changes):
    """Return a state of the zone as the ledger's history keeps it."""
    row = zone(status=status, decision_number="12/QĐ-UBND", lead_agency="UBND xã", **changes)
    history = {
        "guard_post_count": 2,
        "released_outline": None,
        "released_resident_count": pd.NA,
        "released_household_count": pd.NA,
        "valid_from": pd.Timestamp("2021-08-24T12:00+07:00"),
        "reason": "Ổ dịch",
    }
    return history | row


def people(count=3, commune="Xã Một, huyện A"):
    """Return whom a trace reached; the first is named, the second's name is hostile."""
    return pd.DataFrame(
        {
            "ring": [1] * count,
            "person_id": range(1, count + 1),
            "full_name": ["Trần Thị Hai", LINK, *([None] * (count - 2))][:count],
            "phone": ["+84 1", "00000000002", *([None] * (count - 2))][:count],
            "address": ["Số 1", "@SUM(A1)", *([None] * (count - 2))][:count],
            "risk": [0.25] * count,
            "exposed_at": [pd.Timestamp("2021-08-20T01:05Z")] * count,
            "minutes": [30.4] * count,
            "tier": ["≥15"] * count,
            "place_name": [IMAGE] * count,
            "place_kind": ["office"] * count,
            "confidence": ["bounded"] * count,
            "contact_count": [2] * count,
            "isolated_at": [pd.Timestamp("2021-08-21T00:00Z"), *([pd.NaT] * (count - 1))],
            "commune": [commune] * count,
            "commune_id": ["c1"] * count,
        }
    )


def shares(count=3, scanned_count=(41, 37, 45)):
    """Return how likely it was to see each contact of `people`, of three audits of 101 visitors."""
    size = len(scanned_count)
    return contact_shares(
        pd.DataFrame(
            {"source_id": [9] * count, "target_id": range(count), "place_id": [1] * count}
        ),
        homes=pd.DataFrame({"person_id": [*range(count), 9], "commune_id": "c1"}),
        places=pd.DataFrame({"place_id": [1], "place_kind": ["office"]}),
        installs=pd.DataFrame(
            {"commune_id": ["c1"], "installed_count": [500], "person_count": [1000]}
        ),
        audits=pd.DataFrame(
            {
                "place_kind": ["office"] * size,
                "commune_id": ["c1"] * size,
                "visitor_count": [101] * size,
                "scanned_count": list(scanned_count),
            }
        ),
    )


def residents(**changes):
    """Return two households of one hamlet, 104 m apart, and one of no known hamlet."""
    columns = {
        "person_id": [1, 2, 3, 4],
        "household_id": pd.array([10, 10, 20, 30], dtype="Int64"),  # as the database answers
        "hamlet_name": ["Thôn 1", "Thôn 1", "Thôn 1", None],
        "commune": ["xã Hồng Phong"] * 4,
        "lon": [106.301, 106.301, 106.3, 106.305],
        "lat": [20.9, 20.9, 20.9, 20.9],
        "birth_year": [1990, 1950, 1960, 1970],
        "sex": ["male", "female", "male", "male"],
        "is_case": [False, True, False, False],
    }
    return pd.DataFrame(columns | changes)


def communes(**changes):
    square = {
        "type": "Polygon",
        "coordinates": [[[106.2, 20.8], [106.4, 20.8], [106.4, 21], [106.2, 21], [106.2, 20.8]]],
    }
    columns = {
        "commune_id": ["c1", "c2"],
        "commune_name": [f"$x^2$ {IMAGE}", "Không ranh giới"],
        "district_id": ["300", "300"],
        "outline": [square, None],
        "outline_source": ["approximate", None],
    }
    return pd.DataFrame(columns | changes)
