"""A team's day per role and state: refused, taken, beaten by a colleague, empty, database down."""

import io
from datetime import UTC, datetime, timedelta
from html import escape

import pandas as pd
import psycopg
import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from dashboard import data, figures
from dashboard.access import Role, Viewer
from dashboard.data.database import Scope
from dashboard.data.follow_up import Event
from dashboard.figures.days_work import Team
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.today import cards
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
COLLEAGUE = Scope("Đồng nghiệp", "epidemiologist", EPIDEMIOLOGIST.scope.rights, None)


@pytest.fixture
def changed(province):
    """Undo what a test does to the shared province's ledger."""
    with psycopg.connect(province) as owner:
        last = owner.execute("select max(event_id) from ledger.follow_up_events").fetchone()[0]
    yield
    with psycopg.connect(province) as owner:
        owner.execute("delete from ledger.call_assignments")
        owner.execute("delete from ledger.follow_up_events where event_id > %s", (last,))


def now(viewer=EPIDEMIOLOGIST):
    return data.feeds.data_time(viewer.scope)


def people(viewer=EPIDEMIOLOGIST, district_id=None, commune_id=None):
    here = Viewpoint(viewer, now(viewer), district_id)
    return figures.days_work.people(Team(here, commune_id, here.data_time))


def first(page, name):
    """Return the first button of this name, such as "take", and whose it is."""
    button = next(
        b for b in page.button if str(b.key).startswith(f"today_{name}_") and b.key[-1].isdigit()
    )
    return button, int(button.key.rsplit("_", 1)[1])


def shown(page):
    return "\n".join(str(part.proto.body) for part in page.get("html"))


def looks(province):
    with psycopg.connect(province) as owner:
        return owner.execute(
            "select question, reason, person_ids from ledger.access_log order by looked_at"
        ).fetchall()


@pytest.mark.usefixtures("province")
def test_a_stranger_and_a_leader_are_refused(open_alone, open_page):
    stranger, leader = open_alone("today"), open_page("today", LEADER)

    assert not stranger.title
    assert "không thuộc quyền" in leader.error[0].value
    assert not [b for b in leader.button if str(b.key).startswith("today_")]


@pytest.mark.usefixtures("province")
def test_the_day_is_in_the_order_of_what_is_due_and_names_nobody(open_page):
    page = open_page("today", EPIDEMIOLOGIST)

    assert not page.exception
    assert page.title[0].value == "Việc hôm nay"
    assert "tel:" not in shown(page)
    expected = people().today["person_id"].astype(int).tolist()[: cards.PER_PAGE]
    picks = [int(str(box.key).split("_")[2]) for box in page.checkbox]
    assert picks == expected


@pytest.mark.usefixtures("province")
def test_an_official_has_the_own_district_and_chooses_a_commune(open_page):
    everybody = people().everybody
    district = everybody["district_id"].value_counts().index[0]
    viewer = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, (district,))
    own = people(viewer, district)
    commune = own.today["commune_id"].value_counts().index[0]

    page = open_page("today", viewer, commune=commune)

    assert not page.exception
    assert page.selectbox(key="choice_commune").value == commune
    in_commune = people(viewer, district, commune).today
    assert set(in_commune["commune_id"]) == {commune}
    assert set(own.everybody["district_id"]) == {district}
    assert len(page.checkbox) == min(len(in_commune), cards.PER_PAGE)


def test_i_call_takes_the_person_logs_the_look_and_shows_the_phone(open_page, province, changed):
    page = open_page("today", EPIDEMIOLOGIST)
    button, person = first(page, "take")

    button.click().run()

    assert not page.exception
    row = data.follow_up.call_assignments(EPIDEMIOLOGIST.scope).iloc[0]
    assert (row["person_id"], row["caller"]) == (person, EPIDEMIOLOGIST.name)
    assert any("nhận gọi 1 người" in text.value for text in page.success)
    assert looks(province)[-1] == ("identities?today", "Nhận gọi người tiếp xúc", [person])
    identity = data.tracing.identities(EPIDEMIOLOGIST.scope, [person]).iloc[0]
    has_phone = not pd.isna(identity["phone"])
    assert shown(page).count('href="tel:') == int(has_phone)
    assert escape(identity["full_name"]) in shown(page)


def test_the_slower_of_two_is_told_who_has_the_person_and_sees_no_name(
    open_page, province, changed
):
    page = open_page("today", EPIDEMIOLOGIST)
    button, person = first(page, "take")
    seen = people().today.set_index("person_id")["last_event_id"]
    data.follow_up.assign_calls(COLLEAGUE, {person: int(seen[person])}, "Đồng nghiệp", NOW)
    before = len(looks(province))

    button.click().run()

    assert not page.exception
    told = page.warning[0].value
    assert "không gọi trùng" in told
    assert f"Người số {person}: Đồng nghiệp" in told
    assert len(looks(province)) == before
    assert "tel:" not in shown(page)
    assert page.button(key=f"today_take_over_{person}")


def test_whom_somebody_called_meanwhile_is_not_taken(open_page, changed):
    page = open_page("today", EPIDEMIOLOGIST, task="call")
    button, person = first(page, "take")
    seen = people().today.set_index("person_id")["last_event_id"]
    data.follow_up.record_event(
        COLLEAGUE, {person: int(seen[person])}, Event(state="called", happened_at=NOW)
    )

    button.click().run()

    assert any(f"{person}" in text.value for text in page.info)
    assert data.follow_up.call_assignments(EPIDEMIOLOGIST.scope).empty


def test_several_are_given_to_a_caller_whose_workload_shows(open_page, changed):
    last = people().today.iloc[-1]
    seen = {int(last["person_id"]): int(last["last_event_id"])}
    data.follow_up.assign_calls(COLLEAGUE, seen, "Cô giáo Mai", NOW)
    page = open_page("today", EPIDEMIOLOGIST)
    for box in list(page.checkbox)[:3]:
        box.check()
    page.run()
    page.selectbox(key="today_other_caller").select("Cô giáo Mai").run()

    page.button(key="today_give").click().run()

    assert not page.exception
    rows = data.follow_up.call_assignments(COLLEAGUE)
    assert rows["caller"].tolist() == ["Cô giáo Mai"] * 4
    assert (rows["assigned_by"] == EPIDEMIOLOGIST.name).sum() == 3
    page = open_page("today", EPIDEMIOLOGIST, view="callers")
    table = next(t.value for t in page.dataframe if "Người gọi" in t.value)
    assert table.iloc[0]["Người gọi"] == "Cô giáo Mai"
    assert table.iloc[0]["Đang giữ"] == 4
    assert table.iloc[-1]["Người gọi"] == "Chưa ai nhận"


def test_several_are_taken_and_given_back_at_once(open_page, changed):
    page = open_page("today", EPIDEMIOLOGIST)
    tick(page, 2)

    page.button(key="today_take_several").click().run()

    rows = data.follow_up.call_assignments(EPIDEMIOLOGIST.scope)
    assert rows["caller"].tolist() == [EPIDEMIOLOGIST.name] * 2
    tick(page, 2)
    page.button(key="today_give_back_several").click().run()
    assert data.follow_up.call_assignments(EPIDEMIOLOGIST.scope).empty


def tick(page, count):
    """Pick the first people of the list."""
    for box in list(page.checkbox)[:count]:
        box.check()
    page.run()


def test_what_is_mine_can_be_given_back(open_page, changed):
    page = open_page("today", EPIDEMIOLOGIST)
    button, person = first(page, "take")
    button.click().run()

    page.button(key=f"today_give_back_{person}").click().run()

    assert data.follow_up.call_assignments(EPIDEMIOLOGIST.scope).empty
    assert page.button(key=f"today_take_{person}")


def test_what_happened_to_those_picked_is_recorded(open_page, changed):
    page = open_page("today", EPIDEMIOLOGIST, task="call")
    person = int(str(page.checkbox[0].key).split("_")[2])
    page.checkbox[0].check().run()

    page.button(key="follow_up_record_called").click().run()

    assert not page.exception
    assert data.follow_up.events(EPIDEMIOLOGIST.scope, [person])["state"].iloc[0] == "called"


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("view", ["callers", "doses", "checkpoints", "zones"])
def test_every_part_draws(open_page, view):
    page = open_page("today", EPIDEMIOLOGIST, view=view)

    assert not page.exception
    assert not page.error


def test_rows_without_names_are_in_the_log_before_they_show(open_page, own_province):
    page = open_page("today", EPIDEMIOLOGIST)
    page.run()

    assert not page.error
    with psycopg.connect(own_province) as owner:
        looks = owner.execute("select question, reason, person_count from ledger.access_log")
        assert looks.fetchall() == [("today", "Xem trên màn hình, không có họ tên", 10)]


ZONE = """
insert into ledger.zones (
    zone_name, district_id, commune_id, status, outline, area_m2, resident_count, f0_count,
    f1_count, place_count, guard_post_count, reason, planned_end_at, proposed_by, data_time,
    traced_with
)
select name, '288', '10507', status, '{}', 9, 23, 1, 2, 0, posts, 'thử', ends, 'A', now(), ''
from (
    values
    ('Ngõ 1', 'in_force', 3, now() - interval '1 year'), ('Ngõ 2', 'extended', null, null),
    ('Ngõ 3', 'partly_released', 2, now()), ('Ngõ 4', 'proposed', 5, now()),
    ('Ngõ 5', 'ended', 6, now())
) as zones (name, status, posts, ends)
"""


def test_posts_are_relieved_of_zones_in_force_and_unknown_ones_are_said(open_page, own_province):
    with psycopg.connect(own_province, autocommit=True) as owner:
        owner.execute("truncate ledger.zones cascade")
        owner.execute("set session_replication_role = replica")  # zones without a history
        owner.execute(ZONE)

    page = open_page("today", EPIDEMIOLOGIST, view="zones")

    assert not page.exception
    assert not page.error
    assert "5 chốt trực cần đổi ca · 1 vùng chưa rõ số chốt" in shown(page)
    table = next(t.value for t in page.dataframe if len(t.value))
    assert [name[:5] for name in table.iloc[:, 0]] == ["Ngõ 1", "Ngõ 3", "Ngõ 2"]


@pytest.mark.usefixtures("changed")
def test_who_has_a_call_is_the_same_in_both_languages(open_page):
    me = Viewer("Cán bộ dịch tễ", Role.EPIDEMIOLOGIST)
    page = open_page("today", me)
    button, person = first(page, "take")
    button.click().run()

    page = open_page("today", me, lang="en")

    assert page.button(key=f"today_give_back_{person}")
    assert "Cán bộ dịch tễ" not in shown(page)


def test_the_papers_are_logged_and_hold_names_only_where_asked_for(open_page, province, changed):
    page = open_page("today", EPIDEMIOLOGIST)
    button, person = first(page, "take")
    button.click().run()
    identity = data.tracing.identities(EPIDEMIOLOGIST.scope, [person]).iloc[0]

    paper = AppTest.from_function(_taken, default_timeout=240)
    paper.session_state["viewer"] = EPIDEMIOLOGIST
    paper.session_state["today_named"] = frozenset([person])
    paper.run()

    assert not paper.exception
    docx, csv = paper.session_state["docx"], paper.session_state["csv"].decode("utf-8-sig")
    cells = [c.text for t in Document(io.BytesIO(docx)).tables for r in t.rows for c in r.cells]
    assert any(str(identity["full_name"]) in text for text in cells)
    assert str(identity["full_name"]) in csv
    others = set(people().today["person_id"].astype(int)) - {person}
    names = data.tracing.identities(EPIDEMIOLOGIST.scope, sorted(others))["full_name"]
    assert not [name for name in set(names) - {identity["full_name"]} if name in csv]
    assert [question for question, *_ in looks(province)[-2:]] == ["today_docx", "today_csv"]


def _taken():
    import streamlit as st  # noqa: PLC0415 - AppTest runs this function's text alone

    from dashboard import data  # noqa: PLC0415
    from dashboard.figures.days_work import Team  # noqa: PLC0415
    from dashboard.figures.viewpoint import Viewpoint  # noqa: PLC0415
    from dashboard.panels.today.papers_logged import DayPapers  # noqa: PLC0415

    viewer = st.session_state["viewer"]
    at = data.feeds.data_time(viewer.scope)
    papers = DayPapers(Team(Viewpoint(viewer, at), None, at))
    st.session_state["docx"] = papers.sheet()
    st.session_state["csv"] = papers.csv()


def test_a_day_without_anything_says_so(open_page, own_province):
    with psycopg.connect(own_province, autocommit=True) as owner:
        owner.execute("delete from ledger.call_assignments; truncate ledger.follow_up_events")
        owner.execute("set session_replication_role = replica")  # without a line of history
        owner.execute("update ledger.zones set status = 'ended'")

    page = open_page("today", EPIDEMIOLOGIST)

    assert not page.exception
    assert any("không có ai" in text.value for text in page.markdown)
    assert any(
        "Không có vùng" in text.value
        for text in open_page("today", EPIDEMIOLOGIST, view="zones").markdown
    )


@pytest.mark.usefixtures("no_database")
def test_without_a_database_one_sentence_and_a_number(open_page):
    page = open_page("today", EPIDEMIOLOGIST)

    assert not page.exception
    assert not page.checkbox
    assert any("cơ sở dữ liệu" in h.value.lower() for h in [*page.header, *page.markdown])


def test_a_hostile_name_stays_text():
    row = pd.Series(
        {
            "person_id": 1,
            "action": "call",
            "due_at": pd.Timestamp(NOW) + timedelta(hours=1),
            "is_overdue": False,
            "commune": "<b>Một",
            "caller": "<img src=x>",
            "assigned_at": pd.Timestamp(NOW),
            "full_name": "<script>",
            "phone": '09"12 <b>',
            "address": None,
        }
    )

    html = cards.card_html(row)

    assert 'href="tel:0912"' in html
    assert [tag for tag in ("<script>", "<img", "<b>Một") if tag in html] == []
