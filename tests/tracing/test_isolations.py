"""Who is isolated at a moment, and what a window is without isolations."""

import pandas as pd
import pytest

from dashboard.tracing import TableError
from dashboard.tracing.isolations import isolated_at, without_isolations

NOON = pd.Timestamp("2021-08-02T12:00+07:00")


def hour(number):
    """Return the moment this many hours after noon; unknown for None."""
    return pd.NaT if number is None else NOON + pd.Timedelta(hours=number)


def isolations(*rows):
    """Return one isolation for each (person, from, to)."""
    people, begins, ends = zip(*rows, strict=True) if rows else ((), (), ())
    return pd.DataFrame(
        {
            "person_id": pd.Series(people, dtype="str"),
            "isolated_at": pd.Series([hour(n) for n in begins], dtype="datetime64[us, UTC]"),
            "released_at": pd.Series([hour(n) for n in ends], dtype="datetime64[us, UTC]"),
        }
    )


def since(table, moment):
    """Return {person: hour since which they are isolated}."""
    found = isolated_at(table, hour(moment))
    hours = (found["isolated_at"] - NOON) // pd.Timedelta("1h")
    return dict(zip(found["person_id"], hours, strict=True))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(-1, {}), (0, {"a": 0}), (4, {"a": 0}), (5, {}), (9, {}), (10, {"a": 10}), (99, {"a": 10})],
)
def test_an_isolation_holds_from_its_beginning_to_its_release(moment, expected):
    assert since(isolations(("a", 0, 5), ("a", 10, None)), moment) == expected


def test_one_isolation_that_follows_another_at_once_goes_on():
    assert since(isolations(("a", 5, 9), ("a", 0, 5), ("a", 1, 3)), 8) == {"a": 0}


def test_an_isolation_over_before_it_began_isolates_nobody():
    assert since(isolations(("a", 5, 2), ("a", 3, 3)), 3) == {}
    assert since(isolations(("a", None, 9), ("b", None, None)), 3) == {}


def test_nobody_in_nobody_out():
    empty = isolated_at(isolations(), NOON)
    assert empty.empty
    assert empty.dtypes.astype("str").to_dict() == {
        "person_id": "str",
        "isolated_at": "datetime64[us, UTC]",
    }


def test_without_the_column_nobody_was_released():
    table = isolations(("a", 0, 5)).drop(columns="released_at")
    assert since(table, 99) == {"a": 0}


def test_a_window_loses_what_was_spent_in_isolation():
    windows = pd.DataFrame(
        {
            "person_id": ["a", "b", "c"],
            "infectious_from": [hour(0)] * 3,
            "infectious_until": pd.Series(
                [hour(10), hour(10), None], dtype="datetime64[us, Asia/Ho_Chi_Minh]"
            ),
        }
    )
    spent = isolations(("a", 2, 4), ("a", 8, None), ("b", -1, 20), ("z", 0, 1), ("c", 5, 6))
    left = without_isolations(windows, spent)
    expected = [("a", 0, 2), ("a", 4, 8), ("c", 0, 5), ("c", 6, None)]
    assert left["infectious_from"].tolist() == [hour(begin) for _, begin, _ in expected]
    assert left["person_id"].tolist() == [person for person, _, _ in expected]
    assert left["infectious_until"].dropna().tolist() == [hour(2), hour(8), hour(5)]


def test_a_time_without_zone_is_refused():
    bare = isolations(("a", 0, 1)).assign(released_at=pd.Timestamp("2021-08-02T12:00"))
    with pytest.raises(TableError, match=r"isolations\.released_at.*zone"):
        isolated_at(bare, NOON)
