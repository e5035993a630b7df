"""Contact tracing per role and state: refused, traced, nobody reached, no case, no database."""

import re

import pandas as pd
import psycopg
import pytest

from dashboard import alphabet, data
from dashboard.data import database
from dashboard.panels import tracing
from dashboard.tracing.evidence.contradictions import contradictions
from launch import installation
from launch.urls import as_user
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL, listed

VIEWS = {
    "interviews": "Lời khai",
    "list": "Danh sách",
    "evidence": "Bằng chứng",
    "network": "Mạng lưới",
    "timeline": "Dòng thời gian",
    "map": "Bản đồ",
    "sources": "Nguồn chung",
    "compare": "So sánh bộ quy tắc",
}
TITLE = "Truy vết tiếp xúc"


@pytest.mark.usefixtures("province")
def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("contact_tracing")

    assert [error.value for error in page.error] == [
        "Anh/chị chưa đăng nhập. Hãy đăng nhập để xem trang này."
    ]
    assert not page.title
    assert not page.dataframe


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("viewer", [LEADER, OFFICIAL], ids=lambda viewer: str(viewer.role))
def test_who_may_not_trace_is_refused(open_page, viewer):
    page = open_page("contact_tracing", viewer)

    assert len(page.error) == 1
    assert "không thuộc quyền" in page.error[0].value
    assert TITLE not in [title.value for title in page.title]
    assert not page.dataframe
    assert not page.multiselect


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_from_a_link(open_page, view):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view=view)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == TITLE
    assert page.session_state["tracing_view_vi"] == VIEWS[view]
    assert "Điểm mù" in blind_spot(page)


@pytest.mark.usefixtures("province")
def test_the_first_case_reaches_somebody_and_no_name_is_shown(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    people = listed(page)
    assert len(people)
    assert people["ring"].iloc[0] == "F1"
    assert (people.loc[people["ring"] == "F1", "place_name"] != "Nhà ở (cùng hộ)").any()
    assert not {"full_name", "phone", "address"} & set(people)
    assert page.query_params["case"] in (
        page.multiselect(key="trace_cases").value,
        page.multiselect(key="trace_cases").value[0],
    )


@pytest.mark.usefixtures("province")
def test_the_list_is_in_the_order_of_calls(open_page):
    people = listed(open_page("contact_tracing", EPIDEMIOLOGIST))

    assert people["risk"].between(0, 1).all()
    assert people["risk"].max() > 0
    assert people["ring"].is_monotonic_increasing
    assert (people.groupby("ring")["risk"].diff().dropna() <= 0).all()


@pytest.mark.usefixtures("province")
def test_sources_have_no_risk_of_having_been_infected(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, direction="backward")

    people = listed(page)
    assert len(people)
    assert "risk" not in people


@pytest.mark.usefixtures("province")
def test_names_need_a_reason_and_are_logged_first(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    show = next(button for button in page.button if button.label == "Ghi nhật ký và hiện")
    show.click().run()
    assert any("Hãy ghi lý do" in warning.value for warning in page.warning)
    assert "full_name" not in listed(page)

    reason = next(box for box in page.text_input if box.label == "Lý do xem")
    reason.set_value("Gọi điện cho F1")
    show = next(button for button in page.button if button.label == "Ghi nhật ký và hiện")
    show.click().run()

    named = listed(page).dropna(subset=["full_name"])
    assert len(named)
    with psycopg.connect(province) as owner:
        look = owner.execute(
            "select viewer, reason, person_count, person_ids from ledger.access_log"
            " where question like 'identities?%case=%' order by access_id desc limit 1"
        ).fetchone()
    assert look[:2] == (EPIDEMIOLOGIST.name, "Gọi điện cho F1")
    assert set(named["person_id"].astype(int)) <= set(look[3])


@pytest.mark.usefixtures("province")
def test_backward_finds_sources_or_says_so(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, direction="backward")

    assert not page.exception
    assert not page.error


@pytest.mark.usefixtures("province")
def test_english_is_a_switch(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, lang="en", view="evidence")

    assert page.title[0].value == "Contact tracing"
    assert any("because" in text.value for text in page.markdown)


def test_no_case_has_its_own_state(open_page, empty_province):
    with psycopg.connect(empty_province, autocommit=True) as owner:
        owner.execute("insert into operational.feeds values ('app', 'App', now(), '1 day', 2, 0)")

    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    assert not page.exception
    assert not page.error
    assert any("Chưa có ca bệnh nào" in text.value for text in page.markdown)


@pytest.mark.usefixtures("no_database")
def test_database_down_has_its_own_state(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    assert not page.exception
    assert page.header[0].value == "Chưa kết nối được cơ sở dữ liệu"


@pytest.mark.usefixtures("province")
def test_possible_sources_are_never_called_f1(open_page):
    rings = set(listed(open_page("contact_tracing", EPIDEMIOLOGIST, direction="backward"))["ring"])

    assert rings
    assert not any(ring.startswith("F") for ring in rings)


def blind_spot(page):
    """Return what the meter of the blind spot says, as HTML."""
    (meter,) = [html.proto.body for html in page.get("html") if '"blind-spot"' in html.proto.body]
    return meter


@pytest.mark.usefixtures("province")
def test_every_count_stands_beside_the_share_it_is(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    meter = blind_spot(page)
    assert "lượt đếm khách tại cửa" in meter
    assert 'class="tile-bar"' in meter
    tiles = next(html.proto.body for html in page.get("html") if '"tile-value"' in html.proto.body)
    assert tiles.count("Thấy ") == 2  # F1 and F2
    assert any(text.value.startswith("Thấy ") for text in page.caption)


def test_without_audits_the_share_is_unknown_and_what_is_known_is_said(
    open_page, copy_database, filled, monkeypatch
):
    database.close()  # a database in use cannot be copied
    with copy_database(filled) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("truncate operational.scan_audits")
        monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        page = open_page("contact_tracing", EPIDEMIOLOGIST)

        meter = blind_spot(page)
    assert "Chưa có lượt đếm khách" in meter
    assert "tile-bar" not in meter
    assert "đã cài ứng dụng" in meter
    assert any(text.value == "Chưa rõ thấy được bao nhiêu phần tiếp xúc" for text in page.caption)


@pytest.mark.usefixtures("province")
def test_one_case_is_told_what_is_missing_and_others_are_added_in_one_click(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="sources")
    assert any("Cần ít nhất hai ca" in text.value for text in page.markdown)

    next(button for button in page.button if "14 ngày qua" in button.label).click().run()

    assert not page.exception
    assert not page.error
    assert len(page.multiselect[0].value) > 1
    assert any("Poisson" in caption.value for caption in page.caption)
    shared = next(frame.value for frame in page.dataframe if "q_value" in frame.value)
    assert set(shared["kind"]) <= {"Địa điểm", "Khung giờ", "Người"}
    counts = shared["cases"].str.split("/").str[0].astype(int)
    assert counts.min() >= 2
    visits = next(frame.value for frame in page.dataframe if "arrived_at" in frame.value)
    assert visits["case"].nunique() == counts.iloc[0]
    assert visits["case"].isin(page.multiselect[0].value).all()


def test_every_reason_for_a_contradiction_has_a_sentence_with_both_values():
    day = pd.Timestamp("2021-08-10T00:00+07:00")
    told = " ".join(contradictions.__doc__.split()).partition("Reasons: ")[2]
    reasons = re.findall(r'"([a-z ]+)"', told.partition(" Examples")[0])
    found = pd.DataFrame(
        {
            "source_id": 1,
            "target_id": 2,
            "reason": reasons,
            "first_at": day,
            "second_at": day + pd.Timedelta(days=1),
        }
    )
    said = tracing.answer.sources.contradiction_sentences(found, {1: "HD-1", 2: "HD-2"})
    assert len(said) == len(reasons) == 10
    assert all("HD\\-1" in sentence for sentence in said)


@pytest.mark.usefixtures("province")
def test_impossible_dates_are_listed_and_on_request_those_of_all_cases(
    open_page, copy_database, filled, monkeypatch
):
    database.close()  # a database in use cannot be copied
    with copy_database(filled) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(
                "update operational.cases set confirmed_at = sampled_at - interval '1 hour'"
                " where case_id = (select min(case_id) from operational.cases)"
            )
        monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        page = open_page("contact_tracing", EPIDEMIOLOGIST, view="sources")
        assert any(block.label == "Mâu thuẫn (0)" for block in page.expander)

        page.toggle(key="trace_contradictions_all").set_value(True).run()

        assert any(block.label == "Mâu thuẫn (1)" for block in page.expander)
        assert any("trước khi lấy mẫu" in text.value for text in page.markdown)


@pytest.mark.usefixtures("province")
def test_the_list_is_searched_however_a_name_is_typed(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    places = listed(page)["place_name"].dropna()
    wanted = next(place for place in places if alphabet.fold(place) != place.lower())

    page.text_input(key="trace_filter_text").set_value(alphabet.fold(wanted)).run()

    assert wanted in set(listed(page)["place_name"])
    assert len(listed(page)) == (places.map(alphabet.fold) == alphabet.fold(wanted)).sum()


@pytest.mark.usefixtures("province")
def test_cases_are_narrowed_by_words_of_their_commune(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    communes = {option.split(" · ")[1] for option in page.multiselect(key="trace_cases").options}
    wanted = next(commune for commune in communes if not commune.isascii())

    page.text_input(key="trace_cases_words").set_value(alphabet.fold(wanted)).run()

    chosen = set(page.multiselect(key="trace_cases").value)
    offered = {
        option.split(" · ")[1]
        for option in page.multiselect(key="trace_cases").options
        if option.split(" · ")[0] not in chosen
    }
    assert wanted in {
        option.split(" · ")[1] for option in page.multiselect(key="trace_cases").options
    }
    assert {alphabet.fold(commune) for commune in offered} <= {alphabet.fold(wanted)}


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("view", VIEWS)
def test_somebody_reported_twice_is_one_f0_in_every_view(open_page, view, monkeypatch):
    known = data.tracing.cases

    def with_a_second_report(load):
        cases = known(load)
        once = cases[cases["case_id"] == first]
        again = once.assign(
            case_id="HD-LAN-2",
            sampled_at=once["sampled_at"] + pd.Timedelta("3D"),
            reported_at=once["reported_at"] + pd.Timedelta("1h"),
        )
        return pd.concat([again, cases], ignore_index=True)

    first = open_page("contact_tracing", EPIDEMIOLOGIST).query_params["case"]
    first = first if isinstance(first, str) else first[0]
    monkeypatch.setattr(data.tracing, "cases", with_a_second_report)
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view=view, case=f"{first},HD-LAN-2")

    assert not page.exception
    assert not page.error
    tiles = next(html.proto.body for html in page.get("html") if '"tile-value"' in html.proto.body)
    assert re.search(r'"tile-value"[^>]*>\s*([^<\s]+)', tiles)[1] == "1"


@pytest.mark.usefixtures("province")
def test_only_the_run_that_traced_says_how_long_it_took(open_page, monkeypatch):
    """A kept answer took nobody's time; `monkeypatch` begins with nothing kept."""
    assert monkeypatch
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    first = [caption.value for caption in page.caption]
    again = [caption.value for caption in page.run().caption]

    assert any("Truy vết trong" in said for said in first)
    assert not any("Truy vết trong" in said for said in again)
    assert any("lượt lưu trú, từ lượt quét nạp đến" in said for said in again)


@pytest.mark.usefixtures("province")
def test_a_known_case_is_marked_in_the_list_and_told_by_its_code(open_page):
    """Two cases of one cluster: each is on the list of the other."""
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    chosen = page.multiselect(key="trace_cases")
    for case in chosen.options[:12]:
        code = case.split(" ")[0]
        page = open_page("contact_tracing", EPIDEMIOLOGIST, case=code)
        people = listed(page) if page.dataframe else pd.DataFrame()
        if "own_case_ids" in people:
            own = people["own_case_ids"].dropna()
            assert own.str.match(r"HD-\d{4}-\d{4}").all()
            assert not own.str.contains(code).any()
            return
    pytest.fail("nobody on any list is a case")
