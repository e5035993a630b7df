"""Replace the approximate commune outlines with official ones: `make import-boundaries FILE=…`.

All or nothing: every commune must get exactly one valid outline, or nothing is written and the
full list of what is wrong is printed (exit status 2).
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import psycopg
import shapely

from dashboard import geojson
from launch import boundary_files, installation, own_database
from launch.boundary_files import NOTHING_SAID, WGS84, BoundariesRefusedError, Reading, Settings
from launch.commune_names import Commune, CommuneNames, name_key
from launch.errors import LaunchError
from launch.old_encodings import ENCODINGS

GRID_DEGREES: Final = 10.0**-geojson.DECIMALS
"""Outlines are kept to about 1 cm."""
FARTHEST_DEGREES: Final = 0.05
"""About 5 km: an outline farther from its commune's known point is in the wrong place."""
LEAST_KM2: Final = 0.001
"""A smaller outline is no commune's: it would vanish from every map."""
_KM_PER_DEGREE: Final = 111
_SHOWN_IDS: Final = 60
_MOST_NAME_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows: communes and a point inside each."""

    communes: dict[str, Commune]
    points: dict[str, shapely.Point]


@dataclass(frozen=True, slots=True)
class _Matched:
    """The rows that one reading of a file leaves, and the communes that each may be."""

    reading: Reading
    rows: list[int]
    found: list[list[str]]

    @property
    def count(self) -> int:
        """How many communes are found."""
        return len({ids[0] for ids in self.found if len(ids) == 1})


@dataclass(frozen=True, slots=True)
class Imported:
    """How many outlines were replaced, and what whoever imported them should know."""

    count: int
    notes: list[str]


def import_boundaries(
    connection: psycopg.Connection[Any], file: Path, settings: Settings = NOTHING_SAID
) -> Imported:
    """Store the outlines of a GeoJSON, Shapefile or GeoPackage.

    Parameters
    ----------
    connection
        As the owner of operational.communes. Written in one transaction.
    file
        Any coordinate system and encoding. Matched by commune code when a column holds the codes,
        otherwise by name, with the district where a name repeats.
    settings
        What the file does not say, or says wrongly.

    Raises
    ------
    BoundariesRefusedError
        With every problem found; nothing is written.
    """
    known = _known(connection)
    given = boundary_files.read(file, settings)
    matched = _best(given.readings, known, settings)
    outlines = given.outlines.iloc[matched.rows]
    problems = [*_shape_problems(outlines, matched), *_match_problems(matched, known)]
    if problems:
        raise BoundariesRefusedError(
            [*problems, *_reasons(matched, known, settings), *given.doubts]
        )
    shapes = dict(zip((ids[0] for ids in matched.found), _stored(outlines), strict=True))
    if misplaced := [*_vanished(shapes, known), *_misplaced(shapes, known)]:
        raise BoundariesRefusedError(misplaced)
    source = f"official: {file.name}"
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "update operational.communes set outline = %s::jsonb, outline_source = %s"
            " where commune_id = %s",
            [(_text(shape), source, commune_id) for commune_id, shape in shapes.items()],
        )
    return Imported(len(shapes), given.notes)


def main() -> int:
    """Import the file named on the command line and return the exit status."""
    file, settings = boundary_files.asked(
        "python -m launch.boundaries", __doc__ or "", has_province=True
    )
    try:
        with own_database.owned() as url:
            imported = _import_at(url, file, settings)
    except (LaunchError, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 2
    for note in imported.notes:
        print(f"Warning: {note}", file=sys.stderr)
    print(f"{imported.count} commune outlines replaced by those of {file.name}.")
    return 0


def _import_at(url: str, file: Path, settings: Settings) -> Imported:
    with psycopg.connect(url, autocommit=True) as connection:
        if not installation.has_schema(connection, "operational"):
            raise LaunchError("The database has no schema operational: run `make run` first.")
        return import_boundaries(connection, file, settings)


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


def _best(readings: list[Reading], known: _Known, settings: Settings) -> _Matched:
    """Return the reading in which most communes are found."""
    names = CommuneNames(known.communes.values())
    tried = [_matched(reading, known, names, settings.province) for reading in readings]
    return max(tried, key=lambda matched: matched.count)


def _matched(
    reading: Reading, known: _Known, names: CommuneNames, province: str | None
) -> _Matched:
    """Return the communes that each row of the province may be: by code, else by name."""
    rows = _rows_of(reading, province)
    columns = {name: [values[row] for row in rows] for name, values in reading.columns.items()}
    found = _by_code(columns, known) or _by_name(columns, names) or [[] for _ in rows]
    return _Matched(reading, rows, found)


def _rows_of(reading: Reading, province: str | None) -> list[int]:
    """Return the rows of a province, by the column in which most rows name it."""
    everything = list(range(len(next(iter(reading.columns.values()), []))))
    if province is None:
        return everything
    wanted = name_key(province)
    found = [
        [row for row in everything if wanted in {name_key(values[row]), values[row]}]
        for values in reading.columns.values()
    ]
    return max(found, key=len, default=[])


def _shape_problems(outlines: geopandas.GeoSeries, matched: _Matched) -> list[str]:
    problems = []
    for number, label, shape in zip(_numbers(matched), _labels(matched), outlines, strict=True):
        if shape is None or shape.is_empty:
            problems.append(f"Row {number} ({label}) has no outline.")
        elif shape.geom_type not in {"Polygon", "MultiPolygon"}:
            problems.append(f"Row {number} ({label}) is a {shape.geom_type}, not an area.")
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            problems.append(f"Row {number} ({label}) has a corner that is no number (NaN).")
        elif not shape.is_valid:
            problems.append(f"Row {number} ({label}): {shapely.is_valid_reason(shape)}.")
    return problems


def _match_problems(matched: _Matched, known: _Known) -> list[str]:
    """Return everything that does not match, on either side."""
    problems = [
        f"Row {number} ({label}) {_why_not(ids)}."
        for number, label, ids in zip(
            _numbers(matched), _labels(matched), matched.found, strict=True
        )
        if len(ids) != 1
    ]
    counts = Counter(ids[0] for ids in matched.found if len(ids) == 1)
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
    return problems


def _reasons(matched: _Matched, known: _Known, settings: Settings) -> list[str]:
    """Return what most likely is wrong with the whole file, and what to pass."""
    count = len(matched.rows)
    if settings.province is not None and not count:
        return [f"No column of the file names the province {settings.province}."]
    reasons = []
    if not matched.count:
        reasons.append("No column holds commune codes or commune names.")
    texts = [value for values in matched.reading.columns.values() for value in values]
    if 2 * matched.count < min(count, len(known.communes)):
        if any("?" in text or "\ufffd" in text for text in texts):
            reasons.append(
                "Letters of the names are lost ('?'): export the file again, as a GeoPackage or"
                " with UTF-8."
            )
        elif any(not text.isascii() for text in texts):
            tried = ", ".join(ENCODINGS)
            reasons.append(
                f"The names may be in an encoding that is none of {tried}: pass it, ENCODING=..."
            )
    if settings.province is None and count > len(known.communes):
        reasons.append(
            f"The file has {count} rows for {len(known.communes)} communes: if other provinces"
            ' are among them, pass PROVINCE="the name as the file writes it".'
        )
    return reasons


def _numbers(matched: _Matched) -> list[int]:
    return [row + 1 for row in matched.rows]


def _labels(matched: _Matched) -> list[str]:
    labels = matched.reading.labels()
    return [labels[row] for row in matched.rows] if labels else [""] * len(matched.rows)


def _why_not(ids: list[str]) -> str:
    if not ids:
        return "matches no commune"
    return f"matches several communes ({', '.join(ids[:_SHOWN_IDS])}); say the district"


def _by_code(columns: dict[str, list[str]], known: _Known) -> list[list[str]] | None:
    """Return each row's commune by the column that holds the most codes, if any holds half."""
    codes = [[value.zfill(5) for value in values] for values in columns.values()]
    scores = [sum(code in known.communes for code in each) for each in codes]
    if not scores or 2 * max(scores) < min(len(codes[0]), len(known.communes)) or not max(scores):
        return None
    best = codes[scores.index(max(scores))]
    return [[code] if code in known.communes else [] for code in best]


def _by_name(columns: dict[str, list[str]], names: CommuneNames) -> list[list[str]] | None:
    """Return each row's communes by the columns of names and of districts that find the most.

    Which column is which, no heading and no order says: the province is named like its city, and
    some districts like their towns. So each pair is tried.
    """
    knowing = {name: sum(map(names.knows, values)) for name, values in columns.items()}
    likely = sorted((name for name in columns if knowing[name]), key=lambda name: -knowing[name])
    tried = [
        _found(columns[name], columns.get(district or ""), names)
        for name in likely[:_MOST_NAME_COLUMNS]
        for district in [*(each for each in columns if each != name), None]
    ]
    return max(tried, key=_clear_count, default=None)


def _found(
    communes: list[str], districts: list[str] | None, names: CommuneNames
) -> list[list[str]]:
    of_rows = districts if districts is not None else [None] * len(communes)
    return [
        [commune.commune_id for commune in names.find(name, district)]
        for name, district in zip(communes, of_rows, strict=True)
    ]


def _clear_count(found: list[list[str]]) -> tuple[int, int]:
    """Return how many communes are found, and how many rows could be meant for several."""
    clear = {ids[0] for ids in found if len(ids) == 1}
    return len(clear), sum(len(ids) > 1 for ids in found)


def _stored(outlines: geopandas.GeoSeries) -> list[Any]:
    """Return outlines in WGS84 on the grid that is kept."""
    return list(shapely.set_precision(outlines.to_crs(WGS84).to_numpy(), GRID_DEGREES))


def _title(known: _Known, commune_id: str) -> str:
    commune = known.communes[commune_id]
    return f"Commune {commune_id} ({commune.name}, {commune.district_name})"


def _vanished(shapes: dict[str, Any], known: _Known) -> list[str]:
    """Say which outlines are too small to be a commune's."""
    return [
        f"{_title(known, commune_id)}: its outline vanishes, it covers {km2 * 1e6:.0f} m²."
        for commune_id, shape in shapes.items()
        if (km2 := shape.area * _KM_PER_DEGREE**2) < LEAST_KM2
    ]


def _misplaced(shapes: dict[str, Any], known: _Known) -> list[str]:
    """Say which outlines lie far from their commune: a wrong coordinate system, or a mix-up."""
    return [
        f"{_title(known, commune_id)}: its outline lies {degrees * _KM_PER_DEGREE:.0f} km from"
        " its point."
        for commune_id, shape in shapes.items()
        if (degrees := shape.distance(known.points[commune_id])) > FARTHEST_DEGREES
    ]


def _text(shape: Any) -> str:  # noqa: ANN401 - shapely's base class is untyped
    return json.dumps(geojson.geometry(shape), separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
