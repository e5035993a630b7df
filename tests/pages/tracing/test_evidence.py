"""Why a person is on the list: chains, contacts, and the sheet that is printed and read out."""

import re
from datetime import UTC, datetime

import pandas as pd
import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.data.kept import Load
from dashboard.reports.traces.evidence_sheet import Section, Sheet, html
from tests.pages.viewers import EPIDEMIOLOGIST, listed

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
COLUMNS = [
    "source", "target", "place_name", "met_at", "parted_at", "minutes", "tier", "source_day",
    "confidence", "place_kind",
]  # fmt: skip


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_chains_and_contacts_say_where_when_how_long_and_how_sure(open_page, direction):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="evidence", direction=direction)

    tables = [table.value for table in page.dataframe if "source" in table.value]
    titles = [heading.value for heading in page.header]
    assert not page.exception
    assert any("mạnh nhất" in title for title in titles)
    assert len(tables) >= 2
    assert all(list(table) == COLUMNS for table in tables)
    told = tables[0]
    is_home = told["place_kind"] == "nhà ở"
    assert told["tier"][~is_home].isin(["dưới 10 phút", "10–15 phút", "từ 15 phút"]).all()
    assert told["tier"][is_home].eq("sống cùng nhà").all()
    assert told["confidence"].isin(["có quét ra", "quét nơi khác", "ước tính"]).all()
    assert told["source_day"].str.fullmatch(r"[+−]\d+|0|–").all()
    how_strong = "sống cùng nhà" if is_home.all() else "yếu nhất"
    assert any(how_strong in caption.value for caption in page.caption)


@pytest.mark.usefixtures("province")
def test_the_day_of_illness_is_known_of_cases_only(open_page):
    people = listed(open_page("contact_tracing", EPIDEMIOLOGIST, rings="2"))
    onward = people.loc[people["ring"] == "F2", "person_id"].iloc[0]
    contacts = pd.concat(
        table.value
        for person in (people["person_id"].iloc[0], onward)
        for table in open_page(
            "contact_tracing", EPIDEMIOLOGIST, view="evidence", person=person
        ).dataframe
        if "source" in table.value
    )
    is_asked = contacts["source"].str.startswith("F0")
    cases = data.tracing.cases(Load(EPIDEMIOLOGIST.scope, NOW))["person_id"].astype(str)
    is_case = is_asked | contacts["source"].str.split(" ").str[-1].isin(cases)
    assert is_asked.any()
    assert (~is_case).any()
    assert (contacts.loc[~is_case, "source_day"] == "–").all()


@pytest.mark.usefixtures("province")
def test_what_is_read_out_names_no_person_and_no_case(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="evidence")

    told = page.info[0].value
    assert "một người đã được xác định mắc COVID" in told
    assert "HD" not in told
    assert not re.search(r"\b[Nn]gười số", told)


@pytest.mark.usefixtures("province")
def test_no_sheet_without_a_reason(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="evidence")
    button = page.get("download_button")[0]
    assert button.proto.disabled

    next(box for box in page.text_input if box.label == "Lý do in phiếu").set_value("Gọi").run()

    assert not page.get("download_button")[0].proto.disabled


@pytest.mark.parametrize("has_name", [True, False], ids=["with name", "without"])
def test_a_sheet_is_logged_and_names_the_person_only_when_asked(open_page, province, has_name):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    person = int(listed(page)["person_id"].iloc[0])
    case = page.multiselect(key="trace_cases").value[0]

    text = printed(case, person, "Gọi điện cho F1", has_name=has_name)

    with psycopg.connect(province) as owner:
        name = owner.execute(
            "select full_name from operational.identities where person_id = %s", (person,)
        ).fetchone()[0]
        look = owner.execute(
            "select question, reason, viewer, person_ids from ledger.access_log"
            " order by access_id desc limit 1"
        ).fetchone()
    asked = "evidence_sheet_with_name" if has_name else "evidence_sheet"
    assert look[0].startswith(f"{asked}?preset=")
    assert look[1:] == ("Gọi điện cho F1", EPIDEMIOLOGIST.name, [person])
    assert (name in text) == has_name
    for said in (str(person), "mạnh nhất", "Đọc qua điện thoại", "Bộ quy tắc", "Số liệu đến"):
        assert said in text
    assert f"Người in: {EPIDEMIOLOGIST.name}" in text


def test_text_from_outside_is_only_text_on_a_sheet():
    hostile = "<img src=x onerror=alert(1)>"
    rows = pd.DataFrame({hostile: [hostile]})
    sheet = Sheet(
        language="vi", title=hostile, print_label=hostile, who=[(hostile, hostile)],
        phone_title=hostile, phone=[hostile], rules_title=hostile, rules=[(hostile, hostile)],
        sections=[Section(title=hostile, note=hostile, rows=rows)], footer=[hostile],
    )  # fmt: skip

    assert "<img" not in html(sheet)
    assert html(sheet).count("&lt;img") == 15  # the title also names the tab


def printed(case, person, reason, *, has_name):
    """Return the sheet that the download button's function makes, as the epidemiologist."""

    def script(case, person, reason, has_name):
        import streamlit as st  # noqa: PLC0415 - AppTest runs this function alone

        from dashboard import access, figures  # noqa: PLC0415
        from dashboard.panels import tracing  # noqa: PLC0415
        from dashboard.panels.shared import viewpoint  # noqa: PLC0415
        from dashboard.panels.tracing.question.choice import Choice  # noqa: PLC0415

        here = viewpoint.of_data(access.require(access.Right.TRACE_CONTACTS))
        base = tracing.question.asking.read(here)
        result = figures.tracing.trace.traced(base, Choice(case_ids=(case,)))
        st.session_state["sheet"] = tracing.person.sheet._logged_sheet(
            base, result, person, reason, has_name=has_name
        )

    given = {"case": case, "person": person, "reason": reason, "has_name": has_name}
    app = AppTest.from_function(script, default_timeout=240, kwargs=given)
    app.session_state["viewer"] = EPIDEMIOLOGIST
    app.run()
    assert not app.exception
    return app.session_state["sheet"].decode("utf-8")


@pytest.mark.usefixtures("province")
def test_who_lives_with_a_case_is_told_so_and_asked_for_others(open_page):
    people = listed(open_page("contact_tracing", EPIDEMIOLOGIST))
    at_home = people.loc[people["place_name"] == "Nhà ở (cùng hộ)", "person_id"].iloc[0]

    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="evidence", person=at_home)

    told = page.info[0].value
    assert "sống cùng nhà với một người đã được xác định mắc COVID" in told
    assert "ngoài người trong nhà" in told
    assert "ở đó" not in told
    contacts = next(table.value for table in page.dataframe if "place_kind" in table.value)
    is_home = contacts["place_kind"] == "nhà ở"
    assert contacts["minutes"][is_home].isna().all()
    assert contacts["tier"][is_home].eq("sống cùng nhà").all()
    assert any("sống cùng nhà" in caption.value for caption in page.caption)
