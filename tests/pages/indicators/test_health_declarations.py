"""The page on electronic health declarations."""

import psycopg
import pytest

from dashboard import data, figures, words
from dashboard.drawing import maps
from simulation.declarations import SYMPTOMS
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_every_role_reads_the_communes(open_page, viewer):
    page = open_page("health_declarations", viewer)

    assert not page.exception
    assert not page.error
    [table] = page.dataframe
    assert {"Đã khai", "Có triệu chứng", "Từ vùng dịch"} <= set(table.value.columns)


@pytest.mark.parametrize("viewer", [LEADER, OFFICIAL], ids=["leader", "official"])
def test_who_may_not_trace_is_offered_no_list_of_people(open_page, viewer):
    page = open_page("health_declarations", viewer, view="unlisted")

    assert "Chưa có trong danh sách" not in [tab.label for tab in page.tabs]
    assert not any("không có trong danh sách nào" in text.value for text in page.markdown)


def test_the_list_leaves_out_who_is_on_one_and_is_logged_before_it_shows(open_page, province):
    page = open_page("health_declarations", EPIDEMIOLOGIST, view="unlisted")

    assert not page.error
    [table] = page.dataframe
    with psycopg.connect(province) as owner:
        [people] = owner.execute(
            "select person_ids from ledger.access_log"
            " where question = 'declared_unlisted' order by access_log desc limit 1"
        ).fetchone()
        isolated = owner.execute(
            "select person_id from operational.isolations where released_at is null"
        ).fetchall()
    assert len(table.value) == len(people)
    assert not {person for (person,) in isolated} & set(people)
    assert "Họ tên" not in table.value.columns


def test_a_file_holds_numbers_until_names_were_asked_for_with_a_reason(open_page, given, province):
    page = open_page("health_declarations", EPIDEMIOLOGIST, view="unlisted")
    file = given["download_declared_unlisted"]().decode("utf-8-sig")
    assert "Mã người" in file.splitlines()[0]
    assert "Họ tên" not in file
    assert reason_of_the_file(province) == "Tải danh sách người khai báo chưa theo dõi"

    [box] = [one for one in page.text_input if one.label == words.say("tracing.names_reason")]
    box.set_value("Gọi trong buổi chiều")
    [show] = [one for one in page.button if one.label == words.say("tracing.names_show")]
    page = show.click().run()
    file = given["download_declared_unlisted"]().decode("utf-8-sig")
    assert "Họ tên" in file.splitlines()[0]
    assert reason_of_the_file(province).endswith("chưa theo dõi: Gọi trong buổi chiều")


def reason_of_the_file(province):
    with psycopg.connect(province) as owner:
        [reason] = owner.execute(
            "select reason from ledger.access_log where question = 'declared_unlisted&csv'"
            " order by access_log desc limit 1"
        ).fetchone()
    return reason


def test_who_told_of_a_contact_and_symptoms_comes_first(open_page):
    table = open_page("health_declarations", EPIDEMIOLOGIST, view="unlisted").dataframe[0].value

    ranks = [
        2 * bool(contact) + bool(said)
        for contact, said in zip(table["Có tiếp xúc"], table["Triệu chứng"], strict=True)
    ]
    assert ranks == sorted(ranks, reverse=True)
    assert min(ranks) > 0


def test_every_symptom_of_the_simulation_has_its_words():

    assert set(SYMPTOMS) <= set(figures.platforms.declarations.SYMPTOMS)


def test_days_are_judged_beside_how_often_a_quiet_week_alarms(open_page):
    page = open_page("health_declarations", LEADER, view="days")

    assert not page.error
    assert {"Ngưỡng triệu chứng", "Nhận xét"} <= set(page.dataframe[0].value.columns)
    assert any("tuần yên tĩnh mô phỏng" in text.value for text in page.caption)
    assert "Cụm triệu chứng đến hôm nay" not in [heading.value for heading in page.header]


@pytest.fixture
def planted(monkeypatch):
    """Let many in one commune of the official's district have symptoms today."""
    ask = data.platforms.declared_days

    def asked(*args):
        rows = ask(*args).copy()
        last = rows["on_date"] == rows["on_date"].max()
        [ill] = rows.index[last & (rows["district_id"] == "292")][:1]
        rows.loc[ill, ["person_count", "symptom_count"]] = [40, 40]
        return rows

    monkeypatch.setattr(data.platforms, "declared_days", asked)


@pytest.mark.usefixtures("planted")
def test_a_cluster_is_named_to_who_may_see_people_and_its_day_is_marked(open_page):
    page = open_page("health_declarations", OFFICIAL, view="days")

    days, found = (table.value for table in page.dataframe)
    assert days["Nhận xét"].tolist()[0] == "▲ Nhiều hơn thường lệ"
    assert found["Có triệu chứng"].tolist()[0] >= 40
    assert found["Khả năng ngẫu nhiên"].tolist()[0] <= 0.05


@pytest.mark.usefixtures("planted")
def test_a_cluster_lies_on_the_map_with_what_the_table_says(open_page, monkeypatch):
    drawn = []
    through = maps.clusters.cluster_map
    monkeypatch.setattr(
        maps.clusters,
        "cluster_map",
        lambda members, background: (
            drawn.append((members, background)) or through(members, background)
        ),
    )
    page = open_page("health_declarations", OFFICIAL, view="days")

    [(members, background)] = drawn
    first = page.dataframe[1].value.iloc[0]
    named = members[members["unit_name"] == first["Xã trung tâm"]]
    assert len(named) == first["Số xã"]
    assert named["is_centre"].sum() == 1
    assert named["outline"].notna().all()
    assert set(background["district_id"]) == {"292"}
    assert words.number(first["Có triệu chứng"]) in named["tooltip"].iloc[0]
    assert first["Từ ngày"] in named["tooltip"].iloc[0]
    assert words.number(first["Bình thường"], 1) in named["tooltip"].iloc[0]
    assert words.percent(first["Khả năng ngẫu nhiên"], 1) in named["tooltip"].iloc[0]


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("health_declarations")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("health_declarations", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
