"""Numbers either side of each threshold."""

from datetime import date

import pandas as pd
import pytest

from dashboard.indicators import targets
from dashboard.indicators.targets import Status, Target


@pytest.mark.parametrize(
    ("missing", "recent", "needed", "expected"),
    [
        (0, 0.0, 0.0, Status.ON_COURSE),  # reached
        (70, 10.0, 10.0, Status.ON_COURSE),  # exactly the needed pace
        (70, 9.9, 10.0, Status.AT_RISK),
        (70, 7.0, 10.0, Status.AT_RISK),  # exactly 70 % of it
        (70, 6.9, 10.0, Status.BEHIND),
        (70, 10.0, None, Status.BEHIND),  # no day left
        (None, 10.0, None, Status.UNKNOWN),
        (70, None, 10.0, Status.UNKNOWN),
    ],
)
def test_pace_status(missing, recent, needed, expected):
    assert targets.pace_status(missing, recent, needed) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.5, Status.ON_COURSE),
        (0.49, Status.AT_RISK),
        (0.4, Status.AT_RISK),
        (0.39, Status.BEHIND),
        (None, Status.UNKNOWN),
    ],
)
def test_share_status(value, expected):
    assert targets.share_status(value, Target(0.5)) is expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (7.0, Status.ON_COURSE),
        (6.9, Status.AT_RISK),
        (3.5, Status.AT_RISK),
        (3.4, Status.BEHIND),
        (None, Status.UNKNOWN),
    ],
)
def test_stock_status(days, expected):
    assert targets.stock_status(days) is expected


@pytest.mark.parametrize("unknown", [None, float("nan"), pd.NA])
def test_unknown_stays_unknown(unknown):
    """Never zero for "I do not know"."""
    assert targets.share(unknown, 10) is None
    assert targets.share(10, unknown) is None
    assert targets.missing_count(unknown, 10) is None
    assert targets.pace_per_day(unknown, 10) is None
    assert not targets.is_doubtful(unknown)


def test_more_than_everybody_is_shown_and_nobody_is_missing():
    thanh_mien = targets.progress(
        124, 100, 110, target=targets.SMARTPHONE_OWNERS, data_day=date(2021, 8, 24)
    )

    assert thanh_mien.share == 1.24
    assert thanh_mien.missing_count == 0
    assert thanh_mien.expected_share == 1.24
    assert thanh_mien.status is Status.ON_COURSE
    assert targets.is_doubtful(thanh_mien.share)


def test_after_the_deadline_no_pace_is_needed_and_it_is_behind():
    late = targets.progress(90, 100, 80, target=targets.OFFICIALS, data_day=date(2021, 8, 31))

    assert late.needed_per_day is None
    assert late.status is Status.BEHIND


def test_a_needed_pace_is_whole_people_rounded_up():
    """Three missing with a week left need one a day, not none."""
    week = targets.progress(97, 100, 90, target=targets.OFFICIALS, data_day=date(2021, 8, 24))

    assert week.needed_per_day == pytest.approx(3 / 7)
    assert targets.whole_people(week.needed_per_day) == 1
    assert targets.whole_people(targets.needed_per_day(70, 7)) == 10
    assert targets.whole_people(None) is None
