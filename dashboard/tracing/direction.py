"""Which way contacts are followed through time."""

from enum import StrEnum


class Direction(StrEnum):
    """Onward from a case, back from it, or both: an expansion knows the first two."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"
