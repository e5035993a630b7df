"""Who was reached, and when: the table that rounds fill."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONG_AGO = -(2**62)
"""Before every time, in seconds."""

NOBODY = -LONG_AGO
"""The lateness of somebody whom the trace has not reached."""

CASE = LONG_AGO
"""The lateness of a case, whom nobody can reach any more."""


class Reached(NamedTuple):
    """What a trace knows of each person; the sweeps improve it in place.

    A lateness is `exposed_at` forward and minus `ready_by` backward: less is better either way.
    """

    lateness: NDArray[np.int64]
    """Per person: `NOBODY` if not reached, `CASE` if nothing can be better."""
    is_changed: NDArray[np.bool_]
    """Per person: whether this round improved it."""
    changed: NDArray[np.int32]
    """Whom this round improved, in the order found; only the first `size[0]` mean anything."""
    size: NDArray[np.int64]
