"""A table's workbook, reopened by another library: same cells, typed, explained, nothing live."""

import io

import openpyxl
import pandas as pd

from dashboard.reports.lists.table_book import Head, Table, table_book
from tests.reports import hostile

TABLE = Table(
    title=f"Bảng {hostile.LINK}",
    sheets=("Bảng/1", "Giải thích"),
    heads=[
        Head(heading="Xã", kind="text", meaning="Nơi ở"),
        Head(heading="Tỷ lệ", kind="share", meaning="Đã cài trên số máy"),
        Head(heading="Còn thiếu", kind="number", meaning=hostile.LINK),
        Head(heading="Nhịp", kind="decimal", meaning=""),
    ],
    cells=pd.DataFrame(
        {
            "Xã": [hostile.LINK, "-1+2", hostile.CONTROL],
            "Tỷ lệ": [1.24, None, 0.5],
            "Còn thiếu": [1200.0, "ẩn", 0.0],
            "Nhịp": [0.5, 12.0, float("nan")],
        }
    ),
    about=[("Phạm vi", "Tỉnh Hải Dương"), ("Người tải", hostile.LINK)],
)


def book():
    return openpyxl.load_workbook(io.BytesIO(table_book(TABLE)))


def test_cells_are_those_of_the_screen_in_their_order():
    head, *rows = book().worksheets[0].iter_rows(values_only=True)

    assert head == ("Xã", "Tỷ lệ", "Còn thiếu", "Nhịp")
    assert rows == [
        (hostile.LINK, 1.24, 1200, 0.5),
        ("-1+2", None, "ẩn", 12),
        ("Chợ��", 0.5, 0, None),
    ]


def test_numbers_are_numbers_and_shares_are_percents():
    sheet = book().worksheets[0]

    assert [sheet[cell].data_type for cell in ("B2", "C2", "D2")] == ["n", "n", "n"]
    assert sheet["B2"].number_format == "0.0%"
    assert sheet["C2"].number_format == "#,##0"
    assert sheet["D2"].number_format == "#,##0.0"


def test_nothing_is_a_formula_or_a_link():
    for sheet in book():
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_second_sheet_says_what_it_is_and_what_each_column_means():
    first, second = book().worksheets

    assert [first.title, second.title] == ["Bảng 1", "Giải thích"]
    rows = [row[:2] for row in second.iter_rows(values_only=True)]
    assert rows[0][0] == TABLE.title
    said = dict(rows[1:])
    assert said["Phạm vi"] == "Tỉnh Hải Dương"
    assert said["Tỷ lệ"] == "Đã cài trên số máy"
    assert said["Còn thiếu"] == hostile.LINK


def test_no_rows_still_make_a_table():
    empty = Table(
        title="Bảng", sheets=("Bảng", "Giải thích"), heads=TABLE.heads,
        cells=TABLE.cells.iloc[:0], about=(),
    )  # fmt: skip

    sheet = openpyxl.load_workbook(io.BytesIO(table_book(empty))).worksheets[0]

    assert [cell.value for cell in sheet[1]] == ["Xã", "Tỷ lệ", "Còn thiếu", "Nhịp"]
    assert sheet.max_row == 1
