"""What really happened, for judging a trace: infections, and the stays around them."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from simulation.clock import NEVER, NOW, moments
from simulation.copying import Column, Moments, NumberColumn
from simulation.epidemic import NOBODY, SETTINGS, Epidemic
from simulation.stays import Stays, meetings


def infections(epidemic: Epidemic) -> Mapping[str, Column]:
    """Return the columns of truth.infections, in the order of infection."""
    who = epidemic.all_infected()
    infector, place = epidemic.infector[who], epidemic.place[who]
    onset = np.where(epidemic.has_symptoms[who], epidemic.onset[who], NEVER)
    return {
        "infectee_id": who + 1,
        "infector_id": pa.array(infector + 1, mask=infector == NOBODY),
        "setting": np.array(SETTINGS, dtype=object)[epidemic.setting[who]],
        "place_id": pa.array(place + 1, mask=place == NOBODY),
        "infected_at": moments(epidemic.infected[who]),
        "infectious_at": moments(epidemic.infectious[who]),
        "onset_at": moments(onset),
        "recovered_at": moments(epidemic.recovered[who]),
    }


def stays_around(stays: Stays, epidemic: Epidemic) -> Stays:
    """Return the stays of people who are ever infected, and those shared with infectious ones."""
    theirs = epidemic.infected[stays.person] <= NOW
    spreading = epidemic.infectious[stays.person] < stays.left
    spreading &= epidemic.recovered[stays.person] > stays.arrived
    _, guests = meetings(stays, spreading)
    return stays.where(np.union1d(np.flatnonzero(theirs), guests))


def stay_columns(stays: Stays) -> Mapping[str, NumberColumn]:
    """Return the columns of truth.stays."""
    return {
        "person_id": stays.person.astype(np.int32) + np.int32(1),
        "place_id": stays.place.astype(np.int32) + np.int32(1),
        "arrived_at": Moments(stays.arrived),
        "left_at": Moments(stays.left),
    }
