"""The page for each role, without data, and without a database."""

import pytest


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
    assert page.subheader[0].value == "Chưa kết nối được cơ sở dữ liệu"
    assert "Thử lại" in [button.label for button in page.button]


@pytest.mark.usefixtures("province")
def test_the_denominator_is_a_choice_and_is_named(open_page, leader):
    adults = open_page("vaccination_coverage", leader)
    everyone = open_page("vaccination_coverage", leader, base="everyone")

    assert "18 tuổi" in adults.caption[0].value
    assert "ước tính" in everyone.caption[0].value
    assert (
        adults.dataframe[0].value["Mẫu số (người)"].sum()
        < everyone.dataframe[0].value["Mẫu số (người)"].sum()
    )


@pytest.mark.usefixtures("province")
def test_impossible_records_are_counted_without_a_name(open_page, leader):
    kinds = open_page("vaccination_coverage", leader).dataframe[-1].value

    assert list(kinds.columns) == ["Loại", "Số bản ghi"]
    assert len(kinds) == 6
