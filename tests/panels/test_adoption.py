"""Sums, gaps and figures of the adoption page, on rows whose answers are obvious."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from dashboard import figures, words
from dashboard.drawing import charts
from dashboard.panels import adoption

NOW = datetime(2021, 8, 24, 11, 0, tzinfo=UTC)
DAYS = pd.DataFrame({"on_date": [date(2021, 8, 23), date(2021, 8, 24)], "total_count": [20, 40]})
CAMPAIGN = pd.DataFrame(
    {"on_date": [date(2021, 8, 24)], "broadcast_count": [3], "guided_count": [7]}
)
AHEAD = pd.DataFrame(
    {
        "on_date": [date(2021, 8, 25), date(2021, 8, 26)],
        "low_80": [42.0, 44],
        "central": [45.0, 50],
        "high_80": [48.0, 56],
    }
)


def road(ahead, target=100):
    return charts.adoption.road(
        DAYS, ahead, CAMPAIGN, target_count=target, deadline=date(2021, 8, 31)
    )


def test_road_ends_on_the_day_before_the_deadline():
    needed = next(part for part in road(AHEAD).data if part.name == words.say("chart.needed"))

    assert list(needed.x) == [date(2021, 8, 24), date(2021, 8, 30)]
    assert list(needed.y) == [40, 100]


def test_band_goes_round_its_interval():
    figure = road(AHEAD)
    band = next(p for p in figure.data if p.name == words.say("adoption.interval", level=80))

    assert list(band.y) == [48, 56, 44, 42]


def test_without_forecast_or_target_what_was_is_still_drawn():
    figure = road(None, target=None)

    assert [part.type for part in figure.data] == ["scatter", "bar", "bar"]
    assert [list(part.y) for part in figure.data] == [[20, 40], [3], [7]]


def test_ten_close_the_gap_and_an_overfull_unit_closes_none():
    rows = pd.DataFrame({"missing_count": pd.Series([0, None, *range(1, 12)], dtype="Int64")})

    worst = adoption.league.closers(rows)

    assert worst["missing_count"].tolist() == list(range(11, 1, -1))
    assert worst["gap_share"].sum() == pytest.approx(65 / 66)


def test_district_is_the_sum_of_its_known_communes():
    communes = pd.DataFrame(
        {
            "district_id": ["288"] * 3 + ["290"],
            "district_name": ["A"] * 3 + ["B"],
            "installed_count": [50, 10, None, 120],
            "smartphone_owner_count": [100, 100, 100, 100],
            "day_ago_count": [49, 10, None, 110],
            "week_ago_count": [43, 10, None, 50],
        }
    )
    rows = figures.adoption.districts(communes, NOW.date()).set_index("district_id")

    assert rows["share"].to_dict() == {"288": 0.3, "290": 1.2}
    assert rows["missing_count"].to_dict() == {"288": 140, "290": 0}
    assert rows["recent_per_day"].to_dict() == {"288": 1.0, "290": 10.0}
    assert rows["day_change"].to_dict() == {"288": 1, "290": 10}
    assert rows["needed_per_day"].to_dict() == {"288": 20.0, "290": 0.0}
    assert rows["remark"].to_dict() == {"288": "", "290": words.say("adoption.doubtful")}
