"""Who was where in an hour: half open, each person once, the unknown nowhere."""

import pandas as pd
import pytest

from dashboard.tracing import ColocationIndex, TableError
from dashboard.tracing.index.presence import present

NOON = pd.Timestamp("2021-08-02T12:00+07:00")


def hour(number):
    return NOON + pd.Timedelta(hours=number)


def counted(stays, person_ids, since=0, until=1):
    table = pd.DataFrame(stays, columns=["person_id", "place_id", "from", "to"])
    index = ColocationIndex.build(
        table.assign(
            arrived_at=NOON + pd.to_timedelta(table["from"], unit="h"),
            left_at=NOON + pd.to_timedelta(table["to"], unit="h"),
        )
    )
    found = present(index, pd.Series(person_ids), since=hour(since), until=hour(until))
    return found.to_numpy().tolist()


def test_touching_the_hour_is_not_being_there():
    stays = [(1, 7, -1.0, 0.0), (2, 7, 1.0, 2.0), (3, 7, 0.5, 0.6)]

    assert counted(stays, [1, 2, 3]) == [[7, 1]]


def test_each_person_counts_once_and_only_if_asked_about():
    stays = [(1, 7, 0.0, 0.2), (1, 7, 0.4, 0.6), (2, 7, 0.0, 1.0), (3, 8, 0.0, 1.0)]

    assert counted(stays, [1, 3, 99]) == [[7, 1], [8, 1]]
    assert counted(stays, [1, 2, 3]) == [[7, 2], [8, 1]]


def test_nobody_there_is_an_empty_table_with_the_same_columns():
    index = ColocationIndex.build(
        pd.DataFrame({"person_id": [1], "place_id": [7], "arrived_at": NOON, "left_at": hour(1)})
    )

    found = present(index, pd.Series([1]), since=hour(5), until=hour(6))

    assert list(found) == ["place_id", "person_count"]
    assert found.empty


def test_a_time_without_zone_is_refused():
    index = ColocationIndex.build(
        pd.DataFrame({"person_id": [1], "place_id": [7], "arrived_at": NOON, "left_at": hour(1)})
    )

    with pytest.raises(TableError, match="since"):
        present(index, pd.Series([1]), since=pd.Timestamp("2021-08-02T12:00"), until=hour(1))
