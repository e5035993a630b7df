"""A layer of roads is imported whole or not at all."""

import geopandas
import psycopg
import pytest
import shapely

from dashboard import data
from dashboard.data.database import Scope
from launch import boundaries
from launch import roads as command
from launch.boundary_files import BoundariesRefusedError, Settings
from launch.roads import RoadsRefusedError, import_roads
from tests.tracing.zones.test_guard_posts import MIDDLE

THROUGH = [(106.32, MIDDLE), (106.34, MIDDLE)]
AROUND = (106.33, 20.94, 106.332, 20.942)
VIEWER = Scope("duty@example.vn", "epidemiology", frozenset({"see_aggregates"}), None)
STRANGER = Scope("nobody@example.vn", "nobody", frozenset(), ())


@pytest.fixture
def connection(empty_province):
    with psycopg.connect(empty_province, autocommit=True) as connection:
        connection.execute(
            "insert into operational.districts values ('288', 'Hải Dương', 'thành phố')"
        )
        connection.execute(
            "insert into operational.communes (commune_id, district_id, commune_name,"
            " commune_kind, lon, lat, area_km2, population_count, population_source)"
            " values ('10507', '288', 'Cẩm Thượng', 'phường', 106.33, 20.94, 1, 1, 'test')"
        )
        yield connection


def layer(folder, *lines, name="roads.gpkg", heading="TEN_DUONG", crs=4326):
    names = [f"Đường {number}" for number in range(1, len(lines) + 1)]
    table = geopandas.GeoDataFrame({heading: names}, geometry=list(lines), crs=4326).to_crs(crs)
    table.to_file(folder / name, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.geojson", "roads.shp"])
def test_any_vector_file_is_read_and_far_roads_are_left_out(connection, tmp_path, name):
    far = shapely.LineString([(105.0, 20.0), (105.1, 20.0)])
    file = layer(tmp_path, shapely.LineString(THROUGH), far, name=name)
    assert not data.zones.has_roads(VIEWER)
    assert import_roads(connection, file) == 1
    found = data.zones.roads(VIEWER, AROUND)
    assert found["road_name"].tolist() == ["Đường 1"]
    assert found["shape"].tolist() == [
        {"type": "LineString", "coordinates": [list(point) for point in THROUGH]}
    ]
    assert data.zones.has_roads(VIEWER)
    assert data.zones.roads(VIEWER, (106.4, 20.94, 106.5, 20.95)).empty


def test_roads_come_from_the_province_s_own_grid_and_replace_the_former(connection, tmp_path):
    line = shapely.LineString(THROUGH)
    import_roads(connection, layer(tmp_path, line, line))
    file = layer(tmp_path, line, name="grid.gpkg", heading="cấp", crs=9209)
    assert import_roads(connection, file) == 1
    found = data.zones.roads(VIEWER, AROUND)
    assert found["road_name"].tolist() == [""]  # no column names it
    assert found["shape"][0]["coordinates"][0] == pytest.approx(THROUGH[0], abs=1e-6)


def test_who_has_no_right_sees_no_road(connection, tmp_path):
    import_roads(connection, layer(tmp_path, shapely.LineString(THROUGH)))
    assert not data.zones.has_roads(STRANGER)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (shapely.Point(106.33, 20.94), "Row 2 is a Point, not a line"),
        (shapely.box(*AROUND), "Row 2 is a Polygon, not a line"),
        (None, "Row 2 has no line"),
    ],
)
def test_what_is_no_line_is_refused_and_the_former_roads_stay(connection, tmp_path, shape, said):
    line = shapely.LineString(THROUGH)
    import_roads(connection, layer(tmp_path, line))
    file = layer(tmp_path, line, shape, name="wrong.geojson")
    with pytest.raises(RoadsRefusedError, match=said):
        import_roads(connection, file)
    assert len(data.zones.roads(VIEWER, AROUND)) == 1


def test_a_layer_of_elsewhere_says_that_its_grid_may_be_wrong(connection, tmp_path):
    file = layer(tmp_path, shapely.LineString([(105.0, 20.0), (105.1, 20.0)]))
    with pytest.raises(RoadsRefusedError, match=r"None of the 1 roads .*CRS=EPSG:9209"):
        import_roads(connection, file)


def test_a_file_that_is_none_says_so(connection, tmp_path, monkeypatch, capsys):
    file = tmp_path / "roads.gpkg"
    file.write_text("no vectors")
    with pytest.raises(BoundariesRefusedError, match="cannot be read"):
        import_roads(connection, file, Settings())
    monkeypatch.setattr("sys.argv", ["roads", str(tmp_path / "missing.gpkg")])
    monkeypatch.setenv("OWNER_URL", connection.info.dsn)
    assert command.main() == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("module", [command, boundaries], ids=["roads", "boundaries"])
def test_the_apps_login_is_not_taken_for_the_owner(monkeypatch, capsys, module):
    monkeypatch.setattr("sys.argv", ["command", "layer.gpkg"])
    monkeypatch.setenv("DATABASE_URL", "postgresql://dashboard@/nowhere")
    monkeypatch.delenv("OWNER_URL", raising=False)
    assert module.main() == 2
    assert capsys.readouterr().err.startswith("OWNER_URL is not set")


def test_the_owner_of_a_provinces_database_imports_roads(connection, tmp_path, monkeypatch, capsys):
    file = layer(tmp_path, shapely.LineString([(106.32, 20.94), (106.34, 20.94)]))
    monkeypatch.setattr("sys.argv", ["roads", str(file)])
    monkeypatch.setenv("OWNER_URL", connection.info.dsn)
    assert command.main() == 0
    assert "1 roads imported" in capsys.readouterr().out


def test_at_most_twenty_problems_are_printed(connection, tmp_path):
    file = layer(tmp_path, *[shapely.Point(106.33, 20.94)] * 30, name="points.geojson")
    with pytest.raises(RoadsRefusedError, match="10 more") as refused:
        import_roads(connection, file)
    assert len(refused.value.problems) == 30
