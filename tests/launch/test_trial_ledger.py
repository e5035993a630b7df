"""The trial's zones: what they look like, that they are in every state, and that they hold."""

from datetime import timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from launch import installation, trial_ledger


@pytest.fixture(scope="module")
def ledger(copy_database, filled):
    """Return the zones and their events, after the trial's decisions were written."""
    with (
        copy_database(filled) as url,
        psycopg.connect(url, row_factory=dict_row) as connection,
        psycopg.connect(url) as writing,
    ):
        count = trial_ledger.write(writing)
        assert trial_ledger.write(writing) == 0
        writing.commit()
        zones = connection.execute("select * from ledger.zones order by zone_id").fetchall()
        events = connection.execute("select * from ledger.zone_events order by event_id").fetchall()
        (now,) = connection.execute(
            "select max(last_loaded_at) as now from operational.feeds"
        ).fetchall()
        assert len(zones) == count
        yield zones, events, now["now"]


def test_zones_are_in_every_state(ledger):
    zones, _, now = ledger
    confining = [zone for zone in zones if zone["status"] in {"in_force", "extended"}]
    left = [zone["planned_end_at"] - now for zone in confining]

    assert 6 <= len(zones) <= 10
    assert {zone["status"] for zone in zones} == {
        *("proposed", "in_force", "extended", "partly_released", "ended"),
    }
    assert any(each < timedelta(0) for each in left)
    assert any(timedelta(0) < each < timedelta(days=1) for each in left)


def test_zones_hold_their_case_and_the_households_they_count(ledger):
    zones, _, _ = ledger

    assert all(zone["f0_count"] >= 1 for zone in zones)
    assert all(zone["resident_count"] >= zone["household_count"] >= 1 for zone in zones)
    assert min(zone["household_count"] for zone in zones) <= 7


def test_nothing_is_dated_after_the_data_or_before_its_proposal(ledger):
    zones, events, now = ledger

    assert all(zone["proposed_at"] == zone["data_time"] <= now for zone in zones)
    assert all(event["changed_at"] <= now for event in events)
    released = [event for event in events if event["status"] == "partly_released"]
    assert released
    assert all(event["released_household_count"] > 0 for event in released)


def test_a_ledger_without_a_clock_gets_one_before_the_tables_dated_by_it(database_url):
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("drop table ledger.call_assignments")
        owner.execute("drop function ledger.is_released_since")
        owner.execute("drop view ledger.outbox")
        owner.execute("drop table ledger.deliveries, ledger.messages, ledger.indicator_states")
        for table, column in owner.execute(
            "select adrelid::regclass::text, attname from pg_attrdef"
            " inner join pg_attribute on attrelid = adrelid and attnum = adnum"
            " where pg_get_expr(adbin, adrelid) = 'ledger.present()'"
        ).fetchall():
            owner.execute(f"alter table {table} alter {column} set default clock_timestamp()")
        owner.execute("drop function ledger.present()")

        installation.install(owner)

        found = owner.execute(
            "select to_regclass('ledger.call_assignments'), to_regclass('ledger.outbox')"
        ).fetchone()
        assert found == ("ledger.call_assignments", "ledger.outbox")


def test_the_district_of_the_trial_official_has_a_zone(ledger):
    zones, _, _ = ledger

    in_first = [zone for zone in zones if zone["district_id"] == "288"]
    assert any(zone["status"] == "in_force" for zone in in_first)
