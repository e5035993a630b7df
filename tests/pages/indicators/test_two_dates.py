"""Any two days compared: from the address and back, impossible ones named, figures that add up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard import data
from dashboard.figures import two_dates, vaccination
from dashboard.figures.vaccination import Basis
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")

PAGES = ("app_adoption", "vaccination_coverage")
DATES = {"view": "dates"}
WEEK = {"from": "2021-08-17", "to": "2021-08-24"}
EARLIER, LATER = "Cuối ngày 17/08/2021", "Cuối ngày 24/08/2021"


def compared(page):
    return next((table.value for table in page.dataframe if EARLIER in table.value), None)


def said(page, start):
    return [text.value for text in page.markdown if text.value.startswith(start)]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_compared_until_asked(open_page, name):
    page = open_page(name, LEADER, **DATES)

    assert compared(page) is None
    assert not page.toggle(key="choice_compare").value
    assert "from" not in page.query_params

    page.toggle(key="choice_compare").set_value(True).run()
    assert compared(page) is not None
    assert {name: page.query_params[name] for name in WEEK} == WEEK

    page.toggle(key="choice_compare").set_value(False).run()
    assert compared(page) is None
    assert not {"from", "to"} & set(page.query_params)


@pytest.mark.parametrize("name", PAGES)
def test_a_link_opens_the_same_comparison(open_page, name):
    page = open_page(name, EPIDEMIOLOGIST, **DATES, **WEEK)
    rows = compared(page)

    assert not page.error
    assert len(rows) == 12
    change = (rows[LATER] - rows[EARLIER]) * 100
    assert rows["Thay đổi (điểm %)"].tolist() == pytest.approx(change.tolist())
    assert rows["Thay đổi (điểm %)"].is_monotonic_increasing
    assert (rows["Thêm (người)"] >= 0).all()
    assert said(page, "**Tỉnh Hải Dương**: ")


def test_the_day_of_the_data_is_what_the_page_shows(open_page):
    rows = compared(open_page("app_adoption", EPIDEMIOLOGIST, units="commune", **DATES, **WEEK))
    page = open_page("app_adoption", EPIDEMIOLOGIST, view="communes")
    league = next(
        table.value for table in page.dataframe if "Tăng 7 ngày" in table.value
    ).set_index(["Huyện, thị xã, thành phố", "Xã, phường, thị trấn"])

    assert len(rows) == 235
    rates = rows.set_index(["Huyện, thị xã, thành phố", "Xã, phường, thị trấn"])[LATER]
    assert rates.sort_index().dropna().tolist() == pytest.approx(
        league["Tỷ lệ"].sort_index().dropna().tolist()
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_leader_finds_no_change_of_one_or_two_people(open_page, name):
    unit, change = ["Huyện, thị xã, thành phố", "Xã, phường, thị trấn"], "Thêm (người)"
    full, seen = (
        compared(open_page(name, viewer, units="commune", **DATES, **WEEK)).set_index(unit)
        for viewer in (EPIDEMIOLOGIST, LEADER)
    )
    seen = seen.loc[full.index]
    is_hidden = seen[change].isna() & full[change].notna()

    assert not full[change].isin([1, 2])[~is_hidden].any()
    assert seen.loc[is_hidden, [EARLIER, LATER, "Thay đổi (điểm %)"]].isna().all(axis=None)
    shown = full[[EARLIER, LATER, change]][~is_hidden]
    assert seen.loc[~is_hidden, shown.columns].equals(shown)
    of_districts = open_page(name, LEADER, units="district", **DATES, **WEEK)
    districts = compared(of_districts).set_index(unit[0])
    hidden_per_district = is_hidden.groupby(level=0).sum()
    told = hidden_per_district.loc[districts.index[districts[change].notna()]]
    assert not told.eq(1).any()


def test_a_day_before_withholds_what_its_own_page_withheld():
    here = Viewpoint(LEADER, datetime(2021, 8, 24, 10, tzinfo=UTC))
    days = date(2021, 8, 17), date(2021, 8, 24)
    of_day = vaccination.load(here.at_end_of(days[0]), Basis()).shown.set_index("commune_id")

    told = two_dates.of_step(vaccination.load(here, Basis()), "dose1", days)
    units = told.units("commune").set_index("commune_id").loc[of_day.index]

    was_hidden = disclosure.is_withheld(of_day, "dose1_share")
    assert was_hidden.any()
    assert disclosure.is_withheld(units, "share_before")[was_hidden].all()


def test_a_chosen_day_moves_into_the_address(open_page):
    page = open_page("app_adoption", LEADER, **DATES, **WEEK)

    page.date_input(key="choice_from").set_value(date(2021, 8, 1)).run()

    assert page.query_params["from"] == "2021-08-01"
    assert any("Cuối ngày 01/08/2021" in table.value for table in page.dataframe)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"from": "hôm qua"}, "Không xem được ngày “hôm qua”"),
        ({"from": "2021-02-30"}, "Không xem được ngày “2021\\-02\\-30”"),
        ({"to": "2021-08-25"}, "Không xem được ngày “2021\\-08\\-25”"),
        ({"from": "1999-01-01"}, "Không xem được ngày “1999\\-01\\-01”"),
        (
            {"from": "2021-08-20", "to": "2021-08-10"},
            "Ngày đầu 20/08/2021 phải trước ngày sau 10/08/2021.",
        ),
        (
            {"from": "2021-08-20", "to": "2021-08-20"},
            "Ngày đầu 20/08/2021 phải trước ngày sau 20/08/2021.",
        ),
        ({"from": "<b>*x*"}, "Không xem được ngày “\\<b\\>\\*x\\*”"),
    ],
    ids=["words", "no such day", "future", "too early", "reversed", "same", "markup"],
)
def test_what_cannot_be_compared_is_named(open_page, address, sentence):
    page = open_page("app_adoption", LEADER, **DATES, **address)

    assert not page.exception
    assert not page.error
    assert any(part.value.startswith(sentence) for part in page.warning)
    assert compared(page) is None


@pytest.mark.parametrize(("name", "figure"), [(PAGES[0], "installed"), (PAGES[1], "adults_dose1")])
def test_an_official_compares_their_communes_beside_the_province(open_page, name, figure):
    page = open_page(name, OFFICIAL, **DATES, **WEEK)
    rows = compared(page)

    assert set(rows["Huyện, thị xã, thành phố"]) == {"Thị xã Kinh Môn"}
    [line] = said(page, "**Toàn tỉnh**: ")
    now = data.feeds.data_time(OFFICIAL.scope).date()
    for day in (now - timedelta(days=7), now):
        share = data.province.province_share(OFFICIAL.scope, figure, day)
        assert f"{share * 100:.1f}%".replace(".", ",") in line


def test_the_comparison_can_be_downloaded(open_page):
    page = open_page("app_adoption", LEADER, **DATES, **WEEK)

    assert any(
        button.proto.id.endswith("download_adoption_2021-08-17_2021-08-24")
        for button in page.get("download_button")
    )


def test_the_overview_leads_to_both_comparisons(open_page):
    page = open_page("overview", LEADER, district="292")

    opened = {(one.proto.page, one.proto.query_string) for one in page.get("page_link")}
    for name in PAGES:
        assert (name, "view=dates&from=2021-08-17&to=2021-08-24&district=292") in opened
