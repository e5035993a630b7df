"""The real communes and districts of Hải Dương, from `assets/communes.csv`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.arrays import Bools, Floats, Ints, Texts

_FILE = Path(__file__).parent.parent / "assets" / "communes.csv"

M_PER_DEGREE = 111_195.0
"""Length of a degree of a great circle of the mean Earth (6,371,009 m), in metres."""

_MIDDLE_LATITUDE = 20.92
"""Of the province: one scale for longitudes is wrong by under 0.3 % from north to south."""

M_PER_DEGREE_LON = M_PER_DEGREE * float(np.cos(np.radians(_MIDDLE_LATITUDE)))


@dataclass(frozen=True, slots=True)
class Districts:
    """One entry per district."""

    code: Texts
    name: Texts
    kind: Texts


@dataclass(frozen=True, slots=True)
class Communes:
    """One entry per commune, in the order of the gazetteer."""

    code: Texts
    name: Texts
    kind: Texts
    district: Ints
    lon: Floats
    lat: Floats
    area_km2: Floats
    real_population: Ints
    is_urban: Bools

    @property
    def count(self) -> int:
        """Return how many communes there are."""
        return len(self.code)

    def distances_m(self, lon: Floats, lat: Floats) -> Floats:
        """Return the distances from every commune (rows) to some points (columns), in metres."""
        return np.hypot(
            (self.lon[:, None] - lon) * M_PER_DEGREE_LON, (self.lat[:, None] - lat) * M_PER_DEGREE
        )


def read_gazetteer(file: Path = _FILE) -> tuple[Districts, Communes]:
    """Read the 12 districts and 235 communes; names lose their kind ("Phường", "Huyện").

    >>> districts, communes = read_gazetteer()
    >>> districts.name[0], districts.kind[0], communes.name[0], communes.kind[0]
    ('Hải Dương', 'thành phố', 'Cẩm Thượng', 'phường')
    """
    rows = pd.read_csv(file, dtype={"district_code": str, "commune_code": str})
    district_rows = rows.drop_duplicates("district_code")
    codes = district_rows["district_code"].tolist()
    districts = Districts(
        code=_texts(codes), **_kind_and_name(district_rows["district_name"].tolist())
    )
    kind_and_name = _kind_and_name(rows["commune_name"].tolist())
    communes = Communes(
        code=_texts(rows["commune_code"].tolist()),
        **kind_and_name,
        district=np.array([codes.index(code) for code in rows["district_code"]]),
        lon=rows["lon"].to_numpy(),
        lat=rows["lat"].to_numpy(),
        area_km2=rows["area_km2"].to_numpy(),
        real_population=rows["population_2020_est"].to_numpy(),
        is_urban=kind_and_name["kind"] != "xã",
    )
    return districts, communes


_KINDS = ("Thành phố", "Thị xã", "Thị trấn", "Huyện", "Phường", "Xã")


def _kind_and_name(full_names: list[str]) -> dict[str, Texts]:
    kinds = [next(kind for kind in _KINDS if name.startswith(kind)) for name in full_names]
    names = [name[len(kind) + 1 :] for name, kind in zip(full_names, kinds, strict=True)]
    return {"name": _texts(names), "kind": _texts([kind.lower() for kind in kinds])}


def _texts(values: list[str]) -> Texts:
    return np.array(values, dtype=object)
