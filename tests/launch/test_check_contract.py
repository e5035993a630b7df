"""`make check-contract` names what a database lacks, shows too much of, or loads too late."""

import os
import subprocess
import sys
import unicodedata

import psycopg
import pytest

from launch import check_contract, installation
from launch.errors import LaunchError


@pytest.fixture
def owner(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def test_shipped_views_are_the_page(owner):
    assert check_contract.found(owner) == check_contract.expected()
    assert check_contract.problems(owner) == []


def test_page_explains_every_view_before_its_table():
    text = check_contract.PAGE.read_text(encoding="utf-8")
    for view in check_contract.expected():
        sentence = text.partition(f"\n## {view}\n\n")[2].splitlines()[0]
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("drop view contract.cases", "View contract.cases is missing."),
        (
            "alter view contract.people rename column sex to gender",
            "Column contract.people.sex is missing.",
        ),
        (
            (
                "drop view contract.hamlets; create view contract.hamlets as"
                " select hamlet_id::bigint, commune_id, hamlet_name, lon, lat"
                " from operational.hamlets; grant select on contract.hamlets to dashboard_reader"
            ),
            "Column contract.hamlets.hamlet_id is bigint, expected integer.",
        ),
        (
            (
                "grant usage on schema operational to dashboard_reader;"
                "grant select (person_id) on operational.people to dashboard_reader"
            ),
            "The role dashboard_reader can read operational.people.",
        ),
        (
            "revoke select on contract.hamlets from dashboard_reader",
            "View contract.hamlets may not be read by dashboard_reader.",
        ),
        (
            "grant update on contract.homes to dashboard_reader",
            "The role dashboard_reader can change contract.homes.",
        ),
        (
            (
                "insert into operational.districts values ('1', 'A', 'huyện');"
                "insert into operational.communes values"
                " ('c', '1', 'B', 'xã', 106, 21, 1, 1, 'test');"
                "insert into operational.people"
                " (person_id, commune_id, household_id, birth_year, sex)"
                " values (1, 'c', 1, 1980, 'male');"
                "create or replace view contract.homes with (security_barrier) as select person_id,"
                " household_id, hamlet_id, commune_id, home_lon, home_lat from operational.people"
            ),
            "View contract.homes shows people to a transaction without a scope.",
        ),
        (
            "grant select (person_id) on contract.people to public",
            (
                "View contract.people has a row per person, and dashboard_reader can read it: its "
                "owner runs `make install-database`."
            ),
        ),
        ("drop schema contract cascade", "There is no schema contract."),
    ],
)
def test_a_broken_contract_is_named(owner, change, problem):
    owner.execute(change)
    assert check_contract.problems(owner) == [problem]


def test_installing_again_gives_people_to_who_may_see_them(owner):
    """A province's own views, or an earlier version's, were read by one role alone."""
    owner.execute(
        "grant select on all tables in schema contract to dashboard_reader;"
        "revoke all on all tables in schema contract from dashboard_persons"
    )
    assert len(check_contract.seen_by_all(owner)) == 15
    installation.install(owner)
    assert check_contract.problems(owner) == []


@pytest.mark.parametrize(
    ("case_id", "fault"),
    [
        ("3.01E+11", "a number that a spreadsheet cut"),
        ("HD12 ", "white space"),
        ("\u00a0HD12", "white space"),
        ("Hải", "not in Unicode NFC"),
    ],
)
def test_an_id_that_would_match_nothing_is_named_with_its_value(owner, case_id, fault):
    if fault.endswith("NFC"):
        case_id = unicodedata.normalize("NFD", case_id)
    owner.execute("""
        insert into operational.districts values ('1', 'A', 'huyện');
        insert into operational.communes values ('c', '1', 'B', 'xã', 106, 21, 1, 1, 'test');
        insert into operational.people (person_id, commune_id, household_id, birth_year, sex)
        values (1, 'c', 1, 1980, 'male')
    """)
    owner.execute(
        "insert into operational.cases (case_id, person_id, confirmed_at, reported_at)"
        " values (%s, 1, now(), now()), ('HD13', 1, now(), now())",
        [case_id],
    )
    problem, *more = check_contract.problems(owner)
    assert problem.startswith(f"Column contract.cases.case_id has {case_id!r} in 1 row(s): ")
    assert fault in problem
    assert not more


def test_more_columns_and_views_do_no_harm(owner):
    owner.execute("create view contract.extra as select 1 as one")
    owner.execute(
        "create or replace view contract.districts as"
        " select district_id, district_name, district_kind, 1 as extra from operational.districts"
    )
    assert check_contract.problems(owner) == []


def test_late_feeds_are_named(owner):
    owner.execute(
        "insert into operational.feeds values"
        " ('fresh', 'A', now() - interval '1 hour', '1 day', 1, 0),"
        " ('late', 'B', now() - interval '2 days', '1 day', 1, 0),"
        " ('never', 'C', null, '1 day', 0, 0)"
    )
    fresh, late, never = check_contract.feeds(owner, is_simulated=False)
    assert fresh.split()[:2] == ["ok", "fresh:"]
    assert late.split()[:2] == ["LATE", "late:"]
    assert never == "  LATE  never: never loaded, expected every 1 day, 0:00:00"


def test_a_stamp_that_its_own_rows_contradict_is_named(owner):
    owner.execute(
        "insert into operational.feeds values"
        " ('readiness', 'A', '2021-08-20 18:00+07', '14 days', 1, 0),"
        " ('health_records', 'B', '2021-08-20 18:00+07', '1 day', 1, 0);"
        "insert into operational.districts values ('1', 'A', 'huyện');"
        "insert into operational.communes values"
        " ('c', '1', 'B', 'xã', 106, 21, 1, 1, 'test');"
        "insert into operational.people"
        " (person_id, commune_id, household_id, birth_year, sex) values (1, 'c', 1, 1980, 'male');"
        "insert into operational.commune_readiness values ('c', '2021-08-20', 'forces', true);"
        "insert into operational.health_record_links values (1, '2021-08-20 18:01+07')"
    )
    records, readiness = check_contract.feeds(owner, is_simulated=True)

    assert "WRONG health_records: stamped" in records
    assert "WRONG" not in readiness  # a row of that very day


def test_simulated_time_stands_still(owner):
    owner.execute(
        "insert into operational.feeds values"
        " ('a', 'A', '2021-08-24 07:00+07', '1 day', 1, 0),"
        " ('b', 'B', '2021-08-22 07:00+07', '1 day', 1, 0)"
    )
    lines = check_contract.feeds(owner, is_simulated=True)
    assert [line.split()[0] for line in lines] == ["ok", "LATE"]


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [("select", 0, "The contract is kept"), ("drop view contract.cases", 1, "contract.cases")],
)
def test_command(owner, database_url, change, status, text):
    owner.execute(change)
    result = _command(database_url)
    assert result.returncode == status
    assert text in result.stdout


def test_command_says_that_nothing_answers():
    result = _command("postgresql://nobody@127.0.0.1:1/nowhere")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def _command(url) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "launch.check_contract"],
        cwd=installation.QUERIES.parent,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_views_of_the_embedded_default_are_made_anew(owner):
    """A database of an earlier version gets today's views, and its grants with them."""
    owner.execute("drop view contract.people cascade")
    owner.execute("create view contract.of_an_earlier_version as select 1 as number")

    installation.renew_views(owner)

    assert check_contract.problems(owner) == []
    found = owner.execute("select to_regclass('contract.of_an_earlier_version')").fetchone()
    assert found == (None,)


def test_a_table_of_a_later_version_is_added_to_the_embedded_default(owner):
    owner.execute("drop table operational.scan_audits cascade")

    installation.renew_views(owner)

    assert check_contract.problems(owner) == []
    assert owner.execute("select count(*) from operational.scan_audits").fetchone() == (0,)


def test_a_column_of_a_later_version_is_added_to_the_embedded_default(owner):
    owner.execute("alter table operational.provincial_samples drop column reason cascade")

    installation.renew_views(owner)

    assert check_contract.problems(owner) == []


def test_a_ledger_of_an_earlier_version_is_refused_with_what_to_do(owner):
    installation.install(owner)
    owner.execute("alter table ledger.zone_events drop column released_household_count cascade")

    with pytest.raises(
        LaunchError, match=r"zone_events lacks released_household_count.*make clean"
    ):
        installation.install(owner)
