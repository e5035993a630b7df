"""How infections come to light: people with symptoms are tested, contacts of cases are traced.

All delays are invented to resemble August 2021 in the province: results within a day or so, close
contacts (F1) quarantined within two days, theirs (F2) asked to stay at home.
"""

from dataclasses import dataclass, field

import numpy as np

from simulation.arrays import Bools, Ints
from simulation.clock import DAY, HOUR, MINUTE, NEVER
from simulation.epidemic import Epidemic
from simulation.population import Population

SEEKS_TEST_SHARE = 0.92
"""People with symptoms who go to be tested by themselves."""
SEEKING_DELAY_D = (1.6, 1.0)
"""Shape and scale (days) of the gamma delay from onset to the sample: mean 1.6 d."""
RESULT_H = (6.0, 24.0)
"""From sample to confirmation, evenly."""
ISOLATED_AT_SAMPLE_SHARE = 0.6
"""Suspects isolated when sampled; the others 1 to 6 hours after confirmation."""

LOOK_BACK_D = 3
"""Days before the sample over which contacts are traced, as in 5053/QD-BYT."""
HOUSEHOLD_TRACED_SHARE = 0.97
COLLEAGUE_TRACED_SHARE = 0.95
"""Of close contacts at work or in class: their list is asked for."""
STRANGER_TRACED_SHARE = 0.60
"""Of close contacts elsewhere: remembered by the case, or both scanned."""
F1_DELAY_H = (3.0, 26.0)
"""From a case's confirmation to a contact's quarantine."""
F1_SAMPLE_DAYS = (0, 6, 13)
"""Days in quarantine on which an F1 is tested: first, seventh, fourteenth (5599/BYT-MT)."""
F2_TRACED_SHARE = 0.5
QUARANTINE_D = 14
F2_HOME_D = 7
DETECTABLE_BEFORE_INFECTIOUS_D = 0.5
"""A PCR test finds an infection this long before it can be passed on."""


_NO_INTS, _NO_BOOLS = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)


@dataclass
class Surveillance:
    """Who was found and quarantined; fills in `Epidemic.sampled`, `confirmed`, `isolated`."""

    population: Population
    epidemic: Epidemic
    f1: dict[int, int] = field(default_factory=dict)
    """Quarantined contacts and since when."""
    f2: dict[int, int] = field(default_factory=dict)
    _met: list[tuple[Ints, Ints, Bools, int]] = field(default_factory=list)

    def expect_tests(self, rng: np.random.Generator, new: Ints) -> None:
        """Decide when the newly infected will be tested because of symptoms, if they will."""
        epidemic = self.epidemic
        seeks = epidemic.has_symptoms[new] & (rng.random(len(new)) < SEEKS_TEST_SHARE)
        shape, scale = SEEKING_DELAY_D
        sampled = epidemic.onset[new] + rng.gamma(shape, scale, len(new)) * DAY
        self._test(rng, new[seeks], _in_daytime(rng, sampled.astype(np.int64))[seeks])

    def remember(self, day: int, hosts: Ints, guests: Ints, know_each_other: Bools) -> None:
        """Note who was close to infectious people on a day, and who works with them."""
        self._met.append((hosts, guests, know_each_other, day))

    def trace(self, rng: np.random.Generator, day: int) -> None:
        """Quarantine the contacts of the cases confirmed on a day, from the next day on."""
        confirmed = self.epidemic.confirmed
        for case in np.flatnonzero(confirmed // DAY == day).tolist():
            contacts = self._contacts(rng, case)
            delay = rng.uniform(*F1_DELAY_H, len(contacts)) * HOUR
            since = np.maximum(confirmed[case] + delay, (day + 1) * DAY + 5 * HOUR).astype(np.int64)
            at_large = self.epidemic.isolated[contacts] > since
            self._quarantine(rng, contacts[at_large], since[at_large])

    def _contacts(self, rng: np.random.Generator, case: int) -> Ints:
        since = min(int(self.epidemic.sampled[case]), int(self.epidemic.onset[case])) // DAY
        near = [each[:3] for each in self._met if each[3] >= since - LOOK_BACK_D]
        met = np.concatenate([guests[hosts == case] for hosts, guests, _ in near] or [_NO_INTS])
        known = np.concatenate([knows[hosts == case] for hosts, _, knows in near] or [_NO_BOOLS])
        close = np.unique(met)
        chance = np.where(np.isin(close, met[known]), COLLEAGUE_TRACED_SHARE, STRANGER_TRACED_SHARE)
        close = close[rng.random(len(close)) < chance]
        family = self._family(case)
        family = family[rng.random(len(family)) < HOUSEHOLD_TRACED_SHARE]
        everyone: Ints = np.union1d(close, family)
        return everyone

    def _family(self, person: int) -> Ints:
        household = self.population.household
        first, last = np.searchsorted(household, [household[person], household[person] + 1])
        members = np.arange(first, last)
        others: Ints = members[members != person]
        return others

    def _quarantine(self, rng: np.random.Generator, who: Ints, since: Ints) -> None:
        epidemic = self.epidemic
        epidemic.isolated[who] = np.minimum(epidemic.isolated[who], since)
        self.f1.update(zip(who.tolist(), since.tolist(), strict=True))
        for contact, moment in zip(who.tolist(), since.tolist(), strict=True):
            for other in self._family(contact).tolist():
                if other not in self.f1 and rng.random() < F2_TRACED_SHARE:
                    self.f2.setdefault(other, moment + int(rng.integers(HOUR, 12 * HOUR)))
        infected = epidemic.infected[who] != NEVER
        self._find_in_quarantine(rng, who[infected], since[infected])

    def _find_in_quarantine(self, rng: np.random.Generator, who: Ints, since: Ints) -> None:
        """Find infected contacts at the first of their tests that can, or after their onset."""
        epidemic = self.epidemic
        visible = epidemic.infectious[who] - int(DETECTABLE_BEFORE_INFECTIOUS_D * DAY)
        rounds = since + np.array(F1_SAMPLE_DAYS)[:, None] * DAY
        rounds = rounds + rng.integers(HOUR, 9 * HOUR, rounds.shape)
        rounds = np.where(rounds >= visible, rounds, NEVER)
        onset = np.where(epidemic.has_symptoms[who], epidemic.onset[who] + 12 * HOUR, NEVER)
        ill = np.maximum(onset, since + HOUR)
        self._test(rng, who, np.minimum(rounds.min(axis=0), ill))

    def _test(self, rng: np.random.Generator, who: Ints, sampled: Ints) -> None:
        """Sample people at moments unless they are sampled earlier anyway."""
        epidemic = self.epidemic
        sooner = sampled < epidemic.sampled[who]
        who, sampled = who[sooner], sampled[sooner]
        confirmed = sampled + (rng.uniform(*RESULT_H, len(who)) * HOUR).astype(np.int64)
        at_once = rng.random(len(who)) < ISOLATED_AT_SAMPLE_SHARE
        after = np.where(at_once, sampled + 20 * MINUTE, confirmed)
        leaves = after + rng.integers(HOUR, 6 * HOUR, len(who))
        known = sampled < NEVER
        epidemic.sampled[who], epidemic.confirmed[who] = sampled, np.where(known, confirmed, NEVER)
        epidemic.isolated[who[known]] = np.minimum(epidemic.isolated[who], leaves)[known]


def _in_daytime(rng: np.random.Generator, moment: Ints) -> Ints:
    """Move moments to the hours at which clinics take samples, not earlier than they were."""
    hour = moment % DAY
    opening = rng.integers(7 * HOUR, 11 * HOUR, len(moment))
    late: Bools = hour > 17 * HOUR
    moved: Ints = np.where(late, moment - hour + DAY + opening, moment)
    return np.where(~late & (hour < 7 * HOUR), moment - hour + opening, moved)
