"""Vietnamese order and search: the alphabet's rules, and the names of real communes."""

import csv
import unicodedata
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from dashboard import alphabet

ALPHABET = [*"aăâbcdđeêghiklmnoôơpqrstuưvxy"]
TONED = ["ma", "mà", "mả", "mã", "má", "mạ"]
GAZETTEER = Path(__file__).parent.parent / "assets" / "communes.csv"
COMMUNES = [
    row["commune_name"].removeprefix(row["unit_type"]).strip()
    for row in csv.DictReader(GAZETTEER.read_text(encoding="utf-8-sig").splitlines())
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", [str.lower, str.upper])
def test_letters_stand_as_in_the_alphabet(form, written):
    expected = [unicodedata.normalize(form, written(letter)) for letter in ALPHABET]

    assert alphabet.in_order(expected[::-1]) == expected
    assert alphabet.in_order(sorted(expected)) == expected


def test_tones_count_after_all_letters():
    assert alphabet.in_order(reversed(TONED)) == TONED
    assert alphabet.in_order(["Hóa An", "Hòa Bình", "Hoa Cương", "Hoá"]) == [
        "Hoá", "Hóa An", "Hòa Bình", "Hoa Cương",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rising",
    [
        ["Dương", "Đà", "Đông", "Em"],
        ["Thôn 2", "Thôn 10", "Thôn Đông"],
        ["An Bình", "Anh"],
        ["Tân", "Tấn An", "Tân Bình"],
        ["đá", "Đá", "đá 1"],
        ["", "1", "a"],
    ],
)
def test_names_rise(rising):
    assert alphabet.in_order(reversed(rising)) == rising


def test_communes_rise_letter_by_letter():
    """Checked by another route: letters as numbers, tones taken off one by one."""
    assert len(COMMUNES) == 235
    letters = " " + "".join(ALPHABET)
    tones = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))

    def places(name):
        bare = unicodedata.normalize("NFD", name.lower()).translate(tones)
        return [letters.index(letter) for letter in unicodedata.normalize("NFC", bare)]

    in_order = alphabet.in_order(COMMUNES)

    assert all(places(one) <= places(other) for one, other in pairwise(in_order))
    assert in_order.index("Đại Sơn") > in_order.index("Duy Tân")


def test_people_stand_by_given_name_then_family_name():
    names = ["Nguyễn Văn Ánh", "Đỗ An", "Dư Văn An", "Trần Thị Bình", "Bùi Ân"]

    assert sorted(names, key=alphabet.by_given_name) == [
        "Dư Văn An", "Đỗ An", "Nguyễn Văn Ánh", "Bùi Ân", "Trần Thị Bình",
    ]  # fmt: skip


def test_a_missing_name_stands_last():
    rows = pd.DataFrame({"name": ["Đ", None, "Thôn 10", "Thôn 2"]})

    assert rows.sort_values("name", key=alphabet.sort_key())["name"].tolist()[:3] == [
        "Đ", "Thôn 2", "Thôn 10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("lai cach", "Thị trấn Lai Cách"),
        ("LAI  CÁCH", "Thị trấn Lai Cách"),
        ("thon hau", "Thôn Hậu, xã Cộng Hoà"),
        ("Ứng Hòe", "Xã Ứng Hoè"),
        ("cộng hoà", "Cộng Hòa, Nam Sách"),
        ("cong-hoa", "Cộng Hòa, Nam Sách"),
        ("doan", "Ðoàn Đức"),
        ("Ðức", "đoàn đức"),
        ("cẩm", unicodedata.normalize("NFD", "Xã Cẩm Đoài")),
        ("cam do", "Xã Cẩm\u00a0Đoài"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed, written):
    assert alphabet.mentions(pd.Series([written]), typed).all()


@pytest.mark.parametrize(("typed", "written"), [("an", "Thanh Hà"), ("hoa an", "Hòa Bình")])
def test_letters_inside_a_word_are_another_name(typed, written):
    assert not alphabet.mentions(pd.Series([written]), typed).any()


@pytest.mark.parametrize("kind", ["object", "str", "float64"])
def test_where_every_name_is_unknown_nothing_is_found_and_nothing_breaks(kind):
    unknown = pd.Series([None, None], dtype=kind)

    assert alphabet.mentions(unknown, "an").tolist() == [False, False]
    assert alphabet.mentions(unknown, "").tolist() == [True, True]
    assert alphabet.mentions(unknown.head(0), "an").tolist() == []


@pytest.mark.parametrize("commune", COMMUNES)
def test_every_commune_is_found_without_its_marks(commune):
    typed = unicodedata.normalize("NFD", commune).encode("ascii", "ignore").decode()
    typed = typed if "đ" not in commune.lower() else alphabet.fold(commune)

    found = alphabet.mentions(pd.Series(COMMUNES), typed)
    assert commune in pd.Series(COMMUNES)[found].tolist()
