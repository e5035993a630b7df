"""Outings: the scans of one person between which there is no long pause.

A stay never reaches over a pause longer than the usual length of any place and the time within
which a repeated scan counts as one. So what the scans of one outing say depends on no other scan,
and when one is added or withdrawn, only its outing has to be estimated anew.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rules import PLACE_KINDS, TracingRules

_SECOND = 1
_HALF, _WHOLE = np.int64(2**31), np.int64(2**32)  # seconds that a table of times can hold


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
    """Return the seconds over which one scan can still change what another one says.

    >>> longest_pause(TracingRules()) // 3600
    4
    """
    usual = [rules.usual_seconds(kind) for kind in PLACE_KINDS]
    return max(*usual, rules.seconds("repeat_scan"))


def spans(
    doubtful: pd.DataFrame, *, since: np.int64, margin: int, rules: TracingRules
) -> pd.DataFrame:
    """Return when to look at whom: `person_id`, `begins`, `ends`, at least `margin` either side.

    Times in seconds since `contract.EPOCH`, `ends` excluded. The spans of one person lie further
    apart than an outing can jump.
    """
    person, ids = pd.factorize(doubtful["person_id"], sort=True)
    at = contract.seconds(doubtful["at"], of="doubtful.at")
    order, starts = _runs(person, at, 2 * margin + longest_pause(rules))
    first, last = at[order[starts[:-1]]], at[order[starts[1:] - 1]]
    return pd.DataFrame(
        {
            "person_id": ids.take(person[order[starts[:-1]]]),
            "begins": np.maximum(first - margin, since),
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

    A moment counts as a scan: where a withdrawn one was, it may have joined two outings.
    """
    pause = longest_pause(rules)
    count = len(doubtful)
    person, ids = pd.factorize(
        pd.concat([doubtful["person_id"], check_ins["person_id"]], ignore_index=True), sort=True
    )
    moment = contract.seconds(doubtful["at"], of="doubtful.at")
    scanned = contract.seconds(check_ins["scanned_at"], of="check_ins.scanned_at")
    at = np.concatenate([moment, scanned])
    order, starts = _runs(person, at, pause)
    outing = np.empty(len(at), dtype=np.int64)
    outing[order] = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    first, last = at[order[starts[:-1]]], at[order[starts[1:] - 1]]

    of_moment = outing[:count]
    earliest, latest = last.copy(), first.copy()
    np.minimum.at(earliest, of_moment, moment)
    np.maximum.at(latest, of_moment, moment)
    is_cut = (first - pause < earliest - margin) & (earliest - margin > since)
    is_cut |= last + pause > latest + margin
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
    person: NDArray[np.signedinteger], at: NDArray[np.int64], pause: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order by person, then time, and where in it each run begins, and its length."""
    order = np.lexsort((at, person))
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = (np.diff(person[order]) != 0) | (np.diff(at[order]) > pause)
    return order, np.append(np.flatnonzero(is_new), len(order))
