"""PostgreSQL's binary COPY, cut anywhere, becomes an array; a missing value is named."""

import struct

import numpy as np
import pytest

from dashboard.data import binary_copy

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
DTYPE = [("person_id", "i4"), ("scanned_at", "M8[us]")]
MICROSECOND_2000 = np.datetime64("2000-01-01T00:00:00.000001")


def row(person_id, microseconds) -> bytes:
    """Write one row as PostgreSQL would; None is a null."""
    fields = [(person_id, ">i"), (microseconds, ">q")]
    parts = [
        struct.pack(">i", -1)
        if value is None
        else struct.pack(">i", struct.calcsize(form)) + struct.pack(form, value)
        for value, form in fields
    ]
    return struct.pack(">h", len(fields)) + b"".join(parts)


@pytest.mark.parametrize("size", [1, 3, 19, 20, 1000])
def test_cuts_do_not_matter(size):
    stream = HEADER + row(7, 1) + row(-8, 0) + binary_copy.TRAILER
    blocks = [stream[start : start + size] for start in range(0, len(stream), size)]

    answer = binary_copy.parse(blocks, DTYPE)

    assert answer["person_id"].tolist() == [7, -8]
    assert answer["scanned_at"][0] == MICROSECOND_2000


def test_no_rows_keep_their_types():
    answer = binary_copy.parse([HEADER, binary_copy.TRAILER], DTYPE)
    assert len(answer) == 0
    assert answer.dtype == np.dtype(DTYPE)


def test_many_rows_grow_the_answer(monkeypatch):
    monkeypatch.setattr(binary_copy, "_FIRST_CAPACITY", 2)
    monkeypatch.setattr(binary_copy, "_BYTES_AT_ONCE", 100)
    blocks = [HEADER, *(row(number, number) for number in range(500)), binary_copy.TRAILER]
    assert binary_copy.parse(blocks, DTYPE)["person_id"].tolist() == list(range(500))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(1, 1), (2, None), (3, 3)], "Column scanned_at is missing in row 2"),
        ([(1, 1), (2, 2), (3, None)], "Column scanned_at is missing in row 3"),
        ([(None, 1), (2, 2)], "Column person_id is missing in row 1"),
    ],
)
def test_missing_value_is_named(rows, sentence):
    blocks = [HEADER, *(row(*values) for values in rows), binary_copy.TRAILER]
    with pytest.raises(ValueError, match=sentence):
        binary_copy.parse(blocks, DTYPE)


@pytest.mark.parametrize(
    "blocks", [[b"person_id,scanned_at"], [HEADER, row(1, 1)], [HEADER, row(1, 1)[:5]]]
)
def test_other_streams_are_refused(blocks):
    with pytest.raises(ValueError, match=r"binary COPY|wide"):
        binary_copy.parse(blocks, DTYPE)
