"""The zones benchmark counts right: a small outbreak whose answers are known by hand."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from benchmarks.quality_outbreaks import TrueOutbreak
from benchmarks.zones_measures import measure_zones
from benchmarks.zones_outbreaks import OutbreakAtHome, coming_infections, known
from benchmarks.zones_report import chart, report, verdicts

AT = pd.Timestamp("2021-08-12T18:00+07:00")
CASE, SPOUSE, COLLEAGUE, STRANGER, LATER = range(5)
LON, LAT = 106.33, 20.94


def day(number, hour=0):
    return AT.tz_convert("UTC") + pd.Timedelta(days=number, hours=hour)


@pytest.fixture(scope="module")
def world():
    """Return a case at home with a spouse, a colleague 1 km away, and strangers 5 km away."""
    outbreak = TrueOutbreak(
        seed=1,
        stays=pd.DataFrame(
            [
                (CASE, 0, day(-2), day(-2, 8)),
                (COLLEAGUE, 0, day(-2), day(-2, 8)),
                (STRANGER, 0, day(2), day(2, 8)),  # still to come
            ],
            columns=["person_id", "place_id", "arrived_at", "left_at"],
        ).assign(confidence="recorded"),
        infections=pd.DataFrame(
            [
                (CASE, -1, "seed", day(-6)),
                (COLLEAGUE, CASE, "place", day(-2, 1)),
                (SPOUSE, CASE, "household", day(1)),
                (STRANGER, COLLEAGUE, "place", day(2)),
                (LATER, STRANGER, "place", day(9)),
            ],
            columns=["person_id", "infector_id", "setting", "infected_at"],
        ),
        cases=pd.DataFrame(
            {
                "person_id": [CASE, COLLEAGUE],
                "onset_at": [day(-1), day(3)],
                "infectious_from": [day(-4), day(0)],
                "infectious_until": [day(0, -1), day(4)],
                "confirmed_at": [day(0, -1), day(4)],
            }
        ),
        places=pd.DataFrame({"place_id": [0], "is_indoor": True, "kind": "office"}),
        household=np.arange(5),
    )
    homes = pd.DataFrame(
        {
            "person_id": range(5),
            "household_id": [0, 0, 1, 2, 3],
            "hamlet_id": [0, 0, 1, 2, 3],
            "commune_id": [0, 0, 1, 2, 2],
            "lon": [LON, LON, LON + 0.01, LON + 0.05, LON + 0.06],
            "lat": LAT,
        }
    )
    places = pd.DataFrame(
        {"place_id": [0], "commune_id": 1, "is_indoor": True, "lon": LON + 0.02, "lat": LAT}
    )
    isolations = pd.DataFrame({"person_id": [CASE, COLLEAGUE], "isolated_at": [day(0, -1), day(4)]})
    return OutbreakAtHome(outbreak, homes, places, isolations)


def test_nothing_later_than_the_decision_is_known(world):
    seen = known(world, AT, 1.0)
    assert seen.cases["person_id"].tolist() == [CASE]
    assert seen.exposed["person_id"].tolist() == [
        SPOUSE,
        COLLEAGUE,
    ]  # who lives with the case, without a scan
    assert seen.exposed["isolated_at"].isna().all()
    assert seen.visits["person_id"].tolist() == [CASE, COLLEAGUE]


def test_a_case_found_before_its_onset_has_no_onset_yet(world):
    early = world.outbreak.cases.assign(confirmed_at=day(-1))
    sooner = world._replace(outbreak=TrueOutbreak(**(vars(world.outbreak) | {"cases": early})))
    cases = known(sooner, AT, 1.0).cases.set_index("person_id")
    assert cases.loc[COLLEAGUE, "onset_at"] == day(-1)
    assert pd.isna(cases.loc[COLLEAGUE, "isolated_at"])


def test_only_the_infections_of_the_next_seven_days_count(world):
    assert coming_infections(world, AT)["person_id"].tolist() == [SPOUSE, STRANGER]


def test_infections_held_by_hand(world):
    rows = measure_zones(world, known(world, AT, 1.0)).set_index("way")
    assert (rows["infections"] == 2).all()
    communes = rows.loc["whole communes"]
    assert communes[["residents", "held", "zones"]].tolist() == [2, 1, 1]
    assert rows.loc["a fifth of them", ["residents", "held", "zones"]].tolist() == [0, 1, 0]
    assert rows.loc["circles of 500 m, F0", ["residents", "held"]].tolist() == [2, 1]
    both = rows.loc["circles of 100 m, F0 and F1"]  # the stranger's infector lives in one
    assert both[["residents", "held", "zones"]].tolist() == [3, 2, 2]
    assert rows.loc["50% of the risk", "held"] == 1


def test_the_report_says_what_was_reached_and_what_not(world):
    found = measure_zones(world, known(world, AT, 1.0)).assign(seed=1, day=AT, scan_share=0.5)
    said = verdicts(found)
    assert said[0].startswith("**NOT reached**: with a fifth of the residents")
    assert sum(line.startswith("**reached**") for line in said) == 0
    assert any("circles of 100 m, F0 and F1 with as many residents: 2 against 2" in x for x in said)
    text = report(found, people=5, seconds=(1.0, 1.0), on=pd.Timestamp("2021-08-24").date())
    assert "What this does not show" in text
    assert "| whole communes | 2 | 50% | 50% |" in text
    assert ET.fromstring(chart(found, 5)).tag.endswith("svg")  # noqa: S314 - made a line above
