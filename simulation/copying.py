"""Put columns into a table with COPY: as text, or in binary where a table is large.

Binary rows are written by numpy a few hundred thousand at a time. A null shortens a row, so rows
are grouped by which of their columns are null; a group then has one fixed layout.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg import sql

from simulation.arrays import Bools, Ints
from simulation.clock import MISSING, SECONDS_SINCE_2000

Column = Any
"""A numpy array, a list or a pyarrow array: one entry per row, null for unknown."""


@dataclass(frozen=True, slots=True)
class Moments:
    """A column of seconds since day 0, `MISSING` for null, to be stored as timestamptz."""

    seconds: Ints


NumberColumn = Ints | Moments
"""Whole numbers of exactly the width of the table's column (int32 for integer), or moments."""

Connection = psycopg.Connection[Any]

_BATCH_ROWS = 250_000
"""Rows turned into text at a time: bounds the memory, costs nothing."""


def copy_in(connection: Connection, table: str, columns: Mapping[str, Column]) -> int:
    """Append columns to `schema.table` and return how many rows went in."""
    rows = pa.table({name: arrow(column) for name, column in columns.items()})
    schema, name = table.split(".")
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in rows.to_batches(max_chunksize=_BATCH_ROWS):
            copy.write(_as_csv(batch))
    return int(rows.num_rows)


def copy_numbers_in(connection: Connection, table: str, columns: Mapping[str, NumberColumn]) -> int:
    """Append numbers and moments to `schema.table`, fast, and return how many rows went in.

    Rows come out in order within each pattern of nulls only.
    """
    values, known = _values_and_known(list(columns.values()))
    schema, name = table.split(".")
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_BINARY_HEADER)
        for pattern, rows in _same_nulls(known):
            for start in range(0, len(rows), _BATCH_ROWS):
                copy.write(_as_binary(values, pattern, rows[start : start + _BATCH_ROWS]))
        copy.write(_BINARY_TRAILER)
    return len(values[0])


_BINARY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_BINARY_TRAILER = b"\xff\xff"
_MICROSECONDS = 1_000_000


def _values_and_known(columns: list[NumberColumn]) -> tuple[list[Ints], list[Bools]]:
    values: list[Ints] = []
    known: list[Bools] = []
    for column in columns:
        if isinstance(column, Moments):
            seconds = np.asarray(column.seconds, dtype=np.int64)
            known.append(seconds != MISSING)
            filled = np.where(known[-1], seconds, 0)
            values.append((filled + SECONDS_SINCE_2000) * _MICROSECONDS)
        else:
            known.append(np.ones(len(column), dtype=bool))
            values.append(column)
    return values, known


def _same_nulls(known: list[Bools]) -> Iterator[tuple[tuple[bool, ...], Ints]]:
    """Yield each pattern of known columns that occurs, and its rows."""
    code = np.zeros(len(known[0]), dtype=np.int64)
    for number, column in enumerate(known):
        code += column.astype(np.int64) << number
    for value in np.unique(code).tolist():
        pattern = tuple(bool(value >> number & 1) for number in range(len(known)))
        yield pattern, np.flatnonzero(code == value)


def _as_binary(values: list[Ints], pattern: tuple[bool, ...], rows: Ints) -> bytes:
    """Lay rows out as PostgreSQL wants them: column count, then a length and value per column."""
    layout = [("columns", ">i2")]
    for number, (value, is_known) in enumerate(zip(values, pattern, strict=True)):
        layout.append((f"length_{number}", ">i4"))
        if is_known:
            layout.append((f"value_{number}", f">i{value.dtype.itemsize}"))
    table = np.empty(len(rows), dtype=np.dtype(layout))
    table["columns"] = len(values)
    for number, (value, is_known) in enumerate(zip(values, pattern, strict=True)):
        table[f"length_{number}"] = value.dtype.itemsize if is_known else -1
        if is_known:
            table[f"value_{number}"] = value[rows]
    return table.tobytes()


def arrow(column: Column) -> Any:  # noqa: ANN401
    """Return a column as pyarrow holds it."""
    if isinstance(column, np.ndarray) and column.dtype == object:
        return pa.array(column.tolist())
    return column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column)


def _as_csv(batch: Any) -> memoryview:  # noqa: ANN401
    text = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False)
    pyarrow.csv.write_csv(pa.Table.from_batches([batch]), text, options)
    return text.getbuffer()
