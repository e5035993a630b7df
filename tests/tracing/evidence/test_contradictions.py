"""Impossible cases and links are listed with their values; possible ones never are."""

import pandas as pd
import pytest

from dashboard.tracing import RuleError, TableError
from dashboard.tracing.evidence.contradictions import (
    COLUMNS,
    ContradictionRules,
    consistent,
    contradictions,
)
from tests.tracing.villages import MIDNIGHT, at

DATES = ("onset_at", "sampled_at", "confirmed_at", "isolated_at")


def day(number):
    return MIDNIGHT + pd.Timedelta(days=number)


def cases(**people):
    rows = [
        {"person_id": name, **{date: known.get(date, pd.NaT) for date in DATES}}
        for name, known in people.items()
    ]
    table = pd.DataFrame(rows, columns=["person_id", *DATES])
    for date in DATES:
        table[date] = pd.Series(table[date].tolist(), dtype="datetime64[us, UTC]")
    return table


def links(*pairs, met=None):
    table = pd.DataFrame(pairs, columns=["source_id", "target_id"])
    return table if met is None else table.assign(met_at=[met] * len(pairs))


AN_INFECTED_BINH = links(("An", "Bình"))


def reasons(known, asked, **rules):
    found = contradictions(known, asked, rules=ContradictionRules(**rules))
    return found["reason"].tolist()


@pytest.mark.parametrize(
    ("source", "target", "met", "reason"),
    [
        # numbers either side of each threshold; the documented rules: 4, 14, 1, 21 days
        ({"onset_at": day(10)}, {"onset_at": day(7)}, None, None),
        ({"onset_at": day(10)}, {"onset_at": day(6.9)}, None, "source not yet infectious"),
        ({"onset_at": day(10)}, {"sampled_at": day(6)}, None, None),
        ({"onset_at": day(10)}, {"sampled_at": day(5.9)}, None, "source not yet infectious"),
        ({"onset_at": day(10)}, {}, day(6), None),
        ({"onset_at": day(10)}, {}, day(5.9), "source not yet infectious"),
        ({"onset_at": day(10)}, {}, day(24), None),
        ({"onset_at": day(10)}, {}, day(24.1), "source no longer infectious"),
        ({"isolated_at": day(10)}, {}, day(10), None),
        ({"isolated_at": day(10)}, {}, day(10.1), "source isolated"),
        ({"isolated_at": day(10)}, {"onset_at": day(31)}, None, None),
        ({"isolated_at": day(10)}, {"onset_at": day(31.1)}, None, "source isolated"),
        ({}, {"onset_at": day(10)}, day(9), None),
        ({}, {"onset_at": day(10)}, day(9.1), "target already ill"),
        ({}, {"sampled_at": day(10)}, day(10), None),
        ({}, {"sampled_at": day(10)}, day(10.1), "target already positive"),
        ({}, {"onset_at": day(31)}, day(10), None),
        ({}, {"onset_at": day(31.1)}, day(10), "onset too late"),
        ({"onset_at": day(0)}, {"onset_at": day(35)}, None, None),
        ({"onset_at": day(0)}, {"onset_at": day(35.1)}, None, "onset too late"),
    ],
)
def test_either_side_of_each_threshold(source, target, met, reason):
    known = cases(An=source, Bình=target)
    found = reasons(known, links(("An", "Bình"), met=met))
    assert found == ([] if reason is None else [reason])


def test_the_two_values_are_shown():
    known = cases(An={"onset_at": day(10)}, Bình={"onset_at": day(2)})
    row = contradictions(known, AN_INFECTED_BINH).iloc[0]
    assert (row["source_id"], row["target_id"]) == ("An", "Bình")
    assert (row["first_field"], row["first_at"]) == ("source.onset_at", day(10))
    assert (row["second_field"], row["second_at"]) == ("target.onset_at", day(2))


def test_a_case_may_contradict_itself():
    known = cases(
        An={"sampled_at": day(5), "confirmed_at": day(4)},
        Bình={"onset_at": day(20), "sampled_at": day(5)},
        Chi={"onset_at": day(5), "sampled_at": day(6), "confirmed_at": day(7)},
    )
    found = contradictions(known)
    assert found[["source_id", "target_id", "reason"]].to_numpy().tolist() == [
        ["An", "An", "confirmed before sampled"],
        ["Bình", "Bình", "sampled long before onset"],
    ]


def test_nobody_infects_themselves_directly_or_in_a_circle():
    people = cases(An={}, Bình={}, Chi={}, Dung={})
    circle = links(("An", "An"), ("Bình", "Chi"), ("Chi", "Bình"), ("Chi", "Dung"))
    assert reasons(people, circle) == ["own source", "circle", "circle"]
    assert consistent(people, circle).to_numpy().tolist() == [["Chi", "Dung"]]


def test_what_is_unknown_contradicts_nothing():
    assert reasons(cases(An={}, Bình={}), AN_INFECTED_BINH) == []
    assert reasons(cases(An={"onset_at": day(90)}), links(("An", "stranger"))) == []


def test_only_possible_links_are_used_each_judged_by_itself():
    known = cases(An={"onset_at": day(10)}, Bình={"onset_at": day(13)})
    asked = pd.concat([links(("An", "Bình"), met=day(9)), links(("An", "Bình"), met=day(13))])
    asked.index = [7, 3]
    assert consistent(known, asked).index.tolist() == [7]


def test_rules_move_the_thresholds():
    known = cases(An={"onset_at": day(10)}, Bình={"onset_at": day(6)})
    assert reasons(known, AN_INFECTED_BINH) == ["source not yet infectious"]
    assert reasons(known, AN_INFECTED_BINH, infectious_before_onset=5) == []


def test_empty_in_empty_out_with_the_same_columns_and_types():
    empty = contradictions(cases(), links())
    full = contradictions(cases(An={}), links(("An", "An")))
    assert tuple(empty) == tuple(full) == COLUMNS
    assert (empty.dtypes == full.dtypes)[["reason", "first_at", "second_at"]].all()
    assert contradictions(cases()).empty


def test_errors_name_the_value():
    with pytest.raises(RuleError, match="-1"):
        ContradictionRules(shortest_incubation=-1)
    with pytest.raises(RuleError, match=r"0\.5"):
        ContradictionRules(longest_incubation=0.5)
    with pytest.raises(TableError, match="without zone"):
        contradictions(pd.DataFrame({"person_id": [1], "onset_at": [pd.Timestamp("2021-08-02")]}))
    with pytest.raises(TableError, match="'An' twice"):
        contradictions(pd.concat([cases(An={}), cases(An={})]))


def test_input_is_not_changed():
    known, asked = cases(An={"onset_at": at("1 08:00")}), links(("An", "An"))
    before = known.copy(), asked.copy()
    contradictions(known, asked)
    pd.testing.assert_frame_equal(known, before[0])
    pd.testing.assert_frame_equal(asked, before[1])
