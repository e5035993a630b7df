"""Electronic health declarations, links to health records, and visits to the portal."""

from collections.abc import Mapping

import numpy as np

from simulation.adoption import Adoption
from simulation.arrays import Bools, Ints, Texts, where_known
from simulation.clock import DAY, DAY_COUNT, HOUR, LETTER_DAY, NEVER, NOW, dates, moments
from simulation.copying import Column
from simulation.outbreak import Outbreak
from simulation.population import Population
from simulation.streams import stream

# Invented: chances to declare on a day, and shares of the answers.
APP_CHANCE, OTHER_CHANCE = 0.028, 0.006
DILIGENCE_SHAPE = 0.6
"""Few people declare often, most never: gamma, mean 1."""
PORTAL_SHARE = 0.35
"""Of declarations without the app; the rest are on paper, entered later."""
WITH_SYMPTOMS_SHARE = 0.018
ILL_DECLARES_CHANCE = 0.45
CONTACT_SHARE, TRAVELLED_SHARE = 0.004, 0.03
SYMPTOMS = ("fever", "cough", "sore_throat", "fatigue", "breathlessness", "loss_of_taste")
SYMPTOM_ODDS = (0.30, 0.30, 0.18, 0.12, 0.04, 0.06)
UNKNOWN_SHARE = 0.03
"""Answers left empty."""

LINKED_SHARE = 0.17
"""Of the app's users, those who linked their health record."""

_SERVICES = {
    "news": 0.42,
    "declaration": 0.16,
    "test_booking": 0.03,
    "test_result": 0.09,
    "vaccination_registration": 0.19,
    "certificate": 0.11,
}
_VISITS_PER_PERSON = {"app": 0.055, "portal": 0.021}
"""A day, at the end of August."""


def declarations(
    seed: int, population: Population, adoption: Adoption, outbreak: Outbreak
) -> Mapping[str, Column]:
    """Return the columns of operational.health_declarations, in time order."""
    rng = stream(seed, "declarations")
    person, moment = _when(rng, population, adoption, outbreak)
    epidemic = outbreak.epidemic
    ill = epidemic.has_symptoms[person] & (epidemic.onset[person] <= moment)
    ill &= epidemic.recovered[person] > moment
    has_app = adoption.installed[person] <= moment
    portal = rng.random(len(person)) < PORTAL_SHARE
    channel = np.where(has_app, "app", np.where(portal, "portal", "paper"))
    unwell = ill | (rng.random(len(person)) < WITH_SYMPTOMS_SHARE)
    quarantined = epidemic.isolated[person] <= moment
    return {
        "declaration_id": np.arange(1, len(person) + 1),
        "person_id": person + 1,
        "declared_at": moments(moment),
        "channel": channel.astype(object),
        "symptoms": _symptoms(rng, unwell),
        "has_contact": _answers(rng, quarantined | (rng.random(len(person)) < CONTACT_SHARE)),
        "has_travelled": _answers(rng, rng.random(len(person)) < TRAVELLED_SHARE),
    }


def _when(
    rng: np.random.Generator, population: Population, adoption: Adoption, outbreak: Outbreak
) -> tuple[Ints, Ints]:
    """Return who declares and when; people who fall ill more likely than others."""
    epidemic = outbreak.epidemic
    diligence = rng.gamma(DILIGENCE_SHAPE, 1 / DILIGENCE_SHAPE, population.count)
    diligence[population.age < 6] = 0.0
    people, times = [], []
    for day in range(DAY_COUNT):
        has_app = adoption.installed < day * DAY
        chance = np.where(has_app, APP_CHANCE, OTHER_CHANCE) * diligence
        chance *= 1.6 if day > LETTER_DAY else 1.0
        falls_ill = epidemic.has_symptoms & (epidemic.onset // DAY == day)
        chance[falls_ill] = ILL_DECLARES_CHANCE
        who = np.flatnonzero(rng.random(population.count) < chance)
        hour = np.clip(rng.normal(11.5, 4.0, len(who)), 5.0, 22.9)
        people.append(who)
        times.append(day * DAY + (hour * HOUR).astype(np.int64))
    person, moment = np.concatenate(people), np.concatenate(times)
    order = np.argsort(moment, kind="stable")
    order = order[moment[order] <= NOW]
    return person[order], moment[order]


def _symptoms(rng: np.random.Generator, unwell: Bools) -> Texts:
    first = rng.choice(len(SYMPTOMS), len(unwell), p=SYMPTOM_ODDS)
    second = rng.choice(len(SYMPTOMS), len(unwell), p=SYMPTOM_ODDS)
    pairs = np.array(
        [["{" + ",".join(dict.fromkeys((a, b))) + "}" for b in SYMPTOMS] for a in SYMPTOMS],
        dtype=object,
    )
    answers: Texts = np.where(unwell, pairs[first, second], "{}")
    return answers


def _answers(rng: np.random.Generator, answer: Bools) -> Texts:
    empty = rng.random(len(answer)) < UNKNOWN_SHARE
    return where_known(answer, ~empty)


def health_record_links(seed: int, adoption: Adoption) -> Mapping[str, Column]:
    """Return the columns of operational.health_record_links."""
    rng = stream(seed, "health records")
    users = np.flatnonzero(adoption.installed != NEVER)
    who = users[rng.random(len(users)) < LINKED_SHARE]
    since = np.maximum(adoption.installed[who], -60 * DAY).astype(np.int64)
    linked = since + ((NOW - since) * rng.beta(0.9, 1.6, len(who))).astype(np.int64)
    return {"person_id": who + 1, "linked_at": moments(linked)}


def portal_visits(seed: int, people: int) -> Mapping[str, Column]:
    """Return the columns of operational.portal_visits, from 1 August."""
    rng = stream(seed, "portal")
    days = np.arange(-3, DAY_COUNT)
    growth = np.interp(days, [-3, LETTER_DAY, LETTER_DAY + 3, DAY_COUNT], [0.45, 0.55, 1.0, 1.1])
    growth[-1] *= 0.75  # the day is not over
    keys = [
        (day, channel, service)
        for day in days
        for channel in ("app", "portal")
        for service in _SERVICES
    ]
    mean = [
        people * _VISITS_PER_PERSON[channel] * _SERVICES[service] * growth[day - days[0]]
        for day, channel, service in keys
    ]
    noisy = np.array(mean) * rng.lognormal(0.0, 0.12, len(keys))
    return {
        "visit_date": dates(np.array([day for day, _, _ in keys])),
        "channel": [channel for _, channel, _ in keys],
        "service": [service for _, _, service in keys],
        "visit_count": np.rint(noisy).astype(np.int64),
    }
