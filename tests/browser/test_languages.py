"""Every page in both languages: no word of the other one, one title, no two buttons of one name."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from dashboard import words
from tests.browser.conftest import SIZES
from tests.browser.hostile import HOSTILE
from tests.browser.spoken_texts import SAID, foreign
from tests.browser.steps import TITLES, enter, overflow
from tests.browser.stillness import settle

pytestmark = pytest.mark.browser

MOST_TABS = 12
TEXTS = """() => {
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) found.push(walk.currentNode.nodeValue.trim());
    return found;
}"""
BUTTONS = """() => [...document.querySelectorAll("button, summary, [role=button], [role=tab]")]
    .filter((button) => button.checkVisibility() && !button.closest("[aria-hidden=true]"))
    .map((button) => {
        const bare = button.cloneNode(true);
        const icons = bare.querySelectorAll("[translate=no], [aria-hidden=true]");
        icons.forEach((icon) => icon.remove());
        const group = button.closest("[role=radiogroup]")?.getAttribute("aria-label");
        const role = button.getAttribute("role") ?? "button";
        const name = button.getAttribute("aria-label") || bare.textContent || button.title;
        return [role, role === "radio" ? group : "", name.trim().replace(/\\s+/g, " ")].join(" | ");
    })"""


@pytest.mark.parametrize("tongue", ["vi", "en"])
@pytest.mark.parametrize("path", TITLES, ids=lambda path: path or "overview")
def test_a_page_speaks_one_language_and_tells_its_buttons_apart(
    open_at, server, subtests, path, tongue
):
    """Every part of it, with what was folded open: tables, menus, maps and the network too."""
    page = open_at("phone" if tongue == "en" else "wide")
    enter(page, f"{server}/{path}?lang={tongue}", "epidemiologist")
    settle(page)
    if tongue == "en":
        with subtests.test("no sentence of the Vietnamese catalogue, on a phone"):
            fits_a_phone_in_english(page)
        page.set_viewport_size(SIZES["wide"]["viewport"])
        settle(page)
    said, twice = set(), set()

    for number in range(max(1, min(MOST_TABS, page.get_by_role("tab").count()))):
        if number > 0:
            page.get_by_role("tab").nth(number).click()
            settle(page)
        unfold(page)
        expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_count(1)
        said |= {text.replace(HOSTILE, "") for text in page.evaluate(SAID)}
        names = Counter(page.evaluate(BUTTONS))
        twice |= {f"{number}: {name}" for name, count in names.items() if count > 1}

    with subtests.test("no word of the other language"):
        assert foreign(said, tongue) == []
    with subtests.test("no two buttons of one name"):
        assert twice == set()


def fits_a_phone_in_english(page):
    """See that it says nothing in Vietnamese but names of data, and is no wider than its screen."""
    english = set(words.sentences("en").values())
    long = {text for text in words.sentences("vi").values() if len(text) > 3 and "{" not in text}
    drawn = page.locator(".tile-value, .call, .st-key-search_all")  # figures, or what finds them
    expect(drawn.filter(visible=True).first).to_be_visible()
    assert set(page.evaluate(TEXTS)) & (long - english) == set()
    assert page.get_by_test_id("stAlertContentError").count() == 0
    assert overflow(page) <= 0


def unfold(page):
    """Open every fold; what a menu or a popover says is read once it is drawn."""
    opened = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stExpander] details:not([open]) summary')]"
        ".map((fold) => fold.click()).length"
    )
    if opened:
        settle(page)


def test_what_is_chosen_is_called_anew_in_the_other_language_and_stays_chosen(open_at, server):
    page = open_at()
    enter(page, f"{server}/contact_tracing?view=list&preset=who", "epidemiologist")
    preset = page.get_by_role("combobox", name="Bộ quy tắc")
    expect(preset).to_have_value("Tổ chức Y tế Thế giới (WHO)")
    settle(page)

    page.get_by_text("EN", exact=True).click()

    expect(page.get_by_role("combobox", name="Preset")).to_have_value("World Health Organization")
    settle(page)
    page.get_by_text("F3", exact=True).first.click()
    expect(page).to_have_url(re.compile("rings=3"))
    settle(page)
    assert page.get_by_test_id("stException").count() == 0
    expect(page.get_by_role("combobox", name="Preset")).to_have_value("World Health Organization")
    expect(page.get_by_test_id("stMultiSelect").first).to_contain_text("confirmed")


@pytest.mark.parametrize(("tongue", "none"), [("vi", "Không tìm thấy"), ("en", "No results")])
def test_a_list_without_a_match_says_so_in_the_page_s_language(open_at, server, tongue, none):
    page = open_at()
    enter(page, f"{server}/platforms?lang={tongue}", "leader")
    settle(page)

    page.locator(".st-key-choice_platform input").fill("zzzz")

    expect(page.get_by_text(none, exact=True)).to_be_visible()
    assert foreign(page.evaluate(SAID), tongue) == []


def test_a_table_says_aloud_what_it_shows(open_at, server):
    """The copy of the canvas that screen readers read: 10,2% and no 0.1015."""
    page = open_at()
    enter(page, f"{server}/platforms", "leader")
    settle(page)
    rows = page.get_by_test_id("stDataFrame").last.locator("tbody [role=row]")

    expect(rows).to_have_count(12)
    shares = rows.locator("[role=gridcell]:nth-child(4)").all_text_contents()

    assert [share for share in shares if not re.fullmatch(r"\d+,\d%|ẩn|–", share)] == []
    assert len(shares) == 12
