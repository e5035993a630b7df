"""What the dashboard keeps: a log that only grows, zones of one's own districts, viewers."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from launch import installation

PROPOSE = """
insert into ledger.zones (
    zone_name, district_id, commune_id, outline, area_m2, f0_count, f1_count, place_count, reason,
    data_time, traced_with
) values ('Ngõ 1', %s, 'c1', '{}', 100, 1, 2, 3, 'test', now(), 'case=HD1')
"""
HISTORY = """
insert into ledger.zone_events (
    zone_id, district_id, status, outline, area_m2, f0_count, f1_count, place_count, data_time,
    valid_from, reason
)
select
    zone_id, district_id, status, outline, area_m2, f0_count, f1_count, place_count, data_time,
    data_time, 'test'
from ledger.zones
"""
LOOK = """
insert into ledger.access_log (question, reason, person_count)
values ('identities', 'test', 1)
"""


@pytest.fixture
def ledger(connect, own_two_districts):
    def transaction(**scope):
        return connect(own_two_districts, installation.LEDGER, **scope)

    return transaction


@pytest.fixture
def zones(own_two_districts) -> None:
    """One zone in each district."""
    with psycopg.connect(own_two_districts, options="-c dashboard.viewer=A") as owner:
        for district in ("288", "290"):
            owner.execute(PROPOSE, (district,))
        owner.execute(HISTORY)


def test_looks_are_added(ledger, own_two_districts):
    with ledger() as connection:
        connection.execute(LOOK)
        connection.commit()
    with psycopg.connect(own_two_districts) as owner:
        assert owner.execute("select viewer, looked_at <= now() from ledger.access_log").fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "select * from ledger.access_log",
        "update ledger.access_log set viewer = 'B'",
        "delete from ledger.access_log",
        "truncate ledger.access_log",
        LOOK + " returning viewer",
    ],
)
def test_looks_are_neither_read_nor_changed(ledger, statement):
    with ledger(rights="see_people", districts="*") as connection:
        connection.execute(LOOK)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_viewers_are_read_and_not_changed(ledger):
    with ledger() as connection:
        assert len(connection.execute("select * from ledger.viewers").fetchall()) == 2
    for statement in (
        "update ledger.viewers set role = 'leader'",
        "delete from ledger.viewers",
        "insert into ledger.viewers values ('c@example.vn', 'C', 'leader', '{}')",
    ):
        with ledger() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


@pytest.mark.parametrize(
    "viewer",
    [
        "('Upper@example.vn', 'U', 'leader', '{}')",
        "('a2@example.vn', 'U', 'leader', '{288}')",
        "('a3@example.vn', 'U', 'district_official', '{}')",
        "('a4@example.vn', 'U', 'admin', '{}')",
    ],
)
def test_impossible_viewers_are_refused(own_two_districts, viewer):
    with (
        psycopg.connect(own_two_districts) as owner,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        owner.execute(f"insert into ledger.viewers values {viewer}")  # noqa: S608


@pytest.mark.parametrize(
    ("districts", "seen"), [(None, []), ("288", ["288"]), ("290", ["290"]), ("*", ["288", "290"])]
)
def test_zones_of_own_districts_are_seen(ledger, zones, districts, seen):
    with ledger(districts=districts) as connection:
        rows = connection.execute("select district_id from ledger.zones order by 1").fetchall()
    assert [row[0] for row in rows] == seen


def test_zones_are_proposed_in_own_districts_with_the_right(ledger):
    with ledger(rights="propose_zones", districts="288") as connection:
        connection.execute(PROPOSE, ("288",))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(PROPOSE, ("290",))
    with (
        ledger(rights="see_aggregates", districts="288") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(PROPOSE, ("288",))


def test_zones_of_other_districts_are_not_changed(ledger, zones):
    change = "update ledger.zones set status = 'ended' where district_id = %s"
    with ledger(rights="propose_zones", districts="288") as connection:
        assert connection.execute(change, ("288",)).rowcount == 1
        assert connection.execute(change, ("290",)).rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update ledger.zones set district_id = '290'")


def test_zones_are_not_deleted(ledger, zones):
    with (
        ledger(rights="propose_zones", districts="*") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("delete from ledger.zones")


def test_events_follow_their_zone(ledger, zones):
    event = (
        "insert into ledger.zone_events"
        " (zone_id, district_id, status, outline, area_m2, f0_count, f1_count, place_count,"
        " data_time, valid_from, reason)"
        " select zone_id, district_id, 'in_force', outline, area_m2, 1, 2, 3, data_time, data_time,"
        " 'test' from ledger.zones"
    )
    with ledger(rights="propose_zones", districts="288") as connection:
        connection.execute("update ledger.zones set status = 'in_force'")
        assert connection.execute(event).rowcount == 1
        connection.commit()
    with ledger(districts="290") as connection:
        assert len(connection.execute("select * from ledger.zone_events").fetchall()) == 1
    with ledger(districts="288") as connection:
        assert len(connection.execute("select * from ledger.zone_events").fetchall()) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.zones set status = 'in_force'",
        "update ledger.zones set planned_end_at = now() + interval '1 day'",
        'update ledger.zones set outline = \'{"type": "Point"}\'',
        PROPOSE.replace("%s", "'288'").replace("Ngõ 1", "Ngõ 2"),
        HISTORY.replace(
            "status, outline, area_m2, f0_count, f1_count, place_count, data_time,\n    data_time",
            "'ended', outline, 1, 1, 2, 3, data_time, data_time",
        ),
    ],
)
def test_neither_a_zone_nor_its_history_changes_without_the_other(ledger, zones, statement):
    with ledger(rights="propose_zones", districts="288") as connection:
        assert connection.execute(statement).rowcount == 1
        with pytest.raises(psycopg.errors.CheckViolation, match="its history disagree"):
            connection.commit()


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("access_log", "looked_at written_at viewer role line_number previous_hash line_hash"),
        ("zones", "proposed_at proposed_by"),
        ("zone_events", "changed_at changed_by"),
        ("window_edits", "edited_at edited_by"),
        ("interviews", "recorded_at recorded_by"),
        ("follow_up_events", "recorded_at recorded_by"),
        ("call_assignments", "recorded_at assigned_by"),
        ("confirmed_lists", "confirmed_at confirmed_by"),
        ("dismissed_lists", "dismissed_at dismissed_by"),
        ("proposed_lists", "stands_at"),
        ("difference_events", "recorded_at recorded_by"),
    ],
)
def test_when_and_by_whom_is_never_typed_in(two_districts, table, columns):
    with psycopg.connect(two_districts) as owner:
        for column in columns.split():
            ((may,),) = owner.execute(
                "select has_column_privilege(%s, %s, %s, 'insert')"
                " or has_column_privilege(%s, %s, %s, 'update')",
                2 * (installation.LEDGER, f"ledger.{table}", column),
            )
            assert not may, column


def test_a_line_is_of_the_viewer_and_the_time_that_the_database_knows(ledger, own_two_districts):
    with ledger(now="2021-08-20Z") as connection:
        connection.execute(LOOK)
        connection.commit()
    with psycopg.connect(own_two_districts) as owner:
        (line,) = owner.execute(
            "select viewer, role, looked_at = '2021-08-20Z', written_at > now() - interval '1 h'"
            " from ledger.access_log"
        )
    assert line == ("A", "leader", True, True)


def test_only_a_simulated_province_is_told_the_time(ledger, own_two_districts):
    with psycopg.connect(own_two_districts) as owner:
        owner.execute("truncate ledger.simulated")
    with ledger(now="2021-08-20Z") as connection:
        ((is_now,),) = connection.execute("select ledger.present() > now() - interval '1 h'")
    assert is_now


def test_nobody_writes_nothing(ledger):
    with (
        ledger(viewer="") as connection,
        pytest.raises(psycopg.errors.NotNullViolation, match="viewer"),
    ):
        connection.execute(LOOK)


def test_an_event_cannot_claim_another_district_for_its_zone(ledger, zones, own_two_districts):
    with psycopg.connect(own_two_districts) as owner:
        query = "select zone_id, data_time from ledger.zones where district_id = '290'"
        number, data_time = owner.execute(query).fetchone()
    event = (
        "insert into ledger.zone_events"
        " (zone_id, district_id, status, outline, area_m2, f0_count, f1_count, place_count,"
        " data_time, valid_from, reason)"
        " values (%s, '288', 'ended', '{}', 1, 1, 2, 3, %s, now(), 'test')"
    )
    with (
        ledger(rights="propose_zones", districts="288") as connection,
        pytest.raises(psycopg.errors.ForeignKeyViolation),
    ):
        connection.execute(event, (number, data_time))


@pytest.mark.parametrize("table", ["contract.people", "contract.identities", "operational.people"])
def test_ledger_reads_no_people(ledger, table):
    with (
        ledger(rights="see_aggregates,see_people", districts="*") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"select from {table}")


MESSAGE = """
insert into ledger.messages (
    kind, dedup_key, reader_role, reader_district_ids, subject, body, created_at
) values ('daily', 'a', %s, %s, 'test', 'test', now())
"""
LEADERS = "see_aggregates"
OFFICIALS = "see_aggregates,see_people,record_follow_up"
TRACERS = "see_aggregates,trace_contacts,see_people,propose_zones,record_follow_up"


def test_messages_are_written_by_no_viewer(ledger):
    with ledger(rights=TRACERS, districts="*") as connection:
        assert connection.execute("select from ledger.messages").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(MESSAGE, ("leader", []))


@pytest.mark.parametrize(
    ("rights", "districts", "read"),
    [
        ("write_messages", "*", ["all", "all", "288", "290"]),
        (TRACERS, "*", ["all", "all", "288", "290"]),
        (LEADERS, "*", ["all"]),
        (OFFICIALS, "288", ["288"]),
        (OFFICIALS, "288,290", ["288", "290"]),
        (TRACERS, "290", ["290"]),
        (OFFICIALS, "", []),
        ("see_people", "*", []),
        ("", "*", []),
    ],
)
def test_a_message_is_read_by_who_has_the_rights_of_its_readers(
    ledger, own_two_districts, rights, districts, read
):
    with ledger(rights="write_messages", districts="*") as connection:
        for role in ("leader", "epidemiologist"):
            connection.execute(MESSAGE, (role, []))
        for district in ("288", "290"):
            connection.execute(MESSAGE, ("district_official", [district]))
        connection.execute(
            "insert into ledger.deliveries (message_id, email, next_try_at, tried_until)"
            " select message_id, 'a@example.vn', now(), now() from ledger.messages"
        )
        connection.commit()
    with ledger(rights=rights, districts=districts) as connection:
        found = connection.execute(
            "select coalesce(reader_district_ids[1], 'all') from ledger.messages order by 1 desc"
        ).fetchall()
        assert sorted(district for (district,) in found) == sorted(read)
        for table in ("deliveries", "outbox"):
            assert connection.execute(f"select from ledger.{table}").rowcount == len(read)


@pytest.mark.parametrize(
    "statement", ["delete from ledger.messages", "update ledger.messages set body = 'b'"]
)
def test_messages_are_neither_changed_nor_deleted(ledger, statement):
    with (
        ledger(rights="write_messages", districts="*") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


PROPOSAL = """
insert into ledger.proposed_lists (case_id, traced_with, data_time, found_at, traced_at)
values ('HD1', 'test', now(), now(), now())
"""
PROPOSED = """
insert into ledger.proposed_contacts (
    case_id, person_id, commune_id, district_id, exposed_at, last_exposed_at
) values ('HD1', 1, 'c1', '288', now(), now())
"""
CONFIRMED = "insert into ledger.confirmed_lists (case_id) values ('HD1')"


DISMISSED = """
insert into ledger.dismissed_lists (case_id, reason) values ('HD1', 'test')
"""


@pytest.mark.parametrize("decision", [CONFIRMED, DISMISSED], ids=["confirmed", "dismissed"])
def test_lists_are_proposed_by_the_system_and_decided_by_who_traces(ledger, decision):
    """Nobody may propose in the system's name, nor the system decide."""
    system = {"rights": "see_aggregates,trace_contacts,propose_lists", "districts": "*"}
    with (
        ledger(rights=TRACERS, districts="*") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(PROPOSAL)
    with ledger(**system) as connection:
        connection.execute(PROPOSAL)
        connection.execute(PROPOSED)
        connection.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(decision)
    for rights, districts, count in (
        (TRACERS, "*", 1),
        (TRACERS, "288", 0),
        (OFFICIALS, "*", 0),
        (LEADERS, "*", 0),
    ):
        for table in ("proposed_lists", "proposed_contacts"):
            with ledger(rights=rights, districts=districts) as connection:
                assert connection.execute(f"select from ledger.{table}").rowcount == count
        with ledger(rights=rights, districts=districts) as connection:
            if count:
                connection.execute(decision)
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(decision)


@pytest.mark.parametrize(
    ("first", "second"), [(CONFIRMED, DISMISSED), (DISMISSED, CONFIRMED), (DISMISSED, DISMISSED)]
)
def test_of_two_who_decide_on_a_list_at_once_the_slower_adds_nothing(ledger, first, second):
    scope = {"rights": TRACERS, "districts": "*"}
    proposing = {"rights": "see_aggregates,trace_contacts,propose_lists", "districts": "*"}
    with ledger(**proposing) as connection:
        connection.execute(PROPOSAL)
        connection.commit()
    with ledger(**scope) as faster, ledger(**scope) as slower, ThreadPoolExecutor() as beside:
        faster.execute(first)
        waiting = beside.submit(slower.execute, f"{second} on conflict (case_id) do nothing")
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.2)
        faster.commit()
        assert waiting.result(timeout=10).rowcount == 0
        slower.rollback()


@pytest.mark.parametrize(
    "statement",
    ["delete from ledger.dismissed_lists", "update ledger.dismissed_lists set reason = 'b'"],
)
def test_dismissals_are_neither_changed_nor_deleted(ledger, statement):
    with (
        ledger(rights=TRACERS, districts="*") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_a_list_is_dismissed_for_a_reason(ledger):
    proposing = {"rights": "see_aggregates,trace_contacts,propose_lists", "districts": "*"}
    with ledger(**proposing) as connection:
        connection.execute(PROPOSAL)
        connection.commit()
    with (
        ledger(rights=TRACERS, districts="*") as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        connection.execute(DISMISSED.replace("'test'", "'  '"))


DIFFERENCE = """
insert into ledger.difference_events (sample_code, kind, district_id, state, reason, follows_id)
values ('s', 'result', {district}, 'taken', '', {follows})
"""


@pytest.mark.parametrize(
    ("rights", "districts", "district", "may"),
    [
        (OFFICIALS, "288", "'288'", True),
        (OFFICIALS, "288", "'290'", False),
        (OFFICIALS, "288", "null", False),  # of nobody known: the province's
        (TRACERS, "*", "null", True),
        (LEADERS, "*", "'288'", False),
    ],
)
def test_a_difference_is_taken_in_ones_own_districts(ledger, rights, districts, district, may):
    statement = DIFFERENCE.format(district=district, follows="null")
    with ledger(rights=rights, districts=districts) as connection:
        if may:
            connection.execute(statement)
            connection.commit()
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    with ledger(rights=rights, districts=districts) as connection:
        assert connection.execute("select from ledger.difference_events").rowcount == may


def test_lines_of_a_difference_stand_one_behind_the_other_and_stay(ledger):
    scope = {"rights": OFFICIALS, "districts": "288"}
    first = DIFFERENCE.format(district="'288'", follows="null")
    with ledger(**scope) as connection:
        connection.execute(first)
        connection.commit()
    with ledger(**scope) as connection:
        assert connection.execute(f"{first} on conflict do nothing").rowcount == 0
        with pytest.raises(psycopg.errors.CheckViolation):  # settled, and no word how
            connection.execute(first.replace("taken", "settled").replace("null)", "1)"))
    for statement in ("delete from", "update"):
        change = "set reason = 'b'" if statement == "update" else ""
        with (
            ledger(**scope) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(f"{statement} ledger.difference_events {change}")


@pytest.mark.parametrize(
    "statement",
    [
        "insert into ledger.tokens values (default, sha256('a'), 'a@b.vn', 'test')",
        "update ledger.tokens set struck_at = null",
        "delete from ledger.tokens",
    ],
)
def test_the_dashboard_makes_no_tokens(ledger, statement):
    with (
        ledger(rights=TRACERS, districts="*") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)
