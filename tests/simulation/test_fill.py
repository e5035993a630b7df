"""Filling is repeatable, says what it does, and marks its end."""

import psycopg
import pytest

import simulation
from launch import installation
from simulation.clock import DAY
from simulation.outbreak import Outbreak
from simulation.province import make_province

SEED = 2021
PEOPLE = 3_000
"""As in the province of the session."""


def checksums(url):
    """Return a checksum of the rows of every table, whatever their order."""
    with psycopg.connect(url) as connection:
        connection.execute("set timezone to 'UTC'")
        tables = connection.execute(
            "select format('%I.%I', schemaname, relname) from pg_stat_user_tables"
            " where schemaname in ('operational', 'truth') and relname !~ '^check_ins_'"
        ).fetchall()
        query = "select sum(hashtextextended(t::text, 0)), count(*) from {} as t"
        return {
            table: connection.execute(query.format(table)).fetchone()
            for (table,) in [*tables, ("operational.check_ins",)]
        }


@pytest.fixture(scope="module")
def lines():
    return []


def fill(url, seed, lines):
    with psycopg.connect(url) as connection:
        connection.execute((installation.QUERIES / "simulation" / "truth.sql").read_bytes())
        simulation.fill(connection, people=PEOPLE, seed=seed, report=lines.append)


def test_one_seed_gives_one_province_and_another_seed_another(province, database_url, lines):
    fill(database_url, SEED, lines)

    assert checksums(database_url) == checksums(province)
    assert any("confirmed" in line for line in lines)


def test_another_seed_gives_another_province(province, database_url, lines):
    fill(database_url, SEED + 1, lines)

    ours, theirs = checksums(database_url), checksums(province)
    drawn = {
        "people",
        "identities",
        "places",
        "check_ins",
        "app_installs",
        "cases",
        "vaccine_doses",
    }
    same = {table for table in ours if ours[table] == theirs[table]}
    assert same.isdisjoint({f"operational.{table}" for table in drawn} | {"truth.infections"})


def test_feeds_come_last(database_url, monkeypatch, lines):
    def fail(rows):
        raise RuntimeError("stopped before the end")

    monkeypatch.setattr("simulation.feeds.feeds", fail)

    with pytest.raises(RuntimeError, match="before the end"):
        fill(database_url, SEED, lines)

    with psycopg.connect(database_url) as connection:
        count = "select (select count(*) from operational.people), (select count(*) from {})"
        assert connection.execute(count.format("operational.feeds")).fetchone() == (
            PEOPLE,
            0,
        )


def test_too_small_a_province_is_refused():
    with pytest.raises(ValueError, match="at least 1000, not 999"):
        make_province(SEED, 999, print)


def test_the_days_are_drawn_the_same_whenever_asked(monkeypatch):
    monkeypatch.setattr("simulation.province.make_outbreak", lambda *_: Outbreak)
    monkeypatch.setattr("simulation.routines._REMEMBERED_PEOPLE", 0)
    routines = make_province(SEED, 1_000, lambda line: None).routines

    late, early = routines.stays_of(9), routines.stays_of(2)

    assert (routines.stays_of(9).arrived == late.arrived).all()
    assert (routines.stays_of(2).place == early.place).all()
    assert late.arrived.min() >= 9 * DAY
