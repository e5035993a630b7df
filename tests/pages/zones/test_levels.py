"""The risk levels on the zones page: every role, edited limits, and what they must not show."""

import psycopg
import pytest

from dashboard import data
from dashboard.data.database import AnswerTookTooLong
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER


def opened(open_page, viewer, **address):
    page = open_page("containment_zones", viewer, **address)
    page.session_state[f"zones_view_{address.get('lang', 'vi')}"] = (
        "Risk levels" if address.get("lang") == "en" else "Mức độ nguy cơ"
    )
    return page.run()


def levels_of(page):
    districts, communes = (table.value for table in page.dataframe)
    return districts, communes


def had_cases(url, viewer):
    """Tell whether somebody of the viewer's districts was confirmed in two weeks."""
    with psycopg.connect(url) as owner:
        districts = owner.execute(
            "select distinct district_id from operational.cases"
            " inner join operational.people using (person_id)"
            " inner join operational.communes using (commune_id)"
            " where confirmed_at > timestamptz '2021-08-24 17:00+07' - interval '14 days'"
        ).fetchall()
    return any(
        not viewer.district_ids or district in viewer.district_ids for (district,) in districts
    )


def test_every_role_sees_the_levels_of_its_districts(open_page, viewer, province):
    page = opened(open_page, viewer)

    assert not page.exception
    assert not page.error
    districts, communes = levels_of(page)
    assert len(districts) == (1 if viewer.district_ids else 12)
    assert communes["Mức"].str.contains("Nguy cơ").any() == had_cases(province, viewer)
    assert not {"person_id", "Họ tên"} & set(communes)


@pytest.mark.usefixtures("province")
def test_names_stand_beside_their_own_levels(open_page):
    districts, communes = levels_of(opened(open_page, LEADER))

    assert districts["Huyện, thị xã, thành phố"].is_unique
    per_district = communes["Huyện, thị xã, thành phố"].value_counts()
    for row in districts.to_dict("records"):
        whole = per_district[row["Huyện, thị xã, thành phố"]]
        assert f"/{whole} xã" in row["Vì sao"] or row["Mức"].endswith("Bình thường mới")


@pytest.mark.usefixtures("province")
def test_every_reason_and_what_lowers_it_is_in_words(open_page):
    _, communes = levels_of(opened(open_page, LEADER))

    reached = communes[~communes["Mức"].str.contains("Bình thường mới")]
    assert reached["Vì sao"].str.contains(r"ngưỡng \d").all()
    assert reached["Khi nào hạ mức"].str.startswith("Xuống “").all()
    assert (communes.drop(reached.index)["Khi nào hạ mức"] == "–").all()


@pytest.mark.usefixtures("province")
def test_limits_of_the_address_decide_and_are_said_to_be_edited(open_page):
    page = opened(open_page, EPIDEMIOLOGIST, risk="14;9999,,,;9999,,,;9999,,,")

    _, communes = levels_of(page)
    assert communes["Mức"].str.contains("Bình thường mới").all()
    assert any("ngưỡng đã sửa" in info.value for info in page.info)
    assert page.query_params["risk"] == "14;9999,,,;9999,,,;9999,,,"


@pytest.mark.usefixtures("province")
def test_who_may_not_see_small_counts_cannot_find_them_by_moving_a_limit(open_page):
    page = opened(open_page, LEADER, risk="14;9999,,,;9999,,,;9999,,,")

    _, communes = levels_of(page)
    assert not communes["Mức"].str.contains("Bình thường mới").all()
    assert not page.number_input
    assert communes["Vì sao"].str.contains("ẩn").any()


@pytest.mark.usefixtures("province")
def test_edited_limits_go_into_the_address_and_contradictions_are_refused(open_page):
    page = opened(open_page, EPIDEMIOLOGIST)

    page.number_input(key="risk_at_risk_case_count").set_value(2.0).run()
    assert page.query_params["risk"] == "14;5,,,3;2,,100,1;2,1,20,"
    page.number_input(key="risk_at_risk_case_count").set_value(3.0).run()

    assert any("mâu thuẫn" in error.value for error in page.error)
    assert not page.dataframe


@pytest.mark.usefixtures("province")
def test_unconfirmed_limits_say_so_in_english_too(open_page):
    page = opened(open_page, LEADER, lang="en")

    assert not page.exception
    assert any("to be confirmed" in warning.value for warning in page.warning)


@pytest.mark.usefixtures("province")
def test_a_slow_answer_leaves_the_ledger_in_reach(open_page, monkeypatch):
    def too_long(*_, **__):
        raise AnswerTookTooLong

    monkeypatch.setattr(data.cases, "commune_risk_days", too_long)

    page = opened(open_page, LEADER)

    assert "mất quá nhiều thời gian" in page.error[0].value
    assert len(page.tabs) == 2
