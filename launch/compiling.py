"""Compile the loops of tracing while the database is made: `python -m launch.compiling`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from launch.progress import step, warn

_ROOT: Final = Path(__file__).parent.parent


@contextmanager
def beside() -> Iterator[None]:
    """Compile in a process of its own for as long as the block lasts, then until it is done.

    The first trace after an installation would wait half a minute for it. What was compiled is
    kept beside the sources, so that every later start only reads it.
    """
    process = subprocess.Popen([sys.executable, "-m", "launch.compiling"], cwd=_ROOT)
    try:
        yield
        with step("Compiling the loops of tracing, begun with the first step"):
            status = process.wait()
        if status:
            warn(f"Compiling ended with status {status}: the first trace compiles, and is slow.")
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Compile here and now."""
    from dashboard.tracing.compiled_ahead import compile_ahead  # noqa: PLC0415 - seconds to import

    compile_ahead()


if __name__ == "__main__":
    main()
