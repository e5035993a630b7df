"""The follow-up ledger: only added to, seen and written in one's own districts, never lost."""

import threading
from datetime import UTC, datetime, timedelta

import pandas as pd
import psycopg
import pytest
import streamlit as st
from psycopg.errors import CheckViolation, InsufficientPrivilege, UniqueViolation

from dashboard import data
from dashboard.data.database import Scope, ask
from dashboard.data.follow_up import Event, Listing
from dashboard.data.kept import Load
from launch import installation
from launch.urls import as_user
from tests.queries.scopes import COLLEAGUE, LEADER, TRACER, TRACER_RIGHTS, official

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def owner(own_two_districts, monkeypatch):
    """Give a connection as owner; the app reads the same database."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    st.cache_data.clear()
    with psycopg.connect(own_two_districts, autocommit=True) as connection:
        connection.execute(
            "delete from operational.provincial_samples; delete from operational.isolations"
        )
        yield connection


def listing(*people, cases=("BN1",), districts=None, exposed=None, at=NOW):
    return Listing(
        person_ids=people,
        district_ids=districts or ["288" if person == 1 else "290" for person in people],
        notified_ats=[NOW - timedelta(hours=10)] * len(people),
        exposed_ats=[exposed and exposed[0]] * len(people),
        last_exposed_ats=[exposed and exposed[1]] * len(people),
        case_ids=cases,
        happened_at=at,
        note="preset=moh_2021_08&case=BN1",
    )


def put(*people, **changes):
    return data.follow_up.put_on_list(TRACER, listing(*people, **changes))


def event(state="called", hours=1, **changes):
    return Event(state=state, happened_at=NOW + timedelta(hours=hours), **changes)


def seen(scope=TRACER):
    rows = data.follow_up.follow_ups_now(scope, NOW)
    return {int(row["person_id"]): int(row["last_event_id"]) for row in rows.to_dict("records")}


def now_of(person, scope=TRACER):
    rows = data.follow_up.follow_ups_now(scope, NOW)
    return rows[rows["person_id"] == person].iloc[0]


def states_of(person):
    return data.follow_up.events(TRACER, [person])["state"].tolist()[::-1]


def test_listing_is_an_event_with_its_cases_and_their_notification():
    assert put(1, 2) == [1, 2]

    row = now_of(1)
    assert (row["state"], row["case_ids"], row["district_id"]) == ("listed", "BN1", "288")
    assert row["notified_at"] == NOW - timedelta(hours=10)
    assert pd.isna(row["exposed_at"])
    entry = data.follow_up.events(TRACER, [1]).iloc[0]
    assert (entry["recorded_by"], entry["note"]) == ("Dịch tễ", "preset=moh_2021_08&case=BN1")
    assert entry["recorded_at"] > NOW


def test_listing_twice_adds_nothing_and_another_case_adds_itself():
    put(1)
    assert put(1, 2) == [2]
    assert put(1, cases=("BN1", "BN2")) == [1]
    assert put(1, cases=("BN2",)) == []

    assert states_of(1) == ["listed", "listed"]
    assert now_of(1)["case_ids"] == "BN1, BN1, BN2"


def test_being_listed_again_does_not_undo_what_was_done():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("isolated"))

    put(1, cases=("BN2",))

    assert now_of(1)["state"] == "isolated"
    assert now_of(1)["isolated_at"] == NOW + timedelta(hours=1)


def test_five_hundred_are_listed_and_called_at_once(owner):
    owner.execute(
        "insert into operational.people (person_id, commune_id, household_id, birth_year, sex)"
        " select n, 'c1', n, 1980, 'female' from generate_series(101, 600) n"
    )
    people = tuple(range(101, 601))

    assert len(put(*people, districts=["288"] * 500)) == 500
    assert data.follow_up.record_event(TRACER, seen(), event()).person_ids == list(people)

    assert data.follow_up.states(TRACER)["state"].tolist() == ["called"] * 500


def test_times_are_the_first_of_each_kind_and_the_last_of_repeated_ones():
    put(1)
    for state, hours in [
        ("called", 1),
        ("isolated", 2),
        ("sampled", 3),
        ("negative", 9),
        ("sampled", 150),
        ("negative", 160),
    ]:
        data.follow_up.record_event(TRACER, seen(), event(state, hours))

    row = now_of(1)

    hours = {
        name: (row[f"{name}_at"] - NOW) / timedelta(hours=1)
        for name in ("called", "isolated", "sampled", "last_sampled", "result", "last_result")
    }
    assert hours == {
        "called": 1,
        "isolated": 2,
        "sampled": 3,
        "last_sampled": 150,
        "result": 9,
        "last_result": 160,
    }
    assert row["state"] == "negative"
    assert row["negative_taken_at"] == NOW + timedelta(hours=150)
    assert pd.isna(row["positive_taken_at"])


def test_a_late_entry_of_an_early_event_does_not_turn_the_state_back():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("sampled", 5))
    data.follow_up.record_event(TRACER, seen(), event("called", 1))

    assert now_of(1)["state"] == "sampled"


def test_who_is_listed_after_a_release_is_followed_up_anew():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("released", 1))
    put(1, cases=("BN2",))

    ever = data.follow_up.follow_ups_ever(TRACER, NOW)

    assert ever["state"].tolist() == ["released", "listed"]
    assert now_of(1)["case_ids"] == "BN2"
    assert pd.isna(now_of(1)["released_at"])


def test_a_later_exposure_is_added_and_an_earlier_one_is_known():
    first = NOW - timedelta(days=5)
    put(1, exposed=(first, first))

    assert put(1, exposed=(first, first + timedelta(days=2))) == [1]
    assert put(1, exposed=(first, first + timedelta(days=1))) == []
    assert put(1, exposed=None) == []

    row = now_of(1)
    assert (row["exposed_at"], row["last_exposed_at"]) == (first, first + timedelta(days=2))
    entry = data.follow_up.events(TRACER, [1]).iloc[0]
    assert entry["last_exposed_at"] == first + timedelta(days=2)


def test_the_same_case_may_expose_somebody_again_after_their_release():
    first = NOW - timedelta(days=20)
    put(1, exposed=(first, first))
    data.follow_up.record_event(TRACER, seen(), event("released", -1))

    assert put(1, exposed=(first, first)) == []
    assert put(1, exposed=(NOW, NOW)) == [1]
    ever = data.follow_up.follow_ups_ever(TRACER, NOW)
    assert ever["last_exposed_at"].tolist() == [first, NOW]


def test_a_result_is_of_the_sample_taken_last_before_it():
    put(1)
    for state, hours in [("sampled", 1), ("positive", 20), ("sampled", 50), ("negative", 60)]:
        data.follow_up.record_event(TRACER, seen(), event(state, hours))

    row = now_of(1)

    assert row["positive_taken_at"] == NOW + timedelta(hours=1)
    assert row["negative_taken_at"] == NOW + timedelta(hours=50)


def test_a_result_without_a_sample_counts_when_it_was_told():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("positive", 20))
    assert now_of(1)["positive_taken_at"] == NOW + timedelta(hours=20)


@pytest.mark.parametrize("state", ["called", "isolated", "sampled", "positive", "released"])
def test_after_the_release_nothing_is_recorded_and_that_is_said(state):
    put(1, 2)
    data.follow_up.record_event(TRACER, {1: seen()[1]}, event("released", 1))

    recorded = data.follow_up.record_event(TRACER, seen(), event(state, 1))

    assert (recorded.ended, recorded.person_ids) == ([1], [2])
    assert states_of(1) == ["listed", "released"]


def test_what_happened_before_the_release_may_be_recorded_late_and_belongs_to_it():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("released", 5))

    recorded = data.follow_up.record_event(TRACER, seen(), event("sampled", 4))

    assert recorded.person_ids == [1]
    assert now_of(1)["last_sampled_at"] == NOW + timedelta(hours=4)
    assert now_of(1)["state"] == "released"


def test_a_release_may_be_corrected_and_withdrawn():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("released", 5))
    wrong = seen()[1]

    data.follow_up.record_event(TRACER, seen(), event("released", 6, corrects_id=wrong))
    assert now_of(1)["released_at"] == NOW + timedelta(hours=6)

    data.follow_up.record_event(TRACER, seen(), event("withdrawn", 7, corrects_id=seen()[1]))
    assert data.follow_up.record_event(TRACER, seen(), event("called", 8)).person_ids == [1]
    assert now_of(1)["state"] == "called"


def test_the_database_itself_refuses_what_happens_after_a_release(connect, own_two_districts):
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("released", 1))
    scope = {"rights": ",".join(TRACER_RIGHTS), "districts": "*"}
    with (
        connect(own_two_districts, installation.LEDGER, **scope) as connection,
        pytest.raises(CheckViolation, match="release"),
    ):
        connection.execute(INSERT, (seen()[1], "called"))


@pytest.mark.parametrize(
    ("exposed", "last"),
    [(NOW, NOW - timedelta(seconds=1)), (NOW, None), (None, NOW)],
    ids=["ends before it begins", "no end", "no beginning"],
)
def test_an_exposure_has_both_ends_in_their_order(exposed, last):
    with pytest.raises(CheckViolation):
        put(1, exposed=(exposed, last))


def test_a_case_is_not_put_on_the_list_and_whoever_becomes_one_is_marked(owner):
    put(1)
    owner.execute("update operational.cases set reported_at = %s", (NOW,))

    assert put(2) == []
    assert now_of(1)["own_case_ids"] == "BN1"
    assert data.follow_up.own_cases(TRACER, [1, 2], [None, NOW], NOW) == {1: "BN1", 2: "BN2"}
    long_ago = NOW + timedelta(days=91)
    assert put(2, exposed=(long_ago, long_ago), at=long_ago) == [2]


@pytest.mark.parametrize("bad", ["infinity", "-infinity", "20000-01-01", None])
def test_no_time_of_a_case_stops_a_follow_up_or_hides_the_case(owner, bad):
    put(1, 2)
    owner.execute("alter table operational.cases alter reported_at drop not null")
    owner.execute("alter table operational.cases alter confirmed_at drop not null")
    owner.execute("update operational.cases set confirmed_at = %s, reported_at = %s", (bad, bad))
    owner.execute("update operational.cases set confirmed_at = %s where person_id = 2", (NOW,))

    assert now_of(1)["own_case_ids"] == "BN1"
    assert now_of(2)["own_case_ids"] == "BN2"
    known = ask("follow_up_cases", scope=TRACER, person_ids=[1, 2], known_at=NOW)
    assert known["reported_at"].isna().tolist() == [True, False]
    before = ask("follow_up_cases", scope=TRACER, person_ids=[2], known_at=NOW - timedelta(hours=1))
    assert before.empty


def test_no_time_of_an_isolation_or_sample_stops_a_follow_up_and_each_is_counted(owner):
    put(1, 2)
    owner.execute("alter table operational.isolations alter isolated_at drop not null")
    owner.execute("""
        insert into operational.isolations values
        (1, 1, 'home', 'f1', 'infinity', null), (2, 1, 'home', 'f1', '-infinity', null),
        (3, 1, 'home', 'f1', null, null), (4, 1, 'home', 'f1', '2021-08-24Z', '-infinity'),
        (5, 1, 'home', 'case', 'infinity', null),
        (6, 2, 'home', 'f1', '2021-08-24 12:00Z', 'infinity');
        insert into operational.provincial_samples values
        (1, 's1', 1, 'c1', 'app', 'pcr', 1, 'infinity', null, null, null),
        (2, 's2', 1, 'c1', 'app', 'pcr', 1, '2021-08-24 13:00Z', 'negative', '2021-08-24 19:00Z',
         '20000-01-01'),
        (3, 's3', 1, 'c1', 'app', 'pcr', 1, '2021-08-24 12:00Z', null, null, null)
    """)

    first, second = now_of(1), now_of(2)

    assert pd.isna(first["isolated_at"])
    assert first["last_sampled_at"] == datetime(2021, 8, 24, 13, tzinfo=UTC)
    assert pd.isna(first["result_at"])
    assert second["isolated_at"] == datetime(2021, 8, 24, 12, tzinfo=UTC)
    assert pd.isna(second["isolation_ended_at"])
    counts = data.follow_up.unusable_times(Load(TRACER, NOW))
    assert counts == {"isolations": 4, "samples": 2}
    assert ask("isolations", scope=TRACER)["person_id"].tolist() == [2]


def test_one_person_with_two_case_rows_is_marked_with_both_codes(owner):
    put(1)
    owner.execute("update operational.cases set reported_at = %s", (NOW,))
    owner.execute(
        "insert into operational.cases values ('BN0', 1, null, null, %(at)s, %(at)s)",
        {"at": NOW - timedelta(hours=1)},
    )

    assert now_of(1)["own_case_ids"] == "BN0, BN1"
    assert len(data.follow_up.follow_ups_now(TRACER, NOW)) == 1


def test_an_official_learns_of_no_case_that_they_may_not_see(owner):
    put(1)
    owner.execute("update operational.cases set reported_at = %s", (NOW,))
    assert pd.isna(now_of(1, official("288"))["own_case_ids"])


def test_a_correction_replaces_and_both_entries_stay():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("isolated", 1, note="nhầm"))
    wrong = seen()[1]

    data.follow_up.record_event(TRACER, seen(), event("isolated", 5, corrects_id=wrong))

    assert now_of(1)["isolated_at"] == NOW + timedelta(hours=5)
    entries = data.follow_up.events(TRACER, [1])
    assert entries["is_corrected"].tolist() == [False, True, False]
    assert entries["note"].tolist()[1] == "nhầm"


def test_a_withdrawal_takes_back_and_stays():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("positive", 1))
    data.follow_up.record_event(TRACER, seen(), event("withdrawn", 2, corrects_id=seen()[1]))

    assert now_of(1)["state"] == "listed"
    assert pd.isna(now_of(1)["positive_taken_at"])
    assert states_of(1) == ["listed", "positive", "withdrawn"]


def test_a_withdrawn_listing_leaves_the_list_and_can_be_made_again():
    put(1)
    data.follow_up.record_event(TRACER, seen(), event("withdrawn", 2, corrects_id=seen()[1]))
    assert data.follow_up.follow_ups_now(TRACER, NOW).empty

    assert put(1) == [1]
    assert now_of(1)["state"] == "listed"


def test_the_slower_of_two_is_told_and_two_facts_are_both_kept():
    put(1)
    before = seen()
    data.follow_up.record_event(COLLEAGUE, before, event("called"))

    recorded = data.follow_up.record_event(TRACER, before, event("sampled", 2))

    assert recorded.person_ids == [1]
    assert recorded.beside[["state", "recorded_by"]].to_numpy().tolist() == [
        ["called", "Đồng nghiệp"]
    ]
    assert recorded.refused.empty
    assert states_of(1) == ["listed", "called", "sampled"]


@pytest.mark.parametrize(("faster", "slower"), [("called", "called"), ("released", "called")])
def test_what_contradicts_is_not_added_until_asked_again(faster, slower):
    put(1, 2)
    before = seen()
    data.follow_up.record_event(COLLEAGUE, {1: before[1]}, event(faster))

    recorded = data.follow_up.record_event(TRACER, before, event(slower, 0.5))

    assert recorded.person_ids == [2]
    assert recorded.refused["state"].tolist() == [faster]
    assert states_of(1) == ["listed", faster]
    again = {1: int(recorded.refused["event_id"].max())}
    assert data.follow_up.record_event(TRACER, again, event(slower, 0.5)).person_ids == [1]
    assert states_of(1) == ["listed", faster, slower]


def test_a_correction_of_what_somebody_changed_meanwhile_is_looked_at_again():
    put(1)
    before = seen()
    data.follow_up.record_event(COLLEAGUE, before, event("called"))

    recorded = data.follow_up.record_event(
        TRACER, before, event("withdrawn", 2, corrects_id=before[1])
    )

    assert recorded.person_ids == []
    assert recorded.refused["state"].tolist() == ["called"]


INSERT = """
insert into ledger.follow_up_events
(person_id, district_id, follows_id, state, happened_at)
values (1, '288', %s, %s, now())
"""


def test_two_real_connections_at_once_cannot_follow_the_same_event(connect, own_two_districts):
    """The second waits for the first, then finds the place taken; without a commit it gets it."""
    put(1)
    last = seen()[1]
    scope = {"rights": "see_people,record_follow_up", "districts": "288"}
    outcome = []

    def slower():
        with connect(own_two_districts, installation.LEDGER, **scope) as second:
            try:
                second.execute(INSERT, (last, "sampled"))
                second.commit()
                outcome.append("added")
            except UniqueViolation:
                outcome.append("refused")

    with connect(own_two_districts, installation.LEDGER, **scope) as first:
        first.execute(INSERT, (last, "called"))
        thread = threading.Thread(target=slower)
        thread.start()
        thread.join(0.5)
        assert outcome == []  # it waits
        first.commit()
        thread.join(20)
    assert outcome == ["refused"]
    assert states_of(1) == ["listed", "called"]


def test_many_at_once_lose_nothing():
    """Eight people record different things of the same two people at the same moment."""
    put(1, 2)
    before = seen()
    gate = threading.Barrier(8)
    kept = []

    def work(number):
        gate.wait()
        state = ("called", "isolated", "sampled", "negative")[number % 4]
        who = Scope(f"Người {number}", "epidemiologist", TRACER_RIGHTS, None)
        recorded = data.follow_up.record_event(who, before, event(state))
        refused = set(recorded.refused["person_id"])
        assert set(recorded.person_ids) | refused == {1, 2}
        kept.extend(recorded.person_ids)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    for person in (1, 2):
        entries = states_of(person)
        assert len(entries) == 1 + kept.count(person)
        assert sorted(set(entries)) == ["called", "isolated", "listed", "negative", "sampled"]
        assert len(entries) == 5  # each fact once: the second of each kind was told


def test_listing_at_once_adds_once():
    gate = threading.Barrier(6)
    added = []

    def work():
        gate.wait()
        added.extend(put(1, 2))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(added) == [1, 2]
    assert states_of(1) == ["listed"]


def test_a_district_sees_and_records_its_own_only():
    put(1, 2)
    everybody = seen()

    assert list(seen(official("288"))) == [1]
    assert data.follow_up.events(official("288"), [1, 2])["person_id"].tolist() == [1]
    data.follow_up.record_event(official("288"), {1: everybody[1]}, event())
    with pytest.raises(ValueError, match="nobody"):
        data.follow_up.record_event(official("288"), {2: everybody[2]}, event())

    assert states_of(1) == ["listed", "called"]
    assert states_of(2) == ["listed"]
    assert seen(official()) == {}


def test_a_leader_sees_nobody_and_an_official_lists_nobody():
    put(1)
    assert data.follow_up.follow_ups_now(LEADER, NOW).empty
    for scope in (LEADER, official("290")):
        with pytest.raises(InsufficientPrivilege):
            data.follow_up.put_on_list(scope, listing(2))


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.follow_up_events set note = ''",
        "delete from ledger.follow_up_events",
        "truncate ledger.follow_up_events",
        INSERT.replace("happened_at)", "happened_at, recorded_at)").replace(
            "now())", "now(), '2021-01-01')"
        ),
        INSERT.replace("happened_at)", "happened_at, recorded_by)").replace(
            "now())", "now(), 'B')"
        ),
        INSERT.replace("happened_at)", "happened_at, event_id)").replace(
            "values (1, '288', %s, %s, now())",
            "overriding system value values (1, '288', %s, %s, now(), 9)",
        ),
    ],
)
def test_nothing_is_changed_deleted_or_dated_by_hand(connect, own_two_districts, statement):
    put(1)
    values = (seen()[1], "called") if "%s" in statement else None
    scope = {"rights": ",".join(TRACER_RIGHTS), "districts": "*"}
    with (
        connect(own_two_districts, installation.LEDGER, **scope) as connection,
        pytest.raises(InsufficientPrivilege),
    ):
        connection.execute(statement, values)


def test_an_official_cannot_move_a_person_into_their_district(connect, own_two_districts):
    put(2)
    scope = {"rights": "see_people,record_follow_up", "districts": "288"}
    with (
        connect(own_two_districts, installation.LEDGER, **scope) as connection,
        pytest.raises(psycopg.errors.ForeignKeyViolation),
    ):
        connection.execute(INSERT.replace("(1, '288'", "(2, '288'"), (seen()[2], "called"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "vanished"},
        {"happened_at": datetime.now(UTC) + timedelta(days=1)},
        {"state": "withdrawn"},
        {"state": "listed"},
    ],
    ids=["unknown state", "future", "withdraws nothing", "listed for no case"],
)
def test_impossible_events_are_refused(wrong):
    put(1)
    values = {"state": "called", "happened_at": NOW} | wrong
    with pytest.raises(CheckViolation):
        data.follow_up.record_event(TRACER, seen(), Event(**values))


def test_what_was_recorded_by_a_moment(owner):
    put(1)
    data.follow_up.record_event(TRACER, seen(), event())
    first, second = (
        row[0]
        for row in owner.execute(
            "select recorded_at from ledger.follow_up_events order by event_id"
        )
    )
    a_little = timedelta(microseconds=1)

    assert data.follow_up.states(TRACER, first - a_little).empty
    assert data.follow_up.states(TRACER, first)["state"].tolist() == ["listed"]
    assert data.follow_up.states(TRACER, second)["state"].tolist() == ["called"]


def test_a_state_that_was_kept_gives_way_to_the_next_entry():
    put(1)
    assert data.follow_up.states(TRACER)["state"].tolist() == ["listed"]

    data.follow_up.record_event(TRACER, seen(), event())

    assert data.follow_up.states(TRACER)["state"].tolist() == ["called"]
    assert data.follow_up.states(official("290")).empty  # kept for one reach, not for another


def test_entries_are_counted_by_the_vietnamese_day_of_recording(owner):
    put(1, 2)
    owner.execute(
        "update ledger.follow_up_events set happened_at = '2021-08-20Z',"
        " recorded_at = '2021-08-23 17:30Z' where person_id = 1"
    )
    days = data.follow_up.days(TRACER)
    assert str(days["on_date"].iloc[0].date()) == "2021-08-24"
    assert days["event_count"].tolist() == [1, 1]


def test_isolations_and_samples_of_other_systems_are_added_for_who_may_see_them(owner):
    put(1)
    owner.execute("""
        insert into operational.isolations values
        (1, 1, 'home', 'f1', '2021-08-24 12:00Z', null),
        (2, 1, 'centralised', 'arrival', '2021-07-01 12:00Z', '2021-07-15 12:00Z');
        insert into operational.provincial_samples values
        (1, 's1', 1, 'c1', 'app', 'pcr', 1, '2021-08-24 13:00Z', 'negative', '2021-08-24 19:00Z',
         '2021-08-24 20:00Z')
    """)

    tracer, district = now_of(1), now_of(1, official("288"))

    assert tracer["isolated_at"] == datetime(2021, 8, 24, 12, tzinfo=UTC)
    assert tracer["negative_taken_at"] == datetime(2021, 8, 24, 13, tzinfo=UTC)
    assert pd.isna(district["isolated_at"])
    for row in (tracer, district):
        assert row["sampled_at"] == datetime(2021, 8, 24, 13, tzinfo=UTC)
        assert row["result_at"] == datetime(2021, 8, 24, 20, tzinfo=UTC)


def test_samples_and_homes_of_another_district_stay_there(owner):
    owner.execute("""
        insert into operational.provincial_samples values
        (1, 's1', 1, 'c1', 'app', 'pcr', 1, now()), (2, 's2', 2, 'c2', 'app', 'pcr', 1, now())
    """)
    for question in ("follow_up_samples", "follow_up_homes"):
        found = ask(question, scope=official("288"), person_ids=[1, 2])
        assert found["person_id"].tolist() == [1]


def test_an_empty_ledger_has_the_same_columns():
    empty = data.follow_up.follow_ups_now(TRACER, NOW)
    put(1)
    assert empty.dtypes.to_dict() == data.follow_up.follow_ups_now(TRACER, NOW).dtypes.to_dict()


def test_hostile_text_is_only_text():
    hostile = "<img src=x onerror=alert(1)>'; drop table ledger.zones; --"
    put(1)
    data.follow_up.record_event(TRACER, seen(), event(note=hostile))
    assert data.follow_up.events(TRACER, [1])["note"].iloc[0] == hostile


def test_a_ledger_of_an_earlier_version_gets_the_table_it_lacks(owner):
    owner.execute("drop table ledger.follow_up_events cascade")
    owner.execute("insert into ledger.viewers values ('k@example.vn', 'K', 'leader', '{}')")

    installation.install(owner)

    assert put(1) == [1]
    kept = owner.execute("select count(*) from ledger.viewers where email = 'k@example.vn'")
    assert kept.fetchone() == (1,)
