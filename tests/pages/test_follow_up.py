"""Follow-up per role and state: refused, worked off, beaten by a colleague, empty; and replay."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pandas as pd
import psycopg
import pytest

from dashboard import alphabet, clock, data, figures, words
from dashboard.access import Role, Viewer
from dashboard.data.follow_up import Event, Listing
from dashboard.data.kept import Load
from dashboard.figures.days_work import Team
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import alerts
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL, many_cases

TITLE = "Theo dõi F1"
NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)


@pytest.fixture
def listed(province):
    """Keep the shared province's simulated follow-up as it was."""
    with psycopg.connect(province) as owner:
        before = owner.execute("select max(event_id) from ledger.follow_up_events").fetchone()[0]
    yield before
    with psycopg.connect(province) as owner:
        owner.execute("delete from ledger.follow_up_events where event_id > %s", (before,))


@pytest.fixture
def nobody_listed(province):
    """Empty the ledger for one test; the simulated one comes back."""
    with psycopg.connect(province, autocommit=True) as owner:
        owner.execute("create table kept as select * from ledger.follow_up_events")
        owner.execute("truncate ledger.follow_up_events")
        yield
        owner.execute("truncate ledger.follow_up_events")
        owner.execute(
            "insert into ledger.follow_up_events overriding system value select * from kept"
        )
        owner.execute("drop table kept")


def calls(page):
    return next(table.value for table in page.dataframe if "urgency" in table.value)


def pick(page, *rows):
    """Pick rows of the call list."""
    key = next(str(table.key) for table in page.dataframe if "urgency" in table.value)
    page.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return page


@pytest.mark.usefixtures("province")
def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("follow_up")

    assert len(page.error) == 1
    assert not page.title
    assert not page.dataframe


@pytest.mark.usefixtures("province")
def test_a_leader_is_refused(open_page):
    page = open_page("follow_up", LEADER)

    assert "không thuộc quyền" in page.error[0].value
    assert not page.dataframe


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("viewer", [EPIDEMIOLOGIST, OFFICIAL], ids=lambda viewer: str(viewer.role))
def test_the_call_list_is_in_the_order_of_what_is_due_and_names_nobody(open_page, viewer):
    page = open_page("follow_up", viewer)

    assert not page.exception
    assert page.title[0].value == TITLE
    rows = calls(page)
    assert len(rows)
    assert rows["due_at"].is_monotonic_increasing
    assert rows["urgency"].str.contains("Quá hạn|Còn").all()
    assert not {"full_name", "phone"} & set(rows)


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("name", ["follow_up", "today", "contact_tracing"])
def test_times_that_cannot_be_used_are_counted_where_they_are_missing(open_page, monkeypatch, name):
    counted = {"isolations": 2, "samples": 1}
    monkeypatch.setattr(data.follow_up, "unusable_times", lambda _: counted)

    page = open_page(name, EPIDEMIOLOGIST)

    assert any("2 lần cách ly, 1 mẫu" in caption.value for caption in page.caption)


@pytest.mark.usefixtures("province")
def test_an_official_works_off_the_own_district_only(open_page):
    everybody = data.follow_up.follow_ups_now(EPIDEMIOLOGIST.scope, NOW)
    districts = everybody["district_id"].value_counts()
    own = districts.index[0]
    viewer = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, (own,))

    page = open_page("follow_up", viewer, calls="all")

    people = set(calls(page)["person_id"].astype(int))
    assert people == set(everybody.loc[everybody["district_id"] == own, "person_id"])
    assert len(people) < len(everybody)


@pytest.mark.usefixtures("listed")
def test_two_clicks_record_for_several_people_with_who_and_when(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST, calls="all")
    people = calls(page)["person_id"].iloc[[0, 1]].astype(int).tolist()
    pick(page, 0, 1).run()

    page.button(key="follow_up_record_sampled").click().run()

    assert not page.exception
    assert any("Đã ghi “Đã lấy mẫu” cho 2 người" in text.value for text in page.success)
    entries = data.follow_up.events(EPIDEMIOLOGIST.scope, people).drop_duplicates("person_id")
    assert entries["state"].tolist() == ["sampled", "sampled"]
    assert set(entries["recorded_by"]) == {EPIDEMIOLOGIST.name}


@pytest.mark.usefixtures("listed")
def test_whoever_is_slower_is_told_keeps_what_was_typed_and_may_record_it_still(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST)
    page.text_input(key="follow_up_note_0").set_value("gọi lúc trưa").run()
    row = calls(page).iloc[0]
    person = int(row["person_id"])
    pick(page, 0).run()
    _record(person, "called", hours=0)

    page.button(key="follow_up_record_called").click().run()

    told = page.warning[0].value
    assert "CHƯA được ghi" in told
    assert "Đồng nghiệp" in told
    assert page.text_input(key="follow_up_note_0").value == "gọi lúc trưa"
    newest = data.follow_up.events(EPIDEMIOLOGIST.scope, [person]).iloc[0]
    assert newest["recorded_by"] == "Đồng nghiệp"

    page.button(key="follow_up_all_the_same").click().run()

    newest = data.follow_up.events(EPIDEMIOLOGIST.scope, [person]).iloc[0]
    assert (newest["recorded_by"], newest["note"]) == (EPIDEMIOLOGIST.name, "gọi lúc trưa")
    assert not page.warning


@pytest.mark.usefixtures("listed")
def test_whoever_is_slower_may_leave_it_at_that(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST)
    person = int(calls(page).iloc[0]["person_id"])
    pick(page, 0).run()
    _record(person, "called", hours=0)
    page.button(key="follow_up_record_called").click().run()
    assert page.warning

    page.button(key="follow_up_leave_it").click().run()

    assert not page.warning
    newest = data.follow_up.events(EPIDEMIOLOGIST.scope, [person]).iloc[0]
    assert newest["recorded_by"] == "Đồng nghiệp"


@pytest.mark.usefixtures("listed")
def test_a_time_that_has_not_come_is_refused(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST)
    person = int(calls(page)["person_id"].iloc[0])
    before = len(data.follow_up.events(EPIDEMIOLOGIST.scope, [person]))
    pick(page, 0).run()
    page.session_state["follow_up_time_0"] = datetime(2021, 9, 1, 8, 0)  # noqa: DTZ001 - as typed
    page.button(key="follow_up_record_called").click().run()

    assert any("chưa đến" in error.value for error in page.error)
    assert len(data.follow_up.events(EPIDEMIOLOGIST.scope, [person])) == before


@pytest.mark.usefixtures("listed")
def test_the_history_of_one_person_shows_mistakes_and_corrects_them(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST, calls="all")
    person = int(calls(page)["person_id"].iloc[0])
    wrong = _record(person, "positive", hours=0, note="*nhầm*")
    page.run()
    row = calls(page)["person_id"].astype(int).tolist().index(person)
    pick(page, row).run()
    page.selectbox(key="follow_up_correct_which_0").set_value(wrong)
    page.run()

    page.button(key="follow_up_correct_withdrawn").click().run()

    assert not page.exception
    entries = data.follow_up.events(EPIDEMIOLOGIST.scope, [person])
    assert entries["state"].iloc[0] == "withdrawn"
    assert entries["is_corrected"].iloc[1]
    pick(page, calls(page)["person_id"].astype(int).tolist().index(person)).run()
    told = "\n".join(text.value for text in page.markdown)
    assert "~~**Kết quả dương tính**" in told
    assert "\\*nhầm\\*" in told


@pytest.mark.usefixtures("listed")
def test_a_positive_and_a_later_negative_are_shown_and_asked_about(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST)
    person = int(calls(page)["person_id"].iloc[0])
    for state, hours in (("sampled", 9), ("positive", 8), ("sampled", 4), ("negative", 2)):
        _record(person, state, hours=hours)

    page = open_page("follow_up", EPIDEMIOLOGIST, calls="cases")
    row = calls(page)["person_id"].astype(int).tolist().index(person)
    assert "kết quả trái nhau" in calls(page)["action"].iloc[row]
    pick(page, row).run()

    assert not page.exception
    told = "\n".join(text.value for text in page.warning)
    assert "Mẫu dương tính có đúng của người này không?" in told


@pytest.mark.usefixtures("listed")
def test_what_happens_after_a_release_is_not_recorded_and_that_is_said(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST, calls="all")
    person = int(calls(page)["person_id"].iloc[0])
    _record(person, "released", hours=0)
    page.run()
    pick(page, calls(page)["person_id"].astype(int).tolist().index(person)).run()

    page.button(key="follow_up_record_sampled").click().run()

    assert not page.exception
    assert f"CHƯA được ghi cho người số {person}" in page.warning[0].value
    assert data.follow_up.events(EPIDEMIOLOGIST.scope, [person])["state"].iloc[0] == "released"


@pytest.mark.usefixtures("listed")
def test_a_later_exposure_is_told_with_what_it_changed_and_when(open_page):
    everybody = data.follow_up.follow_ups_now(EPIDEMIOLOGIST.scope, NOW)
    waiting = everybody[everybody["isolated_at"].isna() & everybody["own_case_ids"].isna()]
    row = waiting[waiting["released_at"].isna()].iloc[0]
    person, before = int(row["person_id"]), row["last_exposed_at"]
    later = before + timedelta(hours=5)
    added = data.follow_up.put_on_list(
        EPIDEMIOLOGIST.scope,
        Listing(
            person_ids=[person],
            district_ids=[row["district_id"]],
            notified_ats=[row["notified_at"]],
            exposed_ats=[row["exposed_at"]],
            last_exposed_ats=[later],
            case_ids=["BN-muon"],
            happened_at=NOW,
        ),
    )
    assert added == [person]

    page = open_page("follow_up", EPIDEMIOLOGIST, calls="all")
    shown = calls(page)
    at = shown["person_id"].astype(int).tolist().index(person)
    until = shown["quarantine_until"].iloc[at]
    pick(page, at).run()

    assert not page.exception
    told = "\n".join(text.value for text in page.markdown)
    assert f"Tiếp xúc lần cuối lúc {words.moment(later)}" in told
    ends = (words.moment(moment + timedelta(days=14)) for moment in (later, before))
    assert "cách ly đến {} thay vì {}".format(*ends) in told
    assert until == clock.local_times(pd.Series([later + timedelta(days=14)]))[0]


@pytest.mark.usefixtures("listed")
def test_names_need_a_reason_and_are_logged_first(open_page, province):
    page = open_page("follow_up", EPIDEMIOLOGIST)
    next(box for box in page.text_input if box.label == "Lý do xem").set_value("Gọi F1")
    next(button for button in page.button if button.label == "Ghi nhật ký và hiện").click().run()

    named = calls(page).dropna(subset=["full_name"])
    assert len(named)
    with psycopg.connect(province) as owner:
        look = owner.execute(
            "select reason, person_ids from ledger.access_log"
            " where question = 'identities?follow_up' order by access_id desc limit 1"
        ).fetchone()
    assert look[0] == "Gọi F1"
    assert set(named["person_id"].astype(int)) <= set(look[1])

    page.button(key="follow_up_unnaming").click().run()
    assert not {"full_name", "phone"} & set(calls(page))


@pytest.mark.usefixtures("nobody_listed")
@pytest.mark.parametrize("viewer", [EPIDEMIOLOGIST, OFFICIAL], ids=lambda viewer: str(viewer.role))
def test_an_empty_ledger_has_its_own_state(open_page, viewer):
    page = open_page("follow_up", viewer)

    assert not page.exception
    assert any("Chưa có ai trong danh sách gọi" in text.value for text in page.markdown)
    page.session_state["follow_up_view_vi"] = "Tốc độ truy vết"
    page.run()
    assert any("Chưa đo được tốc độ truy vết" in text.value for text in page.markdown)


@pytest.mark.usefixtures("province")
def test_the_board_measures_every_week_and_district_and_flags_in_words(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST)
    page.session_state["follow_up_view_vi"] = "Tốc độ truy vết"
    page.run()

    assert not page.exception
    weeks, districts = (table.value for table in page.dataframe)
    assert weeks.iloc[:, 0].str.match(r"Tuần \d+, từ \d\d/\d\d/\d{4}$").all()
    assert weeks["Đã ghi"].sum() == districts["Đã ghi"].sum() > 0
    assert weeks["Đã hết hạn"].sum() == districts["Đã hết hạn"].sum() > 0
    inside = districts[districts["Đã hết hạn"] > 0]
    assert (inside["Kịp hạn"] <= inside["Đã hết hạn"]).all()
    verdicts = {"Đạt mục tiêu", "Sát mục tiêu, chưa đạt", "Dưới mục tiêu", "Không rõ"}
    assert set(districts["So với mục tiêu"]) <= verdicts


@pytest.mark.usefixtures("listed")
def test_a_trace_is_put_on_the_list_once_and_shown_in_the_list(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="follow_up", case=many_cases())
    before = set(data.follow_up.states(EPIDEMIOLOGIST.scope)["person_id"])

    page.button(key="follow_up_put").click().run()

    assert not page.exception
    added = data.follow_up.states(EPIDEMIOLOGIST.scope)["person_id"]
    assert len(added) > len(before)
    assert any("vào danh sách gọi" in text.value for text in page.success)
    page.button(key="follow_up_put").click().run()
    assert any("không thêm ai" in text.value for text in page.success)

    page.session_state["tracing_view_vi"] = "Danh sách"
    page.query_params["view"] = "list"
    page.run()
    people = next(table.value for table in page.dataframe if "ring" in table.value)
    near = people[people["ring"] == "F1"].set_index("person_id")["follow_up"]
    cases = data.tracing.cases(Load(EPIDEMIOLOGIST.scope, NOW))["person_id"]
    left_out = near.index[near.isna()]
    assert left_out.astype("int64").isin(cases).all()  # at home with a case, and a case themselves
    assert len(left_out) < len(near) / 2


@pytest.mark.usefixtures("province")
def test_an_earlier_moment_knows_less_and_says_so_loudly(open_page):
    now = open_page("contact_tracing", EPIDEMIOLOGIST)
    then = open_page("contact_tracing", EPIDEMIOLOGIST, known_at="2021-08-18T12:00")

    assert not then.exception
    assert any("KHÔNG PHẢI HIỆN TẠI" in error.value for error in then.error)
    assert not now.error
    assert len(then.multiselect[0].options) < len(now.multiselect[0].options)
    assert "12:00 ngày 18/08/2021" in then.error[0].value


@pytest.mark.usefixtures("province")
def test_cases_unknown_then_are_left_out_and_come_back(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    chosen = page.multiselect[0].value
    page.query_params["known_at"] = "2021-08-15T12:00"
    page.run()

    assert not page.exception
    assert any("Lúc đó chưa báo ca" in text.value for text in page.warning)
    assert page.multiselect[0].value != chosen

    page.button(key="replay_now").click().run()
    assert page.multiselect[0].value == chosen
    assert not page.error
    assert "known_at" not in page.query_params


@pytest.mark.usefixtures("province")
def test_a_day_back_and_on_moves_the_moment_that_is_known(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, known_at="2021-08-18T12:00")

    page.button(key="replay_back").click().run()
    assert page.query_params["known_at"] in ("2021-08-17T12:00", ["2021-08-17T12:00"])
    assert "12:00 ngày 17/08/2021" in page.error[0].value

    page.button(key="replay_on").click().run()
    assert "12:00 ngày 18/08/2021" in page.error[0].value


@pytest.mark.usefixtures("province")
def test_the_follow_up_of_the_past_is_not_written_to(open_page):
    page = open_page(
        "contact_tracing", EPIDEMIOLOGIST, known_at="2021-08-18T12:00", view="follow_up"
    )

    assert any("chỉ ghi và theo dõi được ở hiện tại" in text.value for text in page.info)
    assert not [button for button in page.button if button.key == "follow_up_put"]


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("moment", ["yesterday", "2031-01-01T00:00", "2020-01-01T00:00"])
def test_a_moment_that_cannot_be_gone_back_to_is_the_present(open_page, moment):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, known_at=moment)

    assert not page.exception
    assert not page.error
    assert "known_at" not in page.query_params


def test_states_are_added_to_a_list_and_stay_unknown_of_others():
    people = pd.DataFrame({"person_id": [1, 2]})
    states = pd.DataFrame({"person_id": [2], "state": ["called"]})

    assert figures.tracing.lists.with_follow_up(people, states)["follow_up"].tolist()[1] == "called"
    assert figures.tracing.lists.with_follow_up(people, states)["follow_up"].isna().tolist()[0]


@pytest.mark.usefixtures("no_database")
def test_database_down_has_its_own_state(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST)

    assert not page.exception
    assert page.header[0].value == "Chưa kết nối được cơ sở dữ liệu"


def _record(person, state, *, hours, note=""):
    """Record an event as a colleague; return its number."""
    scope = Viewer("Đồng nghiệp", Role.EPIDEMIOLOGIST).scope
    last = int(data.follow_up.events(scope, [person])["event_id"].max())
    happened_at = NOW - timedelta(hours=hours)
    event = Event(state=state, happened_at=happened_at, note=note)
    assert data.follow_up.record_event(scope, {person: last}, event).person_ids == [person]
    return int(data.follow_up.events(scope, [person])["event_id"].max())


@pytest.mark.usefixtures("province")
def test_the_call_list_is_searched_by_commune_without_marks(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST, calls="all")
    wanted = next(name for name in calls(page)["commune"] if not name.isascii())

    page.text_input(key="follow_up_find").set_value(alphabet.fold(wanted)).run()

    assert set(calls(page)["commune"]) == {wanted}


@pytest.fixture
def new_list(province):
    """Yield the owner's connection while the system proposes a list of one new case."""
    with psycopg.connect(province, autocommit=True) as owner:
        before = owner.execute("select max(event_id) from ledger.follow_up_events").fetchone()
        owner.execute(
            "insert into ledger.proposed_lists (case_id, traced_with, data_time, found_at,"
            " traced_at) select case_id, 'preset=x', %(now)s, %(now)s, %(now)s + interval '1.5 s'"
            " from operational.cases order by reported_at desc, case_id limit 1",
            {"now": NOW},
        )
        owner.execute(
            "insert into ledger.proposed_contacts select case_id, person_id, commune_id,"
            " district_id, %(now)s, %(now)s, %(now)s from ledger.proposed_lists, ("
            "select person_id, commune_id, district_id from operational.people"
            " inner join operational.communes using (commune_id)"
            " where person_id not in (select person_id from ledger.follow_up_events)"
            " and person_id not in (select person_id from operational.cases)"
            " and person_id not in (select person_id from operational.isolations)"
            " order by person_id limit 7) as people",
            {"now": NOW},
        )
        yield owner
        owner.execute("truncate ledger.proposed_lists cascade")
        owner.execute("delete from ledger.follow_up_events where event_id > %s", before)


def new_cases_of(page):
    return next(table.value for table in page.dataframe if "stands" in table.value)


def test_a_proposed_list_stands_by_commune_and_is_followed_up_once_confirmed(open_page, new_list):
    followed = "select count(*) from ledger.follow_up_events where note = 'preset=x'"
    page = open_page("follow_up", EPIDEMIOLOGIST, view="new_cases")
    cases = new_cases_of(page)
    [proposal] = cases[cases["contact_count"] == 7].to_dict("records")
    assert proposal["state"] == "Hệ thống đề xuất, chờ xác nhận"
    assert proposal["traced"] == pytest.approx(1.5)
    assert (cases.loc[cases["contact_count"].isna(), "state"] == "Chờ truy vết").all()
    assert not any(button.key == "new_case_confirm" for button in page.button)

    [place] = cases.index[cases["contact_count"].fillna(0) == 7]
    page.session_state["new_cases"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    page.run()
    by_commune = next(table.value for table in page.dataframe if "people" in table.value)
    assert by_commune["people"].sum() == 7
    looks = "select person_count from ledger.access_log where question = %s"
    assert new_list.execute(looks, (f"new_cases?case={proposal['case_id']}",)).fetchall() == [(7,)]
    assert new_list.execute(followed).fetchone() == (0,)

    new_list.execute(  # meanwhile another list comes to stand where that one stood
        "insert into ledger.proposed_lists (case_id, traced_with, data_time, found_at, traced_at)"
        " select min(case_id), '', %(now)s, %(now)s, %(now)s from operational.cases",
        {"now": NOW + timedelta(hours=1)},
    )
    page.button("new_case_confirm").click().run()

    assert not page.exception
    assert new_list.execute(followed).fetchone() == (7,)
    assert "7" in page.success[0].value
    team = Team(Viewpoint(EPIDEMIOLOGIST, NOW), None, NOW)
    today = figures.days_work.people(team).today
    listed_now = new_list.execute("select person_id from ledger.proposed_contacts").fetchall()
    to_call = set(today.loc[today["task"] == "call", "person_id"])
    assert {person for (person,) in listed_now} <= to_call
    states = new_cases_of(page).set_index("case_id")["state"]
    assert states[proposal["case_id"]].startswith("Dịch tễ xác nhận lúc")
    assert "Không thấy ai qua lượt quét: hỏi ca bệnh" in set(states)
    assert not any(button.key == "new_case_confirm" for button in page.button)


def test_a_dismissed_list_keeps_its_reason_and_comes_back_to_nobody(open_page, new_list):
    page = open_page("follow_up", EPIDEMIOLOGIST, view="new_cases")
    cases = new_cases_of(page)
    [place] = cases.index[cases["contact_count"].fillna(0) == 7]
    case = cases["case_id"][place]
    page.session_state["new_cases"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    page.run()

    page.button("new_case_dismiss").click().run()  # without a reason nothing happens
    assert page.warning[0].value == "Chưa bỏ qua: ghi lý do trước."
    assert case in set(new_cases_of(page)["case_id"])

    page.text_input(f"new_case_reason_{case}").set_value("  mẫu bị nhầm người ").run()
    page.button("new_case_dismiss").click().run()

    assert not page.exception
    assert page.success[0].value.startswith("Đã bỏ qua danh sách của ca ")
    assert not any(button.key == "new_case_confirm" for button in page.button)
    assert page.session_state["new_cases"]["selection"]["rows"] == []
    kept = new_list.execute(
        "select case_id, reason, dismissed_by, dismissed_at is not null from ledger.dismissed_lists"
    )
    assert kept.fetchall() == [(case, "mẫu bị nhầm người", EPIDEMIOLOGIST.name, True)]
    for view in (page, open_page("follow_up", EPIDEMIOLOGIST, view="new_cases")):
        shown = [table.value for table in view.dataframe if "case_id" in table.value]
        assert not any(case in set(rows["case_id"]) for rows in shown if "stands" in rows)
        [dismissed] = [rows for rows in shown if "reason" in rows]
        assert dismissed["contact_count"].tolist() == [7]
    assert data.ledger.cases_without_list(EPIDEMIOLOGIST.scope, [case]) == []
    followed = "select count(*) from ledger.follow_up_events where note = 'preset=x'"
    assert new_list.execute(followed).fetchone() == (0,)


def test_who_confirms_what_was_dismissed_meanwhile_is_told_and_puts_nobody_on_the_list(
    open_page, new_list
):
    page = open_page("follow_up", EPIDEMIOLOGIST, view="new_cases")
    [place] = new_cases_of(page).query("contact_count == 7").index
    page.session_state["new_cases"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    page.run()
    new_list.execute(
        "insert into ledger.dismissed_lists (case_id, reason, dismissed_by)"
        " select case_id, 'nhầm', 'Người khác' from ledger.proposed_lists"
    )

    page.button("new_case_confirm").click().run()

    assert not page.exception
    assert "người khác vừa quyết định" in page.warning[0].value
    followed = "select count(*) from ledger.follow_up_events where note = 'preset=x'"
    assert new_list.execute(followed).fetchone() == (0,)


@pytest.mark.usefixtures("new_list")
def test_of_a_district_only_its_own_part_of_a_list_is_counted(open_page):
    [here] = data.ledger.proposed_lists(EPIDEMIOLOGIST.scope)["case_id"]
    people = data.ledger.proposed_contacts(EPIDEMIOLOGIST.scope, here)
    counts = people["district_id"].value_counts()
    none = next(
        d for d in data.units.districts(EPIDEMIOLOGIST.scope)["district_id"] if d not in counts
    )

    for district, count in (*counts.items(), (none, 0)):
        page = open_page("follow_up", EPIDEMIOLOGIST, view="new_cases", district=district)
        listed = new_cases_of(page)["contact_count"].dropna().tolist()
        assert listed == ([count] if count else [])


@pytest.mark.usefixtures("new_list")
def test_who_may_not_trace_is_not_shown_new_cases(open_page):
    page = open_page("follow_up", OFFICIAL, view="new_cases")

    assert not page.exception
    assert "Ca mới" not in [tab.label for tab in page.tabs]
    assert not any("stands" in table.value for table in page.dataframe)


def _yield(open_page, viewer):
    page = open_page("follow_up", viewer, view="yield")
    assert not page.exception
    return page, [table.value for table in page.dataframe]


@pytest.mark.usefixtures("province")
def test_new_cases_the_overviews_and_those_told_of_are_the_same_on_every_list(open_page):
    page, (lists, weeks, districts) = _yield(open_page, EPIDEMIOLOGIST)
    here = Viewpoint(EPIDEMIOLOGIST, NOW)
    found = figures.yields.known(here.load)

    count = figures.cases.cases(here).rows["case_count"].sum()
    assert lists["Ca mới"].sum() == districts["Ca mới"].sum() == count > 0
    assert weeks["Ca mới"].sum() == len(found)
    # The alerts tell of the same people, however long ago.
    told = alerts.cases_outside(
        data.tracing.cases(here.load),
        data.tracing.isolations(here.load),
        data.follow_up.follow_ups_ever(here.scope, NOW),
        now=NOW,
    )
    is_new = found["reported_at"] > NOW - alerts.NEWS
    outside = found[is_new & (found["found"] == "outside")]["case_id"]
    assert {alert.row["case_id"] for alert in told} == set(outside)
    assert weeks.iloc[:, 0].str.match(r"Tuần \d+, từ \d\d/\d\d/\d{4}$").all()
    assert any("48/54" in one.value for one in page.caption)


@pytest.mark.usefixtures("province")
def test_cases_outside_every_list_are_traced_with_one_click(open_page, monkeypatch):
    known = figures.yields.known(Viewpoint(EPIDEMIOLOGIST, NOW).load)
    nobody = known.assign(found="outside", known_at=known["known_at"].where(known["found"].isna()))
    monkeypatch.setattr(figures.yields, "known", lambda _: nobody)
    monkeypatch.setattr(data.tracing, "undated_cases", lambda _: ["HD-X"])

    page, (lists, weeks, _) = _yield(open_page, EPIDEMIOLOGIST)

    link = next(one for one in page.get("page_link") if "ngoài mọi danh sách" in one.label)
    assert link.page.endswith("contact_tracing")
    codes = parse_qs(link.query_string)["case"][0].split(",")
    assert len(codes) == lists["Ca mới"].iloc[-1] == lists["Ca mới"].sum() > 0
    assert (weeks["Đã có trong danh sách"].dropna() == 0).all()
    assert weeks["Trung vị (ngày)"].isna().all()
    assert any("1 ca không có ngày nào dùng được" in one.value for one in page.caption)


@pytest.mark.usefixtures("province")
def test_an_official_is_told_how_many_and_nothing_of_who_is_a_case(open_page):
    everybody = figures.cases.cases(Viewpoint(EPIDEMIOLOGIST, NOW)).rows
    own = everybody.groupby("district_id")["case_count"].sum().idxmax()
    viewer = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, (own,))

    page, (weeks, districts) = _yield(open_page, viewer)

    counts = everybody[everybody["district_id"] == own]["case_count"]
    assert districts["Ca mới"].tolist() == [counts.sum()]
    for each in (weeks, districts):
        table = each[each["Ca mới"] > 0]
        assert len(table)
        unknown = table[["Đã có trong danh sách", "Đã trong danh sách", "Ngoài danh sách"]]
        assert unknown.isna().all(axis=None)
        assert table["Trung vị (ngày)"].isna().all()
    assert districts["Người được liệt kê"].sum() > 0
    assert any("không được xem ai là ca bệnh" in one.value for one in page.caption)
    assert not any("ngoài mọi danh sách" in one.label for one in page.get("page_link"))


@pytest.mark.usefixtures("empty_province")
def test_without_cases_and_lists_there_is_no_yield(open_page):
    page = open_page("follow_up", EPIDEMIOLOGIST, view="yield")

    assert not page.exception
    assert not page.dataframe
