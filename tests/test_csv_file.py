"""CSV files: what is in a cell is text or a number, never a formula; and LibreOffice agrees."""

import shutil
import subprocess
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from dashboard.csv_file import ENGLISH, PLAIN, STYLES, VIETNAMESE, csv_of

LIBREOFFICE_LANGUAGES = {"vi": ("vi", 1066), "en": ("en-US", 1033)}
ROWS = pd.DataFrame(
    {
        "Xã; phường": ["Cộng Hòa", 'Ông Đình; xóm 2, "cũ"'],
        "Tỷ lệ": [0.683, 1.2345],
        "Số ca": [1234.0, None],
        "Điện thoại": ["0912345678", "0912 345 678"],
        "Mã": ["030123456789", "3.01E+11"],
        "Ngày viết": ["3/2", "12.5"],
        "Chênh": [-0.04, -1500.0],
        "Lúc": [datetime(2021, 8, 24, 17, 5), pd.NaT],  # noqa: DTZ001 - as on the screen
        "Ẩn": ["ẩn", 12.0],
    }
)  # fmt: skip
DECIMALS = {"Tỷ lệ": 3, "Số ca": 0, "Chênh": 1}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_and_no_heading_begins_as_a_formula(start):
    table = pd.DataFrame({f"{start}A1": [f"{start}A1"], "kind": pd.Categorical([f"{start}A1"])})
    cells = csv_of(table, style=PLAIN).decode().replace('"', "").split(",")
    assert all(start not in cell.strip()[:1] for cell in cells)
    assert sum(f"'{start}A1" in cell for cell in cells) == 3


def test_numbers_below_zero_stay_numbers_and_the_unknown_is_empty():
    table = pd.DataFrame({"a": [-1, None], "b": [pd.NaT, None], "c": ["", "x,y"]})
    assert csv_of(table, style=PLAIN).decode() == 'a,b,c\r\n-1,,\r\n,,"x,y"\r\n'


def test_an_empty_table_keeps_its_headings():
    assert csv_of(pd.DataFrame({"a": [], "b": []}), style=PLAIN) == b"a,b\r\n"


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (1234.0, None, "1234"), (0.1, None, "0,1"), (1e21, None, "1000000000000000000000"),
        (0.0625, 3, "0,063"), (-0.0625, 3, "-0,063"), (2.5, 0, "3"), (0.15, 1, "0,2"),
        (-0.04, 1, "0,0"), (-0.0, None, "0"), (7, None, "7"), (7, 1, "7,0"),
    ],
)  # fmt: skip
def test_numbers_are_whole_or_rounded_as_asked(value, places, written):
    table = pd.DataFrame({"a": [value]})
    decimals = {} if places is None else {"a": places}

    assert csv_of(table, decimals=decimals).decode("utf-8-sig") == f'"a"\r\n"{written}"\r\n'


@pytest.mark.parametrize("text", ["0912345678", "10507", "3.01E+11", "3/2", "12.5", "1-2", "5 %"])
def test_text_that_looks_like_a_number_is_marked_for_spreadsheets_alone(text):
    table = pd.DataFrame({"a": [text]})

    assert csv_of(table).decode("utf-8-sig").splitlines()[1] == f'"\t{text}"'
    assert csv_of(table, style=PLAIN).decode().splitlines()[1] == text


@pytest.mark.parametrize("language", STYLES)
def test_libreoffice_opens_numbers_as_numbers_and_text_as_text(language, tmp_path):
    sheet = opened(csv_of(ROWS, style=STYLES[language], decimals=DECIMALS), language, tmp_path)

    headings, *rows = sheet.iter_rows(values_only=True)
    assert list(headings) == list(ROWS)
    first, second = (dict(zip(headings, row, strict=True)) for row in rows)
    assert (first["Tỷ lệ"], second["Tỷ lệ"]) == (0.683, 1.235)
    assert (first["Số ca"], second["Số ca"]) == (1234, None)
    assert (first["Chênh"], second["Chênh"]) == (0, -1500)
    for column in ("Xã; phường", "Điện thoại", "Mã", "Ngày viết"):
        assert [str(row[column]).strip() for row in (first, second)] == ROWS[column].tolist()
    assert first["Lúc"] == datetime(2021, 8, 24, 17, 5)  # noqa: DTZ001
    assert (first["Ẩn"], second["Ẩn"]) == ("ẩn", 12)


def test_programs_read_the_plain_style_back(tmp_path):
    file = tmp_path / "plain.csv"
    file.write_bytes(csv_of(ROWS, style=PLAIN))

    read = pd.read_csv(file, dtype={"Điện thoại": "str", "Mã": "str"})

    assert read["Tỷ lệ"].tolist() == [0.683, 1.2345]
    assert read["Điện thoại"].tolist() == ROWS["Điện thoại"].tolist()
    assert (VIETNAMESE.separator, ENGLISH.separator) == (";", ",")


def opened(content, language, folder):
    """Return the sheet that LibreOffice makes of a CSV file, set to a language, asking nothing."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    system, number = LIBREOFFICE_LANGUAGES[language]
    settings = folder / "home" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"'
        f' oor:op="fuse"><value>{system}</value></prop></item></oor:items>'
    )
    file = folder / "table.csv"
    file.write_bytes(content)
    separator = ord(STYLES[language].separator)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/home", "--headless"]
    command += [f"--infilter=CSV:{separator},34,UTF-8,1,,{number}", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder, file], check=True, capture_output=True)
    return openpyxl.load_workbook(folder / "table.xlsx").active
