"""The zone ledger, on hand-made rows: proposed, decided, seen by whom it concerns, never lost."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege

from dashboard import data
from dashboard.data.database import Scope
from dashboard.data.zones import Change, Proposal
from launch import installation
from launch.urls import as_user

EPIDEMIOLOGIST = Scope(
    "Dịch tễ", "epidemiologist", frozenset({"see_aggregates", "propose_zones"}), None
)
LEADER = Scope("Lãnh đạo", "leader", frozenset({"see_aggregates"}), None)
START = datetime(2021, 8, 24, 17, tzinfo=UTC)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[106.3, 20.9], [106.301, 20.9], [106.301, 20.901], [106.3, 20.9]]],
}


@pytest.fixture(autouse=True)
def _ledger(own_two_districts, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))


def official(*districts):
    return Scope("Huyện", "district_official", frozenset({"see_aggregates"}), districts)


def proposal(**changes):
    values = {
        "zone_name": "Thôn 1",
        "district_id": "288",
        "commune_id": "c1",
        "outline": SQUARE,
        "area_m2": 1160.0,
        "resident_count": 23,
        "household_count": 5,
        "f0_count": 1,
        "f1_count": 2,
        "place_count": 0,
        "reason": "Ổ dịch chợ",
        "data_time": START,
        "traced_with": "preset=moh_2021_08&case=HD1",
    }
    return Proposal(**(values | changes))


def order(number, **changes):
    values = {
        "zone_id": number,
        "seen_status": "proposed",
        "status": "in_force",
        "reason": "QĐ của UBND",
        "valid_from": START,
        "decision_number": "12/QĐ-UBND",
        "lead_agency": "UBND xã",
        "starts_at": START,
        "planned_end_at": START + timedelta(days=14),
    }
    return Change(**(values | changes))


def test_a_proposal_is_listed_with_its_proposer_reason_and_outline():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    zone = data.zones.zones(EPIDEMIOLOGIST).iloc[0]

    assert zone["zone_id"] == number
    assert zone["status"] == "proposed"
    assert zone["proposed_by"] == "Dịch tễ"
    assert zone["outline"] == SQUARE
    assert zone["data_time"] == START


def test_a_change_is_recorded_with_who_and_why_and_keeps_what_it_leaves_out():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    assert data.zones.change_zone(EPIDEMIOLOGIST, order(number))
    longer = START + timedelta(days=21)
    assert data.zones.change_zone(
        EPIDEMIOLOGIST,
        Change(
            zone_id=number,
            seen_status="in_force",
            status="extended",
            reason="Thêm ca",
            planned_end_at=longer,
            valid_from=START + timedelta(days=3),
        ),
    )

    zone = data.zones.zones(EPIDEMIOLOGIST).iloc[0]
    assert zone["status"] == "extended"
    assert zone["planned_end_at"] == longer
    assert zone["starts_at"] == START
    assert zone["decision_number"] == "12/QĐ-UBND"
    events = data.zones.zone_events(EPIDEMIOLOGIST, number)
    assert events["status"].tolist() == ["extended", "in_force", "proposed"]
    assert events["reason"].tolist() == ["Thêm ca", "QĐ của UBND", "Ổ dịch chợ"]
    assert set(events["changed_by"]) == {"Dịch tễ"}


def test_the_ledger_remembers_each_state_and_from_when():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    smaller = {**SQUARE, "coordinates": [[[106.3, 20.9], [106.3005, 20.9], [106.3, 20.9005]]]}
    began, released = START + timedelta(days=1), START + timedelta(days=5)
    ordered = order(number, valid_from=began, starts_at=began, guard_post_count=2)
    assert data.zones.change_zone(EPIDEMIOLOGIST, ordered)
    assert data.zones.change_zone(
        EPIDEMIOLOGIST,
        Change(
            zone_id=number,
            seen_status="in_force",
            status="partly_released",
            reason="Xét nghiệm âm tính",
            valid_from=released,
            decision_number="15/QĐ-UBND",
            outline=smaller,
            released_outline=SQUARE,
            released_resident_count=14,
            released_household_count=3,
            area_m2=500.0,
            resident_count=9,
            f0_count=0,
            f1_count=1,
        ),
    )

    def state(moment):
        return data.zones.zones_as_of(EPIDEMIOLOGIST, moment).iloc[0]

    assert data.zones.zones_as_of(EPIDEMIOLOGIST, START - timedelta(seconds=1)).empty
    assert state(START)["status"] == "proposed"
    assert state(began)["status"] == "in_force"
    assert state(released - timedelta(seconds=1))["outline"] == SQUARE
    assert state(released)["outline"] == smaller
    assert state(released)["resident_count"] == 9
    known = ["f0_count", "f1_count", "decision_number", "guard_post_count"]
    assert state(START)[known].fillna("").tolist() == [1, 2, "", ""]
    assert state(released - timedelta(seconds=1))[known].tolist() == [1, 2, "12/QĐ-UBND", 2]
    assert state(released)[known].tolist() == [0, 1, "15/QĐ-UBND", 2]
    now = data.zones.zones(EPIDEMIOLOGIST).iloc[0]
    assert (now["area_m2"], now["household_count"], now["guard_post_count"]) == (500, 5, 2)
    events = data.zones.zone_events(EPIDEMIOLOGIST, number)
    assert events["released_outline"].tolist() == [SQUARE, None, None]
    assert events["released_resident_count"].fillna(-1).tolist() == [14, -1, -1]
    assert events["outline"].tolist() == [smaller, SQUARE, SQUARE]


def test_an_order_that_begins_with_its_proposal_is_not_hidden_by_it():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    assert data.zones.change_zone(EPIDEMIOLOGIST, order(number))

    statuses = [
        data.zones.zones_as_of(EPIDEMIOLOGIST, moment)["status"].tolist()
        for moment in (START - timedelta(seconds=1), START)
    ]

    assert statuses == [[], ["in_force"]]


@pytest.mark.parametrize("column", ["starts_at", "valid_from"])
def test_no_zone_begins_before_it_was_proposed(column):
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    too_early = {column: START - timedelta(seconds=1)}

    with pytest.raises(CheckViolation):
        data.zones.change_zone(EPIDEMIOLOGIST, order(number, **too_early))

    assert data.zones.zones(EPIDEMIOLOGIST)["status"].tolist() == ["proposed"]
    assert data.zones.change_zone(EPIDEMIOLOGIST, order(number))


def test_the_same_proposal_twice_is_one_zone():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    again = data.zones.propose_zone(EPIDEMIOLOGIST, proposal(reason="Khác"))
    elsewhere = data.zones.propose_zone(EPIDEMIOLOGIST, proposal(zone_name="Thôn 2"))

    assert again == number
    assert sorted(data.zones.zones(EPIDEMIOLOGIST)["zone_id"]) == [number, elsewhere]
    assert len(data.zones.zone_events(EPIDEMIOLOGIST, number)) == 1


def test_an_ordered_zone_is_not_proposed_again_and_an_ended_one_may_be():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    data.zones.change_zone(EPIDEMIOLOGIST, order(number))
    assert data.zones.propose_zone(EPIDEMIOLOGIST, proposal()) == number

    ends = order(number, seen_status="in_force", status="ended", valid_from=START)
    assert data.zones.change_zone(EPIDEMIOLOGIST, ends)

    assert data.zones.propose_zone(EPIDEMIOLOGIST, proposal()) > number


def test_the_same_proposal_saved_by_several_at_once_is_one_zone():
    gate = threading.Barrier(5)
    numbers = []

    def work():
        gate.wait()
        numbers.append(data.zones.propose_zone(EPIDEMIOLOGIST, proposal()))

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(numbers) == 5
    assert data.zones.zones(EPIDEMIOLOGIST)["zone_id"].tolist() == [numbers[0]]
    assert set(numbers) == {numbers[0]}


def strip(west, east):
    corners = [[west, 20.9], [east, 20.9], [east, 20.91], [west, 20.91], [west, 20.9]]
    return {"type": "Polygon", "coordinates": [corners]}


@pytest.fixture
def street(own_two_districts):
    """Three households of 3, 2 and 4 people in a row, from west to east."""
    with psycopg.connect(own_two_districts, autocommit=True) as owner:
        for household, people in enumerate((3, 2, 4), start=11):
            owner.execute(
                "insert into operational.people (person_id, commune_id, household_id, birth_year,"
                " sex, home_lon, home_lat) select %s * 10 + n, 'c1', %s, 1980, 'female', %s, 20.905"
                " from generate_series(1, %s) n",
                (household, household, 106.3 + household / 1000, people),
            )


def confine(west, east, residents, households, *, by, **changes):
    """Propose a strip, as somebody who may see homes or may not, and put it in force."""
    number = data.zones.propose_zone(
        by,
        proposal(
            outline=strip(west, east),
            resident_count=residents,
            household_count=households,
            **changes,
        ),
    )
    assert data.zones.change_zone(by, order(number))
    return number


PLANNER = replace(EPIDEMIOLOGIST, rights=EPIDEMIOLOGIST.rights | {"trace_contacts"})


@pytest.mark.usefixtures("street")
@pytest.mark.parametrize("viewer", [PLANNER, LEADER, official("288")], ids=lambda one: one.role)
def test_who_lives_in_two_overlapping_zones_is_counted_once_for_everybody(viewer):
    west = confine(106.3105, 106.3125, 5, 2, by=PLANNER)
    east = confine(106.3115, 106.3135, 6, 2, by=PLANNER)

    assert data.zones.confined(viewer, [west, east]) == (9, 3, 2)
    assert data.zones.confined(viewer, [west]) == (5, 2, 0)
    assert data.zones.confined(viewer, []) == (0, 0, 0)


@pytest.mark.usefixtures("street")
def test_another_district_s_zones_confine_nobody_whom_one_may_see():
    west = confine(106.3105, 106.3125, 5, 2, by=PLANNER)
    assert data.zones.confined(official("290"), [west]) == (0, 0, 0)


@pytest.mark.usefixtures("street")
def test_three_zones_over_one_household_count_it_once():
    zones = [confine(106.3105, 106.3135, 9, 3, by=PLANNER, zone_name=f"Z{n}") for n in range(3)]
    assert data.zones.confined(PLANNER, zones) == (9, 3, 9)


@pytest.mark.usefixtures("street")
def test_a_new_outline_counts_who_lives_in_it_now():
    west = confine(106.3105, 106.3125, 5, 2, by=PLANNER)
    east = confine(106.3115, 106.3135, 6, 2, by=PLANNER)
    smaller = order(
        west,
        seen_status="in_force",
        status="extended",
        starts_at=None,
        outline=strip(106.3105, 106.3115),
        resident_count=3,
        household_count=1,
    )
    assert data.zones.change_zone(PLANNER, smaller)

    assert data.zones.confined(PLANNER, [west, east]) == (9, 3, 0)


@pytest.mark.usefixtures("street")
def test_where_nobody_counted_homes_the_numbers_of_the_zone_stand():
    west = confine(106.3105, 106.3125, 5, 2, by=PLANNER)
    east = confine(106.3115, 106.3135, 6, 2, by=EPIDEMIOLOGIST)

    assert data.zones.confined(PLANNER, [west, east]) == (11, 4, 0)


@pytest.mark.usefixtures("street")
def test_who_lives_in_a_zone_is_read_by_nobody_from_the_ledger(connect, own_two_districts):
    confine(106.3105, 106.3125, 5, 2, by=PLANNER)
    scope = {"rights": "see_aggregates,propose_zones,trace_contacts", "districts": "*"}
    with (
        connect(own_two_districts, installation.LEDGER, **scope) as connection,
        pytest.raises(InsufficientPrivilege),
    ):
        connection.execute("select * from ledger.zone_households")


@pytest.mark.parametrize(
    "part",
    [
        {},
        {"released_outline": SQUARE},
        {"released_outline": SQUARE, "released_resident_count": 3},
        {"status": "ended", "released_outline": SQUARE, "released_resident_count": 3,
         "released_household_count": 1},
    ],
)  # fmt: skip
def test_no_part_is_released_without_its_outline_and_counts_nor_with_another_status(part):
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    with pytest.raises(CheckViolation):
        data.zones.change_zone(
            EPIDEMIOLOGIST, order(number, **({"status": "partly_released"} | part))
        )

    assert data.zones.zones(EPIDEMIOLOGIST)["status"].tolist() == ["proposed"]


def test_an_extension_keeps_the_length_of_the_first_order():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    assert data.zones.change_zone(EPIDEMIOLOGIST, order(number))
    longer = order(
        number,
        seen_status="in_force",
        status="extended",
        starts_at=None,
        planned_end_at=START + timedelta(days=40),
    )
    assert data.zones.change_zone(EPIDEMIOLOGIST, longer)

    assert data.zones.zones(EPIDEMIOLOGIST)["order_length"].tolist() == [timedelta(days=14)]


def test_two_changes_that_keep_the_status_do_not_overwrite_each_other():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    redrawn = order(
        number,
        seen_revision=1,
        status="proposed",
        starts_at=None,
        planned_end_at=None,
        area_m2=900.0,
        outline=SQUARE,
    )

    assert data.zones.change_zone(EPIDEMIOLOGIST, redrawn)
    assert not data.zones.change_zone(EPIDEMIOLOGIST, redrawn)

    assert data.zones.zones(EPIDEMIOLOGIST)["revision"].tolist() == [2]


def test_another_district_s_past_is_not_shown():
    data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    assert len(data.zones.zones_as_of(official("288"), START)) == 1
    assert data.zones.zones_as_of(official("290"), START).empty


def test_the_slower_of_two_people_changes_nothing_and_is_told():
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    assert data.zones.change_zone(EPIDEMIOLOGIST, order(number))

    assert not data.zones.change_zone(EPIDEMIOLOGIST, order(number, status="ended"))

    assert data.zones.zones(EPIDEMIOLOGIST)["status"].tolist() == ["in_force"]
    assert len(data.zones.zone_events(EPIDEMIOLOGIST, number)) == 2


def test_a_district_sees_its_own_zones_only():
    data.zones.propose_zone(EPIDEMIOLOGIST, proposal())
    other = data.zones.propose_zone(EPIDEMIOLOGIST, proposal(district_id="290", zone_name="Thôn 2"))

    assert data.zones.zones(official("288"))["zone_name"].tolist() == ["Thôn 1"]
    assert data.zones.zone_events(official("288"), other).empty
    assert data.zones.zones(official()).empty
    assert len(data.zones.zones(LEADER)) == 2


@pytest.mark.parametrize("scope", [LEADER, official("288")], ids=["leader", "official"])
def test_who_may_not_propose_neither_adds_nor_changes(scope):
    number = data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    with pytest.raises(InsufficientPrivilege):
        data.zones.propose_zone(scope, proposal())
    with pytest.raises(InsufficientPrivilege):
        data.zones.change_zone(scope, order(number))

    assert data.zones.zones(EPIDEMIOLOGIST)["status"].tolist() == ["proposed"]


def test_hostile_text_is_only_text():
    hostile = "<img src=x onerror=alert(1)>'; drop table ledger.zones; --"

    data.zones.propose_zone(EPIDEMIOLOGIST, proposal(zone_name=hostile, reason=hostile))

    assert data.zones.zones(EPIDEMIOLOGIST)["zone_name"].tolist() == [hostile]


def test_an_empty_ledger_has_the_same_columns():
    empty = data.zones.zones(EPIDEMIOLOGIST)
    data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    full = data.zones.zones(EPIDEMIOLOGIST)

    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


TRACER = Scope("Dịch tễ", "epidemiologist", frozenset({"see_aggregates", "trace_contacts"}), None)
HOMES = """
insert into operational.hamlets (hamlet_id, commune_id, hamlet_name, lon, lat)
values (1, 'c1', 'Thôn 1', 106.3, 20.9);
update operational.people set home_lon = 106.3007, home_lat = 20.9003, hamlet_id = 1
where person_id = 1;
insert into operational.people
(person_id, commune_id, household_id, birth_year, sex, home_lon, home_lat) values
(11, 'c1', 1, 2010, 'male', 106.3009, 20.9003),  -- of the same household
(12, 'c1', 3, 1970, 'male', 106.3001, 20.9009),  -- in the rectangle, outside the outline
(13, 'c1', 4, 1970, 'male', 106.35, 20.95),
(14, 'c1', 5, 1970, 'male', null, null),
(15, 'c2', 6, 1970, 'male', 106.3008, 20.9004);  -- another district's
"""


@pytest.fixture
def homes(own_two_districts):
    with psycopg.connect(own_two_districts, autocommit=True) as owner:
        owner.execute(HOMES)


@pytest.mark.usefixtures("homes")
def test_residents_of_an_outline_are_whole_households_inside_it():
    people = data.zones.residents(TRACER, SQUARE)

    assert people["person_id"].tolist() == [1, 11, 15]
    assert people["household_id"].tolist() == [1, 1, 6]
    assert people.loc[people["household_id"] == 1, "lon"].tolist() == pytest.approx([106.3008] * 2)
    assert people["hamlet_name"].fillna("").tolist() == ["Thôn 1", "", ""]
    assert people["is_case"].tolist() == [True, False, False]
    assert not {"full_name", "phone", "address"} & set(people)


@pytest.mark.usefixtures("homes")
def test_residents_are_of_the_viewer_s_districts_and_of_who_may_trace():
    assert data.zones.residents(replace(TRACER, district_ids=("288",)), SQUARE)[
        "person_id"
    ].tolist() == [1, 11]
    assert data.zones.residents(LEADER, SQUARE).empty
    assert data.zones.residents(official("288"), SQUARE).empty


def test_a_zone_says_what_it_was_traced_with():
    data.zones.propose_zone(EPIDEMIOLOGIST, proposal())

    assert data.zones.zones(LEADER)["traced_with"].tolist() == ["preset=moh_2021_08&case=HD1"]
