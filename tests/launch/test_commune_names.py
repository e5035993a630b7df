"""One commune, many spellings."""

import unicodedata

import pytest

from launch.commune_names import Commune, CommuneNames, name_key

NAMES = CommuneNames(
    [
        Commune("10651", "Cộng Hòa", "Nam Sách"),
        Commune("10756", "Cộng Hòa", "Kim Thành"),
        Commune("10507", "Cẩm Thượng", "Hải Dương"),
    ]
)


@pytest.mark.parametrize(
    "spelling",
    [
        "Xã Cộng Hòa",
        "Cộng Hoà",
        "CỘNG HÒA",
        "cộng  hòa ",
        unicodedata.normalize("NFD", "Cộng Hòa"),
        "X. Cộng Hoà",
        "Cộng-Hòa",
    ],
)
def test_spellings_of_one_name_are_equal(spelling):
    assert name_key(spelling) == name_key("Cộng Hòa")


@pytest.mark.parametrize("other", ["Cộng Hoa", "Công Hòa", "Cộng Hóa", "Cộng Hòa Bình"])
def test_other_names_stay_other(other):
    assert name_key(other) != name_key("Cộng Hòa")


def test_the_old_letter_for_d_is_the_same():
    assert name_key("Ðồng Lạc") == name_key("Đồng Lạc")


def test_a_repeated_name_needs_its_district():
    assert len(NAMES.find("Cộng Hoà")) == 2
    assert [each.commune_id for each in NAMES.find("Cộng Hoà", "Huyện Kim Thành")] == ["10756"]


def test_a_district_that_disagrees_finds_nothing():
    assert NAMES.find("Phường Cẩm Thượng", "Nam Sách") == []


def test_a_name_that_is_only_a_kind_is_kept():
    assert name_key("Xã") == "xa\u0303"


def test_a_name_without_marks_means_every_name_that_it_may_stand_for():
    assert len(NAMES.find("Xa Cong Hoa")) == 2
    assert [each.commune_id for each in NAMES.find("CONG HOA", "Huyen Kim Thanh")] == ["10756"]
    assert [each.commune_id for each in NAMES.find("Cam Thuong")] == ["10507"]


def test_a_name_with_other_marks_is_another_name():
    assert NAMES.find("Công Hòa") == []
    assert NAMES.find("Cộng Hòa", "Nam Sạch") == []
