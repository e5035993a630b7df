"""What a zone of the ledger can be, from its proposal to its end."""

from enum import StrEnum
from typing import Final


class ZoneStatus(StrEnum):
    """The status of a zone, in the order in which it usually happens."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    EXTENDED = "extended"
    PARTLY_RELEASED = "partly_released"
    ENDED = "ended"


CONFINING: Final = (ZoneStatus.IN_FORCE, ZoneStatus.EXTENDED, ZoneStatus.PARTLY_RELEASED)
"""The statuses under which people are confined."""
