"""The last door before a table is seen: what counts people, and who may see how many."""

import io

import pandas as pd
import pytest
import streamlit as st

from dashboard import figures, words
from dashboard.access import Role, Viewer
from dashboard.indicators import disclosure
from dashboard.panels.shared import tables
from dashboard.panels.shared.tables import Column, SmallCountError

LEADER = Viewer("Lãnh đạo", Role.LEADER)
EPIDEMIOLOGIST = Viewer("Dịch tễ", Role.EPIDEMIOLOGIST)
COLUMNS = [Column("unit", "Xã"), Column("case_count", "Ca", "number")]
PLAN = disclosure.Plan(counts=("case_count",))
ROWS = pd.DataFrame({"unit": list("abcd"), "case_count": [2, 30, 0, None]})


@pytest.fixture
def seen_by(monkeypatch):
    """Return a function that makes a viewer the one of this session."""
    return lambda viewer: monkeypatch.setitem(st.session_state, "viewer", viewer)


def shown(viewer):
    return figures.guarded.guard(viewer, ROWS, PLAN).shown()


def test_small_counts_are_not_shown_to_a_leader(seen_by):
    seen_by(LEADER)

    with pytest.raises(SmallCountError, match="case_count"):
        tables.pick(ROWS, COLUMNS)


def test_nor_to_a_stranger():
    with pytest.raises(SmallCountError, match="case_count"):
        tables.csv(ROWS, COLUMNS)


def test_who_may_see_people_sees_them(seen_by):
    seen_by(EPIDEMIOLOGIST)

    assert tables.pick(shown(EPIDEMIOLOGIST), COLUMNS)["Ca"].tolist()[:3] == [2, 30, 0]


def test_withheld_counts_pass_and_are_a_word_in_the_file(seen_by):
    seen_by(LEADER)

    rows = pd.read_csv(io.BytesIO(tables.csv(shown(LEADER), COLUMNS)), sep=";", dtype="str")

    assert rows["Ca"].fillna("").tolist() == ["ẩn", "ẩn", "0", ""]


def test_what_counts_people_must_be_decided(seen_by):
    seen_by(LEADER)
    rows = ROWS.rename(columns={"case_count": "new_count"})

    with pytest.raises(ValueError, match="does column new_count count people"):
        tables.pick(rows, [Column("new_count", "Mới", "number")])
    things = [Column("new_count", "Mới", "number", counts_people=False)]
    assert tables.pick(rows, things)["Mới"].tolist()[0] == 2


def test_no_column_counts_both_people_and_things():
    assert not tables.PEOPLE & tables.THINGS


def test_rows_for_words_tell_withheld_from_unknown():
    written = [words.number(row["case_count"]) for row in figures.guarded.records(shown(LEADER))]

    assert written == ["ẩn", "ẩn", "0", "–"]


def test_why_a_column_shows_no_number():
    assert figures.guarded.missing(shown(LEADER), "case_count") == ["unknown", "withheld"]
    assert figures.guarded.missing(ROWS.head(3), "case_count") == []


def test_sums_are_of_everything_and_withheld_where_small():
    guarded = figures.guarded.guard(LEADER, ROWS, PLAN)

    assert guarded.rows["case_count"].sum() == 32
    assert guarded.withheld_total(None) == frozenset()
    alone = figures.guarded.guard(LEADER, ROWS.head(1), PLAN)
    assert alone.withheld_total(None) == {"case_count"}


def test_a_small_week_before_withholds_the_change_that_would_tell_it():
    rows = pd.DataFrame(
        {
            "district_id": ["a", "b"],
            "case_count": [5, 30],
            "week_count": [3, 20],
            "today_count": [0, 5],
            "yesterday_count": [0, 5],
        }
    )

    masks = disclosure.withhold(rows, figures.cases.CASES_PLAN).totals[("district_id",)]

    assert masks["week_change"]["a"]


def test_a_small_rise_is_no_point_of_a_curve():
    curve = pd.Series([10.0, 11.0, 20.0, 22.0, 30.0])

    assert figures.guarded.thinned(EPIDEMIOLOGIST, curve).tolist() == curve.tolist()
    assert figures.guarded.thinned(LEADER, curve).tolist() == [11, 22, 30]
