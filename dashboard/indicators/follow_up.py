"""What a follow-up needs next, and how fast tracing is. Pure: no page, no database, no clock.

A table of follow-ups has one row per person being followed up; its times are when things happened,
unknown where nobody recorded them. What is not known stays unknown; it never turns into zero.

References
----------
New Zealand's Ministry of Health, contact tracing indicators (2020): 80 % of close contacts isolated
within 48 hours of the case's notification and within 96 hours of exposure.
5599/BYT-MT of 14/7/2021: an F1 is in quarantine for 14 days from the last contact and tested on
days 1, 7 and 14.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isnan
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboard.indicators.targets import Status, Target, share_status


class State(StrEnum):
    """What can be recorded of a person, in its usual order; withdrawn takes an event back."""

    LISTED = "listed"
    CALLED = "called"
    ISOLATED = "isolated"
    SAMPLED = "sampled"
    NEGATIVE = "negative"
    POSITIVE = "positive"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


TIMES: Final = (
    "notified_at",
    "exposed_at",
    "last_exposed_at",
    "listed_at",
    "called_at",
    "isolated_at",
    "last_isolated_at",
    "isolation_ended_at",
    "sampled_at",
    "last_sampled_at",
    "result_at",
    "last_result_at",
    "positive_taken_at",
    "negative_taken_at",
    "released_at",
)
"""The columns of a table of follow-ups that are times.

Without "last" they are the first of their kind. `positive_taken_at` and `negative_taken_at` are
when the latest sample with that result was taken; `isolation_ended_at` is known only where no
isolation goes on.
"""

CALL_WITHIN: Final = timedelta(hours=24)
"""Our own choice: half of the time in which a contact must be isolated."""

ISOLATE_WITHIN_NOTICE: Final = timedelta(hours=48)
ISOLATE_WITHIN_EXPOSURE: Final = timedelta(hours=96)
TELL_WITHIN: Final = timedelta(hours=24)

QUARANTINE: Final = timedelta(days=14)
SAMPLE_DAYS: Final = (1, 7, 14)
"""Days of quarantine, that of the last exposure being 1."""

STILL_A_CASE: Final = timedelta(days=90)
"""A case reported longer before the exposure than this may be infected anew: WHO's definition of a
reinfection (2021)."""

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

    A case, by the register of cases or by the latest sample, goes to hospital, and a released
    person needs nothing. Others are called, then isolated; in quarantine, which counts from the
    last exposure, they need whatever is due first: a sample by the end of its day, its result told,
    or release. A sample settles the test days up to its own, so that a late one does not ask for
    the missed; one from before the last exposure settles none.

    Returns
    -------
    pandas.DataFrame
        The rows of `follow_ups` with `action` (one of `ACTIONS`), `due_at` (unknown where nothing
        is due or no limit is known), `is_overdue` and `quarantine_until` (unknown where neither an
        exposure nor an isolation is known).
    """
    until = quarantine_start(follow_ups) + QUARANTINE
    if follow_ups.empty:
        return follow_ups.assign(
            action=pd.Series(dtype="str"),
            due_at=_no_times(follow_ups),
            is_overdue=False,
            quarantine_until=until,
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
        follow_ups["own_case_ids"].notna() | is_positive(follow_ups),
        _is_confined(follow_ups, now),
        is_called,
    ]
    action = np.select(chosen, ["none", "hospital", in_quarantine, "isolate"], "call")
    call = follow_ups["notified_at"] + CALL_WITHIN
    due = first.where(chosen[2], limit.where(is_called, call.where(call <= limit, limit)))
    due = due.mask(chosen[0] | chosen[1])
    return follow_ups.assign(
        action=action,
        due_at=due,
        is_overdue=(due < now).astype("bool"),
        quarantine_until=until,
    )


def quarantine_start(follow_ups: pd.DataFrame) -> pd.Series:
    """Return from when quarantine counts: the last exposure, or, where unknown, the isolation."""
    start: pd.Series = follow_ups["last_exposed_at"].fillna(follow_ups["isolated_at"])
    return start


def is_positive(follow_ups: pd.DataFrame) -> pd.Series:
    """Tell who is positive by the sample taken last; of one sample with both results, who is."""
    negative, positive = follow_ups["negative_taken_at"], follow_ups["positive_taken_at"]
    return positive.notna() & ~(negative > positive)


def is_contradicted(follow_ups: pd.DataFrame) -> pd.Series:
    """Tell whose positive was followed by a negative sample, so that somebody has to be asked."""
    return follow_ups["negative_taken_at"] >= follow_ups["positive_taken_at"]


def own_case_ids(people: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    """Return the codes under which people are cases themselves; unknown of who is none.

    Parameters
    ----------
    people
        One row per person: `person_id`, `since` (their exposure; may be unknown: any case counts)
        and perhaps `until` (may be unknown): a case reported after it is another story's, as is
        one reported more than `STILL_A_CASE` before `since`.
    cases
        One row per case: `case_id`, `person_id`, `reported_at`.

    Returns
    -------
    pandas.Series
        All codes of a person as one text, the earliest reported first.
    """
    known = cases[["case_id", "person_id", "reported_at"]]
    found = people.assign(row=people.index).merge(known, on="person_id")
    own = found[~(found["reported_at"] < found["since"] - STILL_A_CASE)]
    if "until" in own:
        own = own[~(own["reported_at"] > own["until"])]
    own = own.sort_values(["reported_at", "case_id"], kind="stable")
    return own.groupby("row")["case_id"].agg(", ".join).reindex(people.index).astype("str")


def extensions(events: pd.DataFrame) -> pd.DataFrame:
    """Return which entries put off the end of a follow-up, because of a later exposure.

    Parameters
    ----------
    events
        What was recorded of one person: `event_id`, `state`, `last_exposed_at`, `is_corrected`.

    Returns
    -------
    pandas.DataFrame
        One row per such entry, by `event_id`: `exposed_before` and `exposed_now`, the last
        exposures known before and since.
    """
    rows: list[tuple[int, pd.Timestamp, pd.Timestamp]] = []
    last: pd.Timestamp | None = None
    for event in events.sort_values("event_id").to_dict("records"):
        if event["is_corrected"]:
            continue
        if event["state"] == State.RELEASED:
            last = None
        exposed = event["last_exposed_at"]
        if event["state"] != State.LISTED or pd.isna(exposed):
            continue
        if last is not None and exposed > last:
            rows.append((event["event_id"], last, exposed))
        last = exposed if last is None else max(last, exposed)
    columns = ["event_id", "exposed_before", "exposed_now"]
    return pd.DataFrame(rows, columns=columns).set_index("event_id")


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

    The share is that of the decided: those whose limit has passed. Who arrived early while others
    who began with them still have time is not counted yet, as they are not.

    Parameters
    ----------
    now
        Whose limit has passed by then is decided.
    by
        Column to group by; None measures all together.

    Returns
    -------
    pandas.DataFrame
        One row per group, in its order, by `group`: `known_count` (both ends are recorded),
        `median_h` of those, `late_count` (no end is recorded and the limit has passed),
        `open_count` (no end yet, and there is still time), `unknown_count` (the beginning is not
        recorded), `decided_count` (the limit has passed), `within_count` of the decided,
        `undecided_count` (it has not), `share` of the decided within the limit (unknown without
        any, or without a limit) and `status`.
    """
    begins, ends = follow_ups[speed.begins], follow_ups[speed.ends]
    hours = (ends - begins).dt.total_seconds() / 3600
    limit_h = float("inf") if speed.within is None else speed.within.total_seconds() / 3600
    is_decided = (now - begins).dt.total_seconds() / 3600 > limit_h
    is_begun = begins.notna()
    measured = pd.DataFrame(
        {
            "group": "" if by is None else follow_ups[by],
            "hours": hours,
            "is_late": is_decided & ends.isna(),
            "is_open": is_begun & ~is_decided & ends.isna(),
            "is_unknown": ~is_begun,
            "is_decided": is_decided,
            "is_undecided": is_begun & ~is_decided,
            "is_within": is_decided & (hours <= limit_h),
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
        decided_count=("is_decided", "sum"),
        within_count=("is_within", "sum"),
        undecided_count=("is_undecided", "sum"),
    )
    decided = table["decided_count"]
    table["share"] = table["within_count"] / decided.where(decided > 0)
    statuses = [_status(value, speed) for value in table["share"]]
    table["status"] = pd.Series(statuses, index=table.index, dtype="object")
    return table


def with_recorded_elsewhere(
    follow_ups: pd.DataFrame, isolations: pd.DataFrame, samples: pd.DataFrame
) -> pd.DataFrame:
    """Return follow-ups with the isolations and samples that other systems recorded.

    Of two sources the earlier moment counts as the first and the later as the last. What ended
    before the exposure, or before the notification where that is unknown, is another story's, and
    so is what began after the release. An isolation that began before the exposure and goes on
    counts where none was begun since.

    Parameters
    ----------
    isolations
        One row per isolation: `person_id`, `isolated_at`, `released_at` (missing: not yet).
    samples
        One row per sample: `person_id`, `taken_at`, `result` (may be unknown), `returned_at` (told;
        may be unknown).
    """
    known = _spans(follow_ups).assign(row=follow_ups.index, notified_at=follow_ups["notified_at"])
    held = _held(known, isolations)
    taken = known.merge(samples, on="person_id")
    taken = taken[(taken["taken_at"] >= taken["since"]) & ~(taken["taken_at"] > taken["until"])]
    is_own = held["isolated_at"] >= held["since"]
    own, running = (held[which].groupby("row")["isolated_at"].min() for which in (is_own, ~is_own))
    isolated = _either(follow_ups["isolated_at"], own, "min")
    last = held.groupby("row")["isolated_at"].max()
    sampled = taken.groupby("row")["taken_at"].agg(["min", "max"])
    told = taken.groupby("row")["returned_at"].agg(["min", "max"])
    found = {
        result: taken[taken["result"] == result].groupby("row")["taken_at"].max()
        for result in (State.POSITIVE, State.NEGATIVE)
    }
    return follow_ups.assign(
        isolated_at=_either(
            isolated, running.drop(isolated.dropna().index, errors="ignore"), "min"
        ),
        last_isolated_at=_either(follow_ups["last_isolated_at"], last, "max"),
        isolation_ended_at=_ended(held, follow_ups),
        sampled_at=_either(follow_ups["sampled_at"], sampled["min"], "min"),
        last_sampled_at=_either(follow_ups["last_sampled_at"], sampled["max"], "max"),
        result_at=_either(follow_ups["result_at"], told["min"], "min"),
        last_result_at=_either(follow_ups["last_result_at"], told["max"], "max"),
        positive_taken_at=_either(follow_ups["positive_taken_at"], found[State.POSITIVE], "max"),
        negative_taken_at=_either(follow_ups["negative_taken_at"], found[State.NEGATIVE], "max"),
    )


def with_own_cases(follow_ups: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return follow-ups with `own_case_ids`: see `own_case_ids`."""
    return follow_ups.assign(own_case_ids=own_case_ids(_spans(follow_ups), cases))


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
    ends = {State.RELEASED, State.WITHDRAWN}
    return bool(newer & {state, *ends}) or state in ends


def _in_quarantine(follow_ups: pd.DataFrame) -> pd.DataFrame:
    """Return by when each follow-up needs each action of quarantine; unknown where it does not."""
    start, sampled = quarantine_start(follow_ups), follow_ups["last_sampled_at"]
    day_1, isolated, last_day = (
        times.dt.tz_convert(_ZONE).dt.normalize()
        for times in (start, follow_ups["isolated_at"], sampled)
    )
    is_old = sampled < follow_ups["last_exposed_at"]
    settled = (last_day - day_1).dt.days.fillna(-1).mask(is_old, -1)
    due: dict[str, pd.Series] = {}
    is_waiting = pd.Series(data=False, index=follow_ups.index)
    for day in SAMPLE_DAYS:
        is_next = ~is_waiting & (settled < day - 1)
        ends = day_1 + timedelta(days=day)
        earliest = isolated + timedelta(days=1)  # nobody is sampled in quarantine before it
        due[f"sample_{day}"] = ends.where(~(earliest > ends), earliest).where(is_next)
        is_waiting |= is_next
    told = follow_ups["last_result_at"]
    is_untold = last_day.notna() & ~(told >= sampled)
    due["result"] = (sampled + TELL_WITHIN).where(is_untold)
    due["release"] = (start + QUARANTINE).where(~is_waiting & ~is_untold)
    in_utc: pd.DataFrame = pd.DataFrame(due).apply(lambda times: times.dt.tz_convert("UTC"))
    return in_utc


def _is_confined(follow_ups: pd.DataFrame, now: datetime) -> pd.Series:
    """Tell who is isolated still: an isolation that ended before quarantine did is none now."""
    ended = follow_ups["isolation_ended_at"]
    is_out = (ended <= now) & (ended < quarantine_start(follow_ups) + QUARANTINE)
    is_in_again = follow_ups["last_isolated_at"] > ended
    return follow_ups["isolated_at"].notna() & (~is_out | is_in_again)


def _spans(follow_ups: pd.DataFrame) -> pd.DataFrame:
    """Return from when and until when what happens to a person belongs to the follow-up."""
    since = follow_ups["exposed_at"].fillna(follow_ups["notified_at"])
    return follow_ups[["person_id"]].assign(since=since, until=follow_ups["released_at"])


def _held(known: pd.DataFrame, isolations: pd.DataFrame) -> pd.DataFrame:
    """Return the isolations that have to do with each follow-up.

    One that began before the exposure does if it goes on when the case is notified.
    """
    names = {"released_at": "freed_at"}
    found = known.merge(isolations.rename(columns=names), on="person_id")
    begun_before = found["isolated_at"] < found["since"]
    asked_from = found["since"].mask(
        begun_before & (found["notified_at"] > found["since"]), found["notified_at"]
    )
    is_over = found["freed_at"] <= asked_from
    is_known = found["since"].notna()
    return found[is_known & ~is_over & ~(found["isolated_at"] > found["until"])]


def _ended(held: pd.DataFrame, follow_ups: pd.DataFrame) -> pd.Series:
    """Return when the last isolation of each follow-up ended; unknown where one goes on."""
    by_row = held.groupby("row")["freed_at"]
    ended = by_row.max().where(by_row.count() == by_row.size())
    return ended.reindex(follow_ups.index).astype(follow_ups["isolation_ended_at"].dtype)


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
