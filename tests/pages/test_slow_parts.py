"""A question that takes too long costs the part that asks it; the rest of its page is drawn."""

import pytest

from dashboard import data, data_platforms, data_vaccination
from dashboard.access import Role, Viewer
from dashboard.database import AnswerTookTooLong

pytestmark = pytest.mark.usefixtures("province")

SLOW = [
    ("platforms", data_platforms, "platform", "Các nền tảng"),
    (
        "vaccination_coverage",
        data_vaccination,
        "daily_doses_by_home",
        "Bảng theo xã, phường, thị trấn",
    ),
    (
        "vaccination_coverage?by=vaccine",
        data_vaccination,
        "commune_doses",
        "Bảng theo xã, phường, thị trấn",
    ),
    (
        "vaccination_coverage",
        data_vaccination,
        "impossible_doses",
        "Bảng theo xã, phường, thị trấn",
    ),
    (
        "vaccination_coverage",
        data_vaccination,
        "first_dose_forecast",
        "Bảng theo xã, phường, thị trấn",
    ),
    ("app_adoption", data, "daily_campaign", "Mười xã, phường còn thiếu nhiều người nhất"),
    ("app_adoption", data, "not_installed", "Mười xã, phường còn thiếu nhiều người nhất"),
]


@pytest.mark.parametrize(("page", "module", "question", "still"), SLOW)
def test_the_rest_of_the_page_is_drawn(open_page, monkeypatch, page, module, question, still):
    def too_long(*_, **__):
        raise AnswerTookTooLong

    monkeypatch.setattr(module, question, too_long)
    viewer = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, ("292",))

    name, _, by = page.partition("?by=")
    shown = open_page(name, viewer, **({"by": by} if by else {}))

    assert [error.value.split(".")[0] for error in shown.error] == [
        "Câu hỏi này mất quá nhiều thời gian"
    ]
    assert still in [heading.value for heading in (*shown.title, *shown.header)]
