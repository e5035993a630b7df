"""Start everything: `python -m launch`, which is what `make run` does after installing.

Settings come from the environment: PORT (8501), ADDRESS (127.0.0.1), ALLOWED_HOSTS (of a proxy),
PEOPLE (60000), SEED (2021), DATA_DIR (.data), INDEX_DIR (`indexes` in it) and DATABASE_URL (none:
the embedded PostgreSQL with a simulated province).
"""

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from threading import Event
from types import FrameType
from typing import Final

from launch import (
    beside,
    compiling,
    embedded,
    installation,
    mail,
    own_database,
    province,
    server,
    static_files,
    supervision,
)
from launch.errors import LaunchError
from launch.progress import note, step, warn
from launch.urls import as_user

_LAST_PORT: Final = 65_535
_SMALLEST_SHOWN: Final = ("3", "5", "7", "10")  # as `disclosure`, which takes seconds to import
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def main() -> int:
    """Start, serve until stopped, stop; return the exit status."""
    began = time.monotonic()
    _stop_on_signals()
    try:
        address = os.environ.get("ADDRESS") or "127.0.0.1"
        _keep_trial_at_home(address)
        port = _whole_number("PORT", 8501, largest=_LAST_PORT)
        server.require_free(address, port)
        if os.environ.get("METRICS_PORT"):
            server.require_free("127.0.0.1", _whole_number("METRICS_PORT", 0, largest=_LAST_PORT))
        _require_smallest_shown()
        mail.settings()  # a wrong one is told now, not by a process that nobody watches
        with ExitStack() as until_stopped:
            with compiling.beside():
                database = until_stopped.enter_context(_database())
            with step("Copying map scripts to static/vendor"):
                static_files.copy()
            until_stopped.enter_context(_beside(database))
            with step("Starting the web server"):
                serving = supervision.kept_alive(
                    "The web server", lambda: server.start(address, port, database)
                )
                until_stopped.enter_context(serving)
            note(f"Ready after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
            print(f"\n  Smart Hải Dương dashboard: http://{address}:{port}\n", flush=True)
            Event().wait()
    except LaunchError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
    return 0


@contextmanager
def _beside(database: Mapping[str, str]) -> Iterator[None]:
    """Run what nobody asks for, each in a process of its own."""
    with (
        beside.kept_going("launch.roll_ups", 60, {}) if _rolls_up() else nullcontext(),
        beside.kept_going("launch.new_cases", 5, database),
        beside.kept_going("launch.messages", 60, database),
    ):
        yield


def _keep_trial_at_home(address: str) -> None:
    """Refuse to show trial roles, which ask nobody's name, to a network."""
    if not os.environ.get("DATABASE_URL") and address not in _LOOPBACK:
        raise LaunchError(
            f"ADDRESS={address} is not this machine's own: the simulated province has trial roles, "
            "which ask nobody's name. Give a DATABASE_URL, where people sign in, or leave ADDRESS."
        )


def _rolls_up() -> bool:
    """Say whether the indicators of this database can be computed ahead from here."""
    if not os.environ.get("DATABASE_URL") or os.environ.get("ROLL_UPS_URL"):
        return True
    warn(
        "No ROLL_UPS_URL: the indicators are not computed ahead from here. Pages compute their own "
        "until `make roll-ups` does so, which cron may start."
    )
    return False


@contextmanager
def _database() -> Iterator[Mapping[str, str]]:
    """Prepare the database and yield the variables by which the app finds it and its time."""
    # Where the index of check-ins outlives the server, beside the embedded database.
    indexes = os.environ.get("INDEX_DIR") or str(embedded.folder().parent / "indexes")
    if url := os.environ.get("DATABASE_URL"):
        with step("Looking at the PostgreSQL of DATABASE_URL"):
            own_database.prepare(url)
        yield {"DATABASE_URL": url, "INDEX_DIR": indexes}
        return
    people = _whole_number("PEOPLE", province.PEOPLE)
    folder = embedded.folder()
    with ExitStack() as until_stopped:
        with step(f"Starting PostgreSQL on {folder}"):
            owner_url = until_stopped.enter_context(embedded.running(folder))
        revived = supervision.looked_after("PostgreSQL", lambda: embedded.revived(folder))
        until_stopped.enter_context(revived)
        province.prepare(owner_url, people=people, seed=_whole_number("SEED", province.SEED))
        yield {
            "EMBEDDED_DATABASE_URL": as_user(owner_url, installation.LOGIN),
            "TRIAL_STARTED_AT": province.data_time(owner_url).isoformat(),
            "INDEX_DIR": indexes,
        }


def _whole_number(name: str, default: int, *, largest: int = sys.maxsize) -> int:
    """Read a positive whole number from the environment."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) <= largest:
        raise LaunchError(f"{name}={text} is not a whole number from 1 to {largest}.")
    return int(text)


def _require_smallest_shown() -> None:
    """Refuse a smallest count that is none of those for which nothing can be worked out."""
    text = os.environ.get("SMALLEST_SHOWN")
    if text and text not in _SMALLEST_SHOWN:
        raise LaunchError(f"SMALLEST_SHOWN={text} is none of {', '.join(_SMALLEST_SHOWN)}.")


def _stop_on_signals() -> None:
    """Let Ctrl-C, `kill` and a closed terminal all end in the same orderly stop, once."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        for name in signals:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in signals:
        signal.signal(name, stop)


if __name__ == "__main__":
    sys.exit(main())
