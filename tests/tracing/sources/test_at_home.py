"""Who lives with a case may be its source on any day of its look-back, and contradicts no date."""

import pandas as pd

from dashboard.tracing import ColocationIndex
from dashboard.tracing.sources.likely_sources import (
    likely_sources,
    links_between_cases,
    source_contacts,
)

NOON = pd.Timestamp("2021-08-10T05:00Z")
DAY = pd.Timedelta(days=1)
HOME = ColocationIndex.build(
    pd.DataFrame(
        {
            "person_id": [1, 2],
            "place_id": -8,
            "arrived_at": NOON - 20 * DAY,
            "left_at": NOON + 5 * DAY,
            "place_kind": "home",
        }
    )
)
ILL = pd.DataFrame({"person_id": [1], "onset_at": [NOON]})


def test_a_home_is_weighed_for_each_day_of_the_look_back():
    wanted = pd.DataFrame({"case_id": [1], "source_id": [2]})

    days = source_contacts(HOME, ILL, wanted)

    assert days["met_at"].tolist() == [NOON - k * DAY for k in (6, 5, 4, 3, 2)]
    assert days["minutes"].tolist() == [24 * 60] * 5
    (likely,) = likely_sources(HOME, ILL).to_dict("records")
    assert likely["source_id"] == 2
    assert likely["minutes"] == 5 * 24 * 60
    assert likely["share"] > 0.9


def test_a_case_of_the_same_home_is_a_source_on_the_days_that_time_allows():
    both = pd.DataFrame({"person_id": [1, 2], "onset_at": [NOON, NOON + DAY]})

    found = likely_sources(HOME, both, case_dates=both.assign(onset_at=both["onset_at"]))

    second = found[found["case_id"] == 2].to_dict("records")
    assert [row["source_id"] for row in second] == [1]
    # The first may infect from four days before its onset; the second was infected a day before
    # its own at the latest: four of the five days of its look-back.
    assert second[0]["minutes"] == 4 * 24 * 60


def test_links_that_dates_may_forbid_are_those_outside_the_home():
    both = pd.DataFrame({"person_id": [1, 2], "onset_at": [NOON, NOON + DAY]})

    assert links_between_cases(HOME, both).empty
