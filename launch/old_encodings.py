"""Texts in the encodings that Vietnamese offices used before Unicode, and some still do.

Python and GDAL know Windows-1258 only, and GDAL 3.12 drops the last letter of each text in it; the
packages that know TCVN3 and VNI convert whole documents. Two small tables are less than either.

References
----------
TCVN 5712:1993, table VN1, as glibc's charmap TCVN5712-1 has it; TCVN3 (ABC) fonts follow it.
VNI Windows: a letter, then a byte for its marks; the VNI Software Company's character table.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

ENCODINGS: Final = ("utf-8", "cp1258", "tcvn3", "vni", "cp1252")
"""The encodings tried, the likeliest first; where two read a file equally well, the earlier."""

_TCVN: Final = dict(
    zip(
        range(0xA1, 0x100),
        "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọ"
        "ồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
        strict=True,
    )
)
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_VNI_MARKS: Final = {
    **dict(zip("øûõùï", (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True)),
    "â": _CIRCUMFLEX,
    "ê": _BREVE,
    **{
        letter: _CIRCUMFLEX + tone
        for letter, tone in zip("àåãáä", (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True)
    },
    **{
        letter: _BREVE + tone
        for letter, tone in zip("èúüéë", (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True)
    },
}
_VNI_VOWELS: Final = frozenset("aeouyöôAEOUYÖÔ")
_VNI_LETTERS: Final = dict(zip("ñöôìæóíòîÑÖÔÌÆÓÍÒÎ", "đươìỉĩíịỵĐƯƠÌỈĨÍỊỴ", strict=True))


def decoded(data: bytes, encoding: str) -> str:
    r"""Return the text of some bytes; what the encoding does not know becomes U+FFFD.

    Examples
    --------
    >>> decoded(b"X\xb7 C\xe9ng H\xdfa", "tcvn3"), decoded(b"Xa\xf5 Co\xe4ng Ho\xf8a", "vni")
    ('Xã Cộng Hòa', 'Xã Cộng Hòa')
    >>> decoded(b"C\xf4\xf2ng Ho\xcca", "cp1258")
    'Cộng Hòa'
    """
    if encoding == "tcvn3":
        text = "".join(_tcvn(byte) for byte in data)
    elif encoding == "vni":
        text = "".join(_vni(data.decode("cp1252", errors="replace")))
    else:
        text = data.decode(encoding, errors="replace")
    return unicodedata.normalize("NFC", text)


def _tcvn(byte: int) -> str:
    return chr(byte) if byte < 0x80 else _TCVN.get(byte, "\ufffd")  # noqa: PLR2004 - ASCII


def _vni(text: str) -> Iterable[str]:
    """Yield letters and combining marks; a mark's byte without a vowel before it is itself."""
    before = ""
    for letter in text:
        if letter in _VNI_LETTERS:
            yield _VNI_LETTERS[letter]
        elif letter.lower() in _VNI_MARKS and before in _VNI_VOWELS:
            yield _VNI_MARKS[letter.lower()]
        else:
            yield letter
        before = letter
