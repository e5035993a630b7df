"""Tell the province's leaders and teams what matters, by e-mail, without being asked.

`python -m launch.messages` writes what is due and sends what waits, once, for a province's cron;
`--every 60` goes on doing so, which `python -m launch` starts beside the web server. What is due
is read from the figures of the pages (`dashboard.panels.messages`) and kept in `ledger.messages`;
it is sent where SMTP_URL names a mail server (`launch.mail`), and lies in the outbox where none is.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from launch import embedded, installation, mail, province
from launch.errors import LaunchError
from launch.mail import Sent, Settings
from launch.progress import note, warn
from launch.urls import as_user

_ROOT: Final = Path(__file__).parent.parent
_CONNECT_SECONDS: Final = 10


def main() -> int:
    """Write and send for DATABASE_URL, else for the embedded default; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m launch.messages", description=__doc__)
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, so often at most")
    options = parser.parse_args()
    try:
        settings = mail.settings()
        with _database() as database:
            os.environ.update(database)
            began = time.perf_counter()
            said: set[str] = set()
            succeeded = round_of(settings, said)
            while options.every:
                time.sleep(max(options.every, time.perf_counter() - began))
                began = time.perf_counter()
                round_of(settings, said)
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0 if succeeded else 1


@contextmanager
def kept_going(database: Mapping[str, str]) -> Iterator[None]:
    """Write and send every minute, in a process of its own, for as long as the block lasts."""
    command = [sys.executable, "-m", "launch.messages", "--every", "60"]
    process = subprocess.Popen(
        command, cwd=_ROOT, env=os.environ | dict(database), stdin=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


class Outcome(NamedTuple):
    """What a round did, and what it could not do."""

    written: int
    sent: int
    failures: tuple[str, ...] = ()


def once(settings: Settings | None, now: datetime) -> Outcome:
    """Write what is due by `now`, then send what waits; what fails keeps nothing else back."""
    # Here, not above: pages take seconds to import, and a wrong setting is told before them.
    from dashboard.panels.messages import writing  # noqa: PLC0415

    written, sent = 0, Sent(0, None)
    failures: list[str] = []
    with _noted(failures):
        for reader in writing.readers():
            with _noted(failures):
                written += writing.write_due(reader, now)
    if settings is not None:
        with _noted(failures):
            sent = _sent(settings, now)
    return Outcome(written, sent.mails, (*failures, *([sent.error] if sent.error else [])))


def round_of(settings: Settings | None, said: set[str]) -> bool:
    """Write and send, and tell the terminal what came of it: each failure once, until it ends."""
    from dashboard.data import database  # noqa: PLC0415

    outcome = once(settings, database.present())
    for failure in outcome.failures:
        if failure not in said:
            warn(f"Messages were not all written and sent; the next rounds try again: {failure}")
    if outcome.written or outcome.sent:
        note(f"{outcome.written} messages written, {outcome.sent} sent")
    if outcome.sent and not outcome.failures:
        said.clear()
    said.update(outcome.failures)
    return not outcome.failures


def _sent(settings: Settings, now: datetime) -> Sent:
    url = os.environ.get("DATABASE_URL") or os.environ["EMBEDDED_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
        return mail.send_due(connection, settings, now)


@contextmanager
def _noted(failures: list[str]) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001 - nobody restarts this process: the next round tries
        failures.append(f"{type(error).__name__}: {error}")


@contextmanager
def _database() -> Iterator[Mapping[str, str]]:
    """Yield the variables that name the database, and the trial's time, to `dashboard`."""
    logging.disable(logging.WARNING)  # Streamlit misses a browser at every answer: there is none
    if os.environ.get("DATABASE_URL") or os.environ.get("EMBEDDED_DATABASE_URL"):
        yield {}
        return
    with embedded.running(embedded.existing_folder()) as owner_url:
        yield {
            "EMBEDDED_DATABASE_URL": as_user(owner_url, installation.LOGIN),
            "TRIAL_STARTED_AT": province.data_time(owner_url).isoformat(),
        }


if __name__ == "__main__":
    sys.exit(main())
