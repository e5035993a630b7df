"""What a table asks of its rows, read from the database itself.

Columns, types, keys, accepted words and least values are the database's: a kind of file describes
only what files call them.
"""

import re
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from launch.errors import LaunchError
from launch.installation import Connection

_WORDS: Final = re.compile(r"'((?:[^']|'')*)'::text")
_LEAST: Final = re.compile(r"\((\w+) (>=?) \(?(-?\d+)")
_WHOLE: Final = {"smallint": 2, "integer": 4, "bigint": 8}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    is_required
        Whether a row needs it: it is never empty and has no default.
    words
        What it may say; empty when it may say anything.
    least
        The least number; above it where `is_above`.
    refers_to
        The table in which its value must be, with its schema.
    default
        What a row without it gets, as SQL, where it may not be empty.
    """

    name: str
    type: str
    is_required: bool
    words: tuple[str, ...] = ()
    least: float | None = None
    is_above: bool = False
    refers_to: str | None = None
    default: str | None = None

    @property
    def bytes(self) -> int | None:
        """Width of a whole number; None for anything else."""
        return _WHOLE.get(self.type)

    @property
    def is_id(self) -> bool:
        """Whether it numbers something that files may call by a code of their own."""
        return self.name.endswith("_id") and self.bytes is not None


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `key` is empty where the table has none."""

    name: str
    columns: dict[str, Column]
    key: tuple[str, ...]
    schema: str = "operational"

    @property
    def identifier(self) -> sql.Identifier:
        """Its name with its schema."""
        return sql.Identifier(self.schema, self.name)


def names(connection: Connection) -> list[str]:
    """Return the operational tables, but for the days of a table and the import's own."""
    rows = connection.execute(
        """
        select relname from pg_class
        where
            relnamespace = 'operational'::regnamespace
            and relkind in ('r', 'p')
            and not relispartition
            and relname !~ '^import_'
        order by relname
        """
    )
    return [str(name) for (name,) in rows]


def read(connection: Connection, name: str) -> Table:
    """Return a table as the database describes it; operational where no schema is named.

    Raises
    ------
    LaunchError
        When there is no such table: another database's shape has other doors.
    """
    named, _, table = name.rpartition(".")
    schema = named or "operational"
    whole = {"table": f"{schema}.{table}"}
    rows = connection.execute(_COLUMNS, whole).fetchall()
    if not rows:
        raise LaunchError(
            f"The database has no table {schema}.{table}: where it is a view over tables of "
            "your own, write into those."
        )
    checks = [str(check) for (check,) in connection.execute(_CHECKS, whole)]
    columns = {
        str(name): Column(
            str(name),
            str(kind),
            is_required=bool(is_required),
            words=_words(str(name), checks),
            least=_least(str(name), checks)[0],
            is_above=_least(str(name), checks)[1],
            refers_to=other,
            default=default,
        )
        for name, kind, is_required, other, _, default in rows
    }
    key = tuple(str(row[0]) for row in rows if row[4] and row[0] in columns)
    return Table(table, columns, key, schema)


_COLUMNS: Final = """
select
    attname,
    format_type(atttypid, null),
    attnotnull and not atthasdef,
    (
        select confrelid::regclass::text from pg_constraint
        where conrelid = attrelid and contype = 'f' and conkey = array[attnum]
    ),
    exists (
        select from pg_constraint
        where conrelid = attrelid and contype = 'p' and attnum = any(conkey)
    ),
    case when attnotnull then pg_get_expr(adbin, adrelid) end
from pg_attribute
left join pg_attrdef on attrelid = adrelid and attnum = adnum
inner join pg_class on pg_attribute.attrelid = pg_class.oid
where
    pg_class.oid = to_regclass(%(table)s)
    and relkind in ('r', 'p')
    and attidentity = ''
    and attnum > 0
    and not attisdropped
order by attnum
"""
_CHECKS: Final = """
select pg_get_constraintdef(oid) from pg_constraint
where conrelid = to_regclass(%(table)s) and contype = 'c'
"""


def _words(name: str, checks: list[str]) -> tuple[str, ...]:
    found = [check for check in checks if f"({name} = ANY (ARRAY[" in check]
    return tuple(_WORDS.findall(found[0])) if found else ()


def _least(name: str, checks: list[str]) -> tuple[float | None, bool]:
    """Return the least number of a column, and whether it has to be above it."""
    limits = [found for check in checks if (found := _LEAST.search(check)) and found[1] == name]
    return (float(limits[0][3]), limits[0][2] == ">") if limits else (None, False)
