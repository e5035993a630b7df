"""Who lives together: every member of a household has one stay at home over the whole period."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from dashboard.tracing.errors import TableError

_PREFIX: Final = "home "

MOST_HOMES: Final = 2**30
"""Numbers of households lie below it: places beyond are those of interviews."""


@dataclass(frozen=True, eq=False)
class Homes:
    """The households of a period.

    Attributes
    ----------
    households
        `household_id` by `person_id`, each person once; unknown for whom nobody knows it.
    since, until
        The period, timezone-aware: its first moment, and the one after its last.
    """

    households: pd.Series
    since: datetime
    until: datetime

    def stays(self) -> pd.DataFrame:
        """Return one row per person who lives with somebody.

        Returns
        -------
        pandas.DataFrame
            `person_id`, `place_id` (see `home_ids`), `arrived_at`, `left_at`, `confidence`
            ("assumed"), `place_kind` ("home"): as `ColocationIndex.build` takes it.

        Raises
        ------
        TableError
            If a number of a household is negative.

        Examples
        --------
        >>> monday = pd.Timestamp("2021-08-02T00:00+07:00")
        >>> households = pd.Series([7, 7, 8], index=pd.Index([1, 2, 3], name="person_id"))
        >>> found = Homes(households, monday, monday + pd.Timedelta("28D")).stays()
        >>> found[["person_id", "place_id"]].to_numpy().tolist()
        [[1, -8], [2, -8]]
        """
        known = self.households.dropna()
        codes, _ = pd.factorize(known)
        known = known[(np.bincount(codes, minlength=1)[codes] > 1)] if len(known) else known
        return pd.DataFrame(
            {
                "person_id": known.index.to_numpy(),
                "place_id": home_ids(known).array,
                "arrived_at": pd.Timestamp(self.since).tz_convert("UTC").as_unit("us"),
                "left_at": pd.Timestamp(self.until).tz_convert("UTC").as_unit("us"),
                "confidence": "assumed",
                "place_kind": "home",
            }
        )

    def equals(self, other: "Homes") -> bool:
        """Return whether the same people live together, over the same period."""
        is_same_period = (self.since, self.until) == (other.since, other.until)
        return is_same_period and self.households.equals(other.households)


def are_unscanned(place_ids: pd.Series) -> "pd.Series[bool]":
    """Return which of these places have no code: homes, and places of interviews.

    >>> are_unscanned(pd.Series([-8, 8])).tolist(), are_unscanned(pd.Series(["home A7"])).tolist()
    ([True, False], [True])
    """
    if pd.api.types.is_integer_dtype(place_ids.dtype):
        return place_ids < 0
    return place_ids.astype("str").str.startswith(_PREFIX)


def are_homes(place_ids: pd.Series) -> "pd.Series[bool]":
    """Return which of these places are homes, where members of a household were together.

    >>> are_homes(pd.Series([-8, 8, -MOST_HOMES - 1])).tolist()
    [True, False, False]
    """
    if pd.api.types.is_integer_dtype(place_ids.dtype):
        found = (place_ids < 0) & (place_ids >= -MOST_HOMES)
        return found.fillna(value=False).astype("bool")
    return place_ids.astype("str").str.startswith(_PREFIX)


def home_ids(households: pd.Series) -> pd.Series:
    """Return the id of each household as a place: one that no place with a code has.

    Numbers become negative, texts begin with "home ".

    >>> home_ids(pd.Series([0, 7])).tolist(), home_ids(pd.Series(["A7"])).tolist()
    ([-1, -8], ['home A7'])
    """
    if not pd.api.types.is_integer_dtype(households.dtype):
        return _PREFIX + households.astype("str")
    numbers = households.astype(getattr(households.dtype, "numpy_dtype", households.dtype))
    if len(numbers) and numbers.min() < 0:
        raise TableError(f"homes.household_id is negative: {numbers.min()}")
    if len(numbers) and numbers.max() >= MOST_HOMES:
        raise TableError(f"homes.household_id is above {MOST_HOMES - 1}: {numbers.max()}")
    return -1 - numbers
