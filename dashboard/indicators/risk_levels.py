"""The risk level of communes and districts, why, and what would lower it. Pure: no page, no clock.

Decision 2686/QĐ-BCĐQG of 31/5/2021 knows four levels. Of communes it speaks in words (clusters of
unknown source, sources hard to control), so the limits here are proposals to be confirmed; the
shares of communes that make a district "high" and "very high" were published.

References
----------
District "high": thuvienphapluat.vn, 1/6/2021, on Decision 2686. District "very high":
giadinh.suckhoedoisong.vn, "Vùng nguy cơ" (Hà Nội's red zones). At risk from 1 case per 100,000 in
14 days: baotintuc.vn, 5/8/2021. All three are the press on the decision, not the decision itself.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import ceil
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class Level(StrEnum):
    """How great the risk is, as the decision names it."""

    NEW_NORMAL = "new_normal"
    AT_RISK = "at_risk"
    HIGH = "high"
    VERY_HIGH = "very_high"


LEVELS: Final = tuple(Level)
"""From the least to the greatest: a level's number in it is its rank."""

MEASURES: Final = ("case_count", "cases_per_100k", "f1_count", "zone_count")
"""What a commune is judged by: cases and F1 of the last days, zones in force now."""


class RiskRuleError(ValueError):
    """A limit makes no sense; the sentence names it."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From how many on a commune has a level; None asks nothing of that measure.

    Attributes
    ----------
    case_count
        Cases confirmed in the last `days` among the commune's residents (people).
    cases_per_100k
        The same per 100,000 residents.
    f1_count
        F1 isolated in the last `days` among the residents (people).
    zone_count
        Zones in force.
    """

    case_count: float | None = None
    cases_per_100k: float | None = None
    f1_count: float | None = None
    zone_count: float | None = None


@dataclass(frozen=True, kw_only=True)
class RiskRules:
    """Every limit behind the levels; those of communes are our proposal, to be confirmed.

    Attributes
    ----------
    days
        Cases and F1 of so many last days count, today included.
    district_very_high, district_high
        A district is "very high" from these shares of its communes on: (very high, high or worse);
        and "high": (high or worse, at risk or worse), or with one commune that is very high.

    Raises
    ------
    RiskRuleError
        If a limit is not above 0, or a higher level asks less than a lower one.
    """

    days: int = 14
    at_risk: Limits = Limits(case_count=1, cases_per_100k=1, f1_count=20)
    high: Limits = Limits(case_count=2, f1_count=100, zone_count=1)
    very_high: Limits = Limits(case_count=5, zone_count=3)
    district_very_high: tuple[float, float] = (0.3, 0.5)
    district_high: tuple[float, float] = (0.3, 0.5)

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other."""
        if self.days < 1:
            raise RiskRuleError(f"days must be 1 or more: {self.days}")
        for measure in MEASURES:
            limits = [self.limit(level, measure) for level in LEVELS[1:]]
            asked = [limit for limit in limits if limit is not None]
            if any(limit <= 0 for limit in asked):
                raise RiskRuleError(f"{measure} must be above 0: {asked}")
            if any(low > high for low, high in pairwise(asked)):
                raise RiskRuleError(f"{measure} must not fall as the level rises: {asked}")

    def limit(self, level: Level, measure: str) -> float | None:
        """Return from how many on `measure` alone gives a commune this level."""
        limits = getattr(self, level)
        if measure not in {field.name for field in fields(limits)}:
            raise RiskRuleError(f"not a measure: {measure}")
        value: float | None = getattr(limits, measure)
        return value


@dataclass(frozen=True, slots=True)
class Reason:
    """One measure that reached its limit: a commune's measure, or a district's communes."""

    measure: str
    value: float
    limit: float


def commune_levels(
    communes: pd.DataFrame,
    days: pd.DataFrame,
    zone_counts: pd.Series,
    *,
    on_date: date,
    rules: RiskRules | None = None,
) -> pd.DataFrame:
    """Judge each commune by its last days and its zones.

    Parameters
    ----------
    communes
        One row per commune: `commune_id`, `population_count` (residents, may be unknown).
    days
        One row per commune and Vietnamese day: `commune_id`, `on_date`, `case_count` (confirmed),
        `f1_count` (isolated). Nothing later than `on_date`.
    zone_counts
        Zones in force, by `commune_id`; a commune that is missing has none.

    Returns
    -------
    pandas.DataFrame
        The communes with `MEASURES`, `level`, `reasons` (a tuple of `Reason`, empty for new
        normal) and what would lower it: `lower_level`, `quiet_days` (days from `on_date` on
        without a new case or F1; 0: none needed) and `zones_to_end` (zones that must end too);
        missing for new normal. `cases_per_100k` is unknown where the population is.

    Examples
    --------
    >>> commune = pd.DataFrame({"commune_id": ["c"], "population_count": [8000]})
    >>> day = pd.DataFrame({"commune_id": ["c"], "on_date": [pd.Timestamp("2021-08-20")],
    ...                     "case_count": [1], "f1_count": [0]})
    >>> judged = commune_levels(commune, day, pd.Series(dtype="int64"), on_date=date(2021, 8, 24))
    >>> row = judged.iloc[0]
    >>> row["level"], row["lower_level"], int(row["quiet_days"])
    ('at_risk', 'new_normal', 10)
    """
    rules = rules or RiskRules()
    cases = _left_after(communes, days, "case_count", on_date, rules.days)
    f1 = _left_after(communes, days, "f1_count", on_date, rules.days)
    zones = communes["commune_id"].map(zone_counts).fillna(0).to_numpy(np.float64)
    population = communes["population_count"].to_numpy(np.float64, na_value=np.nan)
    now = _measures(cases[:, 0], f1[:, 0], zones, population)
    rank = _ranks(now, rules)
    fewer = _zones_below(zones, rank, rules)
    later = np.stack(
        [
            _ranks(_measures(cases[:, after], f1[:, after], fewer, population), rules)
            for after in range(rules.days + 1)
        ],
        axis=1,
    )
    quiet = (later < rank[:, None]).argmax(axis=1)
    is_normal = rank == 0
    lower = later[np.arange(len(rank)), quiet]
    judged = communes.assign(
        **{name: now[name].to_numpy() for name in MEASURES},
        level=[str(LEVELS[each]) for each in rank],
        reasons=pd.Series(
            [_reasons(row, LEVELS[each], rules) for row, each in _rows(now, rank)],
            communes.index,
            dtype="object",
        ),
        lower_level=pd.Series([str(LEVELS[each]) for each in lower], communes.index, dtype="str"),
        quiet_days=pd.array(quiet, dtype="Int64"),
        zones_to_end=pd.array((zones - fewer).astype(np.int64), dtype="Int64"),
    )
    for column in ("lower_level", "quiet_days", "zones_to_end"):
        judged[column] = judged[column].mask(is_normal)
    return judged


def district_levels(communes: pd.DataFrame, rules: RiskRules | None = None) -> pd.DataFrame:
    """Judge each district by the levels of its communes.

    Parameters
    ----------
    communes
        One row per commune: `district_id`, `level`.

    Returns
    -------
    pandas.DataFrame
        One row per district: `district_id`, `commune_count`, `very_high_count`, `high_count` and
        `at_risk_count` (communes of that level **or worse**), `level`, and `reasons`: which counts
        reached how many. Each of them must fall below its limit before the level does.
    """
    rules = rules or RiskRules()
    rank = communes["level"].map({str(level): number for number, level in enumerate(LEVELS)})
    counts = pd.DataFrame(
        {
            "district_id": communes["district_id"],
            "commune_count": 1,
            **{
                f"{level}_count": (rank >= number) * 1
                for number, level in enumerate(LEVELS)
                if number
            },
        }
    )
    districts = counts.groupby("district_id", as_index=False).sum()
    judged = [_district(row, rules) for row in districts.to_dict("records")]
    return districts.assign(
        level=[str(level) for level, _ in judged],
        reasons=pd.Series([reasons for _, reasons in judged], dtype="object"),
    )


def _left_after(
    communes: pd.DataFrame, days: pd.DataFrame, column: str, on_date: date, length: int
) -> NDArray[np.float64]:
    """Return what still counts after 0, 1, … `length` quiet days; one row per commune."""
    age = (pd.Timestamp(on_date) - pd.to_datetime(days["on_date"])).dt.days.to_numpy()
    if (age < 0).any():
        raise ValueError(f"a day after {on_date}: {days['on_date'].iloc[int(age.argmin())]}")
    row = pd.Index(communes["commune_id"]).get_indexer(days["commune_id"])
    if (row < 0).any():
        raise ValueError(f"an unknown commune: {days['commune_id'].iloc[int(row.argmin())]}")
    by_age = np.zeros((len(communes), length))
    recent = age < length
    np.add.at(by_age, (row[recent], age[recent]), days[column].to_numpy(np.float64)[recent])
    newest_first = np.cumsum(by_age, axis=1)
    nothing = np.zeros((len(communes), 1))
    return np.concatenate([newest_first[:, ::-1], nothing], axis=1)


def _measures(
    cases: NDArray[np.float64],
    f1: NDArray[np.float64],
    zones: NDArray[np.float64],
    population: NDArray[np.float64],
) -> pd.DataFrame:
    people = np.where(population > 0, population, np.nan)
    rate = np.where(cases == 0, 0.0, cases / people * 100_000)
    return pd.DataFrame(dict(zip(MEASURES, (cases, rate, f1, zones), strict=True)), dtype="float64")


def _ranks(measures: pd.DataFrame, rules: RiskRules) -> NDArray[np.int64]:
    rank = np.zeros(len(measures), dtype=np.int64)
    for number, level in enumerate(LEVELS):
        for measure in MEASURES if number else ():
            limit = rules.limit(level, measure)
            if limit is not None:
                rank[measures[measure].to_numpy() >= limit] = number
    return rank


def _zones_below(
    zones: NDArray[np.float64], rank: NDArray[np.int64], rules: RiskRules
) -> NDArray[np.float64]:
    """Return how many zones may stay if they alone are not to keep a commune at its level."""
    fewer = zones.copy()
    for number, level in enumerate(LEVELS):
        limit = rules.limit(level, "zone_count") if number else None
        if limit is not None:
            keeps = (rank == number) & (zones >= limit)
            fewer[keeps] = ceil(limit) - 1
    return fewer


def _rows(measures: pd.DataFrame, rank: NDArray[np.int64]) -> Iterator[tuple[pd.Series, int]]:
    return ((row, int(number)) for (_, row), number in zip(measures.iterrows(), rank, strict=True))


def _reasons(measures: pd.Series, level: Level, rules: RiskRules) -> tuple[Reason, ...]:
    if level is Level.NEW_NORMAL:
        return ()
    limits = {measure: rules.limit(level, measure) for measure in MEASURES}
    return tuple(
        Reason(measure, float(measures[measure]), limit)
        for measure, limit in limits.items()
        if limit is not None and measures[measure] >= limit
    )


def _district(row: dict[Hashable, Any], rules: RiskRules) -> tuple[Level, tuple[Reason, ...]]:
    asked = {
        Level.VERY_HIGH: [
            ("very_high_count", rules.district_very_high[0]),
            ("high_count", rules.district_very_high[1]),
        ],
        Level.HIGH: [
            ("high_count", rules.district_high[0]),
            ("at_risk_count", rules.district_high[1]),
            ("very_high_count", 0.0),
        ],
        # Our own choice: the decision's words for this level are not known to us.
        Level.AT_RISK: [("at_risk_count", 0.0)],
    }
    for level, shares in asked.items():
        limits = {name: max(1, ceil(share * row["commune_count"])) for name, share in shares}
        met = tuple(
            Reason(name, row[name], limit) for name, limit in limits.items() if row[name] >= limit
        )
        if met:
            return level, met
    return Level.NEW_NORMAL, ()
