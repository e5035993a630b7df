"""The cases and isolations that were on record by now, with the gaps that records have."""

from collections.abc import Mapping

import numpy as np

from simulation.arrays import Bools, Ints, Texts
from simulation.clock import DAY, FIRST_DATE, HOUR, MINUTE, MISSING, NEVER, NOW, dates, moments
from simulation.copying import Column
from simulation.outbreak import Outbreak
from simulation.population import Population
from simulation.streams import stream
from simulation.surveillance import F2_HOME_D, QUARANTINE_D

ISOLATION_UNRECORDED_SHARE = 0.06
"""Cases whose isolation time nobody entered: invented."""
REPORT_DELAY_S = (20 * MINUTE, 8 * HOUR)
HOSPITAL_D = 14
ARRIVALS_PER_PERSON = 1 / 1_500
"""People in quarantine because they came from another province's outbreak: invented."""
CENTRALISED_SHARE = 0.8
"""Of close contacts, the others stay at home: invented."""


def recorded_cases(seed: int, outbreak: Outbreak) -> tuple[Ints, Mapping[str, Column]]:
    """Return the people who are cases, and the columns of operational.cases in the same order."""
    rng = stream(seed, "case records")
    epidemic = outbreak.epidemic
    delay = rng.integers(*REPORT_DELAY_S, epidemic.people)
    reported = np.where(epidemic.confirmed == NEVER, NEVER, epidemic.confirmed + delay)
    who = np.flatnonzero(reported <= NOW)
    who = who[np.argsort(epidemic.confirmed[who], kind="stable")]
    isolated = epidemic.isolated[who].astype(np.int64)
    hidden = (rng.random(len(who)) < ISOLATION_UNRECORDED_SHARE) | (isolated > NOW)
    hidden[:1] |= ~hidden.any()  # a province always has one such gap
    onset = epidemic.onset[who].astype(np.int64)
    known = epidemic.has_symptoms[who] & (onset < reported[who])
    onset_date = dates(np.where(known, onset // DAY, 0))
    return who, {
        "case_id": [f"HD-{FIRST_DATE.year}-{n:04d}" for n in range(1, len(who) + 1)],
        "person_id": who + 1,
        "onset_date": _where_known(onset_date.to_pylist(), known),
        "sampled_at": moments(epidemic.sampled[who]),
        "confirmed_at": moments(epidemic.confirmed[who]),
        "reported_at": moments(reported[who]),
        "isolated_at": moments(np.where(hidden, MISSING, isolated)),
    }


def isolations(
    seed: int, outbreak: Outbreak, cases: Ints, population: Population
) -> Mapping[str, Column]:
    """Return the columns of operational.isolations: cases, F1, F2 and arrivals, in time order."""
    rng = stream(seed, "isolations")
    epidemic = outbreak.epidemic
    case_since = _case_since(epidemic.isolated[cases], epidemic.confirmed[cases])
    f1, f1_since = _columns(outbreak.surveillance.f1)
    f2, f2_since = _columns(outbreak.surveillance.f2)
    arrivals = rng.choice(population.count, max(3, round(population.count * ARRIVALS_PER_PERSON)))
    arrival_since = rng.integers(-10 * DAY, NOW, len(arrivals))
    who = np.concatenate([cases, f1, f2, arrivals])
    since = np.concatenate([case_since, f1_since, f2_since, arrival_since])
    reason = np.repeat(
        np.array(["case", "f1", "f2", "arrival"], dtype=object),
        [len(cases), len(f1), len(f2), len(arrivals)],
    )
    until = since + _days(reason) * DAY
    confirmed = epidemic.confirmed[who]
    until = np.where((reason != "case") & (confirmed > since), np.minimum(until, confirmed), until)
    kind = _kinds(rng, reason)
    order = np.argsort(since, kind="stable")
    order = order[since[order] <= NOW]
    return {
        "isolation_id": np.arange(1, len(order) + 1),
        "person_id": who[order] + 1,
        "isolation_kind": kind[order],
        "reason": reason[order],
        "isolated_at": moments(since[order]),
        "released_at": moments(np.where(until[order] <= NOW, until[order], MISSING)),
    }


def _case_since(isolated: Ints, confirmed: Ints) -> Ints:
    """Return when a case went to hospital: from quarantine, it is after confirmation."""
    early = isolated < confirmed - 12 * HOUR
    return np.where(early, confirmed + 2 * HOUR, isolated).astype(np.int64)


def _columns(since_by_person: dict[int, int]) -> tuple[Ints, Ints]:
    people = np.array(list(since_by_person), dtype=np.int64)
    return people, np.array(list(since_by_person.values()), dtype=np.int64)


def _days(reason: Texts) -> Ints:
    return np.select([reason == "case", reason == "f2"], [HOSPITAL_D, F2_HOME_D], QUARANTINE_D)


def _kinds(rng: np.random.Generator, reason: Texts) -> Texts:
    central = rng.random(len(reason)) < CENTRALISED_SHARE
    kind = np.where(central, "centralised", "home")
    return np.select([reason == "case", reason == "f2"], ["hospital", "home"], kind).astype(object)


def _where_known(values: list[object], known: Bools) -> list[object]:
    return [value if is_known else None for value, is_known in zip(values, known, strict=True)]
