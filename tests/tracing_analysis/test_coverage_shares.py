"""What share of real contacts a trace sees: against simulated scanning; unknown stays unknown."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import TableError
from dashboard.tracing.coverage import contact_shares, coverage, wilson

HOMES = pd.DataFrame({"person_id": [1, 2, 3], "commune_id": ["A", "A", "B"]})
PLACES = pd.DataFrame({"place_id": [10, 20], "place_kind": ["market", "office"]})
INSTALLS = pd.DataFrame(
    {"commune_id": ["A", "B"], "installed_count": [500, 200], "person_count": [1000, 1000]}
)
SCANNING = pd.DataFrame(
    {"place_kind": ["market", "office"], "scanned_count": [10, 80], "visitor_count": [100, 100]}
)


def of(*rows, **changes):
    tables = {"homes": HOMES, "places": PLACES, "installs": INSTALLS, "scanning": SCANNING}
    contacts = pd.DataFrame(rows, columns=["source_id", "target_id", "place_id"])
    return coverage(contacts, **(tables | changes))


def test_both_must_have_scanned_so_the_shares_multiply():
    assert of((1, 2, 10)).share == pytest.approx((0.5 * 0.1) * (0.5 * 0.1))
    assert of((1, 3, 20)).share == pytest.approx((0.5 * 0.8) * (0.2 * 0.8))


def test_each_contact_stands_for_as_many_as_it_was_unlikely_to_be_seen():
    both = of((1, 2, 10), (1, 2, 20))
    assert both.estimated_count == pytest.approx(1 / 0.0025 + 1 / 0.16, abs=0.1)
    assert both.share == pytest.approx(2 / both.estimated_count, rel=1e-3)


def test_the_interval_holds_the_estimate_and_widens_with_a_small_audit():
    big = of((1, 2, 10), scanning=SCANNING.assign(scanned_count=[1000, 1], visitor_count=10_000))
    small = of((1, 2, 10))
    assert small.low < small.share < small.high
    assert big.low > small.low
    assert big.high < small.high


def test_the_interval_holds_the_truth_at_least_as_often_as_it_says():
    rng = np.random.default_rng(7)
    true_install, true_scan, held = 0.4, 0.3, 0
    for _ in range(200):
        installs = INSTALLS.assign(installed_count=rng.binomial(1000, true_install, 2))
        scanning = SCANNING.assign(scanned_count=rng.binomial(100, true_scan, 2))
        found = of((1, 2, 10), installs=installs, scanning=scanning)
        held += found.low <= (true_install * true_scan) ** 2 <= found.high
    assert held >= 190


def test_the_estimate_recovers_the_contacts_that_thinning_hid():
    rng = np.random.default_rng(3)
    real = 40_000
    person = rng.integers(0, 2, (real, 2))  # commune A or B of each of the two people
    installed, scans = np.array([0.5, 0.2])[person], np.array([0.8])
    seen = (rng.random((real, 2)) < installed * scans).all(axis=1)
    homes = pd.DataFrame({"person_id": [0, 1], "commune_id": ["A", "B"]})
    contacts = pd.DataFrame(person[seen], columns=["source_id", "target_id"]).assign(place_id=20)
    found = coverage(contacts, homes=homes, places=PLACES, installs=INSTALLS, scanning=SCANNING)
    assert found.estimated_count == pytest.approx(real, rel=0.05)
    assert found.low <= seen.mean() <= found.high


@pytest.mark.parametrize(
    "changes",
    [
        {"homes": HOMES[HOMES["person_id"] != 2]},
        {"places": PLACES[PLACES["place_id"] != 10]},
        {"installs": INSTALLS[INSTALLS["commune_id"] != "A"]},
        {"scanning": SCANNING[SCANNING["place_kind"] != "market"]},
        {"scanning": SCANNING.assign(visitor_count=0)},
        {"installs": INSTALLS.assign(installed_count=np.nan)},
    ],
)
def test_what_is_unknown_stays_unknown_and_is_never_zero(changes):
    found = of((1, 2, 10), **changes)
    assert (found.contact_count, found.known_count) == (1, 0)
    assert np.isnan([found.share, found.low, found.high, found.estimated_count]).all()


def test_no_contacts_is_no_knowledge():
    found = of()
    assert found.contact_count == 0
    assert np.isnan(found.share)


def test_more_installs_than_people_are_flagged_and_taken_as_everybody():
    found = of((1, 2, 20), installs=INSTALLS.assign(installed_count=1240))
    assert found.is_doubtful
    assert found.share == pytest.approx(0.8 * 0.8)


def test_nobody_scanning_is_zero_but_says_nothing_about_the_real_count():
    found = of((1, 2, 10), scanning=SCANNING.assign(scanned_count=0))
    assert (found.share, found.low) == (0.0, 0.0)
    assert found.high > 0
    assert np.isnan(found.estimated_count)


def test_shares_come_in_the_order_of_the_contacts():
    contacts = pd.DataFrame(
        {"source_id": [1, 1], "target_id": [2, 3], "place_id": [20, 10]}, index=[8, 5]
    )
    shares = contact_shares(
        contacts, homes=HOMES, places=PLACES, installs=INSTALLS, scanning=SCANNING
    )
    assert shares.index.tolist() == [8, 5]
    assert shares["share"].tolist() == pytest.approx([0.16, 0.001])


def test_wilson_is_the_published_interval():
    low, high = wilson(np.array([0.0, 0.5]), np.array([10.0, 10.0]), level=0.95)
    assert low.round(3).tolist() == [0.0, 0.237]
    assert high.round(3).tolist() == [0.278, 0.763]


def test_errors_name_the_value():
    with pytest.raises(TableError, match="'A' twice"):
        of((1, 2, 10), installs=pd.concat([INSTALLS, INSTALLS]))
    with pytest.raises(TableError, match="fewer than 0"):
        of((1, 2, 10), scanning=SCANNING.assign(scanned_count=-1))
    with pytest.raises(TableError, match=r"1\.5"):
        of((1, 2, 10), level=1.5)
