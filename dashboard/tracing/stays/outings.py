"""Outings: the scans of one person between which there is no long pause.

A stay never reaches over a pause longer than the usual length of any place and the time within
which a repeated scan counts as one, unless a check-out was recorded after it. So what the scans of
one outing say depends on no other scan, and when one is added or withdrawn, only its outing has to
be estimated anew.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rules import PLACE_KINDS, TracingRules
from dashboard.tracing.stays.estimated import recorded_ends

_SECOND = 1
_HALF, _WHOLE = np.int64(2**40), np.int64(2**41)  # more seconds than any time has


class Outings(NamedTuple):
    """One entry per outing, by person, then time. Times in seconds since `contract.EPOCH`."""

    person: NDArray[np.int64]
    """Position in `person_ids`."""
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    person_ids: pd.Index


class Doubted(NamedTuple):
    """The outings around doubtful moments."""

    outings: Outings
    is_within: NDArray[np.bool_]
    """Per check-in: whether it belongs to one of them."""
    cut_off: NDArray[np.bool_]
    """Per doubtful moment: whether more check-ins are needed to see its whole outing."""


def longest_pause(rules: TracingRules) -> int:
    """Return the seconds over which a scan without check-out can change what another one says.

    >>> longest_pause(TracingRules()) // 3600
    8
    """
    usual = [rules.usual_seconds(kind) for kind in PLACE_KINDS]
    return max(*usual, rules.seconds("repeat_scan"))


def longest_jump(rules: TracingRules) -> int:
    """Return the seconds over which any scan can: a recorded check-out may be this late.

    >>> longest_jump(TracingRules()) // 60
    1425
    """
    return max(longest_pause(rules), rules.seconds("longest_stay"))


def spans(
    doubtful: pd.DataFrame, *, since: np.int64, margin: int, rules: TracingRules
) -> pd.DataFrame:
    """Return when to look at whom: `person_id`, `begins`, `ends`, at least `margin` either side.

    Times in seconds since `contract.EPOCH`, `ends` excluded. Before it one jump more is read, for
    who checked out late. The spans of one person lie further apart than an outing can jump.
    """
    jump = longest_jump(rules)
    person, ids = pd.factorize(doubtful["person_id"], sort=True)
    at = contract.far_seconds(doubtful["at"], of="doubtful.at")
    order, starts, _ = _runs(person, at, at + 2 * (margin + jump))
    first, last = at[order[starts[:-1]]], at[order[starts[1:] - 1]]
    return pd.DataFrame(
        {
            "person_id": ids.take(person[order[starts[:-1]]]),
            "begins": np.maximum(first - margin - jump, since),
            "ends": last + margin + _SECOND,
        }
    )


def doubted(
    check_ins: pd.DataFrame,
    doubtful: pd.DataFrame,
    *,
    since: np.int64,
    margin: int,
    rules: TracingRules,
) -> Doubted:
    """Return the outings around doubtful moments, given the check-ins of their `spans`.

    A moment counts as a scan, and as one with a late check-out: where a withdrawn one was, it may
    have joined two outings.
    """
    jump = longest_jump(rules)
    count = len(doubtful)
    person, ids = pd.factorize(
        pd.concat([doubtful["person_id"], check_ins["person_id"]], ignore_index=True), sort=True
    )
    moment = contract.far_seconds(doubtful["at"], of="doubtful.at")
    scanned = contract.far_seconds(check_ins["scanned_at"], of="check_ins.scanned_at")
    left = recorded_ends(check_ins, scanned)
    left = np.where(left < contract.NEVER, np.minimum(left, scanned + jump), scanned)
    until = np.maximum(left, scanned + longest_pause(rules))
    at = np.concatenate([moment, scanned])
    order, starts, reaches = _runs(person, at, np.concatenate([moment + jump, until]))
    outing = np.empty(len(at), dtype=np.int64)
    outing[order] = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    first, last = at[order[starts[:-1]]], at[order[starts[1:] - 1]]

    of_moment = outing[:count]
    earliest, latest = last.copy(), first.copy()
    np.minimum.at(earliest, of_moment, moment)
    np.maximum.at(latest, of_moment, moment)
    is_cut = (first < earliest - margin) & (earliest - margin - jump > since)
    is_cut |= reaches > latest + margin
    is_due = np.zeros(len(first), dtype=np.bool_)
    is_due[of_moment] = True
    is_whole = is_due & ~is_cut
    return Doubted(
        Outings(
            person[order[starts[:-1]]][is_whole].astype(np.int64),
            first[is_whole],
            last[is_whole],
            pd.Index(ids),
        ),
        is_whole[outing[count:]],
        is_cut[of_moment],
    )


def are_within(outings: Outings, person_ids: pd.Series, at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each person and second whether it lies in one of these outings."""
    person = outings.person_ids.get_indexer(pd.Index(person_ids)).astype(np.int64)
    begins = outings.person * _WHOLE + outings.first + _HALF
    found = np.searchsorted(begins, person * _WHOLE + at + _HALF, side="right") - 1
    is_within = (person >= 0) & (found >= 0)
    known = found[is_within]
    is_within[is_within] = (outings.person[known] == person[is_within]) & (
        at[is_within] <= outings.last[known]
    )
    return is_within


def rows_within(index: ColocationIndex, outings: Outings) -> NDArray[np.uint32]:
    """Return the rows of the index's stays that arrived in one of these outings."""
    codes = index.person_codes(pd.Series(outings.person_ids), of="check_ins.person_id")
    stays = index.stays
    each = (codes[outings.person], outings.first, outings.last)
    return _rows_within(stays.arrived, stays.by_person, stays.person_starts, *each)


@compiled
def _rows_within(
    arrived: NDArray[np.int32],
    by_person: NDArray[np.uint32],
    person_starts: NDArray[np.int64],
    person: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.uint32]:
    rows = np.empty(16, dtype=np.uint32)
    count = 0
    for outing in range(len(person)):
        if person[outing] < 0:
            continue
        for each in range(person_starts[person[outing]], person_starts[person[outing] + 1]):
            row = by_person[each]
            if first[outing] <= arrived[row] <= last[outing]:
                if count == len(rows):
                    rows = np.append(rows, np.empty(len(rows), dtype=np.uint32))
                rows[count] = row
                count += 1
    return rows[:count].copy()


def _runs(
    person: NDArray[np.signedinteger], at: NDArray[np.int64], until: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the order by person, then time, where in it each run begins, and how far it reaches.

    A run goes on while the next time is not after `until` of any before it. One more beginning is
    the length.
    """
    order = np.lexsort((at, person))
    is_new, reaches = _new_runs(person[order].astype(np.int64), at[order], until[order])
    starts = np.flatnonzero(is_new)
    lasts = np.append(starts, len(order))[1:] - 1
    return order, np.append(starts, len(order)), reaches[lasts]


@compiled
def _new_runs(
    person: NDArray[np.int64], at: NDArray[np.int64], until: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    is_new = np.ones(len(person), dtype=np.bool_)
    reaches = until.copy()
    for row in range(1, len(person)):
        if person[row] == person[row - 1] and at[row] <= reaches[row - 1]:
            is_new[row] = False
            reaches[row] = max(until[row], reaches[row - 1])
    return is_new, reaches
