"""How many people were there: against counting one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tracing import ColocationIndex, TableError, contract, threads
from dashboard.tracing.index.crowds import crowds, meeting_counts
from dashboard.tracing.index.stay_table import KINDS
from tests.tracing import oracle
from tests.tracing.oracle import Stay
from tests.tracing.villages import MIDNIGHT, at, index_of, stays_of
from tests.tracing.worlds import ZERO, stay_lists, stay_table

HOUR = 3600


def contacts(*rows):
    return pd.DataFrame(
        [(place, at(met), at(parted)) for place, met, parted in rows],
        columns=["place_id", "met_at", "parted_at"],
    )


def test_a_full_room_counts_everybody():
    index = index_of(*[(f"p{n}", "hall", "0 10:00", "0 12:00") for n in range(30)])
    assert crowds(index, contacts(("hall", "0 10:30", "0 11:00"))).tolist() == [30.0]


def test_who_comes_for_half_the_time_counts_half():
    index = index_of(
        ("a", "hall", "0 10:00", "0 11:00"),
        ("b", "hall", "0 10:00", "0 11:00"),
        ("c", "hall", "0 10:30", "0 11:00"),
    )
    assert crowds(index, contacts(("hall", "0 10:00", "0 11:00"))).tolist() == [2.5]


def test_touching_stays_and_other_places_do_not_count():
    index = index_of(
        ("a", "hall", "0 10:00", "0 11:00"),
        ("b", "hall", "0 10:00", "0 11:00"),
        ("c", "hall", "0 11:00", "0 12:00"),
        ("d", "shop", "0 10:00", "0 11:00"),
    )
    assert crowds(index, contacts(("hall", "0 10:00", "0 11:00"))).tolist() == [2.0]


def test_an_unknown_place_is_unknown_and_no_contact_is_no_crowd():
    index = index_of(("a", "hall", "0 10:00", "0 11:00"))
    assert np.isnan(crowds(index, contacts(("moon", "0 10:00", "0 11:00"))).iloc[0])
    assert crowds(index, contacts(("hall", "0 10:00", "0 11:00")).iloc[:0]).tolist() == []


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="parted_at"):
        crowds(index_of(), pd.DataFrame({"place_id": [], "met_at": []}))


small_stays = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 20), st.integers(1, 9)),
    min_size=1,
    max_size=14,
)


def table_of(rows):
    start = MIDNIGHT.tz_convert("UTC")
    return pd.DataFrame(
        {
            "person_id": [row[0] for row in rows],
            "place_id": [row[1] for row in rows],
            "arrived_at": [start + pd.Timedelta(seconds=row[2]) for row in rows],
            "left_at": [start + pd.Timedelta(seconds=row[2] + row[3]) for row in rows],
        }
    )


@settings(max_examples=60, deadline=None)
@given(small_stays, st.integers(0, 20), st.integers(1, 9))
def test_crowds_equal_counting_second_by_second(rows, met, length):
    stays = table_of(rows)
    start = MIDNIGHT.tz_convert("UTC")
    asked = pd.DataFrame(
        {
            "place_id": [rows[0][1]],
            "met_at": [start + pd.Timedelta(seconds=met)],
            "parted_at": [start + pd.Timedelta(seconds=met + length)],
        }
    )
    present = sum(
        place == rows[0][1] and arrived <= second < arrived + stay
        for second in range(met, met + length)
        for _, place, arrived, stay in rows
    )
    found = crowds(ColocationIndex.build(stays), asked).iloc[0]
    assert found == pytest.approx(max(present / length, 2.0))


@settings(max_examples=150, deadline=None)
@given(stay_lists, st.sampled_from([1, 3]))
def test_a_stay_finds_whom_the_oracle_counts(stays, core_count):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads, "count", lambda: core_count)
        index = ColocationIndex.build(stay_table(stays))
    truth = oracle.crowds(stays)
    expected = {(*stay[:2], stay.arrived, stay.left): count for stay, count in truth.items()}
    people = index.stays.person
    found = {
        (int(index.person_ids[people[row]]), int(place), int(arrived), int(left)): int(crowd)
        for row, (place, arrived, left, crowd) in enumerate(
            zip(
                index.place_ids[index.places_of(np.arange(len(index)))],
                index.stays.arrived - second_zero(),
                index.stays.left - second_zero(),
                index.stays.crowd,
                strict=True,
            )
        )
    }
    assert found == expected


def test_homes_have_no_crowd():
    stays = [Stay(person, 0, 0, 9) for person in range(4)]
    kinds = {kind: ColocationIndex.build(stay_table(stays, (kind,))) for kind in KINDS}
    found = {kind: set(index.stays.crowd.tolist()) for kind, index in kinds.items()}
    assert found == {"place": {4}, "home": {0}, "interview": {0}}


def second_zero():
    return contract.moment(ZERO, of="zero")


@settings(max_examples=60, deadline=None)
@given(small_stays, st.integers(0, 12), st.integers(1, 20))
def test_meeting_counts_equal_comparing_every_pair(rows, opens, length):
    index = ColocationIndex.build(table_of(rows))
    origin = int(index.stays.arrived.min()) - min(row[2] for row in rows)
    closes = opens + length
    clipped = [
        (person, place, max(a, opens), min(a + stay, closes)) for person, place, a, stay in rows
    ]
    clipped = [row for row in clipped if row[2] < row[3]]
    expected = dict.fromkeys(index.person_ids, 0)
    for one, (person, place, begins, ends) in enumerate(clipped):
        for other, (_, where, starts, stops) in enumerate(clipped):
            expected[person] += (
                one != other and place == where and max(begins, starts) < min(ends, stops)
            )
    found = meeting_counts(index, origin + opens, origin + closes)
    assert dict(zip(index.person_ids, found, strict=True)) == expected


def test_rows_in_any_order_give_the_same():
    stays = stays_of(*[(f"p{n}", "hall", f"0 {10 + n % 3}:00", "0 14:00") for n in range(9)])
    asked = contacts(("hall", "0 10:00", "0 13:00"))
    turned = ColocationIndex.build(stays.iloc[::-1])
    assert crowds(ColocationIndex.build(stays), asked).equals(crowds(turned, asked))
