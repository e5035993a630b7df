"""Days of illness are Vietnamese days, and unknown is never day 0."""

import pandas as pd
import pytest

from dashboard.tracing import TableError
from dashboard.tracing.evidence.strength import source_days, strength


def contacts(*met, source=1):
    return pd.DataFrame({"source_id": source, "met_at": pd.to_datetime(list(met), utc=True)})


def onsets(*onset, person=1):
    return pd.DataFrame({"person_id": person, "onset_at": pd.to_datetime(list(onset), utc=True)})


@pytest.mark.parametrize(
    ("met", "day"),
    [
        ("2021-08-09T23:59:59+07:00", -1),
        ("2021-08-10T00:00:00+07:00", 0),
        ("2021-08-10T23:59:59+07:00", 0),
        ("2021-08-11T00:00:00+07:00", 1),
        ("2021-07-27T12:00:00+07:00", -14),
    ],
)
def test_a_day_begins_at_vietnamese_midnight(met, day):
    for onset in ("2021-08-10T00:00+07:00", "2021-08-10T23:59+07:00"):
        assert source_days(contacts(met), onsets(onset)).tolist() == [day]


def test_an_unknown_onset_is_an_unknown_day():
    met = "2021-08-10T08:00+07:00"

    for known in (onsets(met, person=2), onsets(None), onsets(met).head(0)):
        days = source_days(contacts(met), known)
        assert days.isna().all()
        assert days.dtype == "Int16"
    assert source_days(contacts().astype({"source_id": "int64"}), onsets(met)).empty


def test_of_two_onsets_the_earlier_counts_and_the_row_keeps_its_label():
    met = contacts("2021-08-10T08:00+07:00").set_axis([5])
    days = source_days(met, onsets("2021-08-09T08:00+07:00", "2021-08-07T08:00+07:00"))

    assert days.to_dict() == {5: 3}


def test_a_time_without_zone_is_refused():
    naive = pd.DataFrame({"person_id": [1], "onset_at": pd.to_datetime(["2021-08-09"])})

    with pytest.raises(TableError, match="without zone"):
        source_days(contacts("2021-08-10T08:00+07:00"), naive)


def test_a_chain_is_as_strong_as_its_weakest_stay_and_unknown_minutes_stay_unknown():
    chain = pd.DataFrame({"confidence": ["recorded", "bounded"], "minutes": [30.0, 12.0]})

    assert strength(chain) == ("bounded", 12.0, 42.0, 2)
    unknown = strength(chain.assign(minutes=[30.0, None]))
    assert pd.isna(unknown.shortest_minutes)
    assert pd.isna(unknown.minutes)
