"""Read check-ins from CSV, CSV.gz or Parquet, and refuse what cannot be trusted."""

import zlib
from pathlib import Path

import pandas as pd
import pyarrow as pa

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError

_REQUIRED = ("person_id", "place_id", "scanned_at")
_OPTIONAL = ("left_at", "lat", "lon")
_ZONED = r"\d{1,2}:\d{2}.*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$"


def read_check_ins(path: Path) -> pd.DataFrame:
    """Return the check-ins in the file: ids as text, times in UTC, coordinates as numbers.

    Raises
    ------
    TableError
        If the file is missing, empty or of another kind, lacks a column, or has a time that is
        unreadable or has no zone; the sentence names the file, line and value.
    """
    table = _table(path)
    contract.require_columns(table, _REQUIRED, of=str(path))
    if table.empty:
        raise TableError(f"{path} has no check-ins")
    table = table[[column for column in (*_REQUIRED, *_OPTIONAL) if column in table]].copy()
    for column in ("person_id", "place_id"):
        table[column] = table[column].astype("str")
    for column in ("scanned_at", "left_at"):
        if column in table:
            table[column] = _times(table[column], of=f"{path} column {column}")
    for column in ("lat", "lon"):
        if column in table:
            table[column] = _degrees(table[column], of=f"{path} column {column}")
    return table


def read_moment(text: str, *, of: str) -> pd.Timestamp:
    """Return the one time in `text`, which must have a zone.

    >>> read_moment("2021-08-02T08:00+07:00", of="--infectious-from")
    Timestamp('2021-08-02 01:00:00+0000', tz='UTC')
    """
    return pd.Timestamp(_times(pd.Series([text], dtype="str"), of=of).iloc[0])


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise TableError(f"there is no file {path}")
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    except pd.errors.EmptyDataError:
        raise TableError(f"{path} is empty") from None
    except (OSError, ValueError, EOFError, zlib.error, pa.ArrowException) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise TableError(f"{path} cannot be read as check-ins: {reason}") from None


def _times(values: pd.Series, *, of: str) -> pd.Series:
    if not pd.api.types.is_string_dtype(values.dtype):
        contract.seconds(values, of=of, may_be_unknown=True)
        return pd.to_datetime(values, utc=True)
    has_zone = values.str.strip().str.contains(_ZONED, regex=True, na=True)
    times = pd.to_datetime(values, utc=True, format="ISO8601", errors="coerce")
    unreadable = times.isna() & values.notna()
    for wrong, complaint in ((unreadable, "is not a time"), (~has_zone, "has no time zone")):
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            line = f" line {row + 2}" if len(values) > 1 else ""
            example = "write for example 2021-08-24T07:30+07:00"
            raise TableError(f"{of}{line}: {values.iloc[row]!r} {complaint}; {example}")
    return times


def _degrees(values: pd.Series, *, of: str) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce")
    wrong = numbers.isna() & values.notna()
    if wrong.any():
        raise TableError(f"{of}: {values[wrong].iloc[0]!r} is not a number of degrees")
    return numbers.astype("float64")
