"""True stays: who was at which place from when to when. One row per stay, as four arrays."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Bools, Ints


@dataclass(frozen=True, slots=True)
class Stays:
    """One entry per stay, half open: at `place` from `arrived` until just before `left`."""

    person: Ints
    place: Ints
    arrived: Ints
    left: Ints

    @property
    def count(self) -> int:
        """Return how many stays there are."""
        return len(self.person)

    def where(self, chosen: Bools | Ints) -> "Stays":
        """Return some of the stays."""
        columns = (self.person, self.place, self.arrived, self.left)
        return Stays(*(column[chosen] for column in columns))

    def later(self, seconds: int) -> "Stays":
        """Return the stays moved by some seconds."""
        shift = np.int32(seconds)
        return Stays(self.person, self.place, self.arrived + shift, self.left + shift)

    def before(self, moment: int) -> "Stays":
        """Return what has happened of the stays by a moment; those under way end there."""
        kept = self.where(self.arrived < moment)
        return Stays(kept.person, kept.place, kept.arrived, np.minimum(kept.left, moment))

    def by_person(self) -> "Stays":
        """Return the stays in the order of person and arrival."""
        return self.where(np.lexsort((self.arrived, self.person)))

    def without_absent(self, leaves_at: Ints) -> "Stays":
        """Cut everybody's stays at the moment from which they are away (one entry per person)."""
        away = leaves_at[self.person]
        kept = self.arrived < away
        left = np.minimum(self.left, away)
        return Stays(
            self.person[kept], self.place[kept], self.arrived[kept], left[kept].astype(np.int32)
        )


def joined(parts: list[Stays]) -> Stays:
    """Return the stays of several tables in one."""
    columns = ("person", "place", "arrived", "left")
    return Stays(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def meetings(stays: Stays, is_host: Bools) -> tuple[Ints, Ints]:
    """Return the pairs of rows (host, guest) that share a place and time, hosts marked by row.

    Every host row is compared with the stays at its place only; pairs of two hosts come twice.

    >>> stays = Stays(*np.array([[1, 2, 3], [7, 7, 7], [0, 5, 9], [6, 8, 12]]))
    >>> meetings(stays, np.array([True, False, False]))
    (array([0]), array([1]))
    """
    hosts = np.flatnonzero(is_host)
    at_places = np.flatnonzero(np.isin(stays.place, np.unique(stays.place[hosts])))
    order = at_places[np.argsort(stays.place[at_places], kind="stable")]
    place, arrived, left = stays.place[order], stays.arrived[order], stays.left[order]
    starts = np.searchsorted(place, stays.place[hosts], side="left")
    stops = np.searchsorted(place, stays.place[hosts], side="right")
    pairs = []
    for host, start, stop in zip(hosts.tolist(), starts.tolist(), stops.tolist(), strict=True):
        shares = (arrived[start:stop] < stays.left[host]) & (left[start:stop] > stays.arrived[host])
        guests = order[start:stop][shares]
        guests = guests[stays.person[guests] != stays.person[host]]
        pairs.append((np.full(len(guests), host), guests))
    if not pairs:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate([host for host, _ in pairs]), np.concatenate([each for _, each in pairs])
