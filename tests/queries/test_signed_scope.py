"""A page's own SQL cannot see more than its transaction was signed for, whatever it sets."""

import psycopg
import pytest

from dashboard import signature
from launch import check_contract, installation, own_database
from launch.errors import LaunchError
from launch.urls import as_user

OWN = {"rights": "see_aggregates,see_people", "districts": "288"}
PEOPLE = "select count(*) from contract.people"
WIDER = "set_config('dashboard.districts', '*', true)"


def test_who_is_signed_for_a_district_sees_it(connect, two_districts):
    with connect(two_districts, **OWN) as connection:
        assert connection.execute(PEOPLE).fetchone() == (1,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("districts", "*"),
        ("rights", "see_aggregates,see_people,trace_contacts"),
        ("viewer", "B"),
        ("role", "epidemiologist"),
        ("now", "2021-08-20Z"),
        ("reach", "dashboard_ledger"),
        ("signature", "0" * 64),
        ("signature", ""),
    ],
)
def test_whatever_is_set_afterwards_nobody_is_seen(connect, two_districts, name, value):
    with connect(two_districts, **OWN) as connection:
        connection.execute("select set_config(%s, %s, true)", (f"dashboard.{name}", value))
        assert connection.execute(PEOPLE).fetchone() == (0,)
        assert connection.execute("select contract.has_right('see_people')").fetchone() == (None,)


LAST = "select max(person_id) from contract.people"


@pytest.mark.parametrize(
    "statement",
    [
        f"{LAST} where {WIDER} is not null",
        f"with wider as materialized (select {WIDER}) {LAST} where exists (select from wider)",  # noqa: S608
        LAST.replace("from", f"from (select {WIDER} from contract.communes) as wider,"),  # noqa: S608
        f"{LAST}, lateral (select {WIDER} as all_of_it, person_id as id) as wider",
    ],
)
def test_one_statement_cannot_widen_what_it_reads(connect, two_districts, statement):
    """Of its own district it may go on seeing whom it began with, of the other nobody."""
    with connect(two_districts, **OWN) as connection:
        ((found,),) = connection.execute(statement).fetchall()
        assert "2" not in str(found)


def test_an_unsigned_transaction_sees_nobody(two_districts):
    options = f"-c role={installation.PERSONS} -c dashboard.rights=see_aggregates,see_people"
    login = as_user(two_districts, installation.LOGIN)
    with psycopg.connect(login, options=f"{options} -c dashboard.districts=*") as connection:
        assert connection.execute(PEOPLE).fetchone() == (0,)


def test_another_key_signs_for_nobody(connect, two_districts, monkeypatch):
    monkeypatch.setattr(signature, "key", lambda: b"another key of thirty-two bytes.")
    with connect(two_districts, rights="see_aggregates,see_people", districts="*") as connection:
        assert connection.execute(PEOPLE).fetchone() == (0,)
        (said,) = check_contract.unsigned(connection)
        assert "is not the database's" in said


@pytest.mark.parametrize("role", [installation.READER, installation.PERSONS])
def test_whoever_becomes_another_reader_is_nobody(connect, two_districts, role):
    """The login may become each of them, the signature is for one."""
    other = {installation.READER, installation.PERSONS} - {role}
    with connect(two_districts, role, **OWN) as connection:
        connection.execute(f"set local role {other.pop()}")
        assert connection.execute("select contract.has_right('see_people')").fetchone() == (None,)


def test_a_reader_who_becomes_the_ledger_reaches_nothing_there(connect, own_two_districts):
    scope = {"rights": "see_people,record_follow_up,propose_zones", "districts": "*"}
    with psycopg.connect(own_two_districts, options="-c dashboard.viewer=A") as owner:
        owner.execute(
            "insert into ledger.follow_up_events (person_id, district_id, state, happened_at,"
            " case_ids) values (1, '288', 'listed', now(), '{BN1}')"
        )
    with connect(own_two_districts, installation.LEDGER, **scope) as connection:
        assert connection.execute("select from ledger.follow_up_events").rowcount == 1
    with connect(own_two_districts, installation.READER, **scope) as connection:
        connection.execute(f"set local role {installation.LEDGER}")
        assert connection.execute("select from ledger.follow_up_events").rowcount == 0
        with pytest.raises(psycopg.errors.NotNullViolation, match="viewer"):
            connection.execute(
                "insert into ledger.access_log (question, reason, person_count)"
                " values ('q', 'r', 0)"
            )


def test_what_was_signed_for_another_transaction_is_worth_nothing(connect, two_districts):
    """Neither on another connection, nor later on the same."""
    settings = (
        "select name, current_setting('dashboard.' || name) from unnest(%s::text[]) as of (name)"
    )
    names = ["reach", "rights", "districts", "viewer", "role", "now", "signature"]

    def repeated(connection):
        for name, value in overheard:
            connection.execute("select set_config(%s, %s, true)", (f"dashboard.{name}", value))
        return connection.execute(PEOPLE).fetchone()

    with connect(two_districts, **OWN | {"districts": "*"}) as connection:
        overheard = connection.execute(settings, (names,)).fetchall()
        assert repeated(connection) == (2,)
        with connect(two_districts, **OWN | {"viewer": "B"}) as another:
            assert another.execute(PEOPLE).fetchone() == (1,)
            assert repeated(another) == (0,)
        connection.rollback()
        assert repeated(connection) == (0,)


@pytest.mark.parametrize("role", installation.REACHES)
def test_nobody_reads_the_key(connect, two_districts, role):
    with (
        connect(two_districts, role, **OWN) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select * from scope.keys")


def test_views_of_a_province_that_ask_of_each_row_are_believed_as_well(connect, own_two_districts):
    with psycopg.connect(own_two_districts) as owner:
        owner.execute(
            "create or replace view contract.districts with (security_barrier) as"
            " select * from operational.districts where contract.in_scope(district_id)"
        )
    districts = "select count(*) from contract.districts"
    with connect(own_two_districts, **OWN) as connection:
        assert connection.execute(districts).fetchone() == (1,)
        connection.execute(f"select {WIDER}")
        assert connection.execute(districts).fetchone() == (0,)


@pytest.mark.parametrize(
    ("district", "own", "is_in"),
    [
        ("288", "{288,290}", True),
        ("291", "{288,290}", False),
        ("291", "{*}", True),
        ("288", "{}", False),
        ("288", None, False),
        (None, "{288}", None),
        (None, "{*}", True),
    ],
)
def test_districts_of_a_scope(two_districts, district, own, is_in):
    with psycopg.connect(two_districts) as owner:
        found = owner.execute("select contract.in_scope(%s::text, %s::text[])", (district, own))
        assert found.fetchone() == (is_in,)


def test_the_key_changes_only_where_its_file_is_at_hand(own_two_districts, tmp_path, monkeypatch):
    """Whoever installs from another machine does not lock the app out."""
    known = "select inner_pad, outer_pad from scope.keys"
    with psycopg.connect(own_two_districts, autocommit=True) as owner:
        before = owner.execute(known).fetchall()
        monkeypatch.setenv("SCOPE_KEY_FILE", str(tmp_path / "folder" / "key"))
        own_database.install(own_two_districts)
        assert owner.execute(known).fetchall() == before

        owner.execute("delete from scope.keys")
        own_database.install(own_two_districts)
        assert owner.execute(known).fetchall() == [signature.pads(signature.key())]
        assert signature.key_file().stat().st_mode & 0o777 == 0o600


def test_a_login_with_another_key_is_not_served(own_two_districts, tmp_path, monkeypatch):
    own_database.install(own_two_districts)
    login = as_user(own_two_districts, installation.LOGIN)
    monkeypatch.setenv("SCOPE_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(LaunchError, match="SCOPE_KEY_FILE holds no key"):
        own_database.prepare(login)
    (tmp_path / "key").write_text("00" * signature.KEY_BYTES, encoding="ascii")
    with pytest.raises(LaunchError, match="is not the database's"):
        own_database.prepare(login)


@pytest.mark.parametrize("content", [None, "no key", "ab"])
def test_a_key_that_is_none_is_said(tmp_path, monkeypatch, content):
    monkeypatch.setenv("SCOPE_KEY_FILE", str(tmp_path / "key"))
    if content is not None:
        (tmp_path / "key").write_text(content, encoding="ascii")
    with pytest.raises(ValueError, match="SCOPE_KEY_FILE"):
        signature.key()
