"""The campaign around the letters: checkpoints' equipment, support teams, broadcasts, readiness.

All numbers are invented; none is public.
"""

from collections.abc import Mapping

import numpy as np

from simulation.agencies import Agencies
from simulation.arrays import Ints
from simulation.clock import DAY, DAY_COUNT, HOUR, LETTER_DAY, MISSING, NOW, dates, moments
from simulation.copying import Column
from simulation.gazetteer import Communes, Districts
from simulation.places import Places
from simulation.population import Population, share_out
from simulation.streams import stream

# Required pieces of each kind at a checkpoint, and the chances that one is there and works.
_EQUIPMENT = {
    "camera": (1, 0.62, 0.88),
    "computer": (1, 0.74, 0.93),
    "printer": (1, 0.48, 0.85),
    "qr_reader": (2, 0.71, 0.90),
    "wifi": (1, 0.66, 0.90),
    "internet_line": (1, 0.78, 0.94),
    "qr_sign": (2, 0.93, 0.97),
}
_SHIFTS = ("morning", "afternoon", "night")

WORKERS_PER_PERSON = 0.0012
_WORKER_SHARES = {
    "technology_team": 0.12,
    "teacher": 0.30,
    "union_member": 0.38,
    "student": 0.20,
}
_TASKS = ("install_guidance", "test_entry", "vaccination_entry")
_TASK_ODDS = {
    "technology_team": (0.5, 0.3, 0.2),
    "teacher": (0.3, 0.3, 0.4),
    "union_member": (0.8, 0.1, 0.1),
    "student": (0.4, 0.3, 0.3),
}
_DONE_PER_HOUR = (4.5, 16.0, 14.0)

_READY_SHARES = {"command": 0.93, "forces": 0.80, "means": 0.62, "logistics": 0.70}


def checkpoints(
    seed: int, places: Places, communes: Communes, agencies: Agencies
) -> Mapping[str, Column]:
    """Return the columns of operational.checkpoints: one per checkpoint place."""
    rng = stream(seed, "checkpoints")
    place = places.of_kind("checkpoint")
    commune = places.commune[place]
    first_commune = int(np.flatnonzero(agencies.kind == "commune")[0])
    first_district = int(np.flatnonzero(agencies.kind == "district")[0])
    by_commune = rng.random(len(place)) < 0.7
    agency = np.where(
        by_commune, first_commune + commune, first_district + communes.district[commune]
    )
    opened = places.registered[place]
    closed = np.where(
        rng.random(len(place)) < 0.06, rng.integers(LETTER_DAY * DAY, NOW, len(place)), MISSING
    )
    return {
        "checkpoint_id": np.arange(1, len(place) + 1),
        "checkpoint_name": places.name[place],
        "place_id": place + 1,
        "commune_id": communes.code[commune],
        "agency_id": agency + 1,
        "opened_at": moments(opened),
        "closed_at": moments(closed),
    }


def checkpoint_equipment(seed: int, count: int) -> Mapping[str, Column]:
    """Return the columns of operational.checkpoint_equipment for `count` checkpoints."""
    rng = stream(seed, "equipment")
    required, there, works = (
        np.tile(each, count) for each in zip(*_EQUIPMENT.values(), strict=True)
    )
    required = required.astype(np.int64)
    installed = rng.binomial(required, there)
    return {
        "checkpoint_id": np.repeat(np.arange(1, count + 1), len(_EQUIPMENT)),
        "equipment_kind": list(_EQUIPMENT) * count,
        "required_count": required,
        "installed_count": installed,
        "working_count": rng.binomial(installed, works),
        "checked_at": moments(np.repeat(NOW - rng.integers(HOUR, 6 * DAY, count), len(_EQUIPMENT))),
    }


def checkpoint_posts(seed: int, count: int) -> Mapping[str, Column]:
    """Return the columns of operational.checkpoint_posts: three shifts a day, a few unmanned."""
    rng = stream(seed, "posts")
    checkpoint, day, shift = (axis.ravel() for axis in np.indices((count, DAY_COUNT, len(_SHIFTS))))
    staff = np.clip(rng.poisson(3.6, len(day)) - (shift == 2), 0, 12)
    begun = ~((day == DAY_COUNT - 1) & (shift == 2))
    return {
        "checkpoint_id": checkpoint[begun] + 1,
        "post_date": dates(day[begun]),
        "shift": np.array(_SHIFTS, dtype=object)[shift[begun]],
        "staff_count": staff[begun],
    }


def support(
    seed: int, population: Population, communes: Communes
) -> tuple[Mapping[str, Column], Mapping[str, Column]]:
    """Return the columns of operational.support_workers and operational.support_shifts."""
    rng = stream(seed, "support")
    total = max(communes.count // 2, round(population.count * WORKERS_PER_PERSON))
    commune = rng.permutation(
        np.repeat(np.arange(communes.count), share_out(total, communes.real_population))
    )
    kinds = np.array(list(_WORKER_SHARES), dtype=object)
    kind = rng.choice(len(kinds), total, p=list(_WORKER_SHARES.values()))
    workers = {
        "worker_id": np.arange(1, total + 1),
        "worker_kind": kinds[kind],
        "commune_id": communes.code[commune],
    }
    return workers, _shifts(rng, kind, commune, communes)


def _shifts(
    rng: np.random.Generator, kind: Ints, commune: Ints, communes: Communes
) -> Mapping[str, Column]:
    """Draw who worked on which day: few before the letter, most days after it."""
    chance = np.where(np.arange(DAY_COUNT) < LETTER_DAY, 0.10, 0.58)
    worker, day = np.nonzero(rng.random((len(kind), DAY_COUNT)) < chance)
    odds = np.cumsum(np.array(list(_TASK_ODDS.values())), axis=1)[kind[worker]]
    task = (rng.random(len(worker))[:, None] > odds[:, :-1]).sum(axis=1)
    hours = rng.choice([2.0, 3.5, 4.0, 7.0, 8.0], len(worker))
    done = rng.poisson(hours * np.array(_DONE_PER_HOUR)[task])
    elsewhere = rng.random(len(worker)) < 0.1
    place = np.where(elsewhere, rng.permutation(commune[worker]), commune[worker])
    return {
        "worker_id": worker + 1,
        "shift_date": dates(day),
        "commune_id": communes.code[place],
        "task": np.array(_TASKS, dtype=object)[task],
        "hours": hours,
        "done_count": done,
    }


def activities(seed: int, districts: Districts, communes: Communes) -> Mapping[str, Column]:
    """Return the columns of operational.campaign_activities, from 1 August."""
    rng = stream(seed, "activities")
    rows: list[tuple[int, str, str | None, str | None, int]] = []
    for day in range(-3, DAY_COUNT):
        factor = 1.0 if day >= LETTER_DAY else 0.4
        for kind, per_day in (("press", 5.0), ("television", 3.0), ("social_network", 9.0)):
            count = int(rng.poisson(per_day * factor))
            rows += [(day, kind, None, None, count)] * (count > 0)
        for code in districts.code[rng.random(len(districts.code)) < 0.95 * factor]:
            rows.append((day, "district_radio", code, None, int(rng.integers(1, 5))))
        for commune in np.flatnonzero(rng.random(communes.count) < 0.75 * factor):
            district = districts.code[communes.district[commune]]
            times = int(rng.integers(1, 4))
            rows.append((day, "commune_loudspeaker", district, communes.code[commune], times))
    return {
        "activity_id": np.arange(1, len(rows) + 1),
        "activity_date": dates(np.array([row[0] for row in rows])),
        "activity_kind": [row[1] for row in rows],
        "district_id": [row[2] for row in rows],
        "commune_id": [row[3] for row in rows],
        "broadcast_count": [row[4] for row in rows],
    }


def readiness(seed: int, communes: Communes) -> Mapping[str, Column]:
    """Return the columns of operational.commune_readiness: two assessments of every commune."""
    rng = stream(seed, "readiness")
    assessed = np.array([7, 14])  # both before their feed last loaded
    commune, when, item = (
        axis.ravel() for axis in np.indices((communes.count, len(assessed), len(_READY_SHARES)))
    )
    shares = np.array(list(_READY_SHARES.values()))[item] * np.array([0.85, 1.0])[when]
    grade = rng.beta(8.0, 2.0, communes.count)[commune] * 1.25
    return {
        "commune_id": communes.code[commune],
        "assessed_date": dates(assessed[when]),
        "item": np.array(list(_READY_SHARES), dtype=object)[item],
        "is_ready": rng.random(len(item)) < np.minimum(shares * grade, 0.99),
    }
