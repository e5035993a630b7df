"""What was known at an earlier moment, on hand-made rows: by report time, never by happening."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import psycopg
import pytest
import streamlit as st

from dashboard import data
from dashboard.data.database import Scope
from dashboard.data.kept import Load
from launch import installation
from launch.urls import as_user

RIGHTS = frozenset({"see_aggregates", "trace_contacts", "propose_zones"})
PROVINCE = Scope("A", "epidemiologist", RIGHTS, None)
NOON = datetime(2021, 8, 20, 5, tzinfo=UTC)
NOW = datetime(2021, 8, 24, 11, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def owner(own_two_districts, monkeypatch):
    """Give a connection as owner; the app reads the same database."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    st.cache_data.clear()
    st.cache_resource.clear()
    with psycopg.connect(own_two_districts, autocommit=True) as connection:
        connection.execute("truncate operational.check_ins")
        yield connection


def scan(owner, number, *, person, scanned_at, received_at):
    owner.execute(
        "insert into operational.check_ins values (%s, %s, 1, %s, null, %s, null)",
        (number, person, scanned_at, received_at),
    )


def people_at(moment):
    known = data.replay.recorded(Load(PROVINCE, NOW), moment)
    return sorted(known.index.person_ids), len(known.index)


def test_a_scan_is_known_once_it_has_reached_the_server(owner):
    scan(owner, 1, person=1, scanned_at=NOON - timedelta(days=2), received_at=NOON)
    scan(owner, 2, person=2, scanned_at=NOON - timedelta(days=3), received_at=NOON + A_SECOND)

    assert people_at(NOON - A_SECOND) == ([], 0)
    assert people_at(NOON) == ([1], 1)
    assert people_at(NOON + A_SECOND) == ([1, 2], 2)


def test_the_past_looks_back_to_the_midnight_28_days_before_its_own_moment(owner):
    early = data.check_ins.first_moment(NOON)
    scan(owner, 1, person=1, scanned_at=early, received_at=early)
    scan(owner, 2, person=2, scanned_at=early - A_SECOND, received_at=early)

    assert people_at(NOON) == ([1], 1)


def test_a_scan_dated_after_the_moment_is_set_aside_and_counted(owner):
    scan(owner, 1, person=1, scanned_at=NOON + timedelta(hours=5), received_at=NOON)

    known = data.replay.recorded(Load(PROVINCE, NOW), NOON)

    assert len(known.index.person_ids) == 0
    assert sum(known.set_aside.values()) == 1


def test_without_a_moment_it_is_the_present(owner):
    scan(owner, 1, person=1, scanned_at=NOON, received_at=NOON)

    present = data.replay.recorded(Load(PROVINCE, NOW), None)

    assert present is data.tracing.recorded(Load(PROVINCE, NOW))


def test_a_case_is_known_once_reported_and_its_isolation_once_begun():
    cases = pd.DataFrame(
        {
            "case_id": ["late", "known"],
            "reported_at": pd.to_datetime([NOON + A_SECOND, NOON], utc=True),
            "isolated_at": pd.to_datetime([NOON, NOON + A_SECOND], utc=True),
        }
    )

    known = data.replay.known_cases(cases, NOON)

    assert known["case_id"].tolist() == ["known"]
    assert known["isolated_at"].isna().all()
    assert data.replay.known_cases(cases, NOON + A_SECOND)["isolated_at"].notna().all()
    assert data.replay.known_cases(cases, None) is cases


def test_an_isolation_is_known_once_begun_and_a_release_once_it_came():
    isolations = pd.DataFrame(
        {
            "person_id": [1, 2],
            "isolated_at": pd.to_datetime([NOON, NOON + A_SECOND], utc=True),
            "released_at": pd.to_datetime([NOON + A_SECOND, None], utc=True),
        }
    )
    assert data.replay.known_isolations(isolations, NOON)["released_at"].isna().all()
    later = data.replay.known_isolations(isolations, NOON + A_SECOND)
    assert later["released_at"].notna().tolist() == [True, False]
    assert data.replay.known_isolations(isolations, NOON)["person_id"].tolist() == [1]
    assert data.replay.known_isolations(isolations, None) is isolations


def test_decisions_on_zones_come_in_the_order_of_recording_from_own_districts(owner):
    owner.execute("set session_replication_role = replica")  # the zones stay as proposed
    owner.execute("""
        insert into ledger.zones (
            zone_name, district_id, commune_id, outline, area_m2, f0_count, f1_count, place_count,
            reason, proposed_by, data_time, traced_with
        ) values
        ('A', '288', 'c1', '{}', 1, 1, 1, 1, 'x', 'A', '2021-08-20Z', 'case=1'),
        ('B', '290', 'c2', '{}', 1, 1, 1, 1, 'x', 'A', '2021-08-20Z', 'case=1');
        insert into ledger.zone_events (
            zone_id, district_id, status, changed_at,
            outline, area_m2, f0_count, f1_count, place_count, data_time, valid_from, reason,
            changed_by
        )
        select
            number, district, state, at::timestamptz, '{}', 1, 1, 1, 1, '2021-08-20Z',
            at::timestamptz, 'x', 'A'
        from (values
            (1, '288', 'proposed', '2021-08-20Z'), (1, '288', 'in_force', '2021-08-21Z'),
            (2, '290', 'proposed', '2021-08-22Z'), (1, '288', 'ended', '2021-08-23Z')
        ) as events (number, district, state, at)
    """)

    found = data.replay.zone_decisions(PROVINCE)

    assert found["zone_name"].tolist() == ["A", "A", "B", "A"]
    assert found["status"].tolist() == ["proposed", "in_force", "proposed", "ended"]
    own = data.replay.zone_decisions(Scope("H", "district_official", RIGHTS, ("290",)))
    assert own["zone_name"].tolist() == ["B"]
