"""Scans show every fault that real scanning has, and nothing worse."""

import pytest


def one(ask, query):
    return ask(query)[0]


def test_size_is_in_proportion(ask, people):
    (count,) = one(ask, "select count(*) from operational.check_ins")

    assert 4 * people < count < 8 * people


def test_ids_are_unique(ask):
    count, distinct = one(
        ask, "select count(*), count(distinct check_in_id) from operational.check_ins"
    )

    assert count == distinct


def test_hardly_anybody_checks_out(ask):
    (share,) = one(ask, "select avg((left_at is not null)::int)::float from operational.check_ins")

    assert 0.03 < share < 0.07


@pytest.mark.parametrize(
    "fault",
    [
        "scanned_at > '2021-08-24 18:00+07'",
        "received_at > scanned_at + interval '1 hour'",
        "received_at < scanned_at - interval '10 minutes'",
        "withdrawn_at is not null",
        "left_at < scanned_at",
        "person_id not in (select person_id from operational.people)",
        "place_id not in (select place_id from operational.places)",
    ],
)
def test_fault_is_present_and_rare(ask, fault):
    (share,) = one(ask, f"select avg(({fault})::int)::float from operational.check_ins")  # noqa: S608

    assert 0 < share < 0.05


def test_some_scan_twice_within_minutes(ask):
    (share,) = one(
        ask,
        "select avg((scanned_at < previous_at + interval '10 minutes')::int)::float from ("
        " select scanned_at, lag(scanned_at) over"
        "  (partition by person_id, place_id order by scanned_at) as previous_at"
        " from operational.check_ins) as scans",
    )

    assert 0.005 < share < 0.08


def test_only_users_of_the_app_scan(ask):
    (others,) = one(
        ask,
        "select count(*) from operational.check_ins"
        " join operational.people using (person_id)"
        " left join operational.app_installs using (person_id)"
        " where app_installs.person_id is null or installed_at > received_at",
    )

    assert others == 0


def test_many_visits_leave_no_scan(ask):
    (share,) = one(
        ask,
        "select avg(exists (select from operational.check_ins"
        "  where check_ins.person_id = stays.person_id"
        "  and check_ins.place_id = stays.place_id"
        "  and scanned_at >= arrived_at and scanned_at < left_at)::int)::float from truth.stays",
    )

    assert 0.03 < share < 0.6


def test_many_registered_places_see_no_scan(ask):
    (share,) = one(
        ask,
        "select avg(exists (select from operational.check_ins"
        "  where check_ins.place_id = places.place_id"
        "  and scanned_at >= '2021-08-24+07')::int)::float from operational.places",
    )

    assert 0.2 < share < 0.6


def test_days_have_their_own_partition(ask):
    (days,) = one(
        ask,
        "select count(distinct tableoid) from operational.check_ins"
        " where scanned_at >= '2021-08-04+07' and scanned_at < '2021-08-24 18:00+07'",
    )

    assert days == 21
