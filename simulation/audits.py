"""Counts at the door: how many came in, and how many of them scanned.

An invented programme: in each district a team counts some places a day, the kinds of place in
turn, the place by lot (the busier, the likelier), whether its code is in use or not.
"""

from collections.abc import Mapping

import numpy as np

from simulation.arrays import Bools, Ints
from simulation.clock import DAY, moments
from simulation.copying import Column
from simulation.gazetteer import Communes
from simulation.places import KINDS, Places
from simulation.stays import Stays
from simulation.streams import stream

PLACES_A_DAY = 6


class Audits:
    """The counts so far; `count(day, ...)` adds one day's."""

    def __init__(self, seed: int, places: Places, communes: Communes) -> None:
        self._seed = seed
        self._places = places
        self._district = communes.district[places.commune]
        self._rows: list[tuple[int, int, int, int]] = []

    def count(self, day: int, stays: Stays, is_scanned: Bools) -> None:
        """Count the visits of one day at a few places of each district."""
        rng = stream(self._seed, "audits", day)
        visits = np.bincount(stays.place, minlength=self._places.count)
        scanned = np.bincount(stays.place[is_scanned], minlength=self._places.count)
        for district in np.unique(self._district).tolist():
            for turn in range(PLACES_A_DAY):
                wanted = self._district == district
                wanted &= self._places.kind == (PLACES_A_DAY * day + turn + district) % len(KINDS)
                place = _by_lot(rng, np.where(wanted, visits, 0))
                if place is not None:
                    began = day * DAY + int(self._places.opens[place])
                    self._rows.append((place, began, int(visits[place]), int(scanned[place])))

    def columns(self) -> Mapping[str, Column]:
        """Return the columns of operational.scan_audits."""
        place, began, visits, scanned = np.array(self._rows, dtype=np.int64).reshape(-1, 4).T
        return {
            "audit_id": np.arange(1, len(place) + 1),
            "place_id": place + 1,
            "audited_at": moments(began),
            "visitor_count": visits,
            "scanned_count": scanned,
        }


def _by_lot(rng: np.random.Generator, visits: Ints) -> int | None:
    """Draw a place in proportion to its visits; None where nobody came anywhere."""
    if not visits.any():
        return None
    return int(rng.choice(len(visits), p=visits / visits.sum()))
