"""The counts at doors are what happened there, and from them a trace's share is estimated well."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing.ascertainment import contact_shares
from simulation.audits import Audits
from simulation.check_ins import Scanning
from simulation.clock import DAY_COUNT, NEVER
from simulation.places import KINDS
from simulation.province import make_province
from simulation.stays import Stays, joined, meetings

SEED = 2021
PEOPLE = 20_000
HOSTS = 20_000
"""Stays whose contacts are looked at, all of them."""
FEWEST_SEEN = 30
"""Contacts seen, at least, of a kind of place or a commune to be judged by."""


def test_each_district_counts_places_of_every_kind(ask):
    rows = ask(
        "select district_id, count(distinct place_kind), count(*) from operational.scan_audits"
        " inner join operational.places using (place_id)"
        " inner join operational.communes using (commune_id) group by district_id"
    )

    assert len(rows) == 12
    assert all(kinds >= 9 and 72 <= audits <= 126 for _, kinds, audits in rows)


def test_the_counts_are_of_real_visitors(ask):
    """Nearly every scan counted at the door has reached the server; some phones are late."""
    ((counted, recorded, beyond),) = ask(
        "select sum(scanned_count), sum(recorded.scans), sum((scanned_count > visitor_count)::int)"
        " from operational.scan_audits, lateral (select count(*) as scans"
        "  from operational.check_ins where check_ins.place_id = scan_audits.place_id"
        "  and scanned_at >= audited_at - interval '1 hour'"
        "  and scanned_at < audited_at + interval '19 hours') as recorded"
    )

    assert beyond == 0
    assert 0.75 * counted < recorded < 1.1 * counted


class _World:
    """A province's true stays, which of them were scanned, its audits and the tables they need."""

    def __init__(self) -> None:
        province = make_province(SEED, PEOPLE, lambda line: None)
        commune = province.population.commune
        scanning = Scanning(SEED, province.adoption.installed, commune, province.places)
        audits = Audits(SEED, province.places, province.communes)
        days, scanned = [], []
        for day in range(DAY_COUNT):
            stays = province.routines.stays_of(day)
            days.append(stays)
            scanned.append(scanning.is_scanned(day, stays))
            audits.count(day, days[-1], scanned[-1])
        self.stays: Stays = joined(days)
        self.is_scanned = np.concatenate(scanned)
        kinds = np.array([KINDS[kind].name for kind in province.places.kind], dtype=object)
        places = pd.DataFrame(
            {
                "place_id": np.arange(len(kinds)),
                "place_kind": kinds,
                "commune_id": province.places.commune,
            }
        )
        counted = pd.DataFrame({name: list(values) for name, values in audits.columns().items()})
        has_app = province.adoption.installed != NEVER
        self.tables = {
            "homes": pd.DataFrame({"person_id": np.arange(PEOPLE), "commune_id": commune}),
            "places": places,
            "installs": pd.DataFrame(
                {
                    "commune_id": np.arange(province.communes.count),
                    "installed_count": np.bincount(commune[has_app], minlength=commune.max() + 1),
                    "person_count": np.bincount(commune),
                }
            ),
            "audits": counted.assign(place_id=counted["place_id"] - 1).merge(places),
        }


@pytest.fixture(scope="module")
def contacts():
    """Return true contacts: where, whose, whether seen, and the chance that the audits give."""
    world = _World()
    chosen = np.zeros(world.stays.count, dtype=bool)
    chosen[np.random.default_rng(1).choice(world.stays.count, HOSTS, replace=False)] = True
    host, guest = meetings(world.stays, chosen)
    stays, scanned = world.stays, world.is_scanned
    found = pd.DataFrame(
        {
            "source_id": stays.person[host],
            "target_id": stays.person[guest],
            "place_id": stays.place[host],
            "is_host_seen": scanned[host],
            "is_seen": scanned[host] & scanned[guest],
        }
    )
    kind_of = world.tables["places"].set_index("place_id")["place_kind"]
    commune_of = world.tables["homes"].set_index("person_id")["commune_id"]
    found["place_kind"] = found["place_id"].map(kind_of)
    found["commune_id"] = found["source_id"].map(commune_of)
    return found, contact_shares(found, **world.tables)


def judged(contacts, by):
    """Return per group whether the interval holds the truth, and whether "at least" is true."""
    found, shares = contacts
    rows = []
    for _, group in found.groupby(by):
        estimate = shares.ascertained(found.index.isin(group.index[group["is_seen"]]))
        if estimate.known_count >= FEWEST_SEEN:
            missed = int((group["is_host_seen"] & ~group["is_seen"]).sum())
            truth = group["is_seen"].mean()
            rows.append((estimate.low <= truth <= estimate.high, estimate.unseen_count <= missed))
    return pd.DataFrame(rows, columns=["is_held", "is_at_least"])


def test_the_estimate_holds_the_truth_for_most_kinds_of_places(contacts):
    kinds = judged(contacts, "place_kind")

    assert len(kinds) >= 8
    assert kinds["is_held"].sum() >= len(kinds) - 1
    assert kinds["is_at_least"].sum() >= len(kinds) - 1


def test_the_estimate_holds_the_truth_for_most_communes(contacts):
    communes = judged(contacts, "commune_id")

    assert len(communes) >= 200
    assert communes["is_held"].mean() >= 0.85
    assert communes["is_at_least"].mean() >= 0.9


def test_the_estimate_holds_the_truth_for_the_province(contacts):
    found, shares = contacts
    estimate = shares.ascertained(found["is_seen"])

    assert estimate.low <= found["is_seen"].mean() <= estimate.high
    assert estimate.high < 3 * estimate.low  # it says something
