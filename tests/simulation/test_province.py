"""The stored province: sizes, ages, adoption, and nothing that could be a real person's."""

import json
import re
from datetime import timedelta

import pytest
import shapely

from simulation.gazetteer import read_gazetteer


def only(rows):
    return rows[0][0]


def test_every_table_is_filled(ask):
    """All but what the import of files notes: nothing was imported."""
    tables = ask(
        "select format('%I.%I', schemaname, relname) from pg_stat_user_tables"
        " where schemaname in ('operational', 'truth') and relname !~ '^(check_ins|import)_'"
    )
    empty = [name for (name,) in tables if not only(ask(f"select count(*) from {name}"))]  # noqa: S608

    assert len(tables) >= 28
    assert empty == []


def test_the_real_units_are_all_there(ask):
    kinds = dict(ask("select commune_kind, count(*) from operational.communes group by 1"))

    assert kinds == {"xã": 178, "phường": 47, "thị trấn": 10}
    assert only(ask("select count(*) from operational.districts")) == 12


def test_people_are_in_proportion_and_counted_right(ask, people):
    _, communes = read_gazetteer()
    counts = dict(ask("select commune_id, population_count from operational.communes"))
    living = dict(ask("select commune_id, count(*) from operational.people group by 1"))

    assert counts == living
    assert sum(counts.values()) == people
    for code, real in zip(communes.code, communes.real_population, strict=True):
        assert abs(counts[code] - real * people / communes.real_population.sum()) <= 1


def test_population_says_that_it_is_simulated(ask):
    assert "Mô phỏng" in only(ask("select distinct population_source from operational.communes"))


def test_age_structure_is_the_provinces(ask):
    (shares,) = ask(
        "select avg((2021 - birth_year < 15)::int),"
        " avg((2021 - birth_year between 15 and 59)::int),"
        " avg((2021 - birth_year >= 60)::int) from operational.people"
    )

    assert [float(each) for each in shares] == pytest.approx([0.241, 0.603, 0.156], abs=0.025)


def test_households_live_together_in_one_place(ask):
    size, most = ask(
        "select avg(members), max(homes) from (select count(*) as members, count(distinct"
        " (home_lon, home_lat, hamlet_id, commune_id)) as homes"
        " from operational.people group by household_id) as households"
    )[0]

    assert 2.8 < size < 3.8
    assert most == 1


def test_children_never_live_alone(ask):
    alone = ask(
        "select household_id from operational.people group by household_id"
        " having max(2021 - birth_year) < 15"
    )

    assert alone == []


def test_no_telephone_or_card_number_can_be_real(ask):
    rows = ask("select phone, card_number from operational.identities")
    phones = [phone for phone, _ in rows if phone]
    cards = [card for _, card in rows if card]

    assert phones
    assert all(re.fullmatch(r"0000\d{7}", phone) for phone in phones)
    assert cards
    assert all(re.fullmatch(r"000[0-3]\d{8}", card) for card in cards)
    assert len(set(cards)) == len(cards)


def test_some_communes_pass_one_hundred_percent(ask):
    rates = ask(
        "select districts.district_name, count(app_installs.*)::float / smartphone_owner_count"
        " from operational.communes"
        " join operational.districts using (district_id)"
        " join operational.people using (commune_id)"
        " left join operational.app_installs using (person_id)"
        " group by communes.commune_id, districts.district_name"
    )
    thanh_mien = sorted((rate for name, rate in rates if name == "Thanh Miện"), reverse=True)

    assert sum(rate > 1 for _, rate in rates) >= 4
    assert thanh_mien[:6] == pytest.approx([1.24, 1.18, 1.12, 1.04, 0.94, 0.91], abs=0.09)


def test_about_two_thirds_of_the_target_have_the_app(ask):
    share = only(
        ask(
            "select (select count(*) from operational.app_installs)::float"
            " / (select sum(smartphone_owner_count) from operational.communes)"
        )
    )

    assert 0.58 < share < 0.74


def test_agencies_differ_and_their_heads_are_counted(ask, people):
    rows = ask(
        "select head_count, count(people.*), count(app_installs.*) from operational.agencies"
        " left join operational.people using (agency_id)"
        " left join operational.app_installs using (person_id) group by agency_id"
    )

    assert all(heads == staff for heads, staff, _ in rows)
    hired = only(ask("select count(*) from operational.people where agency_id is not null"))
    assert sum(heads for heads, _, _ in rows) == hired
    assert hired == pytest.approx(people * 6 / 100, abs=1)  # six of a hundred where so few live


def test_installs_jump_after_the_letter(ask):
    before, after = ask(
        "select count(*) filter (where installed_at >= '2021-08-14+07'"
        "   and installed_at < '2021-08-17+07'),"
        " count(*) filter (where installed_at >= '2021-08-17+07'"
        "   and installed_at < '2021-08-20+07') from operational.app_installs"
    )[0]

    assert after > 2 * before


def test_every_district_has_a_checkpoint(ask):
    assert (
        only(
            ask(
                "select count(distinct district_id) from operational.checkpoints"
                " join operational.communes using (commune_id)"
            )
        )
        == 12
    )


def test_outlines_are_valid_gap_free_and_hold_their_points(ask):
    rows = ask("select outline, lon, lat, outline_source from operational.communes")
    outlines = [shapely.from_geojson(json.dumps(outline)) for outline, *_ in rows]

    assert all(shape.is_valid for shape in outlines)
    assert shapely.coverage_is_valid(outlines)
    province = shapely.union_all(outlines)
    assert province.geom_type == "Polygon"
    assert len(province.interiors) == 0
    for shape, (_, lon, lat, source) in zip(outlines, rows, strict=True):
        assert shape.contains(shapely.Point(lon, lat))
        assert source == "approximate"


def test_homes_and_places_stand_in_their_commune(ask):
    outlines = {
        code: shapely.from_geojson(json.dumps(outline))
        for code, outline in ask("select commune_id, outline from operational.communes")
    }
    points = ask(
        "select commune_id, home_lon, home_lat from operational.people union all"
        " select commune_id, lon, lat from operational.places"
    )

    for code, lon, lat in points:
        assert outlines[code].distance(shapely.Point(lon, lat)) < 2e-5


def test_feeds_name_every_platform_and_some_are_late(ask):
    late = only(
        ask(
            "select count(*) from operational.feeds"
            " where last_loaded_at + expected_every < '2021-08-24 18:00+07'"
        )
    )

    assert only(ask("select count(*) from operational.feeds")) == 14
    assert 1 <= late <= 3


def test_coverage_is_low_and_impossible_doses_are_present(ask):
    share = only(
        ask(
            "select count(distinct vaccine_doses.person_id)::float"
            " / count(*) filter (where 2021 - birth_year >= 18) from operational.people"
            " left join operational.vaccine_doses using (person_id)"
        )
    )
    unknown = only(
        ask(
            "select count(*) from operational.vaccine_doses as doses where not exists"
            " (select from operational.people where people.person_id = doses.person_id)"
        )
    )
    swapped = only(
        ask(
            "select count(*) from operational.vaccine_doses as first"
            " join operational.vaccine_doses as second using (person_id)"
            " where first.dose_number = 1 and second.dose_number = 2"
            " and second.injected_at < first.injected_at"
        )
    )
    hasty = only(
        ask(
            "select count(*) from operational.vaccine_doses as one"
            " join operational.vaccine_doses as other using (person_id)"
            " where one.dose_id < other.dose_id"
            " and other.injected_at < one.injected_at + interval '3 days 1 hour'"
        )
    )

    assert 0.04 < share < 0.14
    assert min(unknown, swapped, hasty) >= 1


def test_stock_is_what_came_less_what_was_used_day_by_day(ask):
    wrong = ask(
        "select * from (select *, sum(received_count - used_count)"
        " over (partition by site_id, vaccine order by stock_date) as left_over"
        " from operational.vaccine_stock) as days"
        " where on_hand_count < 0 or on_hand_count <> left_over or used_count < 0"
    )
    used, injected = ask(
        "select (select sum(used_count) from operational.vaccine_stock), (select count(*)"
        " from operational.vaccine_doses where injected_at >= '2021-08-04T00:00+07')"
    )[0]

    assert wrong == []
    assert used == pytest.approx(injected, rel=0.05)  # impossible entries used no vial


def test_the_two_test_systems_disagree_in_every_way(ask):
    missing, extra, other, anonymous = ask(
        "select count(*) filter (where national.sample_code is null),"
        " count(*) filter (where provincial.sample_code is null),"
        " count(*) filter (where national.result <> provincial.result),"
        " count(*) filter (where national.national_id is not null and national.person_id is null)"
        " from operational.provincial_samples as provincial"
        " full join operational.national_results as national using (sample_code)"
    )[0]

    assert min(missing, extra, other, anonymous) >= 1


def test_nothing_is_recorded_after_the_data_time(ask):
    moments = {
        "app_installs": "greatest(installed_at, last_active_at)",
        "health_declarations": "declared_at",
        "health_record_links": "linked_at",
        "vaccine_doses": "injected_at",
        "vaccination_certificates": "greatest(issued_at, looked_up_at)",
        "vaccination_registrations": "greatest(registered_at, invited_at)",
        "provincial_samples": "greatest(taken_at, resulted_at, returned_at)",
        "national_results": "received_at",
        "cases": "greatest(reported_at, isolated_at)",
        "isolations": "greatest(isolated_at, released_at)",
        "check_ins": "greatest(received_at, withdrawn_at)",
    }
    latest = [
        only(ask(f"select max({moment}) <= '2021-08-24 18:00+07' from operational.{table}"))  # noqa: S608
        for table, moment in moments.items()
    ]

    assert all(latest), dict(zip(moments, latest, strict=True))


def test_no_source_holds_a_row_newer_than_its_last_load(ask):
    newer = ask(
        "select feed_id, last_loaded_at, newest_row_at from contract.feeds"
        " where newest_row_at > last_loaded_at"
    )
    undated = ask("select feed_id from contract.feeds where newest_row_at is null")

    assert newer == []
    assert undated == [("population",)]


def test_late_sources_end_with_their_last_load(ask):
    """Health records three days ago, the national platform nine hours ago."""
    ages = dict(
        ask("select feed_id, timestamptz '2021-08-24 18:00+07' - newest_row_at from contract.feeds")
    )

    assert timedelta(days=3) <= ages["health_records"] < timedelta(days=4)
    assert timedelta(hours=9) <= ages["national_tests"] < timedelta(hours=12)
    assert ages["readiness"] >= timedelta(days=5)
