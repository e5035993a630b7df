"""A trace's risk is laid on homes and places: who counts where, and for how long."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import RuleError, TableError
from dashboard.tracing.stays.homes import MOST_HOMES
from dashboard.tracing.zones.risk import HOUSEHOLD_COLUMNS, ZoneRiskRules, ahead, zone_risks

NOW = pd.Timestamp("2021-08-24T18:00+07:00")
NO_SPREAD = ZoneRiskRules(commune_spread=0, place_share=0)
HOMES = pd.DataFrame(
    {
        "person_id": [1, 2, 3, 4],
        "household_id": [10, 10, 20, 30],
        "lon": [106.330, 106.332, 106.34, 106.35],
        "lat": 20.94,
        "commune_id": ["A", "A", "A", "B"],
    }
)
PLACES = pd.DataFrame({"place_id": [7, 8], "lon": [106.36, None], "lat": 20.94})


def ago(days):
    return NOW - pd.Timedelta(days=days)


def f1(person=1, risk=0.5, days=1.0, place=7, **more):
    return pd.DataFrame(
        {
            "person_id": [person],
            "ring": 1,
            "risk": [risk],
            "exposed_at": [ago(days)],
            "place_id": [place],
        }
    ).assign(**more)


def case(person=1, onset=2.0, isolated=None):
    return pd.DataFrame(
        {
            "person_id": [person],
            "onset_at": [ago(onset)],
            "isolated_at": pd.Series(
                [pd.NaT if isolated is None else ago(isolated)], dtype="datetime64[us, UTC+07:00]"
            ),
        }
    )


NO_CASE, NOBODY = case().head(0), f1().head(0)


def risk(exposed=NOBODY, cases=NO_CASE, rules=NO_SPREAD, homes=HOMES, places=PLACES):
    found = zone_risks(homes, exposed, cases, places, at=NOW, rules=rules)
    return found.households.set_index("household_id")["risk"]


def test_an_exposed_person_counts_at_home_by_what_is_still_ahead():
    alone = ZoneRiskRules(commune_spread=0, place_share=0, household_attack=0)
    assert risk(f1(), rules=alone).tolist() == pytest.approx(
        [0.5 * ahead(np.array([1.0]), alone)[0], 0, 0]
    )
    assert risk(f1(days=20), rules=alone).tolist() == [0, 0, 0]


def test_those_at_home_with_them_count_a_generation_later():
    expected = 0.5 * ahead(np.array([1.0]), NO_SPREAD)[0]
    expected += 0.3 * 0.5 * ahead(np.array([-4.0]), NO_SPREAD)[0]
    assert risk(f1())[10] == pytest.approx(expected)
    assert risk(f1(person=3))[20] == pytest.approx(0.5 * ahead(np.array([1.0]), NO_SPREAD)[0])


def test_who_lives_with_a_case_is_counted_by_the_nights_at_home_alone():
    lived = risk(f1(2, risk=0.9, place=-11), case(onset=2.0, isolated=1.0))
    assert lived.tolist() == pytest.approx(
        [0.3 * ahead(np.array([1.0]), NO_SPREAD)[0], 0, 0]  # infected a generation after the case
    )
    assert lived.tolist() == pytest.approx(risk(cases=case(onset=2.0, isolated=1.0)).tolist())


def test_a_meeting_that_a_case_told_of_has_no_place_to_close():
    at_place = ZoneRiskRules(commune_spread=0, place_share=0.5, household_attack=0)
    told = f1(place=-MOST_HOMES - 1)
    found = zone_risks(HOMES, told, NO_CASE, PLACES, at=NOW, rules=at_place)
    assert found.places.empty
    assert found.without_position == 0
    assert found.households["risk"].sum() == pytest.approx(
        0.5 * ahead(np.array([1.0]), at_place)[0]
    )


def test_one_person_with_two_case_rows_is_one_case_from_the_earliest_onset():
    both = pd.concat([case(onset=1.0), case(onset=2.0)], ignore_index=True)

    assert risk(cases=both).tolist() == pytest.approx(risk(cases=case(onset=2.0)).tolist())


def test_of_an_isolated_case_only_the_family_counts():
    family = 0.3 * ahead(np.array([2 + 4 - 5.0]), NO_SPREAD)[0]
    assert risk(cases=case(isolated=1))[10] == pytest.approx(family)
    at_large = ahead(np.array([6.0]), NO_SPREAD)[0]
    assert risk(cases=case())[10] == pytest.approx(family + at_large)


def test_an_isolation_still_to_come_has_not_happened():
    assert risk(cases=case(isolated=-1))[10] == pytest.approx(risk(cases=case())[10])


def test_quarantine_leaves_a_tenth():
    since = pd.Series([ago(0.5)])
    quarantined, free = risk(f1(person=3, isolated_at=since)), risk(f1(person=3))
    assert quarantined[20] == pytest.approx(0.1 * free[20])


def test_a_part_stands_at_the_place_and_none_is_lost():
    rules = ZoneRiskRules(commune_spread=0, place_share=0.4)
    found = zone_risks(HOMES, f1(person=3), NO_CASE, PLACES, at=NOW, rules=rules)
    whole = risk(f1(person=3))[20]
    assert found.places["risk"].tolist() == pytest.approx([0.4 * whole])
    assert found.households["risk"].sum() == pytest.approx(0.6 * whole)


def test_neighbours_in_the_commune_share_what_no_trace_saw():
    spread = risk(f1(person=3), rules=ZoneRiskRules(commune_spread=0.3, place_share=0))
    whole = risk(f1(person=3))[20]
    assert spread[30] == 0  # another commune
    assert spread[10] == pytest.approx(2 * 0.3 * whole / 3)  # two of the commune's three residents


def test_a_household_has_one_point_and_its_counts():
    found = zone_risks(HOMES, f1(), case(person=2), PLACES, at=NOW).households
    assert tuple(found) == HOUSEHOLD_COLUMNS
    home = found.set_index("household_id").loc[10]
    assert home["lon"] == pytest.approx(106.331)
    assert home[["resident_count", "f0_count", "f1_count"]].tolist() == [2, 1, 1]


def test_a_missing_position_is_counted():
    lost = HOMES.assign(lat=[20.94, 20.94, None, 20.94])
    assert zone_risks(lost, f1(), NO_CASE, PLACES, at=NOW).without_position == 1
    assert zone_risks(HOMES, f1(place=8), NO_CASE, PLACES, at=NOW).without_position == 1


@pytest.mark.parametrize("wrong", [1.5, -0.1, None])
def test_an_unknown_or_impossible_risk_is_refused(wrong):
    with pytest.raises(TableError, match=r"exposed\.risk must be known and in 0\.\.1"):
        risk(f1(risk=wrong))


def test_nobody_is_case_and_contact_at_once():
    with pytest.raises(TableError, match="person 1 is listed twice"):
        risk(f1(person=1), case(person=1))


@pytest.mark.parametrize("wrong", [{"place_share": 1.1}, {"generation_days": -1}])
def test_nonsense_rules_are_refused_by_name(wrong):
    with pytest.raises(RuleError, match=next(iter(wrong))):
        ZoneRiskRules(**wrong)


def test_nobody_traced_no_risk_and_no_homes_no_rows():
    assert risk().tolist() == [0, 0, 0]
    empty = zone_risks(HOMES.head(0), NOBODY, NO_CASE, PLACES, at=NOW)
    assert tuple(empty.households) == HOUSEHOLD_COLUMNS
    assert empty.households.empty
    assert empty.places.empty
