"""Read check-ins from CSV, CSV.gz or Parquet, and refuse what cannot be trusted."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError

CHECK_INS = ("person_id", "place_id", "scanned_at")
HOUSEHOLDS = ("person_id", "household_id")
TIMES = ("scanned_at", "left_at")
OPTIONAL = ("left_at", "lat", "lon")
_ZONED = r"(?:\d{1,2}:\d{2}|[T ]\d{4}).*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$"
_EXAMPLE = "write for example 2021-08-24T07:30+07:00"
_COUNTED = r"\d{9,19}(?:\.\d+)?$"  # seconds since 1970, or milli-, micro- or nanoseconds
_ENDLESS = re.compile(r"\s*(-?)(?:infinity|inf|\d{5,}-\d\d-\d\d.*)\s*$", re.IGNORECASE)
"""How databases write a time that never comes, or one after the year 9999."""
_LAST, _FIRST = pd.Timestamp("9999-12-31T00:00Z"), pd.Timestamp("0001-01-01T00:00Z")
_SPOILED = r"[+-]?\d+(?:[.,]\d+)?[eE]\+\d+$"
"""How a spreadsheet writes a long number that it cut."""


def read_check_ins(path: Path) -> pd.DataFrame:
    """Return the check-ins in the file: ids as text, times in UTC, coordinates as numbers.

    Ids lose surrounding white space and are in Unicode's NFC. A time that no stay can hold (of the
    year 2099, or infinite) is a time all the same: it is for the estimate to set aside.

    Raises
    ------
    TableError
        If the file is missing, empty or of another kind, lacks a column or has it twice, has ids
        that are neither integers nor text or that a spreadsheet has spoiled, or has a time that is
        blank, unreadable or without zone; the sentence names the file, the line (of CSV) or row (of
        Parquet) and the value.
    """
    table = _table(path)
    contract.require_columns(table, CHECK_INS, of=str(path))
    if table.empty:
        raise TableError(f"{path} has no check-ins")
    table = table[[column for column in (*CHECK_INS, *OPTIONAL) if column in table]].copy()
    return checked(table, of=path).reset_index(drop=True)


def checked(table: pd.DataFrame, *, of: Path) -> pd.DataFrame:
    """Return some of the file's check-ins with ids as text, times in UTC, numbers as coordinates.

    `table` has columns of `CHECK_INS` and `OPTIONAL`, as they are written; where its index has a
    name, it is the number of the line or row.
    """
    for column in ("person_id", "place_id"):
        table[column] = ids_as_text(table[column], of=f"{of} column {column}")
    _refuse_blank(table["scanned_at"], of=f"{of} column scanned_at")
    for column in TIMES:
        if column in table:
            table[column] = _times(table[column], of=f"{of} column {column}")
    for column in ("lat", "lon"):
        if column in table:
            table[column] = _degrees(table[column], of=f"{of} column {column}")
    return table


def read_households(path: Path) -> pd.Series:
    """Return who lives where: `household_id` by `person_id`, both text, each person once.

    Raises
    ------
    TableError
        As `read_check_ins` does, and if a person is named twice.
    """
    table = _table(path)
    contract.require_columns(table, HOUSEHOLDS, of=str(path))
    ids = {name: ids_as_text(table[name], of=f"{path} column {name}") for name in HOUSEHOLDS}
    people = pd.Index(ids["person_id"], name="person_id")
    if people.has_duplicates:
        raise twice_at_home(people[people.duplicated()][0], of=path)
    return pd.Series(ids["household_id"].to_numpy(), index=people, name="household_id")


def twice_at_home(person: object, *, of: Path) -> TableError:
    """Return the refusal of somebody who lives in two households."""
    return TableError(f"{of} column person_id has {person} twice: one household for each")


def columns_of(path: Path) -> list[str]:
    """Return the columns of a file that is there; a program that reads it has to know them.

    Raises
    ------
    TableError
        If there is no such file, it has two columns of one name, or its times are of Parquet's old
        type.
    """
    _refuse_no_file(path)
    with _sentences(path):
        return _parquet_columns(path) if path.suffix == ".parquet" else _csv_columns(path)


def read_moment(text: str, *, of: str) -> pd.Timestamp:
    """Return the one time in `text`, which must have a zone.

    >>> read_moment("2021-08-02T08:00+07:00", of="--infectious-from")
    Timestamp('2021-08-02 01:00:00+0000', tz='UTC')
    """
    return pd.Timestamp(_times(pd.Series([text], dtype="str"), of=of).iloc[0])


def read_id(text: str, *, of: str) -> str:
    """Return the one id in `text` as ids are compared.

    >>> read_id(" F 470 ", of="--case")
    'F 470'
    """
    return str(ids_as_text(pd.Series([text], dtype="str"), of=of).iloc[0])


def _table(path: Path) -> pd.DataFrame:
    """Return the file as it is; its index is the number of the line or row in the file."""
    _refuse_no_file(path)
    with _sentences(path):
        return _parquet(path) if path.suffix == ".parquet" else _csv(path)


def _refuse_no_file(path: Path) -> None:
    if path.is_dir():
        raise TableError(f"{path} is a folder, not a file")
    if not path.is_file():
        raise TableError(f"there is no file {path}")


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Say in one sentence why a file cannot be read."""
    try:
        yield
    except TableError:
        raise
    except pd.errors.EmptyDataError:
        raise TableError(f"{path} is empty") from None
    except (OSError, ValueError, EOFError, zlib.error, pa.ArrowException) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise TableError(f"{path} cannot be read as check-ins: {reason}") from None


def _csv(path: Path) -> pd.DataFrame:
    _csv_columns(path)
    table = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    return table.set_axis(pd.RangeIndex(2, len(table) + 2, name="line"))


def _csv_columns(path: Path) -> list[str]:
    header = pd.read_csv(path, header=None, nrows=1, dtype="str", keep_default_na=False)
    names = [str(name) for name in header.iloc[0]]
    _refuse_repeated(names, of=path)
    return names


def _parquet(path: Path) -> pd.DataFrame:
    _parquet_columns(path)
    # "numpy_nullable" keeps integers with a gap integers; else they would become 1.0, 2.0
    table = pd.read_parquet(path, dtype_backend="numpy_nullable")
    return table.set_axis(pd.RangeIndex(1, len(table) + 1, name="row"))


def _parquet_columns(path: Path) -> list[str]:
    columns = pq.ParquetFile(path).schema
    names: list[str] = pq.read_schema(path).names
    _refuse_repeated(names, of=path)
    for column in (columns.column(number) for number in range(len(columns))):
        if column.physical_type == "INT96" and column.name in TIMES:
            raise TableError(
                f"{path} column {column.name} is of the old type INT96, which does not say its"
                " zone; most programs write UTC in it. Write a timestamp adjusted to UTC instead"
            )
    return names


def _refuse_repeated(names: list[str], *, of: Path) -> None:
    for name, count in Counter(names).items():
        if name and count > 1:
            raise TableError(f"{of} has {count} columns called {name}: keep one")


def ids_as_text(values: pd.Series, *, of: str) -> pd.Series:
    """Return ids as they are compared: see `read_check_ins`."""
    known = values.dropna()
    try:
        contract.known_ids(known, of=of)
    except TableError:
        raise TableError(f"{of}: ids must be integers or text, not {known.iloc[0]}") from None
    ids = values.astype("str").str.strip().str.normalize("NFC")
    spoiled = ids.str.fullmatch(_SPOILED, na=False)
    if spoiled.any():
        row = int(spoiled.to_numpy().argmax())
        raise TableError(
            f"{of}{_line(values, row)}: {values.iloc[row]!r} is a number that a spreadsheet cut;"
            " export the column as text"
        )
    return ids.where(ids != "")


def _line(values: pd.Series, row: int) -> str:
    name = values.index.name
    return "" if name is None else f" {name} {values.index[row]}"


def _refuse_blank(times: pd.Series, *, of: str) -> None:
    blank = times.isna()
    if blank.any():
        line = _line(times, int(blank.to_numpy().argmax()))
        raise TableError(f"{of}{line}: the time is blank; {_EXAMPLE}")


def _times(values: pd.Series, *, of: str) -> pd.Series:
    if not pd.api.types.is_string_dtype(values.dtype):
        contract.far_seconds(values, of=of)
        return pd.to_datetime(values, utc=True)
    text = values.str.strip()
    has_zone = text.str.contains(_ZONED, regex=True, na=True)
    times = pd.to_datetime(text, utc=True, format="ISO8601", errors="coerce")
    alone = times.isna() & values.notna()
    if alone.any():
        times = times.dt.as_unit("us")
        times[alone] = pd.Series(
            [_moment(value) for value in text[alone]],
            index=times.index[alone],
            dtype="datetime64[us, UTC]",
        )
        has_zone |= alone & times.notna()
    unreadable = times.isna() & values.notna()
    is_counted = text.str.fullmatch(_COUNTED, na=False)
    for wrong, complaint in (
        (is_counted, "counts from 1970 instead of naming a time"),
        (unreadable, "is not a time"),
        (~has_zone, "has no time zone"),
    ):
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            line = _line(values, row)
            raise TableError(f"{of}{line}: {values.iloc[row]!r} {complaint}; {_EXAMPLE}")
    return times


def _moment(text: str) -> pd.Timestamp | None:
    """Return a time that was not read with the others: too exact beside a far one, or endless."""
    if endless := _ENDLESS.match(text):
        return _FIRST if endless[1] else _LAST
    try:
        moment = pd.Timestamp(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.tz_convert("UTC").as_unit("us")


def _degrees(values: pd.Series, *, of: str) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce")
    wrong = numbers.isna() & values.notna()
    if wrong.any():
        raise TableError(f"{of}: {values[wrong].iloc[0]!r} is not a number of degrees")
    return numbers.astype("float64")
