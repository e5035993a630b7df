"""What is of today and what is not, either side of midnight; and who has how much of it."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from dashboard.indicators import days_work, vaccination

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)  # 17:00 in Vietnam


def people(*rows):
    table = pd.DataFrame(rows, columns=["action", "due_at"])
    due = pd.to_datetime(table["due_at"], utc=True).astype("datetime64[us, UTC]")
    ids = range(1, len(table) + 1)
    return table.assign(due_at=due, person_id=ids, is_overdue=due < NOW)


def today(*rows):
    return days_work.of_day(people(*rows), NOW)["person_id"].tolist()


@pytest.mark.parametrize("action", ["sample_1", "sample_7", "sample_14", "result", "release"])
def test_what_has_its_day_is_of_today_until_midnight_in_vietnam(action):
    assert today((action, "2021-08-25T00:00+07:00")) == [1]
    assert today((action, "2021-08-25T00:00:01+07:00")) == []
    assert today((action, "2021-08-20T00:00+07:00")) == [1]


@pytest.mark.parametrize("action", ["call", "isolate"])
def test_calls_and_isolations_wait_for_no_day(action):
    assert today((action, "2021-08-27T08:00+07:00")) == [1]
    assert today((action, None)) == [1]


@pytest.mark.parametrize("action", ["hospital", "none"])
def test_cases_and_the_released_are_nobodys_work_here(action):
    assert today((action, None)) == []


def test_the_most_overdue_come_first():
    assert today(("call", "2021-08-25T08:00Z"), ("release", "2021-08-20T08:00Z")) == [2, 1]


def test_nobody_is_a_table_of_the_same_columns():
    empty = days_work.of_day(people(("none", None)), NOW)
    assert empty.empty
    assert set(empty) == {"action", "due_at", "person_id", "is_overdue", "task"}


def test_the_workload_counts_each_callers_people_and_nobodys_last():
    rows = people(
        ("call", "2021-08-24T08:00Z"),  # overdue
        ("call", "2021-08-25T08:00Z"),
        ("release", "2021-08-30T08:00Z"),  # not of today
        ("sample_7", "2021-08-24T12:00Z"),
    ).assign(caller=["An", "An", "An", None])

    table = days_work.workload(rows, days_work.of_day(rows, NOW))

    assert table["caller"].fillna("nobody").tolist() == ["An", "nobody"]
    counts = ["held_count", "today_count", "call_count", "late_count"]
    assert table[counts].to_numpy().tolist() == [[3, 2, 2, 1], [1, 1, 0, 0]]


def test_callers_with_most_to_do_today_come_first():
    rows = people(*[("call", "2021-08-24T08:00Z")] * 3).assign(caller=["B", "A", "A"])

    table = days_work.workload(rows, days_work.of_day(rows, NOW))

    assert table["caller"].tolist() == ["A", "B"]


def test_dose_2_is_due_from_the_first_day_and_late_after_the_last():
    for vaccine, (due, late) in days_work.dose_limits(date(2021, 8, 24)).items():
        interval = vaccination.INTERVALS[vaccine]
        assert (date(2021, 8, 24) - due).days == interval.first_days
        assert (date(2021, 8, 24) - late).days == interval.last_days + 1


@pytest.mark.parametrize(
    ("required", "installed", "working", "split"),
    [
        (4, 1, 1, (3, 3, 0)),
        (4, 4, 1, (3, 0, 3)),
        (4, 3, 1, (3, 1, 2)),
        (4, 6, 2, (2, 0, 2)),  # more installed than required
        (4, 0, 3, (1, 1, 0)),  # more working than installed: a contradiction, counted once
    ],
)
def test_what_does_not_work_is_absent_or_broken(required, installed, working, split):
    items = pd.DataFrame(
        [{"required_count": required, "installed_count": installed, "working_count": working}]
    )

    row = days_work.lacking(items).iloc[0]

    assert (row["lacking_count"], row["absent_count"], row["broken_count"]) == split
