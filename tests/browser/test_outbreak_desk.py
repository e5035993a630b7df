"""The outbreak desk in a real browser, in Vietnamese, where everybody has a hostile name.

The whole job by the clock: a case, its F1 with evidence, the call list, a zone, the papers; and
two people at work on one follow-up.
"""

import io
import re
import zipfile
from time import perf_counter

import openpyxl
import pandas as pd
import pytest
from docx import Document
from PIL import Image
from playwright.sync_api import expect

from benchmarks.desk import in_menu
from dashboard.reports.bundle import CONTENTS
from tests.browser.hostile import HOSTILE
from tests.browser.steps import enter, frame_of, grid, open_view, pick_row, unfold_head
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

REASON = "Ổ dịch thử nghiệm"


def test_the_whole_job_by_the_clock(open_at, server, capsys):
    page = open_at()
    enter(page, f"{server}/contact_tracing?view=list", "epidemiologist")
    settle(page)
    started = perf_counter()

    choose_a_second_case(page)
    see_the_evidence(page)
    see_network_and_map(page)
    f1 = put_all_f1_on_the_call_list(page)
    households, residents = save_a_zone(page)
    decision = taken_decision(page)
    go_to(page, "Truy vết tiếp xúc")
    unfold_head(page)
    papers = taken_papers(page)
    seconds = perf_counter() - started
    bundle = taken_bundle(page)

    assert f"{households} hộ với {residents} nhân khẩu" in text_of(decision)
    compare_with_the_page(papers, f1=f1, f2=count_in_tile(page, "F2"))
    look_into_the_bundle(bundle, papers)
    with capsys.disabled():
        print(f"\ncase, F1 with evidence, call list, zone, papers: {seconds:.0f} s")  # noqa: T201


def choose_a_second_case(page):
    unfold_head(page)
    expect(page.get_by_text("Điểm mù")).to_be_visible()
    page.locator(".st-key-trace_cases input").click()
    page.get_by_role("option").nth(1).click()
    page.keyboard.press("Escape")
    settle(page)
    expect(page).to_have_url(re.compile(r"case=HD-[0-9-]+%2CHD-"))


def see_the_evidence(page):
    pick_row(page, 0)
    page.get_by_role("button", name="Xem bằng chứng").click()
    settle(page)
    expect(page.get_by_text(re.compile(r"Người số \d+ là F1, vì ca HD-"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Chuỗi sớm nhất"))).to_be_visible()


def see_network_and_map(page):
    open_view(page, "Mạng lưới")
    expect(frame_of(page).locator("#cy canvas").first).to_be_visible(timeout=30_000)
    open_view(page, "Bản đồ")
    expect(frame_of(page).locator("path.leaflet-interactive").first).to_be_visible(timeout=30_000)
    assert frame_of(page).locator(".leaflet-marker-icon.mark").count() > 0


def put_all_f1_on_the_call_list(page):
    """Return how many F1 the page counts; all are on the list but those who are cases."""
    open_view(page, "Theo dõi")
    f1 = count_in_tile(page, "F1")
    put = page.get_by_role("button", name=re.compile(r"Đưa \d+ người vào danh sách"))
    count = int(re.search(r"Đưa (\d+) người", put.inner_text())[1])
    assert count == f1 - told_as_cases(page)
    put.click()
    settle(page)
    expect(page.get_by_text(f"Đã có trong danh sách: {count}")).to_be_visible()
    return f1


def told_as_cases(page):
    """Return how many of the F1 the page says are cases themselves, and keeps off the list."""
    told = page.get_by_text("đã là ca bệnh, cần chuyển điều trị")
    return int(re.match(r"\d+", told.inner_text())[0]) if told.count() else 0


def save_a_zone(page):
    """Save the first proposal; return its households and residents as the ledger lists them."""
    go_to(page, "Vùng phong tỏa")
    open_view(page, "Đề xuất vùng mới")
    pick_row(page, 0)
    expect(page.get_by_text("Đang chọn: 1 vùng")).to_be_visible()
    page.get_by_label("Lý do").fill(REASON)
    page.get_by_role("button", name="Lưu đề xuất").click()
    expect(page.get_by_text("Đã lưu 1 đề xuất vào sổ")).to_be_visible(timeout=30_000)
    open_view(page, "Sổ vùng phong tỏa")
    pick_row(page, 0)
    expect(page.get_by_text(f"Lý do: {REASON}")).to_be_visible()
    expect(page.get_by_role("button", name="Ghi vào sổ")).to_be_visible()
    return cell(page, "Hộ"), cell(page, "Người")


def taken_decision(page):
    """Take the draft decision with the names, which needs a reason first."""
    page.get_by_role("button", name="Ghi tên người vào giấy tờ").click()
    page.get_by_label("Lý do xem").fill(REASON)
    page.get_by_role("button", name="Ghi tên", exact=True).click()
    settle(page)
    return Document(io.BytesIO(taken(page, "Dự thảo quyết định thiết lập (DOCX)")))


def taken_papers(page):
    """Take the list, the call list with names, and the quick report."""
    open_view(page, "Danh sách")
    page.get_by_role("button", name="Hiện danh tính").click()
    page.get_by_label("Lý do xem").fill(REASON)
    page.get_by_role("button", name="Ghi nhật ký và hiện").click()
    expect(page.get_by_text("Đang hiện danh tính của")).to_be_visible(timeout=30_000)
    settle(page)
    return (
        pd.read_csv(
            io.BytesIO(taken(page, "Tải CSV")), sep=";", dtype="str", keep_default_na=False
        ),
        openpyxl.load_workbook(io.BytesIO(taken(page, "Danh sách gọi điện (XLSX)"))),
        Document(io.BytesIO(taken(page, "Báo cáo nhanh (DOCX)"))),
    )


def taken_bundle(page):
    """Make the ZIP of everything for these cases, then save it; return its files."""
    page.get_by_role("button", name="Tất cả cho ca bệnh này (ZIP)").click()
    page.get_by_role("button", name="Lưu tệp ZIP").wait_for(timeout=120_000)
    with zipfile.ZipFile(io.BytesIO(taken(page, "Lưu tệp ZIP"))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def look_into_the_bundle(files, papers):
    """Each file is named on the first page, and each decision has its annex, drawn."""
    contents = files[CONTENTS].decode("utf-8-sig")
    assert all(f"- {name}: " in contents for name in files if name != CONTENTS)
    assert {"danh-sach-goi-dien.xlsx", "bao-cao-nhanh.docx"} < set(files)
    assert any(name.startswith("thong-bao/") for name in files)
    _, listed, _ = papers
    called = openpyxl.load_workbook(io.BytesIO(files["danh-sach-goi-dien.xlsx"]))
    assert rows_of(called) == rows_of(listed)
    maps = [content for name, content in files.items() if name.endswith(".png")]
    decisions = [name for name in files if name.endswith(".docx") and "vung-" in name]
    assert len(maps) == len(decisions) > 0
    for name in decisions:
        assert len(Document(io.BytesIO(files[name])).inline_shapes) == 1
    for content in maps:
        annex = Image.open(io.BytesIO(content)).convert("L")
        dark = sum(annex.histogram()[:128])
        assert dark > 0.005 * annex.width * annex.height


def rows_of(book):
    return sum(sheet.max_row - 1 for sheet in book.worksheets[1:])


def compare_with_the_page(papers, *, f1, f2):
    """Each file counts as the page does, and holds the hostile names as text, never live."""
    listed, book, report = papers
    cells = [cell for sheet in book.worksheets[1:] for row in sheet.iter_rows() for cell in row]
    rings = [str(cell.value) for cell in cells if str(cell.value) in {"F1", "F2"}]
    assert (rings.count("F1"), rings.count("F2")) == (f1, f2)
    assert len(listed) == f1 + f2
    assert f"Tìm thấy {f1 + f2} người" in text_of(report).replace(".", "")

    named = [cell for cell in cells if HOSTILE in str(cell.value)]
    assert len(named) > f1
    assert {cell.data_type for cell in named} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert HOSTILE in text_of(report)
    assert not [part for part in report.part.rels.values() if part.is_external]
    assert not listed.map(lambda text: text.startswith("=")).any(axis=None)


def test_two_browsers_on_one_follow_up_lose_nothing(open_at, server):
    first, second = open_at(), open_at()
    for page in (first, second):
        enter(page, f"{server}/follow_up", "epidemiologist")
        settle(page)
    person = cell(first, "Số người")
    for page, note in ((first, "Người thứ nhất"), (second, "Người thứ hai")):
        find(page, person)
        pick_row(page, 0)
        page.get_by_label("Ghi chú").fill(note)
        page.keyboard.press("Enter")
        settle(page)

    record(first, "called")
    expect(first.get_by_text("Đã ghi “Đã gọi” cho 1 người.")).to_be_visible(timeout=30_000)
    record(second, "positive")

    told = second.get_by_test_id("stAlert").filter(has_text="Người thứ nhất")
    expect(told).to_be_visible(timeout=30_000)
    if (again := second.get_by_role("button", name="Vẫn ghi thêm")).count():
        again.click()
        settle(second)
    pick_row(second, 0)
    for note in ("Người thứ nhất", "Người thứ hai"):
        expect(second.get_by_role("listitem").filter(has_text=note).first).to_be_visible()


def find(page, person):
    page.get_by_text("Tất cả", exact=True).click()
    settle(page)
    page.locator(".st-key-follow_up_find input").fill(person)
    page.keyboard.press("Enter")
    settle(page)


def record(page, event):
    page.locator(f".st-key-follow_up_record_{event} button").click()
    settle(page)


def go_to(page, title):
    in_menu(page, title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=30_000)
    settle(page)


def count_in_tile(page, label):
    tile = page.locator(".tile").filter(has=page.get_by_text(label, exact=True))
    return int(tile.locator(".tile-value").first.inner_text().replace(".", ""))


def cell(page, title):
    """Return what the first row of the list says under a heading: the canvas has a copy."""
    headings = grid(page).locator("[role=columnheader]").all_text_contents()
    cells = grid(page).locator("tbody [role=row]").first.locator("[role=gridcell]")
    return cells.all_text_contents()[headings.index(title)]


def taken(page, label):
    """Click a download and return the file."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return download.value.path().read_bytes()


def text_of(document):
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join(parts)
