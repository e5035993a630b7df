"""Replace the approximate commune outlines with official ones: `make import-boundaries FILE=…`.

All or nothing: every commune must get exactly one valid outline, or nothing is written and the
full list of what is wrong is printed (exit status 2).
"""

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas
import pandas as pd
import psycopg
import pyogrio
import shapely

from launch import embedded, installation
from launch.commune_names import Commune, CommuneNames
from launch.errors import LaunchError

WGS84: Final = 4326
GRID_DEGREES: Final = 1e-6
"""Outlines are kept to about 10 cm."""
FARTHEST_DEGREES: Final = 0.05
"""About 5 km: an outline farther from its commune's known point is in the wrong place."""
_SHOWN_IDS: Final = 60


class BoundariesRefusedError(LaunchError):
    """A file cannot replace the outlines; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows: communes and a point inside each."""

    communes: dict[str, Commune]
    points: dict[str, shapely.Point]


def import_boundaries(connection: psycopg.Connection[Any], file: Path) -> int:
    """Store the outlines of a GeoJSON, Shapefile or GeoPackage and return how many.

    Parameters
    ----------
    connection
        As the owner of operational.communes. Written in one transaction.
    file
        Any coordinate system, as long as the file names it. Matched by commune code when a column
        holds the codes, otherwise by name, with the district where a name repeats.

    Raises
    ------
    BoundariesRefusedError
        With every problem found; nothing is written.
    """
    known = _known(connection)
    outlines = _read(file)
    ids = _matched(outlines, known)
    shapes = dict(zip(ids, outlines.geometry, strict=True))
    if misplaced := _misplaced(shapes, known):
        raise BoundariesRefusedError(misplaced)
    source = f"official: {file.name}"
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "update operational.communes set outline = %s::jsonb, outline_source = %s"
            " where commune_id = %s",
            [(_geojson(shape), source, commune_id) for commune_id, shape in shapes.items()],
        )
    return len(shapes)


def main() -> int:
    """Import the file named on the command line and return the exit status."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one file
        print("Usage: python -m launch.boundaries FILE", file=sys.stderr)
        return 2
    file = Path(sys.argv[1])
    try:
        if url := os.environ.get("DATABASE_URL"):
            count = _import_at(url, file)
        else:
            with embedded.running(_existing_folder()) as owner_url:
                count = _import_at(owner_url, file)
    except (LaunchError, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{count} commune outlines replaced by those of {file.name}.")
    return 0


def _existing_folder() -> Path:
    folder = embedded.folder()
    if not folder.exists():
        raise LaunchError("No DATABASE_URL, and no embedded database yet: `make run` first.")
    return folder


def _import_at(url: str, file: Path) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        if not installation.has_schema(connection, "operational"):
            raise LaunchError("The database has no schema operational: run `make run` first.")
        return import_boundaries(connection, file)


def _known(connection: psycopg.Connection[Any]) -> _Known:
    rows = connection.execute(
        "select communes.commune_id, communes.commune_name, districts.district_name,"
        " communes.lon, communes.lat from operational.communes"
        " inner join operational.districts on communes.district_id = districts.district_id"
    ).fetchall()
    if not rows:
        raise BoundariesRefusedError(["The database has no communes yet: run `make run` first."])
    return _Known(
        communes={row[0]: Commune(*row[:3]) for row in rows},
        points={row[0]: shapely.Point(row[3], row[4]) for row in rows},
    )


def _read(file: Path) -> geopandas.GeoDataFrame:
    """Read the file's only layer in WGS84, every shape a valid polygon or multipolygon."""
    try:
        layers = [name for name, kind in pyogrio.list_layers(file) if kind is not None]
        if len(layers) != 1:
            raise BoundariesRefusedError(
                [f"{file.name} must have one layer of outlines, not {len(layers)}: {layers}"]
            )
        rows = geopandas.read_file(file, layer=layers[0])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise BoundariesRefusedError([f"{file} cannot be read: {error}"]) from error
    if rows.crs is None:
        raise BoundariesRefusedError([f"{file.name} does not say its coordinate system (CRS)."])
    if problems := _shape_problems(rows):
        raise BoundariesRefusedError(problems)
    rows = rows.to_crs(WGS84)
    rows.geometry = shapely.set_precision(rows.geometry.to_numpy(), GRID_DEGREES)
    return rows


def _shape_problems(rows: geopandas.GeoDataFrame) -> list[str]:
    problems = []
    for number, (label, shape) in enumerate(zip(_labels(rows), rows.geometry, strict=True), 1):
        if shape is None or shape.is_empty:
            problems.append(f"Row {number} ({label}) has no outline.")
        elif shape.geom_type not in {"Polygon", "MultiPolygon"}:
            problems.append(f"Row {number} ({label}) is a {shape.geom_type}, not an area.")
        elif not shape.is_valid:
            problems.append(f"Row {number} ({label}): {shapely.is_valid_reason(shape)}.")
    return problems


def _matched(rows: geopandas.GeoDataFrame, known: _Known) -> list[str]:
    """Return each row's commune id, or refuse with everything that does not match."""
    found = _by_code(rows, known) or _by_name(rows, known)
    labels = _labels(rows)
    problems = [
        f"Row {number} ({label}) {_why_not(ids)}."
        for number, (label, ids) in enumerate(zip(labels, found, strict=True), 1)
        if len(ids) != 1
    ]
    ids = [each[0] for each in found if len(each) == 1]
    counts = Counter(ids)
    problems += [
        f"{_title(known, commune_id)} is matched by {count} rows."
        for commune_id, count in counts.items()
        if count > 1
    ]
    problems += [
        f"{_title(known, commune_id)} has no row in the file."
        for commune_id in known.communes
        if commune_id not in counts
    ]
    if problems:
        raise BoundariesRefusedError(problems)
    return ids


def _why_not(ids: list[str]) -> str:
    if not ids:
        return "matches no commune"
    return f"matches several communes ({', '.join(ids[:_SHOWN_IDS])}); say the district"


def _by_code(rows: geopandas.GeoDataFrame, known: _Known) -> list[list[str]] | None:
    """Return each row's commune by the column that holds the most codes, if any holds half."""
    columns = [_as_codes(rows[name]) for name in _attributes(rows)]
    scores = [sum(code in known.communes for code in codes) for codes in columns]
    if not scores or 2 * max(scores) < min(len(rows), len(known.communes)):
        return None
    codes = columns[scores.index(max(scores))]
    return [[code] if code in known.communes else [] for code in codes]


def _as_codes(column: pd.Series) -> list[str]:
    """Return values as codes of five digits: files keep them as text, numbers or decimals."""
    texts = column.astype(str).str.strip().str.replace(r"\.0+$", "", regex=True)
    return [str(text).zfill(5) for text in texts]


def _by_name(rows: geopandas.GeoDataFrame, known: _Known) -> list[list[str]]:
    names = CommuneNames(known.communes.values())
    columns = {name: rows[name].fillna("").astype(str).tolist() for name in _attributes(rows)}
    commune_scores = {name: sum(map(names.knows, values)) for name, values in columns.items()}
    best = max(commune_scores, key=lambda name: commune_scores[name], default=None)
    if best is None or commune_scores[best] == 0:
        raise BoundariesRefusedError(["No column holds commune codes or commune names."])
    district = _district_column(columns, names, best)
    districts = columns[district] if district else [None] * len(rows)
    return [
        [commune.commune_id for commune in names.find(name, district_name)]
        for name, district_name in zip(columns[best], districts, strict=True)
    ]


def _district_column(columns: dict[str, list[str]], names: CommuneNames, taken: str) -> str | None:
    """Return the column in which nearly every value is a district's name, if there is one."""
    scores = {
        name: sum(map(names.knows_district, values)) / max(1, len(values))
        for name, values in columns.items()
        if name != taken
    }
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] > 0.5 else None  # noqa: PLR2004


def _attributes(rows: geopandas.GeoDataFrame) -> list[str]:
    return [str(name) for name in rows.columns if name != rows.geometry.name]


def _labels(rows: geopandas.GeoDataFrame) -> list[str]:
    names = _attributes(rows)[:4]
    return [", ".join(str(value) for value in row) for row in rows[names].itertuples(index=False)]


def _title(known: _Known, commune_id: str) -> str:
    commune = known.communes[commune_id]
    return f"Commune {commune_id} ({commune.name}, {commune.district_name})"


def _misplaced(shapes: dict[str, Any], known: _Known) -> list[str]:
    """Say which outlines lie far from their commune: a wrong coordinate system, or a mix-up."""
    return [
        f"{_title(known, commune_id)}: its outline lies {degrees * 111:.0f} km from its point."
        for commune_id, shape in shapes.items()
        if (degrees := shape.distance(known.points[commune_id])) > FARTHEST_DEGREES
    ]


def _geojson(shape: Any) -> str:  # noqa: ANN401 - shapely's base class is untyped
    return json.dumps(json.loads(shapely.to_geojson(shape)), separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
