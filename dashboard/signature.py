"""What a transaction says of its scope, signed: the database believes nothing else.

The key lies in a file that the app and the owner of the database read, and in the database, where
nobody but its owner reads it. A page's own SQL may change what its transaction says of itself, but
cannot sign it (`queries/contract/00_scope.sql`).
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

SIGNED: Final = ("reach", "rights", "districts", "viewer", "role", "now", "moment")
"""What is signed, in this order: the role that the transaction acts as, its scope, and its moment.

The moment is what `scope.moment()` answers: a signature is worth nothing in another transaction.
"""

KEY_BYTES: Final = 32
_SEPARATOR: Final = "\x1f"
_BLOCK_BYTES: Final = 64
_ROOT: Final = Path(__file__).parent.parent


def signed(said: Mapping[str, str], key: bytes) -> dict[str, str]:
    """Return what is said, and its signature; the separator is of no value.

    Examples
    --------
    >>> said = dict.fromkeys(SIGNED, "") | {"rights": "see_aggregates"}
    >>> signed(said, bytes(32))["signature"][:8] != signed(said, bytes(31) + b"1")["signature"][:8]
    True
    """
    plain = {name: value.replace(_SEPARATOR, " ") for name, value in said.items()}
    text = _SEPARATOR.join(plain[name] for name in SIGNED)
    digest = hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()
    return plain | {"signature": digest}


def pads(key: bytes) -> tuple[bytes, bytes]:
    """Return the inner and the outer pad of an HMAC with this key (RFC 2104)."""
    filled = key.ljust(_BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x36 for byte in filled), bytes(byte ^ 0x5C for byte in filled)


def key_file() -> Path:
    """Return where the key lies: SCOPE_KEY_FILE, by default beside the embedded database."""
    given = os.environ.get("SCOPE_KEY_FILE")
    folder = os.environ.get("DATA_DIR") or _ROOT / ".data"
    return Path(given) if given else Path(folder, "scope_key")


def key() -> bytes:
    """Return the key.

    Raises
    ------
    ValueError
        When the file is not there or holds none: nothing can be asked.
    """
    return _read(key_file())


@cache
def _read(file: Path) -> bytes:
    try:
        found = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise ValueError(f"SCOPE_KEY_FILE holds no key: {error}") from error
    if len(found) != KEY_BYTES:
        raise ValueError(f"The key of SCOPE_KEY_FILE ({file}) has not {KEY_BYTES} bytes.")
    return found
