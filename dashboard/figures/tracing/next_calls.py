"""Whom to call next: those next to a case whom nobody has reached yet, the greatest risk first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from dashboard.indicators.follow_up import State

MOST: Final = 30
"""So many are shown at once: what two people can call in an hour, our choice."""


SEVERE_AGE: Final = 65
"""From this age on an infection is likelier to be severe: years, reached in the year itself."""


class Severity(StrEnum):
    """What makes an infection of somebody more likely to be severe."""

    AGE = "age"
    DISEASE = "disease"


class Standing(StrEnum):
    """Why somebody of the first ring is to be called next, or no more."""

    CASE = "case"
    ISOLATED = "isolated"
    REACHED = "reached"
    TAKEN = "taken"
    WAITING = "waiting"


@dataclass(frozen=True, eq=False)
class NextCalls:
    """The next calls, and how many others of the first ring stand where."""

    people: pd.DataFrame
    """The first rows of the list that wait, in its order."""
    counts: Mapping[Standing, int]
    """Of the whole first ring."""


def next_calls(
    near: pd.DataFrame, states: pd.DataFrame, is_case: pd.Series, taken: pd.Series
) -> NextCalls:
    """Return whom of the first ring to call next.

    Parameters
    ----------
    near
        The first ring of a list, in its order: `person_id`, `isolated_at` (of those isolated now).
    states
        One row per person followed up: `person_id`, `state`.
    is_case
        Whether each of them is a case themselves.
    taken
        `person_id` of whom another caller has taken to call.

    Examples
    --------
    >>> near = pd.DataFrame({"person_id": [1, 2, 3],
    ...     "isolated_at": pd.to_datetime([None, None, "2021-08-20T00:00Z"], utc=True)})
    >>> states = pd.DataFrame({"person_id": [1], "state": ["called"]})
    >>> found = next_calls(near, states, pd.Series([False] * 3), pd.Series(dtype="int64"))
    >>> found.people["person_id"].tolist(), found.counts[Standing.REACHED]
    ([2], 1)
    """
    state = near["person_id"].map(states.set_index("person_id")["state"])
    standing = pd.Series(
        np.select(
            [
                is_case.to_numpy(np.bool_),
                near["isolated_at"].notna().to_numpy(),
                (state.notna() & (state != State.LISTED)).to_numpy(),
                near["person_id"].isin(taken).to_numpy(),
            ],
            [Standing.CASE, Standing.ISOLATED, Standing.REACHED, Standing.TAKEN],
            Standing.WAITING,
        ),
        index=near.index,
        dtype="str",
    )
    counts = {each: int((standing == each).sum()) for each in Standing}
    return NextCalls(near[standing == Standing.WAITING].head(MOST), counts)


def severities(conditions: pd.DataFrame, year: int) -> dict[int, list[Severity]]:
    """Return what makes an infection likelier to be severe, of those in whom anything is known to.

    Parameters
    ----------
    conditions
        One row per person: `person_id`, `birth_year`, `priority_group` (either may be unknown).
    year
        The year of the data.

    Examples
    --------
    >>> known = pd.DataFrame({"person_id": [1, 2, 3], "birth_year": [1956, 1957, None],
    ...     "priority_group": ["elderly_65", "chronic_disease", None]})
    >>> severities(known, 2021)
    {1: [<Severity.AGE: 'age'>], 2: [<Severity.DISEASE: 'disease'>]}
    """
    age = year - pd.to_numeric(conditions["birth_year"]).astype("Float64")
    found = {
        Severity.AGE: (age >= SEVERE_AGE).fillna(value=False),
        Severity.DISEASE: (conditions["priority_group"] == "chronic_disease").fillna(value=False),
    }
    severe: dict[int, list[Severity]] = {}
    for what, holds in found.items():
        for person in conditions.loc[holds, "person_id"]:
            severe.setdefault(int(person), []).append(what)
    return severe
