"""The benchmark of pages opens what it says it opens, alone and many at once."""

from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest

from benchmarks import pages, sessions
from benchmarks.desk import opened


def alone(measured, *given, **options):
    """Run in a thread of its own: where a browser is open already, no other loop can run."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(measured, *given, **options).result()


def visited(address):
    with opened() as page:
        return pages.measure(page, address, kinds=["first", "warm"])


def test_every_page_is_opened_once_for_each_kind_of_visit(server):
    found = alone(visited, server)

    assert found.groupby(["page", "kind"]).size().to_dict() == {
        (page, kind): 1 for page in pages.PAGES for kind in ("first", "warm")
    }
    assert (found["seconds"] > 0).all()


def test_many_sessions_open_pages_in_turn(server):
    found = alone(sessions.seconds_of, server, ["", "platforms"], sessions=3, rounds=2, pause_s=0)

    assert sorted(page for page, _ in found) == ["", "", "", *["platforms"] * 3]
    assert all(seconds > 0 for _, seconds in found)


def test_a_page_that_nobody_may_open_is_no_measurement(server):
    with pytest.raises(KeyError, match="no_such_page"):
        alone(sessions.seconds_of, server, ["no_such_page"], sessions=1, rounds=1, pause_s=0)


def test_ways_stand_side_by_side():
    found = pd.DataFrame(
        [
            ("overview", kind, seconds, way)
            for way, slower in (("ahead", 1), ("live", 10))
            for kind in pages.TARGETS_S
            for seconds in (0.1 * slower, 0.3 * slower)
        ],
        columns=["page", "kind", "seconds", "way"],
    )
    options = Namespace(people=100, sessions=2, session_rounds=1, pause=1.0)

    text = pages.report(found, options, on=date(2021, 8, 24))

    assert "| overview | cold | 0.20 / 0.29 (2) | 2.00 / 2.90 (2) |" in text
    assert "- ahead, warm: p95 within 0.5 s on 1 of 1 pages" in text
    assert "- live, cold: p95 within 2.0 s on 0 of 1 pages" in text
