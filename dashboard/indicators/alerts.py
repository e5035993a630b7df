"""What matters so much that its readers are told at once, and when the day's page is due.

Pure: no page, no words, no clock. The limits are this project's own: see ASSUMPTIONS.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

import pandas as pd

from dashboard import clock
from dashboard.indicators import yields
from dashboard.indicators.targets import Status
from dashboard.indicators.zone_status import CONFINING

DAILY_AT: Final = time(7)
"""From this hour in the province on, the leaders' page of the day is due."""

ENDS_WITHIN: Final = timedelta(days=1)
"""A zone that ends so soon is told; one that should have ended is told again."""

NEWS: Final = timedelta(days=3)
"""A case that was reported earlier is no news: so late a source may load, and whoever begins to
be told is not told of old ones."""


class Kind(StrEnum):
    """What a message is about; the order is that of importance."""

    CASE_OUTSIDE = "case_outside"
    ZONE_OVERDUE = "zone_overdue"
    ZONE_ENDS = "zone_ends"
    INDICATOR_RED = "indicator_red"
    FEED_LATE = "feed_late"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell: its key is told once, its row says what there is to say."""

    kind: Kind
    key: str
    row: Mapping[str, Any]


def day_due(now: datetime) -> date | None:
    """Return the Vietnamese day whose page is due by now; None: it is too early in the day.

    Examples
    --------
    >>> at = datetime(2021, 8, 24, 6, 59, tzinfo=clock.TIME_ZONE)
    >>> day_due(at), day_due(at + timedelta(minutes=1))
    (None, datetime.date(2021, 8, 24))
    """
    local = now.astimezone(clock.TIME_ZONE)
    return local.date() if local.time() >= DAILY_AT else None


def cases_outside(
    cases: pd.DataFrame, isolations: pd.DataFrame, listed: pd.DataFrame, *, now: datetime
) -> list[Alert]:
    """Tell of new cases whom nobody had listed as a contact when they were reported.

    Parameters
    ----------
    cases
        One row per case: `case_id`, `person_id`, `confirmed_at`, `reported_at`, and what else is to
        be said.
    isolations, listed
        See `yields.of_cases`, which defines what it is to be on a list.
    now
        The clock's time.
    """
    is_new = (cases["reported_at"] <= now) & (cases["reported_at"] > now - NEWS)
    found = yields.of_cases(cases, isolations, listed)
    outside = found[is_new[found.index] & (found["found"] == yields.Found.OUTSIDE)]
    told = outside[cases.columns]
    return [Alert(Kind.CASE_OUTSIDE, f"case:{row['case_id']}", row) for row in _rows(told)]


def zones(of_ledger: pd.DataFrame, *, now: datetime) -> list[Alert]:
    """Tell of zones in force that end within a day, and of those that should have ended.

    One that was put off is told anew.
    """
    ends = of_ledger["planned_end_at"]
    soon = of_ledger[of_ledger["status"].isin(CONFINING) & (ends <= now + ENDS_WITHIN)]
    found = []
    for row in _rows(soon):
        kind = Kind.ZONE_OVERDUE if row["planned_end_at"] < now else Kind.ZONE_ENDS
        found.append(
            Alert(kind, f"{kind}:{row['zone_id']}:{row['planned_end_at'].isoformat()}", row)
        )
    return found


def feeds(of_contract: pd.DataFrame) -> list[Alert]:
    """Tell of sources that are late, once for each time that they stop."""
    late = of_contract[of_contract["is_late"].astype("bool")]
    return [
        Alert(Kind.FEED_LATE, f"feed:{row['feed_id']}:{_written(row['last_loaded_at'])}", row)
        for row in _rows(late)
    ]


def turned_red(states: pd.DataFrame, statuses: Mapping[str, Status]) -> list[Alert]:
    """Tell of indicators that are behind and were not when they were last looked at.

    Parameters
    ----------
    states
        How each stood then: `figure`, `status`, `since`. One that is not among them is looked at
        for the first time, and has not turned.
    statuses
        Figure -> how it stands now.
    """
    return [
        Alert(Kind.INDICATOR_RED, f"red:{row['figure']}:{_written(row['since'])}", row)
        for row in _rows(states)
        if row["status"] != Status.BEHIND and statuses.get(row["figure"]) is Status.BEHIND
    ]


def _written(moment: datetime | None) -> str:
    return "never" if moment is None or pd.isna(moment) else moment.isoformat()


def _rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    return ({str(name): value for name, value in row.items()} for row in table.to_dict("records"))
