"""Tokens by which programs ask for tables: made, listed and struck by the ledger's owner.

`python -m launch.tokens make EMAIL PURPOSE [DAYS]` prints a token once: nobody can read it again,
as the ledger keeps its hash. It sees what the viewer of that address sees, for a year unless told
otherwise, ten at most. `list` shows who has which, `strike NUMBER` ends one.
"""

import hashlib
import secrets
import sys
from datetime import timedelta
from typing import Final

import psycopg

from launch import own_database
from launch.errors import LaunchError
from launch.installation import Connection

_USUAL_DAYS: Final = 365
_MOST_DAYS: Final = 3650
_CONNECT_SECONDS: Final = 10
_HOW: Final = "python -m launch.tokens make EMAIL PURPOSE [DAYS] | list | strike NUMBER"


def main() -> int:
    """Do what the arguments say with the tokens of OWNER_URL; return the exit status."""
    try:
        with (
            own_database.owned() as url,
            psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection,
        ):
            print(_done(connection, sys.argv[1:]))
    except (LaunchError, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make(connection: Connection, email: str, purpose: str, days: int = _USUAL_DAYS) -> str:
    """Return a new token in the name of a viewer; the ledger keeps its hash.

    Raises
    ------
    LaunchError
        When no viewer has this address, or nobody said what the token is for.
    """
    if not purpose.strip():
        raise LaunchError("Say what the token is for: its looks stand in the log with it.")
    listed = connection.execute(
        "select from ledger.viewers where email = %s", (email.strip().lower(),)
    )
    if listed.rowcount == 0:
        raise LaunchError(f"{email} is no viewer: list them in ledger.viewers first.")
    token = secrets.token_urlsafe(32)
    connection.execute(
        """
        insert into ledger.tokens (token_hash, email, purpose, over_at)
        values (%s, %s, %s, clock_timestamp() + %s)
        """,
        (
            hashlib.sha256(token.encode()).digest(),
            email.strip().lower(),
            purpose,
            timedelta(days=days),
        ),
    )
    return token


def strike(connection: Connection, number: int) -> None:
    """End a token now.

    Raises
    ------
    LaunchError
        When there is none of this number that was not struck before.
    """
    struck = connection.execute(
        """
        update ledger.tokens
        set struck_at = clock_timestamp()
        where token_id = %s and struck_at is null
        """,
        (number,),
    )
    if struck.rowcount == 0:
        raise LaunchError(f"There is no token {number} to strike.")


def listed(connection: Connection) -> list[str]:
    """Return one line per token: number, viewer, purpose, until when, struck or not."""
    rows = connection.execute(
        """
        select token_id, email, purpose, over_at::date, struck_at is not null
        from ledger.tokens
        order by token_id
        """
    ).fetchall()
    return [
        f"{number}  {email}  {purpose}  until {over}{'  struck' if is_struck else ''}"
        for number, email, purpose, over, is_struck in rows
    ]


def _done(connection: Connection, words: list[str]) -> str:
    match words:
        case ["make", email, purpose]:
            return make(connection, email, purpose)
        case ["make", email, purpose, days] if days.isdecimal() and 0 < int(days) <= _MOST_DAYS:
            return make(connection, email, purpose, int(days))
        case ["strike", number] if number.isdecimal():
            strike(connection, int(number))
            return f"Token {number} is struck."
        case ["list"]:
            return "\n".join(listed(connection)) or "There are no tokens."
    raise LaunchError(_HOW)


if __name__ == "__main__":
    sys.exit(main())
