"""Processes beside the web server, which do what nobody asks for."""

import argparse
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from launch import embedded, installation, province, rounds, supervision
from launch.errors import LaunchError
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
            return 0 if rounds.repeated(one_round, options.every) else 1
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def kept_going(
    module: str, seconds: int, database: Mapping[str, str]
) -> AbstractContextManager[None]:
    """Run a module every so often, in a process of its own, for as long as the block lasts."""
    command = [sys.executable, "-m", module, "--every", str(seconds)]
    return supervision.kept_alive(
        module,
        lambda: subprocess.Popen(
            command, cwd=_ROOT, env=os.environ | dict(database), stdin=subprocess.DEVNULL
        ),
    )


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
