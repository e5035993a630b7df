"""One button for a case: the file is opened again and says what the pages say; logged first."""

import io
import zipfile
from dataclasses import replace
from typing import NamedTuple

import docx
import numpy as np
import openpyxl
import psycopg
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dashboard import access, clock, data, figures
from dashboard.figures.tracing.choice import Choice
from dashboard.menu import file_of
from dashboard.panels.shared import viewpoint
from dashboard.panels.tracing import papers
from dashboard.reports.bundle import CONTENTS
from dashboard.reports.vietnamese import moment, number
from tests.pages.conftest import LONGEST_SECONDS, ROOT
from tests.pages.viewers import EPIDEMIOLOGIST, many_cases


class Made(NamedTuple):
    """What the button gave, once for all tests."""

    page: AppTest
    files: dict[str, bytes]
    looks: list[tuple[str, str, list[int]]]


@pytest.fixture(scope="module")
def made(province):
    """Press the button on the list of a few cases."""
    found = []
    through = papers.st.download_button

    def spied(label, data, **rest):
        found.append((rest["key"], data))
        return through(label, data, **rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers.st, "download_button", spied)
        page = opened_page("contact_tracing", case=",".join(cases()), view="list")
        before = count_of_looks(province)
        page.button(key="papers_case").click().run()
    assert not page.exception
    assert not page.error
    (content,) = (data for key, data in found if key == "papers_case_save")
    return Made(page, opened(content), looks(province, count_of_looks(province) - before))


def opened_page(name, **address):
    app = AppTest.from_file(ROOT / "app.py", default_timeout=LONGEST_SECONDS)
    app.session_state["viewer"] = EPIDEMIOLOGIST
    for key, value in address.items():
        app.query_params[key] = value
    return app.switch_page(file_of(name)).run()


def cases():
    return many_cases().split(",")[:4]


def opened(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def count_of_looks(url):
    with psycopg.connect(url) as owner:
        return owner.execute("select count(*) from ledger.access_log").fetchone()[0]


def looks(url, count):
    with psycopg.connect(url) as owner:
        rows = owner.execute(
            "select question, reason, person_ids from ledger.access_log"
            " order by access_id desc limit %s",
            (count,),
        ).fetchall()
    return rows[::-1]


def text_of(content):
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_the_file_says_what_the_pages_say(made, open_page):
    files = made.files
    zones_page = open_page("containment_zones", EPIDEMIOLOGIST, case=",".join(cases()), view="new")
    (zones,) = [table.value for table in zones_page.dataframe if "risk_share" in table.value]
    decisions = [name for name in files if name.endswith(".docx") and "vung-" in name]
    maps = [name for name in files if name.endswith(".png")]

    assert len(zones) > 1
    assert len(decisions) == len(maps) == len(zones)
    for zone, name in zip(zones.to_dict("records"), decisions, strict=True):
        decided = docx.Document(io.BytesIO(files[name]))
        said = text_of(files[name])
        hamlet = zone["zone_name"].partition(",")[0]
        assert hamlet.casefold() in said.casefold()
        assert f"gồm {number(zone['households'])} hộ với {number(zone['residents'])} nhân" in said
        assert f"{zone['f0']} F0, {zone['f1']} F1" in said
        assert "DỰ THẢO" in said
        assert "tháng 8 năm 2021" in said
        assert f"Số liệu đến {moment(base().data_time)}" in said.replace("\n", " ")
        assert len(decided.inline_shapes) == 1
    for name in maps:
        picture = np.asarray(Image.open(io.BytesIO(files[name])).convert("L"))
        assert (picture < 128).mean() > 0.005
    book = openpyxl.load_workbook(io.BytesIO(files["danh-sach-goi-dien.xlsx"]))
    called = sum(sheet.max_row - 1 for sheet in book.worksheets[1:])
    assert called == len(traced().people)
    assert f"Tìm thấy {number(called)} người" in text_of(files["bao-cao-nhanh.docx"])
    contents = files[CONTENTS].decode("utf-8-sig")
    assert f"Số liệu đến: {moment(base().data_time)}" in contents
    assert next(iter(files)) == CONTENTS
    assert all(f"- {name}: " in contents for name in files if name != CONTENTS)
    assert f"Đề xuất {len(zones)} vùng, {number(zones['residents'].sum())} người" in contents
    assert all(case in contents for case in cases())
    assert "ĐỀ XUẤT" in contents


def base():
    return figures.tracing.trace.read(viewpoint.of_data(EPIDEMIOLOGIST))


def choice(**more):
    return Choice(case_ids=tuple(cases()), **more)


def traced():
    return figures.tracing.trace.traced(base(), choice())


def traced_once():
    return figures.tracing.trace.traced(base(), choice(rings=1))


def test_each_look_is_logged_with_whom_it_shows(made):
    zones, calls, report = made.looks

    assert [look[0].partition("?")[0] for look in made.looks] == [
        "case_zones_docx", "call_list_xlsx", "quick_report_docx",
    ]  # fmt: skip
    assert f"case={','.join(cases())}" in zones[0]
    assert "vùng đề xuất từ ca bệnh" in zones[1]
    drafts = figures.tracing.zone_proposals.proposed(EPIDEMIOLOGIST, base(), choice())
    assert len(zones[2]) == drafts.resident_count
    assert set(calls[2]) == set(traced().people["person_id"])
    assert set(report[2]) == set(traced().cases["person_id"])


def test_nothing_is_confined_nor_even_proposed_by_it(made):
    assert made.files
    assert data.zones.zones(EPIDEMIOLOGIST.scope).empty


def test_nobody_of_another_district_is_in_the_file(province, on_drawings):
    """Who answers for one district gets the papers of its cases, with its people alone."""
    communes = data.units.communes(EPIDEMIOLOGIST.scope).set_index("commune_id")["district_id"]
    district = base().cases["commune_id"].map(communes).mode()[0]
    there = replace(EPIDEMIOLOGIST, district_ids=(district,))
    on_drawings.setitem(papers.st.session_state, "viewer", there)
    own = figures.tracing.trace.read(viewpoint.of_data(there))
    asked = Choice(case_ids=tuple(own.cases["case_id"].head(8)))
    result = figures.tracing.trace.traced(own, asked)
    trace = papers.TracePapers(there, own, result, papers.Listed(result.people, (), ""))

    before = count_of_looks(province)
    files = opened(papers.CasePapers(trace, papers.Wanted()).everything(lambda _: None))

    homes = base().homes["commune_id"]
    logged = looks(province, count_of_looks(province) - before)
    seen = {person for look in logged for person in look[2]}
    assert seen
    assert {communes[homes[person]] for person in seen} == {district}
    assert any("du-thao" in name for name in files)


def test_notices_name_places_and_times_and_nobody(made, province):
    notices = {
        name: text.decode("utf-8-sig")
        for name, text in made.files.items()
        if name.startswith("thong-bao/")
    }

    met = traced_once().trace.contacts(limit=None)
    places = data.tracing.places(base().load).set_index("place_id")
    public = met[met["place_id"].isin(places.index)]
    told = "\n".join(notices.values())
    names = places.loc[public["place_id"].unique(), "place_name"]
    assert len(names) > 0
    assert all(f"- {name}: " in told for name in names)
    assert len(notices) == places.loc[public["place_id"].unique(), "commune_id"].nunique()
    first = public["met_at"].min().tz_convert(clock.TIME_ZONE)
    assert f"{first:%H giờ %M}" in told
    with psycopg.connect(province) as owner:
        people = [name for (name,) in owner.execute("select full_name from operational.identities")]
    assert not any(name in told for name in people)
    assert not any(case in told for case in cases())


def test_no_entry_no_file(made, on_drawings):
    def refuse(*_):
        raise ValueError

    on_drawings.setattr(access, "record_look", refuse)

    page = made.page.button(key="papers_case").click().run()

    assert len(page.error) == 1
    assert not any(b.key == "papers_case_save" for b in page.get("download_button"))


@pytest.mark.parametrize("right", [access.Right.SEE_PEOPLE, access.Right.PROPOSE_ZONES])
@pytest.mark.usefixtures("province")
def test_without_the_right_the_button_does_nothing(open_page, on_drawings, right):
    rights = {role: held - {right} for role, held in access.RIGHTS.items()}
    on_drawings.setattr(access, "RIGHTS", rights)

    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    assert page.button(key="papers_case").disabled


@pytest.mark.parametrize(
    ("language", "label"),
    [("vi", "Tất cả cho ca bệnh này (ZIP)"), ("en", "Everything for this case (ZIP)")],
)
@pytest.mark.usefixtures("province")
def test_the_button_is_named_in_both_languages(open_page, language, label):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, lang=language)

    assert page.button(key="papers_case").label == label
