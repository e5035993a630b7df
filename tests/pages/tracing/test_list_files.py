"""The traced list as files: XLSX first, each row as on the page, times and numbers as such."""

import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from dashboard import words
from dashboard.panels.tracing.answer import traced_list
from tests.pages.viewers import EPIDEMIOLOGIST, listed


@pytest.mark.usefixtures("province")
def test_the_list_is_taken_as_xlsx_first_and_as_csv(open_page, given, monkeypatch):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    shown = listed(page)
    assert [key for key in given if str(key).startswith("trace_list")] == [
        "trace_list_xlsx", "trace_list_csv",
    ]  # fmt: skip
    monkeypatch.setitem(traced_list.st.session_state, "viewer", EPIDEMIOLOGIST)

    cells = openpyxl.load_workbook(io.BytesIO(given["trace_list_xlsx"]())).worksheets[0]
    csv = pd.read_csv(io.BytesIO(given["trace_list_csv"]()), sep=";", decimal=",", dtype="str")

    headings, *rows = cells.iter_rows(values_only=True)
    assert list(headings) == list(csv)
    assert len(rows) == len(csv) == len(shown)
    first = dict(zip(headings, rows[0], strict=True))
    exposed = words.say("tracing.column_exposed_at")
    assert first[exposed] == shown["exposed_at"].iloc[0].to_pydatetime()
    assert csv[exposed].iloc[0] == f"{first[exposed]:%d/%m/%Y %H:%M}"
    assert isinstance(first[exposed], datetime)
    assert csv[words.say("tracing.column_person_id")].str.startswith("\t").all()
    assert not csv[words.say("tracing.column_minutes")].dropna().str.contains("[.,]").any()

    is_home = shown["place_name"] == "Nhà ở (cùng hộ)"
    assert 0 < is_home.sum() < len(shown)
    assert (shown["minutes"].isna() == is_home).all()  # no total of a window, night and day
    assert ((shown["tier"] == "sống cùng nhà") == is_home).all()
    for file in (csv, pd.DataFrame(rows, columns=headings)):
        minutes, tiers = (file[words.say(f"tracing.column_{name}")] for name in ("minutes", "tier"))
        assert (minutes.isna() == is_home).all()
        assert tiers.tolist() == shown["tier"].tolist()
