"""A load of check-ins reaches the next trace without all of them being read again."""

import os
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pandas as pd
import psycopg
import pytest
import streamlit as st

from dashboard import data
from dashboard.data.check_ins import Shelf
from dashboard.data.database import Scope
from dashboard.data.kept import Load
from launch import installation
from launch.errors import LaunchError
from launch.importing.importing import Wanted, import_file
from launch.urls import as_user

RIGHTS = frozenset({"see_aggregates", "trace_contacts"})
PROVINCE = Scope("A", "epidemiologist", RIGHTS, None)
ONE_DISTRICT = Scope("A", "epidemiologist", RIGHTS, ("288",))

LOADS = {
    "late": """insert into operational.check_ins values
        (100, 2, 1, now() - interval '5 days', null, now(), null)""",
    "withdrawn": "update operational.check_ins set withdrawn_at = now() where check_in_id = 1",
    "corrected": """update operational.check_ins set withdrawn_at = now() where check_in_id = 2;
        insert into operational.check_ins values
        (100, 2, 1, now() - interval '1 hour', now(), now(), null)""",
    "nothing": "select",
    "new place": "insert into operational.places values (77, 'Mới', 'shop', 'c1', 106.3, 20.9)",
    "new closing time": """update operational.places set closes_at =
        ((now() + interval '2 minutes') at time zone 'Asia/Ho_Chi_Minh')::time""",
    "moved to the other district": """update operational.places
        set commune_id = case commune_id when 'c1' then 'c2' else 'c1' end""",
    "other kind": "update operational.places set place_kind = 'checkpoint' where place_id = 1",
    "new person": """insert into operational.people
        (person_id, commune_id, household_id, birth_year, sex) values (99, 'c1', 9, 1980, 'male');
        update operational.feeds set last_loaded_at = clock_timestamp()
        where feed_id = 'population'""",
    "unknown, backwards and future": """insert into operational.check_ins
        select 100 + n, 90 + n, 1, now() + n * interval '1 day', now(), now(), null
        from generate_series(0, 9) as numbers (n)""",
    "of another century": """insert into operational.check_ins values
        (200, 1, 1, 'infinity', null, now(), null),
        (201, 1, 1, '2099-01-01Z', null, now(), null),
        (202, 1, 1, '294276-12-31Z', null, now(), null),
        (203, 2, 1, now() - interval '2 days', 'infinity', now(), null),
        (204, 2, 1, now() - interval '3 days', '294276-12-31Z', now(), null),
        (205, 2, 1, now() - interval '4 days', '-infinity', now(), null),
        (206, 2, 1, now() - interval '5 days', '2069-01-01Z', now(), null)""",
    "a late check-out": """insert into operational.check_ins values
        (300, 2, 1, now() - interval '30 hours', now() - interval '10 hours', now(), null),
        (301, 2, 1, now() - interval '12 hours', null, now(), null)""",
}

LOOKS = [
    *((change, PROVINCE) for change in LOADS),
    ("late", ONE_DISTRICT),
    ("new place", ONE_DISTRICT),
    ("moved to the other district", ONE_DISTRICT),
]
UNSEEN = [("nothing", PROVINCE), ("moved to the other district", PROVINCE)]


@pytest.fixture
def rows(own_two_districts, monkeypatch):
    """Give a connection as owner; the app reads the same database."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    st.cache_data.clear()
    st.cache_resource.clear()
    with psycopg.connect(own_two_districts, autocommit=True) as connection:
        connection.execute("""
            insert into operational.feeds values
            ('check_ins', 'QR', clock_timestamp(), '5 minutes', 6, 0),
            ('population', 'Dân cư', clock_timestamp(), '30 days', 2, 0)
        """)
        yield connection


@pytest.fixture
def asked(monkeypatch):
    """Note the names of the questions for columns, which are asked as ever."""
    questions = []
    ask_columns = data.check_ins.ask_columns

    def noted(question, *arguments, **parameters):
        questions.append(question)
        return ask_columns(question, *arguments, **parameters)

    monkeypatch.setattr(data.check_ins, "ask_columns", noted)
    return questions


def load(rows, change="select", scope=PROVINCE):
    """Change the data, say that check-ins were loaded, and return what is then recorded."""
    rows.execute(change)
    rows.execute("""
        update operational.feeds set last_loaded_at = clock_timestamp()
        where feed_id = 'check_ins'
    """)
    return data.tracing.recorded(Load(scope, datetime.now(UTC)))


def said(recorded):
    """Return everything that is recorded, in an order that does not matter."""
    index = recorded.index
    stays = index.stays_of(pd.Series(index.person_ids)).astype({"confidence": "str"})
    aside = recorded.period.set_aside.astype({"reason": "str"})
    return sorted(map(tuple, stays.to_numpy())), sorted(map(tuple, aside.to_numpy()))


@pytest.mark.parametrize(("change", "scope"), LOOKS)
def test_a_load_says_the_same_as_reading_everything(rows, asked, change, scope):
    before = load(rows, scope=scope)
    asked.clear()

    advanced = load(rows, LOADS[change], scope=scope)

    assert asked == ["changed_check_ins", "check_ins_around"]
    assert (said(advanced) == said(before)) is ((change, scope) in UNSEEN)
    st.cache_resource.clear()
    assert said(data.tracing.recorded(Load(scope, advanced.loaded_at))) == said(advanced)


def test_loads_of_other_sources_cost_nothing(rows, asked):
    before = load(rows)
    asked.clear()
    rows.execute("update operational.feeds set last_loaded_at = now() where feed_id = 'app'")

    assert data.tracing.recorded(Load(PROVINCE, datetime.now(UTC))) is before
    assert asked == []


def test_any_load_counts_where_check_ins_have_no_feed_of_their_own(rows):
    load(rows)
    rows.execute("delete from operational.feeds where feed_id <> 'app'")
    rows.execute(LOADS["late"])
    rows.execute("update operational.feeds set last_loaded_at = clock_timestamp()")

    assert len(data.tracing.recorded(Load(PROVINCE, datetime.now(UTC))).index) == 4


def test_a_row_that_was_committed_late_is_not_missed(rows):
    """It bears a time from before the last load, as the contract allows for 15 minutes."""
    before = load(rows)

    after = load(
        rows,
        """insert into operational.check_ins values
        (100, 2, 1, now() - interval '5 days', null, now() - interval '14 minutes', null)""",
    )

    assert len(after.index) == len(before.index) + 1


def test_imported_files_are_seen_though_another_ended_while_they_were_read(rows, tmp_path):
    """Each is stamped when its rows are stored, so that none is older than the last look."""
    before = load(rows)
    scanned = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    for place in (1, 2):
        file = tmp_path / f"{place}.csv"
        file.write_text(f"person_id,place_id,scanned_at,received_at\n1,{place},{scanned},{scanned}")
        import_file(rows, "check_ins", file, Wanted())

        after = data.tracing.recorded(Load(PROVINCE, datetime.now(UTC)))
        assert len(after.index) == len(before.index) + place

    with pytest.raises(LaunchError, match="Leave the time out"):
        import_file(rows, "check_ins", file, Wanted(before.loaded_at, is_again=True))


def test_scans_older_than_28_days_stay_out_and_leave(rows):
    days = data.check_ins.LOOK_BACK + timedelta(hours=1)
    before = load(rows, LOADS["late"])
    later = before.loaded_at - timedelta(days=5) + days + timedelta(days=1)
    rows.execute("update operational.feeds set last_loaded_at = %s where feed_id <> 'app'", [later])

    after = data.tracing.recorded(Load(PROVINCE, later))

    assert len(after.index) == len(before.index) - 1
    st.cache_resource.clear()
    assert said(data.tracing.recorded(Load(PROVINCE, later))) == said(after)


def test_the_period_begins_with_a_vietnamese_day():
    at = datetime(2021, 8, 24, 18, 0, tzinfo=UTC)  # one o'clock on 25 August
    assert data.check_ins.first_moment(at).isoformat() == "2021-07-28T00:00:00+07:00"


def test_a_failed_load_keeps_what_was_known_and_is_tried_again(rows):
    before = load(rows)
    rows.execute("revoke select on contract.check_in_changes from dashboard_persons")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        load(rows, LOADS["late"])
    rows.execute("grant select on contract.check_in_changes to dashboard_persons")

    assert (
        len(data.tracing.recorded(Load(PROVINCE, datetime.now(UTC))).index) == len(before.index) + 1
    )


def test_readers_see_the_state_before_or_after_and_never_half_of_one(rows):
    """Each load moves everybody from one place to the other: nobody may be seen at both."""
    rows.execute("delete from operational.check_ins")
    rows.execute("""
        insert into operational.check_ins
        select n, 1 + n % 2, 1, now() - n * interval '2 hours', null, now(), null
        from generate_series(1, 200) as numbers (n)
    """)
    first = load(rows)
    is_over = Event()
    seen = []

    def look():
        while not is_over.is_set():
            recorded = data.tracing.recorded(Load(PROVINCE, datetime.now(UTC)))
            places = recorded.index.stays_of(pd.Series([1, 2]))["place_id"]
            seen.append((len(places), places.nunique()))

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(look) for _ in range(3)]
        try:
            for _ in range(3):
                rows.execute("""
                    with gone as (
                        update operational.check_ins set withdrawn_at = now()
                        where withdrawn_at is null returning *
                    )
                    insert into operational.check_ins
                    select
                        check_in_id + 1000, person_id, 3 - place_id, scanned_at, null, now(), null
                    from gone
                """)
                load(rows)
        finally:
            is_over.set()
        assert [reader.result() for reader in readers] == [None] * 3
    assert set(seen) == {(200, 1)}
    assert len(first.index) == 200
    assert first.index.stays_of(pd.Series([1, 2]))["place_id"].unique().tolist() == [1]


def test_one_thread_renews_while_the_others_wait():
    shelf = Shelf(PROVINCE)
    turns = []
    together = Barrier(4)
    at = datetime(2021, 8, 24, tzinfo=UTC)

    def renew(before):
        turns.append(before)
        return data.check_ins.Recorded(None, at, 0.0)

    def ask(_):
        together.wait()
        return shelf.at(at, renew)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(4)))
    assert turns == [None]
    assert len(set(map(id, found))) == 1


@pytest.fixture
def started_again(tmp_path, monkeypatch, asked):
    """Return a function that does as a new server would: what the former one saved is all it has.

    It returns what was recorded and which questions it took.
    """
    monkeypatch.setenv("INDEX_DIR", str(tmp_path / "indexes"))

    def again(scope=PROVINCE, at=None):
        for thread in threading.enumerate():
            if thread.name == data.check_ins.SAVING:
                thread.join()
        st.cache_resource.clear()
        asked.clear()
        recorded = data.tracing.recorded(Load(scope, at or datetime.now(UTC)))
        return recorded, list(asked)

    return again


@pytest.mark.parametrize(("change", "scope"), LOOKS)
def test_a_start_reads_what_has_changed_since_the_last_server(rows, started_again, change, scope):
    started_again(scope)
    before, questions = started_again(scope)
    assert "check_ins" not in questions
    st.cache_resource.clear()
    advanced = load(rows, LOADS[change], scope=scope)
    assert (said(advanced) == said(before)) is ((change, scope) in UNSEEN)

    again, questions = started_again(scope)

    assert "check_ins" not in questions
    assert said(again) == said(advanced)


def saved(folder):
    """Return the one index that lies in the folder."""
    (found,) = (folder / "indexes").iterdir()
    return found


def test_whoever_traces_the_same_districts_shares_one(rows, started_again, tmp_path):
    started_again()
    more = Scope("B", "system", RIGHTS | {"see_people"}, None)

    _, questions = started_again(more)

    assert "check_ins" not in questions
    assert saved(tmp_path)
    _, questions = started_again(ONE_DISTRICT)
    assert questions == ["check_ins"]


def test_only_the_account_of_the_server_may_read_it(rows, started_again, tmp_path):
    started_again()
    started_again()
    assert stat.S_IMODE((tmp_path / "indexes").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "harm",
    [
        "truncate operational.check_ins",
        "delete from operational.check_ins where check_in_id = 100",
        "update operational.check_ins set place_id = 2 where check_in_id = 100",
    ],
)
def test_where_the_database_went_back_in_time_everything_is_read(rows, started_again, caplog, harm):
    rows.execute("""insert into operational.check_ins values
        (100, 2, 1, now() - interval '5 days', null, now() - interval '5 days', null)""")
    started_again()
    rows.execute("alter table operational.check_ins disable trigger all")
    rows.execute(harm)

    recorded, questions = started_again()

    assert questions[-1] == "check_ins"
    assert "is of other check-ins" in caplog.text
    expected = load(rows)
    assert said(recorded) == said(expected)


def test_a_damaged_index_is_told_of_and_everything_is_read(rows, started_again, tmp_path, caplog):
    before, _ = started_again()
    started_again()
    (saved(tmp_path) / "index" / "left.npy").write_bytes(b"")

    recorded, questions = started_again()

    assert questions == ["check_ins"]
    assert "left.npy" in caplog.text
    assert said(recorded) == said(before)


def test_another_database_has_another_index(rows, started_again, tmp_path, monkeypatch):
    started_again()
    other = pd.DataFrame({"system_identifier": [1], "database_number": [2]})
    monkeypatch.setattr(data.check_ins, "ask", lambda *_, **__: other)

    _, questions = started_again()

    assert questions == ["check_ins"]
    started_again()
    assert len(list((tmp_path / "indexes").iterdir())) == 2


def test_where_nothing_can_be_written_it_is_told_and_the_trace_goes_on(
    rows, started_again, tmp_path, caplog
):
    (tmp_path / "indexes").write_text("a file")

    _, questions = started_again()
    started_again()

    assert questions == ["check_ins"]
    assert "could not be saved" in caplog.text


def test_nobodys_whereabouts_are_kept_longer_than_they_are_looked_at(rows, started_again, tmp_path):
    indexes = tmp_path / "indexes"
    ages = {
        "0123456789abcdef": data.check_ins.LOOK_BACK + timedelta(days=1),
        "fedcba9876543210": data.check_ins.LOOK_BACK - timedelta(days=1),
        "0123456789abcdef.part-1": timedelta(hours=2),
        "0123456789abcdef.part-2": timedelta(minutes=2),
    }
    for name, age in ages.items():
        (indexes / name / "index").mkdir(parents=True)
        written = time.time() - age.total_seconds()
        os.utime(indexes / name, (written, written))

    started_again()
    started_again()

    others = {path.name for path in indexes.iterdir()} & set(ages)
    assert others == {"fedcba9876543210", "0123456789abcdef.part-2"}


def test_it_is_written_again_when_an_hour_has_passed(rows, started_again, tmp_path):
    started_again()
    started_again()
    written = saved(tmp_path).stat().st_mtime
    started_again()
    assert saved(tmp_path).stat().st_mtime == written
    hour = data.check_ins.SAVED_EVERY.total_seconds()
    os.utime(saved(tmp_path), (written - hour, written - hour))
    started_again()
    started_again()
    assert saved(tmp_path).stat().st_mtime >= written
