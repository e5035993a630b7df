"""The list of a trace both ways: one contact per person, of the way by which they were found."""

import pandas as pd

from dashboard.figures.tracing.lists import both_ways_list
from dashboard.tracing.sources.likely_sources import source_contacts
from dashboard.tracing.two_way import two_way
from tests.tracing.villages import at, index_of

OFFICE, MEAL, HOME = 1, 2, 3
AN, BINH, CHI, DUNG = 11, 12, 13, 14

INDEX = index_of(
    (AN, OFFICE, "1 08:00", "1 12:00"),
    (BINH, OFFICE, "1 08:00", "1 12:00"),
    (BINH, MEAL, "1 18:00", "1 19:00"),
    (CHI, MEAL, "1 18:00", "1 19:00"),
    (AN, HOME, "5 18:00", "5 20:00"),
    (DUNG, HOME, "5 18:00", "5 20:00"),
)
CASES = pd.DataFrame(
    {
        "person_id": [AN],
        "onset_at": [at("5 08:00")],
        "infectious_from": [at("3 08:00")],
        "infectious_until": pd.Series([pd.NaT], dtype="datetime64[us, UTC]"),
    }
)
HOMES = pd.DataFrame(
    {"commune_id": "c1", "lon": 106.3, "lat": 20.9},
    index=pd.Index([AN, BINH, CHI, DUNG], name="person_id"),
)
PLACES = pd.DataFrame(
    {
        "place_id": [OFFICE, MEAL, HOME],
        "place_name": ["Cơ quan", "Quán", "Nhà"],
        "place_kind": "other",
        "is_indoor": True,
    }
)
ISOLATIONS = pd.DataFrame({"person_id": [CHI], "isolated_at": [at("6 08:00")]})


def test_each_person_has_the_contact_of_the_way_that_found_them():
    found = two_way(INDEX, CASES)
    meetings = source_contacts(INDEX, CASES, found.sources)

    listed = both_ways_list(
        found, meetings, HOMES, PLACES, ISOLATIONS, CASES[["person_id", "onset_at"]]
    ).set_index("person_id")

    assert listed["way"].to_dict() == {BINH: "source", DUNG: "forward", CHI: "onward"}
    assert listed["source_id"].to_dict() == {BINH: AN, DUNG: AN, CHI: BINH}
    assert listed["place_name"].to_dict() == {BINH: "Cơ quan", DUNG: "Nhà", CHI: "Quán"}
    assert listed["minutes"].to_dict() == {BINH: 240, DUNG: 120, CHI: 60}
    assert listed["commune_id"].eq("c1").all()
    assert listed["isolated_at"].notna().to_dict() == {BINH: False, DUNG: False, CHI: True}
    assert listed["risk"].notna().to_dict() == {BINH: False, DUNG: True, CHI: False}
