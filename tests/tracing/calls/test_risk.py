"""The score: bounded, monotone, combined as promised, fast."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tracing import RuleError, TableError
from dashboard.tracing.calls.risk import RiskRules, contact_risks, rank
from dashboard.tracing.index.colocation import CONFIDENCE
from tests.tracing.villages import at

ONSET = at("10 09:00")


def contact(**changes):
    """Return one contact of F0 with F1 on the day of onset, in a small office, well recorded."""
    row = {
        "source_id": "F0",
        "target_id": "F1",
        "place_id": "office",
        "met_at": at("10 14:00"),
        "minutes": 60.0,
        "source_ring": 0,
        "confidence": "recorded",
        "crowd_count": 6.0,
    }
    return row | changes


def contacts(*rows):
    return pd.DataFrame(list(rows)).astype({"met_at": "datetime64[us, UTC]"})


def risk_of(row, *, indoor=True, rules=None):
    places = pd.DataFrame({"place_id": ["office"], "is_indoor": [indoor]})
    onsets = pd.DataFrame({"person_id": ["F0"], "onset_at": [ONSET]})
    return contact_risks(contacts(row), onsets=onsets, places=places, rules=rules).iloc[0]


def test_the_documented_anchor_eight_hours_at_the_peak_give_thirty_per_cent():
    assert risk_of(contact(minutes=480.0)) == pytest.approx(1 - np.exp(-0.028 * 8 * 1.6))
    assert risk_of(contact(minutes=480.0)) == pytest.approx(0.30, abs=0.005)


@pytest.mark.parametrize(
    ("day", "weight"), [(-5, 0), (-4, 0.8), (-1, 1.6), (1, 1.6), (4, 0.6), (5, 0)]
)
def test_infectiousness_follows_the_day_from_onset(day, weight):
    met = ONSET + pd.Timedelta(days=day)
    assert risk_of(contact(met_at=met)) == pytest.approx(1 - np.exp(-0.028 * weight))


def test_a_day_is_a_vietnamese_day():
    late, early = at("11 23:59"), at("12 00:01")  # one and two days after onset
    assert risk_of(contact(met_at=late)) > risk_of(contact(met_at=early))


any_contact = st.fixed_dictionaries(
    {
        "minutes": st.floats(0, 2000),
        "confidence": st.sampled_from(CONFIDENCE),
        "crowd_count": st.floats(2, 5000),
        "met_at": st.integers(-8, 8).map(lambda day: ONSET + pd.Timedelta(days=day)),
    }
)


@settings(max_examples=25, deadline=None)
@given(any_contact, st.booleans())
def test_bounded(row, indoor):
    assert 0 <= risk_of(contact(**row), indoor=indoor) <= 1


@settings(max_examples=25, deadline=None)
@given(any_contact, st.floats(0, 600))
def test_more_minutes_never_lower_it(row, more):
    longer = row | {"minutes": row["minutes"] + more}
    assert risk_of(contact(**longer)) >= risk_of(contact(**row))


@settings(max_examples=25, deadline=None)
@given(any_contact)
def test_indoors_is_never_lower_than_outdoors(row):
    assert risk_of(contact(**row), indoor=True) >= risk_of(contact(**row), indoor=False)


@settings(max_examples=25, deadline=None)
@given(any_contact, st.sampled_from(range(-4, 5)), st.floats(0, 3))
def test_more_infectious_is_never_lower(row, day, more):
    rules = RiskRules()
    raised = dict(rules.infectiousness) | {day: rules.infectiousness[day] + more}
    stronger = replace(rules, infectiousness=raised)
    assert risk_of(contact(**row), rules=stronger) >= risk_of(contact(**row))


@settings(max_examples=25, deadline=None)
@given(any_contact)
def test_better_confidence_is_never_lower(row):
    by_confidence = [risk_of(contact(**row | {"confidence": name})) for name in CONFIDENCE]
    assert by_confidence == sorted(by_confidence, reverse=True)


@settings(max_examples=25, deadline=None)
@given(any_contact, st.floats(0, 5000))
def test_a_bigger_crowd_is_never_higher(row, more):
    bigger = row | {"crowd_count": row["crowd_count"] + more}
    assert risk_of(contact(**bigger)) <= risk_of(contact(**row))


def test_a_market_hall_of_900_is_not_an_office_of_6():
    office, market = risk_of(contact()), risk_of(contact(crowd_count=900.0))
    assert office > 80 * market


def test_contacts_of_one_person_combine_as_either():
    rows = contacts(contact(), contact(minutes=30.0, met_at=at("11 14:00")))
    each = contact_risks(rows)
    person = rank(rows).iloc[0]
    assert person["risk"] == pytest.approx(1 - (1 - each[0]) * (1 - each[1]))
    assert (person["contact_count"], person["minutes"]) == (2, 90.0)


def test_a_farther_ring_counts_by_the_risk_of_its_source():
    rows = contacts(
        contact(),
        contact(source_id="F1", target_id="F2", source_ring=1, met_at=at("14 14:00")),
    )
    onsets = pd.DataFrame({"person_id": ["F0"], "onset_at": [ONSET]})
    first, second = contact_risks(rows, onsets=onsets)
    # F1 was exposed on day 10, so its presumed onset is day 14: weight 1.6
    assert second == pytest.approx(first * (1 - np.exp(-0.028 * 1.6)))


@settings(max_examples=25, deadline=None)
@given(any_contact)
def test_the_same_contact_never_counts_more_from_a_farther_ring(row):
    near = contact(**row)
    far = contact(**row | {"source_id": "F1", "target_id": "F2", "source_ring": 1})
    onsets = pd.DataFrame({"person_id": ["F0", "F1"], "onset_at": [ONSET, ONSET]})
    risks = contact_risks(contacts(near, far), onsets=onsets)
    assert risks[1] <= risks[0]


def test_row_order_does_not_matter():
    rows = contacts(
        contact(),
        contact(target_id="other", minutes=5.0),
        contact(source_id="F1", target_id="F2", source_ring=1, met_at=at("12 14:00")),
    )
    assert rank(rows).equals(rank(rows.iloc[::-1]))


def test_highest_risk_is_called_first():
    rows = contacts(contact(target_id="brief", minutes=2.0), contact(target_id="long"))
    assert rank(rows)["person_id"].tolist() == ["long", "brief"]


def test_unknown_onset_place_and_crowd_use_the_documented_numbers():
    row = {key: value for key, value in contact().items() if key != "crowd_count"}
    assert contact_risks(contacts(row)).iloc[0] == pytest.approx(1 - np.exp(-0.028 * 0.9))
    places = pd.DataFrame({"place_id": ["office"], "is_indoor": pd.array([pd.NA], "boolean")})
    assert contact_risks(contacts(row), places=places).iloc[0] == pytest.approx(
        1 - np.exp(-0.028 * 0.9)
    )


def test_nobody_in_nobody_out_with_the_same_columns():
    empty = rank(contacts(contact()).iloc[:0])
    assert list(empty) == ["person_id", "risk", "contact_count", "minutes", "met_at"]
    assert empty["risk"].dtype == np.float64
    assert len(empty) == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"outdoor_factor": 1.5}, "outdoor_factor"),
        ({"rate_per_hour": -1.0}, "-1.0"),
        ({"assumed": 0.95}, "0.95"),
        ({"close_people": 0.5}, "close_people"),
        ({"infectiousness": {0: float("nan")}}, "nan"),
    ],
)
def test_a_coefficient_that_breaks_the_promises_is_refused(change, named):
    with pytest.raises(RuleError, match=named):
        RiskRules(**change)


def test_negative_minutes_and_unknown_confidence_are_named():
    with pytest.raises(TableError, match=r"-3\.0"):
        contact_risks(contacts(contact(minutes=-3.0)))
    with pytest.raises(TableError, match="guess"):
        contact_risks(contacts(contact(confidence="guess")))


def test_a_hundred_thousand_contacts_are_ranked():
    count = 100_000
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        {
            "source_id": rng.integers(0, 300, count),
            "target_id": rng.integers(300, 60_000, count),
            "place_id": rng.integers(0, 5_000, count),
            "met_at": ONSET.tz_convert("UTC") + pd.to_timedelta(rng.integers(0, 999, count), "m"),
            "minutes": rng.integers(0, 500, count).astype(float),
            "source_ring": 0,
            "confidence": "assumed",
            "crowd_count": 50.0,
        }
    )
    places = pd.DataFrame({"place_id": range(5_000), "is_indoor": True})
    people = rank(rows, places=places)
    assert len(people) == rows["target_id"].nunique()
    assert people["risk"].between(0, 1).all()
