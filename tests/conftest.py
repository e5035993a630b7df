"""A real PostgreSQL for the tests that need one, and a small simulated province in it.

Fixtures
--------
postgres
    Session. URL of the owner of an embedded server in a temporary folder.
installed
    Session. Name of a database with operational tables, contract, ledger, empty roll-ups, to copy.
copy_database
    Session. `with copy_database(name) as url:` copies a database for as long as the block lasts.
database_url
    Per test. Owner's URL of a fresh copy of `installed`.
empty_province
    Per test. As `database_url`, and the app reads it (EMBEDDED_DATABASE_URL).
no_database
    Per test. The app is told of a PostgreSQL that does not answer.
province
    Session. Owner's URL of a simulated province of 3,000 people, which the app reads from then on.
    Do not change it: every test of the session shares it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from dashboard.data import database
from launch import embedded, installation, roll_ups
from launch.urls import as_user, in_database

Copy = Callable[[str], AbstractContextManager[str]]

PROVINCE_PEOPLE = 3_000
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    # Not pytest's own temporary folder, which another run may tidy away in the middle of this one.
    with (
        TemporaryDirectory(prefix="postgres-") as folder,
        embedded.running(Path(folder) / "data", fsync="off", shared_buffers="128MB") as owner_url,
    ):
        yield owner_url


@pytest.fixture(scope="session")
def installed(postgres) -> str:
    _run(postgres, "create database installed")
    with psycopg.connect(in_database(postgres, "installed"), autocommit=True) as connection:
        installation.install(connection)
        installation.create_login(connection)
        roll_ups.install(connection)
    return "installed"


@pytest.fixture(scope="session")
def copy_database(postgres) -> Copy:
    """Return a function that copies a database for as long as its `with` lasts."""

    @contextmanager
    def copied(template: str) -> Iterator[str]:
        name = f"test_{next(_numbers)}"
        # Twenty times as fast as the default, which writes the copy to the log as well.
        _run(postgres, f"create database {name} template {template} strategy file_copy")
        yield in_database(postgres, name)
        database.close()
        _run(postgres, f"drop database {name} with (force)")

    return copied


@pytest.fixture
def database_url(copy_database, installed) -> Iterator[str]:
    with copy_database(installed) as url:
        yield url


@pytest.fixture
def empty_province(database_url, monkeypatch) -> str:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(database_url, installation.LOGIN))
    return database_url


@pytest.fixture
def no_database(monkeypatch) -> Iterator[None]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", "postgresql://dashboard@127.0.0.1:1/nowhere")
    yield
    database.close()


@pytest.fixture(scope="session")
def province(postgres, installed) -> Iterator[str]:
    from launch import province  # noqa: PLC0415 - only this fixture needs the simulation

    _run(postgres, f"create database province template {installed} strategy file_copy")
    owner_url = in_database(postgres, "province")
    province.fill(owner_url, people=PROVINCE_PEOPLE, seed=province.SEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("EMBEDDED_DATABASE_URL", as_user(owner_url, installation.LOGIN))
        yield owner_url
        database.close()


@pytest.fixture(autouse=True, scope="session")
def _no_real_database() -> Iterator[None]:
    """Keep the tests away from a database that the developer's own shell names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        yield


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
