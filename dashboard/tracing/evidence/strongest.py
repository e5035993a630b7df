"""Which chain is the best evidence? The one whose weakest contact is the strongest."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.chains import chain, code_of
from dashboard.tracing.index.colocation import CONFIDENCE, ColocationIndex
from dashboard.tracing.index.subset import rows_of_people, subset
from dashboard.tracing.rounds.able import Spans, able_within
from dashboard.tracing.rounds.found import Rounds
from dashboard.tracing.rounds.reach import Question, reach
from dashboard.tracing.rules import TIERS_MINUTES

_TIERS_SECONDS = tuple(minutes * 60 for minutes in reversed(TIERS_MINUTES))


def strongest_chain(rounds: Rounds, person_id: object) -> pd.DataFrame:
    """Return the best evidence that links a case and `person_id`, in time order.

    A chain is as strong as its weakest contact. Of all chains of at most `max_ring` contacts that
    the rules allow, each contact exposing the next person before they pass it on, it is the one

    1. whose shortest contact is of the highest tier (15 min and more, 10 to 15, under 10), then
    2. whose worst stay has the best confidence (recorded, bounded, assumed), then
    3. that has the fewest contacts, then
    4. whose shortest contact is the longest, to the second,

    and of several, the one that exposes earliest, found as `chain` finds it. Tiers come before
    confidence because a recorded minute convinces less than an estimated hour, and confidence
    before single minutes because minutes are only as good as the stays that they are measured on;
    and no few minutes more outweigh one more person in between.
    A contact's minutes are those shared once its source can infect, as everywhere. Where they say
    nothing (`scan_only`, `sum_over`) confidence and the number of contacts decide.

    Backward the chain runs from the person to a case that they can have infected in time, and
    shows the whole of each meeting: the person may have been able to infect all along.

    Returns
    -------
    pandas.DataFrame
        As `chain` returns it. A case has no rows.

    Raises
    ------
    NotTracedError
        If the person was not reached.

    Notes
    -----
    Exact. With a bar that every contact must pass, the earliest exposure is the best one to pass
    on from: being able to infect earlier never shortens a contact. So an expansion says whether
    some chain passes a bar, and the highest bar is found by halving.

    Costs one expansion of `max_ring` - 1 rounds from the person the other way, which bounds the
    search to people who can be on a chain, and about 20 expansions over these people's stays.
    """
    person = code_of(rounds, person_id)
    if person is None:
        return chain(rounds, person_id)
    search = _Search(rounds, person)
    found = search.passing(search.best_bar())
    told = chain(found, person_id, is_whole=True)
    sources = rounds.index.person_ids.get_indexer(pd.Index(told["source_id"]))
    return told.assign(source_ring=rounds.ring[sources])


class _Bar(NamedTuple):
    """What every contact of a chain must pass, and how many there may be."""

    worst: int
    """Confidence, as a position in `CONFIDENCE`."""
    seconds: int
    contacts: int


@dataclass(frozen=True, eq=False)
class _Search:
    """Expansions over those who can be on a chain to `person`, ever more strictly."""

    rounds: Rounds
    person: int

    @property
    def is_forward(self) -> bool:
        return self.rounds.direction == Direction.FORWARD

    def best_bar(self) -> _Bar:
        """Return the highest bar that some chain passes."""
        above = self._longest + 1
        for least in self._tiers():
            for worst in range(len(CONFIDENCE)):
                fewest = self._fewest(_Bar(worst, least, self.rounds.rules.max_ring))
                if fewest is not None:
                    return self._highest(_Bar(worst, least, fewest), above)
            above = least
        raise AssertionError(f"person {self.person} was reached, but by no chain")

    def passing(self, bar: _Bar) -> Rounds:
        """Return what is reached by chains that pass a bar."""
        rounds, index = self.rounds, self._indexes[bar.worst]
        rules = replace(rounds.rules, max_ring=bar.contacts)
        limits = rounds.limits._replace(overlap=max(rounds.limits.overlap, bar.seconds))
        question = Question(index, rules, limits, self.is_forward)
        everyone, history = reach(question, rounds.spans, rounds.able_spans)
        return replace(
            rounds, index=index, rules=rules, limits=limits, everyone=everyone, history=history
        )

    def _tiers(self) -> tuple[int, ...]:
        rules = self.rounds.rules
        return (0,) if rules.scan_only or rules.sum_over is not None else (*_TIERS_SECONDS, 0)

    def _fewest(self, bar: _Bar) -> int | None:
        """Return the fewest contacts of a chain that passes; None if none does."""
        everyone = self.passing(bar).everyone
        ring = everyone.ring[everyone.people == self.person]
        return int(ring[0]) if len(ring) else None

    def _highest(self, passed: _Bar, failed: int) -> _Bar:
        """Return the bar of the most seconds that some chain passes; `failed` are too many."""
        if len(self._tiers()) == 1:
            return passed
        while failed - passed.seconds > 1:
            higher = passed._replace(seconds=(passed.seconds + failed) // 2)
            if self._fewest(higher) is None:
                failed = higher.seconds
            else:
                passed = higher
        return passed

    @cached_property
    def _longest(self) -> int:
        """Seconds that no contact exceeds."""
        stays = self._indexes[-1].stays
        longest = int((stays.left.astype(np.int64) - stays.arrived).max(initial=0))
        return longest + self.rounds.limits.linger

    @cached_property
    def _indexes(self) -> list[ColocationIndex]:
        """For each confidence, the stays of this one or better of whoever can be on a chain."""
        index = self.rounds.index
        rows = rows_of_people(index.stays, self._people())
        return [
            subset(index, rows[index.confidence[rows] <= worst]) for worst in range(len(CONFIDENCE))
        ]

    def _people(self) -> NDArray[np.int64]:
        """Return the cases, the person, and whoever is few enough contacts from both."""
        rounds = self.rounds
        everyone, _ = reach(*self._the_other_way())
        contacts = everyone.ring + rounds.ring[everyone.people]
        is_between = (rounds.ring[everyone.people] > 0) & (contacts <= rounds.rules.max_ring)
        known = (everyone.people[is_between], rounds.spans.person, [self.person])
        return np.unique(np.concatenate(known)).astype(np.int64)

    def _the_other_way(self) -> tuple[Question, Spans, Spans]:
        """Return the question that finds at least everybody on a chain, starting from its end."""
        rounds, person = self.rounds, np.array([self.person], dtype=np.int64)
        rules = replace(rounds.rules, max_ring=rounds.rules.max_ring - 1, sum_over=None)
        limits = rounds.limits._replace(delay=0)
        question = Question(rounds.index, rules, limits, not self.is_forward)
        ever = np.array([contract.NEVER])
        if self.is_forward:
            return question, Spans(person, ever, ever), rounds.able_spans
        seeds = able_within(Spans(person, -ever, ever), rounds.able)
        return question, seeds, rounds.able_spans
