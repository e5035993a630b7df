"""The desk's rings once more, by comparing stays with stays as the specification says it."""

import re

import pandas as pd
import psycopg
import pytest

from tests.figures.recomputed import World, n
from tests.figures.recomputed_tracing import rings
from tests.pages.viewers import EPIDEMIOLOGIST


@pytest.mark.timeout(900)
@pytest.mark.parametrize("crowd", [0, 3])
def test_f1_and_f2_are_those_counted_from_the_scans(province, open_page, crowd):
    """Of any crowd, and of close contacts only, as the link says."""
    page = open_page("contact_tracing", EPIDEMIOLOGIST, crowd=str(crowd))
    (case,) = page.multiselect(key="trace_cases").value
    tiles = "".join(html.proto.body for html in page.get("html"))
    with psycopg.connect(province) as connection:
        now = connection.execute("select max(last_loaded_at) from operational.feeds").fetchone()[0]
        world = World(connection, now)
        reached = rings(world, case, crowd=crowd or None)
        anywhere = rings(world, case, crowd=None)
    found = pd.Series(reached).value_counts()
    only_there = [who for who, ring in anywhere.items() if ring == 1 and who not in reached]

    shown = dict(re.findall(r'tile-label">(F[12])</h2>.*?tile-value">([^<]*)<', tiles, re.DOTALL))
    assert shown == {"F1": n(found[1]), "F2": n(found[2])}
    assert page.session_state["trace_crowd"] == crowd
    apart = [text.value for text in page.caption if "Chỉ cùng nơi đông người" in text.value]
    assert [re.search(r": ([\d.]+) người", text)[1] for text in apart] == (
        [n(len(only_there))] if crowd else []
    )
