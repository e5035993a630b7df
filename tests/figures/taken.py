"""What is taken away, opened again: the cells of a table's files, and what papers count."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import PurePath

import pandas as pd
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

COUNTED = {
    "viec-hom-nay.docx": ("paper.today", r"^(?:I|II|III|IV)\. .*: ([\d.]+)$"),
    "bao-cao-nhanh.docx": (
        "paper.report",
        r"Tìm thấy ([\d.]+) người tại ([\d.]+) xã, phường, thị trấn; ([\d.]+) người đã cách ly",
    ),
    "danh-sach-goi-dien.xlsx": (
        "paper.calls",
        r"^Số người\t([\d.]+), trong ([\d.]+) người|^Chưa cách ly\t([\d.]+)",
    ),
    "nguoi-trong-vung": ("paper.residents", r"^Số (?:hộ|người) trong tệp\t([\d.]+)$"),
    "du-thao-quyet-dinh": ("paper.decision", r"gồm ([\d.]+) hộ với ([\d.]+) nhân khẩu"),
}
"""How the name of a paper begins -> the figure that it shows, and where its numbers stand."""

LISTS = {"viec-hom-nay": "paper.today_list"}
"""Lists of people, of which the lines are counted."""


def table(file_name: str, made: bytes) -> pd.DataFrame:
    """Return the cells of a table's file, without its heading: numbers, words, or nothing."""
    if PurePath(file_name).suffix == ".xlsx":
        first = load_workbook(io.BytesIO(made), read_only=True, data_only=True).worksheets[0]
        return pd.DataFrame(list(first.iter_rows(min_row=2, values_only=True)), dtype="object")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig")), delimiter=";"))[1:]
    return pd.DataFrame(rows, dtype="object")


def numbers_of(cells: pd.Series) -> pd.Series:
    """Return a column's numbers, with a decimal comma in a CSV file; words are unknown."""
    dotted = cells.map(lambda cell: cell.replace(",", ".") if isinstance(cell, str) else cell)
    return pd.to_numeric(dotted, errors="coerce").astype("float64")


def counted(file_name: str, make: Callable[[], bytes]) -> tuple[str, str] | None:
    """Return the figure that a paper shows and its numbers as written; None if it shows none."""
    suffix = PurePath(file_name).suffix
    for begins, figure in LISTS.items():
        if file_name.startswith(begins) and suffix in {".xlsx", ".csv"}:
            return figure, str(len(table(file_name, make())))
    for begins, (figure, pattern) in COUNTED.items():
        if file_name.startswith(begins):
            found = re.findall(pattern, text(file_name, make()), flags=re.MULTILINE)
            parts = [part for one in found for part in ((one,) if isinstance(one, str) else one)]
            return figure, " | ".join(filter(None, parts))
    return None


def text(file_name: str, made: bytes) -> str:
    """Return everything that a paper says, a line per paragraph, cell or row of a sheet."""
    suffix = PurePath(file_name).suffix
    if suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    if suffix == ".html":
        return unescape(re.sub(r"<[^>]+>", " ", made.decode()))
    if suffix == ".xlsx":
        sheets = load_workbook(io.BytesIO(made), read_only=True).worksheets
        rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
        return "\n".join("\t".join(str(cell) for cell in row if cell is not None) for row in rows)
    paper = Document(io.BytesIO(made))
    cells = [cell.text for one in paper.tables for row in one.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def found_in(said: str, parts: list[str]) -> str:
    """Return those parts of a tile that a paper says too; where a line breaks, a space is lost."""
    whole = "".join(said.split())
    return " | ".join(part for part in parts if "".join(part.split()) in whole)
