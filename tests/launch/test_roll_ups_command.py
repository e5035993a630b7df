"""`python -m launch.roll_ups`, as cron and `make run` start it: real processes, a real database."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest

from launch import installation, own_database
from launch.urls import as_user

COMMAND = [sys.executable, "-m", "launch.roll_ups"]
ROLLED = "select data_time from roll_ups.sets where data_time is not null"


@pytest.fixture
def owner(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "insert into operational.feeds values ('app', 'App', now(), '1 day', 2, 0)"
        )
        yield connection


def test_once(owner, database_url):
    result = run(database_url)

    assert result.returncode == 0
    assert "indicators as of" in result.stdout
    loaded = owner.execute("select last_loaded_at from operational.feeds").fetchall()
    assert owner.execute(ROLLED).fetchall() == loaded


def test_the_login_that_only_rolls_up_is_enough(owner, database_url):
    own_database.install(database_url)

    result = run(as_user(database_url, installation.ROLL_UPS_LOGIN))

    assert (result.returncode, result.stderr) == (0, "")
    assert owner.execute(ROLLED).fetchall() != []


def test_the_apps_login_is_not_taken_for_it(database_url):
    result = subprocess.run(
        COMMAND,
        env=os.environ | {"DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("ROLL_UPS_URL is not set")


def test_nothing_new_is_no_failure(owner, database_url):
    run(database_url)
    result = run(database_url)

    assert (result.returncode, result.stdout) == (0, "")


def test_a_login_that_may_not_is_told_what_it_needs(owner, database_url):
    result = run(as_user(database_url, installation.LOGIN), "--every", "1")

    assert result.returncode == 1
    assert "a login that may become dashboard_roller" in result.stderr
    assert owner.execute(ROLLED).fetchall() == []


def test_a_failure_that_may_pass_is_told_and_tried_again(owner, database_url):
    # Of a table without rows every check is kept, so it is the state that cannot be written.
    owner.execute("alter table roll_ups.state add constraint no check (row_count is null)")
    with started(database_url, "--every", "0.1"):
        wait_for(owner, "select from roll_ups.state where failure ~ 'violates check'")
        owner.execute("alter table roll_ups.state drop constraint no")
        wait_for(owner, ROLLED)


def test_a_load_is_worked_in_while_it_goes_on(owner, database_url):
    with started(database_url, "--every", "0.1"):
        wait_for(owner, ROLLED)
        owner.execute("update operational.feeds set last_loaded_at = now() + interval '1 hour'")
        wait_for(owner, "select from roll_ups.sets where data_time > now() + interval '30 minutes'")


def test_killed_in_the_middle_it_changes_nothing_and_the_next_one_goes_on(owner, database_url):
    run(database_url)
    before = owner.execute(ROLLED).fetchall()
    owner.execute("update operational.feeds set last_loaded_at = now() + interval '1 hour'")
    with owner.transaction():
        owner.execute("lock table roll_ups.state in share mode")  # it stops where it would note
        process = subprocess.Popen(COMMAND, env=settings(database_url))
        here = "(select oid from pg_database where datname = current_database())"
        wait_for(owner, f"select from pg_locks where not granted and database = {here}")
        process.kill()
        process.wait()
    assert owner.execute(ROLLED).fetchall() == before

    assert run(database_url).returncode == 0
    loaded = owner.execute("select last_loaded_at from operational.feeds").fetchall()
    assert sorted(owner.execute(ROLLED).fetchall()) == [*before, *loaded]


def run(url, *arguments):
    return subprocess.run(
        [*COMMAND, *arguments], env=settings(url), capture_output=True, text=True, check=False
    )


@contextmanager
def started(url, *arguments):
    process = subprocess.Popen([*COMMAND, *arguments], env=settings(url), stdout=subprocess.DEVNULL)
    try:
        yield
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait()


def settings(url):
    return os.environ | {"ROLL_UPS_URL": url}


def wait_for(owner, question):
    until = time.monotonic() + 120
    while not owner.execute(question).fetchall():
        assert time.monotonic() < until, question
        time.sleep(0.1)
