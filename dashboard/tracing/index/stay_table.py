"""The door for tables of stays: what they must have, and how they become codes and seconds."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError

CONFIDENCE = ("recorded", "bounded", "assumed")
"""How the end of a stay is known, strongest first."""


def confidences(codes: NDArray[np.int8]) -> "pd.Categorical[str]":
    """Return positions in `CONFIDENCE` as an ordered column, strongest first.

    >>> confidences(np.array([0, 2], dtype=np.int8)).tolist()
    ['recorded', 'assumed']
    """
    return pd.Categorical.from_codes(codes, categories=pd.Index(CONFIDENCE), ordered=True)


KINDS = ("place", "home", "interview")
"""What links the people of a place: its code, living together, or what a case told."""

PLACE, HOME, INTERVIEW = range(len(KINDS))

STAY_COLUMNS = ("person_id", "place_id", "arrived_at", "left_at")


def positions(known: pd.Index, ids: pd.Series) -> NDArray[np.int64]:
    """Return where each id is among the known; -1 where it is not."""
    if not (is_plain_integer(known.dtype) and is_plain_integer(ids.dtype)):
        return np.asarray(known.get_indexer(pd.Index(ids)), dtype=np.int64)
    numbers, wanted = known.to_numpy(), ids.to_numpy()
    # In their own type, or all the known would be copied; what wraps is not equal below.
    at = np.searchsorted(numbers, wanted.astype(numbers.dtype))
    at = np.minimum(at, max(len(numbers) - 1, 0))
    if not len(numbers):
        return np.full(len(wanted), -1, dtype=np.int64)
    return np.where(numbers[at] == wanted, at, -1).astype(np.int64)


def is_plain_integer(dtype: object) -> bool:
    """Say whether this is one of numpy's own integer types.

    >>> is_plain_integer(np.dtype("int32")), is_plain_integer(pd.Int64Dtype())
    (True, False)
    """
    return isinstance(dtype, np.dtype) and dtype.kind in "iu"


def stay_times(stays: pd.DataFrame, *, of: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return arrivals and departures in seconds, of a table that has all columns of a stay."""
    contract.require_columns(stays, STAY_COLUMNS, of=of)
    arrived = contract.seconds(stays["arrived_at"], of=f"{of}.arrived_at")
    left = contract.seconds(stays["left_at"], of=f"{of}.left_at")
    backwards = left < arrived
    if backwards.any():
        row = stays.iloc[int(backwards.argmax())]
        raise TableError(
            f"{of}.left_at {row['left_at']} is before arrived_at {row['arrived_at']}"
            f" (person {row['person_id']} at {row['place_id']})"
        )
    return arrived, left


def codes(ids: pd.Series, *, of: str) -> tuple[NDArray[np.int32], pd.Index]:
    """Return the position of each id among all of them in order, and those."""
    positions, known = pd.factorize(contract.known_ids(ids, of=of), sort=True)
    if isinstance(known, pd.CategoricalIndex):
        known = pd.Index(known.categories.take(known.codes))
    return positions.astype(np.int32), pd.Index(known)


def confidence_codes(stays: pd.DataFrame, *, of: str) -> NDArray[np.int8]:
    """Return the confidence of each stay as a position in `CONFIDENCE`; assumed if not given."""
    assumed = CONFIDENCE.index("assumed")
    if "confidence" not in stays:
        return np.full(len(stays), assumed, dtype=np.int8)
    given = stays["confidence"].astype("category").cat
    known = np.append(pd.Index(CONFIDENCE).get_indexer(given.categories), -1)  # -1 is missing
    codes = known[given.codes.to_numpy()]
    if (codes < 0).any():
        value = stays["confidence"].iloc[int((codes < 0).argmax())]
        raise TableError(f"{of}.confidence has {value!r}; it knows {', '.join(CONFIDENCE)}")
    return codes.astype(np.int8)


def kind_codes(stays: pd.DataFrame) -> NDArray[np.int8]:
    """Return the kind of each stay's place as a position in `KINDS`: see `ColocationIndex.build`.

    A kind that is not among them is one of places with a code, and so is none.
    """
    if "place_kind" not in stays:
        return np.full(len(stays), PLACE, dtype=np.int8)
    given = stays["place_kind"].astype("category").cat
    known = np.append(pd.Index(KINDS).get_indexer(given.categories), -1)  # -1 is missing
    of_each: NDArray[np.int8] = np.maximum(known[given.codes.to_numpy()], PLACE).astype(np.int8)
    return of_each


def place_kinds(stays: pd.DataFrame, place: NDArray[np.int32], count: int) -> NDArray[np.int8]:
    """Return the kind of each of so many places; `place` has the place of each stay.

    Raises
    ------
    TableError
        If stays at one place say different kinds.
    """
    each = kind_codes(stays)
    kind = np.full(count, PLACE, dtype=np.int8)
    kind[place] = each
    refuse_other_kinds(stays, each, kind[place])
    return kind


def refuse_other_kinds(stays: pd.DataFrame, each: NDArray[np.int8], kind: NDArray[np.int8]) -> None:
    """Refuse a stay whose place is of one kind by its own row and of another by the others."""
    wrong = each != kind
    if wrong.any():
        at = int(wrong.argmax())
        raise TableError(
            f"place {stays['place_id'].iloc[at]} is of kind {KINDS[each[at]]}"
            f" in one stay and {KINDS[kind[at]]} in another"
        )
