"""Ask one named query of PostgreSQL: the only dashboard module that imports psycopg.

What a viewer may see is decided by the database: every transaction first tells it the rights and
districts of its `Scope`, and the contract's views and the ledger's policies obey them. A
transaction without a scope sees nobody.

Columns always have the same types, empty or not: integers `Int64`, numbers `float64`, text `str`,
true or false `boolean`, timestamptz `datetime64[us, UTC]`, date `datetime64[us]` (midnight, no
zone), interval `timedelta64[us]`; anything else (arrays, JSON, times of day) is Python objects. A
time that no calendar holds, such as infinity, is unknown.
"""

import atexit
import os
import re
import selectors
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import psycopg
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import DataError, QueryCanceled
from psycopg.rows import TupleRow
from psycopg.types.datetime import DateLoader, TimestamptzLoader
from psycopg_pool import ConnectionPool, PoolTimeout

from dashboard import signature
from dashboard.data import binary_copy
from dashboard.data.binary_copy import Block

Connection = psycopg.Connection[TupleRow]
Answer = TypeVar("Answer")

_QUERIES: Final = Path(__file__).parents[2] / "queries"
_STARTED: Final = monotonic()
_READER: Final = "dashboard_reader"
_PERSONS: Final = "dashboard_persons"
_LEDGER: Final = "dashboard_ledger"
ROWS_OF_PEOPLE: Final = (
    *("contract.app_installs", "contract.cases", "contract.check_in_changes"),
    *("contract.check_ins", "contract.health_declarations", "contract.health_record_links"),
    *("contract.homes", "contract.identities", "contract.isolations"),
    *("contract.national_results", "contract.people", "contract.provincial_samples"),
    *("contract.vaccination_certificates", "contract.vaccination_registrations"),
    *("contract.vaccine_doses", "dubious_doses", "paired_results", "recent_samples"),
)
"""Relations of which a row is somebody's; what names one is asked as who may see people."""
_WAIT_SECONDS: Final = 4.0
_GIVE_UP_SECONDS: Final = 0.05
_ANSWER_SECONDS: Final = 20
# A province's three weeks of check-ins are tens of millions of rows.
_COLUMNS_SECONDS: Final = 180


class DatabaseUnavailable(Exception):  # noqa: N818 - reads as the sentence that it is
    """No PostgreSQL is named, none answers, or it went away in the middle of an answer."""


class AnswerTookTooLong(Exception):  # noqa: N818 - reads as the sentence that it is
    """PostgreSQL gave up a question after its time limit."""


class NotSaved(Exception):  # noqa: N818 - reads as the sentence that it is
    """What was to be written is not in the ledger: PostgreSQL gave it up, or was never reached."""


class MaybeSaved(Exception):  # noqa: N818 - reads as the sentence that it is
    """The connection ended during a write: only the ledger knows whether it is there."""


class _Lost(DatabaseUnavailable):
    """The connection ended in the middle: another one may answer at once."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and how far they may see. Hashable, by Python and by `st.cache_data`.

    Attributes
    ----------
    viewer
        What the access log calls them, such as an e-mail address.
    role
        The role they act in, for the access log.
    rights
        What they may do, such as `see_aggregates`.
    district_ids
        The districts whose people they may see; None is the whole province, () is nobody.
    """

    viewer: str
    role: str
    rights: frozenset[str]
    district_ids: tuple[str, ...] | None


def ask(
    question: str, /, *, scope: Scope, data_time: datetime | None = None, **parameters: object
) -> pd.DataFrame:
    """Answer `queries/<question>.sql`, its blanks `%(name)s` filled from `parameters`.

    One short read-only transaction as a role that can read no row of people; where the question
    is about such rows, as one that can, and that is believed of nobody who may not see people.

    Parameters
    ----------
    question
        A relation that it names without a schema is a roll-up (`queries/roll_ups`).
    scope
        Who asks.
    data_time
        As of when the answer is; also a blank. Roll-ups are read where they are of this very time,
        and computed from the contract where they are not: the answers are the same.
    **parameters
        The other blanks.

    Raises
    ------
    DatabaseUnavailable, AnswerTookTooLong
        Within seconds, never after a long hang.
    TypeError
        When a parameter is missing or not one of the question's.
    """
    asked = _sent(parameters if data_time is None else {**parameters, "data_time": data_time})
    statement = _statement(question, asked, optional={"data_time"})

    def answer() -> pd.DataFrame:
        with _transaction(_reach(statement), scope) as connection:
            if data_time is not None:
                connection.execute(_SET_FIGURES, (data_time, data_time))
            try:
                return _table(connection.execute(statement, asked))
            except DataError as error:  # rare, so that whoever has no such time pays nothing
                if error.sqlstate is not None:  # PostgreSQL's refusal, not a time beyond Python's
                    raise
                return _table(_with_unknown_times(connection).execute(statement, asked))

    return _once_more(answer)


def record(statement: str, /, *, scope: Scope, **parameters: object) -> pd.DataFrame:
    """Run `queries/<statement>.sql` on the ledger, which the dashboard itself keeps.

    One short transaction as the role that can read and write the ledger and nothing else; the
    table holds what the statement returns, and is empty where it returns nothing.

    Raises
    ------
    NotSaved, MaybeSaved
        By a statement that writes, where it wrote nothing, or nobody knows: nothing is written
        twice by itself.
    DatabaseUnavailable, AnswerTookTooLong
        By one that only reads, as `ask` does.
    TypeError
        As `ask` does.
    """
    text = _statement(statement, parameters)

    def answer() -> pd.DataFrame:
        with _transaction(_LEDGER, scope) as connection:
            return _table(connection.execute(text, _sent(parameters)))

    if not _WRITES.search(text):
        return _once_more(answer)
    try:
        return answer()
    except _Lost as error:
        raise MaybeSaved(str(error)) from error
    except (DatabaseUnavailable, AnswerTookTooLong) as error:
        raise NotSaved(str(error)) from error


def ask_columns(
    question: str, dtype: npt.DTypeLike, /, *, scope: Scope, **parameters: object
) -> npt.NDArray[Any]:
    """Answer `queries/<question>.sql` as a structured array: for tens of millions of rows.

    Parameters
    ----------
    question
        Its columns are fixed-width and never null: smallint, integer, bigint, real, double
        precision, boolean, timestamptz, date.
    dtype
        The same columns in the same order, such as `[("person_id", "i4"), ("scanned_at", "i8")]`.
        A timestamptz comes as `M8[us]`, or as `i8`: microseconds since 1970 in UTC.
    scope, **parameters
        As for `ask`.

    Raises
    ------
    ValueError
        When the columns are others than `dtype` says, or a value is missing.
    DatabaseUnavailable, AnswerTookTooLong, TypeError
        As `ask` does.
    """
    text = _statement(question, parameters)
    statement, reach = sql.SQL(text), _reach(text)
    sent = _sent(parameters)
    wanted = np.dtype(dtype)

    def answer() -> npt.NDArray[Any]:
        with _transaction(reach, scope, seconds=_COLUMNS_SECONDS) as connection:
            travelling = _travelling(_columns(connection, statement, sent), wanted)
            command = sql.SQL("copy ({}) to stdout (format binary)").format(statement)
            with connection.cursor().copy(command, sent) as copy:
                return binary_copy.parse(_blocks(connection, copy), travelling).view(wanted)

    return _once_more(answer)


def is_trial() -> bool:
    """Say whether the data are the embedded default's simulated ones, never a province's own.

    The embedded default is reached through a folder of this machine, never over a network.
    """
    url = os.environ.get("EMBEDDED_DATABASE_URL")
    if os.environ.get("DATABASE_URL") or not url:
        return False
    return str(conninfo_to_dict(url).get("host") or "").startswith("/")


def present() -> datetime:
    """Return the present moment: of a province's database the clock's.

    The trial has a time of its own, `TRIAL_STARTED_AT` and what has passed since the server
    started: nothing is dated today beside data of 2021.
    """
    began = os.environ.get("TRIAL_STARTED_AT")
    if began is None or not is_trial():
        return datetime.now(UTC)
    return datetime.fromisoformat(began) + timedelta(seconds=monotonic() - _STARTED)


def connections() -> dict[str, dict[str, int]]:
    """Return, by role, how many connections are open, idle, and waited for."""
    with _pools_lock:
        found = [(role, pool.get_stats()) for (_, role), pool in _pools.items()]
    names = {"open": "pool_size", "idle": "pool_available", "waited_for": "requests_waiting"}
    return {
        role: {state: counts.get(name, 0) for state, name in names.items()}
        for role, counts in found
    }


def close() -> None:
    """Close every connection; the next question opens new ones."""
    with _pools_lock:
        while _pools:
            _pools.popitem()[1].close()


def _url() -> str:
    url = os.environ.get("DATABASE_URL") or os.environ.get("EMBEDDED_DATABASE_URL")
    if not url:
        raise DatabaseUnavailable(
            "No database: set DATABASE_URL, or start the dashboard with `make run`."
        )
    return url


@contextmanager
def _transaction(role: str, scope: Scope, seconds: int = _ANSWER_SECONDS) -> Iterator[Connection]:
    """Yield a connection inside one transaction that knows its scope and its time limit."""
    try:
        with ExitStack() as until_over:
            yield _begun(until_over, _pool(_url(), role), _said(role, scope), seconds)
    except QueryCanceled as error:
        raise AnswerTookTooLong(f"No answer within {seconds} seconds.") from error
    except PoolTimeout as error:
        raise DatabaseUnavailable(f"PostgreSQL does not answer: {error}") from error
    except psycopg.OperationalError as error:
        raise _Lost(f"PostgreSQL went away: {error}") from error


def _begun(
    until_over: ExitStack,
    pool: ConnectionPool[Connection],
    said: Mapping[str, str],
    seconds: int,
) -> Connection:
    """Begin a transaction that knows its scope; where idle connections were cut, on a new one.

    Nothing was asked or written yet, so whoever writes may try again too. The pool could look at
    each connection before it hands it out, but rests for a second after one that was cut.
    """
    try:
        return _begin(until_over, pool, said, seconds)
    except (PoolTimeout, QueryCanceled):
        raise
    except psycopg.OperationalError:
        pool.check()
        return _begin(until_over, pool, said, seconds)


def _begin(
    until_over: ExitStack,
    pool: ConnectionPool[Connection],
    said: Mapping[str, str],
    seconds: int,
) -> Connection:
    with ExitStack() as unless_failed:
        connection = unless_failed.enter_context(pool.connection())
        unless_failed.enter_context(connection.transaction())
        ((moment,),) = connection.execute("select scope.moment()").fetchall()
        settings = _signed({**said, "moment": moment}) | {"timeout": f"{seconds}s"}
        connection.execute(_SET_SCOPE, settings)
        until_over.push(unless_failed.pop_all())
    return connection


_WRITES: Final = re.compile(r"^\s*(insert into|update|delete from)\s", re.MULTILINE)


def _once_more(answer: Callable[[], Answer]) -> Answer:
    """Ask, and ask again on another connection where the first one ended: reading does no harm."""
    try:
        return answer()
    except _Lost:
        return answer()


_SET_SCOPE: Final = """
select
    set_config('dashboard.reach', %(reach)s, true),
    set_config('dashboard.rights', %(rights)s, true),
    set_config('dashboard.districts', %(districts)s, true),
    set_config('dashboard.viewer', %(viewer)s, true),
    set_config('dashboard.role', %(role)s, true),
    set_config('dashboard.now', %(now)s, true),
    set_config('dashboard.signature', %(signature)s, true),
    set_config('statement_timeout', %(timeout)s, true)
"""


# The transaction sees one moment throughout, so the roll-ups it finds here are those it reads.
_SET_FIGURES: Final = """
select
    set_config('dashboard.data_time', %s::timestamptz::text, true),
    set_config('search_path', roll_ups.schema_of(%s::timestamptz), true)
"""


_OF_PEOPLE: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, ROWS_OF_PEOPLE))})\b")


def _reach(statement: str) -> str:
    """Return the role that reads what this statement names, not what it only speaks of."""
    return _PERSONS if _OF_PEOPLE.search(re.sub("--.*", "", statement)) else _READER


def _said(reach: str, scope: Scope) -> dict[str, str]:
    """Write the scope as the contract reads it; a comma or star cannot widen it."""
    districts = scope.district_ids
    for name in (*scope.rights, *(districts or ())):
        if not re.fullmatch(r"\w+", name):
            raise ValueError(f"{name!r} is not the name of a right or a district.")
    return {
        "reach": reach,
        "rights": ",".join(sorted(scope.rights)),
        "districts": "*" if districts is None else ",".join(districts),
        "viewer": scope.viewer,
        "role": scope.role,
        # Empty: the ledger asks the server's own clock.
        "now": present().isoformat() if "TRIAL_STARTED_AT" in os.environ and is_trial() else "",
    }


def _signed(said: Mapping[str, str]) -> dict[str, str]:
    try:
        return signature.signed(said, signature.key())
    except ValueError as error:
        raise DatabaseUnavailable(str(error)) from error


_pools: Final[dict[tuple[str, str], ConnectionPool[Connection]]] = {}
_pools_lock: Final = Lock()
atexit.register(close)


def _pool(url: str, role: str) -> ConnectionPool[Connection]:
    """Return the one pool of this database and role, opened when first asked for."""
    with _pools_lock:
        if (url, role) not in _pools:
            _pools[url, role] = ConnectionPool(
                url,
                min_size=1,
                max_size=8,
                timeout=_WAIT_SECONDS,
                # Given up at once: the pool would try again after ever longer rests, and a click
                # would wait for them although PostgreSQL is back. Each click tries anew.
                reconnect_timeout=_GIVE_UP_SECONDS,
                configure=None if role == _LEDGER else _only_read,
                kwargs={
                    "options": _options(url, role),
                    "connect_timeout": int(_WAIT_SECONDS),
                    # A network that swallows everything is noticed within half a minute.
                    "keepalives_idle": 10,
                    "keepalives_interval": 5,
                    "keepalives_count": 3,
                    "tcp_user_timeout": 30_000,
                    "application_name": "dashboard",
                },
                open=True,
            )
        return _pools[url, role]


def _only_read(connection: Connection) -> None:
    """Let every transaction change nothing and see one moment of the data."""
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ


def _options(url: str, role: str) -> str:
    """Keep the URL's own options, then become `role` and speak UTC."""
    own = str(conninfo_to_dict(url).get("options") or "")
    return f"{own} -c role={role} -c timezone=UTC".strip()


def _statement(
    question: str, parameters: Mapping[str, object], *, optional: Collection[str] = ()
) -> str:
    """Return the question's SQL once its blanks and the parameters agree."""
    text = _text(question)
    blanks = set(re.findall(r"%\((\w+)\)s", text))
    if missing := sorted(blanks - set(parameters)):
        raise TypeError(f"Question {question} needs {', '.join(missing)}.")
    if unknown := sorted(set(parameters) - blanks - set(optional)):
        raise TypeError(f"Question {question} has no {', '.join(unknown)}.")
    return text


def _sent(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return parameters as PostgreSQL is to read them: what pandas calls missing is NULL.

    `NaT` is a `datetime` of no time: psycopg sends it as one, and PostgreSQL stores some day.
    """
    return {
        name: [_known(each) for each in value] if isinstance(value, list | tuple) else _known(value)
        for name, value in parameters.items()
    }


def _known(value: object) -> object:
    return None if value is pd.NaT or value is pd.NA else value


@cache
def _text(question: str) -> str:
    return (_QUERIES / f"{question}.sql").read_text(encoding="utf-8").rstrip().removesuffix(";")


def _blocks(connection: Connection, copy: psycopg.Copy) -> Iterator[Block]:
    """Yield what a binary COPY sends: twice as fast as iterating `copy`, which waits row by row.

    Everything that has arrived is taken before waiting; the end is left to psycopg, which then
    knows that the copy is over, and raises what the server says.
    """
    line = connection.pgconn
    with selectors.DefaultSelector() as arrival:
        arrival.register(line.socket, selectors.EVENT_READ)
        is_over = False
        while not is_over:
            size, block = line.get_copy_data(1)
            if size == 0:
                arrival.select()
                line.consume_input()
                continue
            yield block
            is_over = size <= binary_copy.LONGEST_END and binary_copy.is_end(block)
    yield from copy


def _columns(
    connection: Connection, statement: sql.SQL, parameters: Mapping[str, object]
) -> list[tuple[str, int]]:
    """Name the statement's columns and their PostgreSQL types without running it."""
    nothing = sql.SQL("select * from ({}) as answer limit 0").format(statement)
    described = connection.execute(nothing, parameters).description or ()
    return [(column.name, column.type_code) for column in described]


def _travelling(columns: list[tuple[str, int]], wanted: np.dtype[Any]) -> np.dtype[Any]:
    """Return `wanted` with each timestamptz as such, or refuse columns that differ."""
    found = [(name, _FIXED_WIDTH.get(oid, "O")) for name, oid in columns]
    asked = [(name, wanted[name].str.lstrip("<|")) for name in wanted.names or ()]
    fits = [
        (name, kind) in {(other, sent), (other, "i8" if sent == "M8[us]" else sent)}
        for (name, kind), (other, sent) in zip(asked, found, strict=False)
    ]
    if len(asked) != len(found) or not all(fits):
        raise ValueError(f"The columns are {found}, not {asked}.")
    return np.dtype(found)


_FIXED_WIDTH: Final = {
    16: "b1",
    20: "i8",
    21: "i2",
    23: "i4",
    700: "f4",
    701: "f8",
    1082: "M8[D]",
    1184: "M8[us]",
}


class _MomentOrUnknown(TimestamptzLoader):
    def load(self, data: Buffer) -> datetime | None:  # type: ignore[override]
        """Return a moment; None for one before the year 1 or after 9999."""
        try:
            return super().load(data)
        except DataError:
            return None


class _DayOrUnknown(DateLoader):
    def load(self, data: Buffer) -> date | None:  # type: ignore[override]
        """Return a day; None for one before the year 1 or after 9999."""
        try:
            return super().load(data)
        except DataError:
            return None


def _with_unknown_times(connection: Connection) -> psycopg.Cursor[TupleRow]:
    """Return a cursor of which no time stops an answer: psycopg refuses what Python cannot hold."""
    cursor = connection.cursor()
    cursor.adapters.register_loader("timestamptz", _MomentOrUnknown)
    cursor.adapters.register_loader("date", _DayOrUnknown)
    return cursor


def _table(cursor: psycopg.Cursor[TupleRow]) -> pd.DataFrame:
    """Return a cursor's rows with a type for each column that does not depend on the rows."""
    if cursor.description is None:
        return pd.DataFrame()
    rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(cursor.description)
    return pd.DataFrame(
        {
            column.name: _series(column.type_code, values)
            for column, values in zip(cursor.description, columns, strict=True)
        }
    )


def _series(oid: int, values: Sequence[Any]) -> "pd.Series[Any]":
    if oid in _NUMPY_TYPES:
        return pd.Series(np.array(values, dtype=_NUMPY_TYPES[oid]))
    return pd.Series(pd.array(list(values), dtype=_PANDAS_TYPES.get(oid, "object")))


# By PostgreSQL's fixed type numbers. Dates, numbers and intervals take numpy's way, which reads
# Python's dates, decimals and None as they are.
_NUMPY_TYPES: Final[Mapping[int, str]] = {
    700: "f8",
    701: "f8",
    1700: "f8",
    1082: "M8[us]",
    1114: "M8[us]",
    1186: "m8[us]",
}
_PANDAS_TYPES: Final[Mapping[int, Any]] = {
    16: "boolean",
    **dict.fromkeys((20, 21, 23), "Int64"),
    **dict.fromkeys((19, 25, 1042, 1043), "str"),
    1184: "datetime64[us, UTC]",
}
