"""Which commune is meant by a name, however it is written.

Files name communes with or without "Xã", "Phường" or "Thị trấn", in either spelling of the tone
marks ("Hoà", "Hòa"), in capitals, composed or decomposed. Names repeat between districts, so a
name may need its district. Used for official outlines; daily feeds have the same problem.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dashboard.alphabet import fold, spelling

_PREFIXES: Final = (
    *("thành phố", "thị trấn", "thị xã", "phường", "huyện", "tỉnh", "xã"),
    *("tt", "tp", "tx", "p", "x", "h"),
)


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """Return what is left of a name without kind, case, punctuation and tone-mark placement.

    >>> name_key("Xã Cộng Hoà") == name_key("CỘNG HÒA")
    True
    >>> name_key("Cộng Hòa") == name_key("Cộng Hoa")
    False
    >>> name_key("TP. Hải Dương") == name_key("hải dương")
    True
    """
    key = spelling(name)
    for prefix in _FOLDED_PREFIXES:
        if key.startswith(prefix) and len(key) > len(prefix):
            return key.removeprefix(prefix)
    return key


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune as the gazetteer knows it."""

    commune_id: str
    name: str
    district_name: str


class CommuneNames:
    """Finds communes by name, and by district where a name repeats.

    A name without any mark, as some exports write them, means every name that it may stand for.
    """

    def __init__(self, communes: Iterable[Commune]) -> None:
        self._by_name: dict[str, list[Commune]] = defaultdict(list)
        self._by_bare_name: dict[str, list[Commune]] = defaultdict(list)
        for commune in communes:
            self._by_name[name_key(commune.name)].append(commune)
            self._by_bare_name[_bare(commune.name)].append(commune)

    def knows(self, name: str) -> bool:
        """Tell whether any commune has this name."""
        return bool(self.find(name))

    def find(self, name: str, district_name: str | None = None) -> list[Commune]:
        """Return the communes that are meant: one if the name is clear, none, or several.

        A district that is given must agree, even where the name alone would do.
        """
        tried = [self._by_name.get(name_key(name), [])]
        tried += [self._by_bare_name.get(bare, []) for bare in _bare_readings(name)]
        found = next((communes for communes in tried if communes), [])
        if district_name is None:
            return list(found)
        return [commune for commune in found if _agree(commune.district_name, district_name)]


def _agree(known: str, given: str) -> bool:
    return name_key(known) == name_key(given) or _bare(known) in _bare_readings(given)


@lru_cache(maxsize=100_000)
def _bare(name: str) -> str:
    """Return a known name without kind and marks."""
    return fold(name_key(name))


@lru_cache(maxsize=100_000)
def _bare_readings(name: str) -> list[str]:
    """Return what a name without marks may stand for: none if it has marks.

    Its first word may be a kind or a part of the name: "Phuong Ky" is Phượng Kỳ, or the ward Kỳ.
    """
    bare = fold(name)
    if bare != spelling(name):
        return []
    return [bare, *(bare.removeprefix(kind) for kind in _BARE_PREFIXES if bare.startswith(kind))]


_FOLDED_PREFIXES: Final = tuple(f"{spelling(prefix)} " for prefix in _PREFIXES)
_BARE_PREFIXES: Final = tuple(f"{fold(prefix)} " for prefix in _PREFIXES)
