"""The embedded default's province: installed once, simulated once, kept from then on."""

from datetime import datetime
from typing import Final

import psycopg
from psycopg import sql

import simulation
from launch import installation, roll_ups, trial_ledger
from launch.installation import Connection
from launch.progress import note, step

PEOPLE: Final = 60_000
SEED: Final = 2021

# One launch at a time installs and fills; a second one waits and then finds the work done.
_LOCK: Final = 20_210_831


def prepare(owner_url: str, *, people: int, seed: int) -> None:
    """Install the schemas, the app's login and, into an empty database, the simulated province."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        with step("Installing tables, contract and ledger"):
            installed = installation.install(connection)
            installation.let_time_be_told(connection)
            installation.put_key(connection)
            installation.create_login(connection)
            installation.renew_views(connection)
            roll_ups.install(connection)
            note(f"installed: {', '.join(installed)}" if installed else "already there")
        if _is_filled(connection):
            _say_kept(connection, people=people, seed=seed)
        else:
            with step(f"Simulating a province of {people:,} people (seed {seed})"):
                fill(owner_url, people=people, seed=seed)
            with step("Writing zone decisions into the ledger"), connection.transaction():
                note(f"{trial_ledger.write(connection)} decisions")
        with step("Computing the indicators ahead"):
            roll_ups.refresh(connection)


def fill(owner_url: str, *, people: int, seed: int) -> None:
    """Simulate a province into the tables, emptied of what an interrupted filling left."""
    with psycopg.connect(owner_url) as connection:
        _clear(connection)
        connection.commit()
        simulation.fill(connection, people=people, seed=seed, report=note)
        connection.execute((installation.QUERIES / "simulation" / "follow_up.sql").read_bytes())
        remark = sql.Literal(_remark(people, seed))
        connection.execute(sql.SQL("comment on schema operational is {}").format(remark))


def data_time(owner_url: str) -> datetime:
    """Return when the trial's province last loaded anything: its clock goes on from there."""
    with psycopg.connect(owner_url) as connection:
        found = connection.execute("select max(last_loaded_at) from operational.feeds").fetchone()
    if found is None or not isinstance(found[0], datetime):
        raise RuntimeError("the simulated province has no feeds")
    return found[0]


def _is_filled(connection: Connection) -> bool:
    """Say whether a filling was completed: the feeds are its last table."""
    found = connection.execute("select exists (select 1 from operational.feeds)").fetchone()
    return bool(found and found[0])


def _say_kept(connection: Connection, *, people: int, seed: int) -> None:
    """Say that the data are kept, above all when others were asked for."""
    found = connection.execute("select obj_description('operational'::regnamespace)").fetchone()
    present = str(found[0]) if found and found[0] else "filled by hand"
    if present == _remark(people, seed):
        note(f"data kept ({present})")
    else:
        note(f"data kept as they are ({present}), not {_remark(people, seed)}: `make clean` first")


def _remark(people: int, seed: int) -> str:
    return f"simulated: people={people} seed={seed}"


def _clear(connection: Connection) -> None:
    """Empty every operational table, and make the truth beside them anew."""
    tables = connection.execute(
        "select format('%I.%I', schemaname, tablename) from pg_tables"
        " where schemaname = 'operational'"
    ).fetchall()
    names = sql.SQL(", ").join(sql.SQL(name) for (name,) in tables)
    connection.execute(sql.SQL("truncate table {} cascade").format(names))
    connection.execute("drop schema if exists truth cascade")
    connection.execute((installation.QUERIES / "simulation" / "truth.sql").read_bytes())
