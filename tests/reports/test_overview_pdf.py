"""The overview as PDF, reopened: one A4 page, every part, in letters that can be searched."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from dashboard.reports.overview.overview_pdf import overview_pdf
from dashboard.reports.overview.overview_sheet import Figure, Sheet

FIGURE = Figure(
    label="Người dân có điện thoại thông minh",
    value="63,2%",
    status="■ Chậm",
    colour="#A31836",
    lines="Còn thiếu 5.541 người để đạt 100%; Cần 792/ngày · đang đạt 198/ngày",
    trend="+152 trong 24 giờ",
)
SHEET = Sheet(
    title="Tỉnh Hải Dương: Tổng quan",
    headline=["7 ngày nữa đến hạn 31/08/2021"],
    heads=["Nội dung", "Hiện nay", "Tình trạng", "Chỉ tiêu", "Xu hướng"],
    figures=[FIGURE] * 19,
    ranking="Xếp hạng",
    units=[(f"{place}. TX Kinh Môn", "62,0%  ▲1") for place in range(12, 0, -1)],
    sections=[("Thay đổi", ["Gia Lộc tụt hạng", "Ninh Giang vươn lên"]), ("Nguồn", ["x"] * 6)],
    foot="Dữ liệu mô phỏng · Số liệu đến 17:58",
)


def reopened(sheet):
    return PdfReader(io.BytesIO(overview_pdf(sheet)))


def read(sheet):
    return " ".join(" ".join(page.extract_text() for page in reopened(sheet).pages).split())


def test_a_full_overview_fits_on_one_a4_page():
    [page] = reopened(SHEET).pages

    width, height = (float(side) * 25.4 / 72 for side in page.mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


def test_every_part_is_there_and_can_be_searched():
    said = read(SHEET)

    parts = [
        SHEET.title, *SHEET.headline, *SHEET.heads, FIGURE.value, FIGURE.status, FIGURE.lines,
        FIGURE.trend, SHEET.ranking, "12. TX Kinh Môn", "1. TX Kinh Môn", "62,0% ▲1", "Thay đổi",
        "• Gia Lộc tụt hạng", "• Ninh Giang vươn lên", SHEET.foot,
    ]  # fmt: skip
    assert [part for part in parts if part not in said] == []
    assert reopened(SHEET).metadata.title == SHEET.title


def test_more_than_a_page_is_never_cut():
    more = replace(SHEET, figures=[replace(FIGURE, value=f"{row}%") for row in range(90)])

    assert len(reopened(more).pages) > 1
    assert "89%" in read(more)


@pytest.mark.parametrize("hostile", ["<b>&", "**x**", "=1+1"])
def test_text_from_the_data_stays_text(hostile):
    assert hostile in read(replace(SHEET, units=[(hostile, "1%")]))
