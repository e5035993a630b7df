"""From check-ins to stays, rule by rule."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tracing import (
    ColocationIndex,
    TableError,
    TracingRules,
    set_aside,
    stays_from_check_ins,
)

EIGHT = pd.Timestamp("2021-08-02T08:00+07:00")
PLACES = pd.DataFrame(
    {
        "place_id": ["food", "market", "office", "checkpoint", "night", "shut", "odd"],
        "kind": ["food", "market", "office", "checkpoint", "food", "office", "spaceport"],
        "closes_at": [None, None, None, None, "02:00", "21:30", None],
    }
)


def moment(minute):
    """Return the moment of this minute after 08:00."""
    return pd.NaT if minute is None else EIGHT + pd.Timedelta(minutes=minute)


def check_ins(*rows):
    """Return check-ins from (person, place, minute[, minute of check-out])."""
    padded = [(*row, None)[:4] for row in rows]
    return pd.DataFrame(
        {
            "person_id": [row[0] for row in padded],
            "place_id": [row[1] for row in padded],
            "scanned_at": pd.Series([moment(r[2]) for r in padded], dtype="datetime64[us, UTC]"),
            "left_at": pd.Series([moment(r[3]) for r in padded], dtype="datetime64[us, UTC]"),
        }
    )


def stays(*rows, places=PLACES, **rules):
    """Return the stays as (person, place, arrived, left, confidence), in minutes."""
    table = stays_from_check_ins(check_ins(*rows), places, rules=TracingRules(**rules))
    whole = [
        ((table[c] - EIGHT.tz_convert("UTC")) / pd.Timedelta(minutes=1)).tolist()
        for c in ("arrived_at", "left_at")
    ]
    return list(
        zip(table["person_id"], table["place_id"], *whole, table["confidence"], strict=True)
    )


def test_without_check_out_the_usual_length_of_the_kind_is_assumed():
    assert stays(("a", "food", 0)) == [("a", "food", 0, 60, "assumed")]
    assert stays(("a", "market", 0)) == [("a", "market", 0, 30, "assumed")]
    assert stays(("a", "office", 0)) == [("a", "office", 0, 240, "assumed")]
    assert stays(("a", "checkpoint", 0)) == [("a", "checkpoint", 0, 5, "assumed")]


def test_an_unlisted_kind_counts_as_other():
    assert stays(("a", "odd", 0)) == [("a", "odd", 0, 60, "assumed")]


def test_a_usual_length_can_be_changed():
    assert stays(("a", "food", 0), usual_stay={"food": "90min"})[0][3] == 90


def test_a_check_out_that_comes_first_is_recorded():
    assert stays(("a", "food", 0, 20)) == [("a", "food", 0, 20, "recorded")]


@pytest.mark.parametrize("minutes", [59, 60, 61, 90, 600, 1425])
def test_a_recorded_check_out_is_believed_however_late(minutes):
    assert stays(("a", "food", 0, minutes)) == [("a", "food", 0, minutes, "recorded")]


@pytest.mark.parametrize("minutes", [1426, 3000, 60 * 24 * 365])
def test_a_recorded_check_out_is_no_later_than_23_hours_45_minutes(minutes):
    assert stays(("a", "food", 0, minutes)) == [("a", "food", 0, 1425, "assumed")]


def test_a_scan_elsewhere_comes_before_a_late_check_out():
    assert stays(("a", "office", 0, 600), ("a", "food", 599))[0][3:] == (599, "bounded")
    assert stays(("a", "office", 0, 600), ("a", "food", 600))[0][3:] == (600, "recorded")


def test_closing_time_does_not_end_a_stay_that_was_recorded_to_last():
    at_closing = 13 * 60 + 30  # 21:30 local
    row = ("a", "shut", at_closing - 10, at_closing + 30)
    assert stays(row) == [("a", "shut", at_closing - 10, at_closing + 30, "recorded")]


def test_a_scan_during_a_recorded_stay_belongs_to_it():
    rows = [("a", "office", 0, 600), ("a", "office", 300), ("a", "office", 601)]
    assert [row[2:4] for row in stays(*rows)] == [(0, 600), (601, 841)]


def test_the_next_scan_elsewhere_bounds_a_stay():
    assert stays(("a", "food", 0), ("a", "market", 25))[0] == ("a", "food", 0, 25, "bounded")


def test_the_next_scan_elsewhere_may_come_too_late_to_matter():
    assert stays(("a", "food", 0), ("a", "market", 61))[0] == ("a", "food", 0, 60, "assumed")


def test_other_people_do_not_bound_a_stay():
    assert stays(("a", "food", 0), ("b", "market", 25))[0] == ("a", "food", 0, 60, "assumed")


def test_the_check_out_wins_a_tie_with_the_next_scan_elsewhere():
    assert stays(("a", "food", 0, 25), ("a", "market", 25))[0][4] == "recorded"


def test_closing_time_ends_a_stay():
    at_closing = 13 * 60 + 30  # 21:30 local
    assert stays(("a", "shut", at_closing - 10))[0][3] == at_closing
    assert stays(("a", "shut", at_closing))[0][3] == at_closing + 240


def test_closing_after_midnight_ends_a_stay_the_next_day():
    at_closing = 18 * 60  # 02:00 local
    assert stays(("a", "night", at_closing - 20))[0][3] == at_closing


@pytest.mark.parametrize("closes_at", ["21:30", "21:30:00", dt.time(21, 30)])
def test_closing_time_is_text_or_time(closes_at):
    places = pd.DataFrame({"place_id": ["p"], "kind": ["office"], "closes_at": [closes_at]})
    assert stays(("a", "p", 13 * 60), places=places)[0][3] == 13 * 60 + 30


def test_an_unreadable_closing_time_is_refused():
    places = pd.DataFrame({"place_id": ["p"], "closes_at": ["late"]})
    with pytest.raises(TableError, match="late"):
        stays(("a", "p", 0), places=places)


def test_no_stay_is_longer_than_23_hours_45_minutes():
    rules = {"usual_stay": {"office": "48h"}}
    assert stays(("a", "office", 0), **rules)[0][3] == 23 * 60 + 45


def test_no_stay_is_shorter_than_one_minute():
    assert stays(("a", "food", 0, 0)) == [("a", "food", 0, 1, "recorded")]
    assert stays(("a", "food", 0), ("a", "market", 0.5))[0][3:] == (1, "bounded")


def test_scans_within_ten_minutes_are_one_scan():
    assert stays(("a", "food", 0), ("a", "food", 10)) == [("a", "food", 0, 60, "assumed")]


def test_a_scan_after_ten_minutes_extends_the_stay():
    assert stays(("a", "food", 0), ("a", "food", 11)) == [("a", "food", 0, 71, "assumed")]


def test_a_scan_when_the_stay_is_over_begins_another():
    assert len(stays(("a", "food", 0), ("a", "food", 59))) == 1
    assert [row[2] for row in stays(("a", "food", 0), ("a", "food", 60))] == [0, 60]


def test_a_repeated_scan_after_a_short_stay_is_still_the_same_scan():
    assert stays(("a", "checkpoint", 0), ("a", "checkpoint", 8)) == [
        ("a", "checkpoint", 0, 5, "assumed")
    ]
    assert len(stays(("a", "checkpoint", 0), ("a", "checkpoint", 11))) == 2


def test_returning_after_a_scan_elsewhere_is_another_stay():
    assert [row[1:4] for row in stays(("a", "food", 0), ("a", "market", 5), ("a", "food", 8))] == [
        ("food", 0, 5),
        ("market", 5, 8),
        ("food", 8, 68),
    ]


def test_returning_after_a_check_out_is_another_stay():
    assert [r[2:4] for r in stays(("a", "food", 0, 3), ("a", "food", 8))] == [(0, 3), (8, 68)]


def test_a_check_out_recorded_with_the_repeated_scan_counts():
    assert stays(("a", "food", 0), ("a", "food", 5, 20))[0][3:] == (20, "recorded")


def test_extended_stays_never_exceed_the_longest():
    rows = [("a", "office", 60 * hour) for hour in range(40)]
    assert all(left - arrived <= 23 * 60 + 45 for _, _, arrived, left, _ in stays(*rows))


def test_two_places_in_one_second_do_not_depend_on_row_order():
    rows = [("a", "food", 0), ("a", "market", 0), ("a", "office", 20)]
    assert stays(*rows) == stays(*reversed(rows))
    assert stays(*rows)[0] == ("a", "food", 0, 20, "bounded")


def test_scan_only_mode_joins_scans_sixty_minutes_apart():
    found = stays(("a", "food", 0), ("b", "food", 60), ("c", "food", 61), scan_only=True)
    ends = [left for *_, left, _ in found]
    assert ends[0] > 60  # shares a second with the scan at 60
    assert ends[0] < 61


def test_scan_only_mode_keeps_one_of_exact_repeats():
    assert len(stays(("a", "food", 0), ("a", "food", 0), scan_only=True)) == 1


def test_impossible_check_ins_are_set_aside_and_counted():
    given = check_ins(
        ("a", "food", 0),
        ("a", "nowhere", 1),
        ("stranger", "food", 2),
        ("a", "food", 900),
        ("a", "food", 30, 20),
        (None, "food", 3),
        ("a", "food", None),
    )
    options = {"known_people": pd.Index(["a"]), "now": moment(600)}
    aside = set_aside(given, PLACES, **options)
    reasons = aside["reason"].value_counts()
    assert reasons[reasons > 0].to_dict() == {
        "unknown_person": 2,
        "unknown_place": 1,
        "in_the_future": 1,
        "left_before_arrival": 1,
        "no_time": 1,
    }
    kept = stays_from_check_ins(given, PLACES, **options)
    assert len(kept) == 1
    assert kept.attrs["set_aside"] == reasons[reasons > 0].to_dict()


FAR = {"infinity": "9999-12-31T00:00Z", "2069": "2069-01-01T00:00Z", "year 1": "0001-01-02T00:00Z"}


@pytest.mark.parametrize("far", FAR.values(), ids=FAR)
def test_a_check_out_that_cannot_be_is_set_aside_and_the_scan_stays(far):
    given = check_ins(("a", "food", 0), ("b", "food", 5))
    given.loc[0, "left_at"] = pd.Timestamp(far)
    kept = stays_from_check_ins(given, PLACES)
    without = stays_from_check_ins(given.drop(columns="left_at"), PLACES)
    reason = "left_before_arrival" if far.startswith("0001") else "left_out_of_time"
    assert kept.attrs["set_aside"] == {reason: 1}
    pd.testing.assert_frame_equal(kept, without, check_flags=False)


@pytest.mark.parametrize("far", ["2099-08-02T00:00Z", "9999-12-31T00:00Z"])
@pytest.mark.parametrize("now", [None, moment(600)], ids=["no now", "now"])
def test_a_scan_of_another_century_is_set_aside(far, now):
    given = check_ins(("a", "food", 0), ("b", "food", 5))
    given.loc[0, "scanned_at"] = pd.Timestamp(far)
    kept = stays_from_check_ins(given, PLACES, now=now)
    assert kept["person_id"].tolist() == ["b"]
    assert kept.attrs["set_aside"] == {"in_the_future" if now else "out_of_time": 1}


def test_the_last_second_that_can_be_held_ends_a_stay():
    given = check_ins(("a", "food", 0))
    given.loc[0, "scanned_at"] = pd.Timestamp("2068-01-19T03:14:00Z")
    kept = stays_from_check_ins(given, PLACES)
    assert len(ColocationIndex.build(kept)) == 1


def test_a_scan_at_this_very_moment_is_not_in_the_future():
    assert set_aside(check_ins(("a", "food", 0)), now=moment(0)).empty


def test_a_naive_time_is_refused_with_column_and_value():
    naive = check_ins(("a", "food", 0)).assign(scanned_at=pd.Timestamp("2021-08-02 08:00"))
    with pytest.raises(TableError, match=r"check_ins.scanned_at.*2021-08-02 08:00"):
        stays_from_check_ins(naive)


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="place_id"):
        stays_from_check_ins(check_ins(("a", "food", 0)).drop(columns="place_id"))


def test_a_place_listed_twice_is_refused():
    twice = pd.concat([PLACES, PLACES.head(1)])
    with pytest.raises(TableError, match="'food' more than once"):
        stays(("a", "food", 0), places=twice)


@pytest.mark.parametrize("ids", [["a"], [7]])
def test_empty_in_empty_out_with_the_same_columns_and_types(ids):
    full = check_ins((ids[0], ids[0], 0))
    some, none = stays_from_check_ins(full), stays_from_check_ins(full.head(0))
    assert none.empty
    pd.testing.assert_series_equal(some.dtypes, none.dtypes)


def test_the_input_is_not_changed():
    given = check_ins(("b", "food", 5), ("a", "food", 0, 10))
    before = given.copy(deep=True)
    stays_from_check_ins(given, PLACES)
    pd.testing.assert_frame_equal(given, before)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.sampled_from(["food", "market", "checkpoint", "shut"]),
            st.integers(0, 900),
            st.one_of(st.none(), st.integers(0, 900)),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_stays_are_ordered_bounded_and_independent_of_row_order(rows, random):
    found = stays(*rows)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert sorted(found) == sorted(stays(*shuffled))
    scans = {(p, place, m) for p, place, m, _ in rows}
    assert {row[:3] for row in found} <= scans
    assert {row[:2] for row in found} == {scan[:2] for scan in scans}
    for person, place, arrived, left, _ in found:
        assert 1 <= left - arrived <= 23 * 60 + 45
        later = [m for p, q, m in scans if p == person and q != place and m > arrived]
        assert left <= max(min(later, default=10**6), arrived + 1)
