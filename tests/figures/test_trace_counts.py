"""What stands above the views: counted per ring from the list, once."""

import pandas as pd

from dashboard.figures.tracing.ascertainment import Grounds
from dashboard.figures.tracing.counts import count
from dashboard.tracing.ascertainment import contact_shares

GROUNDS = Grounds(0, 0, 0, 0, float("nan"), float("nan"))
PEOPLE = pd.DataFrame(
    {
        "person_id": [1, 2, 3, 4],
        "ring": [1, 1, 2, 2],
        "tier": ["<10", "≥15", "≥15", "≥15"],
        "isolated_at": pd.to_datetime(["2021-08-20", None, None, None], utc=True),
        "place_id": [7, 7, 7, 8],
        "place_name": ["Chợ", "Chợ", "Chợ", "Cổng"],
        "place_kind": ["market", "market", "market", "checkpoint"],
        "source_id": [9, 9, 1, 2],
    }
)

PLACES = pd.DataFrame({"place_id": [7, 8], "place_kind": ["market", "gate"]})


def shares_of(people, places=PLACES):
    contacts = people[["person_id", "place_id", "source_id"]].set_axis(
        ["target_id", "place_id", "source_id"], axis="columns"
    )
    nobody = pd.DataFrame({"commune_id": [], "installed_count": [], "person_count": []})
    audits = pd.DataFrame(
        {"place_kind": [], "commune_id": [], "visitor_count": [], "scanned_count": []}
    )
    homes = pd.DataFrame({"person_id": [], "commune_id": []})
    return contact_shares(contacts, homes=homes, places=places, installs=nobody, audits=audits)


def test_each_ring_is_counted_with_its_tiers_and_isolated():
    counts = count(PEOPLE, shares_of(PEOPLE), GROUNDS)

    assert {ring: found.people for ring, found in counts.rings.items()} == {1: 2, 2: 2}
    assert counts.rings[1].tiers == {"<10": 1, "≥15": 1}
    assert [counts.rings[ring].isolated for ring in (1, 2)] == [1, 0]
    assert counts.rings[2].ascertainment.contact_count == 2
    assert counts.whole.contact_count == 4
    assert counts.place_count == 2
    assert counts.busiest == ("Chợ", 3)


def test_a_home_is_no_place_and_its_contacts_need_no_scan():
    people = PEOPLE.assign(place_id=[-8, 7, 7, -9], place_name=[None, "Chợ", "Chợ", None])
    people["place_kind"] = ["home", "market", "market", "home"]

    counts = count(people, shares_of(people, people[["place_id", "place_kind"]]), GROUNDS)

    assert (counts.place_count, counts.busiest, counts.home_count) == (1, ("Chợ", 2), 1)
    assert counts.whole.contact_count == 2
    assert counts.rings[1].people == 2
    assert counts.rings[1].ascertainment.contact_count == 1


def test_both_ways_counts_the_rings_onward():
    people = PEOPLE.assign(ring_forward=pd.array([1, None, 2, None], dtype="Int16"))

    counts = count(people, shares_of(people), GROUNDS)

    assert {ring: found.people for ring, found in counts.rings.items()} == {1: 1, 2: 1}


def test_no_known_place_is_no_busiest():
    people = PEOPLE.assign(place_name=pd.Series([None] * 4, dtype="object"))

    assert count(people, shares_of(people), GROUNDS).busiest is None
