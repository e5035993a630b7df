"""Import a layer of roads and paths: `make import-roads FILE=…`, any vector file that GDAL reads.

All or nothing: what was imported before is replaced whole, or nothing is written and what is
wrong is printed (exit status 2). Roads far from the province are left out.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import psycopg
import shapely

from dashboard import alphabet, geojson
from launch import boundary_files, installation, own_database
from launch.boundary_files import NOTHING_SAID, WGS84, Reading, Settings
from launch.errors import LaunchError

_LINES: Final = frozenset({"LineString", "MultiLineString"})
_AROUND_DEGREES: Final = 0.1
"""About 10 km round the communes' known points: beyond, a road belongs to another province."""
_NAMED: Final = ("name", "ten", "ten duong", "tenduong", "road name", "ref")
"""Headings under which files name a road, without tone marks, the likeliest first."""
_MOST_SHOWN: Final = 20
_ELSEWHERE: Final = (
    "None of the {count} roads of {name} lies in the province: is it another one's, or is the"
    " coordinate system wrong (CRS=EPSG:9209 is VN-2000 / TM-3 105-30)?"
)


class RoadsRefusedError(LaunchError):
    """A file is no layer of roads of this province; `problems` lists what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:_MOST_SHOWN]
        more = len(problems) - len(shown)
        super().__init__("\n".join([*shown, *([f"… and {more} more."] if more else [])]))
        self.problems = problems


def import_roads(
    connection: psycopg.Connection[Any], file: Path, settings: Settings = NOTHING_SAID
) -> int:
    """Replace the roads by those of a GeoPackage, Shapefile or GeoJSON; return how many.

    Parameters
    ----------
    connection
        As the owner of ledger.roads. Written in one transaction.
    file
        Lines in any coordinate system and encoding; named by its column "name" or "TEN", if any.

    Raises
    ------
    RoadsRefusedError, BoundariesRefusedError
        With every problem found; nothing is written.
    """
    given = boundary_files.read(file, settings)
    if problems := _problems(given.outlines):
        raise RoadsRefusedError(problems)
    lines = given.outlines.to_crs(WGS84)
    names = _names(given.readings, len(lines))
    around = shapely.buffer(_province(connection), _AROUND_DEGREES)
    is_here = np.asarray(lines.intersects(around), dtype=np.bool_)
    if not is_here.any():
        raise RoadsRefusedError([_ELSEWHERE.format(count=len(lines), name=file.name)])
    rows = [
        (number, name, json.dumps(geojson.geometry(line)), *line.bounds, file.name)
        for number, (line, name, is_kept) in enumerate(zip(lines, names, is_here, strict=True), 1)
        if is_kept
    ]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("delete from ledger.roads")
        cursor.executemany(
            "insert into ledger.roads (road_id, road_name, shape, west, south, east, north, source)"
            " values (%s, %s, %s::jsonb, %s, %s, %s, %s, %s)",
            rows,
        )
    return len(rows)


def main() -> int:
    """Import the file named on the command line and return the exit status."""
    file, settings = boundary_files.asked("python -m launch.roads", __doc__ or "")
    try:
        with own_database.owned() as url:
            count = _import_at(url, file, settings)
    except (LaunchError, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{count} roads imported from {file.name}; guard posts stand where zones cross them.")
    return 0


def _import_at(url: str, file: Path, settings: Settings) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        if not installation.has_schema(connection, "ledger"):
            raise LaunchError("The database has no ledger yet: run `make run` first.")
        installation.install(connection)  # a ledger of an earlier version has no table of roads
        return import_roads(connection, file, settings)


def _problems(lines: geopandas.GeoSeries) -> list[str]:
    if lines.empty:
        return ["The file has no rows."]
    problems = []
    for number, line in enumerate(lines, 1):
        if line is None or line.is_empty:
            problems.append(f"Row {number} has no line.")
        elif line.geom_type not in _LINES:
            problems.append(f"Row {number} is a {line.geom_type}, not a line: is it a road layer?")
        elif not np.isfinite(shapely.get_coordinates(line)).all():
            problems.append(f"Row {number} has a point that is no number (NaN).")
    return problems


def _names(readings: list[Reading], count: int) -> list[str]:
    """Return each road's name in the likeliest reading of the file; empty where it has none."""
    columns = readings[0].columns if readings else {}
    by_heading = {alphabet.fold(heading): values for heading, values in columns.items()}
    found = [by_heading[heading] for heading in _NAMED if heading in by_heading]
    return [value.strip() for value in found[0]] if found else [""] * count


def _province(connection: psycopg.Connection[Any]) -> shapely.Geometry:
    points = connection.execute("select lon, lat from contract.communes").fetchall()
    if not points:
        raise RoadsRefusedError(["The database has no communes yet: run `make run` first."])
    return shapely.MultiPoint(points).convex_hull


if __name__ == "__main__":
    sys.exit(main())
