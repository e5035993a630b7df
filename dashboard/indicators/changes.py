"""What changed since yesterday: from two days' tables to a few facts, the most important first.

Pure: no page, no words, no clock. What is not known takes part in no fact.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import pandas as pd

from dashboard.indicators.zone_status import ZoneStatus

MOST = 6
"""So many facts are read; more are a table."""

MOST_OF_A_KIND = 2
"""So many facts of one kind, so that one bad day of one source does not hide the others."""

LEAST_RANKS = 2
"""A move by fewer ranks happens every day and says nothing."""

LEAST_DAILY_COUNT = 5.0
"""A commune that usually reports at least this a day has stopped when it reports nothing: if its
reports came by chance alone, fewer than one such day in a hundred would be empty (e^-5)."""

MILESTONES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Shares whose crossing is told. Our own choice: tens above the half."""

_DAY: Final = timedelta(days=1)


class Kind(StrEnum):
    """What a fact is about; the order is that of importance."""

    FELL = "fell"
    STOPPED = "stopped"
    FEED_LATE = "feed_late"
    ZONE_STARTED = "zone_started"
    ZONE_ENDED = "zone_ended"
    CROSSED_DOWN = "crossed_down"
    CROSSED = "crossed"
    ROSE = "rose"
    GAINED_LEAST = "gained_least"
    GAINED_MOST = "gained_most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact.

    Attributes
    ----------
    kind
        What it is about.
    name
        Of the unit, the source or the zone; data, to be escaped.
    size
        How much; among facts of one kind, the larger is told first.
    unit_id
        The district or commune; None for a source or a zone.
    before, after
        Ranks, or shares (0..1), as the kind says.
    stopped_count
        Communes of the unit that have stopped reporting.
    since
        When a late source last loaded; None for never.
    """

    kind: Kind
    name: str
    size: float
    unit_id: str | None = None
    before: float | None = None
    after: float | None = None
    stopped_count: int = 0
    since: datetime | None = None


def since_yesterday(
    units: pd.DataFrame, feeds: pd.DataFrame, decisions: pd.DataFrame, *, data_time: datetime
) -> list[Change]:
    """Return at most `MOST` facts, the most important first.

    Parameters
    ----------
    units
        One row per district, or per commune of one district: `unit_id`, `unit_name`, `share` and
        `day_ago_share` (unknown ones are missing), `stopped_count`.
    feeds
        One row per source: `source`, `last_loaded_at`, `expected_every`.
    decisions
        One row per change of a zone: `zone_name`, `status`, `recorded_at`.
    data_time
        Now, as the data know it; yesterday is 24 hours before.
    """
    found = [
        *_moves(units),
        *_stops(units),
        *_gains(units),
        *_crossings(units),
        *_late(feeds, data_time),
        *_zones(decisions, data_time),
    ]
    order = list(Kind)
    found.sort(key=lambda change: (order.index(change.kind), -change.size, change.name))
    told: Counter[Kind] = Counter()
    few = [change for change in found if _is_among_first(change, told)]
    return few[:MOST]


def ranks(shares: pd.Series) -> pd.Series:
    """Return each unit's rank, 1 for the highest share; equal shares share a rank.

    Examples
    --------
    >>> ranks(pd.Series([0.5, None, 0.7, 0.5])).tolist()
    [2.0, nan, 1.0, 2.0]
    """
    return shares.rank(ascending=False, method="min")


def has_stopped(communes: pd.DataFrame) -> pd.Series:
    """Tell which communes usually report and reported nothing in the last 24 hours.

    Parameters
    ----------
    communes
        One row per commune: `day_count` of the last 24 hours, `day_before_count` of the 24 before
        (one that was silent then has not stopped since yesterday), and `week_before_count` of the
        seven days before the last 24 hours.

    Examples
    --------
    >>> has_stopped(pd.DataFrame(
    ...     {"day_count": [0, 0], "day_before_count": [4, 1], "week_before_count": [35, 34]}
    ... )).tolist()
    [True, False]
    """
    return (
        (communes["day_count"] == 0)
        & (communes["day_before_count"] > 0)
        & (communes["week_before_count"] / 7 >= LEAST_DAILY_COUNT)
    )


def _is_among_first(change: Change, told: Counter[Kind]) -> bool:
    told[change.kind] += 1
    return told[change.kind] <= MOST_OF_A_KIND


def _moves(units: pd.DataFrame) -> Iterator[Change]:
    known = _known(units)
    ranked = known.assign(after=ranks(known["share"]), before=ranks(known["day_ago_share"]))
    for row in _rows(ranked):
        moved = row["after"] - row["before"]
        if abs(moved) >= LEAST_RANKS:
            yield Change(
                kind=Kind.FELL if moved > 0 else Kind.ROSE,
                size=abs(moved),
                before=row["before"],
                after=row["after"],
                **_unit(row),
            )


def _stops(units: pd.DataFrame) -> Iterator[Change]:
    """Tell of units with silent communes, unless their fall in the ranking tells it already."""
    fallen = {change.unit_id for change in _moves(units) if change.kind is Kind.FELL}
    for row in _rows(units[units["stopped_count"] > 0]):
        if row["unit_id"] not in fallen:
            yield Change(kind=Kind.STOPPED, size=row["stopped_count"], **_unit(row))


def _gains(units: pd.DataFrame) -> Iterator[Change]:
    """Tell which unit gained most and which least, where they differ at all."""
    known = _known(units)
    ordered = [*_rows(known.assign(gain=known["share"] - known["day_ago_share"]))]
    ordered.sort(key=lambda row: row["gain"])
    if not ordered or ordered[0]["gain"] == ordered[-1]["gain"]:
        return
    for kind, row in ((Kind.GAINED_MOST, ordered[-1]), (Kind.GAINED_LEAST, ordered[0])):
        shares = {"before": row["day_ago_share"], "after": row["share"]}
        yield Change(kind=kind, size=abs(row["gain"]), **shares, **_unit(row))


def _crossings(units: pd.DataFrame) -> Iterator[Change]:
    for row in _rows(_known(units)):
        low, high = sorted((row["day_ago_share"], row["share"]))
        passed = [step for step in MILESTONES if low < step <= high]
        if passed:
            is_up = row["share"] > row["day_ago_share"]
            step = max(passed) if is_up else min(passed)
            kind = Kind.CROSSED if is_up else Kind.CROSSED_DOWN
            yield Change(kind=kind, size=step, before=None, after=step, **_unit(row))


def _late(feeds: pd.DataFrame, data_time: datetime) -> Iterator[Change]:
    """Tell of sources that are late now and were not a day ago."""
    for row in _rows(feeds.dropna(subset=["last_loaded_at"])):
        due = row["last_loaded_at"] + row["expected_every"]
        if data_time - _DAY <= due < data_time:
            late = (data_time - due).total_seconds()
            since = row["last_loaded_at"]
            yield Change(kind=Kind.FEED_LATE, name=row["source"], size=late, since=since)


def _zones(decisions: pd.DataFrame, data_time: datetime) -> Iterator[Change]:
    """Tell of zones begun and ended; the ledger may be newer than the data."""
    told = {ZoneStatus.IN_FORCE: Kind.ZONE_STARTED, ZoneStatus.ENDED: Kind.ZONE_ENDED}
    recent = decisions[decisions["recorded_at"] > data_time - _DAY]
    for row in _rows(recent[recent["status"].isin(told)]):
        kind = told[row["status"]]
        yield Change(kind=kind, name=row["zone_name"], size=row["recorded_at"].timestamp())


def _known(units: pd.DataFrame) -> pd.DataFrame:
    return units.dropna(subset=["share", "day_ago_share"])


def _unit(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "unit_id": row["unit_id"],
        "name": row["unit_name"],
        "stopped_count": int(row["stopped_count"]),
    }


def _rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    return ({str(name): value for name, value in row.items()} for row in table.to_dict("records"))
