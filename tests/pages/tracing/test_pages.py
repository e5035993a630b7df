"""A long list in pages, and views that run again without the page."""

import pytest

from dashboard.panels import tracing
from tests.pages.viewers import EPIDEMIOLOGIST, listed, many_cases

pytestmark = pytest.mark.usefixtures("province")


def test_a_list_longer_than_a_page_is_turned_page_by_page(open_page, monkeypatch):
    cases = many_cases()
    everybody = listed(open_page("contact_tracing", EPIDEMIOLOGIST, case=cases))
    everybody = everybody["person_id"].tolist()
    monkeypatch.setattr(tracing.answer.pages, "ROWS", 5)

    page = open_page("contact_tracing", EPIDEMIOLOGIST, case=cases)
    first = listed(page)["person_id"].tolist()
    page.session_state["trace_list_page"] = 2
    second = listed(page.run())["person_id"].tolist()

    assert len(everybody) > 10
    assert first == everybody[:5]
    assert second == everybody[5:10]
    assert any("Dòng 6–10 trong" in caption.value for caption in page.caption)


def test_another_order_is_that_of_all_pages_and_begins_at_the_first(open_page, monkeypatch):
    everybody = listed(open_page("contact_tracing", EPIDEMIOLOGIST))
    monkeypatch.setattr(tracing.answer.pages, "ROWS", 5)
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    page.session_state["trace_list_page"] = 2
    page.run()

    page.selectbox(key="trace_list_order").set_value("minutes").run()

    assert page.session_state["trace_list_page"] == 1
    # Who lives together, day and night, stands first; nobody counts their minutes.
    in_order = everybody.sort_values("minutes", ascending=False, na_position="first")
    assert (
        listed(page)["minutes"].fillna(-1).tolist() == in_order["minutes"].fillna(-1)[:5].tolist()
    )


def test_a_page_beyond_the_last_is_the_first_again(open_page, monkeypatch):
    monkeypatch.setattr(tracing.answer.pages, "ROWS", 5)
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    first = listed(page)["person_id"].tolist()
    page.session_state["trace_list_page"] = 10_000

    assert listed(page.run())["person_id"].tolist() == first


def test_a_short_list_asks_nothing(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    assert "trace_list_order" not in [box.key for box in page.selectbox]
