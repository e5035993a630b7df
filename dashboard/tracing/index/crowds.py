"""How many people were at a place? Counted from sorted stays, never from pairs."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import first_from

_WIDTH = 34  # bits for seconds: enough for any time of the contract, shifted to be positive
_SHIFT = np.int64(2**33)


def crowds(index: ColocationIndex, contacts: pd.DataFrame) -> pd.Series:
    """Return how many people were present on average during each contact, the two included.

    Parameters
    ----------
    index
        The stays. Only those who scan are counted, so this is a floor.
    contacts
        One row per contact: `place_id`, `met_at`, `parted_at`.

    Returns
    -------
    pandas.Series
        People (not whole), one per contact in the same order, at least 2; unknown where the index
        knows no such place.

    Notes
    -----
    The time that everybody spent at the place between `met_at` and `parted_at`, divided by the
    contact's length. With `linger` a contact may begin after the infector left: hence "at least
    2". Costs a sort of the stays at the places concerned.

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(
    ...     pd.DataFrame({"person_id": ["a", "b", "c"], "place_id": "market",
    ...                   "arrived_at": noon,
    ...                   "left_at": noon + pd.to_timedelta([60, 60, 30], unit="min")}))
    >>> crowds(index, pd.DataFrame(
    ...     {"place_id": ["market"], "met_at": noon, "parted_at": noon + pd.Timedelta("1h")})
    ... ).tolist()
    [2.5]
    """
    contract.require_columns(contacts, ("place_id", "met_at", "parted_at"), of="contacts")
    places = index.place_ids.get_indexer(pd.Index(contacts["place_id"])).astype(np.int64)
    starts = contract.seconds(contacts["met_at"], of="contacts.met_at")
    stops = contract.seconds(contacts["parted_at"], of="contacts.parted_at")
    present = _person_seconds(index.stays, places, starts, stops)
    people = present / np.maximum(stops - starts, 1)
    return pd.Series(np.where(places >= 0, np.maximum(people, 2.0), np.nan), index=contacts.index)


def meeting_counts(
    index: ColocationIndex, opens: int | np.int64, closes: int | np.int64
) -> NDArray[np.int64]:
    """Return per person of the index how many stays of others theirs overlap in a period.

    Parameters
    ----------
    opens, closes
        The period `[opens, closes)` in seconds since `contract.EPOCH`; stays are clipped to it.

    Notes
    -----
    Two people who meet twice count twice. Two sorts and two searches of the stays.
    """
    stays = index.stays
    place = index.places_of(np.arange(len(index)))
    arrived = np.maximum(stays.arrived.astype(np.int64), opens)
    left = np.minimum(stays.left.astype(np.int64), closes)
    inside = arrived < left
    place, arrived, left = place[inside], arrived[inside], left[inside]
    begun = np.searchsorted(np.sort(_key(place, arrived)), _key(place, left), side="left")
    ended = np.searchsorted(np.sort(_key(place, left)), _key(place, arrived), side="right")
    meetings = begun - ended - 1
    total = np.bincount(stays.person[inside], weights=meetings, minlength=len(index.person_ids))
    return np.asarray(total, dtype=np.int64)


@compiled
def _person_seconds(
    stays: Stays,
    places: NDArray[np.int64],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the time that everybody spent at each place in `[start, stop)`; unknown places 0."""
    present = np.zeros(len(places), dtype=np.int64)
    for row in range(len(places)):
        place, start, stop = places[row], starts[row], stops[row]
        if place < 0:
            continue
        end = stays.place_starts[place + 1]
        at = first_from(stays.arrived, stays.place_starts[place], end, start - stays.longest[place])
        while at < end and stays.arrived[at] < stop:
            shared = min(int(stays.left[at]), stop) - max(int(stays.arrived[at]), start)
            present[row] += max(shared, 0)
            at += 1
    return present


def _key(place: NDArray[np.int64], moment: NDArray[np.int64] | np.int64) -> NDArray[np.int64]:
    return np.asarray((place << _WIDTH) | (moment + _SHIFT), dtype=np.int64)
