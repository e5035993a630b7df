"""The first screen of a trace: thirty to call, why each, their phones once asked for, and done."""

import re

import pandas as pd
import psycopg
import pytest

from dashboard import data
from dashboard.figures.tracing.next_calls import MOST
from tests.pages.viewers import EPIDEMIOLOGIST, listed


@pytest.fixture
def calls(open_page, own_province):
    """Return the first screen, of a province that the test may change."""
    return open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")


def rows(page):
    return [block.body for block in page.get("html") if 'class="call"' in block.body]


def told(page):
    return next(text.value for text in page.markdown if "cần gọi tiếp" in text.value)


def reached_buttons(page):
    return [button for button in page.button if str(button.key).startswith("call_reached_")]


def test_the_first_screen_is_the_next_to_call_in_the_order_of_risk(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")
    people = listed(open_page("contact_tracing", EPIDEMIOLOGIST))

    called = [int(button.key.removeprefix("call_reached_")) for button in reached_buttons(page)]
    in_order = [int(person) for person in people.loc[people["ring"] == "F1", "person_id"]]
    isolated = set(people.loc[people["isolated_at"].notna(), "person_id"].astype("int64"))
    assert 0 < len(called) <= MOST
    assert called == [person for person in in_order if person in called]
    assert not isolated & set(called)


def test_each_has_one_reason_with_minutes_place_and_case(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")

    case = page.query_params["case"]
    case = case if isinstance(case, str) else case[0]
    first, *others = rows(page)
    assert case in first
    assert others
    assert all(case in row for row in others)
    assert any("phút tại" in row or "Sống cùng nhà" in row for row in others)
    assert all("tel:" not in row for row in [first, *others])


def test_phones_come_with_a_reason_and_are_logged_first(calls, own_province):
    with psycopg.connect(own_province) as connection:
        before = connection.execute("select count(*) from ledger.access_log").fetchone()[0]
    next(box for box in calls.text_input if box.label == "Lý do xem").set_value("Gọi F1")

    show = next(button for button in calls.button if button.label == "Ghi nhật ký và hiện")
    page = show.click().run()

    found = rows(page)
    assert sum('href="tel:' in row for row in found) > len(found) / 2
    assert 'href="tel:' in found[0]  # the case's own
    with psycopg.connect(own_province) as connection:
        after = connection.execute("select count(*) from ledger.access_log").fetchone()[0]
    assert after == before + 1


def test_a_reason_is_typed_once_for_a_case_and_offered_in_its_other_list(calls, own_province):
    """Each look is logged with it all the same."""
    reason_of(calls).set_value("Gọi F1")
    show_names(calls)
    calls.session_state["tracing_view_vi"] = "Danh sách"
    page = calls.run()

    assert reason_of(page).value == "Gọi F1"
    show_names(page)

    with psycopg.connect(own_province) as connection:
        reasons = connection.execute(
            "select reason from ledger.access_log where question like 'identities%'"
        ).fetchall()
    assert reasons == [("Gọi F1",)] * 2


def reason_of(page):
    return next(box for box in page.text_input if box.label == "Lý do xem")


def show_names(page):
    next(button for button in page.button if button.label == "Ghi nhật ký và hiện").click().run()


def test_who_is_likelier_to_fall_severely_ill_is_marked_once_names_were_asked_for(
    calls, own_province
):
    """By age and by chronic disease, in the order of the calls; until then nothing tells of it."""
    waiting = [int(button.key.removeprefix("call_reached_")) for button in reached_buttons(calls)]
    old, ill = waiting[:2]
    with psycopg.connect(own_province) as connection:
        connection.execute(
            "update operational.people set"
            " birth_year = case person_id when %(old)s then 1956 else 1957 end,"
            " priority_group = case person_id when %(ill)s then 'chronic_disease' end"
            " where person_id = any(%(all)s)",
            {"old": old, "ill": ill, "all": waiting},
        )
    assert not any("chip severe" in row for row in rows(calls))
    next(box for box in calls.text_input if box.label == "Lý do xem").set_value("Gọi F1")

    show = next(button for button in calls.button if button.label == "Ghi nhật ký và hiện")
    page = show.click().run()

    calls_shown = [row for row in rows(page) if ">F0<" not in row]
    marked = [re.findall(r'chip severe">([^<]+)<', row) for row in calls_shown]
    assert marked[:3] == [["từ 65 tuổi"], ["bệnh mạn tính"], []]
    assert not any(marked[3:])
    cases = sum("chip severe" in row for row in rows(page) if ">F0<" in row)
    assert f"{2 + cases} người dễ trở nặng" in told(page)


def test_who_was_reached_makes_room_for_the_next(calls, own_province):
    before = told(calls)
    first, *others = reached_buttons(calls)
    person = int(first.key.removeprefix("call_reached_"))

    page = first.click().run()

    assert told(page) != before
    now = [button.key for button in reached_buttons(page)]
    assert first.key not in now
    assert now[: len(others)] == [button.key for button in others]
    with psycopg.connect(own_province) as connection:
        states = connection.execute(
            "select state from ledger.follow_up_events where person_id = %s order by event_id",
            (person,),
        ).fetchall()
    assert [state for (state,) in states] == ["listed", "called"]


def test_whom_a_colleague_has_taken_is_not_offered_again(calls, own_province):
    person = int(reached_buttons(calls)[0].key.removeprefix("call_reached_"))
    with psycopg.connect(own_province) as connection:
        (event,) = connection.execute(
            "insert into ledger.follow_up_events"
            " (person_id, district_id, state, happened_at, recorded_by, case_ids)"
            " values (%s, '292', 'listed', '2021-08-24Z', 'A', '{X}') returning event_id",
            (person,),
        ).fetchone()
        connection.execute(
            "insert into ledger.call_assignments"
            " (person_id, district_id, seen_id, caller, assigned_at, assigned_by)"
            " values (%s, '292', %s, 'Đồng nghiệp', '2021-08-24Z', 'A')",
            (person, event),
        )

    page = calls.run()

    assert f"call_reached_{person}" not in [button.key for button in reached_buttons(page)]
    assert "1 đã có người khác nhận gọi" in told(page)


def test_a_case_without_a_date_is_named(calls, own_province, monkeypatch):
    monkeypatch.setattr(data.tracing, "undated_cases", lambda _: ["HDX"])

    page = calls.run()

    assert any("HDX" in caption.value for caption in page.caption)


def test_evidence_of_somebody_is_one_press_away(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")
    button = next(b for b in page.button if str(b.key).startswith("call_evidence_"))

    page = button.click().run()

    assert page.session_state["tracing_view_vi"] == "Bằng chứng"
    assert page.query_params["person"] in (
        button.key.removeprefix("call_evidence_"),
        [button.key.removeprefix("call_evidence_")],
    )


def test_everybody_is_one_press_away(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")

    page = page.button(key="next_calls_everybody").click().run()

    assert isinstance(listed(page), pd.DataFrame)


def test_the_head_says_everything_in_one_line(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")

    head = next(fold for fold in page.expander if "F0" in fold.label)
    assert "F1" in head.label
    assert "địa điểm" in head.label
    assert "Thấy" in head.label
    assert not head.proto.expanded
