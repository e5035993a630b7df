"""A map keeps its colours when the filter changes, and says how its classes were made."""

import json
import re

import pytest

from tests.pages.viewers import LEADER

pytestmark = pytest.mark.usefixtures("province")

FEATURE = re.compile(r'"fill": "(#\w+)", "stroke": "[^"]*", "tooltip": "((?:[^"\\]|\\.)+)"')


def fills(page):
    """Return the colour of each unit that the page's map draws, by its tooltip."""
    [drawn] = [json.loads(one.proto.json_args)["script"] for one in page.get("component_instance")]
    return {tooltip: colour for colour, tooltip in FEATURE.findall(drawn)}


def captions(page):
    return [caption.value for caption in page.caption]


@pytest.mark.parametrize("step", ["dose1", "registered"])
def test_a_district_keeps_the_colours_of_the_province(open_page, step):
    whole = fills(open_page("vaccination_coverage", LEADER, step=step))
    part = fills(open_page("vaccination_coverage", LEADER, step=step, district="292"))

    assert 0 < len(part) < len(whole)
    assert part.items() <= whole.items()
    assert len(set(whole.values())) > 1


def test_the_legend_says_how_its_classes_were_made(open_page):
    communes = captions(open_page("vaccination_coverage", LEADER))
    districts = captions(open_page("app_adoption", LEADER))

    assert any(
        re.match(r"Năm mức bằng nhau, mỗi mức \d+ điểm %, chia theo mọi xã", c) for c in communes
    )
    assert any("bắt đầu ở dưới huyện thấp nhất" in caption for caption in districts)
