"""What each round of an expansion found, kept so that every answer can be explained."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.colocation import ColocationIndex
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.windows import Limits, Spans

Direction = Literal["forward", "backward"]


class Round(NamedTuple):
    """Whom one round reached for the first time, or better than before, and their new value."""

    people: NDArray[np.int64]
    value: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rounds:
    """Everything that an expansion found, as codes and seconds.

    A value is `exposed_at` forward and `ready_by` backward, in seconds since `contract.EPOCH`.
    """

    index: ColocationIndex
    rules: TracingRules
    direction: Direction
    limits: Limits
    cases: pd.DataFrame
    """One row per case: `person_id`, and `when` (s): the first `infectious_from` forward, the
    last `exposed_until` backward."""
    spans: Spans
    """One row per window of a case who has stays."""
    ring: NDArray[np.int16]
    """Per person of the index; -1 if not reached."""
    history: list[Round]
    """The first entry is round 1."""
    until: NDArray[np.int64]
    """Per person of the index: isolated at."""

    def reached(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return everyone reached who is no case, and their final value."""
        return self.values_after(len(self.history))

    def values_after(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return everyone reached by round `number` who is no case, and their value then."""
        if number <= 0 or not self.history:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        rounds = self.history[:number]
        people = np.concatenate([found.people for found in rounds])[::-1]
        values = np.concatenate([found.value for found in rounds])[::-1]
        unique, latest = np.unique(people, return_index=True)  # the last round is first now
        return unique, values[latest]

    def history_of(self, person: int) -> list[tuple[int, int]]:
        """Return the rounds that improved `person`, as (round, value), in order."""
        found = []
        for number, (people, values) in enumerate(self.history, start=1):
            at = int(np.searchsorted(people, person))
            if at < len(people) and people[at] == person:
                found.append((number, int(values[at])))
        return found

    def spans_after(self, number: int) -> Spans:
        """Return the people who can pass it on in round `number + 1`, cases included."""
        people, values = self.values_after(number)
        latent = self.rules.seconds("latent")
        if self.direction == "forward":
            begins, ends = values + latent, self.until[people]
        else:
            begins, ends = values, values - latent
        return Spans(
            np.concatenate((self.spans.person, people)),
            np.concatenate((self.spans.begins, begins)),
            np.concatenate((self.spans.ends, ends)),
        )

    def people(self) -> pd.DataFrame:
        """Return one row per person reached, cases first: see `Trace.people`."""
        column = "exposed_at" if self.direction == "forward" else "ready_by"
        codes, values = self.reached()
        everyone = pd.DataFrame(
            {
                "person_id": pd.concat(
                    [self.cases["person_id"], pd.Series(self.index.person_ids[codes])],
                    ignore_index=True,
                )
                if len(codes)
                else self.cases["person_id"],
                "ring": np.concatenate(
                    (np.zeros(len(self.cases), dtype=np.int16), self.ring[codes])
                ),
                column: contract.moments(
                    np.concatenate((self.cases["when"].to_numpy(np.int64), values))
                ),
            }
        )
        best_first = self.direction == "forward"
        return everyone.sort_values(
            ["ring", column, "person_id"], ascending=[True, best_first, True], ignore_index=True
        )
