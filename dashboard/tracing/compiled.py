"""The one place that names the compiler: a typed decorator for the loops that must be fast."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])

_SETTINGS: Any = numba.config

_HERE = Path(__file__).parent


def compiled(loop: Loop) -> Loop:
    """Compile `loop` on its first call and keep the result beside the source for next time.

    What is kept belongs to one state of all sources here: numba alone would go on using a loop
    after another module that it calls has changed.

    >>> compiled(lambda a: a + 1)(1)
    2
    """
    before = _SETTINGS.CACHE_DIR
    kept = Path(before or _HERE / "__pycache__")
    _SETTINGS.CACHE_DIR = str(kept / f"compiled-{stamp(_HERE)}")
    try:
        return cast("Loop", numba.njit(cache=loop.__name__ != "<lambda>", nogil=True)(loop))
    finally:
        _SETTINGS.CACHE_DIR = before


@cache
def stamp(folder: Path) -> str:
    """Return a short name for the present state of all sources in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
