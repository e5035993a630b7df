"""Figures computed ahead, so that pages need not read every person and every scan.

`python -m launch.roll_ups` renews them once, for a province's cron; `--every 60` goes on doing so,
which `python -m launch` starts beside the web server; `--anew` trusts nothing that is there.

A roll-up is one file of `queries/roll_ups`, a select over the contract as of `live.data_time()`.
Two sets of tables hold the answers of two data times: a refresh renews the older one in a single
transaction, while pages go on reading the other. What is rolled up equals the live view, cell by
cell: every table is computed whole, but for `place_days`, of 40 million scans, of which only the
days are computed that `queries/roll_ups/changed` names.
"""

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import psycopg
from psycopg import sql

from launch import embedded, installation, rounds
from launch.errors import LaunchError
from launch.installation import Connection
from launch.progress import note, warn

FOLDER: Final = installation.QUERIES / "roll_ups"
SETS: Final = ("rolled_a", "rolled_b")
ROLLER: Final = "dashboard_roller"

_SCHEMAS, _LIVE = "00_schemas.sql", "01_live.sql"
_OF_PERSONS: Final = frozenset({"dubious_doses", "paired_results", "recent_samples"})
"""One row is a record or a sample of somebody: `doors` counts them for who may see no people."""
_LOCK: Final = 20_210_901
_CONNECT_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: as of when the figures are now, and how many seconds it took."""

    data_time: datetime
    seconds: float


def main() -> int:
    """Renew the roll-ups of ROLL_UPS_URL, else of the embedded default; return the exit status.

    Going on, it rests at least as long as it worked: pages want the processors too.
    """
    parser = argparse.ArgumentParser(prog="python -m launch.roll_ups", description=__doc__)
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, so often at most")
    parser.add_argument("--anew", action="store_true", help="compute all of it again")
    options = parser.parse_args()
    try:
        with _database() as url:
            wanted = iter([options.anew])
            succeeded = rounds.repeated(
                lambda: _renew(url, anew=next(wanted, False)), options.every
            )
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0 if succeeded else 1


def definitions() -> dict[str, str]:
    """Return each roll-up's name and its select; one may read those before it."""
    files = sorted(FOLDER.glob("*.sql"))
    return {
        file.stem: file.read_text(encoding="utf-8")
        for file in files
        if file.name not in {_SCHEMAS, _LIVE}
    }


def install(connection: Connection) -> None:
    """Make what is missing, and anew what other definitions made: the next refresh fills it.

    Raises
    ------
    psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn
        When the contract lacks what the figures are computed from.
    """
    with connection.transaction():
        is_new = not is_current(connection)
        if is_new:
            schemas = sql.SQL(", ").join(map(sql.Identifier, ("live", *SETS, "roll_ups")))
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(schemas))
            connection.execute((FOLDER / _SCHEMAS).read_bytes())
        if not installation.has_schema(connection, "live"):
            connection.execute((FOLDER / _LIVE).read_bytes())
            _become_roller(connection)
            for name, definition in definitions().items():
                _make_view(connection, name, definition)
            for door in sorted((FOLDER / "doors").glob("*.sql")):
                connection.execute(door.read_bytes())
        if is_new:
            _become_roller(connection)
            for name in definitions():
                for set_name in SETS:
                    _make_table(connection, set_name, name)
            remark = sql.SQL("comment on schema roll_ups is {}").format(sql.Literal(_digest()))
            connection.execute(remark)
        connection.execute("reset role")


def is_current(connection: Connection) -> bool:
    """Say whether the roll-ups are there, made from today's definitions."""
    return _made_from(connection) == _digest()


def refresh(connection: Connection, *, anew: bool = False) -> Refreshed | None:
    """Renew the older set from one moment's data, all or nothing; None where nothing was loaded.

    Another refresh at the same time does nothing either. Why one failed is written into
    `roll_ups.state` before the failure is raised.
    """
    began = time.perf_counter()
    with _alone(connection) as is_alone:
        if not is_alone:
            return None
        set_name, of_sets = _older(connection)
        try:
            with connection.transaction():
                data_time = _begin(connection, set_name)
                if data_time is None or (data_time in of_sets.values() and not anew):
                    return None
                since = None if anew else of_sets[set_name]
                if since is not None and since > data_time:
                    since = None
                for name, definition in definitions().items():
                    _fill(connection, set_name, name, definition, since)
                _forget_others(connection, set_name, data_time)
        except psycopg.Error as error:
            _record_failure(connection, set_name, str(error))
            raise
    return Refreshed(data_time, time.perf_counter() - began)


def _digest() -> str:
    """Name the definitions: the tables of others are not today's."""
    files = [*sorted(FOLDER.rglob("*.sql")), *sorted((FOLDER.parent / "contract").glob("*.sql"))]
    texts = b"\0".join(file.read_bytes() for file in files)
    return f"made from {hashlib.sha256(texts).hexdigest()}"


def _made_from(connection: Connection) -> str | None:
    found = connection.execute(
        "select obj_description(oid) from pg_namespace where nspname = 'roll_ups'"
    ).fetchone()
    return None if found is None else found[0]


def _become_roller(connection: Connection) -> None:
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(ROLLER)))


def _make_view(connection: Connection, name: str, definition: str) -> None:
    connection.execute("select set_config('search_path', 'live', true)")
    view = sql.Identifier("live", name)
    made = sql.SQL("create view {} with (security_barrier) as {}")
    connection.execute(made.format(view, sql.SQL(definition)))
    connection.execute(sql.SQL("grant select on {} to {}").format(view, _reach(name)))


def _reach(name: str) -> sql.Identifier:
    """Return the role that reads this roll-up: whoever may see people is the other's, too."""
    return sql.Identifier(installation.PERSONS if name in _OF_PERSONS else installation.READER)


def _make_table(connection: Connection, set_name: str, name: str) -> None:
    """Make an empty table like the live view; a viewer reads the rows of their own districts."""
    names = {"table": sql.Identifier(set_name, name), "view": sql.Identifier("live", name)}
    connection.execute(sql.SQL("create table {table} as table {view} with no data").format(**names))
    connection.execute(
        "insert into roll_ups.state (set_name, relation) values (%s, %s)", (set_name, name)
    )
    columns = connection.execute(sql.SQL("table {table}").format(**names)).description or ()
    if "district_id" in {column.name for column in columns}:
        connection.execute(sql.SQL(_READ_IN_SCOPE).format(**names, reach=_reach(name)))


# In subqueries, so that the settings are read once and not once a row.
_READ_IN_SCOPE: Final = """
alter table {table} enable row level security;
create policy in_scope on {table} for select to {reach} using (
    (select contract.has_right('see_aggregates'))
    and district_id = any((select roll_ups.own_districts())::text[])
);
grant select on {table} to {reach};
"""


def _older(connection: Connection) -> tuple[str, dict[str, datetime | None]]:
    """Return the set to renew, and the data time of each: none while it was never filled."""
    with connection.transaction():
        _become_roller(connection)  # a login that serves inherits nothing
        rows = connection.execute(
            "select set_name, min(data_time) from roll_ups.state group by set_name"
        ).fetchall()
    times: dict[str, datetime | None] = dict(rows)
    older = min(SETS, key=lambda name: (times[name] is not None, times[name]))
    return older, times


def _begin(connection: Connection, set_name: str) -> datetime | None:
    """See all of the province, once and for all relations alike, and return the last load."""
    connection.execute("set transaction isolation level repeatable read")
    _become_roller(connection)
    found = connection.execute(
        """
        with loaded as (select max(feeds.last_loaded_at) as data_time from contract.feeds)
        select
            loaded.data_time,
            set_config('dashboard.rights', 'see_aggregates,trace_contacts', true),
            set_config('dashboard.districts', '*', true),
            set_config('dashboard.data_time', loaded.data_time::text, true),
            set_config('search_path', %s, true),
            set_config('work_mem', '256MB', true)
        from loaded
        """,
        (set_name,),
    ).fetchone()
    return found[0] if found else None


def _fill(
    connection: Connection, set_name: str, name: str, definition: str, since: datetime | None
) -> None:
    """Put what the definition selects in the place of what is there."""
    began = time.perf_counter()
    parts = {"table": sql.Identifier(set_name, name), "definition": sql.SQL(definition)}
    changed = FOLDER / "changed" / f"{name}.sql"
    if since is not None and changed.exists():
        days = connection.execute(changed.read_bytes(), {"since": since}).fetchall()
        renewed = {"days": [on_date for (on_date,) in days]}
        connection.execute(
            sql.SQL("delete from {table} where on_date = any(%(days)s)").format(**parts), renewed
        )
        connection.execute(
            sql.SQL(
                "insert into {table} select * from ({definition}) as figures"
                " where on_date = any(%(days)s)"
            ).format(**parts),
            renewed,
        )
    else:
        connection.execute(sql.SQL("delete from {table}").format(**parts))
        connection.execute(sql.SQL("insert into {table} {definition}").format(**parts))
    connection.execute(sql.SQL("analyze {table}").format(**parts))
    connection.execute(
        sql.SQL(
            """
            update roll_ups.state set
                data_time = live.data_time(),
                refreshed_at = clock_timestamp(),
                seconds = %(seconds)s,
                row_count = (select count(*) from {table}),
                failure = null
            where set_name = %(set_name)s and relation = %(name)s
            """
        ).format(**parts),
        {"seconds": time.perf_counter() - began, "set_name": set_name, "name": name},
    )


def _forget_others(connection: Connection, set_name: str, data_time: datetime) -> None:
    """Let one set alone answer for a data time."""
    connection.execute(
        "update roll_ups.state set data_time = null where set_name <> %s and data_time = %s",
        (set_name, data_time),
    )


def _record_failure(connection: Connection, set_name: str, failure: str) -> None:
    with connection.transaction():
        _become_roller(connection)
        connection.execute(
            "update roll_ups.state set failure = %s where set_name = %s", (failure, set_name)
        )


@contextmanager
def _alone(connection: Connection) -> Iterator[bool]:
    """Say whether no other refresh is at work; none begins before the block ends."""
    found = connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
    is_alone = bool(found and found[0])
    try:
        yield is_alone
    finally:
        if is_alone and not connection.broken:
            connection.execute("select pg_advisory_unlock(%s)", (_LOCK,))


@contextmanager
def _database() -> Iterator[str]:
    """Yield the URL of the database whose figures are computed."""
    if url := os.environ.get("ROLL_UPS_URL"):
        yield url
        return
    if os.environ.get("DATABASE_URL"):
        raise LaunchError(
            "ROLL_UPS_URL is not set: it names the same database by a login that may become "
            f"{ROLLER}, which the login of DATABASE_URL may not."
        )
    with embedded.running(embedded.existing_folder()) as owner_url:
        yield owner_url


def _renew(url: str, *, anew: bool = False) -> bool:
    """Refresh, and tell the terminal what came of it; what may pass ends nothing."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            refreshed = refresh(connection, anew=anew)
    except psycopg.ProgrammingError as error:
        raise LaunchError(
            f"The indicators cannot be computed ahead, so pages compute their own: {error}. It "
            "needs the contract, its roll-ups (`make install-database`) and a login that may "
            f"become {ROLLER}."
        ) from error
    except psycopg.Error as error:
        warn(f"The indicators were not computed ahead; pages compute their own: {error}")
        return False
    if refreshed:
        moment = f"{refreshed.data_time:%d/%m/%Y %H:%M %Z}"
        note(f"indicators as of {moment} computed ahead in {refreshed.seconds:.1f} s")
    return True


if __name__ == "__main__":
    sys.exit(main())
