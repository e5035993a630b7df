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
