"""The state of the outbreak: what is true of each person so far, and who is away from when."""

from dataclasses import dataclass, field

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.clock import NEVER
from simulation.disease import draw_courses

NOBODY = -1
SETTINGS = ("seed", "place", "household", "arrival")
"""Of infection: unknown, at the first factory; at a place; at home; outside the province."""


@dataclass
class Epidemic:
    """One entry per person, `NEVER` for what has not happened (yet); grows day by day."""

    people: int
    infected: Ints = field(init=False)
    infectious: Ints = field(init=False)
    onset: Ints = field(init=False)
    recovered: Ints = field(init=False)
    has_symptoms: Bools = field(init=False)
    force: Floats = field(init=False)
    infector: Ints = field(init=False)
    place: Ints = field(init=False)
    setting: Ints = field(init=False)
    sampled: Ints = field(init=False)
    confirmed: Ints = field(init=False)
    isolated: Ints = field(init=False)
    """The moment from which the person meets nobody any more: hospital, quarantine."""

    def __post_init__(self) -> None:
        """Start with nobody infected and nobody away."""
        for name in (
            *("infected", "infectious", "onset", "recovered"),
            *("sampled", "confirmed", "isolated"),
        ):
            setattr(self, name, np.full(self.people, NEVER, dtype=np.int32))
        self.infector = np.full(self.people, NOBODY, dtype=np.int32)
        self.place = np.full(self.people, NOBODY, dtype=np.int32)
        self.setting = np.zeros(self.people, dtype=np.int8)
        self.has_symptoms = np.zeros(self.people, dtype=bool)
        self.force = np.zeros(self.people, dtype=np.float32)

    def infect(
        self, rng: np.random.Generator, who: Ints, moment: Ints, setting: str, by: Ints, at: Ints
    ) -> Ints:
        """Infect people at moments and return those who were newly infected: the first time counts.

        `by` are the infectors and `at` the places, `NOBODY` where there is none.
        """
        order = np.argsort(moment, kind="stable")
        _, first = np.unique(who[order], return_index=True)
        rows = order[np.sort(first)]
        rows = rows[self.infected[who[rows]] == NEVER]
        new = who[rows]
        course = draw_courses(rng, moment[rows].astype(np.int64))
        self.infected[new], self.infectious[new] = moment[rows], course.infectious
        self.onset[new], self.recovered[new] = course.onset, course.recovered
        self.has_symptoms[new], self.force[new] = course.has_symptoms, course.force
        self.infector[new], self.place[new] = by[rows], at[rows]
        self.setting[new] = SETTINGS.index(setting)
        infected: Ints = new
        return infected

    def all_infected(self) -> Ints:
        """Return the infected people in the order of their infection."""
        who = np.flatnonzero(self.infected != NEVER)
        in_order: Ints = who[np.argsort(self.infected[who], kind="stable")]
        return in_order
