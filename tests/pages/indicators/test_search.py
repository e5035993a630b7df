"""The one box: what it finds for whom, where that leads, and what is logged before a name shows."""

import psycopg
import pytest

from dashboard.panels.search import things
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")

REASON = "Kiểm tra ô tìm kiếm"


def typed(open_page, viewer, text):
    page = open_page("search", viewer)
    return page.text_input(key="search_all").set_value(text).run()


def links(page):
    """Return what each link leads to, by its label."""
    return {
        link.proto.label.replace("*", ""): (link.proto.page, link.proto.query_string)
        for link in page.get("page_link")
    }


def kinds(page):
    return [heading.value for heading in page.subheader]


@pytest.fixture
def somebody(province):
    """Return a person of the official's district: name, card number."""
    with psycopg.connect(province) as owner:
        return owner.execute(
            "select full_name, card_number from operational.identities"
            " inner join operational.people using (person_id)"
            " inner join operational.communes using (commune_id)"
            " where district_id = '292' and card_number is not null"
            " order by person_id limit 1"
        ).fetchone()


def looks(url):
    with psycopg.connect(url) as owner:
        return owner.execute(
            "select question, cardinality(person_ids) from ledger.access_log where reason = %s",
            (REASON,),
        ).fetchall()


def test_a_commune_typed_without_marks_leads_to_its_own_row(open_page):
    page = typed(open_page, LEADER, "lai cach")

    assert not page.exception
    leads, query = links(page)["Thị trấn Lai Cách · Huyện Cẩm Giàng"]
    assert leads == "app_adoption"
    assert set(query.split("&")) >= {"view=communes", "district=295"}

    table = open_page(
        "app_adoption", LEADER, view="communes", district="295", find="Thị trấn Lai Cách"
    )
    assert table.dataframe[0].value.iloc[:, 0].tolist() == ["Thị trấn Lai Cách"]
    assert "find" not in table.query_params


@pytest.mark.parametrize(
    ("text", "kind", "leads"),
    [
        ("kinh mon", "Huyện, thị xã, thành phố", "app_adoption"),
        ("so y te", "Cơ quan", "app_adoption"),
        ("nha may", "Địa điểm QR", "qr_places"),
        ("chot kiem", "Trang", "checkpoints"),
    ],
)
def test_everything_has_its_kind_and_leads_somewhere(open_page, text, kind, leads):
    page = typed(open_page, LEADER, text)

    assert kind in kinds(page)
    assert leads in {page for page, _ in links(page).values()}


def test_only_who_traces_finds_cases(open_page, province):
    with psycopg.connect(province) as owner:
        [case] = owner.execute("select max(case_id) from operational.cases").fetchone()

    assert ("contact_tracing", f"case={case}") in links(
        typed(open_page, EPIDEMIOLOGIST, case)
    ).values()
    assert "Ca bệnh" not in kinds(typed(open_page, LEADER, case))


def test_an_official_finds_nothing_of_other_districts(open_page):
    assert "Xã, phường, thị trấn" not in kinds(typed(open_page, OFFICIAL, "lai cach"))


def test_a_leader_may_not_look_for_people(open_page, somebody):
    page = typed(open_page, LEADER, somebody[0])

    assert any("không được tìm người" in text.value for text in page.caption)
    assert not [button for button in page.button if "tìm người" in button.label]


@pytest.mark.parametrize("birth", ["01021990", "01/02/1990"])
def test_a_pasted_card_finds_its_person_once_the_reason_is_logged(
    open_page, province, somebody, birth
):
    name, card = somebody
    code = f"{card}||{name}|{birth}|Nam|Hải Dương|05072021"
    before = looks(province)

    page = typed(open_page, OFFICIAL, code)
    page = page.button[-1].click().run()
    assert [text.value for text in page.warning]
    assert looks(province) == before

    page.text_input(key="search_reason").set_value(REASON)
    page = page.button[-1].click().run()

    assert not page.exception
    assert any(name in text.value for text in page.markdown)
    assert looks(province) == [*before, (f"find_people?text={card}", 1)]


def test_another_text_shows_nobody_found_before(open_page, somebody):
    page = typed(open_page, OFFICIAL, somebody[0])
    page.text_input(key="search_reason").set_value(REASON)
    page = page.button[-1].click().run()
    assert any(somebody[0] in text.value for text in page.markdown)

    page = page.text_input(key="search_all").set_value("khac").run()

    assert not any(somebody[0] in text.value for text in page.markdown)


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("search")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("search", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)


@pytest.mark.parametrize("kind", ["commune", "agency"])
def test_a_found_unit_opens_the_list_of_who_of_it_has_not_installed(open_page, kind):
    page = open_page("app_adoption", OFFICIAL, missing=kind)
    first = page.selectbox(key=f"not_installed_{kind}").value
    page.selectbox(key=f"not_installed_{kind}").select_index(-1).run()
    last = page.selectbox(key=f"not_installed_{kind}").value
    row = {"kind": kind, "thing_id": last, "district_id": None, "name": ""}

    found = open_page("app_adoption", OFFICIAL, **things.link(row).query)

    assert first != last
    assert found.selectbox(key=f"not_installed_{kind}").value == last
