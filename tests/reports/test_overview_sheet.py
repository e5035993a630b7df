"""The overview on paper, reopened: every figure, one page of settings, nothing live."""

import io

import docx
import pytest
from docx.shared import RGBColor

from dashboard.reports.overview.overview_sheet import Figure, Sheet, overview_sheet


def sheet(**changes):
    figure = Figure(
        label="Người dân",
        value="63,2%",
        status="■ Chậm",
        colour="#A31836",
        lines="Còn thiếu 5.541",
        trend="+152",
    )
    values = {
        "title": "Tỉnh Hải Dương: Tổng quan",
        "headline": ["7 ngày nữa"],
        "heads": ["Nội dung", "Hiện nay", "Tình trạng", "Chỉ tiêu", "Xu hướng"],
        "figures": [figure],
        "ranking": "Xếp hạng",
        "units": [("3. A", "1%"), ("2. B", "2%"), ("1. C", "3%")],
        "sections": [("Thay đổi", ["A tụt hạng", "B vươn lên"])],
        "foot": "Số liệu mô phỏng",
    }
    return docx.Document(io.BytesIO(overview_sheet(Sheet(**(values | changes)))))


def rows_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_every_part_is_there():
    paper = sheet()

    said = [paragraph.text for paragraph in paper.paragraphs]
    assert said == [
        "Tỉnh Hải Dương: Tổng quan", "7 ngày nữa", "Xếp hạng", "Thay đổi",
        "• A tụt hạng", "• B vươn lên",
    ]  # fmt: skip
    figures, ranking = paper.tables
    assert rows_of(figures)[1] == ["Người dân", "63,2%", "■ Chậm", "Còn thiếu 5.541", "+152"]
    assert rows_of(ranking) == [["3. A", "1%", "1. C", "3%"], ["2. B", "2%", "", ""]]
    assert paper.sections[0].footer.paragraphs[0].text == "Số liệu mô phỏng"


def test_a_status_has_its_colour_and_its_word():
    [run] = sheet().tables[0].rows[1].cells[2].paragraphs[0].runs

    assert (run.text, run.font.color.rgb) == ("■ Chậm", RGBColor(0xA3, 0x18, 0x36))


def test_it_is_a4_and_its_tables_fit():
    paper = sheet()

    page = paper.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    room = page.page_width - page.left_margin - page.right_margin
    for table in paper.tables:
        assert sum(column.width for column in table.columns) <= room


@pytest.mark.parametrize("hostile", ["<b>&", "a\x00b", "=1+1"])
def test_text_from_the_data_stays_text(hostile):
    paper = sheet(units=[(hostile, "1%")])

    assert paper.tables[1].rows[0].cells[0].text == hostile.replace("\x00", "\ufffd")
