"""A province's files enter its database: what is good of them, once, and the rest is explained."""

import gzip
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import psycopg
import pytest

from launch.errors import LaunchError
from launch.importing import __main__ as command
from launch.importing import kinds
from launch.importing.importing import Wanted, import_file
from tests.launch.importing_files import HEAD, csv_file, encoded, rejected, workbook

NOON = datetime(2021, 8, 24, 5, tzinfo=UTC)
TRIAL = Wanted(NOON, is_trial=True, language="en")
KEPT = Wanted(NOON, language="en")
UNITS = """
insert into operational.districts values
('288', 'Hải Dương', 'thành phố'), ('291', 'Nam Sách', 'huyện'), ('293', 'Kim Thành', 'huyện');
insert into operational.communes (
    commune_id, district_id, commune_name, commune_kind, lon, lat, area_km2, population_count,
    population_source
) values
('10507', '288', 'Cẩm Thượng', 'phường', 106.3, 20.9, 2, 100, 'test'),
('10651', '291', 'Cộng Hòa', 'xã', 106.4, 21.1, 2, 100, 'test'),
('10756', '293', 'Cộng Hòa', 'xã', 106.4, 21.0, 2, 100, 'test');
insert into operational.hamlets values (1, '10507', 'Khu 3', 106.3, 20.9);
insert into operational.people (person_id, commune_id, household_id, birth_year, sex) values
(1, '10507', 1, 1980, 'female'), (2, '10651', 2, 1990, 'male');
insert into operational.identities values
(1, 'Nguyễn Thị Một', '0000912001', '000180000001', null),
(2, 'Trần Văn Hai', '0000912002', '000190000002', null);
insert into operational.places values (1, 'Chợ Một', 'market', '10507', 106.3, 20.9);
insert into operational.vaccination_sites values (5, 'Trạm y tế Cẩm Thượng', '10507');
insert into operational.feeds values
('check_ins', 'Quét mã', '2021-08-23 00:00+00', '5 minutes', 10, 0);
"""


@pytest.fixture(scope="session")
def _units(make_database, installed) -> str:
    def fill(url):
        with psycopg.connect(url) as connection:
            connection.execute(UNITS)

    return make_database("units", installed, fill)


@pytest.fixture(scope="module")
def shared(copy_database, _units):
    """Connect to a small province that trials of imports share: they keep nothing."""
    with copy_database(_units) as url, closing(psycopg.connect(url, autocommit=True)) as connection:
        yield connection


@pytest.fixture
def own(copy_database, _units):
    """Connect to a small province for one test alone."""
    with copy_database(_units) as url, closing(psycopg.connect(url, autocommit=True)) as connection:
        yield connection


def rows(connection, query):
    return connection.execute(query).fetchall()


PEOPLE = "select person_id, commune_id, household_id, birth_year, sex from operational.people"
LOAD = "select last_loaded_at from operational.feeds where feed_id = 'population'"


@pytest.mark.parametrize(
    "line",
    [
        "7,Phường Cẩm Thượng,,12,05/08/1980,Nữ",
        "7,cẩm thượng,,12,1980,NỮ",
        "7,CAM THUONG,Hai Duong,12,1980,nu",
        "7,P. Cẩm Thượng,TP Hải Dương,12,5/8/1980,F",
        "7,10507,288,12,1980-08-05,female",
        '7,"Cẩm Thượng, TP Hải Dương, tỉnh Hải Dương",,12,05081980,nữ',
        "7,Cẩm Thượng,,12.0,05-08-1980,Nữ",
        "7,Cẩm Thượng (TP Hải Dương),,12,05.08.1980,Nữ",
        '7,Cẩm Thượng - Hải Dương,,"12,0",1980/08/05,Nữ',
    ],
)
def test_one_person_however_they_are_written(shared, tmp_path, line):
    file = csv_file(tmp_path, f"{HEAD}\n{line}\n")
    with shared.transaction(force_rollback=True):
        import_file(shared, "people", file, KEPT)
        assert (7, "10507", 12, 1980, "female") in rows(shared, PEOPLE)


@pytest.mark.parametrize(
    ("encoding", "letters"),
    [("utf-8-sig", None), ("utf-16", None), ("cp1258", "NFC"), ("tcvn3", None), ("vni", None)],
)
def test_encodings_of_old_offices(shared, tmp_path, encoding, letters):
    text = f"{HEAD}\n7,Xã Cộng Hòa,Huyện Nam Sách,12,05/08/1980,Nữ\n" * 3
    file = csv_file(tmp_path, encoded(text, encoding))
    imported = import_file(shared, "people", file, TRIAL)
    # The heading is there three times; the person is said twice.
    assert (imported.inserted, imported.repeated, imported.refused) == (1, 2, 2)


def test_a_workbook_of_an_old_font_is_read(shared, tmp_path):
    heads = HEAD.split(",")
    line = ["7", "Xã Cộng Hòa", "Huyện Nam Sách", "12", "05/08/1980", "Nữ"]
    old = [[encoded(cell, "tcvn3").decode("cp1252") for cell in row] for row in (heads, line)]
    imported = import_file(shared, "people", workbook(tmp_path, old), TRIAL)
    assert imported.inserted == 1


def test_two_rows_of_headings_merged_cells_titles_numbering_and_a_sum(shared, tmp_path):
    file = workbook(
        tmp_path,
        [
            ["SỞ Y TẾ", None, None, None, None],
            ["DANH SÁCH TIÊM CHỦNG", None, None, None, None],
            [None] * 5,
            ["Số CCCD", "Điểm tiêm", "Mũi tiêm", "Thông tin mũi tiêm", None],
            [None, None, None, "Ngày tiêm", "Loại vắc xin"],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["000180000001", "Trạm y tế Cẩm Thượng", 1, pd.Timestamp("2021-08-05 07:30"), "AZ"],
            ["000190000002", None, 2, "06/08/2021 08:00", "AstraZeneca"],
            ["Tổng cộng", None, 2, None, None],
        ],
        merged=["A2:E2", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "B7:B8"],
    )
    with shared.transaction(force_rollback=True):
        imported = import_file(shared, "vaccine_doses", file, KEPT)
        assert (imported.rows, imported.refused) == (2, 0)
        doses = "select person_id, site_id, dose_number, injected_at from operational.vaccine_doses"
        assert rows(shared, doses) == [
            (1, 5, 1, datetime(2021, 8, 5, 0, 30, tzinfo=UTC)),
            (2, 5, 2, datetime(2021, 8, 6, 1, tzinfo=UTC)),
        ]


def test_citizen_cards_make_people_and_who_they_are(own, tmp_path):
    code = "000185012345|000345678|Đỗ Văn Ba|05081985|Nam|Khu 3, Cẩm Thượng, Hải Dương|01052021"
    file = csv_file(tmp_path, f"Mã QR thẻ;Xã;Mã hộ\n{code};Cẩm Thượng;HK-0012\n" * 1)
    imported = import_file(own, "people", file, KEPT)
    assert (imported.inserted, imported.refused) == (2, 0)
    (person,) = [row for row in rows(own, PEOPLE) if row[3] == 1985]
    assert person[1:] == ("10507", 1_000_000_000, 1985, "male")
    assert rows(own, "select * from operational.identities where person_id > 2") == [
        (person[0], "Đỗ Văn Ba", None, "000185012345", "Khu 3, Cẩm Thượng, Hải Dương")
    ]
    # Another platform knows them by their card as well.
    scans = csv_file(
        tmp_path,
        "CCCD,Mã điểm QR,Thời gian quét\n000185012345,1,05/08/2021 07:30\n,QR-77,x\n",
        name="scans.csv",
    )
    import_file(own, "check_ins", scans, KEPT)
    assert rows(own, "select person_id, place_id from operational.check_ins") == [(person[0], 1)]


def test_the_same_file_again_changes_nothing_and_a_later_one_corrects(own, tmp_path):
    first = csv_file(tmp_path, f"{HEAD}\n7,10507,,1,1980,Nữ\n8,10507,,1,1981,Nam\n", name="1.csv")
    again = csv_file(tmp_path, f"{HEAD}\n8,10507,,1,1981,Nam\n7,10507,,1,1980,Nữ\n", name="2.csv")
    later = csv_file(tmp_path, f"{HEAD}\n7,10651,,1,1980,Nữ\n", name="3.csv")
    assert import_file(own, "people", first, KEPT).inserted == 2
    at = rows(own, LOAD)
    assert import_file(own, "people", first, Wanted(NOON + timedelta(1))).before == NOON
    assert rows(own, LOAD) == at == [(NOON,)]
    told = import_file(own, "people", again, KEPT)
    assert (told.inserted, told.changed, told.unchanged) == (0, 0, 2)
    assert import_file(own, "people", later, KEPT).changed == 1
    assert (7, "10651", 1, 1980, "female") in rows(own, PEOPLE)


@pytest.mark.parametrize(
    "text",
    [
        *("24/08/2021 07:30", "24/8/2021 7:30", "07:30 24/08/2021", "24-08-2021 07:30:00"),
        *("2021-08-24 07:30", "2021-08-24T00:30:00Z", "2021-08-24 07:30:00+07", "24/08/2021 07h30"),
        *("44432.3125", "1629765000", "1629765000000", "24/08/2021 7:30 SA", "24.08.2021 07:30"),
    ],
)
def test_one_moment_however_it_is_written(shared, tmp_path, text):
    file = csv_file(tmp_path, f"{SCANS}1,1,{text},\n")
    with shared.transaction(force_rollback=True):
        import_file(shared, "check_ins", file, KEPT)
        scanned = "select scanned_at from operational.check_ins"
        assert rows(shared, scanned) == [(datetime(2021, 8, 24, 0, 30, tzinfo=UTC),)]


def test_no_onset_is_none_and_a_dose_is_counted_in_words(shared, tmp_path):
    heads = "Mã BN,SĐT,Ngày khẳng định,Ngày báo cáo,Ngày khởi phát"
    file = csv_file(tmp_path, f"{heads}\nBN1,0000912001,20/08/2021,20/08/2021,Không\n")
    assert import_file(shared, "cases", file, TRIAL).inserted == 1
    heads = "CCCD,Điểm tiêm,Mũi số,Vắc xin,Ngày tiêm"
    lines = "000180000001,Trạm y tế Cẩm Thượng,Mũi 2,AZ,5/8/2021\n"
    file = csv_file(tmp_path, f"{heads}\n{lines}")
    assert import_file(shared, "vaccine_doses", file, TRIAL).inserted == 1


def test_a_list_of_hamlets_names_them(shared, tmp_path):
    lines = 'Cẩm Thượng,Khu 4,"106,3","20,9"\nCẩm Thượng,Khu 3,"106,35","20,9"\n'
    file = csv_file(tmp_path, f"Xã,Thôn,Kinh độ,Vĩ độ\n{lines}")
    with shared.transaction(force_rollback=True):
        told = import_file(shared, "hamlets", file, KEPT)
        assert (told.inserted, told.changed) == (1, 1)
        hamlets = "select hamlet_id, hamlet_name, lon from operational.hamlets order by 1"
        assert rows(shared, hamlets) == [(1, "Khu 3", 106.35), (2, "Khu 4", 106.3)]


def test_a_kind_says_what_its_files_may_hold(shared):
    told = {
        name: (what, calls) for name, what, calls in kinds.described(kinds.read(shared, "cases"))
    }
    assert told["case_id"] == (
        "text, needed",
        "mã ca bệnh, mã bn, bn, mã bệnh nhân, số ca, mã ca, ca bệnh",
    )
    assert told["onset_date"][0] == "date"


SCANS = "person_id,place_id,scanned_at,left_at\n"


def test_a_check_in_that_is_corrected_is_withdrawn_and_added_anew(own, tmp_path):
    scan = "1,1,2021-08-24T07:30:00+07:00"
    for name, line in (
        ("1", f"{scan},"),
        ("2", f"{scan},24/08/2021 09:00"),
        ("3", f"{scan},24/08/2021 10:00"),
    ):
        file = csv_file(tmp_path, f"{SCANS}{line}\n", name=f"{name}.csv")
        import_file(own, "check_ins", file, Wanted(NOON + timedelta(minutes=int(name))))
    left = datetime(2021, 8, 24, 2, tzinfo=UTC)
    query = "select left_at, received_at, withdrawn_at from operational.check_ins order by 2"
    assert rows(own, query) == [
        (None, NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)),
        (left, NOON + timedelta(minutes=2), NOON + timedelta(minutes=3)),
        (left + timedelta(hours=1), NOON + timedelta(minutes=3), None),
    ]
    assert rows(own, "select distinct tableoid::regclass::text from operational.check_ins") == [
        ("operational.check_ins_20210824",)
    ]


def test_a_running_dashboard_sees_what_came_late(own, tmp_path):
    """Received before its last look, imported after: it asks for what changed since that look."""
    lines = "1,1,2021-08-22 07:30,2021-08-22 08:00\n1,1,2021-08-24 07:30,2021-08-24 07:31\n"
    file = csv_file(tmp_path, f"person_id,place_id,scanned_at,received_at\n{lines}")
    import_file(own, "check_ins", file, KEPT)
    received = "select received_at from operational.check_ins order by scanned_at"
    assert rows(own, received) == [(NOON,), (datetime(2021, 8, 24, 0, 31, tzinfo=UTC),)]
    feed = "select last_loaded_at, row_count from operational.feeds where feed_id = 'check_ins'"
    assert rows(own, feed) == [(NOON, 12)]


def test_scans_of_unknown_people_and_of_wrong_clocks_get_in(own, tmp_path):
    lines = "ẩn-danh,QR-1,2021-08-24 07:30,\n1,1,1970-01-01 00:00,\n1,1,2021-08-24 07:30,\n" * 2
    file = csv_file(tmp_path, SCANS + lines)
    imported = import_file(own, "check_ins", file, KEPT)
    assert (imported.inserted, imported.repeated, imported.refused) == (3, 3, 0)


PLACE = "Mã địa điểm;Tên điểm;Loại hình;Xã;Kinh độ;Vĩ độ;site_id;site_name;code_label"
BROKEN = {
    "a cell too many": (f"{HEAD}\n7,10507,,1,1980,Nữ,x\n", "width"),
    "a quotation mark left open": (f'{HEAD}\n"7,10507,,1,1980,Nữ\n8,10507,,1,1981,Nam\n', "quote"),
    "an unknown commune": (f"{HEAD}\n7,Xã Không Có,,1,1980,Nữ\n", "commune"),
    "a commune of two districts": (f"{HEAD}\n7,Cộng Hòa,,1,1980,Nữ\n", "several"),
    "a commune of another district": (f"{HEAD}\n7,Cẩm Thượng,Nam Sách,1,1980,Nữ\n", "commune"),
    "no commune": (f"{HEAD}\n7,,,1,1980,Nữ\n", "missing"),
    "no person": (f"{HEAD}\n,10507,,1,1980,Nữ\n", "missing"),
    "no household": (f"{HEAD}\n7,10507,,,1980,Nữ\n", "missing"),
    "a year that is none": (f"{HEAD}\n7,10507,,1,khoảng 80,Nữ\n", "number"),
    "a year of another age": (f"{HEAD}\n7,10507,,1,1780,Nữ\n", "year"),
    "a sex that is no word": (f"{HEAD}\n7,10507,,1,1980,Nữa\n", "word"),
    "a number that was cut": (f"{HEAD}\n3.0185E+10,10507,,1,1980,Nữ\n", "cut"),
    "a person twice, otherwise": (f"{HEAD}\n7,10507,,1,1980,Nữ\n7,10507,,1,1981,Nữ\n", "twice"),
    "a hamlet that is none": (f"{HEAD},Thôn\n7,10507,,1,1980,Nữ,Khu 99\n", "reference"),
    "an agency that is none": (f"{HEAD},Mã cơ quan\n7,10507,,1,1980,Nữ,44\n", "reference"),
    "a card too short": (f"{HEAD},Họ tên,CCCD\n7,10507,,1,1980,Nữ,A,12345\n", "card_number"),
    "a telephone of words": (f"{HEAD},Họ tên,SĐT\n7,10507,,1,1980,Nữ,A,không có số\n", "phone"),
    "degrees that are none": (f"{HEAD},Kinh độ,Vĩ độ\n7,10507,,1,1980,Nữ,2090,20\n", "degrees"),
    "a moment that is none": (f"{SCANS}1,1,hôm qua,\n", "time"),
    "a 31 April": (f"{SCANS}1,1,31/04/2021 07:00,\n", "time"),
    "two digits of a year": (f"{SCANS}1,1,05/08/21,\n", "short_year"),
    "month before day": (f"{SCANS}1,1,08/25/2021,\n", "month_first"),
    "a year beyond": (f"{SCANS}1,1,05/08/2921 07:00,\n", "year"),
    "no moment": (f"{SCANS}1,1,,\n", "missing"),
    "an unknown card": ("CCCD,Ngày cài đặt\n000100000009,05/08/2021\n", "person"),
    "an unknown number": ("Mã người,Ngày cài đặt\n99,05/08/2021\n", "person"),
    "fewer than none": ("Mã địa điểm,Thời gian đếm,Số khách,Quét mã\n1,5/8/2021,-4,1\n", "small"),
    "a number too large": ("Mã chốt,Ngày trực,Ca,Số người\n1,5/8/2021,Sáng,99999\n", "large"),
    "a site without its label": (f"{PLACE}\n2;Chợ;Chợ;10507;106,3;20,9;7;Chợ lớn;\n", "check"),
    "a district that is none": (
        "Ngày,Hình thức,Huyện,Số lượt\n5/8/2021,Báo,Huyện Nào,3\n",
        "district",
    ),
    "a length that is none": (
        "feed_id,source,expected_every,row_count,reject_count\nx,X,thường,0,0\n",
        "length",
    ),
}
KIND_OF = {
    "Mã người,Xã": "people",
    "person_id": "check_ins",
    "CCCD": "app_installs",
    "Mã người,Ngày": "app_installs",
    "Mã địa điểm,Thời": "scan_audits",
    "Mã chốt": "checkpoint_posts",
    "Mã địa điểm;Tên": "places",
    "Ngày,Hình": "campaign_activities",
    "feed_id": "feeds",
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_row_is_set_aside_and_explained(shared, tmp_path, case):
    text, reason = BROKEN[case]
    (kind,) = [kind for head, kind in KIND_OF.items() if text.startswith(head)]
    imported = import_file(shared, kind, csv_file(tmp_path, text), TRIAL)
    found = rejected(imported)
    assert {row[3] for row in found} == {sentence(reason)}, found
    assert found[0][0] == "2"
    assert found[0][4]
    assert imported.refused == 1


def sentence(reason):
    from dashboard import words  # noqa: PLC0415

    return words.sentences("en")[f"importing.reason.{reason}"]


def test_good_rows_are_stored_though_others_are_not(own, tmp_path):
    file = csv_file(
        tmp_path, f"{HEAD}\n7,10507,,1,1980,Nữ\n8,10507,,1,1980,?\n9,10507,,1,1981,Nam\n"
    )
    imported = import_file(own, "people", file, Wanted(NOON))
    assert (imported.inserted, imported.refused) == (2, 1)
    assert rejected(imported) == [
        (
            *("3", "Giới tính", "?", "Không phải từ nào đã biết của cột này."),
            "Dùng một trong các từ của cột, hoặc ghi từ này vào phần [words] của tệp TOML.",
        )
    ]
    assert imported.rejects.stat().st_mode & 0o077 == 0


def test_a_file_that_is_imported_again_is_refused_once_in_its_source_s_count(own, tmp_path):
    file = csv_file(
        tmp_path, "person_id,installed_at\n1,2021-08-20 08:00\n2,không rõ\n", name="installs.csv"
    )

    def refused():
        asked = "select reject_count from operational.feeds where feed_id = 'app'"
        [(count,)] = rows(own, asked)
        return count

    first = import_file(own, "app_installs", file, KEPT)
    before = refused()
    import_file(own, "app_installs", file, replace(KEPT, is_again=True))

    assert first.refused > 0
    assert before >= first.refused
    assert refused() == before


def test_a_dry_run_keeps_nothing_but_says_what_is_wrong(shared, tmp_path):
    before = rows(shared, PEOPLE)
    file = csv_file(tmp_path, f"{HEAD}\n7,10507,,1,1980,Nữ\n8,10507,,1,1980,?\n")
    imported = import_file(shared, "people", file, TRIAL)
    assert (imported.inserted, imported.refused, len(rejected(imported))) == (1, 1, 1)
    assert rows(shared, PEOPLE) == before
    assert rows(shared, "select * from operational.import_files") == []


def test_a_toml_says_what_a_file_does_not(shared, tmp_path):
    settings = tmp_path / "file.toml"
    settings.write_text(
        'dates = "%m/%d/%Y"\nheader_row = 2\n'
        '[columns]\nperson_id = "K1"\nscanned_at = ["K3", "K4"]\nplace_id = "K2"\n'
        "[always]\nleft_at = ''\n",
        encoding="utf-8",
    )
    file = csv_file(tmp_path, "x\nK1|K2|K3|K4\n1|1|08/25/2021|07:30\n")
    with shared.transaction(force_rollback=True):
        import_file(shared, "check_ins", file, Wanted(NOON, settings=settings))
        scanned = "select scanned_at from operational.check_ins"
        assert rows(shared, scanned) == [(datetime(2021, 8, 25, 0, 30, tzinfo=UTC),)]


@pytest.mark.parametrize(
    ("kind", "name", "content", "said"),
    [
        ("visits", "a.csv", "x\n1\n", "No such kind: visits"),
        ("people", "a.csv", "", "is empty"),
        ("people", "a.csv", "a,b\n1,2\n", "No row names a column"),
        ("people", "a.csv", "Mã người,Xã\n1,10507\n", "lacks household_id, birth_year, sex"),
        ("people", "a.xlsx", "no workbook", "cannot be read"),
        ("people", "a.parquet", "no table", "cannot be read"),
        ("people", "a.csv.gz", gzip.compress(HEAD.encode() * 9)[:-9], "cannot be read"),
        ("check_ins", "a.csv", b"person_id,place_id,scanned_at\n\x90\x81\x8d\n" * 9, "no encoding"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(shared, tmp_path, kind, name, content, said):
    with pytest.raises(LaunchError, match=said):
        import_file(shared, kind, csv_file(tmp_path, content, name=name), TRIAL)


CASE = """
insert into operational.cases values
('BN7', 1, null, null, '2021-08-20 00:00+00', '2021-08-20 00:00+00')
"""


def test_go_data_s_contacts_become_reports_of_interviews(own, tmp_path):
    own.execute(CASE)
    heads = "Visual ID,First Name,Middle name,Last Name,Phone number"
    heads += ",Date of last contact,Related person"
    lines = [
        "C-1,Hai,Văn,Trần,0000 912 002,2021-08-19,BN7",
        "C-2,Không,Có,Ai,,2021-08-18,BN7",
        "C-3,Không,Có,Ai,,2021-08-18,BN8",
    ]
    first = csv_file(tmp_path, "\n".join([heads, *lines]), name="1.csv")
    imported = import_file(own, "godata_contacts", first, KEPT)
    assert (imported.inserted, imported.refused) == (2, 1)
    assert [row[:3] for row in rejected(imported)] == [("4", "Related person", "BN8")]
    query = "select person_id, district_id, named, met_at from ledger.interviews order by 4"
    met = datetime(2021, 8, 17, 17, tzinfo=UTC)
    assert rows(own, query) == [
        (None, "288", "Không Có Ai", met),
        (2, "288", "Hai Văn Trần", met + timedelta(days=1)),
    ]
    again = csv_file(tmp_path, "\n".join([heads, *lines[:2]]), name="2.csv")
    assert import_file(own, "godata_contacts", again, KEPT).inserted == 0


def test_sormas_cases_are_those_confirmed_with_english_dates(own, tmp_path):
    groups = "CaseData,CaseData,CaseData,CaseData,CaseData,CaseData"
    heads = "disease,epidNumber,person.phone,caseClassification,reportDate,classificationDate"
    lines = [
        "CORONAVIRUS,VN-1,0000912001,CONFIRMED,8/13/2021,8/14/2021",
        "CORONAVIRUS,VN-2,0000912002,SUSPECT,8/13/2021,",
        "CORONAVIRUS,VN-3,0000912009,CONFIRMED,8/13/2021,8/14/2021",
    ]
    file = csv_file(tmp_path, "\n".join([groups, heads, *lines]))
    imported = import_file(own, "sormas_cases", file, KEPT)
    assert (imported.inserted, imported.refused) == (1, 1)
    query = "select case_id, person_id, reported_at, confirmed_at from operational.cases"
    reported = datetime(2021, 8, 12, 17, tzinfo=UTC)
    assert rows(own, query) == [("VN-1", 1, reported, reported + timedelta(days=1))]


def test_units_come_from_one_list_with_their_kinds_before_their_names(shared, tmp_path):
    file = csv_file(
        tmp_path,
        "Mã huyện,Tên huyện,Mã xã,Tên xã,Vĩ độ,Kinh độ,Diện tích,Dân số,Nguồn\n"
        '290,TP. Chí Linh,10546,Phường Phả Lại,"21,1","106,4","13,8","22.000",TCTK\n'
        '295,Huyện Tứ Kỳ,11170,Xã Phượng Kỳ,"20,8","106,4",6,"7.000",TCTK\n',
    )
    with shared.transaction(force_rollback=True):
        import_file(shared, "districts", file, KEPT)
        imported = import_file(shared, "communes", file, KEPT)
        assert (imported.inserted, imported.refused) == (2, 0)
        query = "select * from operational.districts where district_id in ('290', '295') order by 1"
        assert rows(shared, query) == [
            ("290", "Chí Linh", "thành phố"),
            ("295", "Tứ Kỳ", "huyện"),
        ]
        names = "select commune_name, commune_kind, population_count, area_km2"
        query = f"{names} from operational.communes where district_id = any(%s) order by 1"
        assert shared.execute(query, [["290", "295"]]).fetchall() == [
            ("Phượng Kỳ", "xã", 7000, 6.0),
            ("Phả Lại", "phường", 22000, 13.8),
        ]


def test_an_empty_cell_gets_what_the_table_has_for_it(shared, tmp_path):
    heads = "Mã mẫu,Mã người,Xã,Kênh,Phương pháp,Mẫu gộp,Ngày lấy mẫu"
    file = csv_file(tmp_path, f"{heads}\ns1,1,10507,Giấy,PCR,,5/8/2021\ns2,1,10507,Giấy,PCR,10,\n")
    with shared.transaction(force_rollback=True):
        assert import_file(shared, "provincial_samples", file, KEPT).refused == 1
        pools = "select pool_size, taken_at from operational.provincial_samples"
        assert rows(shared, pools) == [(1, datetime(2021, 8, 4, 17, tzinfo=UTC))]
    heads = "Mã người,Ngày khai báo,Kênh,Triệu chứng,Tiếp xúc"
    lines = '1,5/8/2021,App,"Sốt, ho; mất mùi",Có\n2,5/8/2021,Web,,\n'
    file = csv_file(tmp_path, f"{heads}\n{lines}")
    with shared.transaction(force_rollback=True):
        import_file(shared, "health_declarations", file, KEPT)
        said = "select person_id, symptoms, has_contact from operational.health_declarations"
        assert rows(shared, said) == [
            (1, ["fever", "cough", "loss_of_smell"], True),
            (2, [], None),
        ]


def test_nothing_is_imported_into_views_of_another_province(database_url, tmp_path):
    with closing(psycopg.connect(database_url, autocommit=True)) as connection:
        connection.execute(
            "alter table operational.people rename to nguoi;"
            "create view operational.people as select * from operational.nguoi"
        )
        with pytest.raises(LaunchError, match="where it is a view"):
            import_file(connection, "people", csv_file(tmp_path, HEAD), TRIAL)


def test_parquet_and_numbers_of_spreadsheets(own, tmp_path):
    local = pd.to_datetime(["2021-08-24 07:30", "2021-08-24 08:30"])
    table = pd.DataFrame(
        {"person_id": [1.0, 2.0], "place_id": ["1", "1"], "scanned_at": local, "left_at": pd.NaT}
    )
    table["left_at"] = local.tz_localize("Asia/Ho_Chi_Minh") + timedelta(hours=1)
    table.to_parquet(tmp_path / "scans.parquet")
    import_file(own, "check_ins", tmp_path / "scans.parquet", KEPT)
    assert rows(own, "select person_id, scanned_at, left_at from operational.check_ins") == [
        (n, NOON.replace(hour=n - 1, minute=30), NOON.replace(hour=n, minute=30)) for n in (1, 2)
    ]
    stock = csv_file(
        tmp_path,
        "Điểm tiêm;Ngày;Vắc xin;Phân bổ;Đã nhận;Đã dùng;Còn lại\n"
        "Trạm y tế Cẩm Thượng;24/08/2021;AZ;1.200;1 200;1,000;-5\n",
        name="stock.csv",
    )
    import_file(own, "vaccine_stock", stock, KEPT)
    counts = "select allocated_count, received_count, used_count, on_hand_count"
    assert rows(own, f"{counts} from operational.vaccine_stock") == [(1200, 1200, 1000, -5)]


def test_every_operational_table_has_a_kind(shared):
    from launch.importing import catalogue  # noqa: PLC0415

    assert set(catalogue.names(shared)) <= set(kinds.names())


def test_tables_of_an_earlier_version_get_what_the_import_keeps(own, tmp_path):
    own.execute("drop table operational.import_files, operational.import_codes")
    own.execute("drop sequence operational.import_numbers")
    file = csv_file(tmp_path, f"{HEAD}\nHD-7,10507,,1,1980,Nữ\n")
    assert import_file(own, "people", file, KEPT).inserted == 1


def test_a_simulated_province_s_time_stands_still(own, tmp_path):
    own.execute("comment on schema operational is 'simulated: people=2 seed=1'")
    file = csv_file(tmp_path, f"{SCANS}1,1,2021-08-22 07:30,\n")
    import_file(own, "check_ins", file, Wanted())
    loaded = "select max(last_loaded_at) from operational.feeds"
    assert rows(own, loaded) == [(datetime(2021, 8, 23, 0, 0, 1, tzinfo=UTC),)]


def test_what_fails_as_a_whole_leaves_nothing_behind(shared, tmp_path):
    file = csv_file(tmp_path, f"{HEAD}\n7,10507,,1,1980,?\n8,10507,,1,1980,Nam\n")
    early = Wanted(datetime(2021, 8, 1, tzinfo=UTC))
    with shared.transaction(force_rollback=True):
        shared.execute(
            "insert into operational.feeds values ('population', 'x', now(), '1 day', 0, 0)"
        )
        with pytest.raises(LaunchError, match="Leave the time out"):
            import_file(shared, "people", file, early)
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]


def run(monkeypatch, capsys, url, *arguments):
    """Return the status of the command and what it says."""
    monkeypatch.setenv("OWNER_URL", url)
    monkeypatch.setattr(sys, "argv", ["importing", *map(str, arguments)])
    return command.main(), capsys.readouterr()


def test_the_command_describes_imports_and_refuses(own, tmp_path, monkeypatch, capsys):
    status, said = run(monkeypatch, capsys, own.info.dsn, "people")
    assert (status, "household_id: integer, needed (mã hộ," in said.out) == (0, True)

    file = csv_file(tmp_path, f"{HEAD}\n7,10507,,1,1980,Nữ\n8,10507,,1,1980,?\n")
    status, said = run(monkeypatch, capsys, own.info.dsn, "people", file)
    assert status == 1
    assert "Ngày sinh  →  birth_year" in said.out
    assert "2 rows: 1 new, 0 corrected, 0 as they were, 0 said twice, 1 refused" in said.out

    status, said = run(monkeypatch, capsys, own.info.dsn, "people", file)
    assert (status, "nothing was changed" in said.out) == (0, True)

    status, said = run(monkeypatch, capsys, own.info.dsn, "people", tmp_path / "none.csv")
    assert (status, said.err) == (2, f"There is no file {tmp_path / 'none.csv'}.\n")


def test_an_interrupted_import_loses_and_doubles_nothing(own, tmp_path):
    """Killed when every row is stored and nothing committed, then run again: each is there once."""
    count = 2_000
    scanned = pd.date_range("2021-08-20", periods=count, freq="min", tz="UTC").strftime("%FT%TZ")
    table = pd.DataFrame({"person_id": 1, "place_id": 1, "scanned_at": scanned})
    table.to_csv(tmp_path / "scans.csv", index=False)
    with own.transaction():
        own.execute("lock table operational.feeds in share mode")  # so that it stops at its stamp
        process = subprocess.Popen(
            [sys.executable, "-m", "launch.importing", "check_ins", str(tmp_path / "scans.csv")],
            env=os.environ | {"OWNER_URL": own.info.dsn, "PYTHONPATH": "."},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        here = "(select oid from pg_database where datname = current_database())"
        until(own, f"count(*) > 0 from pg_locks where not granted and database = {here}")
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    until(own, "count(*) = 1 from pg_stat_activity where datname = current_database()")
    assert rows(own, "select count(*) from operational.check_ins") == [(0,)]
    assert import_file(own, "check_ins", tmp_path / "scans.csv", KEPT).inserted == count
    query = "select count(*), count(distinct scanned_at) from operational.check_ins"
    assert rows(own, query) == [(count, count)]


def until(connection, condition):
    """Wait until something holds, a minute at most."""
    deadline = time.monotonic() + 60
    while not rows(connection, f"select {condition}")[0][0]:
        assert time.monotonic() < deadline, condition
        time.sleep(0.02)
