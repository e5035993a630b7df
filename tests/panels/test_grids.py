"""Tables: as high as their rows, equal decimals down a column, read aloud as they are written."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.panels.shared import grids

DASHBOARD = Path(__file__).parent.parent.parent / "dashboard"


def drawn(count):
    def page(count):
        import pandas as pd  # noqa: PLC0415 - AppTest runs the source of this function alone

        from dashboard.panels.shared import grids  # noqa: PLC0415

        rows = pd.DataFrame({"name": ["x"] * count, "share": [0.0366] * count})
        grids.show(
            rows, key="of test", columns={"name": "Tên", "share": "Tỷ lệ"}, kinds={"share": "share"}
        )

    return AppTest.from_function(page, args=(count,)).run()


@pytest.mark.parametrize(
    ("kind", "configured"),
    [
        ("number", {"type": "number", "format": "localized"}),
        ("moment", {"type": "datetime", "format": grids.MOMENT}),
        ("short_moment", {"type": "datetime", "format": grids.SHORT_MOMENT}),
    ],
)
def test_a_heading_alone_is_drawn_as_its_kind_is(kind, configured):
    column = grids._column("A", kind)

    assert column["label"] == "A"
    assert configured.items() <= column["type_config"].items()


def test_styled_numbers_stand_on_the_right_and_text_and_own_columns_as_they_are():
    assert grids._column("A", "share")["alignment"] == "right"
    assert grids._column("A", None) == "A"
    assert grids._column({"label": "A"}, "number") == {"label": "A"}


@pytest.mark.parametrize("count", [1, 12, grids.MOST_WHOLE])
def test_a_short_table_stands_whole_with_no_empty_rows(count):
    """Twelve districts are twelve rows, and one row is one."""
    assert grids._height(count) == "content"


def test_a_long_table_does_not_fill_the_page():
    assert grids._height(grids.MOST_WHOLE + 1) == grids.TALL_PX


def test_what_the_table_writes_is_what_it_is_told_to_say():
    page = drawn(2)

    assert not page.exception
    [script] = [block.proto.body for block in page.get("html") if "spoken" in block.proto.body]
    args = re.search(r"table\((.*)\);", script)[1]
    key, name, columns = json.loads(f"[{args}]")
    assert key == "st-key-grid_of-test"
    assert name == "Tên, Tỷ lệ"
    assert columns == {"Tỷ lệ": {"decimals": 1, "isShare": True, "empty": "–"}}
    assert isinstance(page.dataframe[0].value, pd.DataFrame)


def test_no_figure_is_rounded_half_to_even():
    """Pandas and Python round 2.5 to 2, a spreadsheet to 3: `words.rounded` is the one way."""
    rounding = re.compile(r"(?<!points)\.round\(|(?<![\w.])round\(")
    shown = [path for room in ("panels", "reports") for path in (DASHBOARD / room).rglob("*.py")]
    found = [
        f"{path.relative_to(DASHBOARD)}: {line.strip()}"
        for path in shown
        for line in path.read_text().splitlines()
        if rounding.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("cells", "is_fitted"),
    [
        (["Thành phố Hải Dương", "Huyện Ninh Giang"], False),  # Streamlit measures these itself
        (["–", "–", "–", "–", "–", "HD-2021-0029"], True),  # it leaves out what is far longer
        (["Xã An"] * 50 + ["Thị trấn Thanh Miện"], True),  # it does not come so far
        (["Hạ xuống “Nguy cơ” khi 7 ngày không có ca mới hoặc F1 và vùng kết thúc, " * 2], True),
        ([None, None], False),
    ],
    ids=["usual", "far longer", "far below", "sentence", "empty"],
)
def test_a_column_of_text_is_as_wide_as_its_longest_cell(monkeypatch, cells, is_fitted):
    drawn = {}
    monkeypatch.setattr(grids.st, "dataframe", lambda *_, **settings: drawn.update(settings))

    rows = pd.DataFrame({"first": "x", "name": cells})
    grids.show(rows, key="t", columns={"first": "Số", "name": "Tên"}, kinds={})

    column = drawn["column_config"]["name"]
    assert (column != "Tên") == is_fitted
    if is_fitted:
        assert min(720, 6 * max(len(str(cell)) for cell in cells)) <= column["width"] <= 720


def test_the_first_and_a_pinned_column_are_fitted_and_one_that_says_how_wide_it_is_stays_so(
    monkeypatch,
):
    drawn = {}
    monkeypatch.setattr(grids.st, "dataframe", lambda *_, **settings: drawn.update(settings))
    pinned, own = st.column_config.Column("A", pinned=True), st.column_config.Column("B", width=70)

    rows = pd.DataFrame(dict.fromkeys(("first", "a", "b"), "Thành phố Hải Dương"), index=[0])
    grids.show(rows, key="t", columns={"first": "Huyện", "a": pinned, "b": own}, kinds={})

    assert drawn["column_config"]["first"]["width"] >= 147
    assert drawn["column_config"]["a"]["width"] >= 147
    assert drawn["column_config"]["b"]["width"] == 70
