"""Workbooks, reopened by another library: what they hold, how it is typed, and nothing live."""

import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from dashboard.reports.lists import sheets
from tests.reports import hostile


def reopened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def table(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def test_a_call_list_says_first_what_it_is():
    about = reopened(sheets.call_list(hostile.people(), hostile.STAMP))[sheets.ABOUT]

    said = {row[0]: row[1] for row in about.iter_rows(values_only=True) if row[0]}
    assert said["Số liệu đến"] == "17 giờ 00 ngày 24/08/2021"
    assert said["Quy tắc đã dùng"] == "ca bệnh: HD1; đã sửa: tối thiểu 15 phút"
    assert said["Người xuất"] == hostile.STAMP.exporter
    assert said["Xuất lúc"] == "18 giờ 30 ngày 24/08/2021"
    assert (said["Số người"], said["Chưa cách ly"]) == ("3, trong 3 người tìm thấy", "2")
    assert said["Bộ lọc"] == "không lọc"
    assert "không đăng lên mạng" in said["Ai được xem"]


def test_a_filtered_call_list_says_by_what_and_how_many_it_leaves_out():
    content = sheets.call_list(
        hostile.people(), hostile.STAMP, filtered_by=f"F1; có chữ “{hostile.LINK}”", found_count=40
    )

    about = reopened(content)[sheets.ABOUT]
    said = {row[0]: row[1] for row in about.iter_rows(values_only=True) if row[0]}
    assert said["Bộ lọc"] == f"F1; có chữ “{hostile.LINK}”"
    assert said["Số người"] == "3, trong 40 người tìm thấy"
    assert "nguy cơ cao trước" in said["Thứ tự"]


def test_a_call_list_has_the_columns_of_the_list_with_names_and_state():
    book = reopened(sheets.call_list(hostile.people(), hostile.STAMP))

    first, second, third = table(book["Xã Một, huyện A"])
    assert first == {
        "Vòng": "F1",
        "Mã người": 1,
        "Họ tên": "Trần Thị Hai",
        "Điện thoại": "+84 1",
        "Địa chỉ": "Số 1",
        "Tình trạng": "đã cách ly",
        "Nguy cơ": 0.25,
        list(first)[7]: datetime.fromisoformat("2021-08-20T08:05"),
        list(first)[8]: 30,
        list(first)[9]: "từ 15 phút",
        list(first)[10]: hostile.IMAGE,
        list(first)[11]: "quét nơi khác",
        list(first)[12]: 2,
        list(first)[13]: datetime.fromisoformat("2021-08-21T07:00"),
    }
    assert second["Tình trạng"] == "chưa cách ly"
    assert third["Họ tên"] is None


def test_who_lives_together_has_no_minutes_of_a_whole_window():
    home = hostile.people().assign(place_kind=["home", "office", "interview"], minutes=9223.0)

    first, *others = table(reopened(sheets.call_list(home, hostile.STAMP))["Xã Một, huyện A"])

    assert (first["Phút chung"], first["Mức"]) == (None, "sống cùng nhà")
    assert [row["Phút chung"] for row in others] == [9223, 9223]


def test_times_are_dates_in_vietnamese_form_and_the_head_stays():
    sheet = reopened(sheets.call_list(hostile.people(), hostile.STAMP))["Xã Một, huyện A"]

    assert sheet["H2"].is_date
    assert sheet["H2"].number_format == "hh:mm dd/mm/yyyy"
    assert sheet["G2"].number_format == "0%"
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["E"].width > 40


def test_without_a_look_there_is_no_column_of_names():
    people = hostile.people().drop(columns=["full_name", "phone", "address"])

    (first, *_) = table(reopened(sheets.call_list(people, hostile.STAMP))["Xã Một, huyện A"])

    assert not {"Họ tên", "Điện thoại", "Địa chỉ"} & set(first)


def test_hostile_names_are_text_never_formulas_or_links():
    book = reopened(sheets.call_list(hostile.people(), hostile.STAMP))

    assert {cell.data_type for cell in cells(book)} <= {"s", "n", "d"}
    assert not [cell for cell in cells(book) if cell.hyperlink]
    stored = next(cell for cell in cells(book) if cell.value == hostile.LINK)
    assert stored.quotePrefix
    assert {"@SUM(A1)", "+84 1", hostile.IMAGE} <= {cell.value for cell in cells(book)}


def test_each_commune_has_a_sheet_of_its_own_and_a_lawful_name():
    long = "Xã '[Một]/Hai:*?\\' " + "x" * 40
    people = pd.concat(
        [hostile.people(commune=name) for name in (long, long.upper(), None, "Thông tin")]
    )

    book = reopened(sheets.call_list(people, hostile.STAMP))

    names = book.sheetnames
    assert names[0] == sheets.ABOUT
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert sheets.ELSEWHERE in names
    assert [book[name].max_row for name in names[1:]] == [4] * 4


@pytest.mark.parametrize(("count", "sheet_count"), [(30, 31), (31, 2)])
def test_many_communes_follow_one_another_on_one_sheet(count, sheet_count):
    people = pd.concat([hostile.people(commune=f"Xã {n:02d}") for n in range(count)])

    book = reopened(sheets.call_list(people, hostile.STAMP))

    assert len(book.sheetnames) == sheet_count
    if sheet_count == 2:
        rows = table(book[sheets.ALL_COMMUNES])
        first_column = [next(iter(row.values())) for row in rows]
        assert first_column == [f"Xã {n:02d}" for n in range(count) for _ in range(3)]


def test_backward_has_no_risk_and_calls_nobody_f1():
    content = sheets.call_list(hostile.people(), hostile.STAMP, direction="backward")

    first = table(reopened(content)["Xã Một, huyện A"])[0]

    assert "Nguy cơ" not in first
    assert first["Vòng"] == "Nguồn trực tiếp"


def test_a_list_of_nobody_is_a_workbook_that_says_so():
    book = reopened(sheets.call_list(hostile.people().head(0), hostile.STAMP))

    assert book.sheetnames == [sheets.ABOUT]
    assert ("Số người", "0, trong 0 người tìm thấy") in list(
        book[sheets.ABOUT].iter_rows(values_only=True)
    )


def test_residents_stand_household_by_household_the_oldest_first():
    people = hostile.residents(full_name=["Con", hostile.LINK, "Ông", "Khác"])

    book = reopened(sheets.residents(people, hostile.STAMP, counts={"Số người khi đề xuất": 5}))

    rows = table(book["xã Hồng Phong"])
    assert [(row["Số hộ"], row["Năm sinh"]) for row in rows] == [
        (10, 1950), (10, 1990), (20, 1960), (30, 1970),
    ]  # fmt: skip
    assert [row["Tình trạng"] for row in rows] == ["F0", None, None, None]
    assert rows[0]["Giới"] == "nữ"
    about = dict(row[:2] for row in book[sheets.ABOUT].iter_rows(values_only=True))
    assert (about["Số hộ trong tệp"], about["Số người khi đề xuất"]) == ("3", "5")


def test_communes_and_hamlets_stand_in_vietnamese_order():
    people = hostile.residents().assign(
        commune=["xã Đông Kỳ", "xã Dương", "xã Đông Kỳ", "xã Đông Kỳ"],
        hamlet_name=["Thôn 10", "Thôn 1", "Thôn Đông", "Thôn 2"],
    )

    book = reopened(sheets.residents(people, hostile.STAMP, counts={}))

    assert book.sheetnames[1:] == ["xã Dương", "xã Đông Kỳ"]
    rows = table(book["xã Đông Kỳ"])
    assert [row["Thôn, khu dân cư"] for row in rows] == ["Thôn 2", "Thôn 10", "Thôn Đông"]


def test_a_text_longer_than_a_cell_is_refused():
    people = hostile.people(1).assign(full_name="x" * 32_768)

    with pytest.raises(ValueError, match="too long"):
        sheets.call_list(people, hostile.STAMP)
