"""What a question reads, at one hundredth of a province: pages must not read everybody.

PostgreSQL itself counts the rows that a transaction reads one after the other, in views and doors
too. A question that reads a table of people's rows whole says so here, with why it may.
"""

import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from dashboard.data import database
from dashboard.data.database import Scope
from launch import installation, province, roll_ups
from launch.urls import as_user

PEOPLE = 19_168
FEW = 500
"""Rows of such a table that nobody minds, at this size."""
QUERIES = Path(__file__).parents[2] / "queries"
READING = sorted(
    file.stem
    for file in QUERIES.glob("*.sql")
    if not database._WRITES.search(file.read_text(encoding="utf-8"))
)
EVERYBODY = Scope(
    "a@example.vn",
    "epidemiologist",
    frozenset({"see_aggregates", "trace_contacts", "see_people", "propose_zones"}),
    None,
)

ONCE = "read once a load and kept: what is asked is about everybody"
# Question -> the tables that it reads whole, how often at most; and why it may.
WHOLE: dict[str, tuple[dict[str, int], str]] = {
    "cases": ({"people": 1}, "at this size cheaper than an index"),
    "changed_check_ins": ({"check_ins": 1}, "at this size cheaper than the index of changes"),
    "check_ins": ({"check_ins": 1}, "the index of all stays is built from it"),
    "commune_apps": ({"app_installs": 1, "people": 2}, ONCE),
    "commune_risk_days": ({"isolations": 1, "people": 1}, ONCE),
    "declared_risks": ({"people": 2}, ONCE),
    "feed_duplicates": (
        {
            "health_declarations": 1,
            "national_results": 1,
            "provincial_samples": 1,
            "vaccine_doses": 1,
            "people": 4,
        },
        ONCE,
    ),
    "feeds": (
        {
            "app_installs": 1,
            "check_ins": 1,
            "health_declarations": 1,
            "isolations": 1,
            "health_record_links": 1,
            "national_results": 1,
            "provincial_samples": 1,
            "vaccination_certificates": 1,
            "vaccination_registrations": 1,
            "vaccine_doses": 1,
        },
        ONCE,
    ),
    "find_people": ({"identities": 1, "people": 1}, "no index finds a part of a name"),
    "follow_up_days": ({"follow_up_events": 1}, ONCE),
    "follow_up_length": ({"follow_up_events": 1}, ONCE),
    "follow_ups": ({"follow_up_events": 1}, ONCE),
    "homes": ({"people": 1}, "the index of all stays is built from it"),
    "isolations": ({"isolations": 1, "people": 1}, "every trace needs all of them"),
    "known_check_ins": ({"check_ins": 1}, "a past moment has an index of its own"),
    "pairing_tried": ({"national_results": 2, "people": 3, "provincial_samples": 2}, ONCE),
    "people_due_for_second": ({"people": 1, "vaccine_doses": 1}, "at this size the cheaper way"),
    "system_differences": ({"national_results": 1, "people": 2, "provincial_samples": 1}, ONCE),
    "unusable_times": ({"isolations": 1, "people": 2, "provincial_samples": 1}, ONCE),
    "zone_residents": ({"people": 1}, "one glance at where each lives; the rest by number"),
}


@pytest.fixture(scope="module")
def one_hundredth(copy_database, installed):
    """Yield the owner's connection to a province of one hundredth of its people, rolled up."""
    with copy_database(installed) as url, pytest.MonkeyPatch.context() as patch:
        province.fill(url, people=PEOPLE, seed=province.SEED)
        patch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        with psycopg.connect(url, autocommit=True) as owner:
            roll_ups.refresh(owner)
            owner.execute("analyze")
            yield owner


@pytest.fixture(scope="module")
def blanks(one_hundredth):
    """Return what a page may fill into the blanks of its questions, by their names."""
    ((at,),) = one_hundredth.execute("select max(last_loaded_at) from operational.feeds").fetchall()
    ((place_id,),) = one_hundredth.execute(
        "select place_id from operational.check_ins group by 1 order by count(*) desc limit 1"
    ).fetchall()
    rows = one_hundredth.execute("select person_id, case_id from operational.cases limit 20")
    person_ids, case_ids = map(list, zip(*rows, strict=True))
    ((commune_id, district_id),) = one_hundredth.execute(
        "select commune_id, district_id from operational.communes limit 1"
    ).fetchall()
    seconds = int(at.timestamp())
    return {
        "data_time": at,
        "known_at": at,
        "until": at,
        "as_of": at,
        "happened_at": at,
        "since": at - timedelta(days=28),
        "changed_since": at - timedelta(minutes=20),
        "person_ids": person_ids,
        "case_ids": case_ids,
        "case_id": case_ids[0],
        "place_id": place_id,
        "place_ids": [],
        "agency_id": 1,
        "commune_id": commune_id,
        "district_id": district_id,
        "feed_id": "app",
        "begins": [seconds - 86_400] * len(person_ids),
        "ends": [seconds] * len(person_ids),
        "adult_age": 18,
        "lowest_age": 18,
        "lowest_ages": [12, 18, 65],
        "days": 14,
        "by_home": True,
        "channels": ["app"],
        "asked_by": "laboratory",
        "wanted_name": "nguyen van",
        "wanted_digits": "",
        "most": 50,
        "after_id": 0,
        "close_days": 14,
        "longest_lag": timedelta(minutes=5),
        "on_date": at.date(),
        "due_dates": [at.date()],
        "late_dates": [at.date()],
        "vaccines": ["AstraZeneca"],
        "reader_role": "leader",
        "reader_district_ids": [],
        "figure": "installs",
        "west": 106.3,
        "east": 106.32,
        "south": 20.9,
        "north": 20.92,
        "figures": [],
        "email": "a@example.vn",
        "digest": b"x",
        "message_id": 1,
        "zone_id": 1,
        "zone_ids": [1],
        "state": "released",
        "corrects_id": None,
    }


@pytest.mark.parametrize("question", READING)
def test_no_large_table_is_read_whole_without_a_reason(one_hundredth, blanks, question):
    known, _ = WHOLE.get(question, ({}, ""))

    times = times_read(one_hundredth, question, blanks)

    assert {table: count for table, count in times.items() if count > known.get(table, 0)} == {}
    assert bool(times) is bool(known), "no reason is needed any more"


def times_read(owner, question, blanks):
    """Return how often a question reads each large table from end to end, 1 where a part."""
    sizes = dict(owner.execute(_SIZES).fetchall())
    text = (QUERIES / f"{question}.sql").read_text(encoding="utf-8")
    of_ledger = bool(re.search(r"\bledger\.\w", text))
    reach = database._LEDGER if of_ledger else database._reach(text)
    sent = {name: blanks[name] for name in re.findall(r"%\((\w+)\)s", text)}
    with database._transaction(reach, EVERYBODY) as connection:
        connection.execute("set local max_parallel_workers_per_gather = 0; set local jit = off")
        if not of_ledger:
            connection.execute(database._SET_FIGURES, (blanks["data_time"],) * 2)
        before = _read(connection)
        connection.execute(text, database._sent(sent)).fetchall()
        after = _read(connection)
    read = {table: after[table] - before[table] for table in after if table in sizes}
    return {table: -(-rows // sizes[table]) for table, rows in read.items() if rows > FEW}


def _read(connection):
    """Return the rows that this connection has read one after the other, by table."""
    found = defaultdict(int)
    for table, count in connection.execute(_ROWS_READ):
        found[_whole(table)] += count
    return found


def _whole(table):
    """Return a table's name, that of all its partitions."""
    return re.sub(r"_(\d{8}|other)$", "", table)


# Of tables that have a row for a person, or several; a scan's partitions are one table.
_SIZES = r"""
select regexp_replace(relname, '_(\d{8}|other)$', ''), sum(greatest(reltuples, 0))::bigint
from pg_class
inner join pg_attribute on attrelid = pg_class.oid and attname = 'person_id'
where relkind = 'r' and relnamespace::regnamespace::text in ('operational', 'ledger')
group by 1
having sum(reltuples) > 0
"""
_ROWS_READ = "select relname, seq_tup_read from pg_stat_xact_user_tables"
