"""What is arguable about vaccination: age groups, dose intervals, inequality, lag. Pure.

What is not known stays missing; it never turns into zero.

References
----------
Ministry of Health, Decision 3588/QD-BYT of 26 July 2021, guidelines for organising a COVID-19
vaccination session: interval between two doses of each vaccine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.indicators import targets

LOWEST_AGES: Final = (0, 18, 30, 45, 60, 75)
"""Where age groups begin, in completed years by birth year alone; our own choice."""

ELDERLY_AGE: Final = 60
"""The elderly of Vietnamese law (Law 39/2009/QH12, article 2)."""

LAG_SHARE: Final = 0.05
"""The elderly lag where their share is below the adults' by more than this; our own choice."""

IMPOSSIBLE: Final = (
    "second_without_first",
    "second_before_first",
    "too_close",
    "repeated",
    "in_future",
    "unknown_person",
)
"""Why a record cannot be true; only the whole province knows whom its register does not know."""

WEEK_DAYS: Final = 7

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from dose 1 on which dose 2 is given, the first and the last of them."""

    first_days: int
    last_days: int


INTERVALS: Final[Mapping[str, Interval]] = {
    "AstraZeneca": Interval(8 * WEEK_DAYS, 12 * WEEK_DAYS),
    "Moderna": Interval(4 * WEEK_DAYS, 4 * WEEK_DAYS),
    "Pfizer": Interval(3 * WEEK_DAYS, 3 * WEEK_DAYS),
    "Sputnik V": Interval(3 * WEEK_DAYS, 3 * WEEK_DAYS),
    "Vero Cell": Interval(3 * WEEK_DAYS, 4 * WEEK_DAYS),
}
"""By vaccine, after Decision 3588/QD-BYT of 26 July 2021."""


def count_impossible(found: pd.DataFrame, *, is_province: bool) -> pd.DataFrame:
    """Return one row per kind, in the order of `IMPOSSIBLE`: `kind`, `record_count`.

    Parameters
    ----------
    found
        One row per `kind` that has any, and its `record_count`.
    is_province
        Whether the whole register was asked; a district cannot tell who is unknown, so that kind
        is left out rather than called 0.

    Examples
    --------
    >>> found = pd.DataFrame({"kind": ["too_close"], "record_count": [2]})
    >>> count_impossible(found, is_province=False)["record_count"].tolist()
    [0, 0, 2, 0, 0]
    """
    kinds = [kind for kind in IMPOSSIBLE if is_province or kind != "unknown_person"]
    counts = found.set_index("kind")["record_count"]
    return pd.DataFrame({"kind": kinds, "record_count": [int(counts.get(k, 0)) for k in kinds]})


def due_second_doses(waiting: pd.DataFrame, *, data_day: date) -> pd.DataFrame:
    """Return when those who wait for dose 2 may have it, one row per vaccine.

    Parameters
    ----------
    waiting
        One row per `vaccine` and `first_date`, with `person_count`.
    data_day
        The Vietnamese day of the data; "this week" is it and the six days after it.

    Returns
    -------
    pd.DataFrame
        One row per vaccine: `late_count` (the interval's last day has passed), `open_count` (it
        began before today, and lasts), `week_count` (it begins this week), `due_count` (all
        three) and `later_count`; missing for a vaccine whose interval is not known.

    Examples
    --------
    >>> waiting = pd.DataFrame({"vaccine": ["Moderna"] * 2, "person_count": [5, 7],
    ...     "first_date": pd.to_datetime(["2021-07-27", "2021-08-03"])})
    >>> due = due_second_doses(waiting, data_day=date(2021, 8, 24)).iloc[0]
    >>> int(due["week_count"]), int(due["later_count"]), int(due["due_count"])
    (5, 7, 5)
    """
    waited = (pd.Timestamp(data_day) - waiting["first_date"]).dt.days
    first = _days(waiting["vaccine"], "first_days")
    last = _days(waiting["vaccine"], "last_days")
    parts = {
        "late_count": waited > last,
        "open_count": (waited > first) & (waited <= last),
        "week_count": (waited <= first) & (waited > first - WEEK_DAYS),
        "later_count": waited <= first - WEEK_DAYS,
    }
    counts = pd.DataFrame({name: waiting["person_count"].where(of) for name, of in parts.items()})
    sums = counts.fillna(0).groupby(waiting["vaccine"]).sum().astype("Int64")
    sums["due_count"] = sums[["late_count", "open_count", "week_count"]].sum(axis="columns")
    sums["waiting_count"] = waiting.groupby("vaccine")["person_count"].sum().astype("Int64")
    known = list(sums.columns.drop("waiting_count"))
    sums.loc[~sums.index.isin(INTERVALS), known] = pd.NA
    return sums.reset_index()


@dataclass(frozen=True, slots=True)
class Reached:
    """When a forecast reaches a count: the first day of each band, None for not by its last day.

    Attributes
    ----------
    early, central, late
        By the upper end of the 80 % band, by the forecast itself, and by the lower end; without a
        band, early and late are None.
    last_day
        Where the forecast ends; what is None lies after it.
    """

    early: date | None
    central: date | None
    late: date | None
    last_day: date


def day_reached(table: pd.DataFrame, count: float) -> Reached:
    """Return when a forecast (one row per day, as `forecast.Forecast.table`) reaches a count.

    Examples
    --------
    >>> days = [date(2021, 9, 1), date(2021, 9, 2)]
    >>> table = pd.DataFrame({"on_date": days, "low_80": [7, 8], "central": [8, 10],
    ...     "high_80": [10, 13]})
    >>> reached = day_reached(table, 10)
    >>> str(reached.early), str(reached.central), reached.late
    ('2021-09-01', '2021-09-02', None)
    """
    bands = ("high_80", "central", "low_80")
    early, central, late = (_first_day(table, band, count) for band in bands)
    return Reached(early, central, late, table["on_date"].iloc[-1])


def gini(shares: pd.Series, weights: pd.Series) -> float | None:
    """Return the Gini coefficient of coverage between communes, each weighted by its people.

    0: every commune has the same coverage; towards 1: all doses are in one small commune. Communes
    whose share or people are not known stay out; None when nothing is left or nobody has a dose.
    It is half the mean difference between two people's communes, relative to the mean coverage.

    Examples
    --------
    >>> gini(pd.Series([0.0, 1.0]), pd.Series([1, 1]))
    0.5
    """
    share, weight = _known(shares, weights)
    if len(share) == 0 or not share @ weight:
        return None
    weight = weight / weight.sum()
    mean = share @ weight
    apart = np.abs(share[:, None] - share[None, :])
    return float(weight @ apart @ weight / (2 * mean))


def fifths(shares: pd.Series, weights: pd.Series) -> tuple[float, float] | None:
    """Return the coverage of the least and of the best covered fifth of the people.

    Communes stand in the order of their share; one across a border of a fifth counts in part.

    Examples
    --------
    >>> low, high = fifths(pd.Series([0.1, 0.3, 0.8]), pd.Series([10, 80, 10]))
    >>> round(low, 3), round(high, 3)
    (0.2, 0.55)
    """
    share, weight = _known(shares, weights)
    if len(share) == 0:
        return None
    order = np.argsort(share, kind="stable")
    share, weight = share[order], weight[order] / weight.sum()
    return _first_fifth(share, weight), _first_fifth(share[::-1], weight[::-1])


def elderly_lag(groups: pd.DataFrame) -> pd.DataFrame:
    """Return how far the elderly are behind all adults in dose 1, one row per commune.

    Parameters
    ----------
    groups
        One row per `commune_id` and `lowest_age` (and more), `resident_count`, `dose1_count`.

    Returns
    -------
    pd.DataFrame
        Index `commune_id`: `elderly_count`, `elderly_share`, `adult_share`, `lag_share` (adults
        less elderly, 0..1) and `is_lagging`, above `LAG_SHARE`.
    """
    adults = _of_age(groups, targets.ADULT_AGE)
    elderly = _of_age(groups, ELDERLY_AGE).reindex(adults.index)
    table = pd.DataFrame(
        {
            "elderly_count": elderly["resident_count"].astype("Int64"),
            "elderly_share": _share(elderly),
            "adult_share": _share(adults),
        }
    )
    lag = table["adult_share"] - table["elderly_share"]
    return table.assign(lag_share=lag, is_lagging=lag.round(9) > LAG_SHARE)


def _first_day(table: pd.DataFrame, band: str, count: float) -> date | None:
    days = table.loc[table[band] >= count, "on_date"]
    return None if days.empty else days.iloc[0]


def _days(vaccines: pd.Series, end: str) -> pd.Series:
    known = {vaccine: getattr(interval, end) for vaccine, interval in INTERVALS.items()}
    return vaccines.map(known).astype("float64")


def _known(shares: pd.Series, weights: pd.Series) -> tuple[Floats, Floats]:
    share, weight = (
        column.to_numpy("float64", na_value=np.nan, copy=True) for column in (shares, weights)
    )
    is_known = np.isfinite(share) & (weight > 0)
    return share[is_known], weight[is_known]


def _first_fifth(share: Floats, weight: Floats) -> float:
    before = np.cumsum(weight) - weight
    inside = np.clip(0.2 - before, 0, weight)
    return float(share @ inside / inside.sum())


def _of_age(groups: pd.DataFrame, lowest_age: int) -> pd.DataFrame:
    kept = groups[groups["lowest_age"] >= lowest_age]
    return kept.groupby("commune_id")[["resident_count", "dose1_count"]].sum()


def _share(counts: pd.DataFrame) -> pd.Series:
    whole = counts["resident_count"].astype("float64")
    return counts["dose1_count"].astype("float64") / whole.where(whole > 0)
