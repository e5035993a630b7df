"""What share of real contacts a trace sees: against simulated scanning; unknown stays unknown."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import TableError
from dashboard.tracing.ascertainment import ascertained, contact_shares, scanning

HOMES = pd.DataFrame({"person_id": [1, 2, 3], "commune_id": ["A", "A", "B"]})
PLACES = pd.DataFrame({"place_id": [10, 20], "place_kind": ["market", "office"]})
INSTALLS = pd.DataFrame(
    {"commune_id": ["A", "B"], "installed_count": [500, 200], "person_count": [1000, 1000]}
)


def counted(kind, *pairs, commune="A"):
    """Return audits of one kind of place from (visitors, of whom scanned)."""
    table = pd.DataFrame(pairs, columns=["visitor_count", "scanned_count"])
    return table.assign(place_kind=kind, commune_id=commune)


AUDITS = pd.concat(
    [
        counted("market", (1001, 101), (1001, 91), (1001, 111)),
        counted("office", (101, 41), (101, 37), (101, 45)),
    ]
)


def of(*rows, **changes):
    tables = {"homes": HOMES, "places": PLACES, "installs": INSTALLS, "audits": AUDITS}
    contacts = pd.DataFrame(rows, columns=["source_id", "target_id", "place_id"])
    return ascertained(contacts, **(tables | changes))


def drawn(rng, places, *, visitors, scans=0.8, active=0.5, installed=0.5):
    """Return audits of places of which some are active, and the share of contacts seen there."""
    size = rng.integers(*visitors, places)
    chance = np.where(rng.random(places) < active, scans, 0.0) * installed
    truth = (size * (size - 1.0) * chance**2).sum() / (size * (size - 1.0)).sum()
    chosen = rng.choice(places, 30, p=size / size.sum())
    pairs = zip(size[chosen], rng.binomial(size[chosen], chance[chosen]), strict=True)
    return counted("market", *pairs), truth


def test_two_must_have_scanned_so_where_half_have_the_app_and_a_fifth_of_them_scan_few_are_seen():
    assert of((1, 2, 10)).share == pytest.approx(0.1**2, rel=0.02)
    assert of((1, 2, 20)).share == pytest.approx(0.4**2, rel=0.03)


def test_a_contact_with_somebody_of_a_commune_of_few_installs_is_seen_less_often():
    assert of((1, 3, 20)).share == pytest.approx(of((1, 2, 20)).share * 0.2 / 0.5)
    assert of((3, 1, 20)).share == pytest.approx(of((1, 2, 20)).share * 0.2 / 0.5)


def test_a_forgotten_code_hides_all_contacts_there_and_not_each_person_alone():
    half_forgotten = counted("market", *[(101, 81), (101, 0)] * 3)
    found = of((1, 2, 10), audits=half_forgotten)
    assert found.share == pytest.approx(0.8**2 / 2, rel=0.02)


def test_each_contact_stands_for_as_many_as_it_was_unlikely_to_be_seen():
    market, office, both = of((1, 2, 10)), of((1, 2, 20)), of((1, 2, 10), (1, 2, 20))
    assert 2 / both.share == pytest.approx(1 / market.share + 1 / office.share)
    assert market.low < both.share < office.high


def test_missed_at_least_are_those_beside_a_scanned_stay_who_did_not_scan():
    found = of(*[(1, 2, 20)] * 100)
    # 0.4 of those beside somebody who scanned did too, so 100 seen stand for 250.
    assert 40 <= found.unseen_count <= 150
    far = of(*[(1, 3, 20)] * 100)
    assert far.unseen_count > 2 * found.unseen_count
    assert of(*[(3, 2, 20)] * 100).unseen_count == found.unseen_count


def test_more_audits_make_the_interval_narrower():
    few, many = of((1, 2, 10)), of((1, 2, 10), audits=pd.concat([AUDITS] * 4))
    assert few.low < few.share < few.high
    assert many.share == pytest.approx(few.share)
    assert few.low < many.low
    assert many.high < few.high


def test_the_interval_holds_the_truth_nearly_as_often_as_it_says():
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(60):
        audits, truth = drawn(rng, 300, visitors=(20, 400))
        found = of((1, 2, 10), audits=audits)
        held += found.low <= truth <= found.high
    assert held >= 54


@pytest.mark.parametrize(
    "changes",
    [
        {"homes": HOMES[HOMES["person_id"] != 2]},
        {"places": PLACES[PLACES["place_id"] != 10]},
        {"installs": INSTALLS[INSTALLS["commune_id"] != "A"]},
        {"installs": INSTALLS.assign(installed_count=np.nan)},
        {"installs": INSTALLS.assign(person_count=0)},
        {"installs": INSTALLS.assign(installed_count=[0, 200])},
        {"audits": AUDITS[AUDITS["place_kind"] != "market"]},
        {"audits": AUDITS.iloc[:2]},
        {"audits": AUDITS.iloc[:0]},
        {"audits": AUDITS.assign(scanned_count=0)},
        {"audits": counted("market", (100, 50), (100, 0), (100, 1))},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_unknown_stays_unknown_and_is_never_zero(changes):
    found = of((1, 2, 10), **changes)
    assert (found.contact_count, found.known_count) == (1, 0)
    assert np.isnan([found.share, found.low, found.high, found.unseen_count]).all()


def test_no_contacts_is_no_knowledge():
    found = of()
    assert found.contact_count == 0
    assert np.isnan(found.share)


def test_more_installs_than_people_are_flagged_and_taken_as_everybody():
    full = INSTALLS.assign(installed_count=1000)
    found = of((1, 2, 20), installs=INSTALLS.assign(installed_count=1240))
    assert found.is_doubtful
    assert not of((1, 2, 20), installs=full).is_doubtful
    assert found.share == of((1, 2, 20), installs=full).share


def test_more_scans_than_visitors_are_flagged_and_taken_as_all_of_them():
    found = of((1, 2, 20), audits=counted("office", (10, 12), (10, 9), (10, 9)))
    assert found.is_doubtful
    assert found.share == of((1, 2, 20), audits=counted("office", (10, 10), (10, 9), (10, 9))).share


def test_no_share_and_no_end_exceeds_one():
    everybody = INSTALLS.assign(installed_count=100)
    rich = pd.concat([HOMES, pd.DataFrame({"person_id": [4, 5], "commune_id": "C"})])
    installs = pd.concat([everybody, INSTALLS.head(1).assign(commune_id="C", installed_count=1000)])
    found = of((4, 5, 20), homes=rich, installs=installs)
    assert (found.share, found.high, found.unseen_count) == (1.0, 1.0, 0.0)


def test_shares_come_in_the_order_of_the_contacts_and_sum_up_by_any_rows():
    contacts = pd.DataFrame(
        {"source_id": [1, 1], "target_id": [2, 3], "place_id": [20, 10]}, index=[8, 5]
    )
    tables = {"homes": HOMES, "places": PLACES, "installs": INSTALLS, "audits": AUDITS}
    shares = contact_shares(contacts, **tables)
    assert shares.contacts.index.tolist() == [8, 5]
    assert shares.contacts["share"].iloc[0] > shares.contacts["share"].iloc[1]
    assert shares.ascertained(contacts["target_id"] == 2) == of((1, 2, 20))
    assert shares.ascertained() == of((1, 2, 20), (1, 3, 10))


def test_contacts_at_many_places_are_judged_more_surely_than_at_one():
    places = pd.DataFrame({"place_id": range(40), "place_kind": "market"})
    one = of(*[(1, 2, 0)] * 40, places=places)
    many = of(*[(1, 2, place) for place in range(40)], places=places)
    assert many.share == pytest.approx(one.share)
    assert one.low < many.low
    assert many.high < one.high
    assert one.unseen_count < many.unseen_count


def test_what_the_audits_say_of_each_kind():
    kinds = scanning(AUDITS, INSTALLS)
    assert kinds.index.tolist() == ["market", "office"]
    assert kinds["audit_count"].tolist() == [3, 3]
    assert kinds["visitor_count"].tolist() == [3003, 303]
    assert kinds["scanned_count"].tolist() == [303, 123]
    none = scanning(AUDITS.iloc[:0], INSTALLS)
    assert none.empty
    assert list(none) == list(kinds)


def test_errors_name_the_value():
    with pytest.raises(TableError, match="'A' twice"):
        of((1, 2, 10), installs=pd.concat([INSTALLS, INSTALLS]))
    with pytest.raises(TableError, match="fewer than 0"):
        of((1, 2, 10), audits=AUDITS.assign(scanned_count=-1))
    with pytest.raises(TableError, match=r"1\.5"):
        of((1, 2, 10), level=1.5)
    with pytest.raises(TableError, match="visitor_count"):
        of((1, 2, 10), audits=AUDITS.drop(columns="visitor_count"))
