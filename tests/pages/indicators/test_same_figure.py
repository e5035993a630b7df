"""One figure is one on every page that shows it; where it is another, the page says which."""

import re

import pytest

from dashboard import data
from dashboard.figures import guarded
from dashboard.figures.vaccination import RESIDENTS_PLAN

pytestmark = pytest.mark.usefixtures("province")


def tile(page, label):
    """Return a tile's text without its markup."""
    html = " ".join(part.proto.body for part in page.get("html"))
    sections = re.findall(r"<section class=.tile.*?</section>", html, flags=re.DOTALL)
    [found] = {re.sub(r"<[^>]+>", " ", one) for one in sections if label in one}
    return found


def issued(page):
    """Return how many certificates the vaccination page says were issued, and of how many."""
    said = re.search(r"(\d+) giấy đã cấp trên (\d+)", tile(page, "Giấy chứng nhận đã tra cứu"))
    return said.groups()


@pytest.fixture
def with_minor(monkeypatch):
    """Let one child have a dose, a certificate, and have looked it up."""
    ask = data.vaccination.coverage_groups

    def asked(*args):
        rows = ask(*args).copy()
        [child] = rows.index[rows["lowest_age"] == 0][:1]
        for name in ("dose1_count", "certificate_count", "looked_up_count"):
            rows.loc[child, name] += 1
        return rows

    monkeypatch.setattr(data.vaccination, "coverage_groups", asked)


@pytest.mark.parametrize("base", ["adults", "everyone"])
def test_certificates_are_everybodys_as_on_the_platforms_page(open_page, epidemiologist, base):
    page = open_page("vaccination_coverage", epidemiologist, base=base)
    platform = open_page("platforms", epidemiologist, platform="certificates")

    count, doses = issued(page)
    assert f"{count} trên {doses}" in tile(platform, "Người đã tiêm có chứng nhận")


@pytest.mark.usefixtures("with_minor")
def test_a_childs_certificate_counts_whoever_the_shares_are_of(open_page, epidemiologist):
    pages = [
        open_page("vaccination_coverage", epidemiologist, base=base)
        for base in ("adults", "everyone")
    ]

    assert issued(pages[0]) == issued(pages[1])


def test_the_list_of_who_is_missing_says_why_the_league_table_counts_others(open_page, official):
    page = open_page("app_adoption", official, view="communes")

    [said] = [text.value for text in page.caption if "Bảng xếp hạng tính thiếu" in text.value]
    league = next(table.value for table in page.dataframe)
    unit = page.selectbox(key="not_installed_commune")
    chosen = dict(zip(unit.options, unit.options, strict=True))[unit.options[0]]
    row = league[league.iloc[:, 0] == chosen].iloc[0]
    assert f"thiếu {int(row['Còn thiếu'])} người" in said


def test_what_is_withheld_of_doses_is_decided_once_for_every_page(open_page, leader, monkeypatch):
    """A number that the overview printed could undo what is withheld beside the elderly."""
    asked = []
    through = guarded.guard

    def spied(viewer, rows, plan):
        asked.extend([rows] if plan is RESIDENTS_PLAN else [])
        return through(viewer, rows, plan)

    monkeypatch.setattr(guarded, "guard", spied)

    for name in ("overview", "vaccination_coverage"):
        assert not open_page(name, leader).exception

    [decided] = asked
    assert decided["elderly_count"].notna().any()
