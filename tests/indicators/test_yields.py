"""Who of the new cases was on a list, either side of each limit, and what is counted of them."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard.indicators import alerts, yields
from dashboard.indicators.yields import Found

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REPORTED = NOW - HOUR


def times(values):
    return pd.to_datetime(pd.Series(list(values), dtype="object"), utc=True)


def cases(*reported, person=None):
    """Return a case per moment of its confirmation and report; each is of another person."""
    people = range(1, len(reported) + 1) if person is None else [person] * len(reported)
    return pd.DataFrame(
        {
            "case_id": [f"HD{number}" for number in range(1, len(reported) + 1)],
            "person_id": list(people),
            "confirmed_at": times(reported),
            "reported_at": times(reported),
        }
    )


def isolations(*rows):
    ids, reasons, begins, ends = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pd.DataFrame(
        {
            "person_id": pd.Series(ids, dtype="int64"),
            "reason": pd.Series(reasons, dtype="str"),
            "isolated_at": times(begins),
            "released_at": times(ends),
        }
    )


def listed(*rows):
    ids, begins, ends = zip(*rows, strict=True) if rows else ((), (), ())
    return pd.DataFrame(
        {
            "person_id": pd.Series(ids, dtype="int64"),
            "listed_at": times(begins),
            "released_at": times(ends),
        }
    )


@pytest.mark.parametrize(
    ("isolated", "called", "found"),
    [
        ([], [], Found.OUTSIDE),
        ([(1, "f1", REPORTED, None)], [], Found.QUARANTINED),  # at the very time of the report
        ([(1, "f1", REPORTED + MINUTE, None)], [], Found.OUTSIDE),  # because of the report
        ([], [(1, REPORTED, None)], Found.LISTED),
        ([], [(1, REPORTED + MINUTE, None)], Found.OUTSIDE),
        ([(1, "f2", REPORTED - DAY, None)], [], Found.F2),
        ([(1, "f2", REPORTED - DAY, None)], [(1, REPORTED, None)], Found.LISTED),
        ([(1, "f1", REPORTED, None)], [(1, REPORTED - DAY, None)], Found.QUARANTINED),
        ([(1, "arrival", REPORTED - DAY, None)], [], Found.OTHER),
        ([(1, None, REPORTED - DAY, None)], [], Found.OTHER),
        ([(2, "f1", REPORTED - DAY, None)], [(2, REPORTED - DAY, None)], Found.OUTSIDE),
        ([(1, "f1", REPORTED - 30 * DAY, REPORTED - 14 * DAY)], [], Found.QUARANTINED),
        ([(1, "f1", REPORTED - 30 * DAY, REPORTED - 14 * DAY - MINUTE)], [], Found.OUTSIDE),
        ([], [(1, REPORTED - 30 * DAY, REPORTED - 14 * DAY - MINUTE)], Found.OUTSIDE),
    ],
)
def test_a_case_is_on_the_list_that_named_it_by_its_report(isolated, called, found):
    one = cases(REPORTED), isolations(*isolated), listed(*called)

    told = yields.of_cases(*one)

    assert told["found"].tolist() == [found]
    assert told["known_at"].isna().tolist() == [found == Found.OUTSIDE]
    # The alert is about the very same people.
    assert len(alerts.cases_outside(*one, now=NOW)) == (found == Found.OUTSIDE)


def test_of_several_lists_the_first_says_since_when():
    told = yields.of_cases(
        cases(REPORTED),
        isolations((1, "f1", REPORTED - DAY, None), (1, "f2", REPORTED - 3 * DAY, None)),
        listed((1, REPORTED - 2 * DAY, None)),
    )

    assert told["found"].tolist() == [Found.QUARANTINED]
    assert (told["reported_at"] - told["known_at"]).tolist() == [3 * DAY]


@pytest.mark.parametrize(("days", "counted"), [(90, ["HD1"]), (91, ["HD1", "HD2"])])
def test_who_is_confirmed_again_within_90_days_is_the_same_case(days, counted):
    rows = cases(REPORTED - days * DAY, REPORTED, person=1)

    told = yields.of_cases(rows, isolations(), listed())

    assert told["case_id"].tolist() == counted


def test_who_is_called_and_then_isolated_is_listed_once_and_an_f2_not_at_all():
    told = yields.listings(
        isolations(
            (1, "f1", NOW, None), (2, "f2", NOW, None), (3, "arrival", NOW, None)
        ),
        listed(
            (1, NOW - DAY, None), (4, NOW - 28 * DAY, None), (4, NOW, None), (5, NOW, None),
            (5, NOW - 29 * DAY, None),
        ),
    )  # fmt: skip

    assert sorted(told["person_id"]) == [1, 4, 5, 5]
    assert told.set_index("person_id").loc[1, "on_list_at"] == NOW - DAY


def grouped():
    found = yields.of_cases(
        cases(*[REPORTED] * 4),
        isolations((1, "f1", REPORTED - 2 * DAY, None), (2, "f2", REPORTED - 4 * DAY, None)),
        listed(),
    ).assign(district_id=["288", "288", "288", None])
    people = pd.DataFrame({"person_id": range(7), "district_id": ["288"] * 6 + ["290"]})
    return found, people


def test_all_together_are_counted_and_shared():
    row = yields.measured(*grouped()).iloc[0]

    assert row.to_dict() == {
        "new_case_count": 4,
        "on_list_count": 2,
        "on_f1_list_count": 1,
        "outside_count": 2,
        "share": 0.5,
        "median_days": 3,
        "listed_count": 7,
        "per_case": 1.75,
    }


def test_a_district_without_cases_has_no_share_and_an_unknown_home_is_not_left_out():
    table = yields.measured(*grouped(), "district_id")

    assert table["new_case_count"].tolist() == [3, 0, 1]
    assert table["listed_count"].tolist() == [6, 1, 0]
    assert table["share"].round(3).tolist()[0] == 0.667
    assert table["per_case"].isna().tolist() == [False, True, False]
    assert table["share"].isna().tolist() == [False, True, False]
    assert table["on_list_count"].tolist() == [2, 0, 0]
    assert table["outside_count"].tolist() == [1, 0, 1]


def test_cases_of_whom_nothing_may_be_told_are_not_outside_every_list():
    found, people = grouped()

    untold = found.assign(found=None, known_at=times([None] * 4))

    row = yields.measured(untold, people).iloc[0]

    assert row["new_case_count"] == 4
    assert row["per_case"] == 1.75
    assert row[["share", "on_list_count", "outside_count", "median_days"]].isna().all()


def test_every_list_is_a_row_and_the_cases_add_up():
    found = grouped()[0]

    table = yields.by_list(found.assign(is_named=[True, False, False, True]))

    assert table.index.tolist() == [str(found) for found in Found]
    assert table["new_case_count"].tolist() == [1, 0, 1, 0, 2]
    assert table["named_count"].tolist() == [1, 0, 0, 0, 1]
    assert table["median_days"].isna().tolist() == [False, True, False, True, True]


@pytest.mark.parametrize(
    ("person", "recorded_at", "named"),
    [(1, REPORTED, True), (1, REPORTED + MINUTE, False), (2, REPORTED, False), (-1, NOW, False)],
)
def test_a_case_is_named_by_another_until_its_own_report(person, recorded_at, named):
    interviews = pd.DataFrame({"person_id": [person], "recorded_at": times([recorded_at])})

    assert yields.is_named(cases(REPORTED), interviews).tolist() == [named]
    assert yields.is_named(cases(REPORTED), interviews.iloc[:0]).tolist() == [False]


def test_nothing_in_nothing_out():
    found = yields.of_cases(cases(), isolations(), listed())
    people = yields.listings(isolations(), listed())

    assert found.empty
    assert people.empty
    row = yields.measured(found, people).iloc[0]
    assert (row[["new_case_count", "on_list_count", "outside_count", "listed_count"]] == 0).all()
    assert row[["share", "per_case", "median_days"]].isna().all()
    assert yields.measured(
        found.assign(monday=pd.NaT), people.assign(monday=pd.NaT), "monday"
    ).empty


def test_february_is_what_was_published():
    assert f"{yields.FEBRUARY.share:.0%}" == "89%"
    assert f"{yields.FEBRUARY.per_case:.1f}" == "24.6"
