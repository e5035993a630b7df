"""Test samples in the province's software and on the national platform, which do not quite agree.

All shares are invented. Who is infected is found only as `surveillance` says; everybody else's
samples are negative, and people who are ever infected take part in no other round of testing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.adoption import Adoption
from simulation.arrays import Bools, Ints, Texts, where_known
from simulation.clock import DAY, HOUR, MISSING, NEVER, NOW, moments
from simulation.copying import Column
from simulation.gazetteer import Communes, Districts
from simulation.outbreak import Outbreak
from simulation.population import Population
from simulation.streams import stream
from simulation.surveillance import F1_SAMPLE_DAYS

SCREENED_SHARE = 0.085
"""People sampled once in these weeks by screening: workers, drivers, market traders."""
ANTIGEN_SHARE = 0.25
POOL_SIZES, POOL_ODDS = (1, 5, 10), (0.35, 0.40, 0.25)
INVALID_SHARE = 0.004
RESULT_H_MEDIAN, RESULT_SIGMA = 17.0, 0.55
"""From sample to result; antigen tests within the hour."""
PCR_LABORATORIES = (
    "Phòng xét nghiệm CDC tỉnh",
    "Phòng xét nghiệm bệnh viện tỉnh",
    "Phòng xét nghiệm bệnh viện khu vực",
)
"""Who tests for whom: invented. A rapid test is read by the district's own health centre."""
UNRETURNED_SHARE = 0.06
"""Results that were never sent to the citizen; the others go out within hours."""

NOT_ON_NATIONAL_SHARE = 0.045
NOT_IN_PROVINCE_SHARE = 0.012
OTHER_RESULT_SHARE = 0.004
LATE_SHARE = 0.06
WITHOUT_PERSON_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Samples:
    """One entry per sample, in time order."""

    person: Ints
    taken: Ints
    resulted: Ints
    is_positive: Bools
    is_antigen: Bools
    pool: Ints
    reason: Texts

    @property
    def count(self) -> int:
        """Return how many samples there are."""
        return len(self.person)


def make_samples(seed: int, population: Population, outbreak: Outbreak) -> Samples:
    """Sample the cases, the contacts in quarantine and the screened."""
    rng = stream(seed, "samples")
    epidemic = outbreak.epidemic
    cases = np.flatnonzero((epidemic.sampled <= NOW) & (epidemic.sampled != NEVER))
    contact, contact_taken = _contact_samples(rng, outbreak)
    healthy = np.flatnonzero((epidemic.infected == NEVER) & (population.age >= 6))
    screened = healthy[rng.random(len(healthy)) < SCREENED_SHARE]
    when = rng.integers(0, NOW, len(screened))
    person = np.concatenate([cases, contact, screened])
    taken = np.concatenate([epidemic.sampled[cases], contact_taken, _daytime(rng, when)])
    is_case = np.arange(len(person)) < len(cases)
    antigen = ~is_case & (rng.random(len(person)) < ANTIGEN_SHARE)
    hours = np.where(antigen, 0.5, RESULT_H_MEDIAN * rng.lognormal(0.0, RESULT_SIGMA, len(person)))
    resulted = taken + (hours * HOUR).astype(np.int64)
    resulted[is_case] = epidemic.confirmed[cases] - rng.integers(600, 2 * HOUR, len(cases))
    single = np.arange(len(person)) < len(cases) + len(contact)
    pool = np.where(single | antigen, 1, rng.choice(POOL_SIZES, len(person), p=POOL_ODDS))
    reason = np.full(len(person), "screening", dtype=object)
    reason[single] = "contact"
    in_quarantine = np.isin(cases, np.array(list(outbreak.surveillance.f1), dtype=np.int64))
    reason[: len(cases)][~in_quarantine] = "symptoms"
    order = np.argsort(taken, kind="stable")
    order = order[taken[order] <= NOW]
    return Samples(
        person=person[order],
        taken=taken[order],
        resulted=resulted[order],
        is_positive=is_case[order],
        is_antigen=antigen[order],
        pool=pool[order],
        reason=reason[order],
    )


def _contact_samples(rng: np.random.Generator, outbreak: Outbreak) -> tuple[Ints, Ints]:
    """Test quarantined contacts on their days, as long as they are not known to be infected."""
    since = outbreak.surveillance.f1
    who = np.repeat(np.array(list(since), dtype=np.int64), len(F1_SAMPLE_DAYS))
    start = np.repeat(np.array(list(since.values()), dtype=np.int64), len(F1_SAMPLE_DAYS))
    day = np.tile(F1_SAMPLE_DAYS, len(since))
    taken = start + day * DAY + rng.integers(HOUR, 9 * HOUR, len(who))
    early = taken < outbreak.epidemic.sampled[who] - 12 * HOUR
    return who[early], taken[early]


def _daytime(rng: np.random.Generator, moment: Ints) -> Ints:
    moved: Ints = moment // DAY * DAY + rng.integers(7 * HOUR, 17 * HOUR, len(moment))
    return moved


def provincial_columns(
    seed: int,
    samples: Samples,
    population: Population,
    communes: Communes,
    districts: Districts,
    adoption: Adoption,
) -> Mapping[str, Column]:
    """Return the columns of operational.provincial_samples."""
    rng = stream(seed, "provincial samples")
    known = samples.resulted <= NOW
    pick = rng.random(samples.count)
    has_app = adoption.installed[samples.person] <= samples.taken
    electronic = np.where(has_app & (pick < 0.4), "app", np.where(pick > 0.9, "portal", ""))
    channel = np.where(electronic != "", electronic, np.where(pick > 0.75, "phone", "paper"))
    home = population.commune[samples.person]
    returned = samples.resulted + (rng.exponential(3.0, samples.count) * HOUR).astype(np.int64)
    sent = (rng.random(samples.count) > UNRETURNED_SHARE) & (returned <= NOW)
    return {
        "sample_id": np.arange(1, samples.count + 1),
        "sample_code": _codes(samples.count),
        "person_id": samples.person + 1,
        "commune_id": communes.code[home],
        "channel": channel.astype(object),
        "method": np.where(samples.is_antigen, "antigen", "pcr").astype(object),
        "pool_size": samples.pool,
        "taken_at": moments(samples.taken),
        "result": _results(rng, samples, known),
        "resulted_at": moments(np.where(known, samples.resulted, MISSING)),
        "returned_at": moments(np.where(known & sent, returned, MISSING)),
        "laboratory": _laboratories(samples, communes.district[home], districts),
        "reason": samples.reason,
    }


def national_columns(seed: int, samples: Samples, results: Texts) -> Mapping[str, Column]:
    """Return the columns of operational.national_results; `results` are the province's."""
    rng = stream(seed, "national results")
    extra = max(2, round(samples.count * NOT_IN_PROVINCE_SHARE))
    kept = np.flatnonzero(rng.random(samples.count) >= NOT_ON_NATIONAL_SHARE)
    rows = np.concatenate([kept, rng.choice(kept, extra)])
    code = _codes(samples.count)[rows]
    code[len(kept) :] = [f"QG21-{n:07d}" for n in range(1, extra + 1)]
    result = _otherwise(rng, results[rows])
    known = samples.resulted[rows] <= NOW
    base = np.where(known, samples.resulted[rows], samples.taken[rows])
    delay = rng.exponential(1.5 * HOUR, len(rows)).astype(np.int64)
    late = rng.random(len(rows)) < LATE_SHARE
    delay[late] += rng.integers(DAY, 5 * DAY, int(late.sum()))
    received = base + delay
    here = received <= NOW
    anonymous = rng.random(len(rows)) < WITHOUT_PERSON_SHARE
    person = where_known(samples.person[rows] + 1, ~anonymous)
    return {
        "national_id": np.arange(1, int(here.sum()) + 1),
        "sample_code": code[here],
        "person_id": person[here],
        "taken_at": moments(samples.taken[rows][here]),
        "result": result[here],
        "resulted_at": moments(np.where(known, samples.resulted[rows], MISSING)[here]),
        "received_at": moments(received[here]),
    }


def _laboratories(samples: Samples, district: Ints, districts: Districts) -> Texts:
    """Return who tests each sample: for PCR each laboratory serves its part of the districts."""
    pcr = np.array(PCR_LABORATORIES, dtype=object)[district % len(PCR_LABORATORIES)]
    names = np.array([f"Trung tâm Y tế {name}" for name in districts.name], dtype=object)
    laboratories: Texts = np.where(samples.is_antigen, names[district], pcr)
    return laboratories


def _codes(count: int) -> Texts:
    return np.array([f"HD21-{n:07d}" for n in range(1, count + 1)], dtype=object)


def _results(rng: np.random.Generator, samples: Samples, known: Bools) -> Texts:
    invalid = ~samples.is_positive & (rng.random(samples.count) < INVALID_SHARE)
    result = np.where(samples.is_positive, "positive", np.where(invalid, "invalid", "negative"))
    return where_known(result, known)


def _otherwise(rng: np.random.Generator, results: Texts) -> Texts:
    """Change a few results, so that the two systems contradict each other."""
    other = rng.choice(np.array(["invalid", "positive"], dtype=object), len(results))
    changed = (rng.random(len(results)) < OTHER_RESULT_SHARE) & (results == "negative")
    changed |= (results == "positive") & (rng.random(len(results)) < OTHER_RESULT_SHARE * 3)
    other = np.where(results == "positive", "negative", other)
    return np.where(changed, other, results)
