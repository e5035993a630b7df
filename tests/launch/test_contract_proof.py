"""What a province's own views promise: each promise broken is named, on full and on empty data."""

import re

import psycopg
import pytest

from launch import check_contract, contract_proof

PROMISES = contract_proof.promises(check_contract.PAGE)
BY_RIGHT = sorted(view for view, promise in PROMISES.items() if promise.right)
BY_DISTRICT = sorted(view for view, promise in PROMISES.items() if promise.is_by_district)


@pytest.fixture(scope="module")
def full(copy_database, filled):
    with copy_database(filled) as url, psycopg.connect(url, autocommit=True) as owner:
        yield owner


@pytest.fixture(scope="module")
def empty(copy_database, installed):
    with copy_database(installed) as url, psycopg.connect(url, autocommit=True) as owner:
        yield owner


@pytest.fixture(params=["full", "empty"])
def owner(request):
    """Yield an owner's connection whose changes are undone."""
    connection = request.getfixturevalue(request.param)
    with connection.transaction(force_rollback=True):
        yield connection


def faults(owner, views=None) -> list[str]:
    found = check_contract.found(owner)
    return contract_proof.problems(
        owner, check_contract.PAGE, {view: found[view] for view in views or found}
    )


def replaced(owner, view, pattern, by) -> None:
    """Make a view anew without what it asks."""
    ((text,),) = owner.execute("select pg_get_viewdef(%s::regclass)", (f"contract.{view}",))
    changed = re.sub(pattern, by, text)
    assert changed != text
    owner.execute(f"create or replace view contract.{view} with (security_barrier) as {changed}")


def test_the_shipped_views_keep_every_promise(owner):
    assert faults(owner) == []


def test_what_the_page_promises_is_read():
    assert PROMISES["people"] == contract_proof.Promise(
        right="see_aggregates",
        is_by_district=True,
        is_one_per_first=True,
        never_null=("person_id", "commune_id", "birth_year", "sex"),
    )
    assert PROMISES["districts"].right is None
    assert not PROMISES["districts"].is_by_district
    assert not PROMISES["vaccine_stock"].is_one_per_first
    assert len(BY_RIGHT) > 25
    assert len(BY_DISTRICT) > 20


def test_a_right_taken_away_is_named(owner):
    for view in ("people", "identities", "cases", "check_ins", "provincial_samples"):
        replaced(owner, view, r"contract\.has_right\('\w+'::text\)", "true")
        found = faults(owner, [view])
        assert found == [
            f"View contract.{view} answers without the right {PROMISES[view].right}."
        ], view


def test_rows_of_people_for_who_sees_none_are_named(full):
    with full.transaction(force_rollback=True):
        full.execute(
            "create or replace view contract.homes with (security_barrier) as"
            " select person_id, household_id, hamlet_id, commune_id, home_lon, home_lat"
            " from operational.people"
        )
        assert "View contract.homes answers who may see no people with rows of theirs." in faults(
            full, ["homes"]
        )


def test_a_district_taken_away_is_named(owner):
    for view in ("people", "identities", "cases", "provincial_samples", "checkpoints"):
        replaced(
            owner, view, r"contract\.in_scope\(.*?own_districts\(\) AS own_districts\)\)", "true"
        )
        found = faults(owner, [view])
        assert found == [
            f"View contract.{view} answers whoever has no district of the province."
        ], view


def test_a_barrier_taken_away_is_named(owner):
    for view in ("people", "identities", "check_ins"):
        owner.execute(f"alter view contract.{view} reset (security_barrier)")
        (fault,) = faults(owner, [view])
        assert fault.startswith(f"View contract.{view} is no security_barrier")


UNKNOWN_SEX = """
alter table operational.people alter column sex drop not null;
update operational.people set sex = null where person_id in (1, 2)
"""
TWICE = """
create or replace view contract.communes as
select * from operational.communes
union all
(select * from operational.communes limit 1)
"""


@pytest.mark.parametrize(
    ("change", "view", "said"),
    [
        (UNKNOWN_SEX, "people", "2. See: select * from contract.people where sex is null;"),
        (TWICE, "communes", "has a commune_id more than once: 1. See: select commune_id, count(*)"),
    ],
)
def test_rows_that_cannot_be_counted_are_shown(full, change, view, said):
    with full.transaction(force_rollback=True):
        full.execute(change)
        assert any(said in fault for fault in faults(full, [view]))


def test_a_code_that_nobody_knows_is_shown(full):
    with full.transaction(force_rollback=True):
        replaced(
            full, "checkpoints", r"place_id,\s+commune_id,", "place_id, 'x'::text as commune_id,"
        )
        (fault, *_) = faults(full, ["checkpoints"])
        assert "has a commune_id that is not in contract.communes" in fault
