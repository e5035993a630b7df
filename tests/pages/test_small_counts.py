"""Who may not see people finds no count of one or two, in no table, file, tile, chart or tooltip.

The small province is full of such counts. A spy notes each table that a panel draws or offers, and
lets it through.
"""

import io
import json
import re
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
from docx import Document

from dashboard import figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.disclosure import Plan, is_small
from dashboard.panels.shared import tables
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER

pytestmark = pytest.mark.usefixtures("province")

WEEK = {"from": "2021-08-17", "to": "2021-08-24"}
ADDRESSES = [
    ("overview", {}),
    ("overview", {"district": "292"}),
    ("overview", {"present": "1"}),
    *(
        ("app_adoption", {"view": view})
        for view in ("road", "communes", "districts", "agencies", "uses")
    ),
    ("app_adoption", {"view": "communes", "district": "292"}),
    ("app_adoption", {"view": "dates", "district": "292"} | WEEK),
    *(
        ("vaccination_coverage", {"view": view})
        for view in ("gaps", "forecast", "sites", "records")
    ),
    ("vaccination_coverage", {"view": "groups", "by": "age"}),
    ("vaccination_coverage", {"view": "table", "base": "everyone", "where": "given"}),
    ("vaccination_coverage", {"view": "groups", "base": "everyone", "by": "priority"}),
    ("vaccination_coverage", {"view": "groups", "district": "292", "by": "vaccine"}),
    ("vaccination_coverage", {"view": "due", "district": "292"}),
    ("vaccination_coverage", {"view": "dates"} | WEEK),
    *(
        ("platforms", {"platform": name})
        for name in ("declarations", "waiting_samples", "certificates", "results_told")
    ),
    ("platforms", {"platform": "matching_results", "district": "292"}),
    ("platforms", {"platform": "health_records"}),
    ("containment_zones", {"view": "risk"}),
    ("data_sources", {"view": "feeds"}),
    *(("health_declarations", {"view": view}) for view in ("communes", "days")),
    ("health_declarations", {"view": "days", "district": "292"}),
    *(("test_systems", {"view": view}) for view in ("kinds", "days", "communes")),
    ("test_systems", {"district": "292"}),
    ("support_team", {"view": "communes", "district": "292"}),
    *(("test_results", {"view": view}) for view in ("days", "told", "backlog")),
    *(("test_results", {"view": "groups", "by": by}) for by in ("commune", "district", "reason")),
    ("test_results", {"view": "groups", "by": "laboratory", "district": "292"}),
]
"""Every indicator page, in the places and bases whose counts differ."""

SMALL_IN_WORDS = re.compile(
    r"(?<![\d.,/–-])[+−]?[12] "
    r"(?:người(?!/ngày)|ca\b|F1|mẫu|lượt|giấy|trên \d|hôm nay|hôm qua|trong 24 giờ)"
)
"""One or two people, cases, samples, uses, in a sentence or tile; a needed pace is no count."""

SMALL_IN_TOOLTIP = re.compile(
    r"<td>(?:Đã cài|Còn thiếu|Có điện thoại thông minh|Mẫu số \(người\)|Ca mới|F1[^<]*|Kết quả)"
    r"</td><td>[12]</td>|<td>[^<]*% · [12]</td>"
)


@pytest.fixture
def drawn(on_drawings):
    """Return the tables that were drawn or offered, in order, with their columns."""
    found = []
    for name in ("show", "download"):
        through = getattr(tables, name)

        def spied(table, columns, *, _through=through, **rest):
            found.append((table, columns))
            return _through(table, columns, **rest)

        on_drawings.setattr(tables, name, spied)
    return found


def opened(open_page, viewer, name, address):
    page = open_page(name, viewer, **address)
    if address.get("view") == "gaps":
        page.session_state["coverage_elderly_all"] = True
        page = page.run()
    assert not page.exception
    assert not page.error
    return page


def small_cells(found):
    """Return the people counted in columns of numbers that are one or two."""
    return [
        (column.name, value)
        for table, columns in found
        for column in columns
        if column.kind == "number" and tables._counts_people(column)
        for value in table[column.name][is_small(table[column.name])]
    ]


@pytest.mark.parametrize(("name", "address"), ADDRESSES, ids=str)
def test_a_leader_finds_no_small_count(open_page, drawn, name, address):
    page = opened(open_page, LEADER, name, address)

    assert small_cells(drawn) == []
    assert SMALL_IN_WORDS.findall(words_of(page)) == []
    assert SMALL_IN_TOOLTIP.findall(tooltips_of(page)) == []
    assert small_bars(page) == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("app_adoption", {"view": "communes", "district": "292"}),
        ("vaccination_coverage", {"view": "table"}),
        ("containment_zones", {"view": "risk"}),
    ],
    ids=str,
)
def test_who_may_see_people_sees_them_all(open_page, drawn, name, address):
    page = opened(open_page, EPIDEMIOLOGIST, name, address)

    assert small_cells(drawn)
    assert SMALL_IN_TOOLTIP.findall(tooltips_of(page))
    assert not any("“ẩn”" in caption.value for caption in page.caption)


def test_a_withheld_cell_is_explained_and_is_no_unknown_one(open_page, drawn):
    page = opened(open_page, LEADER, "app_adoption", {"view": "communes"})

    assert any("“ẩn”" in caption.value for caption in page.caption)
    table = next(table for table, _ in drawn if "missing_count" in table)
    hidden = table["missing_count_withheld"]
    assert hidden.any()
    assert table.loc[hidden, "missing_count"].isna().all()


def test_files_hold_what_is_shown_and_explain_it(open_page, drawn, given):
    opened(open_page, LEADER, "app_adoption", {"view": "communes", "district": "292"})
    table, columns = next((table, columns) for table, columns in drawn if "status_word" in table)

    csv = pd.read_csv(io.BytesIO(given["download_adoption_communes"]()), sep=";", decimal=",")
    book = openpyxl.load_workbook(io.BytesIO(given["workbook_adoption_communes"]()))
    cells, about = book.worksheets

    shown = tables.pick(table, columns)
    files = [key for key in given if key.endswith("_adoption_communes")]
    assert files == ["workbook_adoption_communes", "download_adoption_communes"]
    assert list(csv.columns) == [cell.value for cell in cells[1]] == list(shown.columns)
    assert csv["Xã, phường, thị trấn"].tolist() == shown["Xã, phường, thị trấn"].tolist()
    rows = list(cells.iter_rows(min_row=2, values_only=True))
    hidden = table["missing_count_withheld"].to_numpy()
    for row, csv_value, is_hidden, value in zip(
        rows, csv["Còn thiếu"], hidden, shown["Còn thiếu"], strict=True
    ):
        assert (row[2], str(csv_value)) == ("ẩn", "ẩn") if is_hidden else row[2] == value
    assert cells["B2"].number_format == "0.0%"
    said = {row[0]: row[1] for row in about.iter_rows(values_only=True) if row[0]}
    assert said["Phạm vi"] == "Thị xã Kinh Môn"
    assert said["Người tải"] == LEADER.name
    assert {"Bảng", "Số liệu đến", "Tải lúc", "Dữ liệu", "Số bị ẩn"} <= set(said)


@pytest.fixture
def given(on_drawings):
    """Return what each download button would give, by its key."""
    found = {}
    through = tables.st.download_button

    def spied(label, data, **rest):
        found[rest["key"]] = data
        return through(label, data, **rest)

    on_drawings.setattr(tables.st, "download_button", spied)
    return found


def test_the_paper_of_the_overview_says_no_small_count(open_page, given):
    opened(open_page, LEADER, "overview", {"district": "292"})
    paper = Document(io.BytesIO(given["overview_docx"]()))

    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert SMALL_IN_WORDS.findall("\n".join([*cells, *lines])) == []


def test_a_district_is_compared_with_the_others_that_anyone_can_open():
    counts = dict.fromkeys(figures.units.own_districts(LEADER), 50) | {"288": 2, "292": 4}
    plan = Plan(counts=("count",))

    def rows_of(here):
        return pd.DataFrame({"count": [counts.get(here.district_id, sum(counts.values()))]})

    def withheld(viewer, district_id):
        here = Viewpoint(viewer, datetime(2021, 8, 24, tzinfo=UTC), district_id)
        return figures.guarded.of_district(here, plan, rows_of).withheld_total(None)

    assert [withheld(LEADER, unit) for unit in ("288", "292")] == [{"count"}, {"count"}]
    assert [withheld(LEADER, unit) for unit in ("290", None)] == [frozenset(), frozenset()]
    assert withheld(EPIDEMIOLOGIST, "288") == frozenset()


def words_of(page):
    """Return every sentence of a page without its markup."""
    html = [re.sub(r"<[^>]+>", "\n", part.proto.body) for part in page.get("html")]
    said = "\n".join([*html, *(part.value for part in (*page.markdown, *page.caption))])
    return said.replace(words.say("table.withheld_note", most=2), "")


def tooltips_of(page):
    """Return what the maps say, their letters freed from the escapes of JSON in a script."""
    scripts = " ".join(part.proto.json_args for part in page.get("component_instance"))
    return re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), scripts)


def small_bars(page):
    """Return the bars of the chart of days that stand for one or two doses."""
    charts = [json.loads(part.proto.spec) for part in page.get("plotly_chart")]
    return [
        value
        for chart in charts
        for trace in chart["data"]
        if trace["type"] == "bar" and trace.get("orientation") != "h" and trace.get("name")
        for value in _numbers(trace["y"])
        if value in {1, 2}
    ]


def _numbers(values):
    """Return a trace's numbers, which plotly writes as a list or in base64."""
    if isinstance(values, dict):
        import base64  # noqa: PLC0415

        import numpy as np  # noqa: PLC0415

        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()
    return values
