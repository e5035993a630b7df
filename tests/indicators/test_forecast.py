"""Known curves, refused curves, and a back-test whose arithmetic is done again by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators import forecast
from dashboard.indicators.forecast import BackTest, ForecastRefusedError

FIRST_DAY = date(2021, 5, 1)


def curve(counts):
    """Return the running total of daily counts from `FIRST_DAY` on."""
    days = [FIRST_DAY + timedelta(days=step) for step in range(len(counts))]
    return pd.Series(np.cumsum(counts), days, dtype="float64")


def steady(day_count=70, per_day=200, seed=0):
    return curve(np.random.default_rng(seed).poisson(per_day, day_count))


def until(totals, days):
    return totals.index[-1] + timedelta(days=days)


def test_steady_curve_goes_on_at_its_pace():
    totals = steady()
    ahead = forecast.forecast(totals, until(totals, 7))

    assert ahead.table["on_date"].tolist() == [until(totals, step) for step in range(1, 8)]
    assert ahead.end["central"] - totals.iloc[-1] == pytest.approx(7 * 200, rel=0.05)
    assert ahead.end["low_80"] < totals.iloc[-1] + 7 * 200 < ahead.end["high_80"]


def test_wider_interval_holds_the_narrower_and_both_grow():
    totals = steady()
    table = forecast.forecast(totals, until(totals, 7)).table

    inside_out = ["low_95", "low_80", "central", "high_80", "high_95"]
    assert (table[inside_out].diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    assert (table["high_80"] - table["low_80"]).is_monotonic_increasing


def test_fading_curve_is_forecast_below_the_straight_line():
    totals = curve(np.random.default_rng(1).poisson(400 * 0.96 ** np.arange(70)))
    end = forecast.forecast(totals, until(totals, 10)).end

    assert totals.iloc[-1] < end["central"] < forecast.naive(totals, 10)


def test_a_trend_is_taken_only_where_it_explains_more():
    growing = curve(np.random.default_rng(2).poisson(20 * 1.05 ** np.arange(70)))
    level = steady(seed=1)

    assert forecast.forecast(level, until(level, 7)).model == "ETS(A,N,N)"
    assert forecast.forecast(growing, until(growing, 7)).model == "ETS(A,Ad,N)"


def test_never_below_what_is_known():
    totals = steady()
    reached = float(totals.iloc[-1]) + 600
    table = forecast.forecast(totals, until(totals, 7), at_least=reached).table

    assert table["low_95"].iloc[0] == reached
    assert table["central"].iloc[-1] > reached


def test_same_curve_same_forecast():
    totals = steady()
    first = forecast.forecast(totals, until(totals, 7))
    again = forecast.forecast(totals, until(totals, 7))

    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(first.back_test.table, again.back_test.table)


def test_intervals_hold_about_as_often_as_they_say():
    ends = []
    for seed in range(60):
        whole = steady(forecast.MIN_DAYS + 7, 200, seed)
        ends.append((whole.iloc[-1], forecast.back_test(whole, 7).table.iloc[-1]))
    held_80 = np.mean([end["low_80"] <= actual <= end["high_80"] for actual, end in ends])
    held_95 = np.mean([end["low_95"] <= actual <= end["high_95"] for actual, end in ends])

    assert 0.65 <= held_80 <= 0.95
    assert held_95 >= 0.85


def test_back_test_knows_only_what_was_known_then():
    totals = steady()
    changed = totals.copy()
    changed.iloc[-7:] += 10_000

    before = forecast.back_test(totals, 7).table.iloc[-1]
    after = forecast.back_test(changed, 7).table.iloc[-1]

    assert before["origin_date"] == totals.index[-8]
    assert before["known_total"] == totals.iloc[-8]
    assert before["target_date"] == totals.index[-1]
    assert after["actual"] == before["actual"] + 10_000
    assert after[list(forecast.INTERVALS)].tolist() == before[list(forecast.INTERVALS)].tolist()


def test_back_test_is_the_forecast_that_was_made_then():
    totals = steady()
    then = totals.iloc[:-7]

    row = forecast.back_test(totals, 7).table.iloc[-1]

    assert row["central"] == forecast.forecast(then, totals.index[-1]).end["central"]
    assert row["naive"] == then.iloc[-1] + then.diff().iloc[-7:].sum()


def test_back_test_arithmetic():
    table = pd.DataFrame(
        {
            "actual": [100.0, 200.0],
            "central": [110.0, 190.0],
            "naive": [150.0, 200.0],
            "low_80": [105.0, 150.0],
            "high_80": [120.0, 250.0],
            "low_95": [100.0, 150.0],
            "high_95": [120.0, 250.0],
        }
    )
    back = BackTest(table, 7)

    assert back.error_share == pytest.approx((0.10 + 0.05) / 2)
    assert back.naive_error_share == pytest.approx(0.25)
    assert (back.coverage_80, back.coverage_95) == (0.5, 1.0)


def test_curve_too_short_to_test_says_nothing_of_its_error():
    totals = steady(30)
    back = forecast.forecast(totals, until(totals, 7)).back_test

    assert back.table.empty
    assert back.error_share is None
    assert back.coverage_80 is None


@pytest.mark.parametrize(
    ("reason", "broken"),
    [
        ("too_short", lambda totals: totals.iloc[:27]),
        ("gap", lambda totals: totals.drop(totals.index[40])),
        ("falls", lambda totals: totals.where(totals.index != totals.index[40], 1.0)),
        ("unknown", lambda totals: totals.where(totals.index != totals.index[40])),
        ("flat", lambda totals: curve([5] * len(totals))),
    ],
)
def test_broken_curve_is_refused(reason, broken):
    totals = broken(steady())
    with pytest.raises(ForecastRefusedError) as refusal:
        forecast.forecast(totals, until(totals, 7))
    assert refusal.value.reason == reason


@pytest.mark.parametrize(("reason", "days"), [("past", 0), ("too_far", 43)])
def test_day_out_of_reach_is_refused(reason, days):
    totals = steady()
    with pytest.raises(ForecastRefusedError) as refusal:
        forecast.forecast(totals, until(totals, days))
    assert refusal.value.reason == reason


def test_no_rows_no_curve():
    nothing = pd.Series([], dtype="object")
    assert forecast.cumulative(nothing, pd.Series([], dtype="Int64"), FIRST_DAY).empty
