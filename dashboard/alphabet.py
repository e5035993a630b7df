"""Vietnamese names: how they are found whatever their marks, and in which order they stand.

Written out here because nothing that installs from wheels alone brings a Vietnamese collator, and
a PostgreSQL without ICU orders by code point: Đ behind Z, Thôn 10 before Thôn 2.

References
----------
Unicode CLDR, common/collation/vi.xml: letters first, then tones (none, huyền, hỏi, ngã, sắc, nặng)
over the whole text, then case; ă â đ ê ô ơ ư are letters of their own, each behind its plain one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Combining huyền, hỏi, ngã, sắc, nặng, in the order of dictionaries."""

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_CROSSED: Final = str.maketrans("ĐÐðƉɖ", "đđđđđ")
_BREAKS: Final = re.compile(r"[\s!-/:-@\[-`{-~\u2010-\u201f]+")
_NUMBER: Final = re.compile(r"[\d\s.+()-]+")
_PIECES: Final = re.compile(r"\d+|\D")


def fold(text: str) -> str:
    r"""Return a text as it is searched: no marks, case, punctuation or double spaces.

    `queries/find_cases.sql` folds in the same way.

    Examples
    --------
    >>> fold("Thị trấn  LAI CÁCH"), fold("Ứng Hoè") == fold("ứng hòe"), fold("Ðông-Đô ðỏ")
    ('thi tran lai cach', True, 'dong do do')
    >>> fold("\N{MATHEMATICAL BOLD CAPITAL A}n")
    'an'
    """
    # Case once more: letters of mathematics are capitals only once they are taken apart.
    letters = unicodedata.normalize("NFKD", _plain(text)).casefold().replace("đ", "d")
    return " ".join(_words("".join(letter for letter in letters if not _is_mark(letter))))


class Wanted(NamedTuple):
    """Either is empty: a name folded by `fold`, or a number as it was typed."""

    name: str
    digits: str


def wanted(text: str) -> Wanted:
    """Return what a text that finds people is: a name, or the digits of a number.

    Examples
    --------
    >>> wanted(" Ứng  Hoè "), wanted("0912 345")
    (Wanted(name='ung hoe', digits=''), Wanted(name='', digits='0912 345'))
    """
    typed = " ".join(text.split())
    is_number = _NUMBER.fullmatch(typed) is not None
    return Wanted("", typed) if is_number else Wanted(fold(typed), "")


def spelling(text: str) -> str:
    """Return a name as it is compared: marks count, but not case, punctuation, or their placement.

    Each word's tone stands behind its letters.

    Examples
    --------
    >>> spelling("Cộng Hoà") == spelling("CỘNG HÒA"), spelling("Hoà") == spelling("Hoa")
    (True, False)
    """
    return " ".join(map(_tone_last, _words(unicodedata.normalize("NFKD", _plain(text)))))


def mentions(texts: "pd.Series[str]", wanted: str) -> "pd.Series[bool]":
    """Tell which texts hold the wanted words, from the beginning of a word on, however written.

    A missing text holds none; nothing wanted is in every text.

    Examples
    --------
    >>> mentions(pd.Series(["Xã Cẩm Đoài", "Chợ Hậu", None]), "cam d").tolist()
    [True, False, False]
    """
    folded = fold(wanted)
    texts = texts.astype("object")
    found = {text: f" {folded}" in f" {fold(str(text))}" for text in texts.dropna().unique()}
    is_found = [found.get(text, not folded) for text in texts]
    return pd.Series(is_found, index=texts.index, dtype="bool")


@lru_cache(maxsize=100_000)
def order(text: str) -> str:
    """Return the key by which texts stand in Vietnamese order; numbers count as numbers.

    Examples
    --------
    >>> sorted(["Thôn 10", "Đông", "Thôn 2", "Dương", "Ông", "Oanh", "Ơn"], key=order)
    ['Dương', 'Đông', 'Oanh', 'Ông', 'Ơn', 'Thôn 2', 'Thôn 10']
    >>> sorted(["mạ", "má", "mang", "mã", "mả", "mà", "ma"], key=order)
    ['ma', 'mà', 'mả', 'mã', 'má', 'mạ', 'mang']
    """
    letters, tones = [], []
    for word in _words(unicodedata.normalize("NFKD", _plain(text))):
        bare = unicodedata.normalize("NFC", "".join(each for each in word if each not in TONES))
        letters.append("".join(map(_place, _PIECES.findall(bare))))
        tones.append("".join(_tones_by_letter(word)))
    return "\0".join(["\1".join(letters), "\1".join(tones), text.swapcase()])


@lru_cache(maxsize=100_000)
def by_given_name(full_name: str) -> str:
    """Return the key by which people stand in a list: given name, then family and middle names.

    Examples
    --------
    >>> sorted(["Vũ Văn An", "Đỗ Thị Bình", "Bùi Văn An", "Lê An"], key=by_given_name)
    ['Bùi Văn An', 'Lê An', 'Vũ Văn An', 'Đỗ Thị Bình']
    """
    *others, given = full_name.split() or [""]
    return f"{order(given)}\0\0{order(' '.join(others))}"


def in_order(texts: Iterable[str]) -> list[str]:
    """Return texts in Vietnamese order."""
    return sorted(texts, key=order)


def sort_key(key: Callable[[str], str] = order) -> "Callable[[pd.Series[str]], pd.Series[str]]":
    """Return what `DataFrame.sort_values(key=...)` needs to sort columns of text by `key`."""
    return lambda column: column.astype("object").map(key, na_action="ignore")


def _plain(text: str) -> str:
    return text.translate(_CROSSED).casefold()


def _words(text: str) -> list[str]:
    return [word for word in _BREAKS.split(text) if word]


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn"


def _tone_last(word: str) -> str:
    letters = "".join(letter for letter in word if letter not in TONES)
    tones = "".join(sorted(letter for letter in word if letter in TONES))
    return unicodedata.normalize("NFC", letters) + tones


def _place(piece: str) -> str:
    """Return where a letter or a whole number stands: numbers, then the alphabet, then others."""
    if piece.isdecimal():
        number = str(int(piece))
        return f"\2{chr(len(number))}{number}"
    place = _LETTERS.find(piece)
    return piece if place < 0 else chr(ord("A") + place)


def _tones_by_letter(word: str) -> list[str]:
    tones: list[str] = []
    for letter in word:
        if letter in TONES:
            tones[-1:] = [str(TONES.index(letter) + 1)]
        elif not _is_mark(letter):
            tones.append("0")
    return tones
