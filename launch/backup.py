"""The ledger in one file, and back: `make backup FILE=…` and `make restore FILE=…`.

The ledger is what the dashboard itself keeps: viewers, access log, zones, follow-up, interviews,
messages. The other data are the province's own, and what is computed from them is computed again.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from launch import embedded, installation, own_database, verify_log
from launch.errors import LaunchError
from launch.installation import Connection
from launch.progress import note

_CONNECT_SECONDS: Final = 10
_HOW: Final = "Say what to do with which file: python -m launch.backup save|restore FILE"


def main() -> int:
    """Save into a file, or restore from one; return the exit status."""
    try:
        what, name = sys.argv[1:]
    except ValueError:
        print(_HOW, file=sys.stderr)
        return 2
    if what not in {"save", "restore"}:
        print(_HOW, file=sys.stderr)
        return 2
    try:
        with own_database.owned() as url:
            (save if what == "save" else restore)(url, Path(name))
    except (LaunchError, psycopg.Error, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def save(owner_url: str, file: Path) -> None:
    """Write the ledger, as of one moment, into a file that only its owner reads.

    Raises
    ------
    LaunchError
        When the file is there already, or the ledger is not whole.
    """
    if file.exists():
        raise LaunchError(f"{file} is there already: a backup takes nothing's place.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.touch(mode=0o600)
    try:
        _run("pg_dump", "--format=custom", "--schema=ledger", f"--file={unfinished}", owner_url)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    with _connect(owner_url) as connection:
        note(f"the ledger is in {file}; head of its log: {verify_log.head(connection)}")


def restore(owner_url: str, file: Path) -> None:
    """Put a saved ledger in the place of the present one, which stays beside it, read by nobody.

    It is brought up to date, and its log verified. Where anything fails, the present one is back.

    Raises
    ------
    LaunchError
        When the file holds no ledger, or the log in it was changed.
    """
    _run("pg_restore", "--list", str(file))
    with _connect(owner_url) as connection:
        if not installation.has_schema(connection, "contract"):
            raise LaunchError("There is no contract: `make install-database` first.")
        aside = _put_aside(connection)
        try:
            _run(
                "pg_restore",
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                f"--dbname={owner_url}",
                str(file),
            )
            installation.install(connection)
            faults = verify_log.problems(connection)
        except BaseException:
            _put_back(connection, aside)
            raise
        if faults:
            _put_back(connection, aside)
            raise LaunchError(f"The log in {file} was changed, nothing is restored: {faults[0]}")
        note(f"the ledger of {file} is restored; head of its log: {verify_log.head(connection)}")
        if aside:
            note(f"the one before is kept as {aside}: drop schema {aside} cascade")


def _put_aside(connection: Connection) -> str | None:
    """Rename the present ledger and close it to the dashboard; return its new name if any."""
    if not installation.has_schema(connection, "ledger"):
        return None
    aside = f"ledger_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    name, role = sql.Identifier(aside), sql.Identifier(installation.LEDGER)
    with connection.transaction():
        connection.execute(sql.SQL("alter schema ledger rename to {}").format(name))
        connection.execute(sql.SQL("revoke usage on schema {} from {}").format(name, role))
    return aside


def _put_back(connection: Connection, aside: str | None) -> None:
    if aside is None:
        return
    name, role = sql.Identifier(aside), sql.Identifier(installation.LEDGER)
    with connection.transaction():
        connection.execute("drop schema if exists ledger cascade")
        connection.execute(sql.SQL("alter schema {} rename to ledger").format(name))
        connection.execute(sql.SQL("grant usage on schema ledger to {}").format(role))


def _connect(url: str) -> Connection:
    return psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; what it says in vain is the refusal."""
    result = subprocess.run(
        [embedded.program(program), *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=os.environ | {"PGCONNECT_TIMEOUT": str(_CONNECT_SECONDS)},
    )
    if result.returncode:
        raise LaunchError(f"PostgreSQL's {program} failed: {result.stderr.strip()}")


if __name__ == "__main__":
    sys.exit(main())
