"""Forget who was where once nobody may look at it: `make purge DAYS=56`.

Raw check-ins that are older than so many Vietnamese days before the last load are deleted from the
database of OWNER_URL, else of the embedded default, all or nothing; the access log keeps that, when
and how many. Figures that are older than that lose their scans as well. Traces look back 28 days,
also from a past moment that is replayed, at most 28 days ago: so that fewer than 56 are refused, as
a replay would see too little without a word.
"""

import os
import sys
from dataclasses import dataclass
from datetime import date
from typing import Final

import psycopg
from psycopg import sql

from launch import own_database
from launch.errors import LaunchError
from launch.installation import Connection
from launch.progress import note

FEWEST_DAYS: Final = 2 * 28
"""Twice as far as `dashboard.data.check_ins` looks back, which takes seconds to import."""

_CONNECT_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did: how many check-ins of before which Vietnamese day it deleted."""

    before: date
    check_in_count: int


def main() -> int:
    """Purge as DAYS says; return the exit status."""
    try:
        days = _days()
        with (
            own_database.owned() as url,
            psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection,
        ):
            purged = purge(connection, days)
    except (LaunchError, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 1
    note(f"{purged.check_in_count} check-ins of before {purged.before:%d/%m/%Y} are deleted")
    return 0


def purge(connection: Connection, days: int) -> Purged:
    """Delete the check-ins of before these days, and write it into the access log.

    Raises
    ------
    LaunchError
        When nothing was loaded yet, or check-ins are another province's tables, mapped to ours:
        those are its own to purge.
    psycopg.errors.LockNotAvailable
        When somebody reads them for longer than ten seconds; nothing is deleted then.
    """
    with connection.transaction():
        connection.execute("set local lock_timeout = '10s'")
        before = _first_kept(connection, days)
        count = sum(_drop(connection, name) for name in _old_days(connection, before))
        count += connection.execute(
            "delete from operational.check_ins"
            " where scanned_at < %s::timestamp at time zone 'Asia/Ho_Chi_Minh'",
            (before,),
        ).rowcount
        _log(connection, days, before, count)
    return Purged(before, count)


def _days() -> int:
    text = os.environ.get("DAYS") or ""
    if not text.isdecimal() or int(text) < FEWEST_DAYS:
        raise LaunchError(
            f"DAYS={text} is not a whole number from {FEWEST_DAYS}: traces look back so far, also "
            "from a past moment."
        )
    return int(text)


def _first_kept(connection: Connection, days: int) -> date:
    """Return the first day whose check-ins stay: so many before that of the last load."""
    ((kind, first),) = connection.execute(
        """
        select
            (
                select relkind from pg_class
                where oid = to_regclass('operational.check_ins')
            ),
            (
                select
                    (max(last_loaded_at) at time zone 'Asia/Ho_Chi_Minh')::date - %s::integer
                from contract.feeds
            )
        """,
        (days,),
    ).fetchall()
    if kind not in {"p", "r"}:
        raise LaunchError("operational.check_ins is no table of ours: purge what it is made of.")
    if first is None:
        raise LaunchError("Nothing was loaded yet: nobody knows what is old.")
    return first  # type: ignore[no-any-return] # a date, as the query says


def _old_days(connection: Connection, before: date) -> list[str]:
    """Return the partitions that hold one day each, all of them before this one."""
    rows = connection.execute(
        r"""
        select relname
        from pg_inherits
        inner join pg_class on inhrelid = pg_class.oid
        where
            inhparent = 'operational.check_ins'::regclass
            and relname ~ '^check_ins_\d{8}$'
            and relname < 'check_ins_' || to_char(%s::date, 'YYYYMMDD')
        order by relname
        """,
        (before,),
    )
    return [name for (name,) in rows]


def _drop(connection: Connection, name: str) -> int:
    """Drop a day whole, and return how many check-ins it held."""
    day = sql.Identifier("operational", name)
    connection.execute(sql.SQL("lock table {}").format(day))
    ((count,),) = connection.execute(sql.SQL("select count(*) from {}").format(day)).fetchall()
    connection.execute(sql.SQL("drop table {}").format(day))
    return int(count)


def _log(connection: Connection, days: int, before: date, count: int) -> None:
    connection.execute(
        """
        select
            set_config('dashboard.viewer', 'purge', true),
            set_config('dashboard.role', 'owner', true)
        """
    )
    connection.execute(
        "insert into ledger.access_log (question, reason, person_count) values (%s, %s, 0)",
        (f"purge?days={days}", f"{count} check-ins of before {before:%d/%m/%Y} deleted"),
    )


if __name__ == "__main__":
    sys.exit(main())
