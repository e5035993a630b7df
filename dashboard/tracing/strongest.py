"""Which chain is the best evidence? The one whose weakest contact is the strongest."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.colocation import CONFIDENCE, ColocationIndex
from dashboard.tracing.evidence import chain, code_of
from dashboard.tracing.reach import Question, reach
from dashboard.tracing.rounds import Isolations, Rounds
from dashboard.tracing.rules import TIERS_MINUTES
from dashboard.tracing.subset import rows_of_people, subset
from dashboard.tracing.windows import Spans

_TIERS_SECONDS = tuple(minutes * 60 for minutes in reversed(TIERS_MINUTES))


def strongest_chain(rounds: Rounds, person_id: object) -> pd.DataFrame:
    """Return the best evidence that links a case and `person_id`, in time order.

    A chain is as strong as its weakest contact. Of all chains of at most `max_ring` contacts that
    the rules allow, each contact exposing the next person before they pass it on, it is the one

    1. whose shortest contact is of the highest tier (15 min and more, 10 to 15, under 10), then
    2. whose worst stay has the best confidence (recorded, bounded, assumed), then
    3. whose shortest contact is the longest, to the second,

    and of several, the one that exposes earliest, found as `chain` finds it. Tiers come before
    confidence because a recorded minute convinces less than an estimated hour, and confidence
    before single minutes because minutes are only as good as the stays that they are measured on.
    A contact's minutes are those shared once its source can infect, as everywhere. Where they say
    nothing (`scan_only`, `sum_over`) confidence alone decides.

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
    found = search.passing(*search.best_bar())
    told = chain(found, person_id, is_whole=True)
    sources = rounds.index.person_ids.get_indexer(pd.Index(told["source_id"]))
    return told.assign(source_ring=rounds.ring[sources])


@dataclass(frozen=True, eq=False)
class _Search:
    """Expansions over those who can be on a chain to `person`, ever more strictly."""

    rounds: Rounds
    person: int

    @property
    def is_forward(self) -> bool:
        return self.rounds.direction == "forward"

    def best_bar(self) -> tuple[int, int]:
        """Return the highest bar that some chain passes: confidence as code, and seconds."""
        above = self._longest + 1
        for least in self._tiers():
            for worst in range(len(CONFIDENCE)):
                if self._is_passed(worst, least):
                    return worst, self._highest(worst, least, above)
            above = least
        raise AssertionError(f"person {self.person} was reached, but by no chain")

    def passing(self, worst: int, least: int) -> Rounds:
        """Return what is reached by contacts of `least` seconds and this confidence or better."""
        rounds, index = self.rounds, self._indexes[worst]
        limits = rounds.limits._replace(overlap=max(rounds.limits.overlap, least))
        question = Question(index, rounds.rules, limits, self.is_forward)
        everyone, history = reach(question, rounds.spans, rounds.isolations)
        return replace(rounds, index=index, limits=limits, everyone=everyone, history=history)

    def _tiers(self) -> tuple[int, ...]:
        rules = self.rounds.rules
        return (0,) if rules.scan_only or rules.sum_over is not None else (*_TIERS_SECONDS, 0)

    def _is_passed(self, worst: int, least: int) -> bool:
        return bool((self.passing(worst, least).everyone.people == self.person).any())

    def _highest(self, worst: int, passed: int, failed: int) -> int:
        """Return the most seconds that some chain passes, between one that does and one not."""
        if len(self._tiers()) == 1:
            return passed
        while failed - passed > 1:
            middle = (passed + failed) // 2
            if self._is_passed(worst, middle):
                passed = middle
            else:
                failed = middle
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

    def _the_other_way(self) -> tuple[Question, Spans, Isolations]:
        """Return the question that finds at least everybody on a chain, starting from its end."""
        rounds, person = self.rounds, np.array([self.person], dtype=np.int64)
        rules = replace(rounds.rules, max_ring=rounds.rules.max_ring - 1, sum_over=None)
        limits = rounds.limits._replace(delay=0)
        question = Question(rounds.index, rules, limits, not self.is_forward)
        if self.is_forward:
            ever = np.array([contract.NEVER])
            is_case = np.isin(rounds.isolations.person, rounds.spans.person)
            others = Isolations(*(column[~is_case] for column in rounds.isolations))
            return question, Spans(person, ever, ever), others
        always = np.array([-contract.NEVER])
        return question, Spans(person, always, rounds.until[person]), rounds.isolations
