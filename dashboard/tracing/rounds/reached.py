"""Who was reached, and when: the tables that rounds fill."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONG_AGO = -(2**62)
"""Before every time, in seconds."""

NOBODY = 2**31 - 1
"""The lateness of somebody whom the trace has not reached: later than `contract.FARTHEST`."""

CASE = -(2**31)
"""The lateness of a case, whom nobody can reach any more."""


class Reached(NamedTuple):
    """What one thread finds in a round; the sweeps improve it in place.

    A lateness is `exposed_at` forward and minus `ready_by` backward: less is better either way.
    Both lie within stays, so 32 bits hold them. Whether a find is better than what is known is
    asked once a person when the threads' tables are gathered, not once a contact.
    """

    known: NDArray[np.int32]
    """Per person, the same of all threads: what earlier rounds found, or `CASE`."""
    lateness: NDArray[np.int32]
    """Per person: the least that this thread found, `NOBODY` between rounds."""
    listed: NDArray[np.int32]
    """Whom it found, in the order found, while there is room: see `is_listed`."""
    size: NDArray[np.int64]
    """How many are listed, and how many wait."""
    people: NDArray[np.int32]
    """Who waits to be noted: see `sweeps.improve_waiting`."""
    waiting: NDArray[np.int32]
    """Their lateness."""
