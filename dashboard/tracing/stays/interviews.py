"""Whom a case says that they met: a place of its own, with one stay of each of the two."""

from typing import Final

import pandas as pd

from dashboard.tracing import contract
from dashboard.tracing.stays.homes import MOST_HOMES

FIRST: Final = -MOST_HOMES
"""Below it are the places of interviews, from it on those of homes: see `home_ids`."""


def interview_stays(named: pd.DataFrame) -> pd.DataFrame:
    """Return the stays of contacts that cases named.

    Parameters
    ----------
    named
        One row per contact: `interview_id` (from 1), `case_person_id`, `person_id`, `met_at`,
        `parted_at` (timezone-aware).

    Returns
    -------
    pandas.DataFrame
        Two rows per contact, as `ColocationIndex.build` takes them: confidence "recorded", kind
        "interview", `place_id` below `FIRST`.

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> named = pd.DataFrame({"interview_id": [1], "case_person_id": [7], "person_id": [-1],
    ...                       "met_at": [noon], "parted_at": [noon + pd.Timedelta("1h")]})
    >>> interview_stays(named)[["person_id", "place_id"]].to_numpy().tolist()
    [[7, -1073741825], [-1, -1073741825]]
    """
    columns = ("interview_id", "case_person_id", "person_id", "met_at", "parted_at")
    contract.require_columns(named, columns, of="interviews")
    sides = [
        pd.DataFrame(
            {
                "person_id": named[who].astype("int64"),
                "place_id": FIRST - named["interview_id"].astype("int64"),
                "arrived_at": pd.to_datetime(named["met_at"], utc=True),
                "left_at": pd.to_datetime(named["parted_at"], utc=True),
                "confidence": "recorded",
                "place_kind": "interview",
            }
        )
        for who in ("case_person_id", "person_id")
    ]
    return pd.concat(sides, ignore_index=True)


def unscanned_kind(place_id: int) -> str | None:
    """Return what links people at a place that has no code: a home or an interview; else None.

    >>> unscanned_kind(-8), unscanned_kind(FIRST - 1), unscanned_kind(8)
    ('home', 'interview', None)
    """
    if place_id < FIRST:
        return "interview"
    return "home" if place_id < 0 else None
