"""Which commune is meant by a name, however it is written.

Files name communes with or without "Xã", "Phường" or "Thị trấn", in either spelling of the tone
marks ("Hoà", "Hòa"), in capitals, composed or decomposed. Names repeat between districts, so a
name may need its district. Used for official outlines; daily feeds have the same problem.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dashboard.alphabet import spelling

_PREFIXES: Final = (
    *("thành phố", "thị trấn", "thị xã", "phường", "huyện", "xã"),
    *("tt", "tp", "tx", "p", "x", "h"),
)


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
    """Finds communes by name, and by district where a name repeats."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self._by_name: dict[str, list[Commune]] = defaultdict(list)
        for commune in communes:
            self._by_name[name_key(commune.name)].append(commune)
        self._districts = {
            name_key(commune.district_name) for same in self._by_name.values() for commune in same
        }

    def knows(self, name: str) -> bool:
        """Tell whether any commune has this name."""
        return name_key(name) in self._by_name

    def knows_district(self, name: str) -> bool:
        """Tell whether any district has this name."""
        return name_key(name) in self._districts

    def find(self, name: str, district_name: str | None = None) -> list[Commune]:
        """Return the communes that are meant: one if the name is clear, none, or several.

        A district that is given must agree, even where the name alone would do.
        """
        found = self._by_name.get(name_key(name), [])
        if district_name is None:
            return list(found)
        district = name_key(district_name)
        return [commune for commune in found if name_key(commune.district_name) == district]


_FOLDED_PREFIXES: Final = tuple(f"{spelling(prefix)} " for prefix in _PREFIXES)
