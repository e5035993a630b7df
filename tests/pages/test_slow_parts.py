"""A question that takes too long costs the part that asks it; the rest of its page is drawn."""

import pytest

from dashboard import data, data_vaccination
from dashboard.access import Role, Viewer
from dashboard.database import AnswerTookTooLong

pytestmark = pytest.mark.usefixtures("province")

TABLE = "Bảng theo xã, phường, thị trấn"
SLOW = [
    ("vaccination_coverage", "", data_vaccination, "daily_doses_by_home", TABLE),
    ("vaccination_coverage", "vaccine", data_vaccination, "commune_doses", TABLE),
    ("vaccination_coverage", "", data_vaccination, "impossible_doses", "Dự báo mũi 1"),
    ("app_adoption", "", data, "daily_campaign", "Ai chưa cài đặt"),
]
"""Page, its choice, what is slow there, and a heading that comes after it."""


@pytest.mark.parametrize("case", SLOW, ids=lambda case: case[3])
def test_the_rest_of_the_page_is_drawn(open_page, monkeypatch, case):
    page, by, module, question, after = case

    def too_long(*_, **__):
        raise AnswerTookTooLong

    monkeypatch.setattr(module, question, too_long)
    viewer = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, ("292",))

    shown = open_page(page, viewer, **({"by": by} if by else {}))

    assert [error.value.split(".")[0] for error in shown.error] == [
        "Câu hỏi này mất quá nhiều thời gian"
    ]
    assert after in [heading.value for heading in shown.header]
