"""Links between cases that time forbids are listed and not used; who shared a source, and when."""

import pandas as pd

from dashboard.tracing.evidence.contradictions import consistent
from dashboard.tracing.sources.likely_sources import (
    likely_sources,
    links_between_cases,
    source_contacts,
)
from dashboard.tracing.sources.shared import shared_sources, shared_visits
from dashboard.tracing.two_way import two_way
from tests.tracing.villages import at, index_of

INDEX = index_of(
    ("early", "office", "2 08:00", "2 11:00"),
    ("late", "office", "2 08:00", "2 11:00"),
    ("other", "office", "2 08:00", "2 11:00"),
)
CASES = pd.DataFrame(
    {
        "person_id": ["early", "late"],
        "onset_at": [at("4 00:00"), at("5 12:00")],
        "infectious_from": [at("2 00:00"), at("2 12:00")],
        "infectious_until": pd.Series([pd.NaT, pd.NaT], dtype="datetime64[us, UTC+07:00]"),
    }
)
ISOLATED = pd.DataFrame({"person_id": ["early", "late"], "isolated_at": [at("1 00:00"), pd.NaT]})
"""Whoever was isolated on day 1 infected nobody on day 2."""


def pairs(sources):
    return set(sources[["source_id", "case_id"]].itertuples(index=False, name=None))


def test_a_link_that_time_forbids_is_no_source_and_leaves_its_share_to_others():
    every = likely_sources(INDEX, CASES)
    possible = likely_sources(INDEX, CASES, case_dates=ISOLATED)
    assert pairs(every) - pairs(possible) == {("early", "late")}
    share = {
        name: t.set_index(["source_id", "case_id"])["share"]
        for name, t in {"every": every, "possible": possible}.items()
    }
    assert share["possible"]["other", "late"] > share["every"]["other", "late"]
    assert share["possible"]["late", "early"] == share["every"]["late", "early"]


def test_the_trace_both_ways_and_its_evidence_leave_the_link_out():
    found = two_way(INDEX, CASES, case_dates=ISOLATED)
    assert ("early", "late") not in pairs(found.sources)
    wanted = pd.DataFrame({"case_id": ["late", "early"], "source_id": ["early", "late"]})
    met = source_contacts(INDEX, CASES, wanted, case_dates=ISOLATED)
    assert met[["source_id", "target_id"]].to_numpy().tolist() == [["late", "early"]]


def test_links_between_cases_name_cases_only_in_both_orders():
    links = links_between_cases(INDEX, CASES)
    found = set(links[["source_id", "target_id"]].itertuples(index=False, name=None))
    assert found == {("early", "late"), ("late", "early")}


def test_candidates_in_both_orders_are_no_circle_but_statements_are():
    links = links_between_cases(INDEX, CASES)[["source_id", "target_id", "met_at"]]
    dates = CASES[["person_id"]]
    assert len(consistent(dates, links, are_candidates=True)) == 2
    assert consistent(dates, links).empty


LOOK = pd.DataFrame(
    {
        "person_id": ["a", "b", "c"],
        "exposed_from": at("0 00:00"),
        "exposed_until": [at("4 00:00"), at("4 00:00"), at("1 00:00")],
    }
)
VISITS = index_of(
    ("a", "hall", "0 08:00", "0 10:00"),
    ("b", "hall", "0 09:00", "0 11:00"),
    ("b", "hall", "3 09:00", "3 10:00"),
    ("c", "hall", "2 09:00", "2 10:00"),
    ("x", "hall", "0 09:30", "0 12:00"),
    *[(f"n{n}", "shop", "1 08:00", "1 09:00") for n in range(30)],
)


def visits(kind):
    found = shared_sources(VISITS, LOOK)
    return shared_visits(VISITS, LOOK, found[found["source_kind"] == kind].iloc[0])


def test_who_was_at_a_shared_place_when_each_in_its_own_look_back():
    rows = visits("place")
    assert rows["person_id"].tolist() == ["a", "b", "b"]  # c's own look-back was over
    assert rows["arrived_at"].tolist() == [at("0 08:00"), at("0 09:00"), at("3 09:00")]


def test_a_window_names_only_the_visits_in_it():
    assert visits("window")["person_id"].tolist() == ["a", "b"]


def test_with_a_shared_person_the_time_together_is_named():
    found = shared_sources(VISITS, LOOK)
    person = found[found["person_id"] == "x"].iloc[0]
    rows = shared_visits(VISITS, LOOK, person)
    assert rows["person_id"].tolist() == ["a", "b"]
    assert rows["arrived_at"].tolist() == [at("0 09:30")] * 2
    assert rows["left_at"].tolist() == [at("0 10:00"), at("0 11:00")]
