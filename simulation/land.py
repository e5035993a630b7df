"""Where homes and places may stand: commune cells, hamlet centres, points scattered around them."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from simulation.arrays import Bools, Floats, Ints, Texts
from simulation.gazetteer import M_PER_DEGREE, M_PER_DEGREE_LON, Communes
from simulation.outlines import approximate_outlines

PEOPLE_PER_HAMLET = 1_300
"""Residents of a real hamlet, about 1,470 hamlets in all: invented, near the real number."""

SPREAD_M = 170.0
"""Standard deviation of homes around their hamlet's centre: invented."""

_TRIES = 8
"""Draws before a point that keeps falling outside its commune is put at the hamlet's centre."""

_VILLAGE_NAMES = (
    *("Đông", "Đoài", "Trung", "Thượng", "Hạ", "Nội", "Ngoại", "Bắc", "Nam", "Tiền"),
    *("Hậu", "Cầu", "Chùa", "Đình", "Chợ", "Bến", "An", "Bình", "Phú", "Lộc"),
)


@dataclass(frozen=True, slots=True)
class Land:
    """The communes' cells, and the hamlets: one entry per hamlet, communes in order."""

    cells: list[BaseGeometry]
    hamlet_commune: Ints
    hamlet_name: Texts
    hamlet_lon: Floats
    hamlet_lat: Floats
    first_hamlet: Ints
    """Of each commune, and the number of hamlets at the end."""

    def some_hamlets(self, rng: np.random.Generator, commune: Ints) -> Ints:
        """Return a random hamlet of each of some communes."""
        counts = np.diff(self.first_hamlet)[commune]
        picks = rng.random(len(commune)) ** 1.4  # the first hamlets are the larger ones
        hamlets: Ints = self.first_hamlet[commune] + (picks * counts).astype(np.int64)
        return hamlets

    def scatter(
        self, rng: np.random.Generator, hamlet: Ints, spread_m: float
    ) -> tuple[Floats, Floats]:
        """Return longitudes and latitudes around hamlets, each inside its own commune."""
        lon, lat = self.hamlet_lon[hamlet], self.hamlet_lat[hamlet]
        todo = np.arange(len(hamlet))
        for attempt in range(_TRIES):
            reach = spread_m / (1 + attempt / 2)
            new_lon = self.hamlet_lon[hamlet[todo]] + _noise(rng, todo, reach / M_PER_DEGREE_LON)
            new_lat = self.hamlet_lat[hamlet[todo]] + _noise(rng, todo, reach / M_PER_DEGREE)
            inside = self._inside(self.hamlet_commune[hamlet[todo]], new_lon, new_lat)
            lon[todo[inside]], lat[todo[inside]] = new_lon[inside], new_lat[inside]
            todo = todo[~inside]
        return lon.round(6), lat.round(6)

    def _inside(self, commune: Ints, lon: Floats, lat: Floats) -> Bools:
        inside = np.zeros(len(commune), dtype=bool)
        order = np.argsort(commune, kind="stable")
        bounds = np.searchsorted(commune[order], np.arange(len(self.cells) + 1))
        for cell, start, stop in zip(self.cells, bounds[:-1], bounds[1:], strict=True):
            rows = order[start:stop]
            inside[rows] = shapely.contains_xy(cell, lon[rows], lat[rows])
        return inside


def make_land(rng: np.random.Generator, communes: Communes, residents: Ints) -> Land:
    """Draw the outlines and found the hamlets, fewer of them when the province is small."""
    cells = approximate_outlines(communes.lon, communes.lat)
    for cell in cells:
        shapely.prepare(cell)
    counts = np.minimum(communes.real_population / PEOPLE_PER_HAMLET, residents / 20)
    counts = np.clip(np.rint(counts), 1, len(_VILLAGE_NAMES)).astype(np.int64)
    centres = [_centres(rng, cell, int(n)) for cell, n in zip(cells, counts, strict=True)]
    names = [
        _names(rng, kind, int(n)) for kind, n in zip(communes.kind.tolist(), counts, strict=True)
    ]
    points = np.concatenate(centres)
    return Land(
        cells=cells,
        hamlet_commune=np.repeat(np.arange(communes.count), counts),
        hamlet_name=np.array([name for some in names for name in some], dtype=object),
        hamlet_lon=points[:, 0].round(6),
        hamlet_lat=points[:, 1].round(6),
        first_hamlet=np.concatenate([[0], np.cumsum(counts)]),
    )


def _noise(rng: np.random.Generator, rows: Ints, degrees: float) -> Floats:
    return rng.normal(0.0, degrees, len(rows))


def _centres(rng: np.random.Generator, cell: BaseGeometry, count: int) -> Floats:
    """Return points of the cell that keep apart: the best of several random draws, one by one."""
    west, south, east, north = cell.bounds
    candidates = rng.uniform((west, south), (east, north), (60 + 40 * count, 2))
    inner = cell.buffer(-SPREAD_M / M_PER_DEGREE)
    core = cell if inner.is_empty else inner
    inside = candidates[shapely.contains_xy(core, candidates[:, 0], candidates[:, 1])]
    if len(inside) == 0:
        inside = np.array([cell.representative_point().coords[0]])
    chosen = [inside[0]]
    while len(chosen) < count:
        gaps = np.min([np.hypot(*(inside - point).T) for point in chosen], axis=0)
        chosen.append(inside[int(np.argmax(gaps * rng.uniform(0.5, 1.0, len(gaps))))])
    return np.array(chosen)


def _names(rng: np.random.Generator, kind: str, count: int) -> list[str]:
    if kind != "xã":
        return [f"Khu dân cư số {number}" for number in range(1, count + 1)]
    if rng.random() < 0.3:
        return [f"Thôn {number}" for number in range(1, count + 1)]
    return [f"Thôn {_VILLAGE_NAMES[pick]}" for pick in rng.permutation(len(_VILLAGE_NAMES))[:count]]
