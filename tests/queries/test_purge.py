"""Old check-ins are forgotten, whole, and the log says so; what a trace may look at stays."""

import psycopg
import pytest

from dashboard.data.check_ins import LOOK_BACK
from launch import purge, verify_log
from launch.errors import LaunchError

# The last load is of 24 August, so that with 28 days the 27th of July is the first that stays.
SCANS = """
update operational.feeds set last_loaded_at = '2021-08-24 18:00+07';
delete from operational.check_ins;
select operational.add_check_in_day('2021-07-26'), operational.add_check_in_day('2021-07-27');
insert into operational.check_ins values
(1, 1, 1, '2021-07-26 00:00+07', null, now(), null),
(2, 1, 1, '2021-07-26 23:59+07', null, now(), now()),
(3, 1, 1, '2021-07-27 00:00+07', null, now(), null),
(4, 1, 1, '1970-01-01 00:00Z', null, now(), null),
(5, 1, 1, '2031-01-01 00:00Z', null, now(), null);
"""
LEFT = "select array_agg(check_in_id order by check_in_id) from operational.check_ins"
LOG = "select viewer, role, question, reason from ledger.access_log order by access_id desc limit 1"


@pytest.fixture
def owner(own_two_districts):
    with psycopg.connect(own_two_districts, autocommit=True) as connection:
        connection.execute(SCANS)
        yield connection


def test_what_is_older_is_deleted_and_the_log_says_so(owner):
    purged = purge.purge(owner, 28)

    assert (f"{purged.before}", purged.check_in_count) == ("2021-07-27", 3)
    assert owner.execute(LEFT).fetchone() == ([3, 5],)
    assert owner.execute(LOG).fetchone() == (
        *("purge", "owner", "purge?days=28"),
        "3 check-ins of before 27/07/2021 deleted",
    )
    assert verify_log.problems(owner) == []
    days = "select to_regclass('operational.check_ins_20210726')"
    assert owner.execute(days).fetchone() == (None,)
    assert purge.purge(owner, 28).check_in_count == 0


def test_where_the_log_is_not_written_nothing_is_deleted(owner):
    owner.execute("alter table ledger.access_log add check (question not like 'purge%')")

    with pytest.raises(psycopg.errors.CheckViolation):
        purge.purge(owner, 28)

    assert owner.execute(LEFT).fetchone() == ([1, 2, 3, 4, 5],)


def test_nobody_knows_what_is_old_before_anything_was_loaded(owner):
    owner.execute("update operational.feeds set last_loaded_at = null")
    with pytest.raises(LaunchError, match="Nothing was loaded"):
        purge.purge(owner, 28)


def test_another_province_s_tables_are_its_own_to_purge(other_province):
    with (
        psycopg.connect(other_province) as owner,
        pytest.raises(LaunchError, match="is no table of ours"),
    ):
        purge.purge(owner, 28)


@pytest.mark.parametrize("days", ["", "55", "-1", "month"])
def test_a_trace_can_look_back(monkeypatch, days, capsys):
    monkeypatch.setenv("DAYS", days)
    assert purge.main() == 1
    assert f"DAYS={days} is not a whole number from 56" in capsys.readouterr().err
    assert 2 * LOOK_BACK.days == purge.FEWEST_DAYS
