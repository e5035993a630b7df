"""A province's own PostgreSQL: installed once by its owner, then served through a powerless login.

`python -m launch.own_database` installs what is missing into the database of OWNER_URL, and makes
two logins: the app's, and that of the process which computes the indicators ahead. It is never
filled: its data are the province's.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from dashboard import signature
from launch import check_contract, embedded, installation, roll_ups
from launch.errors import LaunchError
from launch.installation import Connection
from launch.progress import note, warn

_CONNECT_SECONDS: Final = 10
_ROLES: Final = installation.REACHES
_SCHEMAS: Final = ["operational", "contract", "ledger", "live", "roll_ups", *roll_ups.SETS]
_HOW: Final = (
    "Let the owner run `make install-database OWNER_URL=…` once, and DATABASE_URL name a login "
    "that may only become the dashboard's roles: "
    "create role dashboard login noinherit password '…'; "
    f"grant {', '.join(_ROLES)} to dashboard;"
)


def main() -> int:
    """Install into OWNER_URL; return the exit status."""
    url = os.environ.get("OWNER_URL")
    if not url:
        print("OWNER_URL is not set: it names the database as its owner sees it.", file=sys.stderr)
        return 1
    try:
        install(url)
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def install(owner_url: str) -> None:
    """Install contract, ledger and roll-ups where they are missing, and make the login.

    Raises
    ------
    LaunchError
        When the database cannot be reached, is too old, or its owner may not do so.
    """
    with _connect(owner_url, "OWNER_URL") as connection:
        installation.require_version(connection)
        installed = installation.install(connection)
        note(f"installed: {', '.join(installed)}" if installed else "contract and ledger are there")
        _settle_key(connection)
        installation.create_login(connection)
        try:
            roll_ups.install(connection)
        except psycopg.ProgrammingError as error:
            warn(
                "Pages will fail until the roll-ups are made, which needs every view of "
                f"the contract and a role that may create schemas and roles: {error}"
            )
            return
        installation.create_roll_ups_login(connection, roll_ups.ROLLER)


def _settle_key(connection: Connection) -> None:
    """Put the key that the owner has; without its file the database keeps the one that it has."""
    file = signature.key_file()
    if file.exists():
        installation.put_key(connection)
    else:
        warn(
            f"SCOPE_KEY_FILE={file} is not there: the database keeps the key that it has. For "
            "another, empty scope.keys, install again, and give the new file to the app."
        )


@contextmanager
def owned() -> Iterator[str]:
    """Yield the URL of a database as its owner: OWNER_URL's, else the embedded default's.

    Raises
    ------
    LaunchError
        When a province's database is named, but only as the app sees it, who may change nothing.
    """
    if url := os.environ.get("OWNER_URL"):
        yield url
        return
    if os.environ.get("DATABASE_URL"):
        raise LaunchError(
            "OWNER_URL is not set: what is imported is written by the owner of the database, which "
            "the login of DATABASE_URL is not."
        )
    with embedded.running(embedded.existing_folder()) as owner_url:
        yield owner_url


def prepare(url: str) -> None:
    """Refuse a login that could do more than the dashboard needs, or less; name what is amiss.

    Raises
    ------
    LaunchError
        In one sentence, with what to do.
    """
    with _connect(url, "DATABASE_URL") as connection:
        installation.require_version(connection)
        name = connection.info.user
        if power := _power(connection):
            raise LaunchError(f"DATABASE_URL names {name}, who {power}. {_HOW}")
        if lacking := _lacking_role(connection):
            raise LaunchError(f"DATABASE_URL cannot be served: {lacking}. {_HOW}")
        for problem in check_contract.problems(connection):
            warn(problem)
        if lacking := _lacking(connection):
            raise LaunchError(f"DATABASE_URL cannot be served: {lacking}. {_HOW}")


def _connect(url: str, setting: str) -> Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.Error as error:
        raise LaunchError(f"The PostgreSQL of {setting} cannot be reached: {error}") from error


def _power(connection: Connection) -> str | None:
    """Say what the connected role could do that no page needs; None if nothing.

    What a role that it may become can do counts as well, but for the dashboard's own.
    """
    found = (
        connection.execute(
            _POWERS, {"roles": list(_ROLES), "roller": roll_ups.ROLLER, "schemas": _SCHEMAS}
        ).fetchone()
        or ()
    )
    said = (
        "is a superuser",
        "may create roles",
        "reads past row policies",
        f"may become {roll_ups.ROLLER}, who sees everybody",
        "owns {}",
        "reads {}",
    )
    for saying, power in zip(said, found, strict=True):
        if power:
            return saying.format(power)
    return None


_POWERS: Final = """
with recursive held as (
    select oid from pg_roles where rolname = current_user
    union
    select pg_auth_members.roleid
    from pg_auth_members
    inner join held on pg_auth_members.member = held.oid
    inner join pg_roles on pg_auth_members.roleid = pg_roles.oid
    where pg_roles.rolname <> all(%(roles)s)
),

schemas as (
    select oid, nspname, nspowner
    from pg_namespace
    where nspname = any(%(schemas)s)
),

relations as (
    select pg_class.oid, schemas.nspname, pg_class.relname, pg_class.relowner
    from pg_class
    inner join schemas on pg_class.relnamespace = schemas.oid
    where pg_class.relkind in ('r', 'p', 'v', 'm')
)

select
    bool_or(rolsuper),
    bool_or(rolcreaterole),
    bool_or(rolbypassrls),
    bool_or(rolname = %(roller)s),
    coalesce(
        (
            select min('the schema ' || nspname)
            from schemas
            where nspowner in (select oid from held)
        ),
        (
            select min(nspname || '.' || relname)
            from relations
            where relowner in (select oid from held)
        )
    ),
    (
        select min(relations.nspname || '.' || relations.relname)
        from relations
        inner join held on true
        where
            relations.nspname = 'operational'
            and has_schema_privilege(held.oid, 'operational', 'usage')
            and has_table_privilege(held.oid, relations.oid, 'select')
    )
from pg_roles
where oid in (select oid from held)
"""


def _lacking_role(connection: Connection) -> str | None:
    """Say which role the app acts as that the connected one cannot be; None if it can all."""
    for role in _ROLES:  # of which an older database may have none
        found = connection.execute(
            "select pg_has_role(oid, 'member') from pg_roles where rolname = %s", (role,)
        ).fetchone()
        if found is None or not found[0]:
            return f"that login may not become {role}"
    return None


def _lacking(connection: Connection) -> str | None:
    """Say what keeps the connected role from serving; None if nothing."""
    for schema in ("contract", "ledger"):
        if not installation.has_schema(connection, schema):
            return f"the database has no schema {schema}"
    if lacking := installation.lacking_in_ledger(connection):
        return f"the database has no {lacking[0]}, which this version keeps"
    if not roll_ups.is_current(connection):
        return "the roll-ups are missing, or of another version"
    faults = [*check_contract.unsigned(connection), *check_contract.seen_by_all(connection)]
    return faults[0].removesuffix(".") if faults else None


if __name__ == "__main__":
    sys.exit(main())
