"""A plain loop: every place, every stay in order of arrival, once a ring, on one core."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from benchmarks.tracing.answers import NEVER, Answer, Scenario, answer

NAME = "plain loop (numba, one core)"

_NOBODY = np.int64(-1)


class Sorted(NamedTuple):
    """Stays by place and arrival; the stays at place p are `[starts[p], starts[p + 1])`."""

    person: NDArray[np.int32]
    arrived: NDArray[np.int32]
    left: NDArray[np.int32]
    starts: NDArray[np.int64]


def trace(stays: Sorted, scenario: Scenario, person_count: int, shift: int = 0) -> Answer:
    """Return whom the cases reach.

    Parameters
    ----------
    stays
        Everyone at every place; times are `shift` later than the scenario's.
    person_count
        One more than the highest person.
    """
    cases = np.array(scenario.people, dtype=np.int64)
    infectious_from = np.int64(scenario.infectious_from + shift)
    exposed = np.full(person_count, NEVER)
    ready = exposed.copy()
    ready[cases] = infectious_from
    ring = np.full(person_count, -1, dtype=np.int64)
    for number in range(1, scenario.max_ring + 1):
        before = exposed.copy()
        _sweep(stays, ready, exposed, scenario.overlap, scenario.min_overlap)
        exposed[cases] = NEVER
        if np.array_equal(before, exposed):
            break
        ring[(ring < 0) & (exposed < NEVER)] = number
        ready = exposed + scenario.latent
        ready[cases] = infectious_from
    people = np.flatnonzero(exposed < NEVER)
    return answer(people, ring[people], exposed[people] - shift)


@numba.njit(cache=True, nogil=True)
def _sweep(
    stays: Sorted,
    ready: NDArray[np.int64],
    exposed: NDArray[np.int64],
    overlap: int,
    delay: int,
) -> None:
    """Lower `exposed` of everyone who shares `overlap` seconds with somebody who is `ready`."""
    most = np.max(np.diff(stays.starts))
    who = np.empty(most, dtype=np.int64)
    opens = np.empty(most, dtype=np.int64)
    closes = np.empty(most, dtype=np.int64)
    for place in range(len(stays.starts) - 1):
        rows = (stays.starts[place], stays.starts[place + 1])
        count = _windows(stays, rows, ready, overlap, (who, opens, closes))
        if count > 0:
            windows = (who[:count], opens[:count], closes[:count])
            _meet(stays, rows, windows, exposed, (overlap, delay))


@numba.njit(cache=True, nogil=True)
def _windows(
    stays: Sorted,
    rows: tuple[int, int],
    ready: NDArray[np.int64],
    overlap: int,
    windows: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
) -> int:
    """Find when each infectious stay can begin a contact, by the moment it opens; count them."""
    who, opens, closes = windows
    count = 0
    for row in range(rows[0], rows[1]):
        person = stays.person[row]
        begin = max(np.int64(stays.arrived[row]), ready[person])
        end = np.int64(stays.left[row]) - overlap
        if begin > end:
            continue
        at = count
        while at > 0 and opens[at - 1] > begin:
            who[at], opens[at], closes[at] = who[at - 1], opens[at - 1], closes[at - 1]
            at -= 1
        who[at], opens[at], closes[at] = person, begin, end
        count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _meet(
    stays: Sorted,
    rows: tuple[int, int],
    windows: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    exposed: NDArray[np.int64],
    rule: tuple[int, int],
) -> None:
    """Walk one place in time order with the last-closing window, and that of anybody else."""
    who, opens, closes = windows
    overlap, delay = rule
    best, best_closes, other_closes = _NOBODY, -NEVER, -NEVER
    at = 0
    for row in range(rows[0], rows[1]):
        arrived = np.int64(stays.arrived[row])
        person = np.int64(stays.person[row])
        while at < len(who) and opens[at] <= arrived:
            if who[at] == best:
                best_closes = max(best_closes, closes[at])
            elif closes[at] > best_closes:
                best, best_closes, other_closes = who[at], closes[at], best_closes
            else:
                other_closes = max(other_closes, closes[at])
            at += 1
        start = arrived
        if (other_closes if person == best else best_closes) < arrived:
            following = at
            while following < len(who) and who[following] == person:
                following += 1
            start = opens[following] if following < len(who) else NEVER
        if start + overlap <= stays.left[row]:
            exposed[person] = min(exposed[person], start + delay)
