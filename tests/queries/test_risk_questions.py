"""Cases and F1 by commune and day: aggregates, of one's own districts, within the days asked."""

from datetime import UTC, datetime

import psycopg
import pytest

from dashboard import data
from dashboard.data.database import Scope
from launch import installation
from launch.urls import as_user

NOW = datetime(2021, 8, 24, 11, tzinfo=UTC)
LEADER = Scope("a", "leader", frozenset({"see_aggregates"}), None)
ROWS = """
truncate operational.cases, operational.isolations;
insert into operational.people (person_id, commune_id, household_id, birth_year, sex)
values (3, 'c1', 3, 1980, 'female');
insert into operational.cases values
('A', 3, null, null, '2021-08-10 23:59+07', now()), -- a day too early
('B', 1, null, null, '2021-08-11 00:00+07', now()),
('C', 2, null, null, '2021-08-25 00:00+07', now()); -- after the time of the data
insert into operational.isolations values
(1, 1, 'home', 'f1', '2021-08-11 08:00+07'), (2, 1, 'home', 'f1', '2021-08-11 09:00+07'),
(3, 2, 'home', 'f1', '2021-08-24 08:00+07'), (4, 2, 'home', 'f2', '2021-08-24 08:00+07');
"""


@pytest.fixture(autouse=True)
def _rows(own_two_districts, monkeypatch):
    data.cases.commune_risk_days.clear()
    with psycopg.connect(own_two_districts) as owner:
        owner.execute(ROWS)
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))


def test_a_person_isolated_twice_on_a_day_counts_once_and_only_the_days_asked_do():
    rows = data.cases.commune_risk_days(LEADER, NOW, 14)

    assert [str(day.date()) for day in rows["on_date"]] == ["2021-08-11", "2021-08-24"]
    assert rows["commune_id"].tolist() == ["c1", "c2"]
    assert rows["case_count"].tolist() == [1, 0]
    assert rows["f1_count"].tolist() == [1, 1]
    assert len(data.cases.commune_risk_days(LEADER, NOW, 15)) == 3


def test_a_district_sees_its_own_and_no_right_sees_nothing():
    official = Scope("b", "district_official", frozenset({"see_aggregates"}), ("290",))
    tracer = Scope("c", "tracer", frozenset({"trace_contacts"}), None)

    assert data.cases.commune_risk_days(official, NOW, 14)["commune_id"].tolist() == ["c2"]
    assert data.cases.commune_risk_days(tracer, NOW, 14).empty


@pytest.mark.parametrize(
    ("confirmed_again", "days"),
    [
        ("2021-08-11 00:00+07", ["2021-08-11"]),
        ("2021-08-20 08:00+07", ["2021-08-11"]),
        ("2021-11-09 00:00+07", ["2021-08-11"]),
        ("2021-11-09 00:00:01+07", ["2021-08-11", "2021-11-09"]),
    ],
    ids=["in two systems", "a re-test", "90 days later", "more than 90 days later"],
)
def test_one_person_with_two_case_rows_is_one_case_on_the_first_day(
    own_two_districts, confirmed_again, days
):
    with psycopg.connect(own_two_districts) as owner:
        owner.execute("delete from operational.cases where case_id <> 'B'")
        owner.execute("truncate operational.isolations")
        owner.execute(
            "insert into operational.cases values ('B2', 1, null, null, %s, now())",
            (confirmed_again,),
        )

    rows = data.cases.commune_risk_days(LEADER, datetime(2021, 11, 30, tzinfo=UTC), 150)

    assert [str(day.date()) for day in rows["on_date"]] == days
    assert rows["case_count"].tolist() == [1] * len(days)
    assert data.cases.daily_cases(LEADER, NOW)["case_count"].sum() == 1
