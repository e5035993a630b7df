"""Install the operational tables, the contract and the ledger, and recognise them again."""

import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from psycopg.rows import TupleRow

from dashboard import signature
from launch.errors import LaunchError
from launch.progress import note

Connection = psycopg.Connection[TupleRow]

QUERIES: Final = Path(__file__).parent.parent / "queries"
READER: Final = "dashboard_reader"
PERSONS: Final = "dashboard_persons"
LEDGER: Final = "dashboard_ledger"
REACHES: Final = (READER, PERSONS, LEDGER)
"""What the app acts as: to count, to read rows of people, and to write."""
LOGIN: Final = "dashboard"
ROLL_UPS_LOGIN: Final = "dashboard_roll_ups"
_OLDEST_VERSION: Final = 15
_CLOCK: Final = "00_clock.sql"  # what the ledger's tables are dated by
_SCOPE: Final = "00_scope.sql"  # schema, roles and functions, on which the ledger stands
_REACHES: Final = "zz_reaches.sql"  # who reads which view
_RELEASED: Final = 10
"""The ledger's files up to this number are its first released state, and are edited no more."""
_ADDED: Final = {"operational.scan_audits": "15_scan_audits.sql"}  # since the first version
_ADDED_COLUMNS: Final = ("laboratory", "reason")  # of the samples, since then as well
# Of tables that an earlier version had without them.
_NEWEST_COLUMNS: Final = (
    ("zone_events", "released_household_count"),
    ("zone_events", "data_time"),
    ("follow_up_events", "last_exposed_at"),
)


def install(connection: Connection) -> list[str]:
    """Install what is missing and return the names of the schemas installed.

    A contract that is already there is another province's own: it is left untouched, and so is
    everything it reads; only that its rows of people are read by who may see people, is settled.
    Each schema is installed whole or not at all; a ledger that an earlier version installed gets
    the tables that it lacks, and the changes since, each once.
    """
    missing = {name for name in ("contract", "ledger") if not has_schema(connection, name)}
    wanted = ["contract", "ledger"]
    if "contract" in missing and not has_schema(connection, "operational"):
        wanted.insert(0, "operational")
        missing.add("operational")
    installed = [name for name in wanted if name in missing]
    if "contract" not in missing:
        both = [QUERIES / "contract" / name for name in (_SCOPE, _REACHES)]
        _run(connection, "contract", both)
    for name in installed:
        _install_schema(connection, name)
    if not has_key(connection):
        put_key(connection)
    if "ledger" not in installed:
        _refuse_older_ledger(connection)
        _complete_ledger(connection)
    elif changes := _changes_since(connection):
        _remember_change(connection, changes[-1])
    return installed


def has_key(connection: Connection) -> bool:
    """Say whether the database knows a key: importing roads from another machine changes none."""
    return connection.execute("select from scope.keys").rowcount == 1


def put_key(connection: Connection) -> None:
    """Let the database believe whom the app's key signs; where there is no file of it, make one."""
    file = signature.key_file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(signature.KEY_BYTES), encoding="ascii")
        note(f"made {file}, by which the app signs what it asks: keep it, and keep it secret")
    try:
        pads = signature.pads(signature.key())
    except ValueError as error:
        raise LaunchError(str(error)) from error
    connection.execute(
        """
        insert into scope.keys (inner_pad, outer_pad) values (%s, %s)
        on conflict (is_only)
        do update set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
        """,
        pads,
    )


def let_time_be_told(connection: Connection) -> None:
    """Say that the data are simulated: the ledger then believes what time the app says it is."""
    connection.execute("insert into ledger.simulated values (true) on conflict do nothing")


def renew_views(connection: Connection) -> None:
    """Make the contract's views anew from their files: only for the embedded default's own.

    Its data outlive many versions of the dashboard, and nobody else has rewritten its views. A
    table or a column that came with a later version is added, empty.
    """
    views = connection.execute(
        "select format('%I.%I', schemaname, viewname) from pg_views where schemaname = 'contract'"
    ).fetchall()
    with connection.transaction():
        for table, file_name in _ADDED.items():
            if connection.execute("select to_regclass(%s)", (table,)).fetchone() == (None,):
                connection.execute((QUERIES / "operational" / file_name).read_bytes())
        for column in _ADDED_COLUMNS:
            added = sql.SQL(
                "alter table operational.provincial_samples add column if not exists {} text"
            )
            connection.execute(added.format(sql.Identifier(column)))
        connection.execute("drop schema if exists live cascade")  # it stands on the views
        for (view,) in views:
            connection.execute(sql.SQL("drop view {}").format(sql.SQL(view)))
        for file in sorted((QUERIES / "contract").glob("*.sql")):
            if file.name != _SCOPE:
                connection.execute(file.read_bytes())


def require_version(connection: Connection) -> None:
    """Refuse a PostgreSQL older than the contract's views need."""
    version = connection.info.server_version
    if version < _OLDEST_VERSION * 10_000:
        raise LaunchError(
            f"This PostgreSQL is version {version // 10_000}; "
            f"the dashboard needs {_OLDEST_VERSION} or newer."
        )


def has_schema(connection: Connection, name: str) -> bool:
    """Say whether a schema is there, readable or not."""
    found = connection.execute("select 1 from pg_namespace where nspname = %s", (name,))
    return found.fetchone() is not None


def create_login(connection: Connection) -> None:
    """Create the one role by which the app reaches the embedded default.

    It inherits nothing: a connection sees only what it becomes.
    """
    _create_login(connection, LOGIN, REACHES)


def create_roll_ups_login(connection: Connection, roller: str) -> None:
    """Create the login that computes the indicators ahead, and sees everybody."""
    _create_login(connection, ROLL_UPS_LOGIN, (roller,))


def lacking_in_ledger(connection: Connection) -> list[str]:
    """Name the tables and changes that an earlier version installed the ledger without."""
    changes = [f"ledger change {file.stem}" for file in _changes_since(connection)]
    return [*(table for table, _ in _lacking(connection)), *changes]


def _create_login(connection: Connection, login: str, roles: Sequence[str]) -> None:
    found = connection.execute("select 1 from pg_roles where rolname = %s", (login,))
    if found.fetchone() is None:
        connection.execute(sql.SQL("create role {} login noinherit").format(sql.Identifier(login)))
    granted = sql.SQL(", ").join(map(sql.Identifier, roles))
    connection.execute(sql.SQL("grant {} to {}").format(granted, sql.Identifier(login)))


def _refuse_older_ledger(connection: Connection) -> None:
    """Refuse a ledger whose tables have not the columns of today: its pages would fail."""
    for table, column in _NEWEST_COLUMNS:
        lacking = connection.execute(  # by the catalogue: whoever starts may not read the ledger
            """
            select 1
            from pg_class
            inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
            where
                nspname = 'ledger' and relname = %s
                and not exists (
                    select 1
                    from pg_attribute
                    where attrelid = pg_class.oid and attname = %s and not attisdropped
                )
            """,
            (table, column),
        )
        if lacking.fetchone() is not None:
            raise LaunchError(
                f"The ledger was made by an earlier version (ledger.{table} lacks {column}). The "
                "simulated default begins anew after `make clean`; a province's own ledger is to "
                "be copied, dropped (drop schema ledger cascade) and filled again."
            )


def _complete_ledger(connection: Connection) -> None:
    """Add what a later version keeps in the ledger: the clock, tables, and changes in order."""
    clock = connection.execute(  # by the catalogue: whoever starts may not read the ledger
        "select 1 from pg_proc where pronamespace = 'ledger'::regnamespace and proname = 'present'"
    )
    if clock.fetchone() is None:
        _run(connection, "ledger", [QUERIES / "ledger" / _CLOCK])
    for _, file in _lacking(connection):
        connection.execute("comment on schema ledger is null")  # every change is its, too
        _run(connection, "ledger", [file])
    for file in _changes_since(connection):
        with connection.transaction():
            _run(connection, "ledger", [file])
            _remember_change(connection, file)


def _changes_since(connection: Connection) -> list[Path]:
    """Return the changes that the ledger has not seen; a remark on its schema says the last."""
    row = connection.execute(  # which whoever starts may read, unlike the ledger
        "select obj_description(oid) from pg_namespace where nspname = 'ledger'"
    ).fetchone()
    found = re.fullmatch(r"changes up to (\d+)", str(row[0] if row else ""))
    last = int(found[1]) if found else _RELEASED
    return [file for file in sorted((QUERIES / "ledger").glob("*.sql")) if _number(file) > last]


def _remember_change(connection: Connection, file: Path) -> None:
    remark = sql.Literal(f"changes up to {_number(file)}")
    connection.execute(sql.SQL("comment on schema ledger is {}").format(remark))


def _number(file: Path) -> int:
    return int(file.name.partition("_")[0])


def _lacking(connection: Connection) -> list[tuple[str, Path]]:
    """Return each table that is not there, and its file: the file's first table stands for all."""
    files = [
        file
        for file in sorted((QUERIES / "ledger").glob("*.sql"))
        if file.name != _CLOCK and _number(file) <= _RELEASED
    ]
    tables = [
        re.findall(r"^create table (\S+)", file.read_text(encoding="utf-8"), re.MULTILINE)[0]
        for file in files
    ]
    found = connection.execute("select schemaname || '.' || tablename from pg_tables").fetchall()
    there = {name for (name,) in found}
    return [(table, file) for table, file in zip(tables, files, strict=True) if table not in there]


def _install_schema(connection: Connection, name: str) -> None:
    """Run every file of a schema in one transaction."""
    _run(connection, name, sorted((QUERIES / name).glob("*.sql")))


def _run(connection: Connection, name: str, files: Sequence[Path]) -> None:
    try:
        with connection.transaction():
            for file in files:
                connection.execute(file.read_bytes())
    except InsufficientPrivilege as error:
        raise LaunchError(
            f"The role {connection.info.user} may not install the schema {name} in the database "
            f"{connection.info.dbname} ({str(error).splitlines()[0]}): start once with a role "
            "that may create schemas and roles, or install the contract by hand "
            "(queries/contract/README.md)."
        ) from error
