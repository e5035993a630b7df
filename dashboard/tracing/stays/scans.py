"""Scans of each person, walked in time order to find where each stay ends."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.index.colocation import CONFIDENCE

_DAY = 86_400
_RECORDED, _BOUNDED, _ASSUMED = range(len(CONFIDENCE))


class Scans(NamedTuple):
    """Check-ins by person, then time, then place; times in seconds since `contract.EPOCH`."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    scanned: NDArray[np.int64]
    left: NDArray[np.int64]
    """Recorded check-out, or `contract.NEVER`."""
    usual: NDArray[np.int64]
    """Per place: usual length of a stay."""
    closes: NDArray[np.int64]
    """Per place: closing time as a UTC second of the day, or -1."""


class Lengths(NamedTuple):
    """The rules that end a stay, in seconds."""

    repeat: int
    shortest: int
    longest: int


@compiled
def ends_of_stays(
    scans: Scans, lengths: Lengths
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Return for each stay its first scan (a row of `scans`), its end and its confidence."""
    elsewhere = _next_elsewhere(scans)
    is_used = np.zeros(len(scans.person), dtype=np.bool_)
    first = np.empty(len(scans.person), dtype=np.int64)
    left = np.empty(len(scans.person), dtype=np.int64)
    confidence = np.empty(len(scans.person), dtype=np.int8)
    count = 0
    for row in range(len(scans.person)):
        if not is_used[row]:
            first[count] = row
            left[count], confidence[count] = _stay(scans, row, elsewhere[row], lengths, is_used)
            count += 1
    return first[:count].copy(), left[:count].copy(), confidence[:count].copy()


@compiled
def _stay(
    scans: Scans, row: int, elsewhere: int, lengths: Lengths, is_used: NDArray[np.bool_]
) -> tuple[int, int]:
    """Return the end and confidence of the stay that begins with scan `row`; mark its scans."""
    counted, recorded = scans.scanned[row], scans.left[row]
    end = _end(scans, row, counted, recorded, elsewhere, lengths)
    for later in range(row + 1, len(scans.person)):
        scanned = scans.scanned[later]
        is_over = scanned >= min(elsewhere, recorded) and scanned > scans.scanned[row]
        if scans.person[later] != scans.person[row] or is_over:
            break
        if scans.place[later] != scans.place[row]:
            continue  # a scan elsewhere in the very same second
        if scanned > counted + lengths.repeat:
            if scanned >= end[0]:
                break
            counted = scanned
        is_used[later] = True
        if scans.left[later] < contract.NEVER:
            known = recorded < contract.NEVER
            recorded = max(recorded, scans.left[later]) if known else scans.left[later]
        end = _end(scans, row, counted, recorded, elsewhere, lengths)
    return max(end[0], scans.scanned[row] + lengths.shortest), end[1]


@compiled
def _end(
    scans: Scans, row: int, counted: int, recorded: int, elsewhere: int, lengths: Lengths
) -> tuple[int, int]:
    """Return the earliest end and how it is known; on a tie the stronger evidence.

    A recorded check-out is believed against the usual length and the closing time.
    """
    arrived, place = scans.scanned[row], scans.place[row]
    assumed = arrived + lengths.longest
    if recorded == contract.NEVER:
        assumed = min(assumed, counted + scans.usual[place])
        if scans.closes[place] >= 0:
            until_closing = (scans.closes[place] - arrived) % _DAY
            assumed = min(assumed, arrived + (until_closing if until_closing > 0 else _DAY))
    if recorded <= min(elsewhere, assumed):
        return recorded, _RECORDED
    if elsewhere <= assumed:
        return elsewhere, _BOUNDED
    return assumed, _ASSUMED


@compiled
def _next_elsewhere(scans: Scans) -> NDArray[np.int64]:
    """Return for each scan when its person next, strictly later, scanned at another place."""
    count = len(scans.person)
    result = np.full(count, contract.NEVER, dtype=np.int64)
    for row in range(count - 2, -1, -1):
        later = row + 1
        while (
            later < count
            and scans.person[later] == scans.person[row]
            and scans.scanned[later] == scans.scanned[row]
        ):
            later += 1
        if later < count and scans.person[later] == scans.person[row]:
            result[row] = _first_other_place(scans, row, later, result[later])
    return result


@compiled
def _first_other_place(scans: Scans, row: int, later: int, after_later: int) -> int:
    """Return when the group of scans from `later` on, or the next group, is at another place."""
    at = later
    while (
        at < len(scans.person)
        and scans.person[at] == scans.person[row]
        and scans.scanned[at] == scans.scanned[later]
    ):
        if scans.place[at] != scans.place[row]:
            return int(scans.scanned[later])
        at += 1
    return after_later
