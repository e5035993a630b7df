"""Stays, sorted so that everyone at a place, and every stay of a person, lies together."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError
from dashboard.tracing.index import saved
from dashboard.tracing.index.at_arrival import count_at_arrival
from dashboard.tracing.index.columns import (
    Ordered,
    Parts,
    Stays,
    by_place_and_arrival,
    sorted_columns,
)
from dashboard.tracing.index.stay_table import (
    CONFIDENCE,
    KINDS,
    STAY_COLUMNS,
    codes,
    confidence_codes,
    confidences,
    place_kinds,
    positions,
    stay_times,
)
from dashboard.tracing.index.updating import removed_rows, updated

__all__ = ["CONFIDENCE", "STAY_COLUMNS", "ColocationIndex", "Stays", "confidences"]


@dataclass(frozen=True, eq=False)
class ColocationIndex:
    """Stays sorted by place and arrival, and again by person. It holds no pairs.

    23 bytes per stay, plus the ids once per person and once per place. Never changed after
    building, so any number of traces may share one.
    """

    stays: Stays
    confidence: NDArray[np.int8]
    """Per stay, in the order of `stays`: a position in `CONFIDENCE`."""
    person_ids: pd.Index
    place_ids: pd.Index

    @classmethod
    def build(cls, stays: pd.DataFrame) -> "ColocationIndex":
        """Sort `stays` into an index.

        Parameters
        ----------
        stays
            One row per stay, in any order: `person_id` and `place_id` (integers or text),
            `arrived_at` and `left_at` (timezone-aware), and optionally `confidence` (without it
            every end counts as assumed) and `place_kind` ("home" and "interview" link people as
            such; anything else is a place with a code).

        Raises
        ------
        TableError
            If a column or id is missing, a time has no zone, a stay ends before it begins, or a
            place is of two kinds.

        Notes
        -----
        Linear in the stays (counting sorts), with about 40 bytes per stay while it works.

        Examples
        --------
        >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
        >>> index = ColocationIndex.build(
        ...     pd.DataFrame({"person_id": ["a", "b"], "place_id": ["market", "market"],
        ...                   "arrived_at": noon, "left_at": noon + pd.Timedelta("1h")}))
        >>> len(index), index.person_ids.tolist()
        (2, ['a', 'b'])
        """
        arrived, left = stay_times(stays, of="stays")
        if len(stays) >= 2**32:
            raise TableError(f"{len(stays)} stays are more than one index holds (4,294,967,295)")
        person, person_ids = codes(stays["person_id"], of="stays.person_id")
        place, place_ids = codes(stays["place_id"], of="stays.place_id")
        order = by_place_and_arrival(place, len(place_ids), arrived)
        ordered = Ordered(
            person[order],
            place[order],
            arrived[order].astype(np.int32),
            left[order].astype(np.int32),
            place_kinds(stays, place, len(place_ids)),
            len(person_ids),
        )
        columns = sorted_columns(ordered, np.empty(len(stays), dtype=np.uint16))
        count_at_arrival(columns, np.ones(len(place_ids), dtype=np.bool_))
        return cls(columns, confidence_codes(stays, of="stays")[order], person_ids, place_ids)

    @classmethod
    def open(cls, folder: Path, *, is_checked: bool = False) -> "ColocationIndex":
        """Return the index that `save` wrote, mapped into memory: see `saved.opened`."""
        return cls(*saved.opened(folder, is_checked=is_checked))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, replacing one that is there: see `saved.save`."""
        saved.save(self._parts, folder)

    @property
    def _parts(self) -> Parts:
        return Parts(self.stays, self.confidence, self.person_ids, self.place_ids)

    def updated(
        self, *, added: pd.DataFrame | None = None, removed: pd.DataFrame | None = None
    ) -> "ColocationIndex":
        """Return an index with these stays added and removed; this one stays as it is.

        Parameters
        ----------
        added
            Stays as `build` takes them.
        removed
            Stays that are in the index: the same person, place and times, and the same confidence
            if the table has it. Each row removes one. A corrected stay is removed and added.

        Raises
        ------
        TableError
            If a removed stay is not in the index, or a table would be refused by `build`.

        Notes
        -----
        The same as building from the stays that remain and those that were added, in two passes
        over what there is, without sorting it. Traces go on using the index that they began with.

        Examples
        --------
        >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
        >>> stay = pd.DataFrame({"person_id": ["a"], "place_id": ["market"],
        ...                      "arrived_at": noon, "left_at": noon + pd.Timedelta("1h")})
        >>> index = ColocationIndex.build(stay)
        >>> len(index.updated(added=stay)), len(index.updated(removed=stay)), len(index)
        (2, 0, 1)
        """
        if not len(self):
            removed_rows(self._parts, removed)  # refuses
            return self if added is None else ColocationIndex.build(added)
        return ColocationIndex(*updated(self._parts, added, removed))

    def stays_of(self, person_ids: pd.Series) -> pd.DataFrame:
        """Return all stays of these people as a table: what `updated` may remove.

        One row per stay, by person, place and arrival: `person_id`, `place_id`, `arrived_at`,
        `left_at`, `confidence`, `place_kind` ("place", "home" or "interview").
        """
        people = np.unique(self.person_codes(person_ids, of="person_ids"))
        starts = self.stays.person_starts
        spans = [np.arange(starts[code], starts[code + 1]) for code in people if code >= 0]
        at = np.concatenate([np.empty(0, dtype=np.int64), *spans])
        return self.listed(self.stays.by_person[at])

    def listed(self, rows: NDArray[np.integer]) -> pd.DataFrame:
        """Return these rows of `stays` as the table that `stays_of` describes."""
        places = self.places_of(rows)
        return pd.DataFrame(
            {
                "person_id": self.person_ids[self.stays.person[rows]],
                "place_id": self.place_ids[places],
                "arrived_at": contract.moments(self.stays.arrived[rows]),
                "left_at": contract.moments(self.stays.left[rows]),
                "confidence": confidences(self.confidence[rows]),
                "place_kind": self.kinds_of(places),
            }
        )

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self.stays.person)

    @property
    def byte_count(self) -> int:
        """Memory held by the sorted columns, without the ids."""
        return sum(column.nbytes for column in self.stays) + self.confidence.nbytes

    def person_codes(self, person_ids: pd.Series, *, of: str) -> NDArray[np.int64]:
        """Return the code of each id; -1 where the person has no stay.

        Parameters
        ----------
        of
            Table and column, for the sentence of a refusal.
        """
        contract.known_ids(person_ids, of=of)
        contract.same_kind(person_ids, self.person_ids, of=of)
        return positions(self.person_ids, person_ids)

    def kinds_of(self, places: NDArray[np.integer]) -> "pd.Categorical[str]":
        """Return what links the people of each of these places: "place", "home", "interview"."""
        return pd.Categorical.from_codes(self.stays.kind[places], categories=pd.Index(KINDS))

    def places_of(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the place code of each of these rows of `stays`."""
        return np.searchsorted(self.stays.place_starts, rows, side="right") - 1
