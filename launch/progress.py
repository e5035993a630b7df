"""Tell the person at the terminal what is being done, and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print `what` now and, once it is done, the seconds it took."""
    print(f"• {what}", flush=True)
    began = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - began:.1f} s", flush=True)


def note(sentence: str) -> None:
    """Print something that happened inside a step."""
    print(f"  {sentence}", flush=True)


def warn(sentence: str) -> None:
    """Print something that the person should act on."""
    print(f"\n  !! WARNING: {sentence}\n", flush=True)
