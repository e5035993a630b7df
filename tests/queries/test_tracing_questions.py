"""The questions of contact tracing, on hand-made rows: one row in, one row out, per rule."""

from datetime import UTC, datetime

import numpy as np
import psycopg
import pytest
import streamlit as st

from dashboard import data
from dashboard.data.database import Scope, ask, ask_columns
from dashboard.data.kept import Load
from launch import installation
from launch.urls import as_user

EVERYTHING = frozenset({"see_aggregates", "trace_contacts", "see_people", "propose_zones"})
PROVINCE = Scope("A", "epidemiologist", EVERYTHING, None)
ONE_DISTRICT = Scope("A", "epidemiologist", EVERYTHING, ("288",))
LEADER = Scope("L", "leader", frozenset({"see_aggregates"}), None)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def rows(own_two_districts, monkeypatch):
    """Give a connection as owner; the app reads the same database."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    st.cache_data.clear()
    st.cache_resource.clear()
    with psycopg.connect(own_two_districts, autocommit=True) as connection:
        yield connection


def scans(scope, since=LONG_AGO):
    return ask_columns("check_ins", data.check_ins.CHECK_IN, scope=scope, since=since)


def test_check_ins_of_unknown_people_and_places_are_counted_in(rows):
    found = scans(PROVINCE)

    assert sorted(found["person_id"]) == [1, 1, 2, 2, 99]
    assert 77 in found["place_id"]


def test_check_ins_of_another_district_s_places_stay_there(rows):
    assert set(scans(ONE_DISTRICT)["place_id"]) == {1}


def test_check_ins_before_the_period_stay_out(rows):
    rows.execute(
        "update operational.check_ins set scanned_at = '2021-01-01Z' where check_in_id = 1"
    )

    assert len(scans(PROVINCE, datetime(2021, 1, 1, 0, 0, 1, tzinfo=UTC))) == 4
    assert len(scans(PROVINCE, datetime(2021, 1, 1, tzinfo=UTC))) == 5


def test_an_unknown_check_out_is_unknown_and_a_known_one_is_kept(rows):
    rows.execute(
        "update operational.check_ins set left_at = '2021-08-24 08:30+07' where check_in_id = 1"
    )

    left_at = data.check_ins.table(scans(PROVINCE))["left_at"].dropna()

    assert [str(moment) for moment in left_at] == ["2021-08-24 01:30:00+00:00"]


def test_cases_come_latest_first_with_commune_and_without_name(rows):
    rows.execute("update operational.cases set confirmed_at = '2021-08-01Z' where case_id = 'BN1'")

    found = ask("cases", scope=PROVINCE)

    assert found["case_id"].tolist() == ["BN2", "BN1"]
    assert found["commune_id"].tolist() == ["c2", "c1"]
    assert "full_name" not in found


def test_leader_gets_no_case_no_home_and_no_scan(rows):
    assert ask("cases", scope=LEADER).empty
    assert ask("isolations", scope=LEADER).empty
    assert ask("identities", scope=LEADER, person_ids=[1, 2]).empty
    assert len(scans(LEADER)) == 0
    assert len(ask_columns("homes", data.tracing._HOME, scope=LEADER)) == 0


def test_isolations_are_all_but_those_of_cases_each_with_its_reason_and_end(rows):
    rows.execute("""
        delete from operational.isolations;
        insert into operational.isolations values
        (3, 1, 'home', 'f1', '2021-08-02Z', null),
        (4, 1, 'hospital', 'case', '2021-08-01Z', null),
        (5, 1, 'centralised', 'arrival', '2021-07-01Z', '2021-07-22Z')
    """)

    found = ask("isolations", scope=PROVINCE)

    assert found["person_id"].tolist() == [1, 1]
    assert found["reason"].tolist() == ["arrival", "f1"]
    assert found["isolated_at"].dt.strftime("%m-%d").tolist() == ["07-01", "08-02"]
    assert found["released_at"].dt.strftime("%m-%d").tolist()[0] == "07-22"
    assert found["released_at"].isna().tolist() == [False, True]


def test_homes_name_the_commune_and_admit_what_is_unknown(rows):
    rows.execute(
        "update operational.people set home_lon = 106.4, home_lat = 21.1 where person_id = 2"
    )

    homes = data.tracing.homes(Load(PROVINCE, datetime.now(UTC)))

    assert homes["commune_id"].tolist() == ["c1", "c2"]
    assert np.isnan(homes["lon"][1])
    assert homes["lat"][2] == 21.1
    assert homes["hamlet_id"].tolist() == [-1, -1]


def test_homes_of_one_district_keep_their_commune(rows):
    scope = Scope("A", "epidemiologist", EVERYTHING, ("290",))

    assert data.tracing.homes(Load(scope, datetime.now(UTC)))["commune_id"].tolist() == ["c2"]


def test_commune_apps_counts_each_person_once(rows):
    rows.execute("update operational.people set has_smartphone = true where person_id = 1")
    rows.execute("delete from operational.app_installs where person_id = 2")

    found = ask("commune_apps", scope=PROVINCE).set_index("commune_id")

    assert found["person_count"].to_dict() == {"c1": 1, "c2": 1}
    assert found["smartphone_count"].to_dict() == {"c1": 1, "c2": 0}
    assert found["installed_count"].to_dict() == {"c1": 1, "c2": 0}


def test_identities_are_of_the_people_asked_about_only(rows):
    assert ask("identities", scope=PROVINCE, person_ids=[2, 99])["full_name"].tolist() == ["Hai"]
    assert ask("identities", scope=ONE_DISTRICT, person_ids=[1, 2])["full_name"].tolist() == ["Một"]


def test_places_and_hamlets_are_everybody_s(rows):
    rows.execute("insert into operational.hamlets values (5, 'c1', 'Thôn Năm', 106.3, 20.9)")

    assert ask("places", scope=LEADER)["place_name"].tolist() == ["Chợ Một", "Chợ Hai"]
    assert ask("hamlets", scope=LEADER)["hamlet_name"].tolist() == ["Thôn Năm"]


def test_places_say_whether_they_are_indoors_and_unknown_stays_unknown(rows):
    rows.execute("update operational.places set is_indoor = false where place_name = 'Chợ Một'")
    rows.execute("update operational.places set is_indoor = null where place_name = 'Chợ Hai'")

    found = ask("places", scope=LEADER).set_index("place_name")["is_indoor"].astype("boolean")

    assert not found["Chợ Một"]
    assert found.isna()["Chợ Hai"]


def test_recorded_counts_what_it_sets_aside(rows):
    rows.execute(
        "update operational.check_ins set scanned_at = now() + interval '2 hours'"
        " where check_in_id = 1"
    )

    recorded = data.tracing.recorded(Load(PROVINCE, datetime.now(UTC)))

    assert {reason: count for reason, count in recorded.set_aside.items() if count} == {
        "unknown_person": 1,
        "unknown_place": 1,
        "in_the_future": 1,
    }
    assert len(recorded.index) == 2


def test_no_scan_stops_the_index(rows):
    rows.execute("""
        insert into operational.check_ins values
        (200, 1, 1, 'infinity', null, now(), null),
        (201, 1, 1, '2099-01-01Z', null, now(), null),
        (203, 2, 1, now() - interval '2 days', 'infinity', now(), null),
        (204, 2, 1, now() - interval '3 days', '294276-12-31Z', now(), null),
        (205, 2, 1, now() - interval '4 days', '-infinity', now(), null)
    """)
    load = Load(PROVINCE, datetime.now(UTC))

    recorded = data.tracing.recorded(load)

    counts = {reason: count for reason, count in recorded.set_aside.items() if count}
    assert counts == {
        "unknown_person": 1,
        "unknown_place": 1,
        "in_the_future": 2,
        "left_out_of_time": 2,
        "left_before_arrival": 1,
    }
    assert len(recorded.index) == 3 + 3
    assert recorded.lengths["pair_count"].sum() == 0
    assert len(data.tracing.scans_only(load)) == 3 + 3


def test_an_isolation_without_end_and_one_that_never_began_stop_nothing(rows):
    rows.execute("""
        delete from operational.isolations;
        insert into operational.isolations values
        (3, 1, 'home', 'f1', '2021-08-02Z', 'infinity'),
        (4, 1, 'home', 'f1', 'infinity', null)
    """)
    found = ask("isolations", scope=PROVINCE)
    assert found["released_at"].isna().tolist() == [True]


def test_no_date_of_a_case_stops_a_trace(rows):
    rows.execute("""
        update operational.cases
        set
            onset_date = 'infinity', sampled_at = '-infinity', confirmed_at = '2021-08-05Z',
            reported_at = 'infinity', isolated_at = 'infinity'
        where case_id = 'BN1'
    """)
    case = ask("cases", scope=PROVINCE).set_index("case_id").loc["BN1"]

    assert case[["onset_date", "sampled_at", "isolated_at"]].isna().all()
    assert case["reported_at"] == case["confirmed_at"] == datetime(2021, 8, 5, tzinfo=UTC)


def test_a_case_without_any_usable_date_is_named_and_not_lost(rows):
    rows.execute("""
        update operational.cases set confirmed_at = 'infinity', reported_at = '-infinity'
        where case_id = 'BN1'
    """)

    assert "BN1" not in set(ask("cases", scope=PROVINCE)["case_id"])
    assert ask("undated_cases", scope=PROVINCE)["case_id"].tolist() == ["BN1"]


def test_audits_before_the_period_stay_out_and_the_others_say_their_kind(rows):
    rows.execute("update operational.scan_audits set audited_at = '2021-07-01Z' where audit_id = 2")

    found = ask("scan_audits", scope=PROVINCE, since=datetime(2021, 8, 1, tzinfo=UTC))

    kept = found[["audit_id", "place_id", "visitor_count", "scanned_count"]].to_numpy().tolist()
    assert kept == [[1, 1, 40, 12]]
    assert found[["place_kind", "commune_id"]].notna().all(axis=None)
