"""The zones benchmark counts right: a small outbreak whose answers are known by hand."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from benchmarks.quality_outbreaks import TrueOutbreak
from benchmarks.zones_measures import measure_zones
from benchmarks.zones_outbreaks import (
    NO_QUARANTINE,
    QUARANTINE,
    Decision,
    OutbreakAtHome,
    known,
    simulate_at_home,
)
from benchmarks.zones_report import chart, report, verdicts

AT = pd.Timestamp("2021-08-12T18:00+07:00")
CASE, SPOUSE, COLLEAGUE, STRANGER, LATER = range(5)
LON, LAT = 106.33, 20.94
INFECTION = ["person_id", "infector_id"]


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
    to_come = pd.DataFrame([(SPOUSE, CASE), (STRANGER, COLLEAGUE)], columns=INFECTION)
    less = to_come.tail(1)
    futures = {NO_QUARANTINE: [to_come, to_come], QUARANTINE: [to_come, less]}
    decision = Decision(AT, [CASE], futures)
    return OutbreakAtHome(outbreak, homes, places, isolations, [decision])


@pytest.fixture(scope="module")
def decision(world):
    return world.decisions[0]


def test_nothing_later_than_the_decision_is_known(world, decision):
    seen = known(world, decision, 1.0)
    assert seen.cases["person_id"].tolist() == [CASE]
    assert seen.exposed["person_id"].tolist() == [
        SPOUSE,
        COLLEAGUE,
    ]  # who lives with the case, without a scan
    assert seen.exposed["isolated_at"].isna().all()
    assert seen.visits.empty  # the case has named the colleague: such a meeting has no place


def test_a_case_found_before_its_onset_has_no_onset_yet(world, decision):
    early = world.outbreak.cases.assign(confirmed_at=day(-1))
    sooner = world._replace(outbreak=TrueOutbreak(**(vars(world.outbreak) | {"cases": early})))
    both = decision._replace(cases=[CASE, COLLEAGUE])
    cases = known(sooner, both, 1.0).cases.set_index("person_id")
    assert cases.loc[COLLEAGUE, "onset_at"] == day(-1)
    assert pd.isna(cases.loc[COLLEAGUE, "isolated_at"])


def test_infections_held_by_hand(world, decision):
    rows = measure_zones(world, decision, known(world, decision, 1.0))
    rows = rows[rows["then"] == NO_QUARANTINE].set_index("way")
    assert (rows["infections"] == 2).all()
    assert (rows["in_reach"] == 2).all()  # the spouse's, and that of a listed colleague
    communes = rows.loc["whole communes"]
    assert communes[["residents", "held", "zones"]].tolist() == [2, 1, 1]
    assert rows.loc["a fifth of them", ["residents", "held", "zones"]].tolist() == [0, 1, 0]
    assert rows.loc["houses of F0", ["residents", "held"]].tolist() == [2, 1]
    assert rows.loc["houses of F0 and F1", ["residents", "held"]].tolist() == [3, 2]
    assert rows.loc["circles of 500 m, F0", ["residents", "held"]].tolist() == [2, 1]
    both = rows.loc["circles of 100 m, F0 and F1"]  # the stranger's infector lives in one
    assert both[["residents", "held", "zones"]].tolist() == [3, 2, 2]
    assert rows.loc["50% of the risk", "held"] == 1


def test_infections_are_averaged_over_what_may_follow(world, decision):
    rows = measure_zones(world, decision, known(world, decision, 1.0))
    rows = rows[rows["then"] == QUARANTINE].set_index("way")
    assert rows.loc["whole communes", ["held", "infections", "in_reach"]].tolist() == [
        0.5,
        1.5,
        1.5,
    ]


def test_the_report_says_what_was_reached_and_what_not(world, decision):
    found = measure_zones(world, decision, known(world, decision, 1.0))
    found = found.assign(seed=1, day=AT, scan_share=0.5)
    said = verdicts(found[found["then"] == NO_QUARANTINE])
    assert said[0].startswith("**NOT reached**: with a fifth of the residents")
    assert said[1] == "**NOT reached**: more in 16 of 18 decisions: in 0 of 1, as many in 0."
    assert sum(line.startswith("**reached**") for line in said) == 0
    assert any("circles of 100 m, F0 and F1 with as many residents: 2 against 2" in x for x in said)
    text = report(found, people=5, seconds=(1.0, 1.0), on=pd.Timestamp("2021-08-24").date())
    assert "What this does not show" in text
    assert "| whole communes | 2 | 50% | 500.0 | 50% | 50% |" in text
    assert "Of 2 infections to come 2 (100%) touch a house" in text
    assert "In the 1 decisions in which the whole communes hold more" in text
    assert "they hold 1 together, zones 0." in text
    assert ET.fromstring(chart(found, 5)).tag.endswith("svg")  # noqa: S314 - made a line above


def test_decisions_are_of_cases_outside_quarantine_and_follow_the_outbreak_as_it_was(monkeypatch):
    monkeypatch.setattr("benchmarks.zones_outbreaks.FUTURES", 2)
    world = simulate_at_home(3, 6_000)
    assert world.decisions
    confirmed = world.outbreak.cases.set_index("person_id")["confirmed_at"]
    for decision in world.decisions:
        waited = decision.at - confirmed[decision.cases]
        assert waited.between(pd.Timedelta(0), pd.Timedelta("1D"), inclusive="left").all()
        without, quarantined = decision.futures[NO_QUARANTINE], decision.futures[QUARANTINE]
        assert len(without) == len(quarantined) == 2
        assert (without[0]["infector_id"] >= 0).all()
    more, fewer = (
        sum(len(draw) for decision in world.decisions for draw in decision.futures[then])
        for then in (NO_QUARANTINE, QUARANTINE)
    )
    assert more > fewer
