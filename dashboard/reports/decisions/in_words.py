"""A zone in words, as orders name it: from whose house to whose, how long, how many people."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist, squareform

from dashboard import alphabet
from dashboard.reports.vietnamese import BLANK, number, records, text

_WGS84 = "EPSG:4326"
_KINDS_OF_HAMLETS = frozenset({"Thôn", "Khu", "Tổ", "Ngõ", "Xóm", "Phố", "Đội"})
"""How names begin that are written small inside a sentence."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """The houses of one hamlet inside a zone."""

    name: str
    """The hamlet and its commune."""
    first: str
    """The house at one end, in words."""
    last: str
    length_m: float
    household_count: int
    resident_count: int

    def sentence(self) -> str:
        """Return the part as an order names it.

        Examples
        --------
        >>> Part(name="Thôn 1, Hồng Phong", first="nhà ông Viện", last="nhà ông Nhất",
        ...     length_m=35.2, household_count=7, resident_count=26).sentence()
        'Thôn 1, Hồng Phong: từ nhà ông Viện đến nhà ông Nhất, dài khoảng 35 m, gồm 7 hộ, 26 người'
        """
        people = f"gồm {number(self.household_count)} hộ, {number(self.resident_count)} người"
        if self.household_count == 1:
            return f"{self.name}: {self.first}, {people}"
        where = f"từ {self.first} đến {self.last}, dài khoảng {number(self.length_m)} m"
        return f"{self.name}: {where}, {people}"


def in_full(zone_name: str, units: Mapping[str, str]) -> str:
    """Return a zone's name with the kind of its commune and district, as it stands in a sentence.

    Parameters
    ----------
    units
        `district` and `commune`: their names with their kind.

    Examples
    --------
    >>> units = {"commune": "thị trấn Thanh Miện", "district": "huyện Thanh Miện"}
    >>> in_full("Thôn Hậu, Thanh Miện, Thanh Miện", units)
    'thôn Hậu, thị trấn Thanh Miện, huyện Thanh Miện'
    >>> in_full("Ngõ 3, xã Ứng Hòe", {"commune": "xã Ứng Hòe", "district": "huyện Ninh Giang"})
    'ngõ 3, xã Ứng Hòe, huyện Ninh Giang'
    """
    near = [part.strip() for part in text(zone_name).split(",")]
    for unit in (units["district"], units["commune"]):
        if len(near) > 1 and unit.casefold().endswith(near[-1].casefold()):
            near.pop()
    said = ", ".join([*near, units["commune"], units["district"]])
    is_kind = near[0].split(" ")[0] in _KINDS_OF_HAMLETS
    return said[:1].lower() + said[1:] if is_kind else said


def parts(people: pd.DataFrame) -> list[Part]:
    """Describe a zone hamlet by hamlet, the most people first.

    The two ends of a hamlet's part are the two houses farthest apart, the western one first; the
    length is the straight line between them. A house is named after its oldest member.

    Parameters
    ----------
    people
        One row per resident: `household_id`, `hamlet_name`, `commune`, `lon`, `lat` (degrees,
        WGS84), `birth_year`, `sex`; `full_name` and `address` where names were looked at and the
        look was logged: without them a house is a blank, as an order has no use for our numbers.

    Notes
    -----
    Which alley a house opens on is not in the data: somebody who knows the place has to read it.
    """
    named = people.assign(hamlet_name=people["hamlet_name"].fillna("").astype("str"))
    found = [
        _part(str(commune), str(hamlet), rows)
        for (commune, hamlet), rows in named.groupby(["commune", "hamlet_name"], observed=True)
    ]
    return sorted(found, key=lambda part: (-part.resident_count, alphabet.order(part.name)))


def _part(commune: str, hamlet: str, people: pd.DataFrame) -> Part:
    oldest_first = people.sort_values(["birth_year", "person_id"])
    doors = oldest_first.drop_duplicates("household_id").reset_index(drop=True)
    west, east, length_m = _ends(doors)
    ends = records(doors)
    return Part(
        name=f"{hamlet or BLANK}, {commune}",
        first=_house(ends[west]),
        last=_house(ends[east]),
        length_m=length_m,
        household_count=len(doors),
        resident_count=len(people),
    )


def _ends(doors: pd.DataFrame) -> tuple[int, int, float]:
    """Return the rows of the two houses farthest apart, western first, and the metres between."""
    points = gpd.GeoSeries(gpd.points_from_xy(doors["lon"], doors["lat"]), crs=_WGS84)
    metres = points.to_crs(points.estimate_utm_crs())
    apart = squareform(pdist(np.column_stack([metres.x, metres.y])))
    one, other = (int(row) for row in np.unravel_index(apart.argmax(), apart.shape))
    west, east = sorted((one, other), key=lambda row: (doors["lon"][row], row))
    return west, east, float(apart[one, other])


def _house(person: dict[str, object]) -> str:
    name = text(person.get("full_name"))
    if not name:
        return f"nhà {BLANK}"
    title = {"female": "bà", "male": "ông"}.get(str(person["sex"]), "ông/bà")
    address = text(person.get("address"))
    return f"nhà {title} {name} ({_short(address)})" if address else f"nhà {title} {name}"


def _short(address: str) -> str:
    """Return house and street or lane: the rest of the address is the zone's own.

    Examples
    --------
    >>> _short("Số 12, ngõ 3, thôn 1, xã Hồng Phong, huyện Thanh Miện")
    'số 12, ngõ 3'
    """
    near = ", ".join(address.split(", ")[:2])
    return near[:1].lower() + near[1:]
