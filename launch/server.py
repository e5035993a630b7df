"""Serve the app with Streamlit until somebody stops it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from launch import supervision
from launch.errors import LaunchError
from launch.supervision import Process

_ROOT: Final = Path(__file__).parent.parent
_READY_SECONDS: Final = 60


def start(address: str, port: int, database: Mapping[str, str]) -> Process:
    """Start Streamlit, wait until it answers, and return its process.

    `database` are the variables that name the database, and the trial's time, to the app.
    """
    others = {"DATABASE_URL", "EMBEDDED_DATABASE_URL", "TRIAL_STARTED_AT"}
    environment = {name: value for name, value in os.environ.items() if name not in others}
    # A forecast's matrices are small: BLAS threads that wait for each other cost seven times more.
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    # .streamlit/config.toml says the rest: headless, no file watcher, no usage statistics.
    command = [sys.executable, "-m", "streamlit", "run", "serve.py"]
    command += [f"--server.address={address}", f"--server.port={port}"]
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        env=environment | dict(database),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(process, address, port)
    except BaseException:
        supervision.stop(process)
        raise
    return process


def require_free(address: str, port: int) -> None:
    """Refuse a port that something else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} of {address} cannot be used ({error.strerror}): "
                f"choose another, as in `make run PORT={port + 1}`."
            ) from error


def _wait_until_ready(process: Process, address: str, port: int) -> None:
    host = "127.0.0.1" if address == "0.0.0.0" else address  # noqa: S104
    until = time.monotonic() + _READY_SECONDS
    while not _is_ready(f"http://{host}:{port}/_stcore/health"):
        if process.poll() is not None:
            raise LaunchError("Streamlit ended before it could serve; its message is above.")
        if time.monotonic() > until:
            raise LaunchError(f"Streamlit did not answer within {_READY_SECONDS} seconds.")
        time.sleep(0.1)


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False
