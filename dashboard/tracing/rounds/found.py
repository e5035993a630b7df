"""What each round of an expansion found, kept so that every answer can be explained."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.direction import Direction
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.stay_table import is_plain_integer
from dashboard.tracing.rounds.able import Able, Spans, able_within, looked_up
from dashboard.tracing.rounds.listed import Everyone, in_order
from dashboard.tracing.rounds.reached import NOBODY
from dashboard.tracing.rounds.windows import Limits
from dashboard.tracing.rules import TracingRules


class Round(NamedTuple):
    """Whom one round reached for the first time, or better than before, in any order."""

    people: NDArray[np.int32]
    lateness: NDArray[np.int64]
    """Forward `exposed_at`, backward minus `ready_by`: see `sweeps.Reached`."""


class Asked(NamedTuple):
    """One row per window of a case, as given."""

    person_id: pd.Series
    when: NDArray[np.int64]
    """Forward `infectious_from`, backward `exposed_until`, in seconds."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """Everything that an expansion found, as codes and seconds.

    A value is `exposed_at` forward and `ready_by` backward, in seconds since `contract.EPOCH`.
    What has an entry per person of the index, or needs sorting, is made when it is first read.
    """

    index: ColocationIndex
    rules: TracingRules
    direction: Direction
    limits: Limits
    asked: Asked
    spans: Spans
    """One row per window of a case who has stays."""
    able_spans: Spans
    """What lies between the isolations of those who are no cases: see `able.between`."""
    everyone: Everyone
    history: list[Round]
    """The first entry is round 1."""

    @cached_property
    def cases(self) -> pd.DataFrame:
        """One row per case: `person_id`, and `when` (s).

        The first `infectious_from` forward, the last `exposed_until` backward.
        """
        forward, ids, when = self.direction == Direction.FORWARD, *self.asked
        if is_plain_integer(ids.dtype):
            unique, number = np.unique(ids.to_numpy(), return_inverse=True)
            best = np.full(len(unique), NOBODY)
            np.minimum.at(best, number, when if forward else -when)
            return pd.DataFrame({"person_id": unique, "when": best if forward else -best})
        table = pd.DataFrame({"person_id": ids.array, "when": when})
        grouped = table.groupby("person_id", sort=True, observed=True)["when"]
        return (grouped.min() if forward else grouped.max()).reset_index()

    @cached_property
    def ring(self) -> NDArray[np.int16]:
        """Per person of the index; -1 if not reached."""
        ring = np.full(len(self.index.person_ids), -1, dtype=np.int16)
        ring[self.spans.person] = 0
        ring[self.everyone.people] = self.everyone.ring
        return ring

    @cached_property
    def able(self) -> Able:
        """`able_spans`, looked up by person of the index."""
        first = np.full(len(self.index.person_ids), -1, dtype=np.int32)
        return looked_up(first, self.able_spans)

    def reached(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return everyone reached who is no case, by code, and their final value."""
        order = np.argsort(self.everyone.people)
        people = self.everyone.people[order].astype(np.int64)
        return people, self._values(self.everyone.lateness[order])

    def values_after(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return everyone reached by round `number` who is no case, by code; their value then."""
        if number >= len(self.history):
            return self.reached()
        if number <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        rounds = self.history[:number]
        people = np.concatenate([found.people for found in rounds])[::-1]
        lateness = np.concatenate([found.lateness for found in rounds])[::-1]
        unique, latest = np.unique(people, return_index=True)  # the last round is first now
        return unique.astype(np.int64), self._values(lateness[latest])

    def history_of(self, person: int) -> list[tuple[int, int]]:
        """Return the rounds that improved `person`, as (round, value), in order."""
        found = []
        for number, (people, lateness) in enumerate(self.history, start=1):
            values = self._values(lateness[people == person])
            found += [(number, int(value)) for value in values]
        return found

    def spans_after(self, number: int) -> Spans:
        """Return the people who can pass it on in round `number + 1`, cases included."""
        people, values = self.values_after(number)
        latent = self.rules.seconds("latent")
        if self.direction == Direction.FORWARD:
            never = np.full(len(people), contract.NEVER, dtype=np.int64)
            found = able_within(Spans(people, values + latent, never), self.able)
        else:
            found = Spans(people, values, values - latent)
        return Spans(*(np.concatenate(pair) for pair in zip(self.spans, found, strict=True)))

    def people(self) -> pd.DataFrame:
        """Return one row per person reached, cases first: see `Trace.people`."""
        forward = self.direction == Direction.FORWARD
        found = in_order(self.everyone, self.index.person_ids)
        case_ids, when = self.cases["person_id"], self.cases["when"].to_numpy(np.int64)
        order = np.argsort(when if forward else -when, kind="stable")  # they are in order of ids
        rings = np.concatenate((np.zeros(len(order), dtype=np.int16), found.ring))
        times = np.concatenate((when[order], self._values(found.lateness)))
        return pd.DataFrame(
            {
                "person_id": _one_after_the_other(
                    case_ids.iloc[order], self.index.person_ids[found.people]
                ),
                "ring": rings,
                "exposed_at" if forward else "ready_by": contract.moments(times),
            }
        )

    def _values(self, lateness: NDArray[np.int64]) -> NDArray[np.int64]:
        return lateness if self.direction == Direction.FORWARD else -lateness


def _one_after_the_other(first: pd.Series, second: pd.Index) -> pd.Series | NDArray[np.integer]:
    if not len(second):
        return first.reset_index(drop=True)
    if first.dtype == second.dtype and is_plain_integer(first.dtype):
        return np.concatenate((first.to_numpy(), second.to_numpy()))
    return pd.concat([first, pd.Series(second)], ignore_index=True)
