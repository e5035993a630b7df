"""New, corrected and withdrawn stays worked into sorted columns without sorting them again.

One pass over the places and one over the people, each copying what stays as it is; both are shared
by the cores. The old columns are only read, so traces that run on them are not disturbed.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import threads
from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.at_arrival import count_at_arrival
from dashboard.tracing.index.columns import Stays, by_place_and_arrival, starts_of
from dashboard.tracing.index.search import Group, first_from


class Rows(NamedTuple):
    """Stays as codes and seconds: one entry per stay."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    arrived: NDArray[np.int64]
    left: NDArray[np.int64]
    confidence: NDArray[np.int8]
    """-1 where any will do."""


class Old(NamedTuple):
    """The columns before, and what becomes of their codes."""

    stays: Stays
    confidence: NDArray[np.int8]
    is_removed: NDArray[np.bool_]
    person: NDArray[np.int32]
    """Per person: the code afterwards."""
    place: NDArray[np.int64]
    """Per place afterwards: the code before, or -1."""
    kind: NDArray[np.int8]
    """Per place afterwards: see `Stays`."""
    person_before: NDArray[np.int64]
    """Per person afterwards: the code before, or -1."""


class New(NamedTuple):
    """The added stays by place and arrival, in codes as they are afterwards."""

    rows: Rows
    place_starts: NDArray[np.int64]
    by_person: NDArray[np.uint32]
    person_starts: NDArray[np.int64]


class Moved(NamedTuple):
    """Where every row goes."""

    old: NDArray[np.uint32]
    new: NDArray[np.uint32]


class Merging(NamedTuple):
    """What the pass over the places fills besides the columns."""

    confidence: NDArray[np.int8]
    is_changed: NDArray[np.bool_]
    """Per place afterwards: whether stays came or went, so that crowds are counted anew."""
    moved: Moved


@compiled
def rows_of(
    stays: Stays, confidence: NDArray[np.int8], wanted: Rows, is_found: NDArray[np.bool_]
) -> int:
    """Mark one row for each wanted stay; return the first that is nowhere, or -1."""
    for at in range(len(wanted.person)):
        place = wanted.place[at]
        row, last = stays.place_starts[place], stays.place_starts[place + 1]
        row = first_from(stays.arrived, row, last, wanted.arrived[at])
        while row < last and not _is_wanted(stays, confidence, wanted, at, row, is_found[row]):
            if stays.arrived[row] != wanted.arrived[at]:
                return at
            row += 1
        if row == last:
            return at
        is_found[row] = True
    return -1


@compiled
def _is_wanted(
    stays: Stays,
    confidence: NDArray[np.int8],
    wanted: Rows,
    at: int,
    row: int,
    is_taken: bool,  # noqa: FBT001
) -> bool:
    return bool(
        not is_taken
        and stays.arrived[row] == wanted.arrived[at]
        and stays.person[row] == wanted.person[at]
        and stays.left[row] == wanted.left[at]
        and (wanted.confidence[at] < 0 or confidence[row] == wanted.confidence[at])
    )


def added_in_order(rows: Rows, counts: tuple[int, int]) -> New:
    """Return the added rows by place and arrival; `counts` of people and places afterwards."""
    order = by_place_and_arrival(rows.place, counts[1], rows.arrived)
    ordered = Rows(
        rows.person[order],
        rows.place[order],
        rows.arrived[order],
        rows.left[order],
        rows.confidence[order],
    )
    by_person = np.argsort(ordered.person, kind="stable").astype(np.uint32)
    return New(
        ordered,
        starts_of(ordered.place, counts[1]),
        by_person,
        starts_of(ordered.person, counts[0]),
    )


def merged(
    old: Old, new: New, place_starts: NDArray[np.int64], person_starts: NDArray[np.int64]
) -> tuple[Stays, NDArray[np.int8]]:
    """Return the columns afterwards; the starts are given, everything else is copied in place."""
    count = int(place_starts[-1])
    stays = Stays(
        person=np.empty(count, dtype=np.int32),
        arrived=np.empty(count, dtype=np.int32),
        left=np.empty(count, dtype=np.int32),
        place_starts=place_starts,
        longest=np.zeros(len(place_starts) - 1, dtype=np.int64),
        by_person=np.empty(count, dtype=np.uint32),
        by_person_place=np.empty(count, dtype=np.int32),
        person_starts=person_starts,
        crowd=np.empty(count, dtype=np.uint16),
        kind=old.kind,
    )
    is_changed = np.diff(new.place_starts) > 0
    confidence = np.empty(count, dtype=np.int8)
    moved = Moved(
        np.empty(len(old.stays.person), dtype=np.uint32),
        np.empty(len(new.rows.person), dtype=np.uint32),
    )
    work = Merging(confidence, is_changed, moved)
    _shared(place_starts, lambda part: _merge_places(old, new, stays, work, part))
    count_at_arrival(stays, is_changed)
    place_after = np.full(len(old.stays.longest), -1, dtype=np.int32)
    known = old.place >= 0
    place_after[old.place[known]] = np.flatnonzero(known)
    _shared(person_starts, lambda part: _merge_people(old, new, stays, place_after, moved, part))
    return stays, confidence


def _shared(starts: NDArray[np.int64], merge: Callable[[Group], None]) -> None:
    """Merge ranges of places or people of equal size at the same time."""
    rows = np.linspace(0, starts[-1], threads.count() + 1)
    cuts = np.searchsorted(starts, rows)
    cuts[0], cuts[-1] = 0, len(starts) - 1
    threads.share(lambda part: merge(Group(int(cuts[part]), int(cuts[part + 1]))), len(cuts) - 1)


@compiled
def _merge_places(old: Old, new: New, stays: Stays, work: Merging, part: Group) -> None:
    confidence, is_changed, moved = work
    for place in range(part.begin, part.end):
        at, before = stays.place_starts[place], old.place[place]
        row, last = 0, 0
        if before >= 0:
            row, last = old.stays.place_starts[before], old.stays.place_starts[before + 1]
        longest = 0
        for added in range(new.place_starts[place], new.place_starts[place + 1] + 1):
            is_end = added == new.place_starts[place + 1]
            while row < last and (is_end or old.stays.arrived[row] <= new.rows.arrived[added]):
                if old.is_removed[row]:
                    is_changed[place] = True
                else:
                    stays.person[at] = old.person[old.stays.person[row]]
                    stays.arrived[at] = old.stays.arrived[row]
                    stays.left[at] = old.stays.left[row]
                    stays.crowd[at] = old.stays.crowd[row]
                    confidence[at] = old.confidence[row]
                    longest = max(longest, int(stays.left[at]) - stays.arrived[at])
                    moved.old[row] = at
                    at += 1
                row += 1
            if not is_end:
                stays.person[at] = new.rows.person[added]
                stays.arrived[at] = new.rows.arrived[added]
                stays.left[at] = new.rows.left[added]
                confidence[at] = new.rows.confidence[added]
                longest = max(longest, int(stays.left[at]) - stays.arrived[at])
                moved.new[added] = at
                at += 1
        stays.longest[place] = longest


@compiled
def _merge_people(
    old: Old, new: New, stays: Stays, place_after: NDArray[np.int32], moved: Moved, part: Group
) -> None:
    for person in range(part.begin, part.end):
        at, before = stays.person_starts[person], old.person_before[person]
        each, last = 0, 0
        if before >= 0:
            each, last = old.stays.person_starts[before], old.stays.person_starts[before + 1]
        for turn in range(new.person_starts[person], new.person_starts[person + 1] + 1):
            is_end = turn == new.person_starts[person + 1]
            added = 0 if is_end else new.by_person[turn]
            while each < last:
                row = old.stays.by_person[each]
                if not old.is_removed[row]:
                    if not is_end and moved.old[row] > moved.new[added]:
                        break
                    stays.by_person[at] = moved.old[row]
                    stays.by_person_place[at] = place_after[old.stays.by_person_place[each]]
                    at += 1
                each += 1
            if not is_end:
                stays.by_person[at] = moved.new[added]
                stays.by_person_place[at] = new.rows.place[added]
                at += 1
