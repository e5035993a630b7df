"""New, corrected and withdrawn stays: who and where they are, before the columns are merged."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.columns import Parts, Stays
from dashboard.tracing.index.merged import Old, Rows, added_in_order, merged, rows_of
from dashboard.tracing.index.stay_table import (
    PLACE,
    STAY_COLUMNS,
    confidence_codes,
    kind_codes,
    positions,
    refuse_other_kinds,
    stay_times,
)


def updated(parts: Parts, added: pd.DataFrame | None, removed: pd.DataFrame | None) -> Parts:
    """Return new parts with these stays added and removed: see `ColocationIndex.updated`."""
    stays = parts.stays
    is_removed = removed_rows(parts, removed)
    gone = np.flatnonzero(is_removed)
    table = _no_stays(parts) if added is None else added
    arrived, left = stay_times(table, of="added")
    place_of_gone = np.searchsorted(stays.place_starts, gone, side="right") - 1
    people = _ids(parts.person_ids, table["person_id"], stays.person_starts, stays.person[gone])
    places = _ids(parts.place_ids, table["place_id"], stays.place_starts, place_of_gone)
    confidence = confidence_codes(table, of="added")
    count = int(people.starts[-1])
    if count >= 2**32:
        raise TableError(f"{count} stays are more than one index holds (4,294,967,295)")
    new = added_in_order(
        Rows(people.added, places.added, arrived, left, confidence),
        (len(people.ids), len(places.ids)),
    )
    kind = _kinds(stays, table, places)
    old = Old(stays, parts.confidence, is_removed, people.after, places.before, kind, people.before)
    return Parts(*merged(old, new, places.starts, people.starts), people.ids, places.ids)


def removed_rows(parts: Parts, removed: pd.DataFrame | None) -> NDArray[np.bool_]:
    """Return for each row of the columns whether it is to be removed.

    Raises
    ------
    TableError
        If one of the stays is not there, or not as often.
    """
    is_found = np.zeros(len(parts.stays.person), dtype=np.bool_)
    if removed is None or removed.empty:
        return is_found
    arrived, left = stay_times(removed, of="removed")
    person, place = (
        _known(ids, removed[column], of=f"removed.{column}")
        for ids, column in ((parts.person_ids, "person_id"), (parts.place_ids, "place_id"))
    )
    any_will_do = np.full(len(removed), -1, dtype=np.int8)
    given = confidence_codes(removed, of="removed") if "confidence" in removed else any_will_do
    missing = np.flatnonzero((person < 0) | (place < 0))
    at = int(missing[0]) if len(missing) else -1
    if at < 0:
        wanted = Rows(person.astype(np.int32), place.astype(np.int32), arrived, left, given)
        at = rows_of(parts.stays, parts.confidence, wanted, is_found)
    if at >= 0:
        row = removed.iloc[at]
        raise TableError(
            f"removed has a stay that is not in the index, or not as often: person"
            f" {row['person_id']} at {row['place_id']} from {row['arrived_at']} to {row['left_at']}"
        )
    return is_found


class _Ids(NamedTuple):
    """The people (or places) afterwards, and how their codes change."""

    ids: pd.Index
    after: NDArray[np.int32]
    """Per code before: the code afterwards, or -1."""
    before: NDArray[np.int64]
    """Per code afterwards: the code before, or -1."""
    added: NDArray[np.int32]
    """Per added stay: the code afterwards."""
    starts: NDArray[np.int64]
    """As in `Stays`, afterwards."""


def _kinds(stays: Stays, added: pd.DataFrame, places: _Ids) -> NDArray[np.int8]:
    """Return the kind of each place afterwards: as before, and for a new one as its stays say."""
    each = kind_codes(added)
    kind = np.full(len(places.ids), PLACE, dtype=np.int8)
    kind[places.added] = each
    is_known = places.before >= 0
    kind[is_known] = stays.kind[places.before[is_known]]
    refuse_other_kinds(added, each, kind[places.added])
    return kind


def _ids(
    known: pd.Index, ids: pd.Series, starts: NDArray[np.int64], gone: NDArray[np.signedinteger]
) -> _Ids:
    """Return the ids that have stays afterwards; `gone` has the code of each removed stay."""
    if isinstance(ids.dtype, pd.CategoricalDtype):
        ids = ids.astype(ids.dtype.categories.dtype)
    at = _known(known, ids, of=f"added.{ids.name}")
    strange = pd.Index(ids[at < 0]).unique().sort_values()
    everyone, at_known, at_strange = _joined(known, strange)
    counts = np.zeros(len(everyone), dtype=np.int64)
    counts[at_known] = np.diff(starts) - np.bincount(gone, minlength=len(known))
    joined = np.empty(len(ids), dtype=np.int64)
    joined[at >= 0] = at_known[at[at >= 0]]
    joined[at < 0] = at_strange[strange.get_indexer(pd.Index(ids[at < 0]))]
    counts += np.bincount(joined, minlength=len(everyone))
    is_kept = counts > 0
    code = np.where(is_kept, np.cumsum(is_kept) - 1, -1).astype(np.int32)
    before = np.full(len(everyone), -1, dtype=np.int64)
    before[at_known] = np.arange(len(known))
    return _Ids(
        everyone if is_kept.all() else everyone[is_kept],
        code[at_known],
        before[is_kept],
        code[joined],
        np.concatenate(([0], np.cumsum(counts[is_kept]))),
    )


def _joined(
    known: pd.Index, strange: pd.Index
) -> tuple[pd.Index, NDArray[np.int64], NDArray[np.int64]]:
    """Return all ids in order, and where the known and the strange ones are among them."""
    count = len(known)
    if not len(strange):
        return known, np.arange(count), np.empty(0, dtype=np.int64)
    if known.is_monotonic_increasing:
        before = np.searchsorted(known.to_numpy(), strange.to_numpy())
    else:  # categories have an order of their own: whoever is new comes last
        before = np.full(len(strange), count, dtype=np.int64)
    at_strange = before + np.arange(len(strange))
    at_known = np.arange(count) + np.cumsum(np.bincount(before, minlength=count + 1))[:count]
    order = np.empty(count + len(strange), dtype=np.int64)
    order[at_known] = np.arange(count)
    order[at_strange] = count + np.arange(len(strange))
    if not pd.api.types.is_integer_dtype(known.dtype):
        strange = strange.astype(known.dtype)
    return known.append(strange).take(order), at_known, at_strange


def _known(known: pd.Index, ids: pd.Series, *, of: str) -> NDArray[np.int64]:
    contract.known_ids(ids, of=of)
    contract.same_kind(ids, known, of=of)
    return positions(known, ids)


def _no_stays(parts: Parts) -> pd.DataFrame:
    ids = [parts.person_ids[:0], parts.place_ids[:0]]
    times = [contract.moments(np.empty(0, dtype=np.int64))] * 2
    return pd.DataFrame(dict(zip(STAY_COLUMNS, [*ids, *times], strict=True)))
