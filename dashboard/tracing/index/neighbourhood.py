"""The part of an index that a few people touch: what one asks about them needs no more."""

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.index.colocation import ColocationIndex, Stays
from dashboard.tracing.index.columns import Ordered, sorted_columns


def neighbourhood(
    index: ColocationIndex,
    people: NDArray[np.int64],
    *,
    opens: int | np.int64,
    closes: int | np.int64,
    linger: int = 0,
) -> ColocationIndex:
    """Return an index of these people's stays in a period and of the stays that overlap them.

    Direct contacts of these people in the period (ring 1, either direction) are the same in it as
    in the whole index; farther rings are not.

    Parameters
    ----------
    index
        The stays.
    people
        Codes of the people asked about; -1 (without stays) is left out.
    opens, closes
        The period in seconds since `contract.EPOCH`.
    linger
        Seconds that two stays may lie apart and still be kept.

    Notes
    -----
    Costs the stays at these people's places around the time they were there. Ids are kept.

    Examples
    --------
    >>> import pandas as pd
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(pd.DataFrame({
    ...     "person_id": ["a", "b", "c"], "place_id": ["market", "market", "temple"],
    ...     "arrived_at": noon, "left_at": noon + pd.Timedelta("1h")}))
    >>> small = neighbourhood(index, np.array([0]), opens=0, closes=2**31)
    >>> small.person_ids.tolist()
    ['a', 'b']
    """
    stays = index.stays
    parts = [_stays_of(stays, person, opens, closes) for person in people if person >= 0]
    mine = np.concatenate([*parts, np.empty(0, dtype=np.int64)])
    near = [
        _overlapping(stays, row, place, linger)
        for row, place in zip(mine, index.places_of(mine), strict=True)
    ]
    return _only(index, np.unique(np.concatenate([mine, *near])))


def _stays_of(
    stays: Stays, person: np.int64, opens: int | np.int64, closes: int | np.int64
) -> NDArray[np.int64]:
    rows = stays.by_person[stays.person_starts[person] : stays.person_starts[person + 1]]
    rows = rows.astype(np.int64)
    inside = (stays.arrived[rows] < closes) & (stays.left[rows] >= opens)
    return np.asarray(rows[inside])


def _overlapping(stays: Stays, row: np.int64, place: np.int64, linger: int) -> NDArray[np.int64]:
    start, stop = stays.place_starts[place], stays.place_starts[place + 1]
    begins, ends = int(stays.arrived[row]) - linger, int(stays.left[row]) + linger
    low = start + np.searchsorted(stays.arrived[start:stop], begins - stays.longest[place])
    high = start + np.searchsorted(stays.arrived[start:stop], ends, side="right")
    rows = np.arange(low, high)
    return np.asarray(rows[stays.left[rows] >= begins])


def _only(index: ColocationIndex, rows: NDArray[np.int64]) -> ColocationIndex:
    stays = index.stays
    people, person = np.unique(stays.person[rows], return_inverse=True)
    places, place = np.unique(index.places_of(rows), return_inverse=True)
    ordered = Ordered(
        person.astype(np.int32),
        place.astype(np.int32),
        stays.arrived[rows],
        stays.left[rows],
        stays.kind[places],
        len(people),
    )
    columns = sorted_columns(ordered, stays.crowd[rows])
    return ColocationIndex(
        columns, index.confidence[rows], index.person_ids[people], index.place_ids[places]
    )
