"""What tests build upon: databases to read and to change, pages, and browsers.

A filled province takes seconds to make, a copy of it a tenth of one: whichever test of a run asks
first makes it, and every worker of the run copies it.

To read
    `province` is a simulated province of 3,000 people, which the app reads from then on. Every
    test of the session shares it: who changes it, such as `own_zones` of the pages, undoes that.
    `two_districts` (queries) has one of everything in each of two districts, and what nobody knows.
To change
    `own_province` is the province for one test alone, `own_two_districts` (queries) the two
    districts, `empty_province` and `database_url` are installed and empty, the first of them
    read by the app; `no_database` tells the app of a PostgreSQL that does not answer.
A page
    `open_page` (pages) runs a page in the frame as a viewer, `open_alone` without the frame.
    What was kept is shared by all tests of a folder but for those that use `monkeypatch`.
A browser
    `server` (browser) is the address of the running app, where everybody has a hostile name;
    `open_at` opens a page whose faults fail the test, `page` a plain one.
"""

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import psycopg
import pytest

from dashboard import signature
from dashboard.data import database
from dashboard.figures import guarded
from dashboard.indicators import disclosure
from dashboard.indicators.disclosure import Plan, Withheld
from launch import embedded, installation, roll_ups
from launch.urls import as_user, in_database

Copy = Callable[[str], AbstractContextManager[str]]
Make = Callable[[str, str, Callable[[str], None]], str]

PROVINCE_PEOPLE = 3_000
RUN_FOLDER = "FOLDER_OF_THIS_TEST_RUN"
_numbers = count(1)


def pytest_configure(config):
    """Give the workers of a run one folder, where one PostgreSQL serves them all."""
    if not hasattr(config, "workerinput"):
        # Not pytest's own temporary folder, which another run may tidy away in the middle of this.
        folder = TemporaryDirectory(prefix="tests-")
        os.environ[RUN_FOLDER] = folder.name
        os.environ["SCOPE_KEY_FILE"] = str(Path(folder.name) / "scope_key")
        Path(folder.name, "scope_key").write_text("5c" * signature.KEY_BYTES, encoding="ascii")
        config.add_cleanup(folder.cleanup)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of the owner of the server of this run."""
    folder = Path(os.environ[RUN_FOLDER]) / "data"
    with embedded.running(folder, fsync="off", shared_buffers="256MB") as owner_url:
        yield owner_url


@pytest.fixture(scope="session")
def make_database(postgres) -> Make:
    """Return a function that makes a database of this name, to copy, unless it is there."""

    def made(name: str, template: str, make: Callable[[str], None]) -> str:
        with (Path(os.environ[RUN_FOLDER]) / f"{name}.gate").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if not _has(postgres, name):
                _copy(postgres, template, f"{name}_unfinished")
                make(in_database(postgres, f"{name}_unfinished"))
                _run(postgres, f"alter database {name}_unfinished rename to {name}")
        return name

    return made


@pytest.fixture(scope="session")
def installed(make_database) -> str:
    """Name of a database with operational tables, contract, ledger, empty roll-ups, to copy."""
    return make_database("installed", "template1", _install)


@pytest.fixture(scope="session")
def filled(make_database, installed) -> str:
    """Name of a database with a simulated province, to copy; nothing is computed ahead in it."""
    return make_database("filled", installed, _fill)


@pytest.fixture(scope="session")
def copy_database(postgres) -> Copy:
    """Return a function that copies a database for as long as its `with` lasts."""

    @contextmanager
    def copied(template: str) -> Iterator[str]:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        _copy(postgres, template, name)
        yield in_database(postgres, name)
        database.close()
        _run(postgres, f"drop database {name} with (force)")

    return copied


@pytest.fixture
def database_url(copy_database, installed) -> Iterator[str]:
    """Owner's URL of a fresh copy of `installed`."""
    with copy_database(installed) as url:
        yield url


@pytest.fixture
def empty_province(database_url, monkeypatch) -> str:
    """Owner's URL of a fresh copy of `installed`, which the app reads."""
    _let_the_app_read(database_url, monkeypatch)
    return database_url


@pytest.fixture
def no_database(monkeypatch) -> Iterator[None]:
    """Tell the app of a PostgreSQL that does not answer."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", "postgresql://dashboard@/nowhere?host=/nowhere")
    yield
    database.close()


@pytest.fixture(scope="session")
def province(copy_database, filled) -> Iterator[str]:
    """Owner's URL of the province that the app reads. Do not change it: others share it."""
    with copy_database(filled) as url, pytest.MonkeyPatch.context() as patch:
        _let_the_app_read(url, patch)
        yield url


@pytest.fixture
def own_province(copy_database, filled, monkeypatch) -> Iterator[str]:
    """Owner's URL of a copy of the province for one test, which may change it; the app reads it."""
    with copy_database(filled) as url:
        _let_the_app_read(url, monkeypatch)
        yield url


@pytest.fixture(autouse=True, scope="session")
def _withheld_once() -> Iterator[None]:
    """Work out once what is withheld of a table: it depends on the table alone."""
    answers: dict[bytes, Withheld] = {}

    def withhold(rows: pd.DataFrame, plan: Plan) -> Withheld:
        asked = pickle.dumps((rows, plan))
        if asked not in answers:
            answers[asked] = disclosure.withhold(rows, plan)
        return answers[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guarded, "_withhold", withhold)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_real_database() -> Iterator[None]:
    """Keep the tests away from a database that the developer's own shell names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        yield


def _install(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        installation.install(connection)
        installation.let_time_be_told(connection)
        installation.create_login(connection)
        roll_ups.install(connection)


def _fill(url: str) -> None:
    from launch import province  # noqa: PLC0415 - only this fixture needs the simulation

    province.fill(url, people=PROVINCE_PEOPLE, seed=province.SEED)


def _let_the_app_read(url: str, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("DATABASE_URL", raising=False)
    patch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))


def _has(url: str, name: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute("select from pg_database where datname = %s", (name,))
        return found.rowcount == 1


def _copy(url: str, template: str, name: str) -> None:
    # Twenty times as fast as the default, which writes the copy to the log as well.
    _run(url, f"create database {name} template {template} strategy file_copy")


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
