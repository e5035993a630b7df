"""The benchmark of a whole province refuses early, and offers every page of the menu."""

from datetime import date

import pandas as pd

from benchmarks import full
from dashboard.menu import PAGES


def test_a_machine_that_is_too_small_is_told_what_it_lacks():
    people, much = 1_000_000, 10**12

    assert full.lacks(people, much, much) == ""
    assert full.lacks(people, 2 * 10**9, much) == (
        "A province of 1,000,000 people needs 6.0 GB of free disk and finds 2.0."
    )
    assert "4.5 GB of free memory and finds 1.0." in full.lacks(people, much, 10**9)


def test_every_page_that_the_staff_are_offered_is_opened():
    pages = [name for name, _ in full._offered()]

    listed = {name for pages in PAGES.values() for name, *_ in pages}
    assert len(set(pages)) == len(pages)
    assert full._QUIET_PAGE in listed - set(pages)
    assert set(pages) < listed
    assert {"overview", "contact_tracing", "data_sources"} <= set(pages)


def test_the_report_has_each_page_cold_and_the_median_of_the_warm_visits():
    visits = [("overview", "cold", 2.0), *[("overview", "warm", s) for s in (0.1, 0.3, 0.2)]]
    drawn = pd.DataFrame(visits, columns=["page", "kind", "seconds"])
    found = pd.DataFrame([("disk", "1 GB")], columns=["what", "figure"])

    text = full.report(found, drawn, people=1_916_800, on=date(2021, 8, 24))

    assert "| overview | 2.00 | 0.20 |" in text
    assert "| disk | 1 GB |" in text
    assert "1,916,800 people" in text
