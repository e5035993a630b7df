"""Names for the arrays that carry the province: one entry per person, place or stay."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.floating[Any]]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
