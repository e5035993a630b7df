"""Network, timeline and map of one result: their states, and the one person they all follow."""

import pandas as pd
import pytest

from tests.pages.viewers import EPIDEMIOLOGIST, many_cases

pytestmark = pytest.mark.usefixtures("province")

PICTURES = ["network", "timeline", "map"]


def listed(page):
    return next(table.value for table in page.dataframe if "person_id" in table.value)


def told(page):
    return "\n".join(text.value for text in [*page.markdown, *page.caption, *page.info])


@pytest.fixture
def open_lists(open_page):
    """Return a function that opens the network, and under it the lists of people and places."""

    def opened(**query):
        page = open_page("contact_tracing", EPIDEMIOLOGIST, view="network", **query)
        assert not any("contact_count" in table.value for table in page.dataframe)
        page.session_state["trace_network_lists"] = True
        return page.run()

    return opened


@pytest.fixture
def somebody(open_page):
    """Return the number of somebody far down the list."""
    return str(listed(open_page("contact_tracing", EPIDEMIOLOGIST))["person_id"].iloc[-1])


@pytest.mark.parametrize("view", PICTURES)
def test_a_link_reopens_the_selected_person(open_page, somebody, view):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view=view, person=somebody)

    assert not page.exception
    assert f"Người số {somebody} " in told(page)
    assert page.query_params["person"] in (somebody, [somebody])


@pytest.mark.parametrize("person", ["0", "9" * 40, "<img src=x onerror=alert(1)>"])
def test_a_link_to_nobody_opens_the_first_of_the_list(open_page, person):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="map", person=person)

    assert not page.exception
    assert "person" not in page.query_params
    assert "Người số " in told(page)


def test_who_is_not_in_a_narrower_trace_comes_back_with_the_wider_one(open_page, somebody):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="map", person=somebody, rings="2")
    page.session_state["trace_rings"] = 1
    page.run()
    assert "person" not in page.query_params

    page.session_state["trace_rings"] = 2
    page.run()

    assert not page.exception
    assert page.query_params["person"] in (somebody, [somebody])


@pytest.mark.parametrize("view", PICTURES)
def test_backward_nobody_is_called_f1(open_page, view):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view=view, direction="backward")

    assert not page.exception
    shown = told(page) + "\n".join(str(table.value) for table in page.dataframe)
    assert " là F1" not in shown
    assert "F1 " not in shown.replace("không phải F1", "")


@pytest.mark.parametrize("view", PICTURES)
def test_one_ring_and_all_cases_open(open_page, view):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view=view, rings="1")
    cases = ",".join(str(label).split(" ")[0] for label in page.multiselect[0].options[:12])
    many = open_page("contact_tracing", EPIDEMIOLOGIST, view=view, rings="3", case=cases)

    assert not page.exception
    assert not many.exception
    assert not many.error


def test_the_network_lists_call_nobody_f1_backward(open_lists):
    page = open_lists(direction="backward")

    assert not page.exception
    people = next(table.value for table in page.dataframe if "contact_count" in table.value)
    assert not people["person"].str.startswith("F1").any()


def test_the_network_names_who_linked_most_people(open_lists):
    page = open_lists()

    people = next(table.value for table in page.dataframe if "contact_count" in table.value)
    places = next(table.value for table in page.dataframe if "share" in table.value)
    assert people["person"].str.match(r"F0 HD-|F\d \d").all()
    assert (
        people["person"].str.startswith("F0 HD-").any()
    )  # the case is among those who linked most
    assert people["contact_count"].iloc[0] > 0
    assert places["share"].is_monotonic_decreasing or len(places) == 1
    assert "nếu đều nhau: 20%" in told(page)


def test_one_ring_shows_its_connectors_unasked(open_lists):
    page = open_lists(rings="1")

    people = next(table.value for table in page.dataframe if "contact_count" in table.value)
    assert "cut_off_count" in people
    assert "nhóm ca bệnh tách rời nhau" in told(page)


def test_a_place_in_focus_is_opened_and_closed(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="network")
    focus = page.selectbox(key="trace_focus")
    place = next(option for option in focus.options if option.endswith(" người"))

    focus.select(place).run()

    assert not page.exception
    assert page.session_state["trace_focus"].startswith("v")


def test_the_timeline_turns_its_pages_and_counts_everybody(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="timeline", case=many_cases())
    number = page.number_input(key="trace_timeline_page")
    assert "người thứ 1–15 trong" in told(page)

    number.set_value(2).run()

    assert not page.exception
    assert "người thứ 16–30 trong" in told(page)


def test_the_map_shows_one_hour(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="map")
    assert "lượt người" not in told(page)

    page.session_state["trace_map_mode"] = "by_hour"
    page.run()

    assert not page.exception
    assert "lượt người (ca bệnh và người trong danh sách) có mặt tại" in told(page)
    assert pd.Timestamp(page.slider(key="trace_map_hour").value).minute == 0
