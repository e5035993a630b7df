"""Papers arrive in a real browser: each click gives a file that opens."""

import io

import openpyxl
import pandas as pd
import pytest
from docx import Document
from test_tracing_path import enter, settle

pytestmark = pytest.mark.browser


def test_the_papers_of_a_trace_arrive(open_at, server):
    """A file made on a click knows who clicked: without a viewer it is never given."""
    page = open_at()
    enter(page, f"{server}/contact_tracing", "epidemiologist")
    settle(page)

    listed = pd.read_csv(io.BytesIO(taken(page, "Tải CSV")))
    book = openpyxl.load_workbook(io.BytesIO(taken(page, "Danh sách gọi điện (XLSX)")))
    report = Document(io.BytesIO(taken(page, "Báo cáo nhanh (DOCX)")))

    rows = sum(sheet.max_row - 1 for sheet in book.worksheets[1:])
    assert rows == len(listed) > 0
    assert any("BÁO CÁO NHANH" in paragraph.text for paragraph in report.paragraphs)


def taken(page, label):
    """Click a download and return the file."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return download.value.path().read_bytes()
