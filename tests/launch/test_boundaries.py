"""Official outlines replace the approximate ones, all or none."""

import unicodedata

import geopandas
import pandas as pd
import psycopg
import pyproj
import pytest
import shapely

from launch.boundaries import import_boundaries
from launch.boundary_files import NOTHING_SAID, BoundariesRefusedError, Settings
from launch.old_encodings import decoded
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
    return refused(connection, file)


def refused(connection, file, settings=NOTHING_SAID):
    with pytest.raises(BoundariesRefusedError) as refused:
        import_boundaries(connection, file, settings)
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

    assert import_boundaries(connection, file).count == COMMUNES.count

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


def same_place(connection, official):
    """Tell whether every outline stored covers what the office meant."""
    outlines = stored(connection)
    return len(outlines) == COMMUNES.count and all(
        outlines[code][0].intersection(cell).area > 0.999 * cell.area
        for code, cell in zip(official.MA_XA, official.geometry, strict=True)
    )


@pytest.mark.parametrize("province", ["Tỉnh Hải Dương", "Hải Dương", "TP. Hải Dương", "HẢI DƯƠNG"])
@pytest.mark.parametrize("first", ["TINH", "TEN_XA", "TEN_HUYEN"])
def test_a_province_named_like_its_city_may_stand_anywhere(
    connection, official, tmp_path, province, first
):
    rows = official.assign(TINH=province)
    rest = [name for name in ("TINH", "TEN_HUYEN", "TEN_XA") if name != first]
    rows[[first, *rest, "geometry"]].to_file(tmp_path / "official.gpkg")

    import_boundaries(connection, tmp_path / "official.gpkg")

    assert same_place(connection, official)


TONES = dict(zip("\u0300\u0309\u0303\u0301\u0323", range(5), strict=True))


def in_cp1258(text):
    """Write letters with their tones behind them, as Windows does."""
    return "".join(
        unicodedata.normalize("NFC", letter.rstrip("".join(TONES))) + letter[1:][-1:]
        if letter[-1] in TONES
        else unicodedata.normalize("NFC", letter)
        for letter in clusters(text)
    ).encode("cp1258")


def clusters(text):
    """Split a text into letters, each with its marks, the tone last."""
    found = []
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter) and found:
            found[-1] += letter
        else:
            found.append(letter)
    return ["".join(sorted(letters, key=lambda letter: letter in TONES)) for letters in found]


def in_table(encoding):
    """Write a text so that `decoded` reads it: one byte a letter, in VNI one more for its marks."""
    known = {decoded(bytes([byte]), encoding): bytes([byte]) for byte in range(0x80, 0x100)}
    bases = {base: known.get(base) or base.encode() for base in "aeouyAEOUYơưƠƯ"}
    for base in bases.values() if encoding == "vni" else ():
        for byte in range(0x80, 0x100):
            read = decoded(base + bytes([byte]), encoding)
            if len(read) == 1:
                known[read] = base + bytes([byte])

    def written(text):
        letters = unicodedata.normalize("NFC", text)
        return b"".join(
            letter.encode() if letter.isascii() else known.get(letter) or known[letter.lower()]
            for letter in letters
        )

    return written


WRITERS = {
    "cp1258": in_cp1258,
    "utf-8": str.encode,
    "tcvn3": in_table("tcvn3"),
    "vni": in_table("vni"),
    "bare": lambda text: bare(text).encode("ascii"),
}


def bare(text):
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def write_bytes(rows, file, writer):
    """Write a Shapefile whose texts are these bytes, and nothing that names their encoding."""
    texts = {
        name: [writer(text).decode("latin-1") for text in rows[name]] for name in rows.columns[:-1]
    }
    rows.assign(**texts).to_file(file, encoding="ISO-8859-1")
    file.with_suffix(".cpg").unlink(missing_ok=True)


@pytest.mark.parametrize("encoding", WRITERS)
@pytest.mark.parametrize("says", [None, "UTF-8", "1258"])
def test_names_in_any_encoding_are_read(connection, official, tmp_path, encoding, says):
    rows = official[["TEN_XA", "TEN_HUYEN", "geometry"]]
    file = tmp_path / "official.shp"
    write_bytes(rows, file, WRITERS[encoding])
    if says:
        file.with_suffix(".cpg").write_text(says)

    import_boundaries(connection, file)

    assert same_place(connection, official)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_names_typed_for_an_old_font_are_read_in_any_format(
    connection, official, tmp_path, encoding
):
    garbled = {
        name: [WRITERS[encoding](text).decode("cp1252") for text in official[name]]
        for name in ("TEN_XA", "TEN_HUYEN")
    }
    official.assign(**garbled).drop(columns="MA_XA").to_file(tmp_path / "official.gpkg")

    import_boundaries(connection, tmp_path / "official.gpkg")

    assert same_place(connection, official)


def test_the_old_tables_write_what_everybody_writes():
    assert WRITERS["tcvn3"]("Xã Cộng Hòa") == "X· Céng Hßa".encode("cp1252")
    assert WRITERS["vni"]("Xã Cộng Hòa") == "Xaõ Coäng Hoøa".encode("cp1252")
    assert WRITERS["cp1258"]("Cộng Hòa") == b"C\xf4\xf2ng Ho\xcca"


def test_lost_letters_and_what_to_do_are_said(connection, official, tmp_path):
    lost = official.TEN_XA.map(lambda name: name.encode("ascii", "replace").decode())
    rows = official.assign(TEN_XA=lost)[["TEN_XA", "TEN_HUYEN", "geometry"]]

    assert "Letters of the names are lost" in refusal(connection, rows, tmp_path)[-1]


def test_an_unknown_encoding_is_asked_for(connection, official, tmp_path):
    rows = official.assign(TEN_XA=[f"\u0416{number}" for number in range(len(official))])
    rows = rows[["TEN_XA", "geometry"]]

    assert "pass it, ENCODING=" in refusal(connection, rows, tmp_path)[-1]


def test_an_encoding_that_is_none_is_refused(connection, official, tmp_path):
    official.to_file(tmp_path / "official.gpkg")

    [problem] = refused(connection, tmp_path / "official.gpkg", Settings(encoding="abc"))

    assert "Known are utf-8, cp1258, tcvn3, vni" in problem


@pytest.fixture
def country(official):
    """Return the province among others, one of which has communes of the same names."""
    other = official.assign(
        TINH="Tỉnh Hưng Yên", MA_XA="0", geometry=official.geometry.translate(1, 0)
    )
    return geopandas.GeoDataFrame(
        pd.concat([other, official.assign(TINH="Tỉnh Hải Dương")], ignore_index=True), crs=4326
    )


@pytest.mark.parametrize("province", ["Hải Dương", "tinh hai duong"])
def test_other_provinces_are_left_out_by_one_setting(
    connection, official, country, tmp_path, province
):
    rows = country.drop(columns="MA_XA")
    rows = rows.assign(TINH=rows.TINH.map(bare)) if province.isascii() else rows
    rows.to_file(tmp_path / "country.gpkg")

    import_boundaries(connection, tmp_path / "country.gpkg", Settings(province=province))

    assert same_place(connection, official)


def test_other_provinces_are_named_as_the_likely_reason(connection, country, tmp_path):
    rows = country.drop(columns="MA_XA")

    assert "pass PROVINCE=" in refusal(connection, rows, tmp_path)[-1]


def test_a_province_that_no_row_names_is_said(connection, official, tmp_path):
    official.to_file(tmp_path / "official.gpkg")

    problems = refused(connection, tmp_path / "official.gpkg", Settings(province="Hà Nội"))

    assert problems[-1] == "No column of the file names the province Hà Nội."


TM3 = "+proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84 +units=m"


def test_a_survey_projection_that_claims_wgs84_is_doubted(connection, official, tmp_path):
    """Written in VN-2000 / TM-3 105-30, and a .prj that says WGS 84, as many are."""
    file = tmp_path / "official.gpkg"
    official.to_crs(9209).set_crs(pyproj.CRS.from_proj4(TM3), allow_override=True).to_file(file)

    believed = import_boundaries(connection, file)
    off = stored(connection)[official.MA_XA[0]][0].centroid.distance(official.geometry[0].centroid)

    assert "224 m off" in believed.notes[0]
    assert "CRS=VN-2000" in believed.notes[0]
    assert 200 < off * 107_000 < 240
    assert import_boundaries(connection, file, Settings(crs="VN-2000")).notes == []
    assert same_place(connection, official)


@pytest.mark.parametrize("crs", [9209, 32648, 3405, 4326])
def test_a_right_coordinate_system_is_not_doubted(connection, official, tmp_path, crs):
    official.to_crs(crs).to_file(tmp_path / "official.gpkg")

    assert import_boundaries(connection, tmp_path / "official.gpkg").notes == []


def test_a_coordinate_system_may_be_passed(connection, official, tmp_path):
    official.to_crs(9209).to_file(tmp_path / "bare.shp")
    (tmp_path / "bare.prj").unlink()

    import_boundaries(connection, tmp_path / "bare.shp", Settings(crs="EPSG:9209"))

    assert same_place(connection, official)
    with pytest.raises(BoundariesRefusedError, match="No such coordinate system"):
        import_boundaries(connection, tmp_path / "bare.shp", Settings(crs="EPSG:1"))


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
def test_headings_cut_inside_a_letter_are_read(connection, official, tmp_path):
    """A Shapefile keeps ten bytes of a heading: "Thành phố" loses half of its last letter."""
    rows = official.rename(columns={"TEN_HUYEN": "Thành phố"}).drop(columns="MA_XA")
    rows = rows.assign(**{"Dân số 2020": "1", "Dân số 2021": "2"})
    rows[[*rows.columns.drop("geometry"), "geometry"]].to_file(
        tmp_path / "cut.shp", encoding="UTF-8"
    )

    import_boundaries(connection, tmp_path / "cut.shp")

    assert same_place(connection, official)


def with_twins(rows, file, heading):
    """Write a Shapefile in which two columns have this heading: one of the rows', and one more."""
    twin = f"{heading[:-1]}1"
    rows = rows.assign(**{twin: "Hải Dương"})
    rows[[*rows.columns.drop("geometry"), "geometry"]].to_file(file, encoding="UTF-8")
    table = file.with_suffix(".dbf").read_bytes().replace(twin.encode(), heading.encode())
    file.with_suffix(".dbf").write_bytes(table)


def test_headings_that_are_cut_to_the_same_do_no_harm(connection, official, tmp_path):
    rows = official.assign(DAN_SO_202="1").drop(columns="MA_XA")
    with_twins(rows, tmp_path / "twins.shp", "DAN_SO_202")

    import_boundaries(connection, tmp_path / "twins.shp")

    assert same_place(connection, official)


def test_twin_headings_of_what_is_needed_are_the_likely_reason(connection, official, tmp_path):
    rows = official.drop(columns="MA_XA")
    with_twins(rows, tmp_path / "twins.shp", "TEN_HUYEN")

    problems = refused(connection, tmp_path / "twins.shp")

    assert "Several columns are headed 'TEN_HUYEN'" in problems[-1]


def with_nan(shape):
    first, second, _, *rest = map("{0[0]} {0[1]}".format, shape.exterior.coords)
    return shapely.from_wkt(f"POLYGON (({first}, {second}, 106.3 NaN, {', '.join(rest)}))")


@pytest.mark.filterwarnings("ignore:invalid value encountered")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (with_nan, "NaN"),
        (lambda shape: shape.centroid.buffer(1e-8), "vanishes"),
        (lambda shape: shape.centroid.buffer(1e-5), "vanishes"),
    ],
)
def test_an_outline_that_no_map_can_draw_is_refused_by_name(
    connection, official, tmp_path, spoil, said
):
    rows = official.copy()
    rows.loc[7, "geometry"] = spoil(rows.geometry[7])

    [problem] = refusal(connection, rows, tmp_path)

    assert said in problem
    assert str(COMMUNES.name[7]) in problem


def test_outlines_are_stored_as_rfc_7946_asks(connection, official, tmp_path):
    holed = official.copy()
    clockwise = shapely.orient_polygons(holed.geometry[0], exterior_cw=True)
    holed.loc[0, "geometry"] = clockwise.difference(clockwise.centroid.buffer(0.001))
    holed.to_file(tmp_path / "official.gpkg")

    import_boundaries(connection, tmp_path / "official.gpkg")

    for shape, _ in stored(connection).values():
        for part in shapely.get_parts(shape):
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)
            assert (shapely.get_coordinates(part) == shapely.get_coordinates(part).round(7)).all()
