"""A case that was just loaded gets its list by itself, and nothing else follows from it."""

from datetime import timedelta

import psycopg
import pytest
import streamlit as st

from dashboard import data, figures
from dashboard.data.cases import Interview, Relation
from dashboard.data.kept import Load
from dashboard.data.ledger import WATCHER
from dashboard.figures.tracing.choice import Choice
from dashboard.panels.follow_up import proposing
from launch import new_cases
from tests.pages.viewers import EPIDEMIOLOGIST

MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner(own_province):
    """Yield the owner's connection to a province whose earlier cases have their lists."""
    _forget()
    with psycopg.connect(own_province, autocommit=True) as connection:
        new_cases.once(last_load(connection))
        connection.execute("truncate ledger.proposed_lists cascade")
        connection.execute(
            "insert into ledger.proposed_lists (case_id, traced_with, data_time, found_at,"
            " traced_at) select case_id, '', now(), now(), now() from operational.cases"
        )
        yield connection
    _forget()


def _forget():
    st.cache_data.clear()
    st.cache_resource.clear()


def last_load(owner):
    return owner.execute("select max(last_loaded_at) from operational.feeds").fetchone()[0]


def report(owner, case_id, at, *, nth=0):
    """Report somebody who scans often and is no case yet."""
    owner.execute(
        "insert into operational.cases (case_id, person_id, sampled_at, confirmed_at, reported_at)"
        " select %s, person_id, %s, %s, %s from operational.check_ins"
        " where person_id not in (select person_id from operational.cases)"
        " group by person_id order by count(*) desc, person_id limit 1 offset %s",
        (case_id, at, at, at, nth),
    )


def stamp(owner, at):
    owner.execute("update operational.feeds set last_loaded_at = %s where feed_id = 'cases'", (at,))


def proposed(case_id):
    return set(data.ledger.proposed_contacts(EPIDEMIOLOGIST.scope, case_id)["person_id"])


def test_a_loaded_case_has_its_list_once_and_nobody_is_followed_up(owner):
    now = last_load(owner) + MINUTE
    followed = owner.execute("select count(*) from ledger.follow_up_events").fetchone()
    report(owner, "NEW1", now)
    stamp(owner, now)

    assert new_cases.once(now) == (1, [])
    assert new_cases.once(now) == (0, [])

    base = figures.tracing.trace.of_load(Load(EPIDEMIOLOGIST.scope, now))
    result = figures.tracing.trace.traced(base, Choice(case_ids=("NEW1",)))
    near = result.people[result.people["ring"] == 1]
    assert proposed("NEW1") == set(
        near["person_id"][figures.tracing.lists.own_cases(near, base.cases).isna()]
    )
    assert len(proposed("NEW1")) > 0
    assert owner.execute("select count(*) from ledger.follow_up_events").fetchone() == followed
    communes = owner.execute(
        "select bool_and(proposed_contacts.commune_id = people.commune_id) from"
        " ledger.proposed_contacts inner join operational.people using (person_id)"
    ).fetchone()
    assert communes == (True,)


def test_a_case_is_traced_once_its_load_is_complete(owner):
    before = last_load(owner)
    assert new_cases.once(before) == (0, [])
    data.tracing.cases(Load(WATCHER, before))  # known before the row came
    report(owner, "NEW1", before)

    assert new_cases.once(before + MINUTE) == (0, [])
    stamp(owner, before + MINUTE)
    assert new_cases.once(before + MINUTE) == (1, [])


@pytest.mark.parametrize(
    ("before", "count"),
    [
        (timedelta(days=3), 0),
        (timedelta(days=3) - MINUTE, 1),
        (timedelta(0), 1),
        (-MINUTE, 0),
    ],
)
def test_only_new_cases_are_traced(owner, before, count):
    now = last_load(owner) + MINUTE
    report(owner, "NEW1", now - before)
    stamp(owner, now)

    assert new_cases.once(now) == (count, [])


def test_a_case_that_cannot_be_traced_keeps_no_other_back_and_is_said_once(
    owner, monkeypatch, capsys
):
    now = last_load(owner) + MINUTE
    for number, case_id in enumerate(("NEW1", "NEW2")):
        report(owner, case_id, now, nth=number)
    stamp(owner, now)
    monkeypatch.setenv("TRIAL_STARTED_AT", now.isoformat())
    whole = proposing.propose

    def failing_for_the_first(case_id, found_at):
        if case_id == "NEW1":
            raise KeyError("home")
        return whole(case_id, found_at)

    monkeypatch.setattr(proposing, "propose", failing_for_the_first)
    said = set()

    assert not new_cases.round_of(said)
    assert not new_cases.round_of(said)
    assert capsys.readouterr().out.count("KeyError: 'home'") == 1
    lists = data.ledger.proposed_lists(EPIDEMIOLOGIST.scope).set_index("case_id")
    assert "NEW2" in lists.index
    stages = lists.loc["NEW2", ["found_at", "traced_at", "stands_at"]].tolist()
    assert stages == sorted(stages)
    assert stages[0] >= now

    monkeypatch.setattr(proposing, "propose", whole)
    assert new_cases.round_of(said)
    assert said == set()


def test_the_check_ins_are_read_before_a_case_needs_them(owner, monkeypatch):
    read = []
    whole = data.check_ins.latest
    monkeypatch.setattr(
        data.check_ins, "latest", lambda scope, *others: read.append(scope) or whole(scope, *others)
    )
    _forget()
    now = last_load(owner)

    assert new_cases.once(now) == (0, [])
    assert new_cases.once(now) == (0, [])

    assert read == [WATCHER]


def test_who_is_named_by_a_case_and_in_no_register_stands_in_the_case_s_commune(owner):
    now = last_load(owner) + MINUTE
    report(owner, "NEW1", now)
    stamp(owner, now)
    case, commune, district = owner.execute(
        "select person_id, commune_id, district_id from operational.cases"
        " inner join operational.people using (person_id)"
        " inner join operational.communes using (commune_id) where case_id = 'NEW1'"
    ).fetchone()
    data.cases.add_interview(
        EPIDEMIOLOGIST.scope,
        Interview(
            case_id="NEW1",
            case_person_id=case,
            district_id=district,
            person_id=None,
            named="A",
            relation=Relation.FAMILY,
            met_at=now - timedelta(hours=2),
            parted_at=now - timedelta(hours=1),
        ),
    )

    assert new_cases.once(now) == (1, [])

    people = data.ledger.proposed_contacts(EPIDEMIOLOGIST.scope, "NEW1")
    [told] = people[people["person_id"] < 0].to_dict("records")
    assert (told["commune_id"], told["district_id"]) == (commune, district)
