"""The one place that names the compiler: a typed decorator for the loops that must be fast."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Compile `loop` on its first call and keep the result beside the source for next time.

    >>> compiled(lambda a: a + 1)(1)
    2
    """
    return cast("Loop", numba.njit(cache=loop.__name__ != "<lambda>", nogil=True)(loop))
