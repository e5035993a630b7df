"""The chance that a contact infected, recomputed: hours, air, crowd and confidence."""

from datetime import timedelta
from math import exp

import pandas as pd

from tests.figures.recomputed import VIETNAM, World
from tests.figures.recomputed_tracing import ASSUMED, BOUNDED, RECORDED, Contact, stays_at

RATE_PER_HOUR = 0.028
OUTDOORS = 1 / 6
CLOSE_PEOPLE = 10
BELIEVED = {RECORDED: 1.0, BOUNDED: 0.9, ASSUMED: 0.6}
BY_DAY = {-4: 0.8, -3: 1.2, -2: 1.4, -1: 1.6, 0: 1.6, 1: 1.6, 2: 1.2, 3: 1.0, 4: 0.6}
"""Power to infect by day from onset."""
UNKNOWN_ONSET = 0.9


def chance(world: World, contact: Contact, weight: float) -> float:
    """Return the chance that a contact infected, the source having this power to infect."""
    outdoors = world.once("outdoors", lambda: _outdoors(world))
    air = OUTDOORS if contact.place in outdoors else 1.0
    others = max(_present(world, contact), 2) - 1
    near = CLOSE_PEOPLE / max(CLOSE_PEOPLE, others)
    return chance_of(contact.minutes / 60 * air * near * BELIEVED[contact.known], weight)


def chance_of(hours: float, weight: float) -> float:
    """Return the chance of so many hours indoors with few people."""
    return 1 - exp(-RATE_PER_HOUR * hours * weight)


def weight_on(contact: Contact, onset_date) -> float:
    """Return the power to infect on the day of a contact."""
    if onset_date is None or pd.isna(onset_date):
        return UNKNOWN_ONSET
    met = pd.Timestamp(contact.met).tz_convert(VIETNAM).date()
    return BY_DAY.get((met - pd.Timestamp(onset_date).date()).days, 0.0)


def _outdoors(world: World) -> set[int]:
    rows = world.ask("select place_id from operational.places where is_indoor is false")
    return set(rows["place_id"])


def _present(world: World, contact: Contact) -> float:
    """Return how many people were there on average while it lasted."""
    met, parted = contact.met, contact.parted
    spent = sum(
        max(min(stay.left, parted) - max(stay.arrived, met), timedelta(0)) / timedelta(minutes=1)
        for stay in stays_at(world)[contact.place]
    )
    return spent / contact.minutes
