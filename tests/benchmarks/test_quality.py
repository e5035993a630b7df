"""The quality benchmark counts right: a small outbreak whose answers are known by hand."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from benchmarks.quality import measure
from benchmarks.quality_lists import chart as lists_chart
from benchmarks.quality_lists import list_quality, missed_by, summary
from benchmarks.quality_lists import report as lists_report
from benchmarks.quality_measures import both_ways_quality, call_order_quality, forward_quality
from benchmarks.quality_outbreaks import TrueOutbreak
from benchmarks.quality_report import chart, report
from dashboard.tracing import ColocationIndex

DAY_0 = pd.Timestamp("2021-08-02T00:00Z")
SOURCE, CASE, SIBLING, CHILD, GRANDCHILD, CHILD_AT_HOME, BYSTANDER = range(7)


def day(number, hour=0):
    return DAY_0 + pd.Timedelta(days=number, hours=hour)


def stay(person, place, number, hour, hours=2):
    return person, place, day(number, hour), day(number, hour + hours)


STAYS = [
    stay(SOURCE, 0, 1, 8, 8),
    stay(CASE, 0, 1, 8, 8),  # infected here
    stay(SOURCE, 1, 1, 18),
    stay(SIBLING, 1, 1, 18),
    stay(CASE, 2, 5, 8),
    stay(CHILD, 2, 5, 8),
    stay(BYSTANDER, 2, 5, 9, 1),
    stay(CHILD, 3, 9, 8),
    stay(GRANDCHILD, 3, 9, 8),
]


@pytest.fixture(scope="module")
def outbreak():
    """Return an outbreak of one known case, infected six days before its onset at most."""
    return TrueOutbreak(
        seed=1,
        stays=pd.DataFrame(
            STAYS, columns=["person_id", "place_id", "arrived_at", "left_at"]
        ).assign(confidence="recorded"),
        infections=pd.DataFrame(
            [
                (SOURCE, -1, "seed", day(-3)),
                (CASE, SOURCE, "place", day(1, 9)),
                (SIBLING, SOURCE, "place", day(1, 19)),
                (CHILD, CASE, "place", day(5, 9)),
                (CHILD_AT_HOME, CASE, "household", day(5, 20)),
                (GRANDCHILD, CHILD, "place", day(9, 9)),
            ],
            columns=["person_id", "infector_id", "setting", "infected_at"],
        ),
        cases=pd.DataFrame(
            {
                "person_id": [CASE],
                "onset_at": [day(5)],
                "infectious_from": [day(2)],
                "infectious_until": [day(6)],
                "confirmed_at": [day(6)],
            }
        ),
        places=pd.DataFrame({"place_id": range(4), "is_indoor": True, "kind": "office"}),
        household=np.array([0, 1, 2, 3, 4, 1, 6]),
    )


def test_recall_and_precision_by_hand(outbreak):
    found = forward_quality(outbreak, ColocationIndex.build(outbreak.stays))
    assert found[["f1_true", "f1_found", "f1_listed"]].tolist() == [2, 1, 2]
    assert found[["f1_at_place_true", "f1_at_place_found"]].tolist() == [1, 1]
    assert found[["f2_true", "f2_found", "f2_listed", "f2_ring2_found"]].tolist() == [1, 1, 1, 1]


def test_nobody_who_scans_nobody_found(outbreak):
    found = forward_quality(outbreak, outbreak.seen(0.0))
    assert found[["f1_true", "f1_found", "f1_listed", "f2_found"]].tolist() == [2, 0, 0, 0]
    assert len(outbreak.seen(1.0)) == len(STAYS)


def test_two_ways_find_the_source_and_the_sibling_when_looking_back_far_enough(outbreak):
    found = both_ways_quality(outbreak, ColocationIndex.build(outbreak.stays), minutes=15)
    assert found["near_true"].tolist() == [4, 4, 4]
    assert found["near_found"].tolist() == [1, 1, 3]
    assert found["source_found"].tolist() == [0, 0, 1]
    assert found["averted"].tolist() == [1, 1, 1]  # the grandchild, infected by a listed child


def test_the_one_infectee_is_called_before_the_bystander(outbreak):
    found = call_order_quality(outbreak, ColocationIndex.build(outbreak.stays), rings=1)
    assert found.loc["risk score", [50, "on_list", "listed"]].tolist() == [1, 1, 2]
    assert found.loc["chance", 50] == 1


def test_no_infectee_on_any_list_is_no_error(outbreak):
    found = call_order_quality(outbreak, outbreak.seen(0.0), rings=1)
    assert (found == 0).all(axis=None)


def test_the_report_holds_every_table_and_the_chart_is_svg(outbreak):
    found = measure([outbreak], say=lambda _: None)
    text = report(found, people=7, seconds=1.0, on=pd.Timestamp("2021-08-24").date())
    assert "| 100% | true | 50% | 100% |" in text
    assert "two-way, 6 days back" in text
    assert "What this does not show" in text
    assert ET.fromstring(chart(found)).tag.endswith("svg")  # noqa: S314 - made a line above


def test_homes_and_interviews_lengthen_a_list_by_those_they_find(outbreak):
    rows = list_quality(outbreak)
    everybody = rows[(rows["scan_share"] == 1.0) & (rows["max_crowd"] == 5)]
    found = everybody.set_index("aids")[["listed", "infected", "found"]]
    assert found.loc["scans"].tolist() == [2, 2, 1]
    assert found.loc["scans, homes"].tolist() == [3, 2, 2]
    nobody = rows[(rows["scan_share"] == 0.1) & (rows["aids"] == "scans, homes, interviews")]
    assert nobody["listed"].between(1, 3).all()


def test_the_curve_sums_over_cases():
    cases = pd.DataFrame(
        {
            "scan_share": 0.5, "way": "forward", "aids": "scans", "max_crowd": 20,
            "listed": [10, 30], "infected": [2, 2], "found": [2, 1],
        }
    )  # fmt: skip
    found = summary(cases).iloc[0]
    assert found[["median", "mean", "next_share"]].tolist() == [20.0, 20.0, 0.75]
    assert found["infected_share"] == pytest.approx(3 / 40)


def test_the_curve_has_a_point_for_each_crowd_and_a_large_one_for_the_default(outbreak):
    drawn = lists_chart(summary(list_quality(outbreak)))

    ET.fromstring(drawn)  # noqa: S314 - our own
    assert drawn.count("<polyline") == 2 * 3
    assert drawn.count('r="2.5"') == 5 * drawn.count('r="5"') == 5 * 2 * 3


def test_the_report_says_what_no_list_could_hold_and_which_aim_is_missed(outbreak):
    missed = missed_by(outbreak)
    assert missed.to_dict() == {"in_reach": 2, "too_crowded": 0, "outside_window": 0}

    text = lists_report(list_quality(outbreak), missed, people=7, seconds=1.0, on=DAY_0.date())

    assert "in reach 2" in text
    assert "infected share, max_crowd 20, half of the people scan" in text
