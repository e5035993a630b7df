"""Files of outlines or lines as offices hand them over: any format, encoding, coordinate system.

Only what the file says is read here; which commune is meant by a row, is boundaries' work.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas
import pandas as pd
import pyogrio
import pyproj
import shapely

from launch.errors import LaunchError
from launch.old_encodings import ENCODINGS, decoded

WGS84: Final = 4326
VN2000: Final = "VN-2000"
"""What to pass as coordinate system where a projection is right but its datum is not."""
_VN2000_DEGREES: Final = 4756
_TM3_SCALE: Final = 0.9999
"""Of Vietnam's three-degree zones; no system on WGS 84 has it."""
_NO_CRS: Final = (
    "{name} does not say its coordinate system (CRS). Pass it: CRS=EPSG:9209 is VN-2000 / TM-3"
    " 105-30, the province's land survey; CRS=EPSG:4326 is WGS 84."
)
_DOUBTFUL_CRS: Final = (
    "{name} says WGS 84, but its projection is a three-degree zone of VN-2000 (TM-3): if it is"
    f" VN-2000, every outline now stands 224 m off. Import it again with CRS={VN2000}."
)
_BYTES: Final = "ISO-8859-1"
"""Every byte is a letter in it: so GDAL hands over bytes as they stand in the file."""


_Columns = Sequence[tuple[str, list[str]]]
"""Headings and the values under them, in the file's order."""


class BoundariesRefusedError(LaunchError):
    """A file cannot replace the outlines; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file does not say, or says wrongly; None lets the file say it.

    Attributes
    ----------
    encoding
        Of its texts, such as "cp1258", "tcvn3" or "vni".
    crs
        Its coordinate system, such as "EPSG:9209"; `VN2000` keeps the file's projection.
    province
        Rows of other provinces are left out; as the file writes it, or its code.
    """

    encoding: str | None = None
    crs: str | None = None
    province: str | None = None


NOTHING_SAID: Final = Settings()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's columns as one encoding reads them: heading -> values as text."""

    encoding: str
    columns: dict[str, list[str]]

    def labels(self) -> list[str]:
        """Return the first values of each row, to name it by."""
        return [", ".join(row) for row in zip(*list(self.columns.values())[:4], strict=True)]


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """The outlines of a file, in its own coordinate system, and its columns in every reading."""

    outlines: geopandas.GeoSeries
    readings: list[Reading]
    notes: list[str]
    """What whoever imports it should know."""
    doubts: list[str]
    """What may be the reason if the rows do not match."""


def read(file: Path, settings: Settings) -> BoundaryFile:
    """Read the only layer of a GeoJSON, Shapefile, GeoPackage or whatever else GDAL knows.

    Raises
    ------
    BoundariesRefusedError
        If it cannot be read, has several layers, or names no coordinate system.
    """
    try:
        layers = [name for name, kind in pyogrio.list_layers(file) if kind is not None]
        if len(layers) != 1:
            raise BoundariesRefusedError(
                [f"{file.name} must have one layer of shapes, not {len(layers)}: {layers}"]
            )
        has_bytes = pyogrio.read_info(file, encoding=_BYTES)["driver"] == "ESRI Shapefile"
        rows = geopandas.read_file(file, layer=layers[0], encoding=_BYTES if has_bytes else None)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise BoundariesRefusedError([f"{file} cannot be read: {error}"]) from error
    crs, notes = _coordinate_system(rows.crs, settings.crs, file.name)
    outlines = geopandas.GeoSeries(shapely.force_2d(rows.geometry.to_numpy()))
    columns = [
        (str(name), _texts(rows.iloc[:, number]))
        for number, name in enumerate(rows.columns)
        if name != rows.geometry.name
    ]
    return BoundaryFile(
        outlines=outlines.set_crs(crs),
        readings=list(_readings(columns, settings.encoding, has_bytes=has_bytes)),
        notes=notes,
        doubts=[
            f"Several columns are headed {heading!r}: GDAL reads one of them for all. Rename them."
            for heading, count in Counter(heading for heading, _ in columns).items()
            if count > 1
        ],
    )


def asked(program: str, what: str, *, has_province: bool = False) -> tuple[Path, Settings]:
    """Return the file named on the command line, and what it does not say itself."""
    parser = argparse.ArgumentParser(prog=program, description=what)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--encoding", help="of its texts: utf-8, cp1258, tcvn3, vni, ...")
    parser.add_argument("--crs", help="its coordinate system: EPSG:9209, or VN-2000")
    if has_province:
        parser.add_argument("--province", help="leave out the rows of other provinces")
    given = parser.parse_args()
    province = given.province if has_province else None
    return given.file, Settings(given.encoding, given.crs, province)


def _coordinate_system(
    said: pyproj.CRS | None, wanted: str | None, name: str
) -> tuple[pyproj.CRS, list[str]]:
    """Return the coordinate system to read a file in, and what is doubtful about it."""
    if wanted is not None and wanted.upper() != VN2000:
        try:
            return pyproj.CRS.from_user_input(wanted), []
        except pyproj.exceptions.CRSError as error:
            raise BoundariesRefusedError([f"No such coordinate system: {wanted}."]) from error
    if wanted is not None and said is not None and said.is_projected:
        return _on_vn2000(said), []
    if wanted is not None:
        return pyproj.CRS.from_epsg(_VN2000_DEGREES), []
    if said is None:
        raise BoundariesRefusedError([_NO_CRS.format(name=name)])
    if not _is_doubtful(said):
        return said, []
    return said, [_DOUBTFUL_CRS.format(name=name)]


def _is_doubtful(crs: pyproj.CRS) -> bool:
    """Tell whether it is Vietnam's TM-3 projection on the wrong datum."""
    if not crs.is_projected or crs.coordinate_operation is None or crs.datum is None:
        return False
    parameters = {each.name: each.value for each in crs.coordinate_operation.params}
    scale = float(parameters.get("Scale factor at natural origin", 1.0))
    is_wgs84 = "World Geodetic System 1984" in crs.datum.name or "WGS" in crs.datum.name
    return is_wgs84 and abs(scale - _TM3_SCALE) < 1e-9  # noqa: PLR2004


def _on_vn2000(crs: pyproj.CRS) -> pyproj.CRS:
    described = crs.to_json_dict()
    described.pop("id", None)
    described["base_crs"] = pyproj.CRS.from_epsg(_VN2000_DEGREES).to_json_dict()
    return pyproj.CRS.from_json_dict(described)


def _readings(columns: _Columns, encoding: str | None, *, has_bytes: bool) -> Iterator[Reading]:
    """Yield the columns in each encoding that they may have, the likeliest first."""
    if not has_bytes:
        yield Reading("as the file says", _by_heading(columns))
    for each in ENCODINGS if encoding is None else (encoding.lower(),):
        try:
            read = list(_decoded(columns, each, _BYTES if has_bytes else "cp1252"))
        except UnicodeEncodeError:
            continue  # letters that no old encoding has: the file's own reading is right
        except LookupError as error:
            known = ", ".join(ENCODINGS)
            raise BoundariesRefusedError(
                [f"No such encoding: {each}. Known are {known}, and Python's."]
            ) from error
        yield Reading(each, _by_heading(read))


def _decoded(columns: _Columns, encoding: str, letters: str) -> Iterator[tuple[str, list[str]]]:
    for heading, values in columns:
        yield (
            decoded(heading.encode(letters), encoding),
            [decoded(value.encode(letters), encoding).strip() for value in values],
        )


def _by_heading(columns: _Columns) -> dict[str, list[str]]:
    """Return columns by heading; headings that a Shapefile has cut to the same are numbered."""
    found: dict[str, list[str]] = {}
    for number, (heading, values) in enumerate(columns, 1):
        found[f"{heading} ({number})" if heading in found else heading] = values
    return found


def _texts(values: pd.Series) -> list[str]:
    """Return values as text: whole numbers without a point, nothing for what is missing."""
    texts = values.astype("object").where(values.notna(), "").astype(str)
    return [str(text) for text in texts.str.replace(r"^(\d+)\.0+$", r"\1", regex=True)]
