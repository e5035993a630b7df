"""Somebody reported twice is one F0 with all codes."""

import pandas as pd

from dashboard.figures.tracing.trace import names_of, one_each

CASES = pd.DataFrame(
    {
        "case_id": ["HD9", "HD2", "HD5"],
        "person_id": [1, 2, 1],
        "onset_date": pd.to_datetime(["2021-08-12", None, "2021-08-10"]),
        "reported_at": pd.to_datetime(["2021-08-14", "2021-08-13", "2021-08-12"], utc=True),
        "isolated_at": pd.to_datetime([None, None, "2021-08-13"], utc=True),
        "infectious_from": pd.to_datetime(["2021-08-09", "2021-08-10", "2021-08-07"], utc=True),
        "infectious_until": pd.to_datetime([None, "2021-08-20", "2021-08-13"], utc=True),
        "is_edited": [False, False, True],
    }
)


def test_each_person_is_one_row_with_the_earliest_report():
    each = one_each(CASES)
    assert each["person_id"].tolist() == [1, 2]
    assert each["case_id"].tolist() == ["HD5, HD9", "HD2"]
    first = each.iloc[0]
    assert first["reported_at"] == CASES["reported_at"][2]
    assert first["onset_date"] == CASES["onset_date"][2]
    assert first["isolated_at"] == CASES["isolated_at"][2]
    assert first["infectious_from"] == CASES["infectious_from"][2]
    assert pd.isna(first["infectious_until"])
    assert first["is_edited"]
    assert list(each) == list(CASES)
    assert (each.dtypes == CASES.dtypes).all()


def test_who_was_reported_once_is_as_before():
    once = CASES.iloc[:2]
    pd.testing.assert_frame_equal(one_each(once), once)


def test_all_codes_name_an_f0():
    assert names_of(CASES) == {1: "HD5, HD9", 2: "HD2"}
