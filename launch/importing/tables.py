"""Rows of text out of a file, whatever it is: CSV, XLSX and its relatives, Parquet.

A file is read a block of rows at a time: seven gigabytes take no more memory than seven megabytes.
"""

import csv
import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq
import python_calamine

from launch.errors import LaunchError
from launch.importing import encodings

BLOCK_ROWS: Final = 50_000
_SHEETS: Final = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_SEPARATORS: Final = ",;\t|"
_LONGEST_CELL: Final = 10_000_000
_SAMPLE_BYTES: Final = 1_000_000
_SAMPLE_LINES: Final = 50

Row = list[str]


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file.

    Attributes
    ----------
    rows
        Every row, headings too, from the first of the sheet.
    position
        How far it is read.
    said
        How it is read: its encoding and separator, or its sheet.
    """

    rows: Iterator[Row]
    position: "Position"
    said: str


class Position:
    """How far a file is read: of its bytes, or of its rows."""

    def __init__(self, whole: int, stream: IO[bytes] | None = None) -> None:
        self._whole = max(whole, 1)
        self._stream = stream
        self.rows_read = 0

    @property
    def share(self) -> float:
        """0 to 1."""
        done = self.rows_read if self._stream is None else self._stream.tell()
        return min(done / self._whole, 1.0)


_UNREADABLE: Final = (
    OSError,
    EOFError,
    csv.Error,
    pa.ArrowException,
    python_calamine.CalamineError,
)


@contextmanager
def opened(file: Path, encoding: str = "", sheet: str = "") -> Iterator[Source]:
    """Yield a file's rows.

    Raises
    ------
    LaunchError
        When it is not there, is none of the formats, or is damaged.
    """
    if not file.is_file():
        raise LaunchError(f"There is no file {file}.")
    if not file.stat().st_size:
        raise LaunchError(f"{file.name} is empty.")
    with file.open("rb") as raw:
        try:
            if file.suffix.lower() in _SHEETS:
                source = _sheet(file, sheet, encoding)
            elif file.suffix.lower() in {".parquet", ".pq"}:
                source = _parquet(raw, encoding)
            else:
                source = _csv(raw, file, encoding)
        except _UNREADABLE as error:
            raise LaunchError(f"{file.name} cannot be read: {error}") from error
        yield source


def blocks(rows: Iterable[Row], size: int = BLOCK_ROWS) -> Iterator[list[Row]]:
    """Yield rows by the block."""
    iterator = iter(rows)
    while block := list(islice(iterator, size)):
        yield block


def text_of(value: object) -> str:
    """Return a cell's value as text that says the same to every reader of it.

    Examples
    --------
    >>> text_of(12.0), text_of(1.234), text_of(datetime(2021, 8, 5, 7, 30)), text_of(None)
    ('12', '1.2340', '2021-08-05T07:30:00', '')
    """
    if value is None:
        return ""
    reading = next((how for kind, how in _TEXTS.items() if isinstance(value, kind)), str)
    return reading(value).strip()


def _number(value: float) -> str:
    if value != value:  # noqa: PLR0124 - NaN
        return ""
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    text = repr(value)
    # Three decimals would be taken for thousands: "1.234".
    has_three = "e" not in text and len(text.partition(".")[2]) == 3  # noqa: PLR2004
    return f"{text}0" if has_three else text


def _csv(raw: BinaryIO, file: Path, encoding: str) -> Source:
    is_packed = raw.peek(2)[:2] == b"\x1f\x8b"  # type: ignore[attr-defined]
    stream: Any = gzip.GzipFile(fileobj=raw) if is_packed else raw  # either reads bytes
    sample = stream.read(_SAMPLE_BYTES)
    stream.seek(0)
    chosen = encoding.lower() or encodings.of_bytes(sample, file.name)
    lines = encodings.lines(stream, chosen)
    first = list(islice(lines, _SAMPLE_LINES))
    separator = ""
    if first and first[0].lower().startswith("sep="):  # written by Excel, for Excel
        separator = first.pop(0).strip()[4:] or "\t"
    separator = separator or _separator(first)
    csv.field_size_limit(_LONGEST_CELL)
    position = Position(file.stat().st_size, raw)
    rows = _rows_of(csv.reader(_chained(first, lines), delimiter=separator), position)
    shown = {"\t": "tab"}.get(separator, separator)
    return Source(rows, position, f"{chosen}, separated by {shown}")


def _chained(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


def _rows_of(rows: Iterator[Row], position: Position) -> Iterator[Row]:
    try:
        for row in rows:
            position.rows_read += 1
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise LaunchError(
            f"Row {position.rows_read + 1} cannot be read ({error}): is a quotation mark left open?"
        ) from error
    except (OSError, EOFError) as error:
        raise LaunchError(
            f"The file breaks off after row {position.rows_read} ({error}): copy it again."
        ) from error


def _separator(lines: list[str]) -> str:
    """Return what separates most cells into the same number in most lines."""

    def agreement(separator: str) -> tuple[float, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        usual = max(set(counts), key=lambda n: (counts.count(n), n), default=0)
        return (counts.count(usual) / len(counts) if usual > 1 else 0.0), usual

    return max(_SEPARATORS, key=agreement)


def _sheet(file: Path, wanted: str, encoding: str) -> Source:
    book = python_calamine.CalamineWorkbook.from_path(str(file))
    shown = [
        each.name
        for each in book.sheets_metadata
        if each.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if wanted and wanted not in book.sheet_names:
        raise LaunchError(f"{file.name} has no sheet {wanted}, but {', '.join(shown)}.")
    sheets = [wanted] if wanted else [name for name in shown if book.get_sheet_by_name(name).height]
    if len(sheets) != 1:
        raise LaunchError(
            f"{file.name} has {len(sheets)} sheets with rows ({', '.join(sheets)}): say which, "
            'sheet = "…" in a TOML.'
        )
    sheet = book.get_sheet_by_name(sheets[0])
    # Not the default, which leaves out empty rows above while the merged cells count them.
    cells = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [cells[top][left]] * (right + 1 - left)
    position = Position(len(cells))
    texts = ([text_of(value) for value in row] for row in cells)
    return Source(
        _counted(encodings.repaired(texts, encoding), position), position, f"sheet {sheets[0]}"
    )


def _counted(rows: Iterable[Row], position: Position) -> Iterator[Row]:
    for row in rows:
        position.rows_read += 1
        yield row


def _parquet(raw: BinaryIO, encoding: str) -> Source:
    table = pq.ParquetFile(raw)
    position = Position(table.metadata.num_rows + 1)

    def rows() -> Iterator[Row]:
        yield list(table.schema_arrow.names)
        for batch in table.iter_batches(batch_size=BLOCK_ROWS):
            columns = [_texts(column) for column in batch.columns]
            yield from map(list, zip(*columns, strict=True))

    return Source(_counted(encodings.repaired(rows(), encoding), position), position, "Parquet")


def _texts(column: pa.Array) -> list[str]:
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        column = column.cast(pa.timestamp("us", "UTC"))
    elif pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"), safe=False)
    return [text_of(value) for value in column.to_pylist()]


_TEXTS: Final[dict[type, Callable[[Any], str]]] = {
    bool: lambda value: str(value).lower(),
    float: _number,
    datetime: datetime.isoformat,  # a day as well
    date: date.isoformat,
    time: time.isoformat,
    timedelta: lambda value: (datetime(1900, 1, 1, tzinfo=UTC) + value).time().isoformat(),
    list: lambda value: ", ".join(map(text_of, value)),
}
"""How each kind of cell is written; a bool is a number as well, so it stands first."""
