"""The page on the sources of the data."""

import psycopg
import pytest

from dashboard import figures
from tests.pages.viewers import LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_a_leader_reads_which_source_is_late_and_what_rests_on_it(open_page):
    page = open_page("data_sources", LEADER)

    assert not page.error
    [table] = page.dataframe
    assert table.value["Tình trạng"].tolist()[:2] == ["Chậm", "Chậm"]
    assert "“ẩn”" not in " ".join(one.value for one in page.caption)  # unknown is not withheld
    late = " ".join(one.value for one in page.warning)
    assert "Nền tảng xét nghiệm quốc gia" in late
    assert "Các nền tảng" in late


def test_what_rests_on_a_source_is_what_the_register_says():
    assert "samples.median_hours" in figures.platforms.sources.resting_on("provincial_tests")
    assert "adoption.officials" in figures.platforms.sources.resting_on("population")
    assert "samples.median_hours" not in figures.platforms.sources.resting_on("portal")


def test_a_commune_that_stopped_reporting_is_listed(open_page, own_province):
    with psycopg.connect(own_province) as owner:
        [commune, name] = owner.execute(
            "delete from operational.commune_readiness where commune_id = (select min(commune_id)"
            " from operational.communes where district_id = '292') returning commune_id,"
            " (select commune_name from operational.communes c where c.commune_id ="
            " commune_readiness.commune_id)"
        ).fetchone()

    page = open_page("data_sources", OFFICIAL, view="communes")

    [table] = page.dataframe
    assert commune is not None
    assert any(name in unit for unit in table.value["Xã, phường, thị trấn"])


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("data_sources")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("data_sources", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
