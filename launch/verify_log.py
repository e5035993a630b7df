"""Was the access log changed after it was written? `make verify-log` says so, line by line.

Each line holds a hash of itself and of the line before it. Whoever owns the database could write
all of them anew: so note the head that is printed, `NUMBER:HASH`, where they cannot reach it, and
give it back as HEAD later. Exit status 1 when a line was changed, is missing or was put in.
"""

import os
import re
import sys
from typing import Final

import psycopg

from launch import own_database
from launch.errors import LaunchError
from launch.installation import Connection

_CONNECT_SECONDS: Final = 10


def main() -> int:
    """Verify the log of OWNER_URL, else of the embedded default; return the exit status."""
    try:
        with (
            own_database.owned() as url,
            psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection,
        ):
            faults = problems(connection, noted=os.environ.get("HEAD") or None)
            for fault in faults:
                print(f"PROBLEM  {fault}")
            if not faults:
                print(f"The access log is whole. Its head: {head(connection)}")
            return 1 if faults else 0
    except (LaunchError, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 1


def problems(connection: Connection, *, noted: str | None = None) -> list[str]:
    """Return one sentence per line that was changed, is missing or was put in; none is good.

    Parameters
    ----------
    noted
        A head that was printed earlier, which the log must still hold.
    """
    return [
        *(
            _SENTENCES[fault].format(first=first, last=last)
            for fault, first, last in connection.execute(_FAULTS)
        ),
        *(_lost(connection, noted) if noted else []),
    ]


def head(connection: Connection) -> str:
    """Return the number and the hash of the last line, to be noted elsewhere."""
    row = connection.execute(
        "select line_number || ':' || encode(line_hash, 'hex') from ledger.log_head"
    ).fetchone()
    if row is None:
        raise LaunchError("The access log has no head.")
    return str(row[0])


def _lost(connection: Connection, noted: str) -> list[str]:
    found = re.fullmatch(r"(\d+):([0-9a-f]{64})", noted)
    if found is None:
        raise LaunchError(f"HEAD={noted} is no head: a number, a colon and 64 hexadecimal digits.")
    number, line_hash = int(found[1]), found[2]
    row = connection.execute(
        "select encode(line_hash, 'hex') from ledger.access_log where line_number = %s", (number,)
    ).fetchone()
    if number == 0 or (row is not None and row[0] == line_hash):
        return []
    return [f"The log up to line {number} is another than when {noted} was noted."]


_SENTENCES: Final = {
    "changed": "Line {first} was changed.",
    "missing": "Lines {first} to {last} are missing.",
    "missing_one": "Line {first} is missing.",
    "broken": "Line {first} does not follow the line before it: one of them was put in.",
    "beyond": "Line {first} was put in: it lies beyond the head.",
    "headless": "The head of the log does not fit its last line, {first}.",
}

# A line's hash is of what it says and of the hash that it says the line before has: where only one
# line was changed, only that one is named.
_FAULTS: Final = """
with

lines as (
    select
        line_number,
        line_hash,
        previous_hash,
        line_hash is distinct from ledger.hash_of(access_log) as is_changed,
        lag(line_number, 1, 0::bigint) over in_order as before_number,
        lag(line_hash, 1, sha256('')) over in_order as before_hash
    from ledger.access_log
    window in_order as (order by line_number)
),

last_line as (
    select
        coalesce(max(line_number), 0) as line_number,
        coalesce(
            (select line_hash from lines order by line_number desc limit 1), sha256('')
        ) as line_hash
    from lines
),

faults as (
    select 'changed' as fault, line_number as first, line_number as last
    from lines
    where is_changed
    union all
    select
        case when line_number = before_number + 2 then 'missing_one' else 'missing' end,
        before_number + 1,
        line_number - 1
    from lines
    where line_number > before_number + 1
    union all
    select 'broken', line_number, line_number
    from lines
    where line_number = before_number + 1 and previous_hash <> before_hash
    union all
    select
        case when log_head.line_number = last_line.line_number + 1
            then 'missing_one' else 'missing' end,
        last_line.line_number + 1,
        log_head.line_number
    from last_line, ledger.log_head
    where log_head.line_number > last_line.line_number
    union all
    select 'beyond', lines.line_number, lines.line_number
    from lines, ledger.log_head
    where lines.line_number > log_head.line_number
    union all
    select 'headless', last_line.line_number, last_line.line_number
    from last_line left join ledger.log_head on true
    where
        log_head.line_hash is null
        or (
            log_head.line_number = last_line.line_number
            and log_head.line_hash <> last_line.line_hash
        )
)

select fault, first, last from faults order by first, fault
"""


if __name__ == "__main__":
    sys.exit(main())
