"""Stays, sorted so that everyone at a place, and every stay of a person, lies together."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.errors import TableError

CONFIDENCE = ("recorded", "bounded", "assumed")
"""How the end of a stay is known, strongest first."""


def confidences(codes: NDArray[np.int8]) -> "pd.Categorical[str]":
    """Return positions in `CONFIDENCE` as an ordered column, strongest first.

    >>> confidences(np.array([0, 2], dtype=np.int8)).tolist()
    ['recorded', 'assumed']
    """
    return pd.Categorical.from_codes(codes, categories=pd.Index(CONFIDENCE), ordered=True)


STAY_COLUMNS = ("person_id", "place_id", "arrived_at", "left_at")

_DIGIT = 16  # bits per pass of the radix sort: 65,536 counters stay in the cache


class Stays(NamedTuple):
    """The sorted columns that the compiled loops read: one entry per stay unless said otherwise.

    Rows are ordered by place, then arrival. People and places are codes: positions in the
    index's `person_ids` and `place_ids`. Times are seconds since `contract.EPOCH`.
    """

    person: NDArray[np.int32]
    arrived: NDArray[np.int32]
    left: NDArray[np.int32]
    place_starts: NDArray[np.int64]
    """One per place and one more: place p has the rows from `place_starts[p]` up to the next."""
    longest: NDArray[np.int64]
    """One per place: its longest stay in seconds, so that a search knows how far back to look."""
    by_person: NDArray[np.uint32]
    """Row numbers, ordered by person, then place and arrival."""
    by_person_place: NDArray[np.int32]
    """The place of each of those rows."""
    person_starts: NDArray[np.int64]
    """One per person and one more: where in `by_person` the stays of a person begin."""


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
        order = _order(place, len(place_ids), arrived)
        columns = _columns(
            person[order],
            place[order],
            arrived[order].astype(np.int32),
            left[order].astype(np.int32),
            (len(person_ids), len(place_ids)),
        )
        return cls(columns, _confidence_codes(stays)[order], person_ids, place_ids)

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
        return np.asarray(self.person_ids.get_indexer(pd.Index(person_ids)), dtype=np.int64)

    def places_of(self, rows: NDArray[np.signedinteger]) -> NDArray[np.int64]:
        """Return the place code of each of these rows of `stays`."""
        return np.searchsorted(self.stays.place_starts, rows, side="right") - 1


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


def _order(
    place: NDArray[np.int32], place_count: int, arrived: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return the rows by place, then arrival: least significant digit first, each pass stable."""
    order = np.arange(len(place), dtype=np.uint32)
    if len(arrived):
        since_first = (arrived - arrived.min()).astype(np.uint32)
        for shift in range(0, int(since_first.max()).bit_length(), _DIGIT):
            digit = ((since_first >> shift) & (2**_DIGIT - 1)).astype(np.int32)
            order = _counting_pass(digit, order, 2**_DIGIT)
    return _counting_pass(place, order, place_count)


def _columns(
    person: NDArray[np.int32],
    place: NDArray[np.int32],
    arrived: NDArray[np.int32],
    left: NDArray[np.int32],
    counts: tuple[int, int],
) -> Stays:
    person_count, place_count = counts
    by_person = _counting_pass(person, np.arange(len(person), dtype=np.uint32), person_count)
    return Stays(
        person=person,
        arrived=arrived,
        left=left,
        place_starts=_starts(place, place_count),
        longest=_longest(place, arrived, left, place_count),
        by_person=by_person,
        by_person_place=place[by_person],
        person_starts=_starts(person, person_count),
    )


def _starts(codes: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(codes, minlength=count), out=starts[1:])
    return starts


@compiled
def _counting_pass(
    code: NDArray[np.int32], order: NDArray[np.uint32], count: int
) -> NDArray[np.uint32]:
    """Return `order` sorted by `code`, rows of equal code keeping their order."""
    free = np.zeros(count + 1, dtype=np.int64)
    for row in range(len(code)):
        free[code[row] + 1] += 1
    for digit in range(count):
        free[digit + 1] += free[digit]
    result = np.empty_like(order)
    for row in order:
        slot = free[code[row]]
        result[slot] = row
        free[code[row]] = slot + 1
    return result


@compiled
def _longest(
    place: NDArray[np.int32], arrived: NDArray[np.int32], left: NDArray[np.int32], count: int
) -> NDArray[np.int64]:
    longest = np.zeros(count, dtype=np.int64)
    for row in range(len(place)):
        longest[place[row]] = max(longest[place[row]], int(left[row]) - arrived[row])
    return longest
