"""Second doses due and checkpoint equipment lacking: in and out, one row per rule, by commune."""

from datetime import UTC, date, datetime

import psycopg
import pytest
import streamlit as st

from dashboard import data
from dashboard.data.database import Scope
from dashboard.data.vaccination import Limits
from launch import installation
from launch.urls import as_user

RIGHTS = frozenset({"see_aggregates", "see_people", "record_follow_up"})
PROVINCE = Scope("Dịch tễ", "epidemiologist", RIGHTS, None)
DISTRICT = Scope("Huyện", "district_official", RIGHTS, ("288",))
LEADER = Scope("Lãnh đạo", "leader", frozenset({"see_aggregates"}), None)
NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
LIMITS = Limits(("Vero Cell",), (date(2021, 8, 3),), (date(2021, 7, 26),))


@pytest.fixture(autouse=True)
def _rows(own_two_districts, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    st.cache_data.clear()
    with psycopg.connect(own_two_districts, autocommit=True) as owner:
        owner.execute("""
delete from operational.vaccine_doses;
delete from operational.checkpoint_equipment;
insert into operational.people (person_id, commune_id, household_id, birth_year, sex)
select n, 'c1', n, 1980, 'female' from generate_series(3, 8) n;
insert into operational.vaccine_doses values
(11, 1, 1, 1, 'Vero Cell', '2021-08-03 23:59+07'), -- due today
(12, 3, 1, 1, 'Vero Cell', '2021-08-04 00:00+07'), -- tomorrow
(13, 4, 1, 1, 'Vero Cell', '2021-07-26 08:00+07'), -- late
(14, 5, 1, 1, 'Vero Cell', '2021-07-26 08:00+07'), -- has both
(15, 5, 1, 2, 'Vero Cell', '2021-08-20 08:00+07'),
(16, 6, 1, 1, 'Abdala', '2021-07-01 08:00+07'),    -- no interval is known
(17, 2, 2, 1, 'Vero Cell', '2021-07-27 08:00+07'), -- of the other district, not yet late
(18, 7, 1, 1, 'Vero Cell', '2021-07-01 08:00+07'), -- dose 2 is after the time of the data
(19, 7, 1, 2, 'Vero Cell', '2021-08-25 08:00+07');
update operational.checkpoints set opened_at = '2021-08-01';
insert into operational.checkpoints values
(3, 'Đã đóng', 1, 'c1', null, '2021-07-01', '2021-08-24 17:00+07'),
(4, 'Chưa mở', 1, 'c1', null, '2021-08-24 17:01+07', null);
insert into operational.checkpoint_equipment values
(1, 'camera', 2, 2, 2, now()), (1, 'wifi', 2, 2, 1, now()), (1, 'printer', 3, 1, 1, now()),
(2, 'camera', 1, 0, 0, now()), (3, 'camera', 1, 0, 0, now()), (4, 'camera', 1, 0, 0, now());
""")


def due(scope, **where):
    rows = data.vaccination.second_doses_due(scope, NOW, LIMITS, **where)
    return rows[["vaccine", "due_count", "late_count"]].to_numpy().tolist()


def waiting(scope, most=100, **where):
    rows = data.vaccination.people_due_for_second(scope, NOW, LIMITS, most, **where)
    return list(zip(rows["person_id"], rows["is_late"], strict=True))


def test_second_doses_are_due_from_the_first_day_and_late_after_the_last():
    assert due(PROVINCE) == [["Vero Cell", 4, 2]]
    assert due(DISTRICT) == [["Vero Cell", 3, 2]]
    assert due(PROVINCE, district_id="290") == [["Vero Cell", 1, 0]]
    assert due(PROVINCE, commune_id="c1") == [["Vero Cell", 3, 2]]
    assert due(DISTRICT, commune_id="c2") == []


def test_the_same_people_are_listed_the_longest_late_first():
    assert waiting(PROVINCE) == [(7, True), (4, True), (2, False), (1, False)]
    assert waiting(DISTRICT) == [(7, True), (4, True), (1, False)]
    assert waiting(PROVINCE, commune_id="c2") == [(2, False)]
    assert waiting(PROVINCE, most=1) == [(7, True)]


def test_who_may_not_see_people_gets_no_list():
    assert waiting(LEADER) == []
    assert due(LEADER) == [["Vero Cell", 4, 2]]


def items(scope, **where):
    rows = data.platforms.checkpoint_items(scope, NOW, **where)
    return list(zip(rows["checkpoint_id"], rows["equipment_kind"], strict=True))


def test_open_checkpoints_lack_what_does_not_work_most_lacking_first():
    assert items(PROVINCE) == [(1, "printer"), (2, "camera"), (1, "wifi")]
    assert items(DISTRICT) == [(1, "printer"), (1, "wifi")]
    assert items(PROVINCE, district_id="290") == [(2, "camera")]
    assert items(DISTRICT, commune_id="c2") == []
