"""The page for each role, without data, and without a database."""

import re

import pandas as pd
import pytest
import streamlit as st

from dashboard import data, words


@pytest.mark.usefixtures("province")
def test_every_role_sees_it(open_page, viewer):
    page = open_page("vaccination_coverage", viewer)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Bao phủ tiêm chủng"
    assert page.get("html")


@pytest.mark.usefixtures("province")
def test_english_is_a_switch(open_page, leader):
    page = open_page("vaccination_coverage", leader, lang="en")

    assert page.title[0].value == "Vaccination coverage"


@pytest.mark.usefixtures("province")
def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("vaccination_coverage")

    assert [error.value for error in page.error] == [
        "Anh/chị chưa đăng nhập. Hãy đăng nhập để xem trang này."
    ]
    assert not page.title
    assert not page.get("html")


@pytest.mark.usefixtures("empty_province")
def test_empty_database_says_so(open_page, leader):
    page = open_page("vaccination_coverage", leader)

    assert not page.exception
    assert not page.error
    assert any("**Chưa có số liệu**" in text.value for text in page.markdown)


@pytest.mark.usefixtures("no_database")
def test_database_down_has_its_own_state(open_page, leader):
    page = open_page("vaccination_coverage", leader)

    assert not page.exception
    assert page.header[0].value == "Chưa kết nối được cơ sở dữ liệu"
    assert "Thử lại" in [button.label for button in page.button]


@pytest.mark.usefixtures("province")
def test_the_denominator_is_a_choice_and_is_named(open_page, epidemiologist):
    adults = open_page("vaccination_coverage", epidemiologist, view="table")
    everyone = open_page("vaccination_coverage", epidemiologist, view="table", base="everyone")

    assert "18 tuổi" in adults.caption[0].value
    assert "ước tính" in everyone.caption[0].value
    assert whole(adults) < whole(everyone)


@pytest.mark.usefixtures("province")
def test_impossible_records_are_counted_without_a_name(open_page, epidemiologist):
    page = open_page("vaccination_coverage", epidemiologist, view="records")
    kinds, records = table_with(page, "Số bản ghi"), table_with(page, "Mã bản ghi")

    assert list(kinds.columns) == ["Loại", "Số bản ghi"]
    assert len(kinds) == 6
    assert len(records) == kinds["Số bản ghi"].sum()
    assert not {"person_id", "full_name"} & set(records)


@pytest.mark.usefixtures("province")
def test_single_records_are_not_for_who_may_not_see_people(open_page, leader):
    page = open_page("vaccination_coverage", leader, view="records")

    assert not any("Mã bản ghi" in table.value for table in page.dataframe)
    assert any("chỉ dành cho người có quyền" in caption.value for caption in page.caption)


@pytest.mark.usefixtures("province")
def test_a_district_is_told_nothing_of_unknown_people(open_page, official):
    page = open_page("vaccination_coverage", official, view="records")
    kinds = table_with(page, "Số bản ghi")

    assert len(kinds) == 5


@pytest.mark.usefixtures("province")
def test_doses_move_to_where_they_were_given(open_page, epidemiologist):
    lived = open_page("vaccination_coverage", epidemiologist, view="table")
    given = open_page("vaccination_coverage", epidemiologist, view="table", where="given")

    assert not given.exception
    assert "nơi cư trú" in lived.caption[1].value
    assert "nơi tiêm" in given.caption[1].value
    moved = league(lived)["Số người mũi 1"] - league(given)["Số người mũi 1"]
    assert (moved != 0).any()
    assert league(lived)["Đã đăng ký"].equals(league(given)["Đã đăng ký"])


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("part", "heading", "first"),
    [
        ("age", "Nhóm tuổi", "18–29 tuổi"),
        ("sex", "Giới tính", "Nữ"),
        ("priority", "Nhóm ưu tiên", "Nhân viên y tế"),
    ],
)
def test_residents_by_group_are_all_residents(open_page, epidemiologist, part, heading, first):
    page = open_page("vaccination_coverage", epidemiologist, view="groups", by=part)
    groups = table_with(page, heading)
    communes = open_page("vaccination_coverage", epidemiologist, view="table")

    assert groups[heading].iloc[0] == first
    assert groups["Mẫu số (người)"].sum() == whole(communes)
    assert groups["Số người mũi 1"].sum() == league(communes)["Số người mũi 1"].sum()


@pytest.mark.usefixtures("province")
def test_doses_by_vaccine(open_page, epidemiologist):
    page = open_page("vaccination_coverage", epidemiologist, view="groups", by="vaccine", lang="en")
    vaccines = table_with(page, "Share of doses")

    assert "AstraZeneca" in set(vaccines["Vaccine"])
    assert vaccines["Share of doses"].sum() == pytest.approx(1)


@pytest.mark.usefixtures("province")
def test_due_for_the_second_dose_beside_what_is_on_hand(open_page, epidemiologist):
    page = open_page("vaccination_coverage", epidemiologist, view="due")
    due = table_with(page, "Cần tiêm đến hết tuần")
    parts = due[["Đến hạn tuần này", "Đang trong hạn", "Quá hạn"]].sum(axis="columns")

    assert (due["Cần tiêm đến hết tuần"] == parts).all()
    assert (due["Cần tiêm đến hết tuần"] <= due["Tất cả người chờ"]).all()
    short = (due["Cần tiêm đến hết tuần"] - due["Số liều còn"]).clip(lower=0)
    assert (due["Thiếu liều"] == short).all()
    assert "8–12 tuần" in set(due["Khoảng cách"])


@pytest.mark.usefixtures("province")
def test_elderly_lag_is_listed_with_its_threshold(open_page, epidemiologist):
    page = open_page("vaccination_coverage", epidemiologist)
    [bars] = [html.value for html in page.get("html") if 'class="bars"' in html.value]
    assert not page.dataframe

    page.session_state["coverage_elderly_all"] = True
    page = page.run()
    behind = table_with(page, "Thấp hơn (điểm %)")

    assert (behind["Thấp hơn (điểm %)"] > 5).all()
    assert any("quá 5 điểm %" in text.value for text in page.markdown)
    names = behind["Xã, phường, thị trấn"].head(10).tolist()
    assert re.findall(r'class="bar-label">([^<]*)<', bars) == names
    furthest = behind.iloc[0]
    lag = words.number(furthest["Thấp hơn (điểm %)"], decimals=1)
    elderly, adults = (
        words.percent(furthest[heading]) for heading in ("Mũi 1, từ 60 tuổi", "Mũi 1, từ 18 tuổi")
    )
    assert f"{lag} điểm % · {elderly} so với {adults}" in bars


@pytest.mark.usefixtures("province")
def test_far_level_is_said_to_be_no_sooner_than_the_model_sees(open_page, leader):
    page = open_page("vaccination_coverage", leader, view="forecast", level="90")

    (said,) = [text.value for text in page.markdown if "Mức 90%" in text.value]
    no_band = any("Không nêu khoảng dự báo" in info.value for info in page.info)
    assert ("nhiều khả năng sau 04/10/2021" if no_band else "không trước 04/10/2021") in said
    assert any("Thử lại trên chính đường này" in caption.value for caption in page.caption)


def table_with(page, heading):
    return next(table.value for table in page.dataframe if heading in table.value)


def league(page):
    return table_with(page, "Ghi chú").sort_values(
        ["Huyện, thị xã, thành phố", "Xã, phường, thị trấn"], ignore_index=True
    )


def whole(page):
    return league(page)["Mẫu số (người)"].sum()


@pytest.mark.usefixtures("province")
def test_stock_below_nothing_is_listed_by_site(open_page, leader, monkeypatch):
    rows = pd.DataFrame(
        {
            "site_name": ["Trạm Một"],
            "vaccine": ["Moderna"],
            "stock_date": pd.to_datetime(["2021-08-24"]),
            "on_hand_count": [-3],
        }
    )
    monkeypatch.setattr(data.vaccination, "negative_stock", lambda *_: rows)
    st.cache_resource.clear()

    page = open_page("vaccination_coverage", leader)

    assert any("báo số tồn âm" in warning.value for warning in page.warning)
    assert table_with(page, "Ngày báo tồn")["Điểm tiêm"].tolist() == ["Trạm Một"]
