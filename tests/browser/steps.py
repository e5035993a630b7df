"""What a user does and sees on every page: sign in, open a view, click a row of a list."""

from tests.browser.stillness import settle

TITLES = {
    "": "Tổng quan",
    "search": "Tìm kiếm",
    "app_adoption": "Tỷ lệ cài đặt ứng dụng",
    "vaccination_coverage": "Bao phủ tiêm chủng",
    "platforms": "Các nền tảng",
    "health_declarations": "Khai báo y tế",
    "test_results": "Lấy mẫu và kết quả",
    "test_systems": "Đối chiếu hai hệ thống xét nghiệm",
    "qr_places": "Địa điểm QR",
    "checkpoints": "Chốt kiểm soát",
    "outreach": "Cổng thông tin và truyền thông",
    "support_team": "Lực lượng hỗ trợ",
    "data_sources": "Nguồn dữ liệu",
    "contact_tracing": "Truy vết tiếp xúc",
    "today": "Việc hôm nay",
    "follow_up": "Theo dõi F1",
    "containment_zones": "Vùng phong tỏa",
    "outbox": "Hộp thư đi",
}
OPEN_TO_ALL = [path for path in TITLES if path not in {"contact_tracing", "today", "follow_up"}]
SIGN_IN = "Chọn vai trò dùng thử"

HEADER_PX, ROW_PX, MARK_PX = 36, 35, 20


def enter(page, address, role):
    """Sign in with a trial role where one stands, which keeps the address."""
    page.goto(address)
    page.locator(f".st-key-enter_{role} button").click(timeout=120_000)
    page.locator(".frame .data-time").wait_for(timeout=120_000)


def heading(page):
    return page.get_by_role("heading", level=1)


def overflow(page):
    """Return by how many pixels the page is wider than the screen."""
    return page.evaluate(
        "Math.max(document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth) - window.innerWidth"
    )


def open_view(page, name):
    page.get_by_role("tab", name=name).click()
    settle(page)


def unfold_head(page):
    """Open what lies behind the one line that says what a trace found, unless it is open."""
    head = page.locator(".st-key-trace_head details")
    head.wait_for()
    if head.get_attribute("open") is None:
        head.locator("summary").click()
        settle(page)


def frame_of(page):
    return page.frame_locator("iframe").last


def grid(page):
    """Return the list of people or zones: the last table in sight but those of the evidence."""
    return page.get_by_test_id("stDataFrame").filter(visible=True).last


def headings(page):
    return grid(page).locator("[role=columnheader]").all_text_contents()


def pick_row(page, number):
    """Click the mark at the left of a row; the table is a canvas."""
    box = resting_box(page)
    page.mouse.click(box["x"] + MARK_PX, box["y"] + HEADER_PX + ROW_PX * number + ROW_PX / 2)
    settle(page)


def resting_box(page):
    """Return where the list is once it stays there: a map above it may still be growing."""
    box = None
    while True:
        grid(page).scroll_into_view_if_needed()
        before, box = box, grid(page).bounding_box()
        if box is not None and box == before:
            return box
        page.wait_for_timeout(300)
