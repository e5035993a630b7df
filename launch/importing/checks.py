"""What a table refuses, checked a column at a time before a row goes near it.

By pandera: it checks whole columns and answers with every cell that fails. A library that checks
rows one by one takes ten times as long, and check-ins come by the hundred million.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd
import pandera.pandas as pa

from launch.importing.catalogue import Column

_DEGREES: Final = {"lon": 180.0, "lat": 90.0}
_YEARS: Final = ("1900-01-01", "2100-01-01")
_BIRTH_YEARS: Final = (1890, 2100)
_PATTERNS: Final = {
    "card_number": r"^(?:\d{9}|\d{12})$",  # of citizens, and of the identity cards before them
    "phone": r"^\d{8,15}$",
}


def schema(columns: Iterable[Column]) -> pa.DataFrameSchema:
    """Return what a block of rows has to fulfil; the names of its checks are keys of reasons."""
    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                None, checks=_checks(column), nullable=not column.is_required, name=column.name
            )
            for column in columns
        }
    )


def failures(rows: pd.DataFrame, wanted: pa.DataFrameSchema) -> pd.DataFrame:
    """Return each cell that fails: `index` of the row, `column`, `reason`."""
    try:
        wanted.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as error:
        cells: pd.DataFrame = error.failure_cases[["index", "column", "check"]]
        named = cells.rename(columns={"check": "reason"})
        return named.replace({"reason": {"not_nullable": "missing"}})
    return pd.DataFrame({"index": [], "column": [], "reason": []})


def _checks(column: Column) -> list[pa.Check]:
    if column.is_id:
        return []
    return [*_limits(column), *_times(column), *_digits(column)]


def _limits(column: Column) -> Iterator[pa.Check]:
    if column.least is not None:
        least = pa.Check.gt if column.is_above else pa.Check.ge
        yield least(column.least, error="small")
    if column.bytes:
        most = 2 ** (8 * column.bytes - 1) - 1
        yield pa.Check.in_range(-most, most, error="large")
    if degrees := _DEGREES.get(column.name.removeprefix("home_")):
        yield pa.Check.in_range(-degrees, degrees, error="degrees")


def _times(column: Column) -> Iterator[pa.Check]:
    if column.type == "timestamp with time zone":
        low, high = (pd.Timestamp(day, tz="UTC") for day in _YEARS)
        yield pa.Check.in_range(low, high, error="year")
    if column.type == "date":
        yield pa.Check.in_range(*_YEARS, error="year")
    if column.name == "birth_year":
        yield pa.Check.in_range(*_BIRTH_YEARS, error="year")


def _digits(column: Column) -> Iterator[pa.Check]:
    if pattern := _PATTERNS.get(column.name):
        yield pa.Check.str_matches(pattern, error=column.name)
