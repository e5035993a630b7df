"""Intervals either side of each end, and measures whose value is obvious by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators import vaccination

TODAY = date(2021, 8, 24)


def due(vaccine, days_ago):
    waiting = pd.DataFrame(
        {
            "vaccine": [vaccine],
            "first_date": pd.to_datetime([TODAY - timedelta(days_ago)]),
            "person_count": [10],
        }
    )
    return vaccination.due_second_doses(waiting, data_day=TODAY).iloc[0]


@pytest.mark.parametrize(
    ("vaccine", "days_ago", "expected"),
    [
        ("AstraZeneca", 49, "later_count"),  # may have it in seven days
        ("AstraZeneca", 50, "week_count"),  # in six
        ("AstraZeneca", 56, "week_count"),  # today
        ("AstraZeneca", 57, "open_count"),
        ("AstraZeneca", 84, "open_count"),  # the last day of twelve weeks
        ("AstraZeneca", 85, "late_count"),
        ("Moderna", 28, "week_count"),
        ("Moderna", 29, "late_count"),
        ("Pfizer", 21, "week_count"),
        ("Pfizer", 22, "late_count"),
        ("Vero Cell", 28, "open_count"),
        ("Vero Cell", 29, "late_count"),
        ("Sputnik V", 21, "week_count"),
    ],
)
def test_second_dose_is_due_by_its_interval(vaccine, days_ago, expected):
    counts = due(vaccine, days_ago)

    parts = ("late_count", "open_count", "week_count", "later_count")
    assert [name for name in parts if counts[name]] == [expected]
    assert counts["due_count"] == (0 if expected == "later_count" else 10)


def test_unheard_of_vaccine_is_waited_for_and_never_due():
    counts = due("Abdala", 400)

    assert counts["waiting_count"] == 10
    assert pd.isna(counts["due_count"])
    assert pd.isna(counts["late_count"])


def test_nobody_waits():
    waiting = pd.DataFrame(
        {
            "vaccine": pd.Series([], dtype="str"),
            "first_date": pd.Series([], dtype="M8[us]"),
            "person_count": pd.Series([], dtype="Int64"),
        }
    )

    assert vaccination.due_second_doses(waiting, data_day=TODAY).empty


@pytest.mark.parametrize(
    ("shares", "people", "expected"),
    [
        ([0.3, 0.3, 0.3], [1, 5, 9], 0.0),
        ([0.0, 1.0], [1, 1], 0.5),
        ([0.0, 1.0], [3, 1], 0.75),  # all doses in a quarter of the people
        ([0.0, 0.0, 0.0, 1.0], [1, 1, 1, 1], 0.75),  # a commune split in parts changes nothing
        ([0.1, 0.2], [1, 1], 1 / 6),
        ([0.1, 0.2, np.nan], [1, 1, 9], 1 / 6),  # unknown stays out
        ([0.0, 0.0], [1, 1], None),
        ([], [], None),
    ],
)
def test_gini_by_hand(shares, people, expected):
    found = vaccination.gini(pd.Series(shares, dtype="f8"), pd.Series(people, dtype="Int64"))

    assert found == (None if expected is None else pytest.approx(expected))


def test_fifths_by_hand():
    shares, people = pd.Series([0.5, 0.1, 0.9, np.nan]), pd.Series([60, 20, 20, 40])

    assert vaccination.fifths(shares, people) == pytest.approx((0.1, 0.9))
    assert vaccination.fifths(shares.head(0), people.head(0)) is None


def test_elderly_lag_either_side_of_the_threshold():
    groups = pd.DataFrame(
        [
            # of 200 adults 20 have a dose; of 100 elderly 5: exactly 5 points behind
            ("level", 0, 500, 400),
            ("level", 18, 100, 15),
            ("level", 60, 100, 5),
            ("behind", 18, 100, 16),
            ("behind", 75, 100, 4),
            ("young", 18, 100, 15),
        ],
        columns=["commune_id", "lowest_age", "resident_count", "dose1_count"],
    )
    lag = vaccination.elderly_lag(groups)

    assert lag["adult_share"].to_dict() == {"level": 0.1, "behind": 0.1, "young": 0.15}
    assert lag["lag_share"].round(9).to_dict() | {"young": None} == {
        "level": 0.05,
        "behind": 0.06,
        "young": None,
    }
    assert lag.index[lag["is_lagging"]].tolist() == ["behind"]
    assert pd.isna(lag.loc["young", "elderly_share"])


def test_level_is_reached_in_the_order_of_the_bands():
    days = [TODAY + timedelta(step) for step in range(3)]
    table = pd.DataFrame(
        {"on_date": days, "low_80": [1, 2, 3], "central": [2, 3, 4], "high_80": [3, 4, 5]}
    )

    def reached(count):
        found = vaccination.day_reached(table, count)
        return found.early, found.central, found.late

    assert reached(3) == tuple(days)
    assert reached(4) == (days[1], days[2], None)
    assert reached(5) == (days[2], None, None)
    assert reached(5.1) == (None, None, None)
    assert vaccination.day_reached(table, 9).last_day == days[2]
