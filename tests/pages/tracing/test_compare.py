"""Two presets side by side."""

import pytest

from tests.pages.viewers import EPIDEMIOLOGIST


@pytest.mark.usefixtures("province")
def test_two_presets_side_by_side_add_up(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="compare", versus="who")

    counts = next(table.value for table in page.dataframe if "first_count" in table.value)
    only = next(table.value for table in page.dataframe if "on_list" in table.value)
    assert page.session_state["trace_versus"] == "who"
    assert counts["ring"].tolist() == ["F1", "F2"]
    assert counts["first_count"].sum() > counts["second_count"].sum()
    assert set(only) == {"person_id", "ring", "on_list"}
    assert len(only) == counts[["first_only_count", "second_only_count"]].sum().sum()


@pytest.mark.usefixtures("province")
def test_the_second_preset_is_never_the_first_and_stands_in_the_address(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="compare", versus="moh_2021_08")
    assert page.session_state["trace_versus"] != "moh_2021_08"

    page.selectbox(key="trace_versus").set_value("rki").run()

    assert not page.exception
    assert page.query_params["versus"] in ("rki", ["rki"])
    assert page.query_params["view"] in ("compare", ["compare"])
    assert page.session_state["trace_preset"] == "moh_2021_08"
