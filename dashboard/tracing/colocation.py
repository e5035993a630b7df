"""Stays, sorted so that everyone at a place, and every stay of a person, lies together."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract, saved
from dashboard.tracing.columns import Stays, by_place_and_arrival, sorted_columns
from dashboard.tracing.errors import TableError
from dashboard.tracing.workspace import Pool

__all__ = ["CONFIDENCE", "STAY_COLUMNS", "ColocationIndex", "Stays", "confidences"]

CONFIDENCE = ("recorded", "bounded", "assumed")
"""How the end of a stay is known, strongest first."""


def confidences(codes: NDArray[np.int8]) -> "pd.Categorical[str]":
    """Return positions in `CONFIDENCE` as an ordered column, strongest first.

    >>> confidences(np.array([0, 2], dtype=np.int8)).tolist()
    ['recorded', 'assumed']
    """
    return pd.Categorical.from_codes(codes, categories=pd.Index(CONFIDENCE), ordered=True)


STAY_COLUMNS = ("person_id", "place_id", "arrived_at", "left_at")


@dataclass(frozen=True, eq=False)
class ColocationIndex:
    """Stays sorted by place and arrival, and again by person. It holds no pairs.

    21 bytes per stay, plus the ids once per person and once per place. Never changed after
    building, so any number of traces may share one.
    """

    stays: Stays
    confidence: NDArray[np.int8]
    """Per stay, in the order of `stays`: a position in `CONFIDENCE`."""
    person_ids: pd.Index
    place_ids: pd.Index
    workspaces: Pool = field(default_factory=Pool, repr=False)
    """What running traces borrow and give back; not part of what the index says."""

    @classmethod
    def build(cls, stays: pd.DataFrame) -> "ColocationIndex":
        """Sort `stays` into an index.

        Parameters
        ----------
        stays
            One row per stay, in any order: `person_id` and `place_id` (integers or text),
            `arrived_at` and `left_at` (timezone-aware), and optionally `confidence`; without it
            every end counts as assumed.

        Raises
        ------
        TableError
            If a column or id is missing, a time has no zone, or a stay ends before it begins.

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
        contract.require_columns(stays, STAY_COLUMNS, of="stays")
        arrived = contract.seconds(stays["arrived_at"], of="stays.arrived_at")
        left = contract.seconds(stays["left_at"], of="stays.left_at")
        _refuse_backwards(stays, arrived, left)
        if len(stays) >= 2**32:
            raise TableError(f"{len(stays)} stays are more than one index holds (4,294,967,295)")
        person, person_ids = _codes(stays["person_id"], of="stays.person_id")
        place, place_ids = _codes(stays["place_id"], of="stays.place_id")
        order = by_place_and_arrival(place, len(place_ids), arrived)
        columns = sorted_columns(
            person[order],
            place[order],
            arrived[order].astype(np.int32),
            left[order].astype(np.int32),
            (len(person_ids), len(place_ids)),
        )
        return cls(columns, _confidence_codes(stays)[order], person_ids, place_ids)

    @classmethod
    def open(cls, folder: Path, *, is_checked: bool = False) -> "ColocationIndex":
        """Return the index that `save` wrote, mapped into memory: see `saved.opened`."""
        return cls(*saved.opened(folder, is_checked=is_checked))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, replacing one that is there: see `saved.save`."""
        saved.save(
            saved.Parts(self.stays, self.confidence, self.person_ids, self.place_ids), folder
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
        return _positions(self.person_ids, person_ids)

    def places_of(self, rows: NDArray[np.signedinteger]) -> NDArray[np.int64]:
        """Return the place code of each of these rows of `stays`."""
        return np.searchsorted(self.stays.place_starts, rows, side="right") - 1


def _positions(known: pd.Index, ids: pd.Series) -> NDArray[np.int64]:
    """Return where each id is among the known; -1 where it is not."""
    if not (_is_plain_integer(known.dtype) and _is_plain_integer(ids.dtype)):
        return np.asarray(known.get_indexer(pd.Index(ids)), dtype=np.int64)
    numbers, wanted = known.to_numpy(), ids.to_numpy()
    at = np.minimum(np.searchsorted(numbers, wanted), max(len(numbers) - 1, 0))
    if not len(numbers):
        return np.full(len(wanted), -1, dtype=np.int64)
    return np.where(numbers[at] == wanted, at, -1).astype(np.int64)


def _is_plain_integer(dtype: object) -> bool:
    return isinstance(dtype, np.dtype) and dtype.kind in "iu"


def _refuse_backwards(
    stays: pd.DataFrame, arrived: NDArray[np.int64], left: NDArray[np.int64]
) -> None:
    backwards = left < arrived
    if backwards.any():
        row = stays.iloc[int(backwards.argmax())]
        raise TableError(
            f"stays.left_at {row['left_at']} is before arrived_at {row['arrived_at']}"
            f" (person {row['person_id']} at {row['place_id']})"
        )


def _codes(ids: pd.Series, *, of: str) -> tuple[NDArray[np.int32], pd.Index]:
    codes, known = pd.factorize(contract.known_ids(ids, of=of), sort=True)
    if isinstance(known, pd.CategoricalIndex):
        known = pd.Index(known.categories.take(known.codes))
    return codes.astype(np.int32), pd.Index(known)


def _confidence_codes(stays: pd.DataFrame) -> NDArray[np.int8]:
    assumed = CONFIDENCE.index("assumed")
    if "confidence" not in stays:
        return np.full(len(stays), assumed, dtype=np.int8)
    given = stays["confidence"].astype("category").cat
    known = np.append(pd.Index(CONFIDENCE).get_indexer(given.categories), -1)  # -1 is missing
    codes = known[given.codes.to_numpy()]
    if (codes < 0).any():
        value = stays["confidence"].iloc[int((codes < 0).argmax())]
        raise TableError(f"stays.confidence has {value!r}; it knows {', '.join(CONFIDENCE)}")
    return codes.astype(np.int8)
