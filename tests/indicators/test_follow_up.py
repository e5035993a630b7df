"""What a follow-up needs next and how fast tracing is, either side of every limit."""

import pandas as pd
import pytest

from dashboard.indicators import follow_up
from dashboard.indicators.follow_up import (
    SPEEDS,
    next_actions,
    speed_table,
    with_recorded_elsewhere,
)
from dashboard.indicators.targets import Status

NOTICE = pd.Timestamp("2021-08-10T08:00+07:00").tz_convert("UTC")
NOW = pd.Timestamp("2021-08-12T08:00+07:00").tz_convert("UTC")
SPEED = {speed.name: speed for speed in SPEEDS}


def hours(count):
    return NOTICE + pd.Timedelta(hours=count)


def table(*people):
    """One row per person: what is given, everything else unknown."""
    usual = dict.fromkeys(follow_up.TIMES) | {"notified_at": NOTICE, "own_case_ids": None}
    rows = pd.DataFrame(
        [
            usual | {"person_id": number, "district_id": "288"} | row
            for number, row in enumerate(people)
        ],
        columns=[*usual, "person_id", "district_id"],
    )
    times = {
        name: pd.to_datetime(rows[name], utc=True).astype("datetime64[us, UTC]")
        for name in follow_up.TIMES
    }
    return rows.assign(**times)


def next_of(**person):
    row = next_actions(table(person), NOW).iloc[0]
    return row["action"], row["due_at"]


def local(text):
    return pd.Timestamp(text, tz="Asia/Ho_Chi_Minh")


def test_who_is_listed_is_called_within_a_day():
    assert next_of() == ("call", hours(24))


def test_an_old_exposure_makes_the_call_urgent():
    assert next_of(exposed_at=hours(-90)) == ("call", hours(6))


def test_who_is_called_is_isolated_by_the_earlier_limit():
    assert next_of(called_at=hours(1)) == ("isolate", hours(48))
    assert next_of(called_at=hours(1), exposed_at=hours(-49)) == ("isolate", hours(47))
    assert next_of(called_at=hours(1), exposed_at=hours(-47)) == ("isolate", hours(48))


def test_test_days_are_vietnamese_days_of_quarantine_the_first_being_one():
    evening = local("2021-08-10T23:30")
    assert next_of(isolated_at=evening) == ("sample_1", local("2021-08-11T00:00"))
    midnight = local("2021-08-11T00:00")
    assert next_of(isolated_at=midnight) == ("sample_1", local("2021-08-12T00:00"))


def sampled_on(day, *, is_told=True):
    taken = local(f"2021-08-{9 + day:02}T09:00")
    told = {"result_at": taken, "last_result_at": taken + pd.Timedelta(hours=3)} if is_told else {}
    return next_of(
        isolated_at=local("2021-08-10T08:00"), sampled_at=taken, last_sampled_at=taken, **told
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, ("sample_7", "2021-08-17T00:00")),
        (6, ("sample_7", "2021-08-17T00:00")),
        (7, ("sample_14", "2021-08-24T00:00")),
        (13, ("sample_14", "2021-08-24T00:00")),
        (14, ("release", "2021-08-24T08:00")),
    ],
)
def test_a_sample_settles_the_test_days_up_to_its_own(day, expected):
    assert sampled_on(day) == (expected[0], local(expected[1]))


def test_a_sample_before_quarantine_settles_no_day_of_it():
    assert sampled_on(0)[0] == "sample_1"


def test_a_result_is_told_within_a_day_and_before_anything_later():
    assert sampled_on(1, is_told=False) == ("result", local("2021-08-11T09:00"))
    assert sampled_on(14, is_told=False) == ("result", local("2021-08-24T09:00"))


def test_an_older_result_does_not_answer_a_newer_sample():
    action, _ = next_of(
        isolated_at=hours(0),
        last_sampled_at=hours(30),
        last_result_at=hours(29),
        sampled_at=hours(1),
    )
    assert action == "result"


def test_positives_go_to_hospital_and_the_released_need_nothing():
    assert next_of(isolated_at=hours(1), positive_taken_at=hours(2))[0] == "hospital"
    released = {"positive_taken_at": hours(1), "released_at": hours(2)}
    assert next_of(isolated_at=hours(1), **released)[0] == "none"
    done = next_actions(table({"positive_taken_at": hours(1)}), NOW)
    assert done["due_at"].isna().all()
    assert not done["is_overdue"].any()


def test_overdue_begins_after_the_limit():
    people = table({"called_at": hours(1)}, {"called_at": hours(1), "notified_at": hours(-0.01)})

    assert next_actions(people, NOW)["is_overdue"].tolist() == [False, True]


def test_nothing_is_due_where_no_limit_is_known():
    row = next_actions(table({"notified_at": None}), NOW).iloc[0]
    assert row["action"] == "call"
    assert pd.isna(row["due_at"])


def test_nobody_needs_nothing():
    empty = next_actions(table({}).head(0), NOW)
    full = next_actions(table({}), NOW)
    assert empty.empty
    assert list(empty) == list(full)
    assert empty["due_at"].dtype == full["due_at"].dtype


def measured(name, *people, by=None, now=NOW):
    return speed_table(table(*people), SPEED[name], now, by)


@pytest.mark.parametrize(
    ("name", "begins", "ends", "limit"),
    [
        ("isolated", "notified_at", "isolated_at", 48),
        ("isolated_exposed", "exposed_at", "isolated_at", 96),
        ("result", "sampled_at", "result_at", 24),
    ],
)
def test_the_limit_itself_is_in_time(name, begins, ends, limit):
    in_time = {begins: NOTICE, ends: hours(limit)}
    too_late = {begins: NOTICE, ends: hours(limit + 0.01)}
    row = measured(name, in_time, too_late, now=hours(limit + 1)).iloc[0]
    assert row["share"] == 0.5
    assert row["median_h"] == pytest.approx(limit, abs=0.01)


def test_late_counts_against_and_still_time_does_not():
    later = hours(48) + pd.Timedelta(minutes=1)
    people = ({"isolated_at": hours(3)}, {}, {"notified_at": hours(1)}, {"notified_at": None})

    row = measured("isolated", *people, now=later).iloc[0]

    counts = ["known_count", "late_count", "open_count", "unknown_count"]
    assert row[counts].tolist() == [1, 1, 1, 1]
    assert row["share"] == 0.5
    assert row["median_h"] == 3


def test_unknown_is_not_zero():
    row = measured("isolated", {"notified_at": None}, {"notified_at": hours(47)}).iloc[0]
    assert pd.isna(row["share"])
    assert pd.isna(row["median_h"])
    assert row["status"] is Status.UNKNOWN


@pytest.mark.parametrize(
    ("fast", "slow", "status"),
    [(8, 2, Status.ON_COURSE), (79, 21, Status.AT_RISK), (69, 31, Status.BEHIND)],
)
def test_the_share_is_judged_against_80_percent(fast, slow, status):
    people = [{"isolated_at": hours(1)}] * fast + [{"isolated_at": hours(49)}] * slow
    assert measured("isolated", *people, now=hours(50))["status"].iloc[0] is status


def test_a_stretch_without_a_limit_has_a_median_and_no_share():
    row = measured("listed", {"listed_at": hours(2)}, {}).iloc[0]
    assert (row["median_h"], row["open_count"], row["late_count"]) == (2, 1, 0)
    assert pd.isna(row["share"])
    assert row["status"] is None


def test_groups_are_measured_apart():
    people = ({"isolated_at": hours(1)}, {"isolated_at": hours(60), "district_id": "290"})
    found = measured("isolated", *people, by="district_id", now=hours(60))
    assert found["share"].to_dict() == {
        "288": 1,
        "290": 0,
    }


def recorded(**columns):
    return pd.DataFrame(columns).assign(
        **{
            name: pd.to_datetime(pd.Series(value), utc=True).astype("datetime64[us, UTC]")
            for name, value in columns.items()
            if name.endswith("_at")
        }
    )


NO_ISOLATIONS = recorded(person_id=[], isolated_at=[], released_at=[])
NO_SAMPLES = recorded(person_id=[], taken_at=[], result=[], returned_at=[])


def test_other_systems_fill_in_and_the_earlier_moment_counts():
    people = table({}, {"isolated_at": hours(5)}, {"isolated_at": hours(5)})
    isolations = recorded(
        person_id=[0, 1, 2], isolated_at=[hours(4), hours(4), hours(6)], released_at=None
    )

    filled = with_recorded_elsewhere(people, isolations, NO_SAMPLES)

    assert filled["isolated_at"].tolist() == [hours(4), hours(4), hours(5)]


def test_samples_elsewhere_count_first_and_last_and_only_if_told():
    samples = recorded(
        person_id=[0, 0],
        taken_at=[hours(1), hours(30)],
        result=None,
        returned_at=[hours(2), None],
    )

    row = with_recorded_elsewhere(table({}), NO_ISOLATIONS, samples).iloc[0]

    assert (row["sampled_at"], row["last_sampled_at"]) == (hours(1), hours(30))
    assert (row["result_at"], row["last_result_at"]) == (hours(2), hours(2))


def test_what_lies_before_the_exposure_is_another_story():
    people = table({"exposed_at": hours(-10)}, {})
    isolations = recorded(
        person_id=[0, 1],
        isolated_at=[hours(-30), hours(-20)],
        released_at=[hours(-10), hours(0)],
    )
    samples = recorded(
        person_id=[0], taken_at=[hours(-11)], result=["positive"], returned_at=[hours(-9)]
    )

    filled = with_recorded_elsewhere(people, isolations, samples)

    assert filled["isolated_at"].isna().all()
    assert filled[["sampled_at", "positive_taken_at"]].isna().all(axis=None)


def test_nothing_elsewhere_changes_nothing():
    people = table({"isolated_at": hours(5)}, {})
    filled = with_recorded_elsewhere(people, NO_ISOLATIONS, NO_SAMPLES)
    pd.testing.assert_frame_equal(filled, people)
    nobody = with_recorded_elsewhere(people.head(0), NO_ISOLATIONS, NO_SAMPLES)
    assert nobody.dtypes.to_dict() == people.dtypes.to_dict()


def entries(*rows):
    """One row per entry: state, hours of the last exposure, and whether it was corrected."""
    return pd.DataFrame(
        [
            {
                "event_id": number,
                "state": state,
                "last_exposed_at": pd.NaT if exposed is None else hours(exposed),
                "is_corrected": is_corrected,
            }
            for number, (state, exposed, is_corrected) in enumerate(rows)
        ]
    )


def test_a_later_exposure_puts_the_end_off_and_an_earlier_one_does_not():
    found = follow_up.extensions(
        entries(("listed", 5, False), ("listed", 9, False), ("called", None, False),
                ("listed", 7, False))
    )  # fmt: skip

    assert found.to_dict("index") == {1: {"exposed_before": hours(5), "exposed_now": hours(9)}}


@pytest.mark.parametrize(
    "rows",
    [
        [("listed", 5, True), ("listed", 9, False)],
        [("listed", 5, False), ("released", None, False), ("listed", 9, False)],
        [("listed", None, False), ("listed", 9, False)],
        [("listed", 5, False), ("listed", None, False)],
    ],
    ids=["the first was corrected", "released between", "a likely source first", "and last"],
)
def test_nothing_is_put_off(rows):
    assert follow_up.extensions(entries(*rows)).empty


def test_of_a_released_follow_up_a_correction_of_the_release_goes_on():
    rows = [("listed", 5, False), ("released", None, True), ("listed", 9, False)]
    assert list(follow_up.extensions(entries(*rows)).index) == [2]
