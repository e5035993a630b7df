"""Back to the likely sources, forward from these: who is reached by which way."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import ColocationIndex, RuleError, TableError, TracingRules, expand
from dashboard.tracing.sources.likely_sources import (
    SOURCE_COLUMNS,
    LookBackRules,
    likely_sources,
    source_contacts,
)
from dashboard.tracing.two_way import COLUMNS, OnwardRules, two_way
from tests.tracing.villages import MIDNIGHT, at, index_of, stays_of, village

# Bình infects An at the office and Chi at a meal; An later meets Dung, and Chi meets Em.
ROWS = (
    ("An", "office", "1 08:00", "1 12:00"),
    ("Bình", "office", "1 08:00", "1 12:00"),
    ("Bình", "meal", "1 18:00", "1 19:00"),
    ("Chi", "meal", "1 18:00", "1 19:00"),
    ("Chi", "shop", "2 09:00", "2 10:00"),
    ("Em", "shop", "2 09:00", "2 10:00"),
    ("An", "home", "5 18:00", "5 20:00"),
    ("Dung", "home", "5 18:00", "5 20:00"),
)
INDEX = index_of(*ROWS)


def cases(*people, onset="5 08:00"):
    return pd.DataFrame(
        {
            "person_id": list(people),
            "onset_at": [at(onset)] * len(people),
            "infectious_from": [at(onset) - pd.Timedelta("2D")] * len(people),
            "infectious_until": pd.Series([pd.NaT] * len(people), dtype="datetime64[us, UTC]"),
        }
    )


def test_each_person_says_by_which_way_and_via_whom():
    people = two_way(INDEX, cases("An")).people.set_index("person_id")
    assert people["way"].to_dict() == {
        "An": "case", "Bình": "source", "Dung": "forward", "Chi": "onward",
    }  # fmt: skip
    assert people["ring"].to_dict() == {"An": 0, "Bình": 1, "Dung": 1, "Chi": 2}
    assert people.loc["Chi", ["ring_onward", "via_id", "exposed_at"]].tolist() == [
        1, "Bình", at("1 18:00"),
    ]  # fmt: skip
    assert people.loc["Bình", "ring_backward"] == 1
    assert people.loc["Chi", "share"] == people.loc["Bình", "share"]
    assert people.loc["Dung", ["ring_forward"]].tolist() == [1]
    assert people.loc[["Dung"], ["ring_backward", "ring_onward", "via_id"]].isna().all(axis=None)


def test_onward_goes_as_far_as_asked():
    people = two_way(INDEX, cases("An"), onward_rules=OnwardRules(max_ring=2)).people
    em = people.set_index("person_id").loc["Em"]
    assert (em["way"], em["ring_onward"], em["ring"], em["via_id"]) == ("onward", 2, 3, "Bình")


def test_ways_combine_when_a_person_is_reached_by_several():
    rows = (*ROWS, ("Chi", "home", "5 18:00", "5 20:00"))
    people = two_way(index_of(*rows), cases("An")).people.set_index("person_id")
    assert people.loc["Chi", "way"] == "forward+onward"
    assert people.loc["Chi", "ring"] == 1
    assert people.loc["Chi", "exposed_at"] == at("1 18:00")  # the earlier of the two


@pytest.mark.parametrize(
    ("onset", "is_found"),
    [("7 11:59", True), ("7 12:00", False), ("2 08:00", True), ("2 07:59", False)],
)
def test_the_look_back_is_measured_from_onset(onset, is_found):
    """Office from 08:00 to 12:00 of day 1; 6 days back, and infected at least a day before."""
    found = likely_sources(INDEX, cases("An", onset=onset))
    assert ("Bình" in found["source_id"].tolist()) == is_found


def test_six_days_find_what_two_days_miss():
    short = LookBackRules(look_back="2D")
    assert likely_sources(INDEX, cases("An"), look_back_rules=short).empty
    assert not likely_sources(INDEX, cases("An")).empty


def test_each_case_is_looked_back_from_its_own_onset():
    both = pd.concat([cases("An"), cases("Dung", onset="20 08:00")])
    assert likely_sources(INDEX, both)["case_id"].unique().tolist() == ["An"]


def test_shares_add_up_to_less_than_one_and_order_the_suspicion():
    rows = (
        *ROWS,
        ("passer-by", "office", "1 08:00", "1 08:10"),
        ("too recent", "gate", "3 23:00", "3 23:59"),
        ("An", "gate", "3 23:00", "3 23:59"),
    )
    found = likely_sources(index_of(*rows), cases("An"))
    assert found["source_id"].tolist()[0] == "Bình"
    assert found["share"].is_monotonic_decreasing
    assert 0 < found["share"].sum() < 1


def test_a_confirmed_case_explains_better_than_a_stranger_met_as_long():
    rows = (*ROWS, ("stranger", "office", "1 08:00", "1 12:00"))
    known = pd.concat([cases("An"), cases("Bình", onset="1 08:00")])
    found = likely_sources(index_of(*rows), known)
    of_an = found[found["case_id"] == "An"].set_index("source_id")
    assert of_an.loc["Bình", "share"] > 20 * of_an.loc["stranger", "share"]
    assert of_an["is_case"].to_dict() == {"Bình": True, "stranger": False}


def test_a_case_whose_time_is_wrong_explains_nothing():
    known = pd.concat([cases("An"), cases("Bình", onset="15 08:00")])
    found = likely_sources(INDEX, known)
    assert found.loc[found["case_id"] == "An", "share"].tolist() == [0.0]
    assert not found["is_followed"].any()


def test_at_most_so_many_sources_are_followed():
    rows = [*ROWS, *[(f"colleague {n}", "office", "1 08:00", "1 12:00") for n in range(30)]]
    found = likely_sources(
        index_of(*rows), cases("An"), look_back_rules=LookBackRules(most_sources=5)
    )
    assert len(found) == 31
    assert found["is_followed"].sum() == 5


def test_an_isolated_source_exposes_nobody_from_then_on():
    isolations = pd.DataFrame({"person_id": ["Bình"], "isolated_at": [at("1 18:00")]})
    people = two_way(INDEX, cases("An"), isolations=isolations).people
    assert people["person_id"].tolist() == ["An", "Dung", "Bình"]


def test_a_source_released_before_exposes_as_if_never_isolated():
    arrival = pd.DataFrame(
        {"person_id": ["Bình"], "isolated_at": [at("-9 00:00")], "released_at": [at("0 00:00")]}
    )
    people = two_way(INDEX, cases("An"), isolations=arrival).people
    pd.testing.assert_frame_equal(people, two_way(INDEX, cases("An")).people)


def test_a_source_isolated_before_and_after_the_contact_exposes_nobody_else():
    away = pd.DataFrame(
        {
            "person_id": ["Bình", "Bình"],
            "isolated_at": [at("-9 00:00"), at("1 12:00")],
            "released_at": [at("1 08:00"), at("30 00:00")],
        }
    )
    for onward in (OnwardRules(), OnwardRules(before="0D", after="0D")):
        people = two_way(INDEX, cases("An"), onward_rules=onward, isolations=away).people
        assert people["person_id"].tolist() == ["An", "Dung", "Bình"]


def test_somebody_reported_twice_is_one_case_with_both_windows():
    twice = pd.concat([cases("An", onset="9 08:00"), cases("An")], ignore_index=True)
    found = two_way(INDEX, twice)
    pd.testing.assert_frame_equal(found.people, two_way(INDEX, cases("An")).people)
    pd.testing.assert_frame_equal(found.sources, two_way(INDEX, cases("An")).sources)


def test_a_source_is_followed_only_around_the_contact():
    rows = (*ROWS, ("Bình", "late", "8 10:00", "8 11:00"), ("guest", "late", "8 10:00", "8 11:00"))
    index = index_of(*rows)
    found = two_way(index, cases("An")).people["person_id"].tolist()
    assert "guest" not in found
    wide = two_way(index, cases("An"), onward_rules=OnwardRules(after="8D"))
    assert "guest" in wide.people["person_id"].tolist()


def test_two_cases_of_one_source_find_it_once_and_stay_cases():
    rows = (*ROWS, ("Phúc", "meal", "1 18:00", "1 19:00"))
    people = two_way(index_of(*rows), cases("An", "Phúc")).people
    assert people["person_id"].is_unique
    ways = people.set_index("person_id")["way"]
    assert (ways["Bình"], ways["An"], ways["Phúc"]) == ("source", "case", "case")


def test_the_forward_part_is_the_forward_trace():
    stays = village(4)
    index = ColocationIndex.build(stays)
    asked = cases(*np.unique(stays["person_id"])[:3])
    found = two_way(index, asked)
    forward = expand(index, asked).people
    mine = found.people[found.people["ring_forward"].notna()]
    expected = forward.set_index("person_id")["ring"].to_dict()
    assert mine.set_index("person_id")["ring_forward"].to_dict() == expected


def test_it_never_finds_fewer_than_forward_alone_and_order_does_not_matter():
    stays = village(4)
    asked = cases(*np.unique(stays["person_id"])[:3])
    one = two_way(ColocationIndex.build(stays), asked)
    other = two_way(ColocationIndex.build(stays.iloc[::-1]), asked.iloc[::-1])
    assert set(one.forward.people["person_id"]) <= set(one.people["person_id"])
    pd.testing.assert_frame_equal(one.people, other.people)


def test_shifting_all_times_shifts_the_answer():
    stays = village(4, people=80)
    days = pd.Timedelta("3D")
    later = stays.assign(arrived_at=stays["arrived_at"] + days, left_at=stays["left_at"] + days)
    asked = cases(*np.unique(stays["person_id"])[:2])
    moved = asked.assign(
        onset_at=asked["onset_at"] + days, infectious_from=asked["infectious_from"] + days
    )
    one = two_way(ColocationIndex.build(stays), asked).people
    other = two_way(ColocationIndex.build(later), moved).people
    pd.testing.assert_frame_equal(one, other.assign(exposed_at=other["exposed_at"] - days))


def test_summed_rules_are_used_forward_and_left_out_backward():
    rules = TracingRules(min_overlap="15min", sum_over="24h")
    people = two_way(INDEX, cases("An"), rules=rules).people
    assert set(people["person_id"]) == {"An", "Bình", "Chi", "Dung"}


def test_no_cases_nobody_with_the_same_columns_and_types():
    empty, full = two_way(INDEX, cases("An").iloc[:0]), two_way(INDEX, cases("An"))
    assert empty.people.empty
    assert tuple(empty.people) == COLUMNS
    assert tuple(empty.sources) == SOURCE_COLUMNS
    assert (empty.people.dtypes == full.people.dtypes).drop("person_id").all()
    assert (empty.sources.dtypes == full.sources.dtypes).drop(["case_id", "source_id"]).all()


def test_a_case_without_stays_is_kept():
    people = two_way(INDEX, cases("unseen")).people
    assert people[["person_id", "way"]].to_numpy().tolist() == [["unseen", "case"]]


def test_input_is_not_changed():
    stays, asked = stays_of(*ROWS), cases("An")
    before = asked.copy()
    two_way(ColocationIndex.build(stays), asked)
    pd.testing.assert_frame_equal(asked, before)


@pytest.mark.parametrize(
    ("rules", "change", "named"),
    [
        (LookBackRules, {"look_back": "12h"}, "look_back"),
        (LookBackRules, {"incubation_sigma": 0.0}, "incubation_sigma"),
        (LookBackRules, {"least_share": 2.0}, r"2\.0"),
        (LookBackRules, {"unseen_hours": -1.0}, "unseen_hours"),
        (OnwardRules, {"after": "-1D"}, "after"),
        (OnwardRules, {"max_ring": -1}, "max_ring"),
    ],
)
def test_a_rule_without_sense_is_named(rules, change, named):
    with pytest.raises(RuleError, match=named):
        rules(**change)


def test_a_missing_onset_is_named():
    with pytest.raises(TableError, match="onset_at"):
        two_way(INDEX, cases("An").drop(columns="onset_at"))
    with pytest.raises(TableError, match="missing"):
        two_way(
            INDEX, cases("An").assign(onset_at=pd.Series([pd.NaT], dtype="datetime64[us, UTC]"))
        )
    assert MIDNIGHT.tzinfo is not None


def test_the_contacts_behind_a_suspicion_are_those_that_were_weighed():
    index = ColocationIndex.build(village(3))
    asked = cases(5, 9, 40, onset="6 08:00")
    sources = likely_sources(index, asked)
    followed = sources[sources["is_followed"]]

    contacts = source_contacts(index, asked, followed)

    pairs = contacts.groupby(["target_id", "source_id"])["minutes"].sum()
    expected = followed.set_index(["case_id", "source_id"])["minutes"]
    assert len(pairs) == len(expected) > 0
    assert pairs.to_dict() == pytest.approx(expected.to_dict())
