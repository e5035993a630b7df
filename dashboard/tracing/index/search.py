"""Searching sorted groups of stays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled


class Group(NamedTuple):
    """The windows of one place: rows `[begin, end)`."""

    begin: int
    end: int


@compiled
def first_from(times: NDArray[np.signedinteger], low: int, high: int, when: int) -> int:
    """Return the first position in `[low, high)` whose time is `when` or later, or `high`."""
    while low < high:
        middle = (low + high) // 2
        if times[middle] < when:
            low = middle + 1
        else:
            high = middle
    return low
