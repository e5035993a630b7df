"""A question that takes too long costs the part that asks it; the rest of its page is drawn."""

import pytest

from dashboard import data
from dashboard.access import Role, Viewer
from dashboard.data.database import AnswerTookTooLong

pytestmark = pytest.mark.usefixtures("province")

COVERAGE = "vaccination_coverage"
BY_VACCINE = {"view": "groups", "by": "vaccine"}
STOCK = "Vắc xin còn lại"
SLOW = [
    (COVERAGE, {}, data.vaccination, "daily_doses_by_home", STOCK),
    (COVERAGE, BY_VACCINE, data.vaccination, "commune_doses", STOCK),
    (COVERAGE, {"view": "records"}, data.vaccination, "impossible_kinds", STOCK),
    ("app_adoption", {}, data.adoption, "daily_campaign", "Ai chưa cài đặt"),
]
"""Page, its address, what is slow there, and a heading that is there all the same."""


@pytest.mark.parametrize("case", SLOW, ids=lambda case: case[3])
def test_the_rest_of_the_page_is_drawn(open_page, monkeypatch, case):
    page, address, module, question, other = case

    def too_long(*_, **__):
        raise AnswerTookTooLong

    monkeypatch.setattr(module, question, too_long)
    viewer = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, ("292",))

    shown = open_page(page, viewer, **address)

    assert [error.value.split(".")[0] for error in shown.error] == [
        "Câu hỏi này mất quá nhiều thời gian"
    ]
    assert other in [heading.value for heading in shown.header]
