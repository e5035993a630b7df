"""Contact tracing per role and state: refused, traced, nobody reached, no case, no database."""

import pandas as pd
import psycopg
import pytest
from conftest import EPIDEMIOLOGIST, LEADER, OFFICIAL

from dashboard import database, tracing_graphs, tracing_lists, tracing_maps
from launch import installation
from launch.urls import as_user

VIEWS = {
    "list": "Danh sách",
    "evidence": "Bằng chứng",
    "network": "Mạng lưới",
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
    assert page.session_state["trace_view_vi"] == VIEWS[view]
    assert "Điểm mù" in blind_spot(page)


@pytest.mark.usefixtures("province")
def test_the_first_case_reaches_somebody_and_no_name_is_shown(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    people = listed(page)
    assert len(people)
    assert people["ring"].iloc[0] == "F1"
    assert not {"full_name", "phone", "address"} & set(people)
    assert page.query_params["case"] in (page.multiselect[0].value, page.multiselect[0].value[0])


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
def test_rules_change_the_result_and_the_address(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    everybody = len(listed(page))

    minutes = next(box for box in page.number_input if "tối thiểu" in box.label)
    minutes.set_value(30).run()

    assert not page.exception
    assert page.query_params["minutes"] in ("30", ["30"])
    assert len(listed(page)) <= everybody


@pytest.mark.usefixtures("province")
def test_a_link_reopens_the_same_view(open_page):
    first = open_page("contact_tracing", EPIDEMIOLOGIST)
    case = first.multiselect[0].value[0]

    page = open_page(
        "contact_tracing", EPIDEMIOLOGIST, case=case, preset="who", rings="3", minutes="5"
    )

    assert page.multiselect[0].value == [case]
    assert page.selectbox[0].value == "who"
    assert page.session_state["trace_rings"] == 3
    assert page.session_state["trace_minutes"] == 5


@pytest.mark.usefixtures("province")
def test_a_senseless_address_opens_the_default(open_page):
    page = open_page(
        "contact_tracing",
        EPIDEMIOLOGIST,
        case="<img src=x onerror=alert(1)>",
        preset="x",
        rings="-1",
        minutes="many",
        window="a~b",
        view="nothing",
    )

    assert not page.exception
    assert not page.error
    assert page.session_state["trace_preset"] == "moh_2021_08"
    assert page.session_state["trace_rings"] == 2


@pytest.mark.usefixtures("province")
def test_a_preset_fills_in_its_numbers(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    page.selectbox[0].set_value("rki").run()

    assert page.session_state["trace_minutes"] == 10
    assert page.session_state["trace_gap_hours"] == 72


@pytest.mark.usefixtures("province")
def test_nobody_reached_says_why_and_what_to_try(open_page):
    case = open_page("contact_tracing", EPIDEMIOLOGIST).multiselect[0].value[0]

    page = open_page(
        "contact_tracing",
        EPIDEMIOLOGIST,
        case=case,
        window=f"{case}~2021-01-01T00:00~2021-01-01T01:00",
    )

    assert not page.exception
    assert any("Không tìm thấy ai" in text.value for text in page.markdown)
    assert not page.tabs


@pytest.mark.usefixtures("province")
def test_backward_finds_sources_or_says_so(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, direction="backward")

    assert not page.exception
    assert not page.error


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
    page.session_state["trace_view_vi"] = VIEWS["evidence"]
    page.run()

    assert not page.exception
    told = "\n".join(text.value for text in page.markdown if f"ười số {person} " in text.value)
    assert said in told
    assert "ca HD" in told
    chains = [len(table.value) for table in page.dataframe if "source" in table.value]
    assert (1 if way == "Nguồn nghi ngờ" else 2) in chains


def test_hostile_names_are_only_text_on_map_network_and_in_csv():
    hostile = "<img src=x onerror=alert(1)>"
    people = pd.DataFrame(
        {
            "person_id": [2],
            "ring": [1],
            "minutes": [20.0],
            "source_id": [1],
            "place_id": [7],
            "place_name": [hostile],
            "lon": [106.3],
            "lat": [20.9],
        }
    )
    places = pd.DataFrame({"place_id": [7], "place_name": [hostile], "lon": [106.3], "lat": [20.9]})
    cases = pd.DataFrame({"name": [hostile], "lon": [106.3], "lat": [20.9]})
    communes = pd.DataFrame(
        {
            "commune_name": [hostile],
            "outline": [{"type": "Polygon", "coordinates": [[[106, 20], [107, 20], [107, 21]]]}],
        }
    )

    drawn = tracing_maps.trace_map(people, places, cases, communes).get_root().render()
    network = tracing_graphs.network(people, {1: hostile})
    table = pd.DataFrame({"name": ["=HYPERLINK(1)", "@x", "Chợ"]})

    assert "<img" not in drawn
    assert "lt;img" in drawn
    assert "<" not in str(network.elements)
    assert len(network.elements["edges"]) == 2
    assert b"\r\n=" not in tracing_lists.csv_of(table, {"name": "Name"})
    assert b"\r\n@" not in tracing_lists.csv_of(table, {"name": "Name"})


def test_a_long_list_is_drawn_by_place():
    count = 1_000
    people = pd.DataFrame(
        {
            "person_id": range(2, count + 2),
            "ring": [1] * 10 + [2] * (count - 10),
            "minutes": 20.0,
            "source_id": [1] * 10 + [2] * (count - 10),
            "place_id": [7] * 10 + [place % 60 for place in range(count - 10)],
            "place_name": "Chợ",
        }
    )

    network = tracing_graphs.network(people, {1: "HD-1"})

    assert network.drawn_count == 10
    assert network.left_out_count > 0
    assert len(network.elements["nodes"]) < 60
    ids = [node["data"]["id"] for node in network.elements["nodes"]]
    assert len(ids) == len(set(ids))
    assert all(isinstance(name, str) and name for name in ids)


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
    assert page.subheader[0].value == "Chưa kết nối được cơ sở dữ liệu"


def listed(page):
    """Return the list of people; nobody listed is an empty list."""
    tables = (table.value for table in page.dataframe)
    return next((table for table in tables if "person_id" in table), [])


@pytest.mark.usefixtures("province")
def test_a_preset_says_when_it_cannot_sum(open_page):
    """The CDC's summed minutes have no backward meaning, and the page says what it does instead."""
    page = open_page("contact_tracing", EPIDEMIOLOGIST, preset="cdc", direction="backward")
    forward = open_page("contact_tracing", EPIDEMIOLOGIST, preset="cdc")

    assert any("cộng dồn" in warning.value for warning in page.warning)
    assert not any("cộng dồn" in warning.value for warning in forward.warning)


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
    open_page, copy_database, province, monkeypatch
):
    database.close()  # a database in use cannot be copied
    with copy_database("province") as url:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("truncate operational.scan_audits")
        monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        page = open_page("contact_tracing", EPIDEMIOLOGIST)

        meter = blind_spot(page)
    assert "Chưa có lượt đếm khách" in meter
    assert "tile-bar" not in meter
    assert "đã cài ứng dụng" in meter
    assert any(text.value == "Chưa rõ thấy được bao nhiêu phần tiếp xúc" for text in page.caption)
