"""The parts that pages are composed of."""

import gc
from functools import cache
from importlib import import_module
from pkgutil import walk_packages


@cache
def warm_up() -> None:
    """Import the parts of every page, once in a server's life.

    All come with whoever first opens the sign-in page: no page waits for its libraries afterwards,
    and the garbage collector need not look through them ever again.
    """
    for part in walk_packages(__path__, f"{__name__}."):
        import_module(part.name)
    gc.collect()
    gc.freeze()
