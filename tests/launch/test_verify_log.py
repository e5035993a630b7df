"""The access log: chained by the database, also over an older ledger, and what was done to it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest

from launch import installation, own_database, scopes, verify_log
from launch.errors import LaunchError
from launch.urls import as_user

LOOK = """
insert into ledger.access_log (question, reason, person_count, person_ids)
values (%s, 'test', 2, '{1,2}')
"""
PUT_IN = """
alter table ledger.access_log disable trigger chained;
insert into ledger.access_log (
    viewer, role, question, reason, person_count, line_number, previous_hash, line_hash
)
select 'B', 'leader', 'q', 'r', 0, 6, line_hash, sha256('x') from ledger.log_head
"""
MOVED_UP = """
delete from ledger.access_log where line_number = 4;
update ledger.access_log set line_number = 4 where line_number = 5;
update ledger.log_head set line_number = 4
"""
RELEASED = sorted((installation.QUERIES / "ledger").glob("*.sql"))[: installation._RELEASED + 1]


def look(url, question="identities"):
    options = f"-c role={installation.LEDGER}"
    with psycopg.connect(as_user(url, installation.LOGIN), options=options) as connection:
        scopes.enter(connection, installation.LEDGER, [], viewer="A", role="leader")
        connection.execute(LOOK, (question,))


@pytest.fixture
def log(database_url):
    for number in range(5):
        look(database_url, f"question {number}")
    return database_url


def faults(url, **noted) -> list[str]:
    with psycopg.connect(url) as owner:
        return verify_log.problems(owner, **noted)


def test_a_log_that_nobody_touched_is_whole(log, database_url, monkeypatch, capsys):
    monkeypatch.setenv("OWNER_URL", log)
    with psycopg.connect(log) as owner:
        head = verify_log.head(owner)

    assert verify_log.main() == 0
    assert capsys.readouterr().out == f"The access log is whole. Its head: {head}\n"
    look(log)
    assert faults(log, noted=head) == []


@pytest.mark.parametrize(
    ("done", "found"),
    [
        (
            "update ledger.access_log set reason = 'x' where line_number = 3",
            ["Line 3 was changed."],
        ),
        (
            "update ledger.access_log set looked_at = '2021-01-01' where line_number = 1",
            ["Line 1 was changed."],
        ),
        (
            "update ledger.access_log set person_ids = '{1,3}' where line_number = 5",
            ["Line 5 was changed."],
        ),
        ("delete from ledger.access_log where line_number = 1", ["Line 1 is missing."]),
        (
            "delete from ledger.access_log where line_number in (2, 3)",
            ["Lines 2 to 3 are missing."],
        ),
        ("delete from ledger.access_log where line_number = 5", ["Line 5 is missing."]),
        ("truncate ledger.access_log", ["Lines 1 to 5 are missing."]),
        (
            PUT_IN,
            ["Line 6 was put in: it lies beyond the head.", "Line 6 was changed."],
        ),
        (
            MOVED_UP,
            [
                "Line 4 does not follow the line before it: one of them was put in.",
                "Line 4 was changed.",
            ],
        ),
        (
            "update ledger.log_head set line_hash = sha256('x')",
            ["The head of the log does not fit its last line, 5."],
        ),
    ],
)
def test_what_was_done_to_the_log_is_named(log, done, found, monkeypatch, capsys):
    with psycopg.connect(log) as owner:
        owner.execute(done)
    monkeypatch.setenv("OWNER_URL", log)

    assert sorted(faults(log)) == sorted(found)
    assert verify_log.main() == 1
    assert capsys.readouterr().out.count("PROBLEM") == len(found)


def test_a_log_written_anew_as_a_whole_is_another_than_the_noted_head(log):
    with psycopg.connect(log) as owner:
        noted = verify_log.head(owner)
        owner.execute("create temporary table copied as table ledger.access_log")
        owner.execute("truncate ledger.access_log")
        owner.execute("update ledger.log_head set line_number = 0, line_hash = sha256('')")
        owner.execute(
            "insert into ledger.access_log (looked_at, viewer, role, question, reason,"
            " person_count) select looked_at, 'B', role, question, reason, person_count"
            " from copied order by line_number"
        )

    assert faults(log) == []
    (said,) = faults(log, noted=noted)
    assert said.startswith("The log up to line 5 is another than when 5:")
    with pytest.raises(LaunchError, match="is no head"):
        faults(log, noted="5")


def test_those_who_write_at_once_stand_one_behind_the_other(database_url):
    with ExitStack() as open_, ThreadPoolExecutor(8) as beside:
        owner = open_.enter_context(psycopg.connect(database_url, autocommit=True))
        list(beside.map(lambda number: look(database_url, f"q{number}"), range(24)))
        assert verify_log.problems(owner) == []
        numbers = owner.execute("select line_number from ledger.access_log order by 1").fetchall()
    assert [number for (number,) in numbers] == list(range(1, 25))


def test_one_that_was_taken_back_leaves_no_gap(database_url):
    options = f"-c role={installation.LEDGER}"
    with psycopg.connect(as_user(database_url, installation.LOGIN), options=options) as connection:
        scopes.enter(connection, installation.LEDGER, [], viewer="A", role="leader")
        connection.execute(LOOK, ("taken back",))
        connection.rollback()
    look(database_url)

    assert faults(database_url) == []


def test_the_released_ledger_takes_every_change_once(copy_database, installed):
    """What it held stays as it was, and its log is chained in the order of its writing."""
    with copy_database(installed) as url, psycopg.connect(url, autocommit=True) as owner:
        owner.execute("drop schema ledger cascade")
        for file in RELEASED:
            owner.execute(file.read_bytes())
        for viewer in ("A", "B", "C"):
            owner.execute(
                "insert into ledger.access_log (viewer, role, question, reason, person_count)"
                " values (%s, 'leader', 'identities', 'before', 1)",
                (viewer,),
            )
        (lacking, *_) = installation.lacking_in_ledger(owner)
        assert lacking == "ledger change 11_written_by_database"

        own_database.install(url)
        before = owner.execute(
            "select line_number, viewer, written_at is null from ledger.access_log order by 1"
        ).fetchall()
        look(url)
        installation.install(owner)

        assert before == [(1, "A", True), (2, "B", True), (3, "C", True)]
        assert installation.lacking_in_ledger(owner) == []
        assert verify_log.problems(owner) == []
        assert owner.execute("select count(*) from ledger.access_log").fetchone() == (4,)
        assert shape(owner) == shape_of(copy_database, installed)


def test_every_change_may_run_again(log):
    with psycopg.connect(log, autocommit=True) as owner:
        before = shape(owner)
        owner.execute("comment on schema ledger is null")
        installation.install(owner)

        assert shape(owner) == before
        assert verify_log.problems(owner) == []


def test_the_released_ledger_is_edited_no_more():
    """Provinces have installed it: whoever edits a file of it changes nothing there."""
    found = hashlib.sha256(b"\0".join(file.read_bytes() for file in RELEASED)).hexdigest()
    assert found == "2446172299cb6691c9c19d01f632ed4de69903135b33c2ada2712901fe1acacd"


def shape_of(copy_database, template) -> list[tuple]:
    with copy_database(template) as url, psycopg.connect(url) as owner:
        return shape(owner)


def shape(owner) -> list[tuple]:
    """Return every column, grant, trigger, policy and function of the ledger."""
    return owner.execute(
        """
        select 'column', table_name, column_name, data_type, is_nullable, column_default
        from information_schema.columns where table_schema = 'ledger'
        union all
        select 'grant', table_name, column_name, privilege_type, grantee, null
        from information_schema.column_privileges where table_schema = 'ledger'
        union all
        select 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), null, null
        from pg_trigger
        where not tgisinternal and tgrelid::regclass::text like 'ledger.%'
        union all
        select 'policy', tablename, policyname, qual, with_check, cmd
        from pg_policies where schemaname = 'ledger'
        union all
        select 'function', proname, prosrc, proacl::text, null, null
        from pg_proc where pronamespace = 'ledger'::regnamespace
        order by 1, 2, 3, 4, 5
        """
    ).fetchall()
