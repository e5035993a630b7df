"""Risk levels on hand-made communes: each limit from both sides, why, and what would lower it."""

from datetime import date

import pandas as pd
import pytest

from dashboard.indicators.risk_levels import (
    Limits,
    Reason,
    RiskRuleError,
    RiskRules,
    commune_levels,
    district_levels,
)

TODAY = date(2021, 8, 24)
ONE_CASE = RiskRules(
    at_risk=Limits(case_count=1), high=Limits(case_count=3), very_high=Limits(case_count=5)
)


def judge(*days, zones=0, population=8000, rules=ONE_CASE):
    """Judge one commune; days are (date, cases, F1)."""
    table = pd.DataFrame(
        [("c", pd.Timestamp(day), cases, f1) for day, cases, f1 in days],
        columns=["commune_id", "on_date", "case_count", "f1_count"],
    )
    commune = pd.DataFrame({"commune_id": ["c"], "population_count": [population]})
    judged = commune_levels(commune, table, pd.Series({"c": zones}), on_date=TODAY, rules=rules)
    return judged.iloc[0]


@pytest.mark.parametrize(
    ("cases", "level"),
    [(0, "new_normal"), (1, "at_risk"), (2, "at_risk"), (3, "high"), (4, "high"), (5, "very_high")],
)
def test_a_limit_is_reached_from_its_number_on(cases, level):
    assert judge(("2021-08-20", cases, 0))["level"] == level


@pytest.mark.parametrize(
    ("day", "level"), [("2021-08-11", "at_risk"), ("2021-08-10", "new_normal")]
)
def test_fourteen_days_count_today_included(day, level):
    assert judge((day, 1, 0))["level"] == level


@pytest.mark.parametrize(
    ("limits", "level"),
    [
        (Limits(cases_per_100k=25), "at_risk"),
        (Limits(cases_per_100k=25.1), "new_normal"),
        (Limits(f1_count=7), "at_risk"),
        (Limits(f1_count=8), "new_normal"),
        (Limits(zone_count=1), "at_risk"),
        (Limits(zone_count=2), "new_normal"),
    ],
)
def test_every_measure_has_a_limit_of_its_own(limits, level):
    nothing = Limits()
    rules = RiskRules(at_risk=limits, high=nothing, very_high=nothing)

    assert judge(("2021-08-20", 2, 7), zones=1, rules=rules)["level"] == level


def test_the_reason_names_measure_value_and_limit():
    rules = RiskRules(at_risk=Limits(), high=Limits(case_count=2, zone_count=1, f1_count=99))

    row = judge(("2021-08-20", 2, 7), zones=1, rules=rules)

    assert row["reasons"] == (Reason("case_count", 2, 2), Reason("zone_count", 1, 1))


def test_quiet_days_lower_the_level_once_enough_cases_are_old():
    row = judge(("2021-08-12", 1, 0), ("2021-08-15", 2, 0), ("2021-08-24", 1, 0))

    # Four cases, high from three on: the two of the 15th leave the fourteen days on the 29th.
    assert (row["level"], row["lower_level"], row["quiet_days"]) == ("high", "at_risk", 5)
    assert row["zones_to_end"] == 0


def test_a_level_may_fall_by_two_at_once():
    row = judge(("2021-08-20", 4, 0))

    assert (row["lower_level"], row["quiet_days"]) == ("new_normal", 10)


def test_zones_that_keep_the_level_must_end():
    rules = RiskRules(at_risk=Limits(), high=Limits(zone_count=2), very_high=Limits())

    row = judge(zones=4, rules=rules)

    assert (row["level"], row["zones_to_end"], row["quiet_days"]) == ("high", 3, 0)


def test_new_normal_has_nothing_to_lower():
    row = judge()

    assert row["reasons"] == ()
    assert row[["lower_level", "quiet_days", "zones_to_end"]].isna().all()


def test_unknown_population_has_an_unknown_rate():
    row = judge(("2021-08-20", 2, 0), population=None)

    assert pd.isna(row["cases_per_100k"])
    assert row["level"] == "at_risk"
    assert judge(population=None)["cases_per_100k"] == 0


@pytest.mark.parametrize(
    ("days", "culprit"),
    [
        ([("c", pd.Timestamp("2021-08-25"), 1, 0)], "2021-08-25"),
        ([("nowhere", pd.Timestamp("2021-08-20"), 1, 0)], "nowhere"),
    ],
)
def test_impossible_days_are_refused(days, culprit):
    table = pd.DataFrame(days, columns=["commune_id", "on_date", "case_count", "f1_count"])
    commune = pd.DataFrame({"commune_id": ["c"], "population_count": [8000]})

    with pytest.raises(ValueError, match=culprit):
        commune_levels(commune, table, pd.Series(dtype="int64"), on_date=TODAY)


@pytest.mark.parametrize(
    "limits",
    [
        {"at_risk": Limits(case_count=3), "high": Limits(case_count=2)},
        {"at_risk": Limits(case_count=0)},
        {"days": 0},
        {"high": Limits(), "at_risk": Limits(zone_count=9)},
    ],
)
def test_contradicting_limits_are_refused(limits):
    with pytest.raises(RiskRuleError):
        RiskRules(**limits)


def district(**counts):
    levels = [level for level, count in counts.items() for _ in range(count)]
    return district_levels(pd.DataFrame({"district_id": "292", "level": levels})).iloc[0]


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ({"new_normal": 20}, "new_normal"),
        ({"new_normal": 19, "at_risk": 1}, "at_risk"),
        ({"new_normal": 11, "at_risk": 9}, "at_risk"),
        ({"new_normal": 10, "at_risk": 10}, "high"),
        ({"new_normal": 15, "high": 5}, "at_risk"),
        ({"new_normal": 14, "high": 6}, "high"),
        ({"new_normal": 19, "very_high": 1}, "high"),
        ({"new_normal": 11, "high": 9}, "high"),
        ({"new_normal": 10, "high": 10}, "very_high"),
        ({"new_normal": 15, "very_high": 5}, "high"),
        ({"new_normal": 14, "very_high": 6}, "very_high"),
    ],
)
def test_a_district_follows_the_published_shares(counts, level):
    assert district(**counts)["level"] == level


def test_a_district_s_reasons_name_what_must_fall():
    row = district(new_normal=9, at_risk=10, very_high=1)

    assert row["reasons"] == (Reason("at_risk_count", 11, 10), Reason("very_high_count", 1, 1))


def test_no_commune_no_district():
    nobody = pd.DataFrame({"commune_id": [], "population_count": [], "district_id": []})
    days = pd.DataFrame({"commune_id": [], "on_date": [], "case_count": [], "f1_count": []})

    judged = commune_levels(nobody, days, pd.Series(dtype="int64"), on_date=TODAY)

    assert judged.empty
    assert district_levels(judged).empty
