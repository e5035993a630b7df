"""Parse PostgreSQL's binary COPY of fixed-width rows with numpy. Pure: bytes in, an array out.

References
----------
PostgreSQL manual, COPY, "Binary Format": an 11-byte signature, two 4-byte fields, then per row a
2-byte field count and per field a 4-byte length and its big-endian value, then a 2-byte -1.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Block = bytes | bytearray | memoryview

_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER: Final = b"\xff\xff"
LONGEST_END: Final = len(_HEADER) + len(TRAILER)
_BYTES_AT_ONCE: Final = 4_000_000
_FIRST_CAPACITY: Final = 65_536

# The format counts microseconds and days from 2000-01-01, numpy from 1970-01-01.
_MICROSECONDS_TO_2000: Final = 946_684_800_000_000
_DAYS_TO_2000: Final = 10_957


def parse(blocks: Iterable[Block], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    r"""Return the rows of a binary COPY whose columns are `dtype`, in the order they came.

    Memory stays near the size of the answer: it is grown in place while the blocks arrive.

    Parameters
    ----------
    blocks
        What PostgreSQL sent, cut anywhere.
    dtype
        Structured: names and types of the columns. `i2`, `i4`, `i8`, `f4`, `f8`, `?`,
        `M8[us]` for timestamptz (UTC) and `M8[D]` for date.

    Raises
    ------
    ValueError
        When a value is missing or has another width than its type.

    Examples
    --------
    >>> row = b"\0\1" + b"\0\0\0\4" + b"\0\0\0\7"
    >>> parse([_HEADER, row, row, TRAILER], [("person_id", "i4")])["person_id"].tolist()
    [7, 7]
    """
    wanted = np.dtype(dtype)
    wire = _wire_dtype(wanted)
    answer = np.empty(_FIRST_CAPACITY, wanted)
    count = 0
    for rows in _whole_rows(blocks, wire):
        _check_widths(rows, wanted, row_number=count)
        answer = _grown(answer, count + len(rows))
        for name in wanted.names or ():
            answer[name][count : count + len(rows)] = _native(rows[name], wanted[name])
        count += len(rows)
    # `resize` gives memory back without a second copy; nothing else refers to the array yet.
    answer.resize(count, refcheck=False)
    return answer


def is_end(block: Block) -> bool:
    """Say whether PostgreSQL's last block is this one: the trailer, after the header if no rows."""
    return bytes(block).removeprefix(_HEADER) == TRAILER


def _wire_dtype(wanted: np.dtype[Any]) -> np.dtype[Any]:
    """Return one row as it travels: field count, then length and value of each field."""
    fields: list[tuple[str, str]] = [("#", ">i2")]
    for name in wanted.names or ():
        fields += [(f"#{name}", ">i4"), (name, _wire_type(wanted[name]))]
    return np.dtype(fields)


def _wire_type(column: np.dtype[Any]) -> str:
    if column.kind == "M":
        return ">i4" if column == np.dtype("M8[D]") else ">i8"
    return column.newbyteorder(">").str


def _native(values: npt.NDArray[Any], column: np.dtype[Any]) -> npt.NDArray[Any]:
    """Turn what travelled into numpy's own counting from 1970."""
    if column.kind != "M":
        return values
    shift = _DAYS_TO_2000 if column == np.dtype("M8[D]") else _MICROSECONDS_TO_2000
    return (values.astype("i8") + shift).view(column)


def _whole_rows(blocks: Iterable[Block], wire: np.dtype[Any]) -> Iterator[npt.NDArray[Any]]:
    """Cut the stream into arrays of whole rows, header and trailer taken off."""
    rest = b""
    is_first = True
    for piece in _joined(blocks):
        rest += piece
        if is_first:
            if not rest.startswith(_HEADER):
                raise ValueError("This is not a binary COPY.")
            rest = rest[len(_HEADER) :]
            is_first = False
        count = len(rest) // wire.itemsize
        yield np.frombuffer(rest, wire, count)
        rest = rest[count * wire.itemsize :]
    if rest != TRAILER:
        # A missing value makes a row shorter: its length, -1, is in what is left over.
        yield np.frombuffer(rest.ljust(wire.itemsize, b"\0")[: wire.itemsize], wire)
        raise ValueError("The binary COPY ended in the middle of a row.")


def _joined(blocks: Iterable[Block]) -> Iterator[bytes]:
    """Join many small blocks (PostgreSQL sends one a row) into few large ones.

    Each is copied at once: keeping tens of thousands of small objects alive halves the speed.
    """
    joined = bytearray()
    for block in blocks:
        joined += block
        if len(joined) >= _BYTES_AT_ONCE:
            yield bytes(joined)
            joined.clear()
    yield bytes(joined)


def _check_widths(rows: npt.NDArray[Any], wanted: np.dtype[Any], *, row_number: int) -> None:
    """Refuse rows with a missing value or a value of another width, naming the first one.

    Only the first tells the truth: behind it every row is read out of step.
    """
    first_wrong = [
        (int(wrong[0]), name)
        for name in wanted.names or ()
        if (wrong := np.flatnonzero(rows[f"#{name}"] != _width(wanted[name]))).size
    ]
    if first_wrong:
        # `min` keeps the leftmost column of a row.
        row, name = min(first_wrong, key=lambda place: place[0])
        width = int(rows[f"#{name}"][row])
        what = "is missing" if width == -1 else f"is {width} bytes wide"
        raise ValueError(f"Column {name} {what} in row {row_number + row + 1}.")


def _width(column: np.dtype[Any]) -> int:
    """Return how many bytes a value of this type takes in the stream."""
    return np.dtype(_wire_type(column)).itemsize


def _grown(answer: npt.NDArray[Any], needed: int) -> npt.NDArray[Any]:
    """Make room for `needed` rows, in place where the system can move the pages."""
    if needed > len(answer):
        answer.resize(max(needed, len(answer) * 3 // 2), refcheck=False)
    return answer
