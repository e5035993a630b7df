"""The doors: what a table must look like, and what a user's error says."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import (
    ColocationIndex,
    RuleError,
    TableError,
    TracingError,
    TracingRules,
    expand,
)
from dashboard.tracing.index.stay_table import positions
from tests.tracing.oracle import NEVER, Rules, Setting, Stay
from tests.tracing.worlds import MIDNIGHT, at, stay_table, trace

STAYS = stay_table([Stay(1, 7, 0, 10), Stay(2, 7, 5, 15)])
CASES = pd.DataFrame({"person_id": [1], "infectious_from": [at(0)], "infectious_until": [pd.NaT]})
ISOLATIONS = pd.DataFrame({"person_id": [2], "isolated_at": [at(5)]})
NAIVE = pd.Timestamp("2021-08-02 07:30")


def expanded(stays=STAYS, cases=CASES, **options):
    """Build and expand in one step."""
    return expand(ColocationIndex.build(stays), cases, **options)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stays": STAYS.drop(columns="left_at")}, "stays lacks the column left_at"),
        ({"stays": STAYS.assign(left_at=NAIVE)}, "stays.left_at.*without zone: 2021-08-02 07:30"),
        ({"stays": STAYS.assign(left_at=pd.NaT)}, "stays.left_at is missing in row 0"),
        ({"stays": STAYS.assign(left_at=at(-9))}, "left_at .* is before arrived_at .*person 1"),
        ({"stays": STAYS.assign(person_id=None)}, "stays.person_id is missing in row 0"),
        ({"stays": STAYS.assign(person_id=1.5)}, "stays.person_id must be integers or text.*1.5"),
        ({"stays": STAYS.assign(confidence="sure")}, "'sure'"),
        ({"cases": CASES.drop(columns="infectious_from")}, "cases lacks .* infectious_from"),
        ({"cases": CASES.assign(infectious_from=NAIVE)}, "cases.infectious_from.*2021-08-02"),
        ({"cases": CASES.assign(infectious_from=pd.NaT)}, "cases.infectious_from is missing"),
        ({"cases": CASES.assign(person_id="one")}, "cases.person_id 'one' can match nothing"),
        ({"cases": CASES, "direction": "backward"}, "cases lacks the column exposed_until"),
        ({"isolations": ISOLATIONS.assign(isolated_at=NAIVE)}, "isolations.isolated_at.*zone"),
        ({"since": NAIVE}, "since.*without zone"),
        ({"since": "yesterday noon"}, "since is not a time: 'yesterday noon'"),
        ({"stays": STAYS.assign(left_at=pd.Timestamp("2200-01-01T00:00Z"))}, "2200.*1932 to 2068"),
    ],
)
def test_a_wrong_table_is_refused_by_name(change, sentence):
    with pytest.raises(TableError, match=sentence):
        expanded(**change)


def test_a_wrong_direction_is_refused():
    with pytest.raises(RuleError, match="'sideways'"):
        expanded(direction="sideways")


def test_sum_over_is_refused_backward():
    rules = TracingRules(min_overlap="15min", sum_over="24h")
    with pytest.raises(RuleError, match="sum_over 1 days"):
        expanded(
            cases=pd.DataFrame({"person_id": [1], "exposed_until": [at(9)]}),
            rules=rules,
            direction="backward",
        )


def test_every_error_is_of_one_family():
    assert issubclass(TableError, TracingError)
    assert issubclass(RuleError, TracingError)
    assert issubclass(TracingError, ValueError)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_empty_in_empty_out_with_the_same_columns_and_types(direction):
    case = ((0, 0, NEVER),)
    full = trace(Setting((Stay(0, 0, 0, 9), Stay(1, 0, 0, 9)), case, Rules()), direction)
    none = trace(Setting((), (), Rules()), direction)
    assert none.people.empty
    assert none.contacts().empty
    pd.testing.assert_series_equal(none.people.dtypes, full.people.dtypes)
    pd.testing.assert_series_equal(none.contacts().dtypes, full.contacts().dtypes)


def test_a_case_without_stays_is_kept_and_named():
    answer = expanded(cases=CASES.assign(person_id=99))
    assert answer.people.to_dict("records") == [
        {"person_id": 99, "ring": 0, "exposed_at": at(0).tz_convert("UTC")}
    ]
    assert answer.unseen_cases == [99]
    assert expanded().unseen_cases == []


def test_a_case_without_a_stay_in_its_window_is_named():
    assert expanded(cases=CASES.assign(infectious_from=at(30))).silent_cases == [1]
    assert expanded().silent_cases == []
    backward = pd.DataFrame({"person_id": [2, 1], "exposed_until": [at(3), at(3)]})
    assert expanded(cases=backward, direction="backward").silent_cases == [2]


def test_a_case_with_two_windows_appears_once_with_the_first():
    cases = pd.concat([CASES.assign(infectious_from=at(8)), CASES], ignore_index=True)
    people = expanded(cases=cases).people
    assert people["person_id"].tolist() == [1, 2]
    assert people["exposed_at"].iloc[0] == at(0)


def test_a_window_given_twice_is_one_window():
    twice = pd.concat([CASES, CASES], ignore_index=True)
    pd.testing.assert_frame_equal(expanded(cases=twice).contacts(), expanded().contacts())
    assert len(expanded().contacts()) == 1


def test_an_isolation_of_a_case_is_ignored():
    isolations = pd.DataFrame({"person_id": [1], "isolated_at": [at(0)]})
    assert len(expanded(isolations=isolations).people) == 2


def test_the_earliest_isolation_counts():
    stays = stay_table(
        [Stay(1, 7, 0, 10), Stay(2, 7, 5, 15), Stay(2, 8, 20, 30), Stay(3, 8, 20, 30)]
    )
    for moments in ([at(20), at(40)], [at(40), at(20)]):
        twice = pd.DataFrame({"person_id": [2, 2], "isolated_at": moments})
        assert expanded(stays, isolations=twice).people["person_id"].tolist() == [1, 2]


def test_an_unknown_isolation_time_means_never():
    unknown = ISOLATIONS.assign(isolated_at=pd.Series([pd.NaT], dtype="datetime64[us, UTC]"))
    assert len(expanded(isolations=unknown).people) == 2


def test_times_of_any_zone_and_unit_are_the_same_times():
    other = STAYS.assign(
        arrived_at=STAYS["arrived_at"].dt.tz_convert("America/New_York").dt.as_unit("s"),
        left_at=STAYS["left_at"].dt.as_unit("ns").astype(object),
    )
    pd.testing.assert_frame_equal(expanded(other).people, expanded().people)


def test_parts_of_a_second_are_dropped():
    late = STAYS.assign(arrived_at=STAYS["arrived_at"] + pd.Timedelta(milliseconds=900))
    assert expanded(late).people["exposed_at"].iloc[1] == at(5)


def test_categorical_ids_come_back_as_themselves():
    named = STAYS.assign(
        person_id=pd.Categorical(["b", "c"], categories=["z", "c", "b"]),
        place_id=pd.Categorical(["p", "p"]),
    )
    people = expanded(named, CASES.assign(person_id="b")).people
    assert people["person_id"].tolist() == ["b", "c"]


def test_the_inputs_are_not_changed():
    stays, cases = STAYS.copy(deep=True), CASES.copy(deep=True)
    expanded(stays, cases, isolations=ISOLATIONS)
    pd.testing.assert_frame_equal(stays, STAYS)
    pd.testing.assert_frame_equal(cases, CASES)


def test_an_index_takes_at_most_24_bytes_per_stay():
    many = pd.DataFrame(
        {
            "person_id": range(20_000),
            "place_id": 1,
            "arrived_at": MIDNIGHT,
            "left_at": MIDNIGHT + pd.Timedelta("1h"),
        }
    )
    many["person_id"] //= 20
    index = ColocationIndex.build(many)
    assert index.byte_count / len(index) <= 24


def test_an_id_too_long_for_the_type_of_the_known_ones_is_nobody():
    known = pd.Index(np.array([3, 7], dtype=np.int32))
    asked = pd.Series([7, 2**32 + 7, -(2**40) + 3, 5, 3])
    assert positions(known, asked).tolist() == [1, -1, -1, -1, 0]


def test_a_window_given_twice_is_one_and_windows_are_in_order_of_time():
    windows = [(1, 5, 9), (2, 8, 9), (1, 5, 9), (1, 2, 4), (9, 0, 1)]
    people, begins, ends = zip(*windows, strict=True)
    cases = pd.DataFrame({"person_id": people, "infectious_from": map(at, begins)})
    rules = TracingRules(min_overlap="1min")  # or windows that meet would be one
    spans = expanded(
        cases=cases.assign(infectious_until=[*map(at, ends)]), rules=rules
    ).rounds.spans
    assert spans.person.tolist() == [0, 0, 1]
    assert np.diff(spans.begins).tolist()[0] == 3 * (spans.ends[0] - spans.begins[0]) / 2
