"""Official outlines replace the approximate ones, all or none."""

import geopandas
import psycopg
import pytest
import shapely

from launch.boundaries import BoundariesRefusedError, import_boundaries
from simulation.gazetteer import read_gazetteer
from simulation.outlines import approximate_outlines

DISTRICTS, COMMUNES = read_gazetteer()
CELLS = approximate_outlines(COMMUNES.lon, COMMUNES.lat)


@pytest.fixture
def connection(database_url):
    """Connect to a database that knows the communes but no outline."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into operational.districts values (%s, %s, %s)",
                list(zip(DISTRICTS.code, DISTRICTS.name, DISTRICTS.kind, strict=True)),
            )
            cursor.executemany(
                "insert into operational.communes (commune_id, district_id, commune_name,"
                " commune_kind, lon, lat, area_km2, population_count, population_source)"
                " values (%s, %s, %s, %s, %s, %s, 1, 1, 'test')",
                [
                    (code, DISTRICTS.code[district], name, kind, float(lon), float(lat))
                    for code, district, name, kind, lon, lat in zip(
                        COMMUNES.code,
                        COMMUNES.district,
                        COMMUNES.name,
                        COMMUNES.kind,
                        COMMUNES.lon,
                        COMMUNES.lat,
                        strict=True,
                    )
                ],
            )
        yield connection


@pytest.fixture
def official():
    """Return the outlines as an office might hand them over, in WGS84."""
    return geopandas.GeoDataFrame(
        {
            "MA_XA": COMMUNES.code.astype(str),
            "TEN_XA": [f"{k} {n}" for k, n in zip(COMMUNES.kind, COMMUNES.name, strict=True)],
            "TEN_HUYEN": DISTRICTS.name[COMMUNES.district].astype(str),
        },
        geometry=CELLS,
        crs=4326,
    )


def stored(connection):
    rows = connection.execute(
        "select commune_id, outline::text, outline_source from operational.communes"
        " where outline is not null"
    ).fetchall()
    return {code: (shapely.from_geojson(text), source) for code, text, source in rows}


def refusal(connection, rows, tmp_path, name="bad.gpkg"):
    file = tmp_path / name
    rows.to_file(file)
    with pytest.raises(BoundariesRefusedError) as refused:
        import_boundaries(connection, file)
    assert stored(connection) == {}
    return refused.value.problems


def as_it_comes(official):
    return official


def shuffled(official):
    return official.sample(frac=1, random_state=1)


def numeric_codes_renamed(official):
    return official.assign(id=official.MA_XA.astype(int)).drop(columns=["MA_XA", "TEN_XA"])


def by_old_spelling(official):
    bare = official.TEN_XA.str.replace(r"^(xã|phường|thị trấn) ", "", regex=True)
    old = bare.str.replace("Hòa", "Hoà").str.upper()
    return official.assign(ten=old)[["ten", "TEN_HUYEN", "geometry"]]


@pytest.mark.parametrize(
    ("change", "name", "crs"),
    [
        (as_it_comes, "official.geojson", 4326),
        (shuffled, "official.gpkg", 3405),
        (numeric_codes_renamed, "official.shp", 32648),
        (by_old_spelling, "names.gpkg", 9217),
    ],
)
def test_any_format_order_and_coordinate_system(connection, official, tmp_path, change, name, crs):
    file = tmp_path / name
    change(official).to_crs(crs).to_file(file)

    assert import_boundaries(connection, file) == COMMUNES.count

    outlines = stored(connection)
    assert {source for _, source in outlines.values()} == {f"official: {name}"}
    for code, cell in zip(COMMUNES.code, CELLS, strict=True):
        outline = outlines[code][0]
        assert outline.is_valid
        overlap = outline.intersection(cell).area / outline.union(cell).area
        assert overlap > 0.999


def test_what_is_missing_on_either_side_is_listed(connection, official, tmp_path):
    rows = official.copy()
    rows.loc[3, ["MA_XA", "TEN_XA"]] = ["99999", "Xã Không Có"]

    problems = refusal(connection, rows, tmp_path)

    assert any("99999" in each and "matches no commune" in each for each in problems)
    assert any(COMMUNES.code[3] in each and "no row in the file" in each for each in problems)
    assert len(problems) == 2


def test_two_rows_for_one_commune_are_refused(connection, official, tmp_path):
    rows = official.copy()
    rows.loc[4, "MA_XA"] = rows.loc[5, "MA_XA"]

    problems = refusal(connection, rows, tmp_path)

    assert any("matched by 2 rows" in each for each in problems)


def test_a_repeated_name_without_district_is_refused(connection, official, tmp_path):
    problems = refusal(connection, official[["TEN_XA", "geometry"]], tmp_path)

    assert any("say the district" in each for each in problems)


def test_an_invalid_outline_is_refused(connection, official, tmp_path):
    rows = official.copy()
    lon, lat = float(COMMUNES.lon[0]), float(COMMUNES.lat[0])
    bow_tie = shapely.Polygon(
        [(lon, lat), (lon + 0.01, lat + 0.01), (lon + 0.01, lat), (lon, lat + 0.01)]
    )
    rows.loc[0, "geometry"] = bow_tie

    assert any("Self-intersection" in each for each in refusal(connection, rows, tmp_path))


def test_points_and_empty_outlines_are_refused(connection, official, tmp_path):
    rows = official.copy()
    rows.loc[0, "geometry"] = shapely.Point(106.3, 20.9)
    rows.loc[1, "geometry"] = None

    problems = refusal(connection, rows, tmp_path, "bad.geojson")

    assert any("not an area" in each for each in problems)
    assert any("has no outline" in each for each in problems)


def test_a_file_without_coordinate_system_is_refused(connection, official, tmp_path):
    official.to_file(tmp_path / "bare.shp")
    (tmp_path / "bare.prj").unlink()

    with pytest.raises(BoundariesRefusedError, match="coordinate system"):
        import_boundaries(connection, tmp_path / "bare.shp")


def test_a_wrongly_named_coordinate_system_is_noticed(connection, official, tmp_path):
    problems = refusal(
        connection, official.to_crs(32648).set_crs(32649, allow_override=True), tmp_path
    )

    assert len(problems) == COMMUNES.count
    assert "km from its point" in problems[0]


def test_a_file_that_is_none_is_refused(connection, tmp_path):
    (tmp_path / "no.geojson").write_text("not a map")

    with pytest.raises(BoundariesRefusedError, match="cannot be read"):
        import_boundaries(connection, tmp_path / "no.geojson")
    with pytest.raises(BoundariesRefusedError, match="cannot be read"):
        import_boundaries(connection, tmp_path / "absent.geojson")


def test_a_file_with_two_layers_is_refused(connection, official, tmp_path):
    official.to_file(tmp_path / "two.gpkg", layer="one")
    official.to_file(tmp_path / "two.gpkg", layer="two")

    with pytest.raises(BoundariesRefusedError, match="one layer"):
        import_boundaries(connection, tmp_path / "two.gpkg")
