"""The parts that pages are composed of.

All are imported with the first of them, when somebody opens the sign-in page: no page waits for its
libraries afterwards, and the garbage collector need not look through them ever again.
"""

import gc
from importlib import import_module
from pkgutil import iter_modules

for _part in iter_modules(__path__):
    import_module(f"{__name__}.{_part.name}")
gc.collect()
gc.freeze()
