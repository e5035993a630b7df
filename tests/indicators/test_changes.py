"""Two hand-made days, and what is worth telling of them."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard.indicators import changes
from dashboard.indicators.changes import Kind

NOW = datetime(2021, 8, 24, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EVEN = {"A": (0.41, 0.42), "B": (0.31, 0.32), "C": (0.21, 0.22), "D": (0.11, 0.12)}


def units(stopped=None, **moves):
    """Return four units that keep their places, except those given as (yesterday, today)."""
    stopped = stopped or {}
    return pd.DataFrame(
        [
            {
                "unit_id": f"id_{name}",
                "unit_name": name,
                "day_ago_share": before,
                "share": after,
                "stopped_count": stopped.get(name, 0),
            }
            for name, (before, after) in (EVEN | moves).items()
        ]
    ).astype({"day_ago_share": "float64", "share": "float64"})


def feeds(**hours):
    """Return sources that load daily, last so many hours ago; None for never."""
    loaded = [None if age is None else NOW - timedelta(hours=age) for age in hours.values()]
    return pd.DataFrame(
        {
            "source": list(hours),
            "last_loaded_at": pd.Series(loaded, dtype="datetime64[us, UTC]"),
            "expected_every": pd.Series([DAY] * len(hours), dtype="timedelta64[us]"),
        }
    )


def decisions(*rows):
    return pd.DataFrame(rows, columns=["zone_name", "status", "recorded_at"]).astype(
        {"recorded_at": "datetime64[us, UTC]"}
    )


def told(of=None, sources=None, zones=None):
    return changes.since_yesterday(
        units() if of is None else of,
        feeds() if sources is None else sources,
        decisions() if zones is None else zones,
        data_time=NOW,
    )


def of_kind(found, kind):
    return [change for change in found if change.kind is kind]


def test_a_fall_by_two_places_is_told_with_the_communes_that_stopped():
    found = told(units({"A": 2}, A=(0.41, 0.20)))

    [fall] = of_kind(found, Kind.FELL)
    assert (fall.name, fall.before, fall.after, fall.stopped_count) == ("A", 1, 3, 2)
    assert fall.unit_id == "id_A"
    assert of_kind(found, Kind.STOPPED) == []  # the same news twice


def test_a_move_by_one_place_is_not_told():
    found = told(units(A=(0.41, 0.30)))

    assert of_kind(found, Kind.FELL) == of_kind(found, Kind.ROSE) == []


def test_a_rise_is_told():
    [rise] = of_kind(told(units(D=(0.11, 0.45))), Kind.ROSE)

    assert (rise.name, rise.before, rise.after) == ("D", 4, 1)


def test_an_unknown_share_takes_part_in_nothing():
    found = told(units(A=(None, 0.9), B=(0.9, None)))

    assert {change.name for change in found} <= {"C", "D"}


def test_stopped_communes_are_told_without_a_fall():
    [stop] = of_kind(told(units({"C": 3})), Kind.STOPPED)

    assert (stop.name, stop.stopped_count) == ("C", 3)


@pytest.mark.parametrize(
    ("before", "after", "kind", "step"),
    [
        (0.499, 0.500, Kind.CROSSED, 0.5),
        (0.500, 0.501, None, None),
        (0.55, 0.71, Kind.CROSSED, 0.7),
        (0.50, 0.499, Kind.CROSSED_DOWN, 0.5),
        (0.98, 1.04, Kind.CROSSED, 1.0),
    ],
)
def test_a_milestone_is_told_when_it_is_passed(before, after, kind, step):
    found = told(units(A=(before, after)))

    crossed = [c for c in found if c.kind in {Kind.CROSSED, Kind.CROSSED_DOWN}]
    assert [(c.kind, c.after) for c in crossed] == ([] if kind is None else [(kind, step)])


def test_who_gained_most_and_least():
    found = told(units(B=(0.31, 0.35), C=(0.21, 0.211)))

    [most], [least] = of_kind(found, Kind.GAINED_MOST), of_kind(found, Kind.GAINED_LEAST)
    assert (most.name, least.name) == ("B", "C")


def test_nobody_stands_out_where_all_gained_the_same():
    even = units()
    even = even.assign(share=even["day_ago_share"])

    assert told(even) == []


@pytest.mark.parametrize(
    ("hours", "is_told"), [(23, False), (24, False), (25, True), (48, True), (49, False)]
)
def test_a_source_is_told_on_the_day_it_becomes_late(hours, is_told):
    late = of_kind(told(sources=feeds(app=hours)), Kind.FEED_LATE)

    assert [change.name for change in late] == (["app"] if is_told else [])


def test_a_source_that_never_loaded_is_not_news():
    assert of_kind(told(sources=feeds(app=None)), Kind.FEED_LATE) == []


def test_zones_begun_and_ended_since_yesterday():
    found = told(
        zones=decisions(
            ("new", "in_force", NOW - DAY / 2),
            ("over", "ended", NOW - DAY / 2),
            ("old", "ended", NOW - DAY),
            ("thought of", "proposed", NOW),
        )
    )

    assert [change.name for change in of_kind(found, Kind.ZONE_STARTED)] == ["new"]
    assert [change.name for change in of_kind(found, Kind.ZONE_ENDED)] == ["over"]


def test_few_facts_the_most_important_first():
    found = told(
        units({"B": 1, "C": 1, "D": 2}, A=(0.49, 0.10)),
        feeds(one=25, two=30, three=40),
        decisions(("new", "in_force", NOW), ("over", "ended", NOW)),
    )

    assert [(change.kind, change.name) for change in found] == [
        (Kind.FELL, "A"),
        (Kind.STOPPED, "D"),
        (Kind.STOPPED, "B"),
        (Kind.FEED_LATE, "three"),
        (Kind.FEED_LATE, "two"),
        (Kind.ZONE_STARTED, "new"),
    ]


def test_no_tables_no_facts():
    assert told(units().iloc[:0], feeds(), decisions()) == []


@pytest.mark.parametrize(
    ("today", "yesterday", "week", "stopped"),
    [(0, 5, 35, True), (1, 5, 35, False), (0, 0, 35, False), (0, 5, 34, False)],
)
def test_a_commune_has_stopped(today, yesterday, week, stopped):
    rows = pd.DataFrame(
        {"day_count": [today], "day_before_count": [yesterday], "week_before_count": [week]}
    )

    assert changes.has_stopped(rows).tolist() == [stopped]
