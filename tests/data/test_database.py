"""One door to PostgreSQL: types, parameters, limits, refusals."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import psycopg
import pytest
import streamlit as st

from dashboard.data import database
from dashboard.data.database import Scope
from launch.urls import in_database

ROOT = Path(__file__).parents[2]
EVERYTHING = Scope("t", "leader", frozenset({"see_aggregates"}), None)
NOBODY = Scope("", "", frozenset(), ())
WRITER = Scope("t", "leader", frozenset(), ())

EVERY_TYPE = """
-- What does each type look like?
select
    number::smallint as small,
    number as whole,
    number::bigint as big,
    number / 2.0 as share,
    number::double precision as measure,
    'Đ' as name,
    number > 1 as is_large,
    timestamptz '2021-08-24 07:00+07' as seen_at,
    date '2021-08-24' as seen_date,
    interval '1 day' as every,
    time '07:30' as opens_at,
    array['fever'] as symptoms,
    '{"type": "Point"}'::jsonb as outline
from generate_series(1, %(count)s::integer) as number;
"""
DTYPES = {
    "small": "Int64",
    "whole": "Int64",
    "big": "Int64",
    "share": "float64",
    "measure": "float64",
    "name": "str",
    "is_large": "boolean",
    "seen_at": "datetime64[us, UTC]",
    "seen_date": "datetime64[us]",
    "every": "timedelta64[us]",
    "opens_at": "object",
    "symptoms": "object",
    "outline": "object",
}


@pytest.fixture
def query(tmp_path, monkeypatch):
    """Return a function that makes a question of some SQL."""
    monkeypatch.setattr(database, "_QUERIES", tmp_path)

    def write(text) -> str:
        database._text.cache_clear()
        (tmp_path / "question.sql").write_text(text, encoding="utf-8")
        return "question"

    yield write
    database._text.cache_clear()


@pytest.mark.parametrize("count", [0, 2])
def test_types_do_not_depend_on_the_rows(empty_province, query, count):
    table = database.ask(query(EVERY_TYPE), scope=NOBODY, count=count)
    assert len(table) == count
    assert {name: str(kind) for name, kind in table.dtypes.items()} == DTYPES


def test_nulls_keep_the_types(empty_province, query):
    nulls = (
        "select null::integer as a, null::boolean as b, null as c, null::timestamptz as d, 1 as e"
    )
    row = database.ask(query(nulls), scope=NOBODY)
    assert [str(kind) for kind in row.dtypes] == [
        "Int64",
        "boolean",
        "str",
        "datetime64[us, UTC]",
        "Int64",
    ]
    assert row.isna().to_numpy().tolist() == [[True, True, True, True, False]]


def test_times_are_utc(empty_province, query):
    row = database.ask(query(EVERY_TYPE), scope=NOBODY, count=1)
    assert row["seen_at"][0] == pd.Timestamp(datetime(2021, 8, 24, tzinfo=UTC))
    assert row["seen_date"][0] == pd.Timestamp("2021-08-24")


def test_a_time_that_no_calendar_holds_is_unknown_and_stops_nothing(empty_province, query):
    text = (
        "select moment::timestamptz as seen_at, moment::date as seen_date from (values"
        " ('infinity'), ('-infinity'), ('20000-01-01'), ('2021-08-24')) as moments (moment)"
    )
    rows = database.ask(query(text), scope=NOBODY)
    assert (
        rows["seen_at"].isna().tolist() == rows["seen_date"].isna().tolist() == [True] * 3 + [False]
    )
    assert [str(kind) for kind in rows.dtypes] == ["datetime64[us, UTC]", "datetime64[us]"]
    assert rows["seen_date"].iloc[3] == pd.Timestamp("2021-08-24")


@pytest.mark.parametrize("missing", [pd.NaT, pd.NA, None])
def test_what_is_missing_is_sent_as_null(empty_province, query, missing):
    """Psycopg takes `NaT` for a time, and PostgreSQL stored the year 48113."""
    text = query(
        "select %(at)s::timestamptz is null as is_null,"
        " cardinality(array_remove(%(ats)s::timestamptz[], null)) as known_count"
    )
    moment = pd.Timestamp("2021-08-24T07:00+07:00")
    row = database.ask(text, scope=NOBODY, at=missing, ats=[missing, moment]).iloc[0]
    assert row["is_null"]
    assert row["known_count"] == 1
    columns = [("at_count", "i8")]
    counted = query("select count(%(at)s::timestamptz) as at_count")
    assert database.ask_columns(counted, columns, scope=NOBODY, at=missing)["at_count"][0] == 0


def test_a_transaction_changes_nothing_and_sees_one_moment(empty_province, query):
    """What it found out about the roll-ups in one statement holds in the next."""
    settings = query(
        "select current_setting('transaction_isolation') as isolation,"
        " current_setting('transaction_read_only') as is_read_only"
    )
    assert database.ask(settings, scope=NOBODY).to_numpy().tolist() == [["repeatable read", "on"]]


@pytest.mark.parametrize("text", ["select 1 as one", "select %(data_time)s::timestamptz as one"])
def test_a_question_may_use_the_time_of_its_figures(empty_province, query, text):
    moment = datetime(2021, 8, 24, 11, tzinfo=UTC)
    assert database.ask(query(text), scope=NOBODY, data_time=moment)["one"][0] in {1, moment}


def test_figures_are_of_a_time_or_refused(empty_province, query):
    asked = query("select live.data_time() as data_time")
    moment = datetime(2021, 8, 24, 11, 0, 0, 123456, tzinfo=UTC)
    found = database.ask(asked, scope=NOBODY, data_time=moment)["data_time"][0]
    assert found == moment
    for _ in range(3):  # on a new connection, and on those that had a time before
        with pytest.raises(psycopg.DatabaseError, match=r"dashboard\.data_time|input syntax"):
            database.ask(asked, scope=NOBODY)
        database.ask(asked, scope=NOBODY, data_time=moment)


def test_parameters_must_fit(empty_province, query):
    name = query("select %(one)s::integer + %(two)s::integer as total")
    with pytest.raises(TypeError, match="question needs one, two"):
        database.ask(name, scope=NOBODY)
    with pytest.raises(TypeError, match="question has no three"):
        database.ask(name, scope=NOBODY, one=1, two=2, three=3)
    assert database.ask(name, scope=NOBODY, one=1, two=2)["total"].tolist() == [3]


def test_columns_travel_as_binary(empty_province, query):
    name = query(
        "select number as person_id, number::bigint as big,"
        " timestamptz '2021-08-24 00:00+00' + number * interval '1 second' as scanned_at"
        " from generate_series(1, %(count)s) as number"
    )
    dtype = [("person_id", "i4"), ("big", "i8"), ("scanned_at", "i8")]

    rows = database.ask_columns(name, dtype, scope=NOBODY, count=70_000)
    as_times = database.ask_columns(
        name, [*dtype[:2], ("scanned_at", "M8[us]")], scope=NOBODY, count=2
    )

    assert rows["person_id"].tolist() == list(range(1, 70_001))
    assert rows["scanned_at"][0] == datetime(2021, 8, 24, 0, 0, 1, tzinfo=UTC).timestamp() * 1e6
    assert as_times["scanned_at"][1] == np.datetime64("2021-08-24T00:00:02")
    assert len(database.ask_columns(name, dtype, scope=NOBODY, count=0)) == 0
    with pytest.raises(ValueError, match="The columns are"):
        database.ask_columns(name, dtype[:2], scope=NOBODY, count=1)
    with pytest.raises(ValueError, match="The columns are"):
        database.ask_columns(name, [*dtype[:1], ("big", "i4"), dtype[2]], scope=NOBODY, count=1)


def test_a_connection_is_whole_again_after_a_refused_copy(empty_province, query):
    name = query("select nullif(number, 3) as a from generate_series(1, 200000) as number")
    with pytest.raises(ValueError, match="a is missing in row 3"):
        database.ask_columns(name, [("a", "i4")], scope=NOBODY)
    assert len(database.ask(query("select 1 as one"), scope=NOBODY)) == 1


def test_questions_are_read_only(empty_province, query):
    write = query("create temporary table scratch (a integer)")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        database.ask(write, scope=EVERYTHING)


def test_time_limit(empty_province, query, monkeypatch):
    monkeypatch.setattr(database, "_ANSWER_SECONDS", 1)
    sleep = query("select pg_sleep(30)")
    began = time.monotonic()
    with (
        pytest.raises(database.AnswerTookTooLong),
        database._transaction("dashboard_reader", NOBODY, seconds=1) as connection,
    ):
        connection.execute(database._text(sleep))
    assert time.monotonic() - began < 5


def test_scope_does_not_outlive_its_transaction(empty_province, query):
    """The pool hands the same connection to the next viewer."""
    settings = (
        "select pg_backend_pid() as pid, current_setting('dashboard.rights', true) as rights,"
        " current_setting('dashboard.districts', true) as districts"
    )
    name = query(settings)
    scoped = database.ask(name, scope=EVERYTHING).iloc[0].tolist()
    pool = database._pool(database._url(), "dashboard_reader")
    with ExitStack() as held:
        connections = [held.enter_context(pool.connection()) for _ in range(3)]
        bare = {row[0]: row[1:] for row in (c.execute(settings).fetchone() for c in connections)}

    assert scoped[1:] == ["see_aggregates", "*"]
    assert bare[scoped[0]] == ("", "")
    assert not any(text for texts in bare.values() for text in texts)


@pytest.mark.parametrize(
    "scope",
    [
        Scope("t", "r", frozenset(), ("*",)),
        Scope("t", "r", frozenset(), ("288,290",)),
        Scope("t", "r", frozenset({"see_aggregates,trace_contacts"}), ()),
    ],
)
def test_scope_cannot_be_widened_by_its_names(empty_province, query, scope):
    with pytest.raises(ValueError, match="not the name of a right or a district"):
        database.ask(query("select 1 as one"), scope=scope)


def test_scope_is_a_key_of_the_cache():
    """`st.cache_data` tells scopes apart by what they may see."""
    calls = []

    @st.cache_data
    def rows(scope: Scope) -> int:
        calls.append(scope)
        return len(calls)

    same = Scope("t", "leader", frozenset({"see_aggregates"}), None)
    other = Scope("t", "leader", frozenset({"see_aggregates"}), ("288",))
    assert [rows(EVERYTHING), rows(same), rows(other), rows(EVERYTHING)] == [1, 1, 2, 1]
    assert hash(EVERYTHING) == hash(same)


def test_no_database_is_said_within_seconds(no_database, query):
    began = time.monotonic()
    with pytest.raises(database.DatabaseUnavailable, match="does not answer"):
        database.ask(query("select 1 as one"), scope=NOBODY)
    assert time.monotonic() - began < 8


WAITING = "select 1 as one from pg_sleep(1)"
WRITING = """
insert into ledger.access_log (question, reason, person_count, person_ids)
select 'q', 'cut', 0, '{}' from pg_sleep(%(seconds)s)
"""
CUT = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'dashboard'"
CONFINED = "and datname = current_database()"


def test_connections_cut_while_they_idle_cost_no_click(empty_province, query, owner):
    database.ask(query("select 1 as one"), scope=NOBODY)
    for _ in range(2):
        owner.execute(f"{CUT} {CONFINED}")
        assert database.ask("question", scope=NOBODY)["one"].tolist() == [1]


def test_what_is_written_on_a_connection_cut_before_is_written_once(empty_province, query, owner):
    database.record(query(WRITING), scope=WRITER, seconds=0)
    owner.execute(f"{CUT} {CONFINED}")
    database.record("question", scope=WRITER, seconds=0)
    assert written(owner) == 2


def test_a_question_whose_connection_ends_is_asked_again(empty_province, query, owner):
    with cut_once(empty_province, "pg_sleep"):
        assert database.ask(query(WAITING), scope=NOBODY)["one"].tolist() == [1]


def test_a_ledgers_answer_whose_connection_ends_is_asked_again(empty_province, query, owner):
    with cut_once(empty_province, "pg_sleep"):
        assert database.record(query(WAITING), scope=NOBODY)["one"].tolist() == [1]


def test_nothing_is_written_twice_by_itself(empty_province, query, owner):
    with (
        cut_once(empty_province, "pg_sleep"),
        pytest.raises(database.MaybeSaved, match="went away"),
    ):
        database.record(query(WRITING), scope=WRITER, seconds=1)
    assert written(owner) == 0


def test_what_was_given_up_is_said_to_be_unsaved(empty_province, query, owner, monkeypatch):
    monkeypatch.setattr(database._transaction.__wrapped__, "__defaults__", (1,))
    with pytest.raises(database.NotSaved, match="within 1 seconds"):
        database.record(query(WRITING), scope=WRITER, seconds=3)
    assert written(owner) == 0


def test_the_first_click_after_a_pause_of_the_database_is_answered(
    empty_province, query, owner, monkeypatch
):
    """The pool tries a connection anew at each click, not after ever longer rests."""
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.5)
    database.close()  # what waits longer
    name = urlsplit(empty_province).path.removeprefix("/")
    with psycopg.connect(in_database(empty_province, "postgres"), autocommit=True) as elsewhere:
        owner.close()
        elsewhere.execute(f"alter database {name} allow_connections false")
        query("select 1 as one")
        for ask in (database.ask, database.record, database.ask):
            with pytest.raises(database.DatabaseUnavailable):
                ask("question", scope=NOBODY)
        with pytest.raises(database.NotSaved):
            database.record(query(WRITING), scope=WRITER, seconds=0)
        elsewhere.execute(f"alter database {name} allow_connections true")

    assert database.ask(query("select 1 as one"), scope=NOBODY)["one"].tolist() == [1]


@pytest.mark.parametrize(("ask", "failure"), [("ask", "AnswerTookTooLong"), ("record", "NotSaved")])
def test_a_locked_table_is_given_up_after_the_time_limit(
    empty_province, query, owner, monkeypatch, ask, failure
):
    monkeypatch.setattr(database._transaction.__wrapped__, "__defaults__", (1,))
    reading, writing = "select count(*) from contract.districts", WRITING
    query(reading if ask == "ask" else writing)
    parameters = {} if ask == "ask" else {"seconds": 0}
    with owner.transaction():
        owner.execute("lock table operational.districts, ledger.access_log")
        with pytest.raises(getattr(database, failure), match="within 1 seconds"):
            getattr(database, ask)("question", scope=WRITER, **parameters)

    getattr(database, ask)("question", scope=WRITER, **parameters)
    assert written(owner) == (0 if ask == "ask" else 1)


def test_where_every_connection_is_taken_it_is_said_within_seconds(
    empty_province, query, monkeypatch
):
    """Eight others, who wait for slow answers, get theirs, and whoever comes after them too."""
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.5)
    database.close()  # what waits longer
    sleep = query("select 1 as one from pg_sleep(2)")
    with ThreadPoolExecutor(8) as others:
        answers = [others.submit(database.ask, sleep, scope=NOBODY) for _ in range(8)]
        all_taken = {"open": 8, "idle": 0, "waited_for": 0}
        wait_until(lambda: database.connections()["dashboard_reader"] == all_taken)
        with pytest.raises(database.DatabaseUnavailable, match="does not answer"):
            database.ask(sleep, scope=NOBODY)
        assert [answer.result()["one"].tolist() for answer in answers] == [[1]] * 8

    assert database.ask(sleep, scope=NOBODY)["one"].tolist() == [1]


def test_a_server_killed_while_it_writes_leaves_nothing_half_written(
    empty_province, query, owner, tmp_path
):
    query(WRITING)
    script = (
        "import sys; from pathlib import Path; from dashboard.data import database\n"
        "database._QUERIES = Path(sys.argv[1])\n"
        "scope = database.Scope('t', 'leader', frozenset(), ())\n"
        "database.record('question', scope=scope, seconds=60)"
    )
    server = subprocess.Popen([sys.executable, "-c", script, tmp_path], cwd=ROOT)
    wait_until(lambda: writing(owner))
    server.kill()
    server.wait()

    # PostgreSQL notices when it answers, which would be in a minute.
    owner.execute("select pg_cancel_backend(%s)", writing(owner))
    wait_until(lambda: not writing(owner))
    assert written(owner) == 0
    database.record("question", scope=WRITER, seconds=0)
    assert written(owner) == 1


@pytest.fixture
def owner(empty_province):
    with psycopg.connect(empty_province, autocommit=True) as connection:
        yield connection


@contextmanager
def cut_once(url, asked):
    """End, once, the connection of the app that asks this."""

    def cut():
        until = time.monotonic() + 30
        with psycopg.connect(url, autocommit=True) as connection:
            while time.monotonic() < until:
                found = connection.execute(
                    f"{CUT} {CONFINED} and state = 'active' and query ~ %s", (asked,)
                )
                if found.fetchall():
                    return
                time.sleep(0.01)

    cutter = Thread(target=cut)
    cutter.start()
    yield
    cutter.join()


def wait_until(condition):
    """Wait for something, a minute at most."""
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def writing(owner):
    """Return the process of PostgreSQL that writes, slowly, for the app, if there is one."""
    return owner.execute(
        "select pid from pg_stat_activity where state = 'active' and usename = 'dashboard'"
        " and query ~ 'pg_sleep' and datname = current_database()"
    ).fetchone()


def written(owner) -> int:
    return owner.execute("select count(*) from ledger.access_log").fetchone()[0]


def test_no_url_is_said(monkeypatch, query):
    monkeypatch.delenv("EMBEDDED_DATABASE_URL", raising=False)
    with pytest.raises(database.DatabaseUnavailable, match="make run"):
        database.ask(query("select 1 as one"), scope=NOBODY)


def test_a_server_that_comes_back_is_used_again(empty_province, query):
    one = query("select pg_backend_pid() as pid")
    pid = int(database.ask(one, scope=NOBODY)["pid"][0])
    with psycopg.connect(empty_province, autocommit=True) as owner:
        owner.execute("select pg_terminate_backend(%s, 5000)", (pid,))
    assert int(database.ask(one, scope=NOBODY)["pid"][0]) != pid


def test_only_the_embedded_default_is_a_trial(monkeypatch):
    monkeypatch.delenv("EMBEDDED_DATABASE_URL", raising=False)
    assert not database.is_trial()
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", "postgresql://a@/b?host=%2Ffolder&port=5432")
    assert database.is_trial()
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", "postgresql://a@db.example.vn/b")
    assert not database.is_trial()
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", "postgresql://a@/b?host=%2Ffolder&port=5432")
    monkeypatch.setenv("DATABASE_URL", "postgresql://c@/d")
    assert not database.is_trial()


def look_at(url, began, monkeypatch):
    """Let the app look at somebody while the trial's time is this; return when the log says."""
    monkeypatch.setenv("TRIAL_STARTED_AT", began)
    scope = Scope("t", "leader", frozenset({"see_people"}), None)
    asked = {"question": "identities", "reason": "test", "person_count": 0, "person_ids": []}
    database.record("record_look", scope=scope, **asked)
    with psycopg.connect(url) as owner:
        ((looked_at,),) = owner.execute("select looked_at from ledger.access_log").fetchall()
    return looked_at


def test_the_trials_log_and_papers_run_on_its_own_clock(empty_province, monkeypatch):
    looked_at = look_at(empty_province, "2021-08-24T18:00+07:00", monkeypatch)

    # The minutes since the server, here the test run, started.
    assert datetime(2021, 8, 24, 11, tzinfo=UTC) < looked_at < database.present()
    assert database.present() < datetime(2021, 8, 25, tzinfo=UTC)


def test_a_provinces_own_database_has_the_real_clock(empty_province, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", os.environ["EMBEDDED_DATABASE_URL"])
    before = datetime.now(UTC)

    looked_at = look_at(empty_province, "2021-08-24T18:00+07:00", monkeypatch)

    assert before <= looked_at <= datetime.now(UTC)
    assert before <= database.present() <= datetime.now(UTC)
