"""`python -m launch`, as `make run` starts it: real processes, a real port, a real stop."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
import pytest

from launch import embedded, installation, own_database
from launch.errors import LaunchError
from launch.urls import as_user

ROOT = Path(__file__).parents[2]
PEOPLE = "1000"


@pytest.fixture
def data_dir():
    with TemporaryDirectory(prefix="launch-") as folder:
        yield Path(folder)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_first_start_fills_second_start_does_not(data_dir, port):
    with _launched(data_dir, port, PEOPLE=PEOPLE) as (process, output):
        _assert_serves(port)
        assert "Simulating a province of 1,000 people" in output()
        assert re.search(r"Compiling the loops of tracing.*\n  done in", output())
        assert psutil.Process(process.pid).children()
        for child in psutil.Process(process.pid).children():
            if {"streamlit", "launch.new_cases"} & set(_command_of(child)):
                assert child.environ()["INDEX_DIR"] == str(data_dir / "indexes")
        first = _rows(data_dir)
    assert process.returncode == 0
    assert output().endswith("Stopped.\n")
    _assert_nothing_left(data_dir, port)

    with _launched(data_dir, port, PEOPLE="2000", stop=signal.SIGTERM) as (process, output):
        assert "Simulating" not in output()
        assert "kept as they are (simulated: people=1000 seed=2021)" in output()
        assert _rows(data_dir) == first
    assert process.returncode == 0
    _assert_nothing_left(data_dir, port)


def test_what_is_killed_is_started_again(data_dir, port):
    """The web server, a process beside it, PostgreSQL: one after the other, then all together."""
    with _launched(data_dir, port, PEOPLE=PEOPLE) as (process, output):

        def of(word):
            return [
                child
                for child in psutil.Process(process.pid).children()
                if word in " ".join(_command_of(child))
            ]

        first = [of("streamlit")[0], of("launch.new_cases")[0]]
        for child in first:
            child.kill()
        postmaster = data_dir / "postgres" / "postmaster.pid"
        killed = int(postmaster.read_text().splitlines()[0])
        os.kill(killed, signal.SIGKILL)

        _wait_until(lambda: of("streamlit") and of("launch.new_cases"))
        assert {of("streamlit")[0].pid, of("launch.new_cases")[0].pid}.isdisjoint(
            child.pid for child in first
        )
        _wait_until(lambda: "PostgreSQL had ended by itself; it runs again." in output())
        assert int(postmaster.read_text().splitlines()[0]) != killed
        assert _rows(data_dir)[1] == int(PEOPLE)
        _wait_until(lambda: _answers(port))
    said = output()
    assert "The web server ended by itself (status -9); it is started again." in said
    assert "launch.new_cases ended by itself (status -9); it is started again." in said
    _assert_nothing_left(data_dir, port)


def test_half_filled_province_is_filled_again(data_dir, port):
    with embedded.running(data_dir / "postgres") as url:
        with psycopg.connect(url, autocommit=True) as owner:
            installation.install(owner)
            owner.execute(
                "insert into operational.districts values ('1', 'A', 'huyện');"
                "insert into operational.communes values"
                " ('c', '1', 'B', 'xã', 106, 21, 1, 1, 'test')"
            )
        with _launched(data_dir, port, PEOPLE=PEOPLE):
            districts, people, feeds = _rows(data_dir)
    assert (districts, people) == (12, int(PEOPLE))
    assert feeds > 0


def test_own_database_is_installed_by_its_owner_and_served_by_a_login_without_power(data_dir, port):
    with embedded.running(data_dir / "elsewhere") as url:
        installing = _installed(url)
        login = as_user(url, installation.LOGIN)
        with _launched(data_dir, port, DATABASE_URL=login, ALLOWED_HOSTS="a.example") as (
            _,
            output,
        ):
            _assert_serves(port)
            assert "installed" not in output()
            assert "No ROLL_UPS_URL" in output()
        with psycopg.connect(url) as owner:
            assert owner.execute("select count(*) from operational.people").fetchone() == (0,)
        again = _installed(url)
    assert "installed: operational, contract, ledger" in installing
    assert "contract and ledger are there" in again
    assert not (data_dir / "postgres").exists()


@pytest.mark.parametrize(
    ("power", "sentence"),
    [
        ("alter role r superuser", "r, who is a superuser."),
        ("alter role r createrole", "r, who may create roles."),
        ("alter role r bypassrls", "r, who reads past row policies."),
        ("alter view contract.people owner to r", "r, who owns contract.people."),
        ("alter schema ledger owner to r", "r, who owns the schema ledger."),
        (
            "grant usage on schema operational to r; grant select on operational.people to r",
            "r, who reads operational.people.",
        ),
        ("create role boss superuser; grant boss to r", "r, who is a superuser."),
        ("grant dashboard_roller to r", "r, who may become dashboard_roller, who sees everybody."),
        ("revoke dashboard_persons from r", "that login may not become dashboard_persons."),
        ("revoke dashboard_ledger from r", "that login may not become dashboard_ledger."),
        ("drop table ledger.interviews cascade", "no ledger.interviews, which this version keeps."),
        ("drop schema ledger cascade", "the database has no schema ledger."),
        (
            "comment on schema roll_ups is 'made before'",
            "roll-ups are missing, or of another version.",
        ),
    ],
)
def test_a_login_that_can_do_more_or_less_than_pages_need_is_refused(own_cluster, power, sentence):
    with psycopg.connect(own_cluster, autocommit=True) as owner:
        owner.execute("create role r login noinherit")
        owner.execute("grant dashboard_reader, dashboard_persons, dashboard_ledger to r")
        own_database.prepare(as_user(own_cluster, "r"))
        owner.execute(power)
        with pytest.raises(LaunchError) as refused:
            own_database.prepare(as_user(own_cluster, "r"))
        owner.execute("drop role if exists boss; reassign owned by r to postgres; drop owned by r")
        owner.execute("drop role r")
    assert sentence in str(refused.value)
    assert "create role dashboard login noinherit" in str(refused.value)


@pytest.fixture
def own_cluster(copy_database, installed):
    with copy_database(installed) as url:
        own_database.install(url)
        yield url


def test_an_owner_without_the_right_to_install_is_named(data_dir):
    with embedded.running(data_dir / "elsewhere") as url:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("create role visitor login")
        with pytest.raises(LaunchError, match="The role visitor may not install the schema"):
            own_database.install(as_user(url, "visitor"))


def test_own_contract_is_left_alone_and_what_it_lacks_is_named(data_dir, port):
    with embedded.running(data_dir / "elsewhere") as url:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("create role dashboard_reader; create role dashboard_ledger")
            owner.execute((installation.QUERIES / "contract" / "00_scope.sql").read_bytes())
        assert "Pages will fail until the roll-ups are made" in _installed(url)
        result = _refused(data_dir, port, DATABASE_URL=as_user(url, installation.LOGIN))
        with psycopg.connect(url) as owner:
            assert not installation.has_schema(owner, "operational")
    assert "View contract.people is missing." in result
    assert "the roll-ups are missing" in result


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "web"}, "PORT=web is not a whole number"),
        ({"PORT": "99999"}, "PORT=99999 is not a whole number"),
        ({"METRICS_PORT": "none"}, "METRICS_PORT=none is not a whole number"),
        ({"SMALLEST_SHOWN": "2"}, "SMALLEST_SHOWN=2 is none of 3, 5, 7, 10"),
        ({"PEOPLE": "-5"}, "PEOPLE=-5 is not a whole number"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "cannot be reached"),
        ({"DATABASE_URL": "mysql://a"}, "cannot be reached"),
        ({"ADDRESS": "192.0.2.1"}, "192.0.2.1 is not this machine's own"),
    ],
)
def test_impossible_settings_are_named(data_dir, port, settings, sentence):
    assert sentence in _refused(data_dir, port, **settings)


def test_busy_port_is_named(data_dir, port):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", port))
        busy.listen()
        assert f"Port {port} of 127.0.0.1 cannot be used" in _refused(data_dir, port)


@pytest.mark.parametrize(("version", "is_refused"), [(140_011, True), (150_000, False)])
def test_old_postgresql_is_refused(version, is_refused):
    class Info:
        server_version = version

    class Old:
        info = Info()

    if is_refused:
        with pytest.raises(LaunchError, match="version 14; the dashboard needs 15 or newer"):
            installation.require_version(Old())
    else:
        installation.require_version(Old())


def test_last_user_stops_the_server(data_dir):
    folder = data_dir / "postgres"
    with embedded.running(folder) as first:
        with embedded.running(folder) as second:
            assert first == second
        with psycopg.connect(first) as connection:
            assert connection.execute("show fsync").fetchone() == ("on",)
    assert not (folder / "postmaster.pid").exists()


def test_server_of_a_killed_process_is_taken_over(data_dir):
    folder = data_dir / "postgres"
    script = (
        "import sys, os; from pathlib import Path; from launch import embedded\n"
        "with embedded.running(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, folder], cwd=ROOT, check=False)
    assert (folder / "postmaster.pid").exists()

    with embedded.running(folder) as url, psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not (folder / "postmaster.pid").exists()


@pytest.mark.parametrize("lost", ["global/pg_control", "pg_wal", "PG_VERSION"])
def test_a_half_copied_folder_of_data_is_refused_and_left_as_it_is(data_dir, lost):
    """Nothing is made anew over what may still be mended, or lies whole elsewhere."""
    folder = data_dir / "postgres"
    with embedded.running(folder):
        pass
    path = folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    left = sorted(str(file) for file in folder.rglob("*") if "log" not in file.name)

    with (
        pytest.raises(LaunchError, match=r"PostgreSQL.*put a whole copy back"),
        embedded.running(folder),
    ):
        pass

    assert sorted(str(file) for file in folder.rglob("*") if "log" not in file.name) == left


def test_long_paths_have_a_socket(data_dir):
    folder = data_dir / ("a" * 60) / ("b" * 60) / "postgres"
    folder.parent.mkdir(parents=True)
    with embedded.running(folder) as url, psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
        socket_folder = Path(connection.info.host)
    assert not socket_folder.exists()


@contextmanager
def _launched(data_dir, port, *, stop=signal.SIGINT, **settings):
    """Start, wait until it serves, and stop as a person would."""
    log = data_dir / "launch.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "launch"],
            cwd=ROOT,
            env=_environment(data_dir, port, settings),
            stdout=file,
            stderr=file,
        )
    try:
        _wait_until(lambda: "Ready after" in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield process, log.read_text
    finally:
        process.send_signal(stop)
        process.wait(60)


def _installed(url) -> str:
    """Install as the owner of a database does; return what was said."""
    result = subprocess.run(
        [sys.executable, "-m", "launch.own_database"],
        cwd=ROOT,
        env=os.environ | {"OWNER_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return result.stdout + result.stderr


def _refused(data_dir, port, **settings) -> str:
    """Start what cannot start; return its one sentence."""
    result = subprocess.run(
        [sys.executable, "-m", "launch"],
        cwd=ROOT,
        env=_environment(data_dir, port, settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    return result.stdout + result.stderr


def _environment(data_dir, port, settings) -> dict[str, str]:
    ours = {"DATABASE_URL", "EMBEDDED_DATABASE_URL", "PEOPLE", "SEED", "ADDRESS", "ALLOWED_HOSTS"}
    ours |= {"INDEX_DIR"}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return inherited | {"PORT": str(port), "DATA_DIR": str(data_dir)} | settings


def _rows(data_dir) -> tuple[int, int, int]:
    with psycopg.connect(embedded.owner_url(data_dir / "postgres")) as owner:
        return owner.execute(
            "select (select count(*) from operational.districts),"
            " (select count(*) from operational.people), (select count(*) from operational.feeds)"
        ).fetchone()


def _command_of(process) -> list[str]:
    """Return what a process was started with; one that just ended has nothing any more."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _answers(port) -> bool:
    try:
        _assert_serves(port)
    except OSError:
        return False
    return True


def _assert_serves(port) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert answer.status == 200
    script = f"http://127.0.0.1:{port}/app/static/vendor/leaflet/leaflet.js"
    with urllib.request.urlopen(script, timeout=10) as answer:
        assert b"Leaflet" in answer.read(500)


def _assert_nothing_left(data_dir, port) -> None:
    """No process names our data or our port, but for those that only wait to be reaped."""

    def is_ours(process) -> bool:
        words = process.info["cmdline"] or ()
        return process.info["status"] != psutil.STATUS_ZOMBIE and any(
            str(data_dir) in word or f"--server.port={port}" in word for word in words
        )

    processes = psutil.process_iter(["pid", "cmdline", "status"])
    assert [process.info for process in processes if is_ours(process)] == []


def _wait_until(condition, seconds=240) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)
