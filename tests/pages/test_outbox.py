"""The outbox: who may open it, what it says with and without a server, the paper it keeps."""

from datetime import UTC, datetime

import psycopg
import pytest

from dashboard import data
from dashboard.data.ledger import Message
from tests.figures import recomputed_outbox  # noqa: F401 - registers its figures
from tests.figures.recomputed import TILES, World
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
SUBJECT = "Tỉnh Hải Dương: tổng quan ngày 24/08/2021"


@pytest.fixture
def written(province):
    """Keep the shared province's empty outbox as it was."""
    message = Message(
        kind="daily",
        dedup_key="daily:2021-08-24",
        reader_role="leader",
        reader_district_ids=(),
        subject=SUBJECT,
        body="Trang tổng quan ở tệp đính kèm.\n",
        created_at=NOW,
        attachment=b"%PDF",
        attachment_name="tong-quan-2021-08-24.pdf",
    )
    with psycopg.connect(province, autocommit=True) as owner:
        assert data.ledger.add_message(message)
        yield owner
        owner.execute("truncate ledger.messages, ledger.deliveries")
        owner.execute("delete from ledger.viewers where display_name = 'told'")


def address(owner, *emails):
    """Make leaders of these addresses, to whom nothing was written yet."""
    for email in emails:
        owner.execute("insert into ledger.viewers values (%s, 'told', 'leader', '{}')", (email,))


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(("viewer", "count"), [(LEADER, 1), (EPIDEMIOLOGIST, 1), (OFFICIAL, 0)])
def test_a_viewer_finds_what_was_written_to_them_and_no_more(open_page, viewer, count):
    page = open_page("outbox", viewer)

    assert not page.exception
    assert sum(len(table.value) for table in page.dataframe) == count
    assert any("Chưa có thư nào" in one.value for one in page.markdown) == (count == 0)


@pytest.mark.usefixtures("province")
def test_a_stranger_is_refused(open_alone):
    page = open_alone("outbox")

    assert len(page.error) == 1
    assert not page.dataframe


@pytest.mark.usefixtures("province")
def test_an_empty_outbox_says_what_will_lie_there_and_that_no_server_is_named(open_page):
    page = open_page("outbox", EPIDEMIOLOGIST)

    assert not page.exception
    assert page.title[0].value == "Hộp thư đi"
    assert "SMTP_URL" in page.info[0].value
    assert any("Chưa có thư nào" in one.value for one in page.markdown)
    assert not page.dataframe


def test_a_message_is_listed_with_its_readers_and_its_state(open_page, written):
    page = open_page("outbox", EPIDEMIOLOGIST)

    [row] = page.dataframe[0].value.to_dict("records")
    assert row == {
        "created": "17:00 ngày 24/08/2021",
        "kind": "Bản tin ngày",
        "reader": "Lãnh đạo tỉnh",
        "subject": SUBJECT,
        "state": "Chỉ lưu",
        "error": "–",
    }


@pytest.mark.usefixtures("written")
def test_an_english_list_leaves_the_vietnamese_subject_to_the_message(open_page):
    page = open_page("outbox", EPIDEMIOLOGIST, lang="en")

    [row] = page.dataframe[0].value.to_dict("records")
    assert (row["kind"], "subject" in row) == ("Page of the day", False)


def test_a_message_that_was_not_sent_says_why_and_one_that_was_says_when(
    open_page, written, monkeypatch
):
    monkeypatch.setenv("SMTP_URL", "smtps://bot@mail.example.vn")
    address(written, "a@example.vn")
    written.execute(
        "insert into ledger.deliveries (message_id, email, next_try_at, tried_until, last_error)"
        " select message_id, 'a@example.vn', now(), 'infinity', 'refused' from ledger.messages"
    )
    page = open_page("outbox", EPIDEMIOLOGIST)
    [row] = page.dataframe[0].value.to_dict("records")
    assert (row["state"], row["error"]) == ("Gửi lại sau, xong 0/1", "refused")
    assert "trong vòng một phút" in page.success[0].value

    written.execute("update ledger.deliveries set sent_at = %s, last_error = null", (NOW,))
    [row] = page.run().dataframe[0].value.to_dict("records")
    assert (row["state"], row["error"]) == ("Đã gửi 1/1, 17:00 ngày 24/08/2021", "–")


def test_each_message_counts_in_one_state_as_its_deliveries_say(open_page, written):
    """Who is no reader any more, the third address of one message, waits for nothing."""
    [first] = written.execute("select message_id from ledger.messages").fetchone()
    address(written, "0@example.vn", "1@example.vn")
    ever, over = "infinity", NOW
    of_states = {
        "kept": [],
        "waiting": [(None, None, ever)],
        "failing": [(None, "no", ever), (NOW, None, ever)],
        "lapsed": [(NOW, None, over), (None, None, over)],
        "left": [(NOW, None, ever), (NOW, None, ever), (None, None, ever)],
        "sent": [(NOW, None, over), (NOW, None, over)],
    }
    for number, deliveries in enumerate(of_states.values()):
        written.execute(
            "insert into ledger.messages (kind, dedup_key, reader_role, reader_district_ids,"
            " subject, body, created_at) select kind, %s, reader_role, '{}', subject, body,"
            " created_at from ledger.messages where message_id = %s",
            (f"{number}", first),
        )
        for place, (sent_at, error, until) in enumerate(deliveries):
            written.execute(
                "insert into ledger.deliveries (message_id, email, next_try_at, sent_at,"
                " last_error, tried_until)"
                " select max(message_id), %s, now(), %s, %s, %s from ledger.messages",
                (f"{place}@example.vn", sent_at, error, until),
            )
    world = World(written, NOW)

    page = open_page("outbox", EPIDEMIOLOGIST)

    states = [row.split(",")[0] for row in page.dataframe[0].value["state"]]
    assert states == [
        "Đã gửi 2/2",
        "Đã gửi 2/2",
        "Thôi gửi sau 5 ngày",
        "Gửi lại sau",
        "Chờ gửi",
        "Chỉ lưu",
        "Chỉ lưu",
    ]
    counts = data.ledger.outbox_counts(EPIDEMIOLOGIST.scope)
    expected = {"waiting": 1, "failing": 2, "sent": 2, "kept": 2}
    assert {name: counts[f"{name}_count"] for name in expected} == expected
    assert {name: TILES[f"outbox.{name}"](world) for name in expected} == {
        name: [str(count)] for name, count in expected.items()
    }


def test_the_picked_message_is_read_and_its_paper_downloaded(open_page, written):
    page = open_page("outbox", EPIDEMIOLOGIST)
    picked = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.session_state["outbox_list"] = picked
    page.run()

    assert page.text[0].value == "Trang tổng quan ở tệp đính kèm."
    assert page.get("download_button")
    [number] = written.execute("select message_id from ledger.messages").fetchone()
    assert data.ledger.attachment(EPIDEMIOLOGIST.scope, number) == b"%PDF"
    with pytest.raises(LookupError):
        data.ledger.attachment(OFFICIAL.scope, number)


def test_without_a_database_the_page_says_so(open_page, no_database):
    page = open_page("outbox", EPIDEMIOLOGIST)

    assert not page.exception
    assert not page.dataframe
    assert any("Cơ sở dữ liệu" in one.value or "cơ sở dữ liệu" in one.value for one in page.header)
