"""Every page is closed to whom the document on security says no, and it says what is so."""

import re
from pathlib import Path

import pytest

from dashboard.access import RIGHTS, Role
from dashboard.menu import PAGES
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"
NEEDED = {name: right for pages in PAGES.values() for name, _, _, right in pages}
ROLES = (Role.LEADER, Role.EPIDEMIOLOGIST, Role.DISTRICT_OFFICIAL)
VIEWERS = dict(zip(ROLES, (LEADER, EPIDEMIOLOGIST, OFFICIAL), strict=True))
CLOSED = [
    (name, role) for name, right in NEEDED.items() for role in Role if right not in RIGHTS[role]
]


def test_the_document_says_who_may_open_which_page():
    text = DOCUMENT.read_text(encoding="utf-8").partition("## Views")[0]
    row = re.compile(r"^\| `(\w+)` \| `(\w+)` \| no ((?:\| \w+ )+)\|$", re.MULTILINE)
    told = [(name, right, *re.findall(r"\w+", cells)) for name, right, cells in row.findall(text)]
    assert told == [
        (name, right, *("yes" if right in RIGHTS[role] else "no" for role in ROLES))
        for name, right in NEEDED.items()
    ]


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("name", NEEDED)
def test_a_stranger_opens_none(open_alone, name):
    page = open_alone(name)

    assert not page.title
    assert not page.dataframe
    assert len(page.error) == 1
    assert not page.exception


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(("name", "role"), CLOSED)
def test_who_lacks_the_right_is_told_so_and_nothing_else(open_page, name, role):
    page = open_page(name, VIEWERS[role])

    assert "không thuộc quyền" in page.error[0].value
    assert not page.title
    assert not page.dataframe
    assert not page.exception
