"""The whole job from the command line, and every way to ask it wrongly."""

import json
import unicodedata

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.tracing.command.command import run

GOOD = """person_id,place_id,scanned_at,left_at,lat,lon
an,market,2021-08-02T08:00:00+07:00,,20.94,106.33
an,market,2021-08-02T08:00:00+07:00,,20.94,106.33
bình,market,2021-08-02T08:10:00+07:00,2021-08-02T08:30:00+07:00,20.94,106.33
chi,market,2021-08-02T08:40:00+07:00,,20.94,106.33
bình,clinic,2021-08-02T09:00:00+07:00,,20.95,106.34
=dũng,clinic,2021-08-02T09:30:00+07:00,,20.95,106.34
"""
ASKED = ["--case", "an", "--infectious-from", "2021-08-02T00:00+07:00"]


@pytest.fixture
def file(tmp_path):
    """Return a function that writes check-ins."""

    def write(text=GOOD, name="check_ins.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def opened(file):
    """Read a file as a spreadsheet in Vietnamese does."""
    return pd.read_csv(file, sep=";", decimal=",")


def test_it_writes_people_contacts_zones_and_a_summary(file, tmp_path, capsys):
    out = tmp_path / "new" / "out"
    assert run([str(file()), *ASKED, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "contacts.csv",
        "people.csv",
        "summary.txt",
        "zones.geojson",
    ]
    people = opened(out / "people.csv")
    assert people["person_id"].tolist() == ["an", "bình", "chi", "'=dũng"]
    assert people["ring"].tolist() == [0, 1, 1, 2]
    assert people["exposed_at"].iloc[1] == "2021-08-02T08:10:00+07:00"
    contacts = opened(out / "contacts.csv")
    assert contacts["minutes"].tolist() == [20, 20, 30]
    assert contacts["tier"].tolist() == ["≥15"] * 3
    zones = gpd.read_file(out / "zones.geojson")
    assert zones["f1_count"].tolist() == [2]
    raw = json.loads((out / "zones.geojson").read_text("utf-8"))
    assert raw["features"][0]["properties"]["resident_count"] is None
    assert all(part.exterior.is_ccw for part in zones.explode().geometry)
    summary = (out / "summary.txt").read_text("utf-8")
    assert summary == capsys.readouterr().out
    assert "2 F1, 1 F2 through 3 contacts" in summary
    assert len(summary.splitlines()) == 1


def test_files_for_programs_are_plain(file, tmp_path):
    out = tmp_path / "out"
    assert run([str(file()), *ASKED, "--plain", "--out", str(out)]) == 0
    content = (out / "people.csv").read_bytes()
    assert content.startswith(b"person_id,ring,exposed_at")
    assert pd.read_csv(out / "people.csv")["ring"].tolist() == [0, 1, 1, 2]


def test_files_for_people_hold_whole_numbers_and_local_times(file, tmp_path):
    out = tmp_path / "out"
    assert run([str(file()), *ASKED, "--out", str(out)]) == 0
    content = (out / "contacts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b".0" not in content
    summary = (out / "summary.txt").read_text("utf-8")
    assert summary.count("+07:00") >= 3
    assert "UTC" not in summary


def test_minutes_and_rings_are_obeyed(file, tmp_path):
    out = tmp_path / "out"
    options = ["--rings", "1", "--min-overlap", "21min", "--out", str(out)]
    assert run([str(file()), *ASKED, *options]) == 0
    assert opened(out / "people.csv")["person_id"].tolist() == ["an"]
    assert "reaches nobody" in (out / "summary.txt").read_text("utf-8")


def test_compressed_and_parquet_files_give_the_same_answer(file, tmp_path):
    path = file()
    table = pd.read_csv(path)
    table.to_csv(tmp_path / "check_ins.csv.gz", index=False)
    table["scanned_at"] = pd.to_datetime(table["scanned_at"], utc=True)
    table["left_at"] = pd.to_datetime(table["left_at"], utc=True)
    table.to_parquet(tmp_path / "check_ins.parquet")
    answers = []
    for name in ("check_ins.csv", "check_ins.csv.gz", "check_ins.parquet"):
        out = tmp_path / f"out of {name}"
        assert run([str(tmp_path / name), *ASKED, "--out", str(out)]) == 0
        answers.append([path.read_bytes() for path in sorted(out.iterdir())])
    assert answers[0] == answers[1] == answers[2]


def test_integer_ids_match_a_case_given_as_text(tmp_path):
    scanned_at = pd.to_datetime(["2021-08-02T01:00Z", "2021-08-02T01:10Z"])
    table = pd.DataFrame({"person_id": [7, 8], "place_id": [1, 1], "scanned_at": scanned_at})
    table.to_parquet(tmp_path / "ints.parquet")
    out = tmp_path / "out"
    asked = ["--case", "7", "--infectious-from", "2021-08-02T00:00Z", "--out", str(out)]
    assert run([str(tmp_path / "ints.parquet"), *asked]) == 0
    assert opened(out / "people.csv")["person_id"].tolist() == [7, 8]
    assert "No zones" in (out / "summary.txt").read_text("utf-8")


def test_several_cases_may_have_windows_of_their_own(file, tmp_path):
    out = tmp_path / "out"
    asked = ["--case", "an", "--case", "chi", "--infectious-from", "2021-08-02T00:00+07:00"]
    asked += ["--infectious-until", "2021-08-02T08:05+07:00"]
    asked += ["--infectious-until", "2021-08-02T09:00+07:00", "--out", str(out)]
    assert run([str(file()), *asked]) == 0
    assert opened(out / "people.csv")["ring"].tolist() == [0, 0]


WRONG_FILES = {
    "empty": ("", "is empty"),
    "only a header": ("person_id,place_id,scanned_at\n", "has no check-ins"),
    "no person": (GOOD.replace("person_id", "who"), "lacks the column person_id"),
    "naive time": (GOOD.replace("08:40:00+07:00", "08:40:00"), "line 5: '2021-08-02T08:40:00'"),
    "no time": (GOOD.replace("2021-08-02T08:40:00+07:00", "noon"), "line 5: 'noon' is not a time"),
    "blank time": (
        GOOD.replace("2021-08-02T08:40:00+07:00", ""),
        "column scanned_at line 5: the time is blank",
    ),
    "two of one name": (
        GOOD.replace("left_at", "person_id"),
        "has 2 columns called person_id",
    ),
    "bad check-out": (GOOD.replace("08:30:00+07:00", "half nine"), "left_at line 4"),
    "bad position": (GOOD.replace("20.95", "north"), "'north' is not a number of degrees"),
    "nowhere": (GOOD.replace("20.95", "200"), "200"),
    "ragged": (GOOD + "a,b,c,d,e,f,g,h\n", "cannot be read as check-ins"),
}


@pytest.mark.parametrize("wrong", WRONG_FILES)
def test_a_wrong_file_is_refused_in_one_sentence(wrong, file, tmp_path, capsys):
    text, sentence = WRONG_FILES[wrong]
    _refused([str(file(text)), *ASKED], sentence, tmp_path, capsys)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["--case", "nobody", *ASKED[2:]], "case nobody has no check-in"),
        (
            [*ASKED, "--until", "2021-08-02T07:59+07:00"],
            "every check-in of case an in {file} was set aside: 2 in the future",
        ),
        ([*ASKED, "--until", "2021-08-02T09:00"], "--until: '2021-08-02T09:00' has no time zone"),
        ([*ASKED, "--until", "noon"], "--until: 'noon' is not a time"),
        (["--case", "an", *ASKED], "--case an is given 2 times"),
        (["--case", "an", "--infectious-from", "2021-08-02T00:00"], "has no time zone"),
        (["--case", "an", "--infectious-from", "2021-08-02"], "has no time zone"),
        (["--case", "an", "--infectious-from", "noon"], "'noon' is not a time"),
        (["--case", "an"], "--infectious-from"),
        (ASKED[2:], "--case"),
        ([*ASKED, "--rings", "two"], "'two'"),
        ([*ASKED, "--rings", "-1"], "-1"),
        ([*ASKED, "--min-overlap", "long"], "'long'"),
        ([*ASKED, "--min-overlap=-5min"], "-5min"),
        ([*ASKED, "--min-overlap", "15"], "min_overlap 15 has no unit: write 15min"),
        ([*ASKED, "--min-overlap", "1.5"], "write 1.5min"),
        ([*ASKED, "--infectious-until", "2021-08-01T00:00+07:00"], "is not after"),
        ([*ASKED, *ASKED[2:], *ASKED[2:]], "3 times for 1 cases"),
        ([*ASKED, "--colour", "red"], "--colour"),
    ],
)
def test_a_wrong_question_is_refused_in_one_sentence(asked, sentence, file, tmp_path, capsys):
    path = file()
    _refused([str(path), *asked], sentence.format(file=path), tmp_path, capsys)


def test_a_case_whose_check_ins_are_all_impossible_is_not_called_absent(file, tmp_path, capsys):
    late = GOOD.replace("an,market,2021-08-02T08:00:00+07:00,,", "an,market,2099-01-01T00:00Z,,")
    sentence = "every check-in of case an in"
    until = ["--until", "2021-08-03T00:00+07:00"]
    _refused([str(file(late)), *ASKED], sentence, tmp_path, capsys)
    _refused([str(file(late)), *ASKED], "out of time", tmp_path, capsys)
    _refused([str(file(late)), *ASKED, *until], "in the future", tmp_path, capsys)


@pytest.mark.parametrize("until", [[], ["--until", "2021-08-02T23:00+07:00"]], ids=["", "until"])
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("chi,market,2099-08-02T08:40:00+07:00,,20.94,106.33", "in_the_future out_of_time"),
        ("chi,market,9999-12-31T23:59:59-07:00,,20.94,106.33", "in_the_future out_of_time"),
        ("chi,market,infinity,,20.94,106.33", "in_the_future out_of_time"),
        ("chi,market,1899-12-31T00:00Z,,20.94,106.33", "out_of_time"),
        ("chi,market,2021-08-02T08:40Z,infinity,20.94,106.33", "left_out_of_time"),
        ("chi,market,2021-08-02T08:40Z,294276-12-31 23:59:59+00,20.9,106.3", "left_out_of_time"),
        ("chi,market,2021-08-02T08:40Z,2069-01-01T00:00Z,20.94,106.33", "left_out_of_time"),
        ("chi,market,2021-08-02T08:40Z,2021-08-02T08:39Z,20.94,106.33", "left_before_arrival"),
        ("chi,market,2021-08-02T08:40Z,-infinity,20.94,106.33", "left_before_arrival"),
    ],
)
def test_no_row_stops_a_trace(row, reason, until, file, tmp_path):
    assert run([str(file(f"{GOOD}{row}\n")), *ASKED, *until, "--out", str(tmp_path / "out")]) == 0
    summary = (tmp_path / "out" / "summary.txt").read_text("utf-8")
    expected = reason.split()[0 if until else -1]
    assert f"(set aside: 1 {expected})" in summary


def test_a_time_exact_to_the_nanosecond_may_stand_beside_a_far_one(file, tmp_path):
    exact = GOOD.replace("T08:00:00+07:00", "T08:00:00.123456789+07:00") + LATE.replace(
        "2035-", "9999-"
    )
    assert run([str(file(exact)), *ASKED, "--out", str(tmp_path / "out")]) == 0


def test_ids_are_trimmed_and_composed(file, tmp_path):
    spaced = GOOD.replace("\nan,", "\n an\u00a0,").replace(
        "bình", unicodedata.normalize("NFD", "bình")
    )
    assert run([str(file(spaced)), *ASKED, "--out", str(tmp_path / "spaced")]) == 0
    assert run([str(file()), *ASKED, "--out", str(tmp_path / "plain")]) == 0
    tables = [(tmp_path / name / "people.csv").read_bytes() for name in ("spaced", "plain")]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("spoiled", ["3.01E+11", "3,01E+11", "3E+11"])
def test_an_id_that_a_spreadsheet_cut_is_refused_with_its_row(spoiled, file, tmp_path, capsys):
    text = GOOD + f'"{spoiled}",market,2021-08-02T08:40:00+07:00,,20.94,106.33\n'
    line = len(text.splitlines())
    _refused([str(file(text)), *ASKED], f"person_id line {line}: '{spoiled}'", tmp_path, capsys)


def test_a_time_in_basic_format_has_its_zone(file, tmp_path):
    basic = GOOD.replace("2021-08-02T08:00:00+07:00", "20210802T0800+0700")
    assert basic != GOOD
    assert run([str(file(basic)), *ASKED, "--out", str(tmp_path / "basic")]) == 0


def test_seconds_since_1970_are_named_and_not_given_a_zone(file, tmp_path, capsys):
    counted = GOOD.replace("2021-08-02T08:00:00+07:00", "1627866000")
    sentence = "'1627866000' counts from 1970 instead of naming a time; write for example 2021-"
    _refused([str(file(counted)), *ASKED], sentence, tmp_path, capsys)


LATE = "chi,market,2035-08-02T08:40:00+07:00,,20.94,106.33\n"


def test_scans_after_until_have_a_wrong_clock_and_are_set_aside(file, tmp_path):
    until = ["--until", "2021-08-02T23:00+07:00"]
    for name, text in (("with", GOOD + LATE), ("without", GOOD)):
        assert run([str(file(text)), *ASKED, *until, "--out", str(tmp_path / name)]) == 0
    summary = (tmp_path / "with" / "summary.txt").read_text("utf-8")
    assert (
        "2021-08-02T08:00+07:00 to 2021-08-02T09:30+07:00 (set aside: 1 in_the_future)" in summary
    )
    assert "The data end at 2021-08-02T23:00+07:00; later scans set aside: 1." in summary
    for table in ("people.csv", "contacts.csv"):
        both = [(tmp_path / name / table).read_bytes() for name in ("with", "without")]
        assert both[0] == both[1]


def test_a_scan_at_the_very_end_of_the_data_counts(file, tmp_path):
    until = ["--until", "2021-08-02T09:30:00+07:00"]
    assert run([str(file()), *ASKED, *until, "--out", str(tmp_path / "out")]) == 0
    assert "set aside: none" in (tmp_path / "out" / "summary.txt").read_text("utf-8")


def test_without_until_the_summary_says_that_future_scans_count(file, tmp_path):
    assert run([str(file(GOOD + LATE)), *ASKED, "--out", str(tmp_path / "out")]) == 0
    summary = (tmp_path / "out" / "summary.txt").read_text("utf-8")
    assert "No --until was given: of clocks in the future only those" in summary


def test_the_summary_lists_only_rings_that_have_people(file, tmp_path):
    out = tmp_path / "out"
    assert run([str(file()), *ASKED, "--rings", "99999", "--out", str(out)]) == 0
    assert "reaches 2 F1, 1 F2 through" in (out / "summary.txt").read_text("utf-8")


def test_no_minutes_need_no_unit(file, tmp_path):
    assert run([str(file()), *ASKED, "--min-overlap", "0", "--out", str(tmp_path / "out")]) == 0


SCANNED = pd.to_datetime(["2021-08-02T01:00Z", "2021-08-02T01:10Z"])
PARQUET = pd.DataFrame({"person_id": [1, 2], "place_id": [1, 1], "scanned_at": SCANNED})
ONE = ["--case", "1", "--infectious-from", "2021-08-02T00:00Z"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"person_id": [1.0, 2.0]}, "column person_id: ids must be integers or text, not 1.0"),
        ({"place_id": [2.5, 2.5]}, "column place_id: ids must be integers or text, not 2.5"),
        ({"person_id": [True, False]}, "ids must be integers or text, not True"),
        ({"scanned_at": [SCANNED[0], pd.NaT]}, "column scanned_at row 2: the time is blank"),
        ({"scanned_at": SCANNED.tz_localize(None)}, "without zone"),
        ({"scanned_at": ["2021-08-02T01:00Z", "x"]}, "scanned_at row 2: 'x' is not a time"),
    ],
)
def test_a_wrong_parquet_file_is_refused_in_one_sentence(changed, sentence, tmp_path, capsys):
    PARQUET.assign(**changed).to_parquet(tmp_path / "x.parquet")
    _refused([str(tmp_path / "x.parquet"), *ONE], sentence, tmp_path, capsys)


def test_two_parquet_columns_of_one_name_are_refused(tmp_path, capsys):
    table = pa.Table.from_pandas(PARQUET)
    twice = table.append_column("place_id", table["place_id"])
    pq.write_table(twice.replace_schema_metadata(), tmp_path / "x.parquet")
    sentence = "has 2 columns called place_id"
    _refused([str(tmp_path / "x.parquet"), *ONE], sentence, tmp_path, capsys)


def test_integer_ids_with_a_gap_stay_integers_and_the_gap_is_set_aside(tmp_path):
    gap = pd.concat([PARQUET, PARQUET.tail(1)]).assign(
        person_id=pd.array([1, 2, None], dtype="Int64"), lat=[20.9, 20.9, None], lon=106.3
    )
    gap.to_parquet(tmp_path / "x.parquet", index=False)
    out = tmp_path / "out"
    assert run([str(tmp_path / "x.parquet"), *ONE, "--out", str(out)]) == 0
    assert opened(out / "people.csv")["person_id"].tolist() == [1, 2]
    assert "set aside: 1 unknown_person" in (out / "summary.txt").read_text("utf-8")


def test_int96_is_not_given_a_zone_seven_hours_off(tmp_path, capsys):
    table = pa.Table.from_pandas(PARQUET.assign(scanned_at=SCANNED.tz_localize(None)))
    pq.write_table(table, tmp_path / "x.parquet", use_deprecated_int96_timestamps=True)
    sentence = "column scanned_at is of the old type INT96"
    _refused([str(tmp_path / "x.parquet"), *ONE], sentence, tmp_path, capsys)


def test_numbers_are_not_given_a_zone(tmp_path, capsys):
    PARQUET.assign(scanned_at=[1627866000, 1627866600]).to_parquet(tmp_path / "x.parquet")
    sentence = "has 1627866000, which counts from 1970 instead of naming a time"
    _refused([str(tmp_path / "x.parquet"), *ONE], sentence, tmp_path, capsys)


def test_a_far_check_out_in_parquet_is_set_aside(tmp_path):
    far = pd.Series(["9999-12-31T00:00Z", None], dtype="datetime64[us, UTC]")
    PARQUET.assign(left_at=far).to_parquet(tmp_path / "x.parquet")
    assert run([str(tmp_path / "x.parquet"), *ONE, "--out", str(tmp_path / "out")]) == 0
    assert "1 left_out_of_time" in (tmp_path / "out" / "summary.txt").read_text("utf-8")


def test_a_missing_file_a_folder_and_garbage_are_refused(tmp_path, capsys):
    _refused([str(tmp_path / "none.csv"), *ASKED], "there is no file", tmp_path, capsys)
    _refused([str(tmp_path), *ASKED], "is a folder, not a file", tmp_path, capsys)
    for name in ("x.parquet", "x.csv.gz", "x.csv"):
        (tmp_path / name).write_bytes(bytes(range(256)))
        _refused([str(tmp_path / name), *ASKED], name, tmp_path, capsys)


def test_an_output_that_is_a_file_is_refused_and_kept(file, tmp_path, capsys):
    (tmp_path / "taken").write_text("mine", "utf-8")
    for out in ("taken", "taken/x", "taken/x/y"):
        assert run([str(file()), *ASKED, "--out", str(tmp_path / out)]) == 2
        said = capsys.readouterr()
        assert f"cannot be a folder: {tmp_path / 'taken'} is a file\n" in said.err
        assert len(said.err.splitlines()) == 1
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


def _refused(arguments, sentence, tmp_path, capsys):
    before = sorted(tmp_path.iterdir())
    assert run([*arguments, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
    assert sorted(tmp_path.iterdir()) == before


def test_who_lives_together_is_a_contact_and_a_crowd_is_none(file, tmp_path):
    homes = file("person_id,household_id\nan,7\nem,7\nchi,8\n", "homes.csv")
    out = tmp_path / "out"

    asked = [str(file()), *ASKED, "--homes", str(homes), "--max-crowd", "1", "--out", str(out)]
    assert run(asked) == 0

    people = opened(out / "people.csv")
    assert dict(zip(people["person_id"], people["ring"], strict=True)) == {"an": 0, "em": 1}


def test_a_person_of_two_households_is_refused_by_name(file, tmp_path, capsys):
    homes = file("person_id,household_id\nan,7\n an ,8\n", "homes.csv")

    assert run([str(file()), *ASKED, "--homes", str(homes), "--out", str(tmp_path / "out")]) == 2

    assert "has an twice" in capsys.readouterr().err
