"""Known curves, refused curves, and a back-test whose arithmetic is done again by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import forecast
from dashboard.indicators.forecast import BackTest, ForecastRefusedError
from tests.kept import fitted_once

FIRST_DAY = date(2021, 5, 1)


def curve(counts):
    """Return the running total of daily counts from `FIRST_DAY` on."""
    days = [FIRST_DAY + timedelta(days=step) for step in range(len(counts))]
    return pd.Series(np.cumsum(counts), days, dtype="float64")


def drawn(means, seed=0):
    return curve(np.random.default_rng(seed).poisson(means))


def steady(day_count=70, per_day=200, seed=0):
    return drawn(np.full(day_count, per_day), seed)


def quiet_sundays(day_count=98, per_day=100):
    return np.where(np.arange(day_count) % 7 == 6, 0, per_day)


def campaign(day_count=100, since=10):
    return np.where(np.arange(day_count) < day_count - since, 60, 240)


def until(totals, days):
    return totals.index[-1] + timedelta(days=days)


def ahead_of(totals, days=7, **known):
    """Forecast, each model fitted once to the same days: many curves begin as another does."""
    with fitted_once():
        return fitted(totals, days, **known)


def fitted(totals, days=7, **known):
    return forecast.forecast(totals, until(totals, days), **known)


def test_steady_curve_goes_on_at_its_pace():
    totals = steady()
    ahead = ahead_of(totals)

    assert ahead.table["on_date"].tolist() == [until(totals, step) for step in range(1, 8)]
    assert ahead.end["central"] - totals.iloc[-1] == pytest.approx(7 * 200, rel=0.05)


def test_a_week_without_its_sunday_brings_six_days():
    totals = curve(quiet_sundays())
    ahead = ahead_of(totals)

    assert ahead.end["central"] - totals.iloc[-1] == pytest.approx(600, abs=0.5)
    assert ahead.back_test.error_share <= ahead.back_test.naive_error_share
    assert ahead.table["central"].diff().min() == pytest.approx(0, abs=0.1)  # the Sunday itself


@pytest.mark.parametrize("seed", range(3))
def test_quiet_sundays_with_noise_are_known_too(seed):
    totals = drawn(quiet_sundays(), seed)
    ahead = ahead_of(totals)

    assert ahead.end["central"] - totals.iloc[-1] == pytest.approx(600, rel=0.06)
    assert ahead.back_test.error_share <= ahead.back_test.naive_error_share


def test_days_before_the_start_are_no_data():
    rising = list(range(1, 31))
    late = ahead_of(curve([0] * 28 + rising))
    alone = ahead_of(curve(rising))

    assert late.model == alone.model
    assert late.table["central"].tolist() == alone.table["central"].tolist()
    assert sum(range(31, 38)) * 0.7 < late.end["central"] - sum(rising) < sum(range(31, 38)) * 1.3
    assert not late.has_band  # four origins are too few


def test_a_late_start_does_not_widen_the_band():
    totals = curve([0] * 28 + [100 + day % 5 for day in range(90)])
    ahead = ahead_of(totals)
    expected = ahead.end["central"] - totals.iloc[-1]

    assert expected == pytest.approx(7 * 102, rel=0.05)
    assert not ahead.has_band or ahead.end["high_80"] - totals.iloc[-1] < 2.01 * expected


def test_the_model_that_erred_least_is_shown():
    growing = drawn(20 * 1.05 ** np.arange(90), seed=2)
    same_again = curve([3, 1, 4, 1, 5, 9, 2] * 12)

    assert ahead_of(growing).model == "trend"
    assert ahead_of(same_again).model == "naive"
    for totals in (growing, same_again, steady(), drawn(campaign())):
        back = ahead_of(totals).back_test
        assert back.error_share <= back.naive_error_share + 1e-6


def test_a_model_that_cannot_be_fitted_costs_no_forecast(monkeypatch):
    def unfit(_counts, _horizon):
        raise ValueError("not enough data")

    monkeypatch.setattr(forecast, "MODELS", {**forecast.MODELS, "season": unfit, "trend": unfit})
    totals = steady()
    ahead = fitted(totals)

    assert ahead.model == "naive"
    assert ahead.end["central"] == totals.iloc[-1] + totals.diff().iloc[-7:].sum()


def test_every_day_alike_goes_on_alike_and_has_no_band():
    ahead = ahead_of(curve([5] * 70))

    assert ahead.end["central"] == 70 * 5 + 35
    assert not ahead.has_band  # nothing was ever off


def test_a_band_grows_and_holds_the_forecast():
    table = ahead_of(drawn(quiet_sundays(), seed=0)).table

    assert (table["low_80"] <= table["central"]).all()
    assert (table["central"] <= table["high_80"]).all()
    assert (table["high_80"] - table["low_80"]).is_monotonic_increasing
    assert table["low_80"].is_monotonic_increasing
    assert table["high_80"].iloc[-1] > table["low_80"].iloc[-1]


def test_fading_curve_is_forecast_below_the_last_week():
    totals = drawn(400 * 0.96 ** np.arange(70), seed=1)
    last_week = totals.iloc[-1] - totals.iloc[-8]

    assert totals.iloc[-1] < ahead_of(totals).end["central"] < totals.iloc[-1] + last_week


CURVES = {
    "steady": [steady(98, 200, seed) for seed in range(3)],
    "quiet Sundays": [drawn(quiet_sundays(), seed) for seed in range(4)],
    "exactly quiet Sundays": [curve(quiet_sundays())],
    "campaign, days ago": [drawn(campaign(since=since)) for since in (3, 10, 25)],
    "late start": [curve([0] * 28 + list(range(1, day_count))) for day_count in (31, 61)],
    "growing": [drawn(20 * 1.04 ** np.arange(98))],
    "long": [steady(170)],
}


@pytest.mark.parametrize("name", CURVES)
def test_a_band_held_about_eight_times_in_ten_or_is_not_given(name):
    for totals in CURVES[name]:
        for days in (7, 42) if name == "long" else (7,):
            ahead = ahead_of(totals, days)
            back, increase = ahead.back_test, ahead.end - [None, *[totals.iloc[-1]] * 3]
            if ahead.has_band:
                assert back.banded_count >= 12
                assert 0.75 <= back.held_share <= 0.85
                assert increase["high_80"] <= 2 * increase["central"] + 2
            else:
                assert ahead.table[["low_80", "high_80"]].isna().all(axis=None)


def test_a_band_is_given_where_the_curve_is_regular():
    given = [ahead_of(totals).has_band for totals in CURVES["quiet Sundays"] + CURVES["steady"]]

    assert np.mean(given) > 0.5


def test_no_band_in_the_days_after_a_jump():
    assert not ahead_of(drawn(campaign(since=10))).has_band


def test_bands_hold_days_that_nobody_knew_yet():
    held = []
    for seed in range(12):
        whole = drawn(quiet_sundays(98), seed)
        ahead = ahead_of(whole.iloc[:-7])
        if ahead.has_band:
            held.append(ahead.end["low_80"] <= whole.iloc[-1] <= ahead.end["high_80"])

    assert len(held) >= 6
    assert 0.6 <= np.mean(held) <= 0.95


def test_never_below_what_is_known():
    totals = steady()
    reached = float(totals.iloc[-1]) + 600
    table = ahead_of(totals, at_least=reached).table

    assert table["central"].iloc[0] == reached
    assert table["central"].iloc[-1] > reached


def test_never_above_the_whole_unless_it_is_passed_already():
    totals = steady()
    now = float(totals.iloc[-1])

    assert ahead_of(totals, at_most=now + 100).table["central"].max() == now + 100
    assert ahead_of(totals, at_most=now - 100).table["central"].tolist() == [now] * 7


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 500), min_size=28, max_size=60),
    st.integers(0, 30),
    st.integers(1, 21),
    st.integers(0, 2000),
)
def test_a_forecast_is_never_negative_nor_beyond_the_whole(counts, quiet_days, days, room):
    counts = [0] * quiet_days + [max(1, counts[0]), *counts[1:]]
    totals = curve(counts)
    whole = float(totals.iloc[-1]) + room
    ahead = fitted(totals, days, at_most=whole)

    numbers = ahead.table[["low_80", "central", "high_80"]].dropna(axis="columns")
    assert (numbers >= totals.iloc[-1]).all(axis=None)
    assert (numbers <= whole).all(axis=None)
    assert (numbers.diff().dropna() >= -1e-6).all(axis=None)


def test_same_curve_same_forecast():
    totals = steady()
    first, again = fitted(totals), fitted(totals)

    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(first.back_test.table, again.back_test.table)


def test_back_test_knows_only_what_was_known_then():
    totals = steady(98)
    changed = totals.copy()
    changed.iloc[-7:] += 10_000

    before, after = (ahead_of(each).back_test.table for each in (totals, changed))

    last, then = before.iloc[-1], after.iloc[-1]
    assert last["origin_date"] == totals.index[-8]
    assert last["known_total"] == totals.iloc[-8]
    assert last["target_date"] == totals.index[-1]
    assert then["actual"] == last["actual"] + 10_000
    assert then["naive"] == last["naive"]


def test_back_test_is_the_forecast_that_was_made_then():
    totals = steady()
    then = totals.iloc[:-7]

    row = ahead_of(totals).back_test.table.iloc[-1]

    assert row["naive"] == then.iloc[-1] + then.diff().iloc[-7:].sum()
    model = forecast.MODELS[ahead_of(totals).model]
    counts = np.diff(then.to_numpy(), prepend=0.0)
    assert row["central"] == pytest.approx(then.iloc[-1] + model(counts, 7).sum())


def test_back_test_arithmetic():
    table = pd.DataFrame(
        {
            "actual": [100.0, 200.0, 300.0],
            "central": [110.0, 190.0, 300.0],
            "naive": [150.0, 200.0, 300.0],
            "low_80": [105.0, 150.0, np.nan],
            "high_80": [120.0, 250.0, np.nan],
        }
    )
    back = BackTest(table, 7)

    assert back.error_share == pytest.approx((0.10 + 0.05) / 3)
    assert back.naive_error_share == pytest.approx(0.5 / 3)
    assert (back.banded_count, back.held_share) == (2, 0.5)


def test_curve_too_short_to_test_says_nothing_of_its_error():
    ahead = ahead_of(steady(30), 20)

    assert ahead.model == "naive"
    assert ahead.back_test.table.empty
    assert ahead.back_test.error_share is None
    assert ahead.back_test.held_share is None


@pytest.mark.parametrize(
    ("reason", "broken"),
    [
        ("too_short", lambda totals: totals.iloc[:27]),
        ("too_short", lambda totals: totals.iloc[:0]),
        ("too_short", lambda totals: curve([0] * len(totals))),
        ("too_short", lambda totals: curve([0] * 40 + [5] * 27)),
        ("gap", lambda totals: totals.drop(totals.index[40])),
        ("falls", lambda totals: totals.where(totals.index != totals.index[40], 1.0)),
        ("unknown", lambda totals: totals.where(totals.index != totals.index[40])),
    ],
)
def test_broken_curve_is_refused(reason, broken):
    totals = broken(steady())
    day = until(steady(), 7) if totals.empty else until(totals, 7)
    with pytest.raises(ForecastRefusedError) as refusal:
        forecast.forecast(totals, day)
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
