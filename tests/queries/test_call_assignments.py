"""Who calls whom: one caller each, whoever presses at once; seen and given in one's districts."""

import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import streamlit as st
from psycopg.errors import CheckViolation, InsufficientPrivilege, UniqueViolation

from dashboard import data
from dashboard.data.database import Scope
from dashboard.data.follow_up import Event, Listing
from launch import installation
from launch.urls import as_user
from tests.queries.scopes import LEADER, TRACER_RIGHTS, official

AN = Scope("An", "epidemiologist", TRACER_RIGHTS, None)
BINH = Scope("Bình", "epidemiologist", TRACER_RIGHTS, None)
NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
RIGHTS = "see_people,record_follow_up"
ASSIGN = """
insert into ledger.call_assignments
(person_id, district_id, seen_id, caller, assigned_at)
values (%s, %s, %s, 'A', now())
"""


@pytest.fixture(autouse=True)
def listed(own_two_districts, monkeypatch):
    """Person 1 of district 288 and person 2 of 290 are on the call list."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    st.cache_data.clear()
    with psycopg.connect(own_two_districts, autocommit=True) as connection:
        connection.execute("delete from operational.cases")
    put(1, 2)


def put(*people):
    listing = Listing(
        person_ids=people,
        district_ids=["288" if person == 1 else "290" for person in people],
        notified_ats=[NOW] * len(people),
        exposed_ats=[None] * len(people),
        last_exposed_ats=[None] * len(people),
        case_ids=["BN9" if people == (1, 2) else "BN10"],
        happened_at=NOW,
    )
    return data.follow_up.put_on_list(AN, listing)


def seen(*people):
    rows = data.follow_up.follow_ups_now(AN, NOW)
    events = dict(
        zip(rows["person_id"].astype(int), rows["last_event_id"].astype(int), strict=True)
    )
    return {person: events[person] for person in people}


def take(scope, *people, caller=None, held_ids=(), of=None):
    return data.follow_up.assign_calls(
        scope, of or seen(*people), caller or scope.viewer, NOW, held_ids
    )


def give_back(scope, *people):
    return data.follow_up.assign_calls(scope, seen(*people), None, NOW, holding(*people))


def record(person, state, **changes):
    event = Event(state=state, happened_at=NOW + timedelta(minutes=1), **changes)
    return data.follow_up.record_event(BINH, seen(person), event)


def callers(scope=AN):
    rows = data.follow_up.call_assignments(scope)
    return dict(zip(rows["person_id"].astype(int), rows["caller"], strict=True))


def holding(*people):
    rows = data.follow_up.call_assignments(AN)
    return rows.loc[rows["person_id"].isin(people), "assignment_id"].astype(int).tolist()


def test_an_assignment_says_whom_who_when_and_by_whom():
    assert take(AN, 1, caller="Cô giáo Mai").person_ids == [1]

    row = data.follow_up.call_assignments(BINH).iloc[0]
    assert (row["person_id"], row["caller"], row["assigned_by"]) == (1, "Cô giáo Mai", "An")
    assert row["assigned_at"] == NOW


def test_the_second_to_press_is_told_who_has_the_person_and_gets_the_others():
    before = seen(1, 2)
    take(AN, 1)

    assigned = take(BINH, of=before)

    assert assigned.person_ids == [2]
    assert assigned.held[["person_id", "caller"]].to_numpy().tolist() == [[1, "An"]]
    assert assigned.gone == []
    assert callers() == {1: "An", 2: "Bình"}


def test_whom_somebody_called_meanwhile_nobody_calls_again():
    before = seen(1, 2)
    record(1, "called")

    assigned = take(AN, of=before)

    assert (assigned.person_ids, assigned.gone) == ([2], [1])
    assert callers() == {2: "An"}


def test_a_sample_recorded_meanwhile_bars_nobody_from_calling():
    before = seen(1)
    record(1, "sampled")

    assert take(AN, of=before).person_ids == [1]


def test_who_gives_back_lets_others_take():
    take(AN, 1)

    assert give_back(AN, 1).person_ids == [1]
    assert callers() == {}
    assert take(BINH, 1).person_ids == [1]


def test_taking_over_needs_the_assignment_that_was_seen():
    take(AN, 1)
    old = holding(1)
    assert take(BINH, 1, held_ids=old).person_ids == [1]

    again = take(official("288"), 1, held_ids=old)

    assert again.person_ids == []
    assert again.held["caller"].tolist() == ["Bình"]


def test_what_was_not_held_is_not_given_back():
    given = data.follow_up.assign_calls(AN, seen(1), None, NOW)

    assert (given.person_ids, given.gone) == ([], [1])


def test_a_release_ends_the_assignment_and_its_correction_revives_it():
    take(AN, 1)
    record(1, "released")
    assert callers() == {}

    released = data.follow_up.events(AN, [1]).iloc[0]
    record(1, "withdrawn", corrects_id=int(released["event_id"]))
    assert callers() == {1: "An"}


def test_who_is_followed_up_anew_is_free():
    take(AN, 1)
    record(1, "released")
    put(1)

    assert callers() == {}
    assert take(BINH, 1).person_ids == [1]


def test_an_official_sees_and_assigns_their_own_district_only():
    take(AN, 2)
    there = official("288")

    assigned = take(there, of=seen(1, 2))

    assert assigned.person_ids == [1]
    assert assigned.held.empty
    assert callers(there) == {1: "Huyện"}
    assert callers(official("290")) == {2: "An"}
    assert callers(official()) == {}


def test_a_leader_sees_none_and_assigns_none():
    take(AN, 1)

    assert callers(LEADER) == {}
    assert take(LEADER, of=seen(1, 2)).person_ids == []


@pytest.mark.parametrize(
    ("person", "district", "scope"),
    [
        (2, "288", {"rights": RIGHTS, "districts": "288"}),  # followed up in 290
        (2, "290", {"rights": RIGHTS, "districts": "288"}),
        (1, "288", {"rights": "see_people", "districts": "288"}),
        (1, "288", {}),
        (99, "288", {"rights": RIGHTS, "districts": "*"}),  # followed up by nobody
    ],
)
def test_the_database_refuses_whom_the_viewer_does_not_follow_up(
    connect, own_two_districts, person, district, scope
):
    event = seen(1 if district == "288" else 2).popitem()[1]
    with (
        connect(own_two_districts, installation.LEDGER, **scope) as connection,
        pytest.raises(InsufficientPrivilege),
    ):
        connection.execute(ASSIGN, (person, district, event))


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.call_assignments set caller = 'B'",
        "delete from ledger.call_assignments",
        "insert into ledger.call_assignments (recorded_at) values (now())",
        "insert into ledger.call_assignments (assigned_by) values ('B')",
    ],
)
def test_assignments_are_only_added(connect, own_two_districts, statement):
    take(AN, 1)
    with (
        connect(own_two_districts, installation.LEDGER, rights=RIGHTS, districts="*") as connection,
        pytest.raises(InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_nobody_assigns_in_the_future(connect, own_two_districts):
    with (
        connect(own_two_districts, installation.LEDGER, rights=RIGHTS, districts="*") as connection,
        pytest.raises(CheckViolation),
    ):
        connection.execute(
            ASSIGN.replace("now()", "now() + interval '1 hour'"), (1, "288", seen(1)[1])
        )


def test_two_real_connections_at_once_cannot_both_have_somebody(connect, own_two_districts):
    """The second waits for the first, then finds the place taken."""
    scope = {"rights": RIGHTS, "districts": "288"}
    asked = (1, "288", seen(1)[1])
    outcome = []

    def slower():
        with connect(own_two_districts, installation.LEDGER, **scope) as second:
            try:
                second.execute(ASSIGN, asked)
                second.commit()
                outcome.append("has")
            except UniqueViolation:
                outcome.append("refused")

    with connect(own_two_districts, installation.LEDGER, **scope) as first:
        first.execute(ASSIGN, asked)
        thread = threading.Thread(target=slower)
        thread.start()
        thread.join(0.5)
        assert outcome == []  # it waits
        first.commit()
        thread.join(20)
    assert outcome == ["refused"]


def test_of_eight_who_press_at_once_one_has_the_person_and_seven_are_told_who():
    before = seen(1, 2)
    gate = threading.Barrier(8)
    outcomes = {}

    def press(number):
        scope = Scope(f"Người {number}", "epidemiologist", TRACER_RIGHTS, None)
        gate.wait()
        outcomes[scope.viewer] = take(scope, of=before)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    has = {
        person: [who for who, assigned in outcomes.items() if person in assigned.person_ids]
        for person in (1, 2)
    }
    assert [len(who) for who in has.values()] == [1, 1]
    assert callers() == {person: who[0] for person, who in has.items()}
    for who, assigned in outcomes.items():
        told = dict(
            zip(assigned.held["person_id"].astype(int), assigned.held["caller"], strict=True)
        )
        assert told == {person: has[person][0] for person in (1, 2) if who not in has[person]}
