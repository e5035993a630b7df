"""A province's own PostgreSQL, named by DATABASE_URL: installed when new, never filled."""

import psycopg

from launch import check_contract, installation, roll_ups
from launch.errors import LaunchError
from launch.installation import Connection
from launch.progress import note, warn

_CONNECT_SECONDS = 10


def prepare(url: str) -> None:
    """Install what is missing, then say what of the contract is not as the pages expect it."""
    with _connect(url) as connection:
        installation.require_version(connection)
        installed = installation.install(connection)
        note(f"installed: {', '.join(installed)}" if installed else "contract and ledger are there")
        _install_roll_ups(connection)
        installation.let_become_reader(connection)
        for warning in _dangers(connection):
            warn(warning)
        problems = check_contract.problems(connection)
    for problem in problems:
        warn(problem)


def _connect(url: str) -> Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.Error as error:
        raise LaunchError(f"The PostgreSQL of DATABASE_URL cannot be reached: {error}") from error


def _install_roll_ups(connection: Connection) -> None:
    """Make what the indicator pages read, or say what keeps them from working."""
    try:
        roll_ups.install(connection)
    except psycopg.ProgrammingError as error:
        warn(
            "Pages will fail until the roll-ups are made, which needs every view of "
            f"the contract and a role that may create schemas and roles: {error}"
        )


def _dangers(connection: Connection) -> list[str]:
    """Name what makes the connected role more powerful than a dashboard needs."""
    found = connection.execute(
        """
        select
            (select rolsuper from pg_roles where rolname = current_user),
            exists (
                select 1 from pg_tables
                where schemaname = 'operational'
                and has_table_privilege(format('%I.%I', schemaname, tablename), 'select')
                and has_schema_privilege(schemaname, 'usage')
            )
        """
    ).fetchone()
    is_superuser, reads_tables = found or (False, False)
    name = connection.info.user
    advice = (
        "let DATABASE_URL name a login that may only become the two roles: "
        "create role dashboard login noinherit password '...'; "
        "grant dashboard_reader, dashboard_ledger to dashboard;"
    )
    if is_superuser:
        return [f"{name} is a superuser; {advice}"]
    return [f"{name} can read the operational tables directly; {advice}"] if reads_tables else []
