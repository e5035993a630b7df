"""What bars a reader's way on a page that stands, as axe-core finds it."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.steps import heading
from tests.browser.stillness import settle


def barriers(page, drawn):
    """Return one line for each finding of axe-core, once `drawn` stands and nothing turns."""
    stand(page, drawn)
    return findings(page)


def findings(page):
    """Return one line for each finding of axe-core on a page that stands."""
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    answer = page.evaluate("axe.run({resultTypes: ['violations', 'incomplete']})")
    assert "frame-tested" not in {unsure["id"] for unsure in answer["incomplete"]}
    title = heading(page).first.inner_text()
    return [
        f"{finding['id']} {title}: {' '.join(map(str, node['target']))} {node['failureSummary']}"
        for finding in answer["violations"]
        for node in finding["nodes"]
    ]


def stand(page, drawn):
    """Wait until `drawn` stands and nothing turns; no part of the page may have failed."""
    settle(page)
    # A bar of no height is there and not to be seen.
    expect(page.locator(drawn).locator("visible=true").first).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlertContentError").count() == 0
