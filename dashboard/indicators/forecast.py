"""Where a cumulative daily curve will stand on a day ahead, and how wrong such forecasts were.

Pure: a curve in, tables out. The model is exponential smoothing (statsmodels' ETS) of the logarithm
of the daily counts, with a damped trend where that explains the curve better (AICc). It is
back-tested on the same curve, beside the straight line that anybody would draw.

References
----------
Hyndman, Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., OTexts, 2021: damped
trends (8.2), choice by AICc (8.6), simulated intervals (5.5, 8.7), rolling origins (5.10).
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.exponential_smoothing.ets import ETSModel, ETSResults

MODELS: Final[Mapping[str, Mapping[str, object]]] = {
    "ETS(A,N,N)": {},
    "ETS(A,Ad,N)": {"trend": "add", "damped_trend": True},
}
"""Name in the taxonomy of Hyndman et al. -> statsmodels' options: without and with a trend."""

FIT_DAYS: Final = 84
"""Only the last twelve weeks are learnt from: how people installed in spring says little."""

MIN_DAYS: Final = 28
"""A shorter curve is refused: three parameters and a spread need some weeks. Our own choice."""

MAX_HORIZON_DAYS: Final = 42
"""Further ahead is refused: half of what is learnt from. Our own choice."""

PACE_DAYS: Final = 7
"""The naive forecast goes on at the mean pace of so many days."""

ORIGIN_STEP_DAYS: Final = 2
"""The back-test forecasts anew from every second day."""

MAX_ORIGINS: Final = 12
"""So many origins at most: each fits the model again."""

PATH_COUNT: Final = 2000
"""Simulated futures that an interval is read from; its quantiles then move by about 1 %."""

INTERVALS: Final = {
    "low_95": 0.025,
    "low_80": 0.1,
    "central": 0.5,
    "high_80": 0.9,
    "high_95": 0.975,
}
"""Column -> quantile of the simulated futures."""

Floats = npt.NDArray[np.float64]


class ForecastRefusedError(ValueError):
    """The curve does not carry a forecast; `reason` is a word for it.

    Attributes
    ----------
    reason
        `too_short`, `gap`, `falls`, `unknown`, `flat`, `too_far`, `past` or `unsettled`.
    """

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BackTest:
    """Forecasts made from earlier days of the curve, beside what then happened.

    Attributes
    ----------
    table
        One row per origin, in order: `origin_date`, `target_date`, `known_total` (at the origin),
        `actual`, `central`, `low_80`, `high_80`, `low_95`, `high_95`, `naive`.
    horizon_days
        Days from each origin to its target.
    """

    table: pd.DataFrame
    horizon_days: int

    @property
    def error_share(self) -> float | None:
        """Mean absolute error, as a share of the actual total (MAPE)."""
        return self._mean_error("central")

    @property
    def naive_error_share(self) -> float | None:
        """Return the same for the straight line."""
        return self._mean_error("naive")

    @property
    def coverage_80(self) -> float | None:
        """Share of the origins whose 80 % interval held the actual total."""
        return self._coverage("low_80", "high_80")

    @property
    def coverage_95(self) -> float | None:
        """Share of the origins whose 95 % interval held the actual total."""
        return self._coverage("low_95", "high_95")

    def _mean_error(self, column: str) -> float | None:
        if self.table.empty:
            return None
        return float(
            ((self.table[column] - self.table["actual"]).abs() / self.table["actual"]).mean()
        )

    def _coverage(self, low: str, high: str) -> float | None:
        if self.table.empty:
            return None
        return float(self.table["actual"].between(self.table[low], self.table[high]).mean())


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a curve will be.

    Attributes
    ----------
    table
        One row per day after the curve, up to `until`: `on_date`, `low_95`, `low_80`, `central`
        (median), `high_80`, `high_95`: cumulative totals at the day's end. Nothing is capped
        at a denominator: those are estimates too.
    model
        Its name, one of `MODELS`.
    back_test
        How such forecasts fared on this curve; empty when the curve is too short for one.
    """

    table: pd.DataFrame
    model: str
    back_test: BackTest

    @property
    def end(self) -> pd.Series:
        """The last day's row."""
        return self.table.iloc[-1]


def forecast(totals: pd.Series, until: date, *, at_least: float | None = None) -> Forecast:
    """Forecast a cumulative daily curve.

    Parameters
    ----------
    totals
        Cumulative total at the end of each day, one entry per whole day without gaps, in order;
        the index is dates. A day that is not over does not belong in it.
    until
        Last day to forecast.
    at_least
        What is known to have been reached already, such as today's total so far: no forecast is
        below it. By default, the last total.

    Raises
    ------
    ForecastRefusedError
        Too short, with gaps, falling, unknown, or without any variation; `until` is past or too
        far; the model does not settle.
    """
    counts = _daily(totals)
    horizon = _horizon(totals, until)
    known = max(float(totals.iloc[-1]), at_least or 0.0)
    name, fitted = _fitted(counts)
    ahead = np.maximum(_quantiles(fitted, float(totals.iloc[-1]), horizon), known)
    days = [totals.index[-1] + timedelta(days=step) for step in range(1, horizon + 1)]
    table = pd.DataFrame(ahead, columns=list(INTERVALS)).assign(on_date=days)
    return Forecast(table[["on_date", *INTERVALS]], name, back_test(totals, horizon))


def cumulative(on_dates: pd.Series, counts: pd.Series, last_day: date) -> pd.Series:
    """Return the running total of every day up to `last_day`; days after it are left out.

    A day without a row counted nobody: the questions return only days on which something was.

    Examples
    --------
    >>> days = pd.Series([date(2021, 8, 1), date(2021, 8, 3)])
    >>> cumulative(days, pd.Series([5, 2]), date(2021, 8, 4)).tolist()
    [5.0, 5.0, 7.0, 7.0]
    """
    known = pd.Series(
        counts.to_numpy(dtype="float64"), index=pd.to_datetime(on_dates).dt.date.to_list()
    ).sort_index()
    known = known[[day <= last_day for day in known.index]]
    if known.empty:
        return known
    span = (last_day - known.index[0]).days + 1
    days = [known.index[0] + timedelta(days=step) for step in range(span)]
    return known.reindex(days, fill_value=0.0).cumsum()


def back_test(totals: pd.Series, horizon_days: int) -> BackTest:
    """Forecast again from earlier days, each knowing only what was known then.

    The last `MAX_ORIGINS` origins, `ORIGIN_STEP_DAYS` apart, that leave `horizon_days` to compare
    with and at least `MIN_DAYS` to learn from. They overlap, so they are not independent.
    """
    last = len(totals) - horizon_days
    sizes = list(range(last, MIN_DAYS - 1, -ORIGIN_STEP_DAYS))[:MAX_ORIGINS]
    rows = [_look_back(totals, size, horizon_days) for size in reversed(sizes)]
    columns = ["origin_date", "target_date", "known_total", "actual", *INTERVALS, "naive"]
    return BackTest(pd.DataFrame(rows, columns=columns), horizon_days)


def naive(totals: pd.Series, horizon_days: int) -> float:
    """Go on in a straight line at the mean pace of the last `PACE_DAYS`.

    Examples
    --------
    >>> naive(pd.Series([0.0, 10, 20, 30, 40, 50, 60, 70]), 3)
    100.0
    """
    now = float(totals.iloc[-1])
    return now + horizon_days * (now - float(totals.iloc[-1 - PACE_DAYS])) / PACE_DAYS


def _look_back(totals: pd.Series, size: int, horizon: int) -> dict[str, object]:
    past = totals.iloc[:size]
    now = float(past.iloc[-1])
    _, fitted = _fitted(_daily(past))
    ahead = np.maximum(_quantiles(fitted, now, horizon)[-1], now)
    return {
        "origin_date": past.index[-1],
        "target_date": totals.index[size + horizon - 1],
        "known_total": now,
        "actual": float(totals.iloc[size + horizon - 1]),
        **dict(zip(INTERVALS, ahead.tolist(), strict=True)),
        "naive": naive(past, horizon),
    }


def _quantiles(fitted: ETSResults, now: float, horizon: int) -> Floats:
    """Simulate futures of the daily counts, add them up, and read one row of quantiles per day."""
    spread = np.sqrt(fitted.sse / (fitted.nobs - len(fitted.params)))
    errors = np.random.default_rng(0).normal(0.0, spread, (horizon, PATH_COUNT))
    paths = fitted.simulate(horizon, anchor="end", repetitions=PATH_COUNT, random_errors=errors)
    counts = np.maximum(np.expm1(paths).reshape(horizon, PATH_COUNT), 0.0)
    ahead: Floats = np.quantile(now + counts.cumsum(axis=0), list(INTERVALS.values()), axis=1).T
    return ahead


def _fitted(counts: Floats) -> tuple[str, ETSResults]:
    """Fit each model to the last `FIT_DAYS`, and return the one of the lowest AICc."""
    fits = {name: _fit(np.log1p(counts[-FIT_DAYS:]), options) for name, options in MODELS.items()}
    return min(fits.items(), key=lambda pair: float(pair[1].aicc))


def _fit(values: Floats, options: Mapping[str, object]) -> ETSResults:
    # Estimating the first level too is six times slower and changes nothing after four weeks.
    model = ETSModel(values, initialization_method="heuristic", **options)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            return model.fit(disp=False)
        except ConvergenceWarning as unsettled:
            raise ForecastRefusedError("unsettled", "The model did not converge.") from unsettled


def _daily(totals: pd.Series) -> Floats:
    """Return the count of each day, the first one's being its total; refuse a broken curve."""
    values = totals.to_numpy(dtype="float64")
    if len(values) < MIN_DAYS:
        raise ForecastRefusedError("too_short", f"{len(values)} days; at least {MIN_DAYS} needed.")
    if not np.isfinite(values).all():
        raise ForecastRefusedError(
            "unknown", f"No total on {totals.index[~np.isfinite(values)][0]}."
        )
    steps = np.diff(totals.index.to_numpy(dtype="datetime64[D]")).astype(int)
    if (steps != 1).any():
        raise ForecastRefusedError(
            "gap", f"{totals.index[:-1][steps != 1][0]} is not followed by the next day."
        )
    counts: Floats = np.diff(values, prepend=0.0)
    if (counts < 0).any():
        raise ForecastRefusedError("falls", f"The total falls on {totals.index[counts < 0][0]}.")
    if np.ptp(counts[-FIT_DAYS:]) == 0:
        raise ForecastRefusedError("flat", f"Every day counts {counts[-1]:g}: no spread to learn.")
    return counts


def _horizon(totals: pd.Series, until: date) -> int:
    horizon = int((until - totals.index[-1]).days)
    if horizon < 1:
        raise ForecastRefusedError("past", f"{until} is not after {totals.index[-1]}.")
    if horizon > MAX_HORIZON_DAYS:
        raise ForecastRefusedError("too_far", f"{horizon} days ahead; at most {MAX_HORIZON_DAYS}.")
    return horizon
