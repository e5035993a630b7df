"""What zones are proposed from: nobody's risk is lost between a place and a home."""

import pandas as pd
import pytest

from dashboard.tracing.stays.interviews import FIRST
from dashboard.tracing.zones.risk import zone_risks

NOW = pd.Timestamp("2021-08-24T10:00Z")
HOMES = pd.DataFrame(
    {"person_id": [1, 2], "household_id": 5, "lon": 106.3, "lat": 20.9, "commune_id": "c1"}
)
PLACES = pd.DataFrame({"place_id": [7], "lon": [106.3], "lat": [20.9]})
CASES = pd.DataFrame({"person_id": [1], "onset_at": [NOW], "isolated_at": [pd.NaT]})


def all_risk(place_id):
    people = pd.DataFrame(
        {
            "person_id": [2], "ring": [1], "risk": [0.5], "exposed_at": [NOW],
            "place_id": [place_id],
        }
    )  # fmt: skip
    found = zone_risks(HOMES, people, CASES, PLACES, at=NOW)
    return found.households["risk"].sum() + found.places["risk"].sum()


def test_whom_a_case_told_of_has_all_their_risk_at_home():
    told = FIRST - 5
    assert all_risk(told) > all_risk(7)  # a commune's mean is of its homes
    assert all_risk(told) == pytest.approx(all_risk(7), rel=0.02)
