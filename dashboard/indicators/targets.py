"""Shares, distances and paces: every arguable number outside tracing. Pure: no page, no clock.

What is not known stays None; it never turns into zero.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil
from typing import cast

import pandas as pd

ADULT_AGE = 18
"""Completed years by birth year alone; the register knows no birth day."""

CLOSE_DOSES_DAYS = 3
"""Two doses of one person within so many days are an impossible record."""

RISK_PACE_SHARE = 0.7
"""From this share of the needed pace on, a target is "at risk" rather than "behind"."""

RISK_SHARE_GAP = 0.1
"""Up to so far below a target without a date, it is "at risk" rather than "behind"."""

LOW_STOCK_DAYS = 7
"""Stock that lasts less is "at risk"; less than half of it, "behind"."""

PACE_DAYS = 7
"""The recent pace is the mean of so many days, so that weekends count in every pace."""


class Status(StrEnum):
    """How a target stands; the word that goes with a colour."""

    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Target:
    """A share to reach, and the day before which it must be reached (None: always)."""

    share: float
    deadline: date | None = None


INSTALL_DEADLINE = date(2021, 8, 31)

OFFICIALS = Target(1.0, INSTALL_DEADLINE)
"""All officials and workers install "before 31/8/2021" (the province's letter, point 1)."""

SMARTPHONE_OWNERS = Target(1.0, INSTALL_DEADLINE)
"""All smartphone owners are asked to, by the same day (the same letter)."""

ADULTS_DOSE_1 = Target(0.5, date(2021, 12, 31))
"""Half of the adults vaccinated in 2021 (Decision 3355/QD-BYT of 8/7/2021; to be confirmed)."""

RESULTS_RETURNED = Target(1.0)
"""Every test result goes to the citizen electronically (the letter, point 3)."""

VENUES_ACTIVE = Target(0.5)
"""Our own choice: half of the registered venues scan on a day. Hanoi had 11 %."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a count stands against its target.

    Attributes
    ----------
    share
        Count of whole; above 1 where the denominator is too small; None when unknown.
    target_share
        The share to reach.
    missing_count
        People still needed for the target; never below zero.
    recent_per_day, needed_per_day
        Mean of the last seven days; what every day left needs. None when unknown, or when no
        day is left.
    expected_share
        The share at the deadline if the recent pace holds, at most 1 unless it is above already.
    """

    share: float | None
    target_share: float
    missing_count: int | None
    recent_per_day: float | None
    needed_per_day: float | None
    expected_share: float | None
    status: Status


def progress(
    count: float | None,
    whole: float | None,
    week_ago_count: float | None,
    *,
    target: Target,
    data_day: date,
) -> Progress:
    """Measure a count against a target that has a deadline.

    Examples
    --------
    >>> monday = progress(900, 1000, 830, target=OFFICIALS, data_day=date(2021, 8, 24))
    >>> monday.share, monday.missing_count, round(monday.needed_per_day, 1)
    (0.9, 100, 14.3)
    >>> monday.recent_per_day, monday.expected_share, str(monday.status)
    (10.0, 0.97, 'at_risk')
    """
    left = days_left(data_day, target.deadline)
    missing = missing_count(count, whole, target.share)
    recent = pace_per_day(count, week_ago_count)
    needed = needed_per_day(missing, left)
    return Progress(
        share=share(count, whole),
        target_share=target.share,
        missing_count=missing,
        recent_per_day=recent,
        needed_per_day=needed,
        expected_share=expected_share(count, whole, recent, left),
        status=pace_status(missing, recent, needed),
    )


def share(part: float | None, whole: float | None) -> float | None:
    """Return part of whole; None when either is unknown or the whole is nothing.

    Examples
    --------
    >>> share(124, 100), share(1, 0), share(None, 5)
    (1.24, None, None)
    """
    if _is_missing(part, whole) or part is None or whole is None or whole <= 0:
        return None
    return float(part) / float(whole)


def missing_count(part: float | None, whole: float | None, target_share: float = 1.0) -> int | None:
    """Return how many more are needed, never below zero.

    Examples
    --------
    >>> missing_count(60, 100, 0.5), missing_count(60, 101), missing_count(None, 5)
    (0, 41, None)
    """
    if _is_missing(part, whole) or part is None or whole is None:
        return None
    return max(0, ceil(round(float(whole) * target_share - float(part), 6)))


def days_left(data_day: date, deadline: date | None) -> int | None:
    """Return the days on which something can still be done: today counts, the deadline does not.

    Examples
    --------
    >>> days_left(date(2021, 8, 24), OFFICIALS.deadline)
    7
    """
    return None if deadline is None else max(0, (deadline - data_day).days)


def pace_per_day(count: float | None, week_ago_count: float | None) -> float | None:
    """Return the mean increase per day of the last seven days."""
    if _is_missing(count, week_ago_count) or count is None or week_ago_count is None:
        return None
    return (float(count) - float(week_ago_count)) / PACE_DAYS


def needed_per_day(missing: int | None, left: int | None) -> float | None:
    """Return what each day left must bring; None when unknown or when no day is left.

    Examples
    --------
    >>> needed_per_day(70, 7), needed_per_day(0, 0), needed_per_day(5, 0)
    (10.0, 0.0, None)
    """
    if missing == 0:
        return 0.0
    if missing is None or not left:
        return None
    return missing / left


def whole_people(per_day: float | None) -> int | None:
    """Return a needed pace in whole people, rounded up: 3 missing in 7 days need one a day.

    Examples
    --------
    >>> whole_people(3 / 7), whole_people(10.0), whole_people(0.0), whole_people(None)
    (1, 10, 0, None)
    """
    return None if per_day is None else ceil(round(per_day, 6))


def expected_share(
    count: float | None, whole: float | None, recent: float | None, left: int | None
) -> float | None:
    """Return the share at the deadline if the recent pace holds; a straight line, no model."""
    now = share(count, whole)
    if now is None or recent is None or left is None or whole is None:
        return None
    return max(now, min(1.0, now + recent * left / float(whole)))


def expected_missing(
    count: float | None, whole: float | None, recent: float | None, left: int | None
) -> int | None:
    """Return how many are still missing at the deadline if the recent pace holds.

    Examples
    --------
    >>> expected_missing(900, 1000, 10.0, 7), expected_missing(990, 1000, 10.0, 7)
    (30, 0)
    """
    if count is None or recent is None or left is None or _is_missing(count, recent):
        return None
    return missing_count(float(count) + recent * left, whole)


def pace_status(missing: int | None, recent: float | None, needed: float | None) -> Status:
    """Judge a target by its pace.

    On course: reached, or the recent pace is at least the needed one. At risk: at least
    `RISK_PACE_SHARE` of it. Behind: less, or no day is left. Unknown: a number is missing.

    Examples
    --------
    >>> str(pace_status(10, 7.0, 10.0)), str(pace_status(10, 6.9, 10.0)), str(pace_status(0, 0, 0))
    ('at_risk', 'behind', 'on_course')
    """
    if missing == 0:
        return Status.ON_COURSE
    if missing is None or recent is None:
        return Status.UNKNOWN
    if needed is None:
        return Status.BEHIND
    if recent >= needed:
        return Status.ON_COURSE
    return Status.AT_RISK if recent >= RISK_PACE_SHARE * needed else Status.BEHIND


def share_status(value: float | None, target: Target) -> Status:
    """Judge a share that has a target and no date.

    Examples
    --------
    >>> str(share_status(0.91, RESULTS_RETURNED)), str(share_status(0.3, VENUES_ACTIVE))
    ('at_risk', 'behind')
    """
    if value is None:
        return Status.UNKNOWN
    if value >= target.share:
        return Status.ON_COURSE
    return Status.AT_RISK if value >= target.share - RISK_SHARE_GAP else Status.BEHIND


def stock_days(on_hand: float | None, used_in_pace_days: float | None) -> float | None:
    """Return how many days doses on hand last at the pace of the last seven days.

    Examples
    --------
    >>> stock_days(1400, 700), stock_days(1400, 0)
    (14.0, None)
    """
    days = share(on_hand, used_in_pace_days)
    return None if days is None else days * PACE_DAYS


def stock_status(days: float | None) -> Status:
    """Judge how long stock lasts."""
    if days is None:
        return Status.UNKNOWN
    if days >= LOW_STOCK_DAYS:
        return Status.ON_COURSE
    return Status.AT_RISK if days >= LOW_STOCK_DAYS / 2 else Status.BEHIND


def is_doubtful(value: float | None) -> bool:
    """Tell whether a share is above 100 %: a real value, and a doubtful denominator."""
    return value is not None and not _is_missing(value) and value > 1


def is_above(part: float | None, whole: float | None) -> bool:
    """Tell whether what should be a part is more than its whole; unknown contradicts nothing.

    Examples
    --------
    >>> is_above(3, 2), is_above(2, 2), is_above(3, None)
    (True, False, False)
    """
    if _is_missing(part, whole) or part is None or whole is None:
        return False
    return float(part) > float(whole)


def _is_missing(*values: object) -> bool:
    return any(value is None or bool(pd.isna(cast("float", value))) for value in values)
