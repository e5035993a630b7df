"""What a follow-up needs next, and how fast tracing is. Pure: no page, no database, no clock.

A table of follow-ups has one row per person being followed up; its times are when things happened,
unknown where nobody recorded them. What is not known stays unknown; it never turns into zero.

References
----------
New Zealand's Ministry of Health, contact tracing indicators (2020): 80 % of close contacts isolated
within 48 hours of the case's notification and within 96 hours of exposure.
5599/BYT-MT of 14/7/2021: an F1 is in quarantine for 14 days and tested on days 1, 7 and 14.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboard.indicators.targets import Status, Target, share_status

STATES: Final = ("listed", "called", "isolated", "sampled", "negative", "positive", "released")
"""What can be recorded of a person, in its usual order."""

TIMES: Final = (
    "notified_at",
    "exposed_at",
    "listed_at",
    "called_at",
    "isolated_at",
    "sampled_at",
    "last_sampled_at",
    "result_at",
    "last_result_at",
    "released_at",
)
"""The columns of a table of follow-ups that are times."""

CALL_WITHIN: Final = timedelta(hours=24)
"""Our own choice: half of the time in which a contact must be isolated."""

ISOLATE_WITHIN_NOTICE: Final = timedelta(hours=48)
ISOLATE_WITHIN_EXPOSURE: Final = timedelta(hours=96)
TELL_WITHIN: Final = timedelta(hours=24)

QUARANTINE: Final = timedelta(days=14)
SAMPLE_DAYS: Final = (1, 7, 14)
"""Days of quarantine, the first one being 1."""

ACTIONS: Final = (
    "call",
    "isolate",
    "sample_1",
    "sample_7",
    "sample_14",
    "result",
    "release",
    "hospital",
    "none",
)
"""What a follow-up can need next; "hospital": a positive is a case now, and followed as one."""

FAST_ENOUGH: Final = Target(0.8)
"""New Zealand's share; for telling results, where it names none, our own choice."""

_NEVER: Final = np.iinfo(np.int64).max
_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Speed:
    """One stretch of the way from a case's notification to a contact's result."""

    name: str
    begins: str
    ends: str
    within: timedelta | None = None
    """None: no target is set, and only the median is told."""


SPEEDS: Final = (
    Speed("listed", "notified_at", "listed_at"),
    Speed("isolated", "notified_at", "isolated_at", ISOLATE_WITHIN_NOTICE),
    Speed("isolated_exposed", "exposed_at", "isolated_at", ISOLATE_WITHIN_EXPOSURE),
    Speed("sampled", "isolated_at", "sampled_at"),
    Speed("result", "sampled_at", "result_at", TELL_WITHIN),
)


def next_actions(follow_ups: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Return what each follow-up needs next, and by when.

    A positive goes to hospital, and a released person needs nothing. Others are called, then
    isolated; in quarantine they need whatever is due first: a sample by the end of its day, its
    result told, or release. A sample settles the test days up to its own, so that a late one does
    not ask for the missed.

    Returns
    -------
    pandas.DataFrame
        The rows of `follow_ups` with `action` (one of `ACTIONS`), `due_at` (unknown where nothing
        is due or no limit is known) and `is_overdue`.
    """
    if follow_ups.empty:
        return follow_ups.assign(
            action=pd.Series(dtype="str"), due_at=_no_times(follow_ups), is_overdue=False
        )
    quarantined = _in_quarantine(follow_ups)
    is_known = quarantined.notna()
    seconds = quarantined.apply(lambda times: times.astype("int64")).where(is_known, _NEVER)
    in_quarantine = seconds.idxmin(axis="columns")
    first = quarantined.min(axis="columns")
    is_called = follow_ups["called_at"].notna()
    limit = isolation_limit(follow_ups)
    chosen = [
        follow_ups["released_at"].notna(),
        follow_ups["is_positive"].astype("bool"),
        follow_ups["isolated_at"].notna(),
        is_called,
    ]
    action = np.select(chosen, ["none", "hospital", in_quarantine, "isolate"], "call")
    call = follow_ups["notified_at"] + CALL_WITHIN
    due = first.where(chosen[2], limit.where(is_called, call.where(call <= limit, limit)))
    due = due.mask(chosen[0] | chosen[1])
    return follow_ups.assign(action=action, due_at=due, is_overdue=(due < now).astype("bool"))


def isolation_limit(follow_ups: pd.DataFrame) -> pd.Series:
    """Return by when each contact must be isolated: the earlier of the two limits that is known."""
    limits = {
        "notice": follow_ups["notified_at"] + ISOLATE_WITHIN_NOTICE,
        "exposure": follow_ups["exposed_at"] + ISOLATE_WITHIN_EXPOSURE,
    }
    return pd.DataFrame(limits).min(axis="columns")


def speed_table(
    follow_ups: pd.DataFrame, speed: Speed, now: datetime, by: str | None = None
) -> pd.DataFrame:
    """Measure one stretch, per group.

    Parameters
    ----------
    now
        Who has not arrived and whose limit has passed by then is late, not unknown.
    by
        Column to group by; None measures all together.

    Returns
    -------
    pandas.DataFrame
        One row per group, in its order, by `group`: `known_count` (both ends are recorded),
        `median_h` of those, `late_count` (no end is recorded and the limit has passed),
        `open_count` (no end yet, and there is still time), `unknown_count` (the beginning is not
        recorded), `share` within the limit among the known and the late (unknown without any, or
        without a limit) and `status`.
    """
    begins, ends = follow_ups[speed.begins], follow_ups[speed.ends]
    hours = (ends - begins).dt.total_seconds() / 3600
    is_begun = begins.notna() & ends.isna()
    limit_h = float("inf") if speed.within is None else speed.within.total_seconds() / 3600
    is_late = is_begun & ((now - begins).dt.total_seconds() / 3600 > limit_h)
    measured = pd.DataFrame(
        {
            "group": "" if by is None else follow_ups[by],
            "hours": hours,
            "is_late": is_late,
            "is_open": is_begun & ~is_late,
            "is_unknown": begins.isna(),
            "is_within": hours <= limit_h,
        },
        index=follow_ups.index,
    )
    groups = measured.groupby("group", sort=True, dropna=False)
    table = groups.agg(
        known_count=("hours", "count"),
        median_h=("hours", "median"),
        late_count=("is_late", "sum"),
        open_count=("is_open", "sum"),
        unknown_count=("is_unknown", "sum"),
        within_count=("is_within", "sum"),
    )
    decided = table["known_count"] + table["late_count"]
    share = table.pop("within_count") / decided.where(decided > 0)
    table["share"] = share if speed.within else float("nan")
    statuses = [_status(value, speed) for value in table["share"]]
    table["status"] = pd.Series(statuses, index=table.index, dtype="object")
    return table


def with_recorded_elsewhere(
    follow_ups: pd.DataFrame, isolations: pd.DataFrame, samples: pd.DataFrame
) -> pd.DataFrame:
    """Return follow-ups with the isolations and samples that other systems recorded.

    Of two sources the earlier moment counts as the first and the later as the last. What lies
    before the exposure, or before the notification where that is unknown, is another story's.

    Parameters
    ----------
    isolations
        One row per isolated person: `person_id`, `isolated_at`.
    samples
        One row per sample: `person_id`, `taken_at`, `returned_at` (told; may be unknown).
    """
    since = follow_ups["exposed_at"].fillna(follow_ups["notified_at"])
    known = follow_ups[["person_id"]].assign(row=follow_ups.index, since=since)
    isolated = _after(known, isolations, "isolated_at").groupby("row")["isolated_at"].min()
    taken = _after(known, samples, "taken_at")
    sampled = taken.groupby("row")["taken_at"].agg(["min", "max"])
    told = taken.groupby("row")["returned_at"].agg(["min", "max"])
    return follow_ups.assign(
        isolated_at=_either(follow_ups["isolated_at"], isolated, "min"),
        sampled_at=_either(follow_ups["sampled_at"], sampled["min"], "min"),
        last_sampled_at=_either(follow_ups["last_sampled_at"], sampled["max"], "max"),
        result_at=_either(follow_ups["result_at"], told["min"], "min"),
        last_result_at=_either(follow_ups["last_result_at"], told["max"], "max"),
    )


def contradicts(state: str, newer: set[str]) -> bool:
    """Tell whether an event cannot stand beside those that others recorded meanwhile.

    The same thing twice is one too many, and after a release or a correction everything must be
    looked at again; a call and a sample, say, are two facts.

    Examples
    --------
    >>> contradicts("called", {"sampled"}), contradicts("called", {"called"})
    (False, True)
    >>> contradicts("released", {"called"}), contradicts("called", {"withdrawn"})
    (True, True)
    """
    return bool(newer & {state, "released", "withdrawn"}) or state in {"released", "withdrawn"}


def _in_quarantine(follow_ups: pd.DataFrame) -> pd.DataFrame:
    """Return by when each follow-up needs each action of quarantine; unknown where it does not."""
    day_1 = follow_ups["isolated_at"].dt.tz_convert(_ZONE).dt.normalize()
    last_day = follow_ups["last_sampled_at"].dt.tz_convert(_ZONE).dt.normalize()
    settled = (last_day - day_1).dt.days.fillna(-1)
    due: dict[str, pd.Series] = {}
    is_waiting = pd.Series(data=False, index=follow_ups.index)
    for day in SAMPLE_DAYS:
        is_next = ~is_waiting & (settled < day - 1)
        due[f"sample_{day}"] = (day_1 + timedelta(days=day)).where(is_next)
        is_waiting |= is_next
    told = follow_ups["last_result_at"]
    is_untold = last_day.notna() & ~(told >= follow_ups["last_sampled_at"])
    due["result"] = (follow_ups["last_sampled_at"] + TELL_WITHIN).where(is_untold)
    due["release"] = (follow_ups["isolated_at"] + QUARANTINE).where(~is_waiting & ~is_untold)
    in_utc: pd.DataFrame = pd.DataFrame(due).apply(lambda times: times.dt.tz_convert("UTC"))
    return in_utc


def _after(known: pd.DataFrame, recorded: pd.DataFrame, moment: str) -> pd.DataFrame:
    found = known.merge(recorded, on="person_id")
    return found[found[moment] >= found["since"]]


def _either(own: pd.Series, other: pd.Series, which: str) -> pd.Series:
    both = pd.concat([own, other.astype(own.dtype)]).groupby(level=0)
    chosen: pd.Series = both.agg(which).reindex(own.index)
    return chosen


def _status(share: float, speed: Speed) -> Status | None:
    if speed.within is None:
        return None
    return share_status(None if isnan(share) else share, FAST_ENOUGH)


def _no_times(follow_ups: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.NaT, index=follow_ups.index, dtype="datetime64[us, UTC]")
