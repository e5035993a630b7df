"""The list of everyone reached, put in order without comparing rows."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_BITS = 63
"""Of a sortable whole number."""


class Everyone(NamedTuple):
    """Everyone reached who is no case, once, in any order."""

    people: NDArray[np.int32]
    ring: NDArray[np.int16]
    lateness: NDArray[np.int64]
    """After the last round."""


def in_order(everyone: Everyone, person_ids: pd.Index) -> Everyone:
    """Return everyone reached by ring, then lateness, then id."""
    if person_ids.is_monotonic_increasing:
        order: NDArray[np.signedinteger] = everyone.people
        packed = _packed(everyone)
        if packed is not None:
            return packed
    else:  # categories have an order of their own
        names = np.asarray(person_ids[everyone.people], dtype=object)
        order = np.unique(names, return_inverse=True)[1]
    return _taken(everyone, np.lexsort((order, everyone.lateness, everyone.ring)))


def _taken(everyone: Everyone, order: NDArray[np.int64]) -> Everyone:
    return Everyone(everyone.people[order], everyone.ring[order], everyone.lateness[order])


def _packed(everyone: Everyone) -> Everyone | None:
    """Return everyone in order, by sorting one number that holds all three; None if too long."""
    if not len(everyone.people):
        return everyone
    first = everyone.lateness.min()
    person_bits = int(everyone.people.max()).bit_length()
    late_bits = int(everyone.lateness.max() - first).bit_length()
    if person_bits + late_bits + int(everyone.ring.max()).bit_length() > _BITS:
        return None
    numbers = everyone.ring.astype(np.int64) << late_bits
    numbers |= everyone.lateness - first
    numbers <<= person_bits
    numbers |= everyone.people
    numbers.sort()
    late = (numbers >> person_bits) & ((1 << late_bits) - 1)
    return Everyone(
        (numbers & ((1 << person_bits) - 1)).astype(np.int32),
        (numbers >> (person_bits + late_bits)).astype(np.int16),
        late + first,
    )
