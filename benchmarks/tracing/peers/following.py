"""A plain loop that follows people: the stays of whoever was just reached, and who was there.

On one core, for this one question only: no latency, no linger, no isolation, any shared second.
It has the stays in both orders, times included, which this project's index has not: 35 bytes a
stay.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import first_from

NAME = "plain loop that follows (numba, one core)"

_NOBODY = np.int32(2**31 - 1)


class BothOrders(NamedTuple):
    """The stays by place and arrival, and again by person."""

    person: NDArray[np.int32]
    arrived: NDArray[np.int32]
    left: NDArray[np.int32]
    place_starts: NDArray[np.int64]
    longest: NDArray[np.int64]
    own_place: NDArray[np.int32]
    own_arrived: NDArray[np.int32]
    own_left: NDArray[np.int32]
    person_starts: NDArray[np.int64]


class Found(NamedTuple):
    """What the loop knows of each person."""

    exposed: NDArray[np.int32]
    ring: NDArray[np.int8]
    is_changed: NDArray[np.bool_]
    changed: NDArray[np.int32]


def both_orders(stays: Stays) -> BothOrders:
    """Return the columns of an index in both orders."""
    own = stays.by_person
    return BothOrders(
        *(stays.person, stays.arrived, stays.left, stays.place_starts, stays.longest),
        *(stays.by_person_place, stays.arrived[own], stays.left[own], stays.person_starts),
    )


def trace(
    stays: BothOrders, cases: Sequence[int], infectious_from: int, max_ring: int
) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.int32]]:
    """Return whom the cases reach by code, their ring, and when they were exposed."""
    count = len(stays.person_starts) - 1
    found = Found(
        np.full(count, _NOBODY, dtype=np.int32),
        np.full(count, -1, dtype=np.int8),
        np.zeros(count, dtype=np.bool_),
        np.empty(count, dtype=np.int32),
    )
    following = np.array(cases, dtype=np.int32)
    found.exposed[following] = -_NOBODY
    ready = np.full(len(following), infectious_from, dtype=np.int32)
    for number in range(1, max_ring + 1):
        following = found.changed[: _round(stays, following, ready, found, number)].copy()
        ready = found.exposed[following]
    reached = np.flatnonzero(found.ring > 0)
    return reached, found.ring[reached], found.exposed[reached]


@numba.njit(cache=True, nogil=True)
def _round(  # noqa: C901 - a plain loop
    stays: BothOrders,
    following: NDArray[np.int32],
    ready: NDArray[np.int32],
    found: Found,
    number: int,
) -> int:
    """Lower `exposed` of whoever was there; return how many changed."""
    exposed, ring, is_changed, changed = found
    count = 0
    for at in range(len(following)):
        person = following[at]
        for own in range(stays.person_starts[person], stays.person_starts[person + 1]):
            opens, ends = max(stays.own_arrived[own], ready[at]), stays.own_left[own]
            if opens >= ends:
                continue
            place = stays.own_place[own]
            last = stays.place_starts[place + 1]
            row = first_from(
                stays.arrived, stays.place_starts[place], last, opens - stays.longest[place]
            )
            while row < last and stays.arrived[row] < ends:
                start, other = max(stays.arrived[row], opens), stays.person[row]
                if stays.left[row] > start and start < exposed[other]:
                    exposed[other] = start
                    if ring[other] < 0:
                        ring[other] = number
                    if not is_changed[other]:
                        is_changed[other] = True
                        changed[count] = other
                        count += 1
                row += 1
    for at in range(count):
        is_changed[changed[at]] = False
    return count
