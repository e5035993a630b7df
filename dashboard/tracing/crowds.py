"""How many people were at a place? Counted from sorted stays, never from pairs."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.colocation import ColocationIndex

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
    presence = _Presence.of(index, np.unique(places[places >= 0]))
    lengths = np.maximum(stops - starts, 1)
    people = (presence.time_until(places, stops) - presence.time_until(places, starts)) / lengths
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


class _Presence(NamedTuple):
    """Time spent at places, so that the time until any moment is two searches."""

    arrivals: NDArray[np.int64]
    arrival_sums: NDArray[np.float64]
    departures: NDArray[np.int64]
    departure_sums: NDArray[np.float64]

    @classmethod
    def of(cls, index: ColocationIndex, places: NDArray[np.int64]) -> "_Presence":
        """Collect the stays at these places."""
        starts, stops = index.stays.place_starts[places], index.stays.place_starts[places + 1]
        rows = np.concatenate(
            [np.arange(a, b) for a, b in zip(starts, stops, strict=True)]
            or [np.empty(0, dtype=np.int64)]
        )
        place = np.repeat(places, stops - starts)
        arrived = index.stays.arrived[rows].astype(np.int64)
        left = index.stays.left[rows].astype(np.int64)
        arrival_order = np.argsort(_key(place, arrived), kind="stable")
        departure_order = np.argsort(_key(place, left), kind="stable")
        return cls(
            _key(place, arrived)[arrival_order],
            _sums(arrived[arrival_order]),
            _key(place, left)[departure_order],
            _sums(left[departure_order]),
        )

    def time_until(
        self, places: NDArray[np.int64], moments: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return the person-seconds spent at each place before each moment."""
        first = np.searchsorted(self.arrivals, _key(places, -_SHIFT), side="left")
        arrived = np.searchsorted(self.arrivals, _key(places, moments), side="left")
        left = np.searchsorted(self.departures, _key(places, moments), side="left")
        begun = (arrived - first) * moments - (
            self.arrival_sums[arrived] - self.arrival_sums[first]
        )
        ended = (left - first) * moments - (self.departure_sums[left] - self.departure_sums[first])
        return np.asarray(begun - ended, dtype=np.float64)


def _key(place: NDArray[np.int64], moment: NDArray[np.int64] | np.int64) -> NDArray[np.int64]:
    return np.asarray((place << _WIDTH) | (moment + _SHIFT), dtype=np.int64)


def _sums(values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return running sums; exact below 2**53 person-seconds, which no province reaches."""
    return np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
