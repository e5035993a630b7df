"""Files as offices hand them over, written for a test."""

import csv
import io
from functools import cache

import openpyxl

from launch.old_encodings import decoded

HEAD = "Mã người,Xã,Huyện,Mã hộ,Ngày sinh,Giới tính"


def csv_file(folder, text, *, name="file.csv", encoding="utf-8"):
    """Write a CSV of these lines."""
    file = folder / name
    file.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return file


def workbook(folder, rows, *, merged=(), name="file.xlsx", sheet="Sheet1"):
    """Write a workbook with these cells, some of them merged."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    book.save(folder / name)
    return folder / name


def rejected(imported):
    """Return what a file of rejects says: row, column, value, reason, what would make it right."""
    if imported.rejects is None:
        return []
    text = imported.rejects.read_text(encoding="utf-8-sig")
    separator = ";" if text.startswith('"Dòng"') else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))[1:]
    return [tuple(cell.strip("\t'") for cell in row) for row in rows]


def encoded(text, encoding):
    """Return a text in an encoding that Python may not know: letters of one byte, or of two."""
    if encoding.startswith("utf"):
        return text.encode(encoding)
    return b"".join(_letters(encoding)[letter] for letter in text)


@cache
def _letters(encoding):
    beyond = range(128, 256)
    pairs = [bytes([first, mark]) for first in range(32, 256) for mark in beyond]
    singles = [bytes([n]) for n in [*beyond, *range(128)]]
    return {decoded(each, encoding): each for each in [*pairs, *singles]}
