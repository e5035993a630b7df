"""The database itself shows each role and district their own, whatever a page may ask."""

import re
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dashboard.access import RIGHTS, Right, Role
from dashboard.data import database
from launch import check_contract, installation, roll_ups, scopes

EVERY_RIGHT = "see_aggregates,trace_contacts,see_people,propose_zones"

# view: (its column to look at, the right it needs, what 288 may see, what the province may see)
SCOPED = {
    "people": ("person_id", "see_aggregates", [1], [1, 2]),
    "homes": ("person_id", "trace_contacts", [1], [1, 2]),
    "identities": ("person_id", "see_people", [1], [1, 2]),
    "app_installs": ("person_id", "see_aggregates", [1], [1, 2]),
    "health_record_links": ("person_id", "see_aggregates", [1], [1, 2]),
    "health_declarations": ("person_id", "see_aggregates", [1], [1, 2]),
    "vaccination_registrations": ("person_id", "see_aggregates", [1], [1, 2]),
    "vaccination_certificates": ("person_id", "see_aggregates", [1], [1, 2]),
    "provincial_samples": ("person_id", "see_aggregates", [1], [1, 2]),
    "national_results": ("person_id", "see_aggregates", [1], [1, 2, None]),
    "cases": ("person_id", "trace_contacts", [1], [1, 2]),
    "isolations": ("person_id", "trace_contacts", [1], [1, 2]),
    # By place, not by person: who came to a district's market is that district's to trace.
    "check_ins": ("check_in_id", "trace_contacts", [1, 3, 5], [1, 2, 3, 4, 5]),
    "check_in_changes": ("check_in_id", "trace_contacts", [1, 3, 5, 6], [1, 2, 3, 4, 5, 6]),
    # Of the district's people, or injected there.
    "vaccine_doses": ("dose_id", "see_aggregates", [1, 3], [1, 2, 3, 4]),
    "agencies": ("agency_id", "see_aggregates", [2], [1, 2, 3]),
    "case_days": ("commune_id", "see_aggregates", ["c1"], ["c1", "c2"]),
    "f1_days": ("commune_id", "see_aggregates", ["c1"], ["c1", "c2"]),
    "place_days": ("person_count", "see_aggregates", [3], [1, 3]),
    "scan_audits": ("audit_id", "see_aggregates", [1], [1, 2]),
    "checkpoints": ("checkpoint_id", "see_aggregates", [1], [1, 2]),
    "checkpoint_equipment": ("checkpoint_id", "see_aggregates", [1], [1, 2]),
    "checkpoint_hours": ("scan_count", "see_aggregates", [3], [1, 3]),
    "checkpoint_posts": ("checkpoint_id", "see_aggregates", [1], [1, 2]),
    "support_workers": ("worker_id", "see_aggregates", [1], [1, 2]),
    "support_shifts": ("worker_id", "see_aggregates", [1], [1, 2]),
    "vaccine_stock": ("site_id", "see_aggregates", [1], [1, 2]),
    "commune_readiness": ("commune_id", "see_aggregates", ["c1"], ["c1", "c2"]),
    "campaign_activities": ("activity_id", "see_aggregates", [1], [1]),
    "portal_visits": ("visit_count", "see_aggregates", [9], [9]),
    # Sums over the province: both districts' people, to each of them.
    "province_days": ("person_count", "see_aggregates", [1, 2, 2], [1, 2, 2]),
}
# They name nobody, and everybody with the right sees all of them.
WHOLE_PROVINCE = {"campaign_activities", "portal_visits", "province_days"}
# One row per person: besides the right that it names, a view needs one to see people.
OF_PERSONS = {view for view, columns in check_contract.expected().items() if "person_id" in columns}
PUBLIC = {"districts", "communes", "hamlets", "places", "vaccination_sites", "feeds"}


PERSON_RIGHTS = {Right.SEE_PEOPLE, Right.TRACE_CONTACTS}

OURS, ANOTHER = "our tables", "another province's tables"


@pytest.fixture(params=[OURS, ANOTHER])
def shape(request):
    """Name the shape of a database that holds the two districts."""
    return request.param


@pytest.fixture
def url(shape, request):
    """Return its owner's URL."""
    return request.getfixturevalue({OURS: "two_districts", ANOTHER: "other_province"}[shape])


@pytest.fixture
def reader(connect, url):
    def transaction(*role, **scope):
        return connect(url, *role, **scope)

    return transaction


@pytest.fixture
def scoped(shape):
    """Return a function that says of a view what SCOPED does, as this shape numbers things."""

    def of(view):
        name, right, *seen = SCOPED[view]
        number = (
            NUMBERED.get(name, lambda value: value) if shape == ANOTHER else lambda value: value
        )
        return name, right, *([number(value) for value in values] for values in seen)

    return of


NUMBERED = {
    "check_in_id": lambda number: (202_107 if number <= 2 else 202_108) * 10**9 + number,
    "dose_id": lambda number: 2 * number + (number == 3),  # the only second dose
    "commune_id": lambda code: code.replace("c", "0000"),
}


each_scoped_view = pytest.mark.parametrize("view", SCOPED)


def test_every_view_is_tested():
    assert set(SCOPED) | PUBLIC == set(check_contract.expected())


def test_the_app_acts_as_who_may_see_people_for_these_views_alone():
    relations = {f"contract.{view}" for view in OF_PERSONS} | roll_ups._OF_PERSONS
    assert set(database.ROWS_OF_PEOPLE) == relations


def test_the_document_on_security_says_who_sees_which():
    document = Path(__file__).parents[2] / "docs" / "security.md"
    text = document.read_text(encoding="utf-8").partition("## Views")[2]
    row = r"^\| `(\w+)` \| `(\w+)` \| no \| (\w+) \| (\w+) \| ([\w ]+) \|$"
    rights = [RIGHTS[role] for role in (Role.LEADER, Role.EPIDEMIOLOGIST, Role.DISTRICT_OFFICIAL)]
    so = []
    assert f"{len(OF_PERSONS)} views" in text
    for view, (_, right, *_) in sorted(SCOPED.items()):
        leader, tracer, official = (
            right in held and (view not in OF_PERSONS or bool(held & PERSON_RIGHTS))
            for held in rights
        )
        own = "yes" if view in WHOLE_PROVINCE else "own district"
        so.append((view, right, _yes(leader), _yes(tracer), own if official else "no"))
    assert re.findall(row, text, re.MULTILINE) == so


def _yes(is_so):
    return "yes" if is_so else "no"


def test_public_views_name_nobody():
    columns = {name for view in PUBLIC for name in check_contract.expected()[view]}
    assert not {name for name in columns if "person" in name or "household" in name}


@each_scoped_view
def test_transaction_without_scope_sees_nothing(reader, view):
    role = installation.PERSONS if view in OF_PERSONS else installation.READER
    with reader(role) as connection:
        assert column(connection, view, SCOPED[view][0]) == []


@each_scoped_view
def test_province_sees_everything(reader, scoped, view):
    name, right, _, all_of_them = scoped(view)
    rights = f"{right},see_people" if view in OF_PERSONS else right
    with reader(rights=rights, districts="*") as connection:
        assert column(connection, view, name) == all_of_them


@pytest.mark.parametrize("view", sorted(OF_PERSONS))
def test_a_leader_reads_no_row_of_people(reader, view):
    """Acting as who sees none of them, the view is refused; acting as the other role, empty."""
    leader = {"rights": ",".join(RIGHTS[Role.LEADER]), "districts": "*"}
    name = SCOPED[view][0]
    with reader(installation.PERSONS, **leader) as connection:
        assert column(connection, view, name) == []
    with reader(**leader) as connection:
        assert_denied(
            connection,
            sql.SQL("select {} from {}").format(
                sql.Identifier(name), sql.Identifier("contract", view)
            ),
        )
    with reader(**leader) as connection:
        connection.execute(f"set local role {installation.PERSONS}")
        assert column(connection, view, name) == []


@each_scoped_view
def test_district_sees_its_own(reader, scoped, view):
    name, _, own, _ = scoped(view)
    with reader(rights=EVERY_RIGHT, districts="288") as connection:
        assert column(connection, view, name) == own


@each_scoped_view
def test_two_districts_see_both(reader, scoped, view):
    name, _, own, _ = scoped(view)
    with reader(rights=EVERY_RIGHT, districts="288,290") as connection:
        seen = column(connection, view, name)
    assert set(own) <= set(seen)
    assert None not in seen


@each_scoped_view
def test_view_needs_its_right(reader, scoped, view):
    name, right, _, _ = SCOPED[view]
    others = ",".join(set(EVERY_RIGHT.split(",")) - {right})
    with reader(rights=others, districts="*") as connection:
        assert column(connection, view, name) == []


@pytest.mark.parametrize("districts", ["", "999", "28", "2880", "* ", "%"])
def test_other_districts_show_nothing_of_people(reader, districts):
    with reader(rights=EVERY_RIGHT, districts=districts) as connection:
        seen = {
            view: column(connection, view, SCOPED[view][0]) for view in set(SCOPED) - WHOLE_PROVINCE
        }
    assert not any(seen.values()), seen


@pytest.mark.parametrize("view", sorted(set(SCOPED) - WHOLE_PROVINCE))
def test_asking_for_another_district_by_name_finds_nobody(reader, scoped, view):
    """A condition in the question cannot reach behind the view."""
    column_name, _, own, _ = scoped(view)
    name = sql.Identifier(column_name)
    question = sql.SQL("select {} from {} where {} <> all(%s)").format(
        name, sql.Identifier("contract", view), name
    )
    with reader(rights=EVERY_RIGHT, districts="288") as connection:
        assert connection.execute(question, (own,)).fetchall() == []


def test_every_view_is_a_barrier(url):
    """A function in a question cannot peep at rows that the view would not show."""
    with psycopg.connect(url) as owner:
        leaky = owner.execute(
            "select relname from pg_class where relnamespace = 'contract'::regnamespace"
            " and relkind = 'v' and not coalesce('security_barrier=true' = any(reloptions), false)"
        ).fetchall()
    assert leaky == []


@pytest.mark.parametrize("schema", ["operational", "ledger", "the source's"])
def test_reader_reads_the_contract_alone(reader, url, shape, schema):
    if schema == "the source's":
        schema = {OURS: "truth", ANOTHER: "nguon"}[shape]
    with psycopg.connect(url) as owner:
        tables = owner.execute(
            "select relname from pg_class where relnamespace = %s::regnamespace"
            " and relkind in ('r', 'p', 'v')",
            (schema,),
        ).fetchall()
    assert tables
    for (table,) in tables:
        statement = sql.SQL("select from {}").format(sql.Identifier(schema, table))
        with reader(rights=EVERY_RIGHT, districts="*") as connection:
            assert_denied(connection, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update contract.people set birth_year = 1900",
        "delete from contract.homes",
        "insert into contract.districts values ('1', 'x', 'huyện')",
        "create table contract.mine (a integer)",
        "create view public.mine as select 1 as one",
        "select operational.add_check_in_day('2021-08-24')",
        "set role postgres",
    ],
)
def test_reader_changes_nothing(reader, statement):
    with reader(rights=EVERY_RIGHT, districts="*") as connection:
        assert_denied(connection, statement, *NO_TABLE)


@pytest.mark.parametrize("table", ["contract.people", "operational.people", "ledger.zones"])
def test_the_login_itself_reads_nothing(reader, table):
    """It inherits neither role: who forgets to become one sees nothing."""
    with reader(None, rights=EVERY_RIGHT, districts="*") as connection:
        assert_denied(connection, f"select from {table}")


def test_both_shapes_keep_the_contract(url):
    with psycopg.connect(url) as owner:
        assert check_contract.problems(owner) == []
        assert check_contract.found(owner) == check_contract.expected()


@pytest.mark.parametrize("view", check_contract.expected())
def test_another_province_s_tables_say_the_same(connect, two_districts, other_province, view):
    """But for moments, which are when each was filled, and numbers that it gives itself."""
    other = {"population_source", "birth_year", "scan_hour", *NUMBERED}
    columns = [
        sql.Identifier(name)
        for name, kind in check_contract.expected()[view].items()
        if kind not in {"timestamptz", "date"} and name not in other
    ]
    question = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(columns), sql.Identifier("contract", view)
    )
    said = []
    for url in (two_districts, other_province):
        with connect(url, rights=EVERY_RIGHT, districts="*") as connection:
            said.append(sorted(map(str, connection.execute(question))))
    assert said[0] == said[1]
    assert said[0] or view == "hamlets"


def test_local_times_become_moments_whatever_the_zone_of_the_session(connect, other_province):
    with connect(other_province, rights=EVERY_RIGHT, districts="*") as connection:
        connection.execute("set local time zone 'America/New_York'")
        audited = "select audited_at from contract.scan_audits order by audit_id"
        assert connection.execute(audited).fetchone() == (datetime(2021, 8, 24, tzinfo=UTC),)


@pytest.mark.parametrize(
    "condition",
    [
        "person_id = 7 and scanned_at >= '2021-08-01'",
        "place_id = 7 and scanned_at >= '2021-08-01'",
        "greatest(received_at, withdrawn_at) >= '2021-08-01'",
    ],
)
def test_split_tables_are_asked_by_their_indexes(other_province, condition):
    """The conditions by which check-ins are asked for reach the indexes of every month."""
    with psycopg.connect(other_province) as owner:
        owner.execute("set enable_seqscan to off")
        plan = owner.execute(f"explain select from operational.check_ins where {condition}")
        text = "\n".join(line for (line,) in plan)
    assert text.count("Index Cond") == 2, text
    assert "Filter" not in text


def test_simulated_province_has_no_leak_between_districts(province):
    """Each district's people are its own, and together they are the province's."""
    login = psycopg.connect(province, options=f"-c role={installation.PERSONS}")
    with login as connection:
        question = (
            "select count(*), count(distinct communes.district_id), min(communes.district_id)"
            " from contract.people"
            " inner join contract.communes on people.commune_id = communes.commune_id"
        )
        districts = column(connection, "districts", "district_id")
        seen = {}
        for scope in ("*", *districts):
            scopes.enter(connection, installation.PERSONS, ["see_aggregates", "see_people"], scope)
            seen[scope] = connection.execute(question).fetchone()

    whole = seen.pop("*")
    assert all(row == (row[0], 1, district) for district, row in seen.items())
    assert sum(row[0] for row in seen.values()) == whole[0]


NO_TABLE = (psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.FeatureNotSupported)
"""What a view that joins or computes answers to whoever would change it, its owner too."""


def assert_denied(connection, statement, *others) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, *others)):
        connection.execute(statement)
    connection.rollback()


def column(connection, view, name) -> list:
    """Return one column of a view, sorted, nulls last."""
    rows = connection.execute(
        sql.SQL("select {} from {}").format(sql.Identifier(name), sql.Identifier("contract", view))
    )
    return sorted((row[0] for row in rows), key=lambda value: (value is None, value))
