"""Put columns into a table with COPY."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg import sql

Column = Any
"""A numpy array, a list or a pyarrow array: one entry per row, null for unknown."""

Connection = psycopg.Connection[Any]

_BATCH_ROWS = 250_000
"""Rows turned into text at a time: bounds the memory, costs nothing."""


def copy_in(connection: Connection, table: str, columns: Mapping[str, Column]) -> int:
    """Append columns to `schema.table` and return how many rows went in."""
    rows = pa.table({name: _arrow(column) for name, column in columns.items()})
    schema, name = table.split(".")
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in rows.to_batches(max_chunksize=_BATCH_ROWS):
            copy.write(_as_csv(batch))
    return int(rows.num_rows)


def _arrow(column: Column) -> Any:  # noqa: ANN401
    if isinstance(column, np.ndarray) and column.dtype == object:
        return pa.array(column.tolist())
    return column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column)


def _as_csv(batch: Any) -> memoryview:  # noqa: ANN401
    text = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False)
    pyarrow.csv.write_csv(pa.Table.from_batches([batch]), text, options)
    return text.getbuffer()
