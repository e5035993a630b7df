"""An index of some of another's stays: certain people's, or those at certain kinds of place."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import RuleError
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.columns import Ordered, Stays, sorted_columns
from dashboard.tracing.index.stay_table import PLACE
from dashboard.tracing.rules import PLACE_KINDS


def subset(index: ColocationIndex, rows: NDArray[np.int64]) -> ColocationIndex:
    """Return an index of these rows of `index.stays`, which are in ascending order.

    People and places keep their codes and ids, also those left without a stay, so that what is
    known of them by code holds in both; a stay keeps the crowd that it found among all of them.
    Costs the rows, and one pass over people and places.

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(pd.DataFrame({
    ...     "person_id": ["a", "b"], "place_id": ["market", "temple"],
    ...     "arrived_at": noon, "left_at": noon + pd.Timedelta("1h")}))
    >>> small = subset(index, np.array([1]))
    >>> len(small), small.person_ids.tolist()
    (1, ['a', 'b'])
    """
    stays = index.stays
    ordered = Ordered(
        stays.person[rows],
        index.places_of(rows).astype(np.int32),
        stays.arrived[rows],
        stays.left[rows],
        stays.kind,
        len(index.person_ids),
    )
    columns = sorted_columns(ordered, stays.crowd[rows])
    return ColocationIndex(columns, index.confidence[rows], index.person_ids, index.place_ids)


def rows_of_people(stays: Stays, people: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of these people's stays in ascending order; each person is named once."""
    starts = stays.person_starts[people]
    counts = stays.person_starts[people + 1] - starts
    first_of_each = np.cumsum(counts) - counts
    at = np.arange(counts.sum()) + np.repeat(starts - first_of_each, counts)
    return np.sort(stays.by_person[at].astype(np.int64))


def at_kinds(
    index: ColocationIndex, places: pd.DataFrame, kinds: Collection[str]
) -> ColocationIndex:
    """Return an index of the stays at these kinds of place; homes and interviews stay.

    Parameters
    ----------
    places
        One row per place: `place_id`, `place_kind`. A place not listed, of no kind or of a kind
        not in `PLACE_KINDS` counts as "other".
    kinds
        Some of `PLACE_KINDS`.

    Raises
    ------
    RuleError
        If no kind is named, or one that does not exist.
    """
    unknown = sorted(set(kinds) - set(PLACE_KINDS))
    if unknown or not kinds:
        named = repr(unknown[0]) if unknown else "nothing"
        raise RuleError(f"kinds of place must be some of {', '.join(PLACE_KINDS)}, not {named}")
    contract.require_columns(places, ("place_id", "place_kind"), of="places")
    known = places.set_index("place_id")["place_kind"].reindex(index.place_ids)
    is_kept = known.where(known.isin(PLACE_KINDS), "other").isin(kinds).to_numpy(dtype=np.bool_)
    is_kept = is_kept | (index.stays.kind != PLACE)
    counts = np.diff(index.stays.place_starts)
    return subset(index, np.flatnonzero(np.repeat(is_kept, counts)))
