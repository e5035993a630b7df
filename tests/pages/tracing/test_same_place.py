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
def given(monkeypatch):
    """Return what each download button would give, by its key."""
    found = {}
    through = same_place.st.download_button

    def spied(label, data, **rest):
        found[rest.get("key")] = data
        return through(label, data, **rest)

    monkeypatch.setattr(same_place.st, "download_button", spied)
    return found


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
    assert len(told.splitlines()) == len(places) + 2
    for place in places.to_dict("records"):
        assert f"{place['place']}: từ {place['met_at']:%H:%M}" in told
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


def test_one_place_is_one_line_from_the_first_meeting_to_the_last():
    at = pd.to_datetime(["2021-08-20T01:00Z", "2021-08-20T00:00Z", "2021-08-20T02:00Z"])
    apart = pd.DataFrame(
        {
            "person_id": [1, 2, 3],
            "place_id": [7, 7, 8],
            "met_at": at,
            "parted_at": at + pd.Timedelta(hours=1),
        }
    )

    (first, second) = same_place.by_place(apart).to_dict("records")

    assert (first["place_id"], first["person_count"]) == (7, 2)
    assert (first["met_at"], first["parted_at"]) == (at[1], at[0] + pd.Timedelta(hours=1))
    assert second["person_count"] == 1
