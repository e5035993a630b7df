"""Where a cumulative daily curve will stand on a day ahead, and how wrong such forecasts were.

Pure: a curve in, tables out. Three models compete on the curve's own past, each forecasting again
from earlier days: the last week repeated, and exponential smoothing (statsmodels' ETS) of the
logarithm of the daily counts with a weekly season, without and with a damped trend. The one that
erred least is shown, with a band as wide as the errors it made; a band that would not have held
about eight times in ten is not given.

References
----------
Hyndman, Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., OTexts, 2021: seasonal
naive (5.2), rolling origins (5.10), damped trends (8.2), additive seasons (8.3).
Barber, Candès, Ramdas, Tibshirani, Conformal prediction beyond exchangeability, Annals of
Statistics 51(2), 2023: bands from past errors, of which the recent ones weigh more.
Duan, Smearing estimate, JASA 78(383), 1983: back from the logarithm without losing the mean.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

WEEK_DAYS: Final = 7

FIT_DAYS: Final = 84
"""Only the last twelve weeks are learnt from: how people installed in spring says little."""

MIN_DAYS: Final = 28
"""A curve that started later is refused: four of each weekday. Our own choice."""

ORIGIN_DAYS: Final = 16
"""What a back-test learns from at least: statsmodels needs so many days to tell a week's season."""

MAX_HORIZON_DAYS: Final = 42
"""Further ahead is refused: half of what is learnt from. Our own choice."""

ORIGIN_STEP_DAYS: Final = 2
"""The back-test forecasts anew from every second day."""

MAX_ORIGINS: Final = 48
"""So many origins at most: each fits the models again."""

KNOWN_ERRORS: Final = 8
"""A band needs so many errors that were known on its day; our own choice."""

HELD_ORIGINS: Final = 12
"""Whether bands hold is said of so many origins at least."""

WIDEST_FACTOR: Final = 2.0
"""A band from below half to above double of what is expected says nothing, and is not given."""

HELD_SHARES: Final = (0.75, 0.85)
"""An 80 % band is given where bands made the same way held the truth so often."""

NOMINAL: Final = 0.8
"""What the band is to hold."""

LEVELS: Final = tuple(step / 20 for step in range(19, 9, -1))
"""Quantiles of the known errors that a band's width is chosen from, the widest first."""

RECENT_WEIGHT: Final = 0.9
"""Each origin's error weighs so much of the next one's: after a jump the band widens in days."""

Floats = npt.NDArray[np.float64]
Model = Callable[[Floats, int], Floats]
"""Daily counts and a horizon -> the counts of the days ahead."""


class ForecastRefusedError(ValueError):
    """The curve does not carry a forecast; `reason` is a word for it.

    Attributes
    ----------
    reason
        `too_short`, `gap`, `falls`, `unknown`, `too_far` or `past`.
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
        `actual`, `central`, `naive`, and `low_80`, `high_80`, made from the errors that were known
        at the origin alone; unknown where those were too few.
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
        """Return the same for the last week repeated."""
        return self._mean_error("naive")

    @property
    def banded_count(self) -> int:
        """Return at how many origins a band could be made."""
        return int(self.table["low_80"].notna().sum())

    @property
    def held_share(self) -> float | None:
        """Share of those origins whose 80 % band held the actual total; None without any."""
        banded = self.table.dropna(subset=["low_80"])
        if banded.empty:
            return None
        return float(banded["actual"].between(banded["low_80"], banded["high_80"]).mean())

    def _mean_error(self, column: str) -> float | None:
        if self.table.empty:
            return None
        return float(
            ((self.table[column] - self.table["actual"]).abs() / self.table["actual"]).mean()
        )


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a curve will be.

    Attributes
    ----------
    table
        One row per day after the curve, up to `until`: `on_date`, `low_80`, `central`, `high_80`:
        cumulative totals at the day's end. The band is unknown where it would not have held.
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

    @property
    def has_band(self) -> bool:
        """Whether an 80 % band is given."""
        return bool(self.table["low_80"].notna().all())


def forecast(
    totals: pd.Series,
    until: date,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Forecast:
    """Forecast a cumulative daily curve.

    Parameters
    ----------
    totals
        Cumulative total at the end of each day, one entry per whole day without gaps, in order;
        the index is dates. A day that is not over does not belong in it; days before the first
        count are no data.
    until
        Last day to forecast.
    at_least
        What is known to have been reached already, such as today's total so far: no forecast is
        below it. By default, the last total.
    at_most
        The whole: no forecast is above it, unless what is known is above it already.

    Raises
    ------
    ForecastRefusedError
        Too short, with gaps, falling or unknown; `until` is past or too far.
    """
    horizon = _horizon(totals, until)
    started = _started(totals)
    past = _Past(started, horizon)
    name, counts = past.ahead()
    now = float(started.iloc[-1])
    floor = max(now, at_least or 0.0)
    ceiling = np.inf if at_most is None else max(float(at_most), floor)
    table = pd.DataFrame(
        {
            "on_date": [started.index[-1] + timedelta(days=step) for step in range(1, horizon + 1)],
            **{
                column: np.clip(now + values, floor, ceiling)
                for column, values in past.band(name, counts.cumsum()).items()
            },
        }
    )
    return Forecast(table, name, past.back_test(name))


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


class _Past:
    """What each model would have said on earlier days: one row per origin, one column per step.

    Parameters
    ----------
    totals
        A curve that starts on its first day.
    horizon
        Days ahead.
    """

    def __init__(self, totals: pd.Series, horizon: int) -> None:
        self.totals, self.horizon = totals, horizon
        self.values = totals.to_numpy(dtype="float64")
        self.counts: Floats = np.diff(self.values, prepend=0.0)
        last = len(totals) - horizon
        sizes = list(range(last, ORIGIN_DAYS - 1, -ORIGIN_STEP_DAYS))[:MAX_ORIGINS][::-1]
        said = {size: _each_ahead(self.counts[:size], horizon) for size in sizes}
        self.sizes, shape = sizes, (len(sizes), horizon)
        self.said: dict[str, Floats] = {
            name: np.array([said[size][name].cumsum() for size in sizes]).reshape(shape)
            for name in MODELS
        }
        self.came: Floats = np.array(
            [self.counts[size : size + horizon].cumsum() for size in sizes]
        ).reshape(shape)

    def ahead(self) -> tuple[str, Floats]:
        """Return the model that erred least, and its days ahead."""
        name = min(MODELS, key=self._error)
        return name, _each_ahead(self.counts, self.horizon)[name]

    def back_test(self, name: str) -> BackTest:
        """Return the table of a model: see `BackTest`."""
        spread = self._spreads(name, self._level(name) or NOMINAL)
        known = self.values[[size - 1 for size in self.sizes]]
        central = self.said[name][:, -1]
        low, high = _around(central, spread)
        table = pd.DataFrame(
            {
                "origin_date": [self.totals.index[size - 1] for size in self.sizes],
                "target_date": [self.totals.index[size + self.horizon - 1] for size in self.sizes],
                "known_total": known,
                "actual": known + self.came[:, -1],
                "central": known + central,
                "naive": known + self.said["naive"][:, -1],
                "low_80": known + low,
                "high_80": known + high,
            }
        )
        return BackTest(table, self.horizon)

    def band(self, name: str, central: Floats) -> dict[str, Floats]:
        """Return the days ahead with the band of the level that held; unknown where none did."""
        nothing = np.full(self.horizon, np.nan)
        unknown = {"low_80": nothing, "central": central, "high_80": nothing}
        level = self._level(name)
        if level is None:
            return unknown
        errors = self._errors(name)
        spread = np.array([_quantile(errors[:, step], level) for step in range(self.horizon)])
        if spread[-1] > np.log(WIDEST_FACTOR):
            return unknown
        low, high = _around(central, spread)
        below, above = (np.maximum.accumulate(part) for part in (central - low, high - central))
        rising = np.maximum.accumulate(np.maximum(central - below, 0.0))
        return {"low_80": rising, "central": central, "high_80": central + above}

    def _error(self, name: str) -> float:
        """Mean absolute error at the horizon; without an origin the simplest model stands."""
        return float(np.abs(self.said[name] - self.came)[:, -1].mean()) if self.sizes else 0.0

    def _errors(self, name: str) -> Floats:
        """How far each forecast was off, as the absolute logarithm of the ratio."""
        errors: Floats = np.abs(np.log((self.came + 1) / (self.said[name] + 1)))
        return errors

    def _spreads(self, name: str, level: float) -> Floats:
        """Each origin's band, from the errors whose day had come by then; unknown for too few."""
        errors, sizes = self._errors(name)[:, -1], np.array(self.sizes)
        known = (errors[sizes + self.horizon <= size] for size in self.sizes)
        return np.array(
            [_quantile(past, level) if len(past) >= KNOWN_ERRORS else np.nan for past in known]
        )

    def _level(self, name: str) -> float | None:
        """Return the widest quantile whose bands held about eight times in ten on this curve."""
        errors = self._errors(name)[:, -1]
        for level in LEVELS:
            spreads = self._spreads(name, level)
            is_made = ~np.isnan(spreads)
            if is_made.sum() < HELD_ORIGINS:
                return None
            share = round(float((errors[is_made] <= spreads[is_made]).mean()), 9)
            if HELD_SHARES[0] <= share <= HELD_SHARES[1]:
                return level
        return None


def _last_week(counts: Floats, horizon: int) -> Floats:
    return np.resize(counts[-WEEK_DAYS:], horizon)


def _smoothed(*, has_trend: bool) -> Model:
    def ahead(counts: Floats, horizon: int) -> Floats:
        # Estimating the first level too is six times slower and changes nothing after four weeks.
        fitted = ETSModel(
            np.log1p(counts[-FIT_DAYS:]),
            seasonal="add",
            seasonal_periods=WEEK_DAYS,
            trend="add" if has_trend else None,
            damped_trend=has_trend,
            initialization_method="heuristic",
        ).fit(disp=False)
        recent = np.maximum(np.expm1(fitted.fittedvalues[-MIN_DAYS:]), 0.0).sum()
        smear = counts[-len(fitted.fittedvalues[-MIN_DAYS:]) :].sum() / max(recent, 1.0)
        forecast: Floats = np.maximum(np.expm1(fitted.forecast(horizon)), 0.0) * smear
        return forecast

    return ahead


MODELS: Final[Mapping[str, Model]] = {
    "naive": _last_week,
    "season": _smoothed(has_trend=False),
    "trend": _smoothed(has_trend=True),
}
"""Name -> model, the simplest first: it stands where none errs less."""


def _each_ahead(counts: Floats, horizon: int) -> dict[str, Floats]:
    """Forecast with each model; one that cannot be fitted to these days repeats the last week."""
    return {
        name: _last_week(counts, horizon) if ahead is None else ahead
        for name, ahead in (
            (name, _ahead(model, counts, horizon)) for name, model in MODELS.items()
        )
    }


def _ahead(model: Model, counts: Floats, horizon: int) -> Floats | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            ahead = model(counts, horizon)
        except (ConvergenceWarning, ValueError, np.linalg.LinAlgError):
            return None
    return ahead if np.isfinite(ahead).all() else None


def _quantile(errors: Floats, level: float) -> float:
    """Return a quantile of errors in the order of their days, the recent ones weighing more."""
    weights = RECENT_WEIGHT ** np.arange(len(errors))[::-1]
    order = np.argsort(errors, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum() >= level - 1e-9
    return float(errors[order][np.argmax(reached)])


def _around(central: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return the counts that are off by a factor: never below nothing."""
    low = np.maximum((central + 1) * np.exp(-spread) - 1, 0.0)
    return low, (central + 1) * np.exp(spread) - 1


def _started(totals: pd.Series) -> pd.Series:
    """Return the curve from its first count on; refuse a broken one."""
    values = totals.to_numpy(dtype="float64")
    if not np.isfinite(values).all():
        raise ForecastRefusedError(
            "unknown", f"No total on {totals.index[~np.isfinite(values)][0]}."
        )
    steps = np.diff(totals.index.to_numpy(dtype="datetime64[D]")).astype(int)
    if (steps != 1).any():
        raise ForecastRefusedError(
            "gap", f"{totals.index[:-1][steps != 1][0]} is not followed by the next day."
        )
    counts = np.diff(values, prepend=0.0)
    if (counts < 0).any():
        raise ForecastRefusedError("falls", f"The total falls on {totals.index[counts < 0][0]}.")
    started = totals[values > 0]
    if len(started) < MIN_DAYS:
        raise ForecastRefusedError(
            "too_short", f"{len(started)} days since the first; at least {MIN_DAYS} needed."
        )
    return started


def _horizon(totals: pd.Series, until: date) -> int:
    if totals.empty:
        raise ForecastRefusedError("too_short", "No whole day yet.")
    horizon = int((until - totals.index[-1]).days)
    if horizon < 1:
        raise ForecastRefusedError("past", f"{until} is not after {totals.index[-1]}.")
    if horizon > MAX_HORIZON_DAYS:
        raise ForecastRefusedError("too_far", f"{horizon} days ahead; at most {MAX_HORIZON_DAYS}.")
    return horizon
