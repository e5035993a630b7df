"""What a team has to do by the end of a day: whom, what, by when; and who does it. Pure.

What is not known stays unknown; it never turns into zero.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.indicators import vaccination

TASKS: Final[Mapping[str, str]] = {
    "call": "call",
    "isolate": "isolate",
    "sample_1": "sample",
    "sample_7": "sample",
    "sample_14": "sample",
    "result": "result",
    "release": "release",
}
"""Action of a follow-up -> the task of a team."""

KINDS: Final = tuple(dict.fromkeys(TASKS.values()))
"""The tasks, in the order in which they fall to a person."""

AT_ONCE: Final = ("call", "isolate")
"""Tasks that have a last hour and no first one: they are of today whenever that is."""

_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def of_day(people: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Return who needs something by the end of the Vietnamese day, the most overdue first.

    Whoever is to be called or isolated is, at once; samples, results and releases are of the day
    in which they fall due, or were.

    Parameters
    ----------
    people
        One row per follow-up: see `follow_up.next_actions`.

    Returns
    -------
    pandas.DataFrame
        Those rows, with `task`: one of the values of `TASKS`.
    """
    local = pd.Timestamp(now).tz_convert(_ZONE)
    day_ends = (local.normalize() + timedelta(days=1)).tz_convert("UTC")
    tasks = people["action"].map(TASKS).astype("str")
    is_today = tasks.isin(AT_ONCE) | (tasks.notna() & (people["due_at"] <= day_ends))
    found = people.assign(task=tasks)[is_today.astype("bool")]
    return found.sort_values(["due_at", "person_id"], ignore_index=True)


def workload(people: pd.DataFrame, today: pd.DataFrame) -> pd.DataFrame:
    """Return what each caller has, the most to do first.

    Parameters
    ----------
    people
        One row per follow-up that goes on, with its `caller` (unknown: nobody's).
    today
        Those of them with something to do today, with `task` and `is_overdue`.

    Returns
    -------
    pandas.DataFrame
        One row per caller: `caller`, `held_count` (people), `today_count` of them with something
        to do today, `call_count` to be called and `late_count` overdue. Nobody's come last, under
        an unknown caller, if there are any.
    """
    counted = pd.DataFrame(
        {
            "caller": people["caller"],
            "held_count": 1,
            "today_count": people["person_id"].isin(today["person_id"]),
            "call_count": people["person_id"].isin(today.loc[today["task"] == "call", "person_id"]),
            "late_count": people["person_id"].isin(
                today.loc[today["is_overdue"].astype("bool"), "person_id"]
            ),
        }
    )
    table = counted.groupby("caller", dropna=False).sum().astype("int64").reset_index()
    ordered = table.sort_values(["today_count", "caller"], ascending=[False, True])
    return _nobody_last(ordered)


def dose_limits(today: date) -> dict[str, tuple[date, date]]:
    """Return per vaccine the last days of dose 1 whose dose 2 is due, and is late, on a day.

    Examples
    --------
    >>> due, late = dose_limits(date(2021, 8, 24))["AstraZeneca"]
    >>> str(due), str(late)
    ('2021-06-29', '2021-05-31')
    """
    return {
        vaccine: (
            today - timedelta(days=interval.first_days),
            today - timedelta(days=interval.last_days + 1),
        )
        for vaccine, interval in vaccination.INTERVALS.items()
    }


def lacking(items: pd.DataFrame) -> pd.DataFrame:
    """Split what does not work into what is not there and what is broken.

    Parameters
    ----------
    items
        One row per checkpoint and kind: `required_count`, `installed_count`, `working_count`, fewer
        working than required.

    Returns
    -------
    pandas.DataFrame
        The rows with `lacking_count`, of them `absent_count` and `broken_count`.
    """
    lacking_count = items["required_count"] - items["working_count"]
    absent = (items["required_count"] - items["installed_count"]).clip(lower=0)
    absent = absent.where(absent <= lacking_count, lacking_count)
    return items.assign(
        lacking_count=lacking_count, absent_count=absent, broken_count=lacking_count - absent
    )


def _nobody_last(table: pd.DataFrame) -> pd.DataFrame:
    is_nobody = table["caller"].isna()
    return pd.concat([table[~is_nobody], table[is_nobody]], ignore_index=True)
