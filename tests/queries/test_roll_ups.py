"""What is computed ahead is what would be computed now: every cell, every viewer, every load."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import psycopg
import pytest
import streamlit as st
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from dashboard import data
from dashboard.data import database
from dashboard.data.database import Scope
from launch import installation, province, roll_ups
from launch.urls import as_user

RIGHTS = frozenset({"see_aggregates"})
LEADER = Scope("a", "leader", RIGHTS, None)
OFFICIAL = Scope("b", "district_official", RIGHTS, ("292",))
OF_TWO = Scope("c", "district_official", RIGHTS, ("292", "288"))
LIVE = "options=-c%20dashboard.figures%3Dlive"

WITHIN = {"district_id": "292"}
EVERYWHERE = {"district_id": None}
DOSES = {
    "vaccines": ["AstraZeneca", "Vero Cell"],
    "due_dates": [date(2021, 6, 29), date(2021, 8, 3)],
    "late_dates": [date(2021, 5, 31), date(2021, 7, 26)],
}
QUESTIONS = {
    "agency_adoption": [{}],
    "app_uses": [{}],
    "commune_adoption": [{}],
    "commune_coverage": [{"adult_age": 18}],
    "commune_doses": [{"by_home": True}, {"by_home": False}],
    "coverage_groups": [{"lowest_ages": [0, 12, 18, 50, 65]}],
    "daily_declarations": [EVERYWHERE, WITHIN],
    "commune_reports": [{}],
    "declared_communes": [{}],
    "declared_days": [{}],
    "daily_doses": [EVERYWHERE, WITHIN],
    "daily_doses_by_home": [EVERYWHERE, WITHIN],
    "daily_first_doses": [{"lowest_age": 18, **EVERYWHERE}, {"lowest_age": 65, **WITHIN}],
    "daily_installs": [EVERYWHERE, WITHIN],
    "daily_venues": [EVERYWHERE, WITHIN],
    "impossible_doses": [{"close_days": 21, **EVERYWHERE}, {"close_days": 60, **WITHIN}],
    "impossible_kinds": [{"close_days": 21, **EVERYWHERE}, {"close_days": 60, **WITHIN}],
    "platform_certificates": [{}],
    "platform_declarations": [{}],
    "platform_health_records": [{}],
    "platform_matching_results": [{}],
    "platform_results": [{"channels": ["app", "portal"]}, {"channels": None}],
    "platform_venues": [{}],
    "platform_waiting_samples": [{}],
    "open_checkpoints": [{}],
    "silent_venues": [EVERYWHERE, WITHIN],
    "venue": [{"place_id": 1}, {"place_id": 2}],
    "venue_groups": [{}],
    "sample_backlog": [{}],
    "linked_communes": [{}],
    "system_days": [{}],
    "system_differences": [{}],
    "sample_groups": [
        {"asked_by": by}
        for by in ("all", "day", "commune", "laboratory", "method", "reason", "channel")
    ],
    "checkpoint_flow": [{}],
    "silent_communes": [{}],
    "second_doses_due": [
        {**DOSES, **where, "commune_id": commune}
        for where, commune in ((EVERYWHERE, None), (WITHIN, None), (EVERYWHERE, "10507"))
    ],
    "waiting_for_second": [EVERYWHERE, WITHIN],
}
RELATIONS = list(roll_ups.definitions())
WITHOUT_DISTRICT = {"place_days", "places_known"}

LOADS = {
    "nothing": "select",
    "late": """insert into operational.check_ins values
        (100, 2, 1, now() - interval '5 days', null, now(), null)""",
    "committed late": """insert into operational.check_ins values
        (100, 2, 1, now() - interval '5 days', null, now() - interval '13 minutes', null)""",
    "withdrawn": "update operational.check_ins set withdrawn_at = now() where check_in_id = 1",
    "corrected": """update operational.check_ins set withdrawn_at = now() where check_in_id = 2;
        insert into operational.check_ins values
        (100, 2, 1, now() - interval '3 days', null, now(), null)""",
    "older than is looked at": """insert into operational.check_ins values
        (100, 2, 1, now() - interval '40 days', null, now(), null)""",
    "wrong clock": """insert into operational.check_ins values
        (100, 2, 1, now() + interval '2 days', null, now(), null)""",
    "new place": "insert into operational.places values (77, 'Mới', 'shop', 'c1', 106.3, 20.9)",
    "moved to the other district": """update operational.places
        set commune_id = case commune_id when 'c1' then 'c2' else 'c1' end""",
    "registered at last": "update operational.places set registered_at = now() - interval '2 days'",
    "new person": """insert into operational.people
        (person_id, commune_id, household_id, birth_year, sex)
        values (99, 'c1', 9, 1980, 'male')""",
    "late dose": """insert into operational.vaccine_doses values
        (9, 1, 1, 2, 'A', now() - interval '90 days')""",
    "dose of a wrong clock": """insert into operational.vaccine_doses values
        (9, 1, 2, 1, 'A', now() + interval '90 days'), (10, 98, 2, 1, 'A', now())""",
    "withdrawn dose": "delete from operational.vaccine_doses where dose_id = 3",
    "late declaration": """insert into operational.health_declarations values
        (9, 1, now() - interval '6 days', 'paper')""",
    "corrected install": "update operational.app_installs set installed_at = '2021-07-01'",
    "result": """update operational.provincial_samples
        set result = 'positive', resulted_at = now() - interval '1 minute'""",
}


@pytest.fixture(scope="module")
def simulated_url(copy_database, installed):
    """Owner's URL of a simulated province, rolled up; the app reads it."""
    with copy_database(installed) as url, pytest.MonkeyPatch.context() as patch:
        province.fill(url, people=2_000, seed=province.SEED)
        with psycopg.connect(url, autocommit=True) as owner:
            roll_ups.refresh(owner)
        patch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        yield url


@pytest.fixture
def simulated(simulated_url):
    """Owner's connection to it."""
    with psycopg.connect(simulated_url, autocommit=True) as owner:
        yield owner


@pytest.fixture
def small(own_two_districts, monkeypatch):
    """Owner's connection to the two districts, of which each load is a minute after the other."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    st.cache_data.clear()
    with psycopg.connect(own_two_districts, autocommit=True) as owner:
        owner.execute("""
            insert into operational.check_ins
            select 50 + n, 1, 1, now() - n * interval '1 day', null, now() - interval '1 day', null
            from generate_series(1, 8) as numbers (n);
            insert into operational.check_ins
            values (60, 1, 77, now() - interval '4 days', null, now() - interval '1 day', null);
            update operational.feeds set last_loaded_at = now()
        """)
        yield owner


def load(owner, change="select"):
    """Change the data, say that something was loaded a minute later, and renew the roll-ups."""
    owner.execute(change)
    owner.execute("""
        update operational.feeds set last_loaded_at = last_loaded_at + interval '1 minute'
    """)
    return roll_ups.refresh(owner)


def differences(owner, set_name, relation):
    """Return the rows that only the set or only the live view has, with how many both have."""
    with owner.transaction(force_rollback=True):
        owner.execute(
            """
            select
                set_config('dashboard.rights', 'see_aggregates', true),
                set_config('dashboard.districts', '*', true),
                set_config('dashboard.data_time', max(state.data_time)::text, true)
            from roll_ups.state where set_name = %s
            """,
            (set_name,),
        )
        names = {
            "rolled": sql.Identifier(set_name, relation),
            "live": sql.Identifier("live", relation),
        }
        return owner.execute(
            sql.SQL("""
                select * from (table {rolled} except all table {live}) as too_much
                union all select * from (table {live} except all table {rolled}) as missing
            """).format(**names)
        ).fetchall()


def latest_set(owner):
    found = owner.execute("select set_name from roll_ups.sets order by data_time desc limit 1")
    return found.fetchone()[0]


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_cell_is_the_live_view_s(simulated, relation):
    count = simulated.execute(
        sql.SQL("select count(*) from {}").format(sql.Identifier(latest_set(simulated), relation))
    ).fetchone()[0]

    assert count > 0
    assert differences(simulated, latest_set(simulated), relation) == []


def test_every_question_that_reads_a_roll_up_is_compared():
    named = re.compile(rf"^\s*(?:from|.*join) (?:{'|'.join(RELATIONS)})\b", re.MULTILINE)
    files = installation.QUERIES.glob("*.sql")
    named_by = {f.stem for f in files if named.search(f.read_text(encoding="utf-8"))}
    assert named_by | {"impossible_kinds", "sample_groups"} == set(QUESTIONS)  # by a function


@pytest.mark.parametrize("scope", [LEADER, OFFICIAL, OF_TWO], ids=lambda scope: scope.viewer)
@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_same_both_ways(simulated_url, monkeypatch, question, scope):
    rolled = [answer(question, scope, blanks) for blanks in QUESTIONS[question]]
    app_url = as_user(simulated_url, installation.LOGIN)
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", f"{app_url}&{LIVE}")
    assert not database.ask("figures_time", scope=scope, longest_lag=data.feeds.LONGEST_LAG)[
        "is_rolled"
    ][0]
    live = [answer(question, scope, blanks) for blanks in QUESTIONS[question]]

    for one, other in zip(rolled, live, strict=True):
        pd.testing.assert_frame_equal(one, other)


def answer(question, scope, blanks):
    if question in {"impossible_doses", "system_differences"}:  # one row per record of somebody
        scope = replace(scope, rights=RIGHTS | {"see_people"})
    data_time = database.ask("data_time", scope=scope)["data_time"][0].to_pydatetime()
    return database.ask(question, scope=scope, data_time=data_time, **blanks)


def test_rolled_tables_answer_for_their_own_time_only(small):
    """A minute later is computed from the contract."""
    data_time = load(small).data_time
    small.execute("update rolled_a.commune_installs set installed_count = 70")

    seen = [
        database.ask("commune_adoption", scope=LEADER, data_time=moment)["installed_count"].sum()
        for moment in (data_time, data_time + timedelta(minutes=10))
    ]

    assert seen == [140, 2]


@pytest.mark.parametrize("change", LOADS)
def test_a_refresh_is_a_rebuild(small, change):
    for _ in roll_ups.SETS:
        load(small)
    untouched = sum(len(differences(small, latest_set(small), name)) for name in RELATIONS)

    load(small, LOADS[change])

    assert untouched == 0
    assert {name: differences(small, latest_set(small), name) for name in RELATIONS} == {
        name: [] for name in RELATIONS
    }


def test_days_leave_as_time_goes_on(small):
    for _ in roll_ups.SETS:
        load(small)
    load(small, "update operational.feeds set last_loaded_at = last_loaded_at + interval '3 days'")

    assert differences(small, latest_set(small), "place_days") == []
    assert differences(small, latest_set(small), "venue_days") == []


def test_only_days_that_changed_are_computed_again(small):
    for _ in roll_ups.SETS:
        load(small)
    small.execute("update rolled_a.place_days set scan_count = 70 where scan_count = 1")

    load(small, LOADS["late"])

    assert latest_set(small) == "rolled_a"
    late = small.execute("select (now() at time zone 'Asia/Ho_Chi_Minh')::date - 5").fetchone()[0]
    wrong = {on_date for _, on_date, _ in differences(small, "rolled_a", "place_days")}
    assert late not in wrong
    assert len(wrong) >= 6  # of those looked at; today's is computed, and that of the last load
    roll_ups.refresh(small, anew=True)
    assert differences(small, latest_set(small), "place_days") == []
    times = small.execute("select set_name, data_time is null from roll_ups.sets order by 1")
    assert times.fetchall() == [("rolled_b", False)]


def test_pages_go_on_reading_the_time_they_began_with(small):
    first, second = load(small).data_time, load(small).data_time

    schemas = [
        small.execute("select roll_ups.schema_of(%s)", (moment,)).fetchone()[0]
        for moment in (first, second, second + timedelta(seconds=1))
    ]

    assert schemas == ["rolled_a", "rolled_b", "live"]


def test_nothing_new_is_not_computed_again(small):
    load(small)
    assert roll_ups.refresh(small) is None


def test_one_refresh_at_a_time(small):
    with psycopg.connect(small.info.dsn, autocommit=True) as other, roll_ups._alone(other):
        assert load(small) is None
    assert roll_ups.refresh(small) is not None


def test_a_failure_is_recorded_and_changes_nothing(small):
    for _ in roll_ups.SETS:
        first = load(small).data_time
    small.execute("alter table rolled_a.week_uses add check (use_count < 0) not valid")
    with pytest.raises(psycopg.errors.CheckViolation):
        load(small)

    failures = small.execute(
        "select set_name, failure ~ 'violates check' from roll_ups.state group by 1, 2 order by 1"
    ).fetchall()
    assert failures == [("rolled_a", True), ("rolled_b", None)]
    assert data.feeds.figures(LEADER) == (first, True)
    small.execute("alter table rolled_a.week_uses drop constraint week_uses_use_count_check")
    roll_ups.refresh(small)
    assert small.execute("select count(failure) from roll_ups.state").fetchone() == (0,)


@pytest.mark.parametrize(("minutes", "is_rolled"), [(15, True), (16, False)])
def test_figures_that_lag_too_far_are_computed_live(small, minutes, is_rolled):
    rolled = load(small).data_time
    small.execute(
        "update operational.feeds set last_loaded_at = %s", (rolled + timedelta(minutes=minutes),)
    )

    figures = data.feeds.figures(LEADER)

    assert figures.is_rolled is is_rolled
    assert figures.data_time == (rolled if is_rolled else rolled + timedelta(minutes=minutes))


def test_without_a_refresh_figures_are_live(small):
    assert data.feeds.figures(LEADER).is_rolled is False


def test_nothing_loaded_has_no_time(small):
    small.execute("update operational.feeds set last_loaded_at = null")
    assert roll_ups.refresh(small) is None
    assert data.feeds.figures(LEADER) is None


@pytest.mark.parametrize("relation", sorted(set(RELATIONS) - WITHOUT_DISTRICT))
def test_a_district_reads_its_own_rows(simulated, simulated_url, connect, relation):
    table = sql.SQL("select distinct district_id from {}").format(
        sql.Identifier(latest_set(simulated), relation)
    )

    def seen(rights=None, districts=None):
        role = installation.READER
        if relation in roll_ups._OF_PERSONS:
            role = installation.PERSONS
            rights = rights and f"{rights},see_people"
        with connect(simulated_url, role, rights=rights, districts=districts) as reader:
            return {district_id for (district_id,) in reader.execute(table)}

    everywhere = seen("see_aggregates", "*")
    assert len(everywhere) > 2
    for district_id in everywhere:
        assert seen("see_aggregates", district_id) == {district_id}
    assert seen("see_aggregates", ",".join(sorted(everywhere)[:2])) == set(sorted(everywhere)[:2])
    assert seen("see_aggregates", "") == seen() == set()
    assert seen("propose_zones", "*") == set()


@pytest.mark.parametrize("schema", ["live", *roll_ups.SETS])
def test_no_sample_and_no_record_is_read_by_who_sees_no_people(simulated_url, connect, schema):
    """They are counted for a leader, in what `doors` hands out."""
    for relation in roll_ups._OF_PERSONS:
        with (
            connect(simulated_url, rights="see_aggregates", districts="*") as leader,
            pytest.raises(InsufficientPrivilege),
        ):
            leader.execute(sql.SQL("table {}").format(sql.Identifier(schema, relation)))


def test_a_door_reads_no_table_of_the_asker_and_counts_nothing_without_a_right(
    simulated_url, connect
):
    asked = "select sum(taken_count) from live.sample_groups('all') where district_id is null"
    with psycopg.connect(simulated_url) as owner:
        (moment,) = owner.execute("select max(last_loaded_at) from operational.feeds").fetchone()

    def counted(rights, districts="*"):
        with connect(simulated_url, rights=rights, districts=districts) as reader:
            reader.execute("create temporary table recent_samples (district_id text)")
            reader.execute(
                "select set_config('dashboard.data_time', %s, true)", (moment.isoformat(),)
            )
            reader.execute("set local search_path = pg_temp")
            found = reader.execute(asked).fetchone()[0]
            assert reader.execute("show search_path").fetchone() == ("pg_temp",)
            return found

    everywhere = counted("see_aggregates")
    assert everywhere > counted("see_aggregates", "292") > 0
    assert counted("propose_zones") is None
    assert counted("see_aggregates", "") is None


@pytest.mark.parametrize("relation", sorted(WITHOUT_DISTRICT))
def test_what_has_no_district_is_not_read(simulated_url, connect, relation):
    with (
        connect(simulated_url, rights="see_aggregates", districts="*") as reader,
        pytest.raises(InsufficientPrivilege),
    ):
        reader.execute(sql.SQL("table {}").format(sql.Identifier("rolled_a", relation)))


@pytest.mark.parametrize(
    "name", ["rolled_a.commune_installs", "rolled_b.week_uses", "roll_ups.state"]
)
@pytest.mark.parametrize("statement", ["delete from {}", "insert into {} default values"])
@pytest.mark.parametrize("role", installation.REACHES)
def test_the_app_changes_nothing(simulated_url, connect, name, statement, role):
    with (
        connect(simulated_url, role, rights="see_aggregates", districts="*") as app,
        pytest.raises(InsufficientPrivilege),
    ):
        app.execute(sql.SQL(statement).format(sql.Identifier(*name.split("."))))


def test_the_app_cannot_become_the_roller(simulated_url, connect):
    with connect(simulated_url, None) as app, pytest.raises(InsufficientPrivilege):
        app.execute("set role dashboard_roller")


def test_a_restart_keeps_what_was_computed(small):
    load(small)
    installation.renew_views(small)
    roll_ups.install(small)

    assert differences(small, "rolled_a", "commune_installs") == []
    assert data.feeds.figures(LEADER).is_rolled


def test_other_definitions_begin_anew(small, monkeypatch):
    load(small)
    monkeypatch.setattr(roll_ups, "_digest", lambda: "made from another version")
    roll_ups.install(small)

    assert not data.feeds.figures(LEADER).is_rolled
    assert load(small) is not None


def test_a_definition_is_one_select_over_the_contract():
    for name, definition in roll_ups.definitions().items():
        code = "\n".join(line.partition("--")[0] for line in definition.splitlines())
        assert not re.search(r"%|;|\b(operational|ledger|truth)\.", code), name
    assert {Path(path).stem for path in (roll_ups.FOLDER / "changed").glob("*.sql")} <= set(
        RELATIONS
    )
