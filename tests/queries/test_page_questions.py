"""Hand-made rows whose answers are obvious, asked as the pages ask."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from dashboard.data import database
from dashboard.data.database import Scope
from launch import installation
from launch.urls import as_user

NOW = datetime(2021, 8, 24, 11, 0, tzinfo=UTC)  # 18:00 in Vietnam
PROVINCE = Scope("a", "leader", frozenset({"see_aggregates"}), None)
DISTRICT = Scope("b", "district_official", frozenset({"see_aggregates"}), ("288",))

ROWS = """
insert into operational.districts values
('288', 'Hải Dương', 'thành phố'), ('290', 'Chí Linh', 'thành phố');
insert into operational.communes (
    commune_id, district_id, commune_name, commune_kind, lon, lat, area_km2, population_count,
    population_source, smartphone_owner_count
) values
('c1', '288', 'Một', 'phường', 106.3, 20.9, 2, 4, 'test', 2),
('c2', '290', 'Hai', 'xã', 106.4, 21.1, 2, 2, 'test', 1),
('c3', '290', 'Ba', 'xã', 106.4, 21.1, 2, 1, 'test', null);
insert into operational.agencies values
(1, 'Sở', 'department', null, null, 10), (2, 'Một', 'commune', '288', 'c1', 2);
insert into operational.people (person_id, commune_id, household_id, birth_year, sex, agency_id)
values
(1, 'c1', 1, 1980, 'female', 2), (2, 'c1', 1, 1990, 'male', 1), (3, 'c1', 1, 2003, 'male', null),
(4, 'c1', 1, 2004, 'male', null), (5, 'c2', 2, 1950, 'female', null),
(6, 'c2', 2, 1951, 'female', null);
insert into operational.app_installs values
(1, '2021-08-10 08:00+07', '2021-08-24 08:00+07'), -- before a week ago, active
(2, '2021-08-20 08:00+07', '2021-08-16 08:00+07'), -- this week, not active
(3, '2021-08-24 08:00+07', '2021-08-24 08:00+07'), -- today
(4, '2021-08-25 08:00+07', null),                  -- after the time of the data
(5, '2021-08-01 08:00+07', null), (6, '2021-08-01 08:00+07', null);
insert into operational.health_declarations values
(1, 1, '2021-08-24 08:00+07', 'app'), (2, 1, '2021-08-24 09:00+07', 'app'),
(3, 5, '2021-08-23 17:00+07', 'app'), (4, 5, '2021-08-23 19:00+07', 'app'),
(5, 5, '2021-08-25 19:00+07', 'app');
insert into operational.places values
(1, 'A', 'market', 'c1', 106.3, 20.9, true, null, null, '2021-06-01'),
(2, 'B', 'market', 'c1', 106.3, 20.9, true, null, null, '2021-06-01'),
(3, 'C', 'market', 'c2', 106.3, 20.9, true, null, null, null);
insert into operational.check_ins values
(1, 1, 1, '2021-08-24 08:00+07', null, now(), null),
(2, 2, 1, '2021-08-24 09:00+07', null, now(), null),
(3, 2, 3, '2021-08-24 09:00+07', null, now(), null), -- not registered
(4, 2, 2, '2021-08-24 09:00+07', null, now(), now()); -- withdrawn
insert into operational.provincial_samples values
(1, 's1', 1, 'c1', 'app', 'pcr', 1, '2021-08-23 07:00+07', 'negative', '2021-08-24 07:00+07',
 '2021-08-24 08:00+07'),
(2, 's2', 2, 'c1', 'app', 'pcr', 1, '2021-08-23 07:00+07', 'positive', '2021-08-24 07:00+07', null),
(3, 's3', 2, 'c1', 'app', 'pcr', 1, '2021-08-23 07:00+07', null, null, null);
insert into operational.cases values
('BN1', 1, null, null, '2021-08-24 08:00+07', '2021-08-24 08:00+07', null),
('BN2', 5, null, null, '2021-08-23 23:30+07', '2021-08-24 08:00+07', null);
insert into operational.vaccination_registrations values
(1, '2021-08-01', 'app', null, '2021-08-05'), (2, '2021-08-01', 'app', null, null);
insert into operational.vaccination_sites values (1, 'Một', 'c1'), (2, 'Hai', 'c2');
insert into operational.vaccine_doses values
(1, 1, 1, 1, 'A', '2021-07-01 08:00+07'), (2, 1, 1, 2, 'A', '2021-08-20 08:00+07'),
(3, 2, 2, 1, 'A', '2021-08-24 08:00+07'), -- lives in c1, injected in c2
(4, 5, 2, 2, 'A', '2021-08-02 08:00+07'), -- second without first
(5, 6, 2, 2, 'A', '2021-08-02 08:00+07'), (6, 6, 2, 1, 'A', '2021-08-03 08:00+07'), -- reversed
(7, 99, 2, 1, 'A', '2021-08-03 08:00+07'), -- nobody knows them
(8, 3, 1, 1, 'A', '2021-08-25 08:00+07'); -- after the time of the data
update operational.people set priority_group = 'teacher' where person_id = 1;
insert into operational.vaccination_certificates values
(1, '2021-08-21 08:00+07', '2021-08-25 08:00+07'), (2, '2021-08-25 08:00+07', null),
(3, '2021-08-20 08:00+07', '2021-08-21 08:00+07'); -- of whom no dose is recorded yet
insert into operational.vaccine_stock values
(1, '2021-08-16', 'A', 0, 0, 50, 90), -- eight days ago
(1, '2021-08-23', 'A', 0, 0, 5, 30), (1, '2021-08-24', 'A', 0, 0, 10, 20),
(2, '2021-08-24', 'A', 0, 0, 1, 7),
(1, '2021-08-23', 'B', 0, 0, 0, 9), (1, '2021-08-24', 'B', 0, 0, 0, -40), -- books do not agree
(2, '2021-08-24', 'B', 0, 0, 0, 12), (2, '2021-08-24', 'C', 0, 0, 0, -1);
insert into operational.feeds values
('on_time', 'A', '2021-08-24 17:00+07', '1 day', 1, 0),
('late', 'B', '2021-08-22 17:00+07', '1 day', 1, 0), ('never', 'C', null, '1 day', 0, 0);
"""


@pytest.fixture(scope="module")
def hand_made(copy_database, installed):
    with copy_database(installed) as url, pytest.MonkeyPatch.context() as patch:
        with psycopg.connect(url) as owner:
            owner.execute(ROWS)
        patch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        yield url


@pytest.fixture
def ask(hand_made):
    """Return a function that answers a question as a list of dictionaries."""

    def asked(question, scope=PROVINCE, **parameters):
        return database.ask(question, scope=scope, **parameters).to_dict("records")

    return asked


def test_data_time_is_the_latest_load(ask):
    assert ask("data_time")[0]["data_time"].isoformat() == "2021-08-24T10:00:00+00:00"


def test_late_feeds(ask):
    late = {row["feed_id"]: row["is_late"] for row in ask("feeds", data_time=NOW)}

    assert late == {"never": True, "late": True, "on_time": False}


def test_installs_now_and_before(ask):
    rows = {row["commune_id"]: row for row in ask("commune_adoption", data_time=NOW)}

    counts = ("installed_count", "day_ago_count", "week_ago_count", "active_count")
    assert [rows["c1"][name] for name in counts] == [3, 2, 1, 2]
    assert rows["c2"]["installed_count"] == 2  # of one estimated owner: 200 % is shown


def test_commune_without_residents_is_unknown_not_zero(ask):
    frame = database.ask("commune_adoption", scope=PROVINCE, data_time=NOW)

    assert frame.set_index("commune_id")["installed_count"].isna()["c3"]


def test_officials_of_head_count(ask):
    rows = {row["agency_id"]: row for row in ask("agency_adoption", data_time=NOW)}

    assert (rows[2]["installed_count"], rows[2]["head_count"]) == (1, 2)
    assert (rows[1]["installed_count"], rows[1]["week_ago_count"]) == (1, 0)


def test_district_sees_its_own_only(ask):
    communes = ask("commune_adoption", DISTRICT, data_time=NOW)
    agencies = ask("agency_adoption", DISTRICT, data_time=NOW)

    assert [row["commune_id"] for row in communes] == ["c1"]
    assert [row["agency_id"] for row in agencies] == [2]
    assert ask("registered_venues", DISTRICT, data_time=NOW, district_id="290") == [
        {"venue_count": 0}
    ]


def test_installs_by_day_leave_out_the_future(ask):
    days = ask("daily_installs", data_time=NOW, district_id="288")

    assert [(row["on_date"].day, row["install_count"]) for row in days] == [
        (10, 1),
        (20, 1),
        (24, 1),
    ]
    assert [row["official_count"] for row in days] == [1, 1, 0]


def test_declarations_up_to_the_same_clock_time(ask):
    days = ask("daily_declarations", data_time=NOW, district_id=None)

    assert len(days) == 15
    assert (days[-1]["declaration_count"], days[-1]["person_count"]) == (2, 1)
    assert (days[-2]["declaration_count"], days[-2]["by_this_time_count"]) == (2, 1)
    assert days[0]["declaration_count"] == 0


def test_active_venues_are_registered_and_not_withdrawn(ask):
    days = ask("daily_venues", data_time=NOW, district_id=None)

    assert len(days) == 8
    assert (days[-1]["active_count"], days[-1]["scan_count"]) == (1, 2)
    assert ask("registered_venues", data_time=NOW, district_id=None) == [{"venue_count": 2}]


def test_a_case_belongs_to_its_vietnamese_day(ask):
    days = ask("daily_cases", data_time=NOW, district_id=None)

    assert [row["case_count"] for row in days[-3:]] == [0, 1, 1]
    assert ask("daily_cases", data_time=NOW, district_id="288")[-2]["case_count"] == 0


def test_coverage_by_residence_and_age(ask):
    rows = {
        (row["commune_id"], row["is_adult"]): row
        for row in ask("commune_coverage", data_time=NOW, adult_age=18)
    }
    adults = rows["c1", True]

    assert adults["resident_count"] == 3  # born 1980, 1990 and 2003; not 2004
    assert (adults["registered_count"], adults["invited_count"]) == (2, 1)
    assert (adults["dose1_count"], adults["dose2_count"]) == (2, 1)
    assert (adults["dose1_day_ago_count"], adults["dose1_week_ago_count"]) == (1, 1)
    assert rows["c1", False]["resident_count"] == 1


def test_doses_by_day_where_given(ask):
    here = ask("daily_doses", data_time=NOW, district_id="288")

    assert [(row["dose1_count"], row["dose2_count"]) for row in here] == [(1, 0), (0, 1)]


def test_stock_is_each_sites_latest(ask):
    row = ask("vaccine_stock", data_time=NOW, district_id=None)[0]

    assert (row["on_hand_count"], row["used_week_count"]) == (27, 16)


def test_stock_below_nothing_is_listed_and_in_no_sum(ask):
    stock = {row["vaccine"]: row for row in ask("vaccine_stock", data_time=NOW, district_id=None)}
    listed = ask("negative_stock", data_time=NOW, district_id=None)

    assert stock["B"]["on_hand_count"] == 12  # not 12 - 40
    assert stock["C"]["on_hand_count"] != 0  # unknown: its only site's count is a fault
    assert [(row["site_name"], row["vaccine"], row["on_hand_count"]) for row in listed] == [
        ("Một", "B", -40),
        ("Hai", "C", -1),
    ]
    assert [row["vaccine"] for row in ask("negative_stock", data_time=NOW, district_id="288")] == [
        "B"
    ]


AGES = [0, 18, 60]


def test_groups_of_residents_and_how_far_each_came(ask):
    groups = ask("coverage_groups", data_time=NOW, lowest_ages=AGES)
    keys = ("commune_id", "lowest_age", "sex", "resident_count", "dose1_count", "dose2_count")

    assert [tuple(row[key] for key in keys) for row in groups] == [
        ("c1", 0, "male", 1, 0, 0),  # born in 2004: 17
        ("c1", 18, "female", 1, 1, 1),
        ("c1", 18, "male", 2, 1, 0),  # the dose of person 3 comes after the time of the data
        ("c2", 60, "female", 2, 2, 2),
    ]
    woman = groups[1]
    assert (woman["priority_group"], woman["registered_count"]) == ("teacher", 1)
    assert (woman["invited_count"], woman["certificate_count"], woman["looked_up_count"]) == (
        1,
        1,
        0,  # looked up after the time of the data
    )
    assert (groups[2]["certificate_count"], groups[2]["looked_up_count"]) == (0, 0)
    assert {
        row["commune_id"]
        for row in ask("coverage_groups", DISTRICT, data_time=NOW, lowest_ages=AGES)
    } == {"c1"}


def test_doses_where_people_live_and_where_given(ask):
    def counted(scope=PROVINCE, *, by_home):
        rows = ask("commune_doses", scope, data_time=NOW, by_home=by_home)
        return {row["commune_id"]: (row["dose1_count"], row["dose2_count"]) for row in rows}

    assert counted(by_home=True) == {"c1": (2, 1), "c2": (1, 2)}
    assert counted(by_home=False) == {"c1": (1, 1), "c2": (3, 2)}  # with person 99
    assert counted(DISTRICT, by_home=True) == {"c1": (2, 1)}
    assert counted(DISTRICT, by_home=False) == {"c1": (1, 1)}


def test_doses_by_place_a_day_and_a_week_ago(ask):
    (row,) = ask("commune_doses", DISTRICT, data_time=NOW, by_home=True)

    assert row["vaccine"] == "A"
    assert (row["dose1_day_ago_count"], row["dose1_week_ago_count"]) == (1, 1)
    assert (row["dose2_day_ago_count"], row["dose2_week_ago_count"]) == (1, 0)


def test_doses_by_day_where_people_live(ask):
    here = ask("daily_doses_by_home", data_time=NOW, district_id="288")

    assert [(row["on_date"].day, row["dose1_count"], row["dose2_count"]) for row in here] == [
        (1, 1, 0),
        (20, 0, 1),
        (24, 1, 0),  # injected in the other district
    ]


def test_first_doses_by_day_are_people_of_an_age(ask):
    def days(**parameters):
        rows = ask("daily_first_doses", data_time=NOW, **parameters)
        return [(row["on_date"].day, row["person_count"]) for row in rows]

    assert days(lowest_age=18, district_id=None) == [(1, 1), (2, 2), (24, 1)]
    assert days(lowest_age=60, district_id=None) == [(2, 2)]
    assert days(lowest_age=18, district_id="288") == [(1, 1), (24, 1)]


def test_who_waits_for_the_second_dose(ask):
    (row,) = ask("waiting_for_second", data_time=NOW, district_id=None)

    assert (row["vaccine"], row["first_date"].day, row["person_count"]) == ("A", 24, 1)
    assert ask("waiting_for_second", data_time=NOW, district_id="290") == []


def test_impossible_records_by_kind(ask):
    rows = impossible(ask, PROVINCE)

    assert Counter(row["kind"] for row in rows) == {
        "second_without_first": 1,
        "second_before_first": 1,
        "too_close": 1,
        "in_future": 1,
        "unknown_person": 1,
    }
    assert "person_id" not in rows[0]


def test_a_district_cannot_tell_who_is_unknown(ask):
    """It does not see other districts' people, so it says nothing rather than a wrong number."""
    kinds = {row["kind"] for row in impossible(ask, DISTRICT)}

    assert kinds
    assert "unknown_person" not in kinds


def impossible(ask, scope):
    asked = {"data_time": NOW, "district_id": None, "close_days": 3}
    sees_people = replace(scope, rights=scope.rights | {"see_people"})
    rows = ask("impossible_doses", sees_people, **asked)
    counted = {row["kind"]: row["record_count"] for row in ask("impossible_kinds", scope, **asked)}
    assert counted == Counter(row["kind"] for row in rows)
    return rows


def test_what_the_campaign_did_each_day(ask, hand_made):
    with psycopg.connect(hand_made, autocommit=True) as owner:
        owner.execute(CAMPAIGN)

    everything = ask("daily_campaign", data_time=NOW, district_id=None)
    one = ask("daily_campaign", data_time=NOW, district_id="288")
    own = ask("daily_campaign", scope=DISTRICT, data_time=NOW, district_id=None)

    days = [(row["on_date"].isoformat()[:10], row["broadcast_count"]) for row in everything]
    assert days == [("2021-08-20", 9), ("2021-08-23", 0)]
    assert [row["guided_count"] for row in everything] == [6, 5]
    assert [row["broadcast_count"] for row in one] == [5]  # its own, and the whole province's
    assert [row["guided_count"] for row in one] == [6]
    assert own == one


CAMPAIGN = """
insert into operational.campaign_activities values
(1, '2021-08-20', 'press', null, null, 2), (2, '2021-08-20', 'district_radio', '288', null, 3),
(3, '2021-08-20', 'district_radio', '290', null, 4), (4, '2021-08-25', 'press', null, null, 8);
insert into operational.support_workers values (1, 'teacher', 'c1'), (2, 'student', 'c2');
insert into operational.support_shifts values
(1, '2021-08-20', 'c1', 'install_guidance', 4, 6), (1, '2021-08-20', 'c1', 'test_entry', 4, 90),
(2, '2021-08-23', 'c2', 'install_guidance', 4, 5),
(2, '2021-08-25', 'c2', 'install_guidance', 4, 7);
"""


def test_what_the_app_was_used_for(ask):
    rows = {row["commune_id"]: row for row in ask("app_uses", data_time=NOW)}

    uses = ("declaration_count", "test_count", "vaccination_count", "scan_count")
    assert [rows["c1"][name] for name in uses] == [2, 3, 0, 2]  # registered before this week
    assert [rows["c2"][name] for name in uses] == [2, 0, 0, 1]
    assert [row["commune_id"] for row in ask("app_uses", scope=DISTRICT, data_time=NOW)] == ["c1"]


OFFICIAL_RIGHTS = frozenset({"see_aggregates", "see_people"})


def missing(ask, *, scope, **unit):
    wanted = {"commune_id": None, "agency_id": None} | unit
    return [row["person_id"] for row in ask("not_installed", scope=scope, data_time=NOW, **wanted)]


def test_an_official_reads_who_of_their_own_has_not_installed(ask, hand_made):
    official = Scope("b", "district_official", OFFICIAL_RIGHTS, ("288",))
    with psycopg.connect(hand_made, autocommit=True) as owner:
        owner.execute(NOT_INSTALLED)

    assert missing(ask, scope=official, commune_id="c1") == [4, 7]  # 4 installs tomorrow
    assert missing(ask, scope=official, commune_id="c2") == []  # another district's
    assert missing(ask, scope=official, agency_id=2) == [7]
    assert missing(ask, scope=official, agency_id=1) == []  # the province's own


def test_nobody_else_reads_who_has_not_installed(ask):
    everywhere = Scope("e", "epidemiologist", OFFICIAL_RIGHTS, None)

    assert missing(ask, scope=everywhere, commune_id="c1") == []
    assert missing(ask, scope=DISTRICT, commune_id="c1") == []  # without the right


NOT_INSTALLED = """
insert into operational.people
(person_id, commune_id, household_id, birth_year, sex, agency_id, has_smartphone) values
(7, 'c1', 1, 1980, 'female', 2, null), -- not known whether they have one
(8, 'c1', 1, 1930, 'female', null, false),
(9, 'c2', 1, 1980, 'male', 2, true); -- works here, lives in another district
"""
