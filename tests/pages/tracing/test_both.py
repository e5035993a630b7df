"""Both ways in one action: exposed people, likely sources, and whom these met."""

import pytest

from tests.pages.viewers import EPIDEMIOLOGIST, listed


@pytest.mark.usefixtures("province")
def test_both_ways_adds_sources_and_whom_they_met(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, direction="both")

    people = listed(page)
    assert not page.exception
    assert page.session_state["trace_direction"] == "both"
    assert {"way", "via_id", "share", "risk"} <= set(people)
    assert "ring" not in people
    assert people["way"].str.contains("Nguồn nghi ngờ").any()
    onward = people[people["way"] == "Gặp nguồn"]
    assert onward["via_id"].notna().all()
    assert onward["share"].between(0, 1).all()
    assert people.loc[people["way"] == "F1", "share"].isna().all()


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("view", ["evidence", "network", "map", "compare"])
def test_both_ways_opens_in_every_view(open_page, view):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, direction="both", view=view)

    assert not page.exception
    assert not page.error


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("way", "said"), [("Nguồn nghi ngờ", "có thể là nguồn lây"), ("Gặp nguồn", "đã gặp một người")]
)
def test_evidence_of_the_look_back_is_a_chain_from_a_case(open_page, way, said):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, direction="both")
    people = listed(page)
    person = people.loc[people["way"].str.endswith(way), "person_id"].iloc[-1]

    page.session_state["trace_person"] = int(person)
    page.query_params["view"] = "evidence"
    page.session_state["tracing_view_vi"] = "Bằng chứng"
    page.run()

    assert not page.exception
    told = "\n".join(text.value for text in page.markdown if f"ười số {person} " in text.value)
    assert said in told
    assert "ca HD" in told
    chains = [len(table.value) for table in page.dataframe if "source" in table.value]
    assert (1 if way == "Nguồn nghi ngờ" else 2) in chains
