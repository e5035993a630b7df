"""Processes beside the web server, which do what nobody asks for."""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from launch import embedded, installation, province
from launch.errors import LaunchError
from launch.progress import warn
from launch.urls import as_user

_ROOT: Final = Path(__file__).parent.parent


def command(module: str, told: str | None, prepared: Callable[[], Callable[[], bool]]) -> int:
    """Do one round, or with `--every` go on, for DATABASE_URL, else for the embedded default.

    Parameters
    ----------
    told
        What the module does, for `--help`.
    prepared
        Reads settings, before the database is opened, and returns the round.

    Returns
    -------
    int
        The exit status: 0 if the first round succeeded.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=told)
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, so often at most")
    options = parser.parse_args()
    try:
        one_round = prepared()
        with database() as named:
            os.environ.update(named)
            return 0 if repeated(one_round, options.every) else 1
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


@contextmanager
def kept_going(module: str, seconds: int, database: Mapping[str, str]) -> Iterator[None]:
    """Run a module every so often, in a process of its own, for as long as the block lasts."""
    command = [sys.executable, "-m", module, "--every", str(seconds)]
    process = subprocess.Popen(
        command, cwd=_ROOT, env=os.environ | dict(database), stdin=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def database() -> Iterator[Mapping[str, str]]:
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


def repeated(one_round: Callable[[], bool], every: float | None) -> bool:
    """Do a round and, with `every`, go on; between two it rests as long as one took.

    Returns whether the first succeeded.
    """
    began = time.perf_counter()
    succeeded = one_round()
    while every:
        time.sleep(max(every, time.perf_counter() - began))
        began = time.perf_counter()
        one_round()
    return succeeded


@contextmanager
def noted(failures: list[str]) -> Iterator[None]:
    """Note what fails in the block, and go on: nobody restarts a process beside the server."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
        failures.append(f"{type(error).__name__}: {error}")


def tell(heading: str, failures: Sequence[str], said: set[str]) -> None:
    """Warn at the terminal of failures that were not said before."""
    for failure in failures:
        if failure not in said:
            warn(f"{heading}: {failure}")
    said.update(failures)
