"""Does a database keep the contract? `make check-contract` says so, view by view.

`queries/contract/README.md` is the expectation: its headings are the views, its tables the
columns and types. Exit status 1 when the contract is broken; a late feed, or one whose rows
are newer than its stamp, is marked, but that is the source's fault and not the contract's.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from dashboard import signature
from launch import contract_proof, embedded, installation, scopes
from launch.errors import LaunchError
from launch.installation import PERSONS, READER, Connection

PAGE: Final = installation.QUERIES / "contract" / "README.md"
_CONNECT_SECONDS: Final = 10
# The page writes the names that people write; PostgreSQL answers with the standard's.
_SHORT_NAMES: Final = {
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
}

Views = dict[str, dict[str, str]]


def main() -> int:
    """Check the database of DATABASE_URL, else the embedded default; return the exit status."""
    try:
        if url := os.environ.get("DATABASE_URL"):
            return _report(url, is_simulated=False)
        with embedded.running(embedded.existing_folder()) as owner_url:
            return _report(owner_url, is_simulated=True)
    except (LaunchError, psycopg.OperationalError) as error:
        print(error, file=sys.stderr)
        return 1


def problems(connection: Connection) -> list[str]:
    """Return one sentence per way in which the database breaks the contract; none is good."""
    if not installation.has_schema(connection, "contract"):
        return ["There is no schema contract."]
    if lacking := [role for role in (READER, PERSONS) if not _role_exists(connection, role)]:
        return [f"There is no role {role}." for role in lacking]
    return [
        *_differences(expected(), found(connection)),
        *_unreadable(connection),
        *_beyond(connection),
        *seen_by_all(connection),
        *unsigned(connection),
        *_seen_without_scope(connection),
        *_spoiled_ids(connection),
    ]


def expected(page: Path = PAGE) -> Views:
    """Read views, columns and types from the contract's page."""
    views: Views = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## (\w+)", line):
            views[heading[1]] = {}
        elif row := re.match(r"\| `(\w+)` \| ([\w\[\] ]+?) \| .+\|$", line):
            views[next(reversed(views))][row[1]] = row[2]
    return views


def found(connection: Connection) -> Views:
    """Read views, columns and types from the database."""
    rows = connection.execute(
        """
        select relname, attname, format_type(atttypid, null)
        from pg_attribute
        inner join pg_class on attrelid = pg_class.oid
        where
            relnamespace = 'contract'::regnamespace
            and relkind in ('v', 'm', 'r', 'p', 'f')
            and attnum > 0
            and not attisdropped
        order by relname, attnum
        """
    )
    views: Views = {}
    for view, column, kind in rows:
        views.setdefault(view, {})[column] = _SHORT_NAMES.get(str(kind), str(kind))
    return views


def feeds(connection: Connection, *, is_simulated: bool) -> list[str]:
    """Return one line per feed: its age against the age it may have, late ones marked.

    A second line names a stamp that the feed's own rows contradict.

    In the simulated province time stands still at its latest load.
    """
    with _as_reader(connection):
        rows = connection.execute(
            """
            select feed_id, last_loaded_at, expected_every, newest_row_at, now()
            from contract.feeds order by feed_id
            """
        ).fetchall()
    loads = [row[1] for row in rows if row[1] is not None]
    latest = max(loads) if is_simulated and loads else None
    return [_feed_line(*row[:4], now=latest or row[4]) for row in rows]


def _report(url: str, *, is_simulated: bool) -> int:
    with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
        faults = problems(connection)
        if not faults:
            faults = contract_proof.problems(connection, PAGE, _readable(connection))
        for fault in faults:
            print(f"PROBLEM  {fault}")
        if not faults:
            roles = f"{READER} and {PERSONS}"
            print(f"The contract is kept: {len(expected())} views, read by {roles} alone.")
        if "feeds" in found(connection):
            print("\n".join(["", "Feeds:", *feeds(connection, is_simulated=is_simulated)]))
        return 1 if faults else 0


def _feed_line(
    name: str,
    loaded: datetime | None,
    every: timedelta,
    newest: datetime | None,
    *,
    now: datetime,
) -> str:
    if loaded is None:
        return f"  LATE  {name}: never loaded, expected every {every}"
    age = now - loaded
    line = f"  {'LATE' if age > every else 'ok  '}  {name}: {age} old, expected every {every}"
    if newest is None or newest <= loaded:
        return line
    return f"{line}\n  WRONG {name}: stamped {loaded}, but it holds a row of {newest}"


def _differences(wanted: Views, present: Views) -> list[str]:
    """Name each view and column that is missing or of another type. More is not a problem."""
    sentences = [f"View contract.{view} is missing." for view in wanted if view not in present]
    for view in (view for view in wanted if view in present):
        for column, kind in wanted[view].items():
            other = present[view].get(column)
            if other is None:
                sentences.append(f"Column contract.{view}.{column} is missing.")
            elif other != kind:
                sentences.append(f"Column contract.{view}.{column} is {other}, expected {kind}.")
    return sentences


def unsigned(connection: Connection) -> list[str]:
    """Say why the database would not believe what the app says of its scope, or believe anybody."""
    found = connection.execute(  # by the catalogue: whoever starts may not use the schema
        """
        select from pg_proc
        inner join pg_namespace on pg_proc.pronamespace = pg_namespace.oid
        where nspname = 'scope' and proname = 'setting'
        """
    )
    if not found.rowcount:
        return ["The contract believes unsigned scopes: its owner runs `make install-database`."]
    with _as_reader(connection):
        scopes.enter(connection, PERSONS, _EVERYTHING)
        if connection.execute("select contract.has_right('see_people')").fetchone() == (True,):
            return []
    return [f"The key of {signature.key_file()} (SCOPE_KEY_FILE) is not the database's."]


def seen_by_all(connection: Connection) -> list[str]:
    """Name each view of single people that the role for who may see none of them can read."""
    rows = connection.execute(
        """
        select relname from pg_class
        inner join pg_attribute on pg_class.oid = attrelid
        where
            relnamespace = 'contract'::regnamespace
            and relkind in ('v', 'm', 'r', 'p', 'f')
            and attname = 'person_id'
            and not attisdropped
            and has_any_column_privilege(%s, pg_class.oid, 'select')
        order by relname
        """,
        (READER,),
    )
    return [
        f"View contract.{view} has a row per person, and {READER} can read it: its owner runs "
        "`make install-database`."
        for (view,) in rows
    ]


def _role_exists(connection: Connection, role: str) -> bool:
    return bool(connection.execute("select 1 from pg_roles where rolname = %s", (role,)).rowcount)


def _unreadable(connection: Connection) -> list[str]:
    found_views = found(connection)
    readable = {role: _readable(connection, role) for role in (READER, PERSONS)}
    return [
        f"View contract.{view} may not be read by {role}."
        for view, columns in expected().items()
        for role in (PERSONS if "person_id" in columns else READER,)
        if view in found_views and view not in readable[role]
    ]


def _readable(connection: Connection, role: str = PERSONS) -> Views:
    """Return the views that a role can read, as `found` does."""
    rows = connection.execute(
        """
        select relname from pg_class
        where relnamespace = 'contract'::regnamespace and has_table_privilege(%s, oid, 'select')
        """,
        (role,),
    ).fetchall()
    names = {name for (name,) in rows}
    return {view: columns for view, columns in found(connection).items() if view in names}


def _beyond(connection: Connection) -> list[str]:
    """Name what the reading roles may read beyond the contract, or may change at all."""
    aggregates = _powers(connection, READER)
    persons = [power for power in _powers(connection, PERSONS) if power not in aggregates]
    return [
        f"The role {role} can {verb} {name}."
        for role, powers in ((READER, aggregates), (PERSONS, persons))
        for name, verb in powers
    ]


def _powers(connection: Connection, role: str) -> list[tuple[str, str]]:
    rows = connection.execute(
        """
        with relations as (
            select
                oid,
                relnamespace::regnamespace::text as schema_name,
                format('%%I.%%I', relnamespace::regnamespace, relname) as name
            from pg_class
            where
                relkind in ('r', 'p', 'v', 'm', 'f')
                and relnamespace::regnamespace::text
                not in ('pg_catalog', 'information_schema', 'pg_toast')
                and has_schema_privilege(%(role)s, relnamespace, 'usage')
        )
        select name, 'read' from relations
        where
            schema_name not in ('contract', 'live', 'rolled_a', 'rolled_b', 'roll_ups')
            and has_any_column_privilege(%(role)s, oid, 'select')
        union all
        select name, 'change' from relations
        where
            has_any_column_privilege(%(role)s, oid, 'insert, update')
            or has_table_privilege(%(role)s, oid, 'delete, truncate')
        order by 1, 2
        """,
        {"role": role},
    )
    return [(str(name), str(verb)) for name, verb in rows]


def _seen_without_scope(connection: Connection) -> list[str]:
    """Name each view that shows people to a transaction that has not said who is looking."""
    views = [view for view, columns in _readable(connection).items() if "person_id" in columns]
    with _as_reader(connection):
        return [
            f"View contract.{view} shows people to a transaction without a scope."
            for view in views
            if _shows_rows(connection, view)
        ]


@contextmanager
def _as_reader(connection: Connection) -> Iterator[None]:
    """See what pages see: whoever asks may be a login that inherits nothing."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(PERSONS)))
        yield


def _spoiled_ids(connection: Connection) -> list[str]:
    """Name the first ids of each view that cannot be compared: they would match nothing."""
    with _as_reader(connection):
        scopes.enter(connection, PERSONS, _EVERYTHING)
        return [
            f"Column contract.{view}.{column} has {value!r} in {count} row(s): {_FAULTS[fault]}."
            for view, columns in _readable(connection).items()
            for column, kind in columns.items()
            if column.endswith("_id") and kind in {"text", "character varying"}
            for value, fault, count in _spoiled(connection, view, column)
        ]


_EVERYTHING: Final = ("see_aggregates", "trace_contacts", "see_people")
_FAULTS: Final = {
    "cut": "a number that a spreadsheet cut; load the id as text",
    "space": "white space around an id; trim it",
    "form": "an id that is not in Unicode NFC; normalise it",
}
_SHOWN: Final = 3


def _spoiled(connection: Connection, view: str, column: str) -> list[tuple[str, str, int]]:
    query = sql.SQL(
        r"""
        select value, fault, count(*) as row_count
        from (
            select
                {column} as value,
                case
                    when {column} ~ '^\s*[+-]?\d+([.,]\d+)?[eE]\+\d+\s*$' then 'cut'
                    when
                        {column}
                        <> btrim({column}, U&' \0009\000A\000B\000C\000D\0085\00A0\2007\202F\3000')
                        then 'space'
                    when {column} is not nfc normalized then 'form'
                end as fault
            from {view}
        ) as ids
        where fault is not null
        group by value, fault
        order by value
        limit {shown}
        """
    ).format(column=sql.Identifier(column), view=sql.Identifier("contract", view), shown=_SHOWN)
    return [(str(row[0]), str(row[1]), int(row[2])) for row in connection.execute(query)]


def _shows_rows(connection: Connection, view: str) -> bool:
    name = sql.Identifier("contract", view)
    return bool(connection.execute(sql.SQL("select from {} limit 1").format(name)).rowcount)


if __name__ == "__main__":
    sys.exit(main())
