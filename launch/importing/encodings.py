"""In which encoding a file's texts are, and its lines as text.

No package knows TCVN3 and VNI; the tables of `old_encodings` do. An encoding is right when it makes
words that a Vietnamese can read.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, Final

from launch.errors import LaunchError
from launch.old_encodings import ENCODINGS, decoded

_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzăâđêôơư")
_WORD: Final = re.compile(r"[^\W\d_]+|[^\x00-\x7f]")
_LEAST_READABLE: Final = 0.8
_SAMPLE_ROWS: Final = 500
_BYTE_ORDER: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def of_bytes(sample: bytes, name: str) -> str:
    """Return the encoding in which the most words can be read.

    Raises
    ------
    LaunchError
        When none makes sense: it has to be said.
    """
    if sample[:2] in _BYTE_ORDER:
        return _BYTE_ORDER[sample[:2]]
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    best = max(ENCODINGS[1:], key=lambda each: readable(decoded(whole, each)))
    if readable(decoded(whole, best)) < _LEAST_READABLE:
        raise LaunchError(
            f"{name} is in no encoding that is known ({', '.join(ENCODINGS)}): say it, "
            'encoding = "…" in a TOML, or save the file as "CSV UTF-8".'
        )
    return best


def lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield a file's lines as text, in Unicode's composed form."""
    if encoding.startswith("utf-16"):
        text = stream.read().decode("utf-16", errors="replace")
        yield from text.splitlines(keepends=True)
        return
    is_first = True
    for line in stream:
        text = decoded(line, encoding) if encoding != "utf-8" else _unicode(line)
        yield text.removeprefix("\ufeff") if is_first else text
        is_first = False


def repaired(rows: Iterable[list[str]], encoding: str) -> Iterator[list[str]]:
    """Yield rows of a workbook, whose cells may hold letters of an old font: "H¶i D­¬ng".

    In such a workbook the bytes of TCVN3 or VNI stand as Western letters.
    """
    iterator = iter(rows)
    first = list(islice(iterator, _SAMPLE_ROWS))
    chosen = encoding.lower() or _of_letters(" ".join(chain.from_iterable(first)))
    for row in chain(first, iterator):
        yield [_repaired(cell, chosen) for cell in row]


def readable(text: str) -> float:
    """Return the share of words with letters beyond ASCII that could be Vietnamese.

    Examples
    --------
    >>> readable("Cẩm Giàng, Nguyễn Văn A"), readable("CÈm Giµng")
    (1.0, 0.0)
    >>> readable("plain")
    1.0
    """
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(_is_vietnamese, words)) / len(words) if words else 1.0


def _is_vietnamese(word: str) -> bool:
    """Say whether a word has only our letters, one tone at most, and capitals in front."""
    letters = unicodedata.normalize("NFD", word)
    if sum(letter in _TONES for letter in letters) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(each for each in letters if each not in _TONES))
    is_cased = word.islower() or word.isupper() or word[1:].islower()
    return is_cased and set(bare.lower()) <= _LETTERS


def _of_letters(sample: str) -> str:
    """Return the old encoding that a workbook's letters are in; nothing when they are right."""
    if readable(sample) >= _LEAST_READABLE:
        return ""
    tried = {}
    for encoding in ("tcvn3", "vni"):
        tried[encoding] = readable(_repaired(sample, encoding))
    best = max(tried, key=lambda each: tried[each])
    return best if tried[best] >= _LEAST_READABLE else ""


def _repaired(text: str, encoding: str) -> str:
    if not encoding or text.isascii():
        return unicodedata.normalize("NFC", text)
    try:
        return decoded(text.encode("cp1252"), encoding)
    except UnicodeEncodeError:
        return unicodedata.normalize("NFC", text)  # Unicode among old letters


def _unicode(line: bytes) -> str:
    text = line.decode("utf-8", errors="replace")
    return text if text.isascii() else unicodedata.normalize("NFC", text)
