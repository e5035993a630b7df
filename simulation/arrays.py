"""Names for the arrays that carry the province: one entry per person, place or stay."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


def where_known(values: npt.NDArray[Any], known: Bools) -> Texts:
    """Return values as objects, None where they are not known.

    >>> where_known(np.array([1, 2]), np.array([True, False])).tolist()
    [1, None]
    """
    kept: Texts = values.astype(object)
    kept[~known] = None
    return kept
