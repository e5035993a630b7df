"""Two lists side by side: who is on one and not on the other, and how many each isolates."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.tracing import PRESETS, RuleError, TracingRules, expand
from dashboard.tracing.comparison import compare, compare_presets, windows
from tests.tracing.villages import at, index_of

INDEX = index_of(
    ("F0", "hall", "1 10:00", "1 12:00"),
    ("long", "hall", "1 10:00", "1 12:00"),
    ("brief", "hall", "1 10:00", "1 10:05"),
    ("brief", "shop", "1 14:00", "1 15:00"),
    ("after brief", "shop", "1 14:00", "1 15:00"),
    ("brief", "office", "2 08:00", "2 12:00"),
    ("long", "office", "2 08:00", "2 12:00"),
)
CASES = pd.DataFrame({"person_id": ["F0"], "infectious_from": [at("0 00:00")],
                      "infectious_until": [pd.NaT]})  # fmt: skip


def trace(**rules):
    return expand(INDEX, CASES, rules=TracingRules(**rules))


def test_who_is_on_one_list_only_and_who_moved():
    compared = compare(trace(), trace(min_overlap="15min"))
    people = compared.people.set_index("person_id")
    assert people["on_list"].to_dict() == {"brief": "both", "long": "both", "after brief": "first"}
    assert people.loc["brief", ["ring_first", "ring_second"]].tolist() == [1, 2]
    assert people.loc["brief", "exposed_at_first"] == at("1 10:00")
    assert people.loc["brief", "exposed_at_second"] == at("2 08:15")
    assert people.loc[["after brief"], "ring_second"].isna().all()
    assert people.loc[["after brief"], "exposed_at_second"].isna().all()


def test_counts_say_how_many_each_would_isolate():
    counts = compare(trace(), trace(min_overlap="15min")).counts
    assert counts.loc[1].to_dict() == {
        "first_count": 2, "second_count": 1, "both_count": 1, "moved_count": 1,
        "first_only_count": 0, "second_only_count": 0,
    }  # fmt: skip
    assert counts.loc[2].to_dict() == {
        "first_count": 1, "second_count": 1, "both_count": 0, "moved_count": 0,
        "first_only_count": 1, "second_only_count": 0,
    }  # fmt: skip


def test_counts_add_up_and_turn_round():
    one, other = trace(max_ring=3), trace(max_ring=1, min_overlap="10min")
    counts, turned = compare(one, other).counts, compare(other, one).counts
    parts = counts["both_count"] + counts["moved_count"] + counts["first_only_count"]
    assert (counts["first_count"] == parts).all()
    assert counts["first_only_count"].tolist() == turned["second_only_count"].tolist()


def test_a_trace_equals_itself():
    compared = compare(trace(), trace())
    assert (compared.people["on_list"] == "both").all()
    assert (compared.counts["first_count"] == compared.counts["both_count"]).all()


def test_cases_are_on_no_list():
    assert "F0" not in compare(trace(), trace()).people["person_id"].tolist()


def test_presets_use_their_own_windows():
    """Onset 3 days after the meeting: inside the ministry's window, outside the WHO's."""
    cases = pd.DataFrame({"person_id": ["F0"], "onset_at": [at("4 10:00")]})
    compared = compare_presets(INDEX, cases, PRESETS["moh_2021_08"], PRESETS["who"])
    assert compared.counts["first_count"].tolist() == [2, 1]
    assert compared.counts["second_count"].tolist() == [0, 0]


def test_windows_fall_back_to_the_sample_and_close_at_isolation():
    cases = pd.DataFrame(
        {
            "person_id": ["a", "b"],
            "onset_at": [at("9 00:00"), pd.NaT],
            "sampled_at": [at("8 00:00"), at("8 00:00")],
            "isolated_at": [pd.NaT, at("10 00:00")],
        }
    )
    found = windows(cases, PRESETS["moh_2021_08"])
    assert found["infectious_from"].tolist() == [at("6 00:00"), at("5 00:00")]
    assert found["infectious_until"].isna().tolist() == [True, False]
    assert found["infectious_until"].iloc[1] == at("10 00:00")


def test_an_edited_preset_is_compared_with_its_original():
    original = PRESETS["moh_2021_08"]
    edited = replace(original, rules=TracingRules(max_ring=1))
    cases = pd.DataFrame({"person_id": ["F0"], "onset_at": [at("1 10:00")]})
    people = compare_presets(INDEX, cases, original, edited).people
    assert people.loc[people["on_list"] == "first", "person_id"].tolist() == ["after brief"]


def test_backward_traces_compare_by_ready_by_and_never_with_forward():
    cases = pd.DataFrame({"person_id": ["long"], "exposed_until": [at("3 00:00")]})
    back = expand(INDEX, cases, direction="backward")
    assert "ready_by_first" in compare(back, back).people
    with pytest.raises(RuleError, match="forward with a backward"):
        compare(trace(), back)


def test_no_cases_two_empty_lists_with_the_same_columns_and_types():
    nobody = expand(INDEX, CASES.iloc[:0])
    empty, full = compare(nobody, nobody), compare(trace(), trace())
    assert empty.people.empty
    assert empty.counts.empty
    assert list(empty.people) == list(full.people)
    assert (empty.people.dtypes == full.people.dtypes).drop("person_id").all()
    assert (empty.counts.dtypes == full.counts.dtypes).all()
