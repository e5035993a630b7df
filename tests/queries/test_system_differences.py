"""What the two test systems say of one result, kind by kind, either side of each limit."""

from datetime import UTC, datetime

import psycopg
import pytest

from dashboard.data import database
from dashboard.data.database import Scope
from launch import installation
from launch.urls import as_user

NOW = datetime(2021, 8, 24, 12, tzinfo=UTC)
RIGHTS = frozenset({"see_aggregates", "see_people"})
PROVINCE = Scope("a", "epidemiologist", RIGHTS, None)
DISTRICT = Scope("b", "district_official", RIGHTS, ("288",))
LEADER = Scope("c", "leader", frozenset({"see_aggregates"}), None)

# Persons 1 and 3 live in district 288, person 2 in 290.
ROWS = """
insert into operational.people (person_id, commune_id, household_id, birth_year, sex)
values (3, 'c1', 3, 1970, 'male');
delete from operational.provincial_samples;
delete from operational.national_results;
insert into operational.provincial_samples (
    sample_id, sample_code, person_id, commune_id, channel, method, taken_at, result, resulted_at
)
select id, code, person, 'c1', 'app', 'pcr', taken::timestamptz, result, resulted::timestamptz
from (values
    (1, 'match', 1, '2021-08-20Z', 'negative', '2021-08-21Z'),
    (2, 'unknown person', 1, '2021-08-20 03:00Z', 'negative', '2021-08-21Z'),
    (3, 'new', 1, '2021-08-23 06:00Z', 'negative', '2021-08-23 12:01Z'),
    (4, 'alone', 1, '2021-08-23 09:00Z', 'negative', '2021-08-23 12:00Z'),
    (5, 'result', 1, '2021-08-19Z', 'negative', '2021-08-21Z'),
    (6, 'hour', 1, '2021-08-18Z', 'negative', '2021-08-21Z'),
    (7, 'time', 1, '2021-08-17Z', 'negative', '2021-08-21Z'),
    (8, 'no result', 1, '2021-08-16Z', 'positive', '2021-08-21Z'),
    (9, 'twice', 1, '2021-08-15Z', 'negative', '2021-08-21Z'),
    (10, 'two people', 1, '2021-08-14Z', 'negative', '2021-08-21Z'),
    (11, 'ours', 1, '2021-08-13Z', 'negative', '2021-08-21Z'),
    (12, 'old', 1, '2021-07-01Z', 'negative', '2021-07-27 16:59Z'),
    (13, 'elsewhere', 2, '2021-08-13Z', 'negative', '2021-08-21Z'),
    (14, 'later', 1, '2021-08-24Z', 'negative', '2021-08-24 12:01Z')
) as given (id, code, person, taken, result, resulted);
insert into operational.national_results (
    national_id, sample_code, person_id, taken_at, result, resulted_at, received_at
)
select id, code, person, taken::timestamptz, result, now(), received::timestamptz
from (values
    (1, 'match', 1, '2021-08-20Z', 'negative', '2021-08-21Z'),
    (2, 'unknown person', null, '2021-08-20 03:00Z', 'negative', '2021-08-21Z'),
    (5, 'result', 1, '2021-08-19Z', 'positive', '2021-08-21Z'),
    (6, 'hour', 1, '2021-08-18 01:00Z', 'negative', '2021-08-21Z'),
    (7, 'time', 1, '2021-08-17 01:01Z', 'negative', '2021-08-21Z'),
    (8, 'no result', 1, '2021-08-16Z', null, '2021-08-21Z'),
    (9, 'twice', 1, '2021-08-15Z', 'negative', '2021-08-21Z'),
    (10, 'twice', 1, '2021-08-15Z', 'negative', '2021-08-21Z'),
    (11, 'two people', 3, '2021-08-14Z', 'negative', '2021-08-21Z'),
    (12, 'theirs', 1, '2021-08-13 00:59Z', 'negative', '2021-08-21Z'),
    (13, 'again', 1, '2021-08-20 01:00Z', 'negative', '2021-08-21Z'),
    (14, 'stranger', 3, '2021-08-13Z', 'negative', '2021-08-21Z'),
    (15, 'nobody', null, '2021-08-13Z', 'positive', '2021-08-21Z'),
    (16, 'too old', 3, '2021-07-13Z', 'negative', '2021-07-27 16:59Z'),
    (17, 'alone', 1, '2021-08-23 09:00Z', 'negative', '2021-08-24 12:01Z'),
    (18, 'elsewhere', 3, '2021-08-13Z', 'negative', '2021-08-21Z'),
    (19, 'unlisted', 999, '2021-08-13Z', 'negative', '2021-08-21Z')
) as given (id, code, person, taken, result, received);
"""

KINDS = {
    "alone": "province_only",
    "result": "result",
    "time": "time",
    "no result": "no_result",
    "twice": "code_twice",
    "two people": "person",
    "ours": "other_code",
    "again": "repeated",
    "stranger": "national_only",
}


@pytest.fixture
def given(own_two_districts, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    with psycopg.connect(own_two_districts) as owner:
        owner.execute(ROWS)


def kinds(scope):
    rows = database.ask("system_differences", scope=scope, data_time=NOW)
    return dict(zip(rows["sample_code"], rows["kind"], strict=True))


def test_each_difference_has_its_kind(given):
    of_both = {"elsewhere": "person", "nobody": "nobody", "unlisted": "nobody"}
    assert kinds(PROVINCE) == KINDS | of_both


def test_a_district_sees_the_records_of_its_own_people_alone(given):
    """One without a person, or under a code of another district's sample, it cannot pair."""
    assert kinds(DISTRICT) == KINDS | {
        "unknown person": "province_only",
        "elsewhere": "national_only",
    }


def test_who_may_not_see_people_finds_no_single_result(given):
    assert kinds(LEADER) == {}


def test_days_count_what_matches_and_leave_out_what_waits(given):
    rows = database.ask("system_days", scope=LEADER, data_time=NOW)

    counts = rows.groupby("kind")["row_count"].sum().to_dict()
    assert counts.pop("match") == 3  # also without a person, and an hour apart
    assert counts.pop("waiting") == 1
    assert counts == dict.fromkeys(KINDS.values(), 1) | {"person": 2}
    [positive] = rows.loc[rows["positive_count"] > 0, "kind"].unique().tolist()[:1]
    assert positive in {"result", "no_result"}


def test_the_rule_without_codes_is_tried_where_codes_are_known(given):
    [tried] = database.ask("pairing_tried", scope=PROVINCE, data_time=NOW).to_dict("records")

    assert tried == {"tried_count": 6, "right_count": 6}
