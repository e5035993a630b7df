"""What each platform's question counts, on hand-made rows: now, a day ago and a week ago."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import psycopg
import pytest

from dashboard import data
from dashboard.data import database
from dashboard.data.database import Scope
from launch import installation
from launch.urls import as_user

NOW = datetime(2021, 8, 24, 11, 0, tzinfo=UTC)  # 18:00 in Vietnam; yesterday is the 23rd
PROVINCE = Scope("a", "leader", frozenset({"see_aggregates"}), None)
DISTRICT = Scope("b", "district_official", frozenset({"see_aggregates"}), ("290",))

ROWS = """
insert into operational.districts values
('288', 'Hải Dương', 'thành phố'), ('290', 'Chí Linh', 'thành phố');
insert into operational.communes (
    commune_id, district_id, commune_name, commune_kind, lon, lat, area_km2, population_count,
    population_source
) values
('c1', '288', 'Một', 'phường', 106.3, 20.9, 2, 4, 'test'),
('c2', '290', 'Hai', 'xã', 106.4, 21.1, 2, 2, 'test');
insert into operational.people (person_id, commune_id, household_id, birth_year, sex) values
(1, 'c1', 1, 1980, 'female'), (2, 'c1', 1, 1990, 'male'), (3, 'c1', 1, 2003, 'male'),
(4, 'c2', 2, 2004, 'male');
insert into operational.health_record_links values
(1, '2021-08-01 08:00+07'), (2, '2021-08-24 08:00+07'), (3, '2021-08-24 19:00+07');
insert into operational.health_declarations values
(1, 1, '2021-08-24 08:00+07', 'app'), (2, 1, '2021-08-23 08:00+07', 'app'), -- one person twice
(3, 2, '2021-08-17 18:00+07', 'app'), -- seven days ago to the minute
(4, 3, '2021-08-25 08:00+07', 'app'); -- after the time of the data
update operational.health_declarations set symptoms = '{fever,cough}' where declaration_id = 2;
update operational.health_declarations set has_contact = true, has_travelled = false
where declaration_id = 1;
update operational.health_declarations set has_travelled = true where declaration_id in (3, 4);
insert into operational.provincial_samples values
(1, 's1', 1, 'c1', 'app', 'pcr', 1, '2021-08-23 17:00+07', null, null, null),
(2, 's2', 1, 'c1', 'app', 'pcr', 1, '2021-08-23 19:00+07', null, null, null), -- 23 hours
(3, 's3', 2, 'c1', 'app', 'pcr', 1, '2021-08-01 08:00+07', null, null, null), -- lost
(4, 's4', 2, 'c1', 'app', 'pcr', 1, '2021-08-20 08:00+07', 'negative', '2021-08-24 07:00+07',
 '2021-08-24 08:00+07'),
(5, 's5', 2, 'c1', 'paper', 'pcr', 1, '2021-08-23 18:30+07', 'negative', '2021-08-24 07:00+07',
 '2021-08-24 08:00+07'), -- told, not electronically
(6, 's6', 3, 'c1', 'portal', 'pcr', 1, '2021-08-23 18:30+07', 'negative', '2021-08-24 07:00+07',
 '2021-08-24 08:00+07'),
(7, 's7', 3, 'c1', 'app', 'pcr', 1, '2021-08-23 18:30+07', 'negative', '2021-08-24 07:00+07',
 '2021-08-24 19:00+07'), -- told after the time of the data
(8, 's8', 3, 'c1', 'app', 'pcr', 1, '2021-08-23 18:30+07', 'negative', '2021-08-24 07:00+07', null),
(9, 's9', 4, 'c2', 'app', 'pcr', 1, '2021-08-16 19:00+07', 'negative', '2021-08-17 07:00+07',
 '2021-08-17 09:00+07'), -- a week ago
(10, 's10', 4, 'c2', 'app', 'pcr', 1, '2021-08-16 20:00+07', 'negative', '2021-08-17 07:30+07',
 '2021-08-24 08:00+07'), -- a week ago, told today only
(11, 's11', 4, 'c2', 'portal', 'pcr', 1, '2021-08-16 21:00+07', 'negative', '2021-08-17 19:00+07',
 '2021-08-17 20:00+07'); -- an hour later than today's
insert into operational.national_results values
(1, 's4', 2, '2021-08-20', 'negative', '2021-08-24', '2021-08-24 08:00+07'),
(2, 's5', 2, '2021-08-23', 'positive', '2021-08-24', '2021-08-24 08:00+07'), -- another result
(3, 's6', 1, '2021-08-23', 'negative', '2021-08-24', '2021-08-24 08:00+07'), -- another person
(4, 's7', null, '2021-08-23', 'negative', '2021-08-24', '2021-08-24 08:00+07'), -- unknown person
(5, 's8', 3, '2021-08-23', 'negative', '2021-08-24', '2021-08-24 19:00+07'); -- not yet received
insert into operational.vaccination_sites values (1, 'Một', 'c1');
insert into operational.vaccine_stock values
(1, '2021-07-27', 'A', 9, 9, 9, 50), -- before the 28 days
(1, '2021-08-01', 'A', 100, 80, 30, 95), (1, '2021-08-24', 'A', 0, 0, 10, 85),
(1, '2021-08-25', 'A', 9, 9, 9, 0), -- not yet
(1, '2021-08-10', 'B', 10, 10, 4, 6), (1, '2021-08-11', 'B', 0, 0, 1, 6); -- found one
insert into operational.vaccine_doses values
(1, 1, 1, 1, 'A', '2021-08-01 08:00+07'), (2, 1, 1, 2, 'A', '2021-08-22 08:00+07'),
(3, 2, 1, 1, 'A', '2021-08-24 08:00+07');
insert into operational.vaccination_certificates values (1, '2021-08-20'), (4, '2021-08-20');
insert into operational.portal_visits values
('2021-08-23', 'app', 'news', 5), ('2021-08-23', 'portal', 'news', 6),
('2021-08-22', 'app', 'news', 3), ('2021-08-24', 'app', 'news', 99);
insert into operational.places values
(1, 'A', 'market', 'c1', 106.3, 20.9, true, null, null, '2021-06-01'),
(2, 'B', 'market', 'c1', 106.3, 20.9, true, null, null, '2021-08-23'),
(3, 'C', 'market', 'c1', 106.3, 20.9, true, null, null, null);
insert into operational.check_ins values
(1, 1, 1, '2021-08-23 08:00+07', null, now(), null),
(2, 2, 1, '2021-08-23 09:00+07', null, now(), null),
(3, 2, 3, '2021-08-23 09:00+07', null, now(), null), -- not registered
(4, 2, 2, '2021-08-24 09:00+07', null, now(), null); -- today is not a whole day
insert into operational.checkpoints values
(1, 'Một', 1, 'c1', null, '2021-08-01', null),
(2, 'Hai', 1, 'c1', null, '2021-08-01', '2021-08-20');
insert into operational.checkpoint_equipment values
(1, 'camera', 1, 3, 2, '2021-08-20'), (1, 'printer', 2, 1, 0, '2021-08-20'),
(2, 'camera', 9, 9, 9, '2021-08-20'); -- closed
insert into operational.support_workers values
(1, 'teacher', 'c1'), (2, 'student', 'c1'), (3, 'student', 'c2');
insert into operational.support_shifts values
(1, '2021-08-23', 'c1', 'test_entry', 4, 9), (1, '2021-08-23', 'c1', 'install_guidance', 4, 2),
(2, '2021-08-22', 'c2', 'test_entry', 4, 5), (2, '2021-08-24', 'c1', 'test_entry', 4, 7);
insert into operational.campaign_activities values
(1, '2021-08-23', 'press', null, null, 4), (2, '2021-08-17', 'district_radio', '288', null, 2),
(3, '2021-08-16', 'district_radio', '288', null, 1), (4, '2021-08-24', 'press', null, null, 50);
insert into operational.commune_readiness values
('c1', '2021-08-10', 'command', true), ('c1', '2021-08-10', 'forces', true),
('c1', '2021-08-10', 'means', true), ('c1', '2021-08-10', 'logistics', false),
('c1', '2021-08-24', 'logistics', true), -- the last item, today
('c2', '2021-08-10', 'command', true); -- three were never assessed
"""

# platform -> (district, days ago) -> (count, whole); whatever is not named must not be there.
EXPECTED = {
    "health_records": {
        ("288", 0): (2, 3), ("288", 1): (1, 3), ("288", 7): (1, 3),
        ("290", 0): (0, 1), ("290", 1): (0, 1), ("290", 7): (0, 1),
    },
    "declarations": {
        ("288", 0): (1, 3), ("288", 1): (2, 3), ("288", 7): (1, 3),
        ("290", 0): (0, 1), ("290", 1): (0, 1), ("290", 7): (0, 1),
    },
    "waiting_samples": {
        ("288", 0): (1, None), ("288", 1): (1, None), ("288", 7): (0, None),
        ("290", 0): (0, None), ("290", 1): (0, None), ("290", 7): (0, None),
    },
    "results_electronic": {("288", 0): (2, 5), ("290", 1): (2, 3), ("290", 7): (1, 2)},
    "results_told": {("288", 0): (3, 5), ("290", 1): (2, 3), ("290", 7): (1, 2)},
    "matching_results": {
        ("288", 0): (2, 5), ("290", 0): (0, 1), ("290", 1): (0, 3), ("290", 7): (0, 2),
    },
    "certificates": {("288", 0): (1, 2), ("288", 1): (1, 1), ("288", 7): (0, 1)},
    "portal_visits": {(None, 0): (11, None), (None, 1): (3, None)},
    "venues": {("288", 0): (1, 2), ("288", 1): (0, 1), ("288", 7): (0, 1)},
    "equipment_installed": {("288", 0): (2, 3)},
    "equipment_working": {("288", 0): (1, 3)},
    "support_workers": {
        ("288", 0): (1, 2), ("288", 1): (1, 2), ("288", 7): (0, 2),
        ("290", 0): (0, 1), ("290", 1): (0, 1), ("290", 7): (0, 1),
    },
    "support_work": {
        ("288", 0): (11, None), ("288", 1): (0, None), ("288", 7): (0, None),
        ("290", 0): (0, None), ("290", 1): (5, None), ("290", 7): (0, None),
    },
    "campaigns": {
        (None, 0): (4, None), ("288", 0): (2, None), ("288", 1): (3, None), ("288", 7): (1, None),
    },
    "readiness": {("288", 0): (1, 1), ("288", 1): (0, 1), ("288", 7): (0, 1)},
}  # fmt: skip


@pytest.fixture(scope="module")
def hand_made(copy_database, installed):
    with copy_database(installed) as url, pytest.MonkeyPatch.context() as patch:
        with psycopg.connect(url) as owner:
            owner.execute(ROWS)
        patch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        yield url


@pytest.fixture
def counts(hand_made):
    """Return a function that answers a platform's question as {(district, days ago): counts}."""

    def answered(name, scope=PROVINCE):
        blanks = data.platforms.BLANKS.get(name, {})
        question = data.platforms.QUESTIONS[name]
        rows = database.ask(question, scope=scope, data_time=NOW, **blanks)
        rows = rows.astype("object").where(rows.notna(), None)
        return {
            (row["district_id"], row["days_ago"]): (row["done_count"], row["whole_count"])
            for row in rows.to_dict("records")
        }

    return answered


def test_every_platform_is_tested():
    assert set(EXPECTED) == set(data.platforms.QUESTIONS)


@pytest.mark.parametrize("name", EXPECTED)
def test_platform_counts(counts, name):
    assert counts(name) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_platform_keeps_to_the_viewers_districts(counts, name):
    own = {key: value for key, value in EXPECTED[name].items() if key[0] in {"290", None}}

    assert counts(name, DISTRICT) == own


def test_declarations_of_each_commune(hand_made):
    rows = database.ask("silent_communes", scope=PROVINCE, data_time=NOW)

    columns = ["day_count", "day_before_count", "week_before_count"]
    assert rows.set_index("commune_id")[columns].T.to_dict("list") == {
        "c1": [1, 1, 2],
        "c2": [0, 0, 0],
    }


def samples(by, scope=PROVINCE):
    rows = database.ask("sample_groups", scope=scope, data_time=NOW, asked_by=by)
    keys = zip(rows["group_name"], rows["district_id"], strict=True)
    named = [tuple(None if pd.isna(part) else part for part in key) for key in keys]
    return rows.assign(key=named).set_index("key")


COUNTS = [
    *("taken_count", "result_count", "within_count"),
    *("due_count", "told_within_count", "positive_count"),
]


def test_samples_of_two_weeks_and_how_fast_they_were(hand_made):
    rows = samples("all")

    assert rows.loc[[("all", None)], COUNTS].to_numpy().tolist() == [[10, 8, 7, 3, 2, 0]]
    assert rows.loc[[("all", "288")], COUNTS].to_numpy().tolist() == [[7, 5, 4, 0, 0, 0]]
    assert rows.loc[[("all", "290")], COUNTS].to_numpy().tolist() == [[3, 3, 3, 3, 2, 0]]
    hours = ["median_hours", "p90_hours", "told_median_hours"]
    assert rows.loc[[("all", None)], hours].to_numpy().ravel() == pytest.approx([12.5, 43.9, 1.0])


def test_a_sample_counts_on_the_day_it_was_taken_and_its_result_on_its_own(hand_made):
    rows = samples("day")

    assert rows.loc[[("2021-08-23", "288")], COUNTS[:2]].to_numpy().tolist() == [[6, 0]]
    assert rows.loc[[("2021-08-24", "288")], COUNTS[:2]].to_numpy().tolist() == [[0, 5]]
    assert rows.loc[[("2021-08-16", None)], COUNTS[:2]].to_numpy().tolist() == [[3, 0]]


def test_samples_by_channel_keep_to_the_viewers_districts(hand_made):
    rows = samples("channel", DISTRICT)

    assert rows["result_count"].to_dict() == {
        ("app", "290"): 2, ("app", None): 2, ("portal", "290"): 1, ("portal", None): 1,
    }  # fmt: skip


def test_what_the_software_does_not_know_of_a_sample_is_a_group_of_its_own(hand_made):
    assert set(samples("laboratory").index) == {(None, "288"), (None, "290"), (None, None)}


def test_places_in_use_by_commune_and_kind(hand_made):
    rows = database.ask("venue_groups", scope=PROVINCE, data_time=NOW)

    [row] = rows.to_dict("records")
    counts = ("registered_count", "today_count", "week_count", "week_scan_count")
    assert [row[name] for name in counts] == [2, 1, 2, 3]  # the third is not registered
    assert database.ask("venue_groups", scope=DISTRICT, data_time=NOW).empty


def test_a_silent_place_and_since_when(hand_made):
    def silent(moment):
        rows = database.ask(
            "silent_venues", scope=PROVINCE, data_time=moment, district_id=None
        ).astype({"silent_days": "float64"})
        return dict(zip(rows["place_name"], rows["silent_days"].fillna(-1), strict=True))

    assert silent(NOW) == {}
    assert silent(NOW + timedelta(days=6)) == {"A": 7}  # B was scanned at a day later
    assert silent(NOW + timedelta(days=28)) == {"A": -1, "B": -1}


def test_a_place_s_own_page_knows_the_day_that_the_list_of_silent_places_does(hand_made):
    later = NOW + timedelta(days=20)
    asked = {"scope": PROVINCE, "data_time": later}
    [listed, _] = database.ask("silent_venues", district_id=None, **asked).to_dict("records")
    [row] = database.ask("venue", place_id=listed["place_id"], **asked).to_dict("records")

    assert listed["silent_days"] >= 20
    assert row["last_date"] == listed["last_date"]


def answers(question, scope=PROVINCE):
    rows = database.ask(question, scope=scope, data_time=NOW)
    return rows.astype("object").where(rows.notna(), None).to_dict("records")


def test_equipment_of_open_checkpoints(hand_made):
    assert [
        (row["equipment_kind"], row["required_count"], row["working_count"])
        for row in answers("checkpoint_equipment")
    ] == [("camera", 1, 2), ("printer", 2, 0)]
    assert answers("checkpoint_equipment", DISTRICT) == []


def test_an_open_checkpoint_with_its_scans_and_no_staff_reported(hand_made):
    [row] = answers("open_checkpoints")
    assert (row["lon"], row["lat"]) == (106.3, 20.9)

    names = ("checkpoint_name", "morning_count", "today_scan_count", "week_scan_count")
    assert [row[name] for name in names] == ["Một", None, 0, 2]
    assert answers("open_checkpoints", DISTRICT) == []


def test_scans_at_open_checkpoints_by_hour_of_whole_days(hand_made):
    hours = [(row["scan_hour"], row["scan_count"]) for row in answers("checkpoint_flow")]
    assert hours == [(8, 1), (9, 1)]
    assert answers("checkpoint_flow", DISTRICT) == []


def test_the_latest_assessment_of_each_item_counts(hand_made):
    known = {
        (row["commune_id"], row["item"]): row["is_ready"] for row in answers("readiness_items")
    }

    assert known["c1", "logistics"] is True  # assessed anew today
    assert set(known) == {
        *(("c1", item) for item in ("command", "forces", "means", "logistics")),
        ("c2", "command"),
    }


def test_visits_of_whole_days_by_service_and_channel(hand_made):
    assert [
        (row["visit_date"].day, row["channel"], row["visit_count"])
        for row in answers("service_visits")
    ] == [(22, "app", 3), (23, "app", 5), (23, "portal", 6)]


def test_the_campaign_by_way_of_two_weeks(hand_made):
    known = {
        (row["activity_kind"], row["district_id"]): (row["week_count"], row["before_count"])
        for row in answers("campaign_kinds")
    }

    assert known == {("press", None): (4, 0), ("district_radio", "288"): (2, 1)}
    assert [row["district_id"] for row in answers("campaign_kinds", DISTRICT)] == [None]


def test_a_commune_that_no_loudspeaker_reaches(hand_made):
    rows = {row["commune_id"]: row for row in answers("campaign_reach")}

    names = ("loudspeaker_count", "radio_count", "loudspeaker_days")
    assert [rows["c1"][name] for name in names] == [0, 2, None]
    assert set(rows) == {"c1", "c2"}


def test_rows_that_say_again_what_another_says(hand_made):
    rows = database.ask("feed_duplicates", scope=PROVINCE)

    assert dict(zip(rows["feed_id"], rows["duplicate_count"], strict=True)) == {
        "declarations": 0,
        "vaccination": 0,
        "provincial_tests": 2,  # one person three times at one moment
        "national_tests": 0,
    }


def test_how_many_days_ago_a_commune_reported_what(hand_made):
    rows = {row["commune_id"]: row for row in answers("commune_reports")}

    names = ("has_declared", "has_checkpoint", "shift_days", "post_days", "assessment_days")
    assert [rows["c1"][name] for name in names] == [True, True, 0, None, 0]
    assert [rows["c2"][name] for name in names] == [False, False, 2, None, 14]
    assert [row["commune_id"] for row in answers("commune_reports", DISTRICT)] == ["c2"]


def test_samples_that_wait_by_how_long(hand_made):
    rows = database.ask("sample_backlog", scope=PROVINCE, data_time=NOW)

    ages = [f"{age}_count" for age in ("day1", "late", "day2", "day3", "days14", "lost")]
    assert rows.set_index("commune_id")[ages].T.to_dict("list") == {
        "c1": [1, 1, 1, 0, 0, 1],
        "c2": [0, 0, 0, 0, 0, 0],
    }


def test_what_a_person_declared_in_seven_days_counts_once_in_their_commune():
    rows = database.ask("declared_communes", scope=PROVINCE, data_time=NOW)

    told = [f"{name}_count" for name in ("resident", "person", "symptom", "contact", "travel")]
    assert rows.set_index("commune_id")[told].T.to_dict("list") == {
        "c1": [3, 1, 1, 1, 0],
        "c2": [1, 0, 0, 0, 0],
    }
    own = database.ask("declared_communes", scope=DISTRICT, data_time=NOW)
    assert own["commune_id"].tolist() == ["c2"]


def test_days_of_declarations_end_at_the_time_of_the_data():
    rows = database.ask("declared_days", scope=PROVINCE, data_time=NOW)

    assert rows["commune_id"].tolist() == ["c1"] * 3
    days = [str(day.date()) for day in rows["on_date"]]
    assert days == ["2021-08-17", "2021-08-23", "2021-08-24"]
    assert rows["person_count"].tolist() == [1, 1, 1]
    assert rows["symptom_count"].tolist() == [0, 1, 0]
    assert rows["contact_count"].tolist() == [0, 0, 1]
    assert rows["travel_count"].tolist() == [1, 0, 0]


def test_who_declared_a_risk_is_told_to_who_may_see_people_with_their_last_one():
    sees_people = Scope("c", "epidemiologist", PROVINCE.rights | {"see_people"}, None)

    [row] = database.ask("declared_risks", scope=sees_people, data_time=NOW).to_dict("records")

    assert (row["person_id"], row["has_contact"], row["symptoms"]) == (1, True, "")
    assert database.ask("declared_risks", scope=PROVINCE, data_time=NOW).empty


def test_who_helps_in_each_commune_and_what_next_week_leaves_open(hand_made):
    rows = {row["commune_id"]: row for row in answers("support_communes")}
    names = ("worker_count", "worked_count", "shift_count", "hours", "guided_count", "test_count")

    assert [rows["c1"][name] for name in names] == [2, 1, 2, 8, 2, 9]  # one worked elsewhere
    assert [rows["c2"][name] for name in names] == [1, 0, 1, 4, 0, 5]
    # Of yesterday's weekday and of the day before's, today's shift says nothing of next week.
    assert [rows[commune]["open_days"] for commune in ("c1", "c2")] == [6, 6]
    assert [row["commune_id"] for row in answers("support_communes", DISTRICT)] == ["c2"]


def test_who_helps_by_kind_counts_shifts_of_their_own_district(hand_made):
    known = {(row["district_id"], row["worker_kind"]): row for row in answers("support_kinds")}

    assert known["288", "teacher"]["shift_count"] == 2
    assert known["288", "student"]["shift_count"] == 0  # in the other district
    assert known["288", "student"]["worker_count"] == 1


def test_what_helpers_did_on_each_whole_day(hand_made):
    assert [
        (row["district_id"], row["shift_date"].day, row["guided_count"], row["entered_count"])
        for row in answers("support_days")
    ] == [("288", 23, 2, 9), ("290", 22, 0, 5)]


def test_what_a_site_received_and_does_not_account_for(hand_made):
    rows = database.ask("stock_sites", scope=PROVINCE, data_time=NOW, district_id=None)
    names = ("allocated", "received", "used", "lost", "on_hand")

    assert {
        row["vaccine"]: [row[f"{name}_count"] for name in names] for row in rows.to_dict("records")
    } == {"A": [100, 80, 40, 5, 85], "B": [10, 10, 5, -1, 6]}
