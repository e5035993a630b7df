"""Who was only at a crowded place with a case: no ring, a notice that names nobody, a file."""

import io

import openpyxl
import pandas as pd
import psycopg
import pytest

from dashboard import words
from dashboard.panels.tracing.answer import same_place
from tests.pages.viewers import EPIDEMIOLOGIST, listed


@pytest.fixture
def crowded(open_page):
    """Return the list of close contacts of at most three people."""
    return open_page("contact_tracing", EPIDEMIOLOGIST, crowd="3")


def places_of(page):
    return next(table.value for table in page.dataframe if "person_count" in table.value)


@pytest.mark.usefixtures("province")
def test_the_places_are_named_with_their_times_and_the_notice_names_nobody(crowded):
    places = places_of(crowded)
    (told,) = [code.value for code in crowded.code if "THÔNG BÁO" in code.value]

    assert places["person_count"].is_monotonic_decreasing
    _head, *lines, _end = told.splitlines()
    assert {line.removeprefix("- ").rpartition(": từ ")[0] for line in lines} == set(
        places["place"]
    )
    assert not any(person in told for person in listed(crowded)["person_id"])


def test_the_file_holds_who_is_in_no_ring_and_is_logged_first(
    province, given, crowded, monkeypatch
):
    people = places_of(crowded)["person_count"].sum()
    monkeypatch.setitem(same_place.st.session_state, "viewer", EPIDEMIOLOGIST)

    book = openpyxl.load_workbook(io.BytesIO(given["trace_same_place_xlsx"]())).worksheets[0]

    headings, *rows = book.iter_rows(values_only=True)
    found = pd.DataFrame(rows, columns=headings)
    assert len(found) == people
    assert not set(found["Mã người"]) & set(listed(crowded)["person_id"])
    assert (found["Số người lúc đó"] > 3).all()
    with psycopg.connect(province) as connection:
        question, count = connection.execute(
            "select question, person_count from ledger.access_log order by access_id desc limit 1"
        ).fetchone()
    assert question.startswith("same_place_xlsx")
    assert count == people


@pytest.mark.usefixtures("province")
def test_where_any_crowd_is_close_nobody_stands_apart(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, crowd="0")

    assert not [code for code in page.code if "THÔNG BÁO" in code.value]
    assert words.say("same_place.means") not in [text.value for text in page.markdown]


def test_times_that_overlap_are_one_line_and_another_day_is_another():
    at = pd.to_datetime(["2021-08-20T01:00Z", "2021-08-20T00:30Z", "2021-08-21T02:00Z"])
    apart = pd.DataFrame(
        {
            "person_id": [1, 2, 3],
            "place_id": 7,
            "met_at": at,
            "parted_at": at + pd.Timedelta(hours=1),
        }
    )

    _head, first, second, _end = same_place.notice(apart, {7: "Chợ"}).splitlines()

    assert first == "- Chợ: từ 07:30 ngày 20/08/2021 đến 09:00 ngày 20/08/2021"
    assert second == "- Chợ: từ 09:00 ngày 21/08/2021 đến 10:00 ngày 21/08/2021"


def test_where_only_scans_count_a_time_has_no_end():
    at = pd.to_datetime(["2021-08-20T01:00Z"])
    apart = pd.DataFrame({"place_id": 7, "met_at": at, "parted_at": at.where([False])})

    assert "khoảng 08:00" in same_place.notice(apart, {7: "Chợ"})
