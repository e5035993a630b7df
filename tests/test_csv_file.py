"""CSV files: what is in a cell is text or a number, never a formula."""

import pandas as pd
import pytest

from dashboard.csv_file import csv_of


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_and_no_heading_begins_as_a_formula(start):
    table = pd.DataFrame({f"{start}A1": [f"{start}A1"], "kind": pd.Categorical([f"{start}A1"])})
    cells = csv_of(table, encoding="utf-8").decode().replace('"', "").split(",")
    assert all(start not in cell.strip()[:1] for cell in cells)
    assert sum(f"'{start}A1" in cell for cell in cells) == 3


def test_numbers_below_zero_stay_numbers_and_the_unknown_is_empty():
    table = pd.DataFrame({"a": [-1, None], "b": [pd.NaT, None], "c": ["", "x,y"]})
    assert csv_of(table).decode("utf-8-sig") == 'a,b,c\r\n-1.0,,\r\n,,"x,y"\r\n'


def test_an_empty_table_keeps_its_headings():
    assert csv_of(pd.DataFrame({"a": [], "b": []}), encoding="utf-8") == b"a,b\r\n"
