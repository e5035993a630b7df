"""The comparison itself: sums of what is known, unknown kept apart from zero."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from dashboard.figures import two_dates
from dashboard.figures.viewpoint import Viewpoint
from tests.pages.viewers import LEADER


def day(counts, wholes):
    return pd.DataFrame(
        {
            "commune_id": ["c1", "c2", "c3"],
            "district_id": ["d1", "d1", "d2"],
            "count": pd.array(counts, dtype="Int64"),
            "whole": pd.array(wholes, dtype="Int64"),
        }
    )


def test_districts_are_sums_and_the_least_risen_stands_first():
    table = two_dates.compare(
        day([1, 2, 5], [10, 20, 10]), day([4, 5, 5], [10, 20, 10]), ["district_id"]
    )

    assert table["district_id"].tolist() == ["d2", "d1"]
    assert table["share_before"].tolist() == pytest.approx([0.5, 0.1])
    assert table["share_after"].tolist() == pytest.approx([0.5, 0.3])
    assert table["change_points"].tolist() == pytest.approx([0, 20])
    assert table["change_count"].tolist() == [0, 6]


def test_a_commune_without_a_denominator_is_in_neither_sum():
    table = two_dates.compare(
        day([1, 2, 5], [10, None, 10]), day([4, 5, 5], [10, None, 10]), ["district_id"]
    ).set_index("district_id")

    assert table.loc["d1", "share_after"] == pytest.approx(0.4)
    assert table.loc["d1", "change_count"] == 3


def test_unknown_stays_unknown():
    table = two_dates.compare(
        day([1, 2, None], [10, 20, 0]), day([4, 5, 5], [10, 20, 0]), ["district_id"]
    ).set_index("district_id")

    assert table.loc["d2"].isna().all()
    assert table.index.tolist() == ["d1", "d2"]


def test_all_together():
    row = two_dates.compare_all(day([1, 2, 5], [10, 20, 10]), day([4, 5, 5], [10, 20, 10]))

    assert (row["share_before"], row["share_after"]) == pytest.approx((0.2, 0.35))


def test_a_past_day_is_seen_at_its_last_moment_in_vietnam_and_the_datas_own_at_theirs():
    here = Viewpoint(LEADER, datetime(2021, 8, 24, 11, 0, tzinfo=UTC))

    assert here.at_end_of(date(2021, 8, 24)) is here
    assert here.at_end_of(date(2021, 8, 23)).data_time.isoformat() == (
        "2021-08-23T16:59:59.999999+00:00"
    )
