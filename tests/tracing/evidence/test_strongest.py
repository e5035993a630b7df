"""The strongest chain is the strongest of all chains there are, listed one by one."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tracing import ColocationIndex, NotTracedError, RuleError, contract, expand
from dashboard.tracing.evidence import strongest
from dashboard.tracing.evidence.strength import strength
from dashboard.tracing.index.colocation import CONFIDENCE
from dashboard.tracing.index.subset import at_kinds, subset
from tests.tracing import oracle
from tests.tracing.evidence.links import rows_of, spells
from tests.tracing.oracle import NEVER, Rules, Setting, Stay, shared, spans
from tests.tracing.oracle import windows as case_windows
from tests.tracing.worlds import (
    found,
    question,
    rules,
    seeds,
    settings_of,
    stay_table,
    summed_rules,
    trace,
)

thorough = settings(max_examples=50, deadline=None)
TIERS = (8, 4)
"""Seconds that part the tiers of worlds that last a minute."""


@pytest.fixture(autouse=True, scope="module")
def _short_tiers():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strongest, "_TIERS_SECONDS", TIERS)
        yield


def village(setting, seed):
    """Return the question with at most 16 stays, three rings, and a confidence for each stay."""
    stays = setting.stays[:16]
    few = setting.rules._replace(max_ring=min(setting.rules.max_ring, 3))
    random = Random(seed)  # noqa: S311 - for tests
    known = tuple(random.choice([0, 1, 2]) for _ in stays)
    return setting._replace(stays=stays, rules=few), known


villages = st.builds(village, settings_of(rules), seeds)


def traced(setting, known, direction):
    table = stay_table(setting.stays, setting.kinds).assign(
        confidence=[CONFIDENCE[code] for code in known]
    )
    return trace(setting, direction, table=table)


def key(count, shortest, worst):
    """Return what chains are compared by: tier, confidence, contacts, seconds."""
    return (sum(shortest >= tier for tier in TIERS), -worst, -count, shortest)


def contacts_of(setting, known, u, ready, until):
    """Yield (w, start, seconds, confidence) of everybody whom u, infectious then, meets."""
    for i, of_i in zip(setting.stays, known, strict=True):
        for j, of_j in zip(setting.stays, known, strict=True):
            spell = i.person == u and shared(i, j, ready, until, setting)
            if spell and spell[1] - spell[0] >= setting.rules.min_overlap:
                yield j.person, spell[0], spell[1] - spell[0], max(of_i, of_j)


def best_forward(setting, known):
    """Return {person: (*key, -exposed)} over every chain there is."""
    cases = {person for person, _, _ in setting.cases}
    open_chains = [(p, f, u, 0, 10**6, 0) for p, f, u in case_windows(setting)]
    best = {}
    while open_chains:
        u, ready, until, count, shortest, worst = open_chains.pop()
        if count == setting.rules.max_ring:
            continue
        for w, start, length, confidence in contacts_of(setting, known, u, ready, until):
            if w in cases:
                continue
            exposed = start + setting.rules.min_overlap
            weakest = min(shortest, length), max(worst, confidence)
            best[w] = max(best.get(w, ()), (*key(count + 1, *weakest), -exposed))
            ready_then = exposed + setting.rules.latent
            open_chains += [
                (w, *span, count + 1, *weakest) for span in spans(setting, w, ready_then)
            ]
    return best


def best_backward(setting, known):
    """Return {person: key} over every chain to a case in time."""
    deadline = {}
    for person, until, _ in setting.cases:
        deadline[person] = max(until, deadline.get(person, -NEVER))
    best = {}
    for first in {stay.person for stay in setting.stays} - set(deadline):
        open_chains = [(first, -NEVER, 0, 10**6, 0)]
        while open_chains:
            u, ready, count, shortest, worst = open_chains.pop()
            if count == setting.rules.max_ring:
                continue
            found = [
                contact
                for span in spans(setting, u, ready)
                for contact in contacts_of(setting, known, u, *span)
            ]
            for w, start, length, confidence in found:
                exposed = start + setting.rules.min_overlap
                weakest = min(shortest, length), max(worst, confidence)
                if w not in deadline:
                    after = exposed + setting.rules.latent
                    open_chains.append((w, after, count + 1, *weakest))
                elif exposed <= deadline[w]:
                    best[first] = max(best.get(first, ()), key(count + 1, *weakest))
    return best


def told_key(chain):
    shortest = int((chain["minutes"].min() * 60).round())
    worst = max(CONFIDENCE.index(each) for each in chain["confidence"])
    return key(len(chain), shortest, worst)


@thorough
@given(villages)
def test_forward_equals_every_chain(drawn):
    setting, known = drawn
    answer = traced(setting, known, "forward")
    expected = best_forward(setting, known)
    assert set(expected) == set(found(answer))
    for person, best in expected.items():
        chain = answer.strongest_chain(person)
        exposed = rows_of(chain)[-1][3] + setting.rules.min_overlap
        assert (*told_key(chain), -exposed) == best


@thorough
@given(villages)
def test_backward_equals_every_chain(drawn):
    setting, known = drawn
    answer = traced(setting, known, "backward")
    expected = best_backward(setting, known)
    assert set(expected) == set(found(answer))
    for person, best in expected.items():
        assert told_key(answer.strongest_chain(person)) == best


def test_a_hundred_fixed_worlds_both_ways():
    """The same worlds each time, and proof that the strongest chain is often another."""
    others = {"forward": 0, "backward": 0}
    for number in range(100):
        random = Random(number)  # noqa: S311 - for tests
        drawn = Rules(random.randint(1, 3), random.choice([0, 2]), random.choice([0, 1]))
        stays = tuple(
            Stay(random.randrange(8), random.randrange(2), at, at + random.choice([1, 3, 6, 13]))
            for at in random.choices(range(40), k=16)
        )
        setting, known = village(question(stays, drawn, f"question {number}"), f"known {number}")
        for direction, best in (("forward", best_forward), ("backward", best_backward)):
            answer = traced(setting, known, direction)
            for person, expected in best(setting, known).items():
                chain = answer.strongest_chain(person)
                assert told_key(chain) == expected[:4], (number, direction, person)
                whole = answer.chain(person, is_whole=True)
                others[direction] += told_key(whole) < told_key(chain)
    assert all(count > 10 for count in others.values())


@thorough
@given(villages)
def test_every_row_is_a_contact_that_passes_it_on_in_time(drawn):
    setting, known = drawn
    for direction in ("forward", "backward"):
        answer = traced(setting, known, direction)
        rings = dict(answer.people[["person_id", "ring"]].itertuples(index=False))
        for person in found(answer):
            chain = answer.strongest_chain(person)
            rows = rows_of(chain)
            assert 1 <= len(rows) <= setting.rules.max_ring
            assert [row[1] for row in rows[:-1]] == [row[0] for row in rows[1:]]
            assert (rows[-1][1] if direction == "forward" else rows[0][0]) == person
            assert chain["source_ring"].tolist() == [rings[row[0]] for row in rows]
            windows = [(f, u) for p, f, u in case_windows(setting) if p == rows[0][0]]
            if direction == "backward":
                windows = spans(setting, person, -NEVER)
            for row in rows:
                assert row[3:] in [s for window in windows for s in spells(setting, row, *window)]
                ready = row[3] + setting.rules.min_overlap + setting.rules.latent
                windows = spans(setting, row[1], ready)


@thorough
@given(settings_of(summed_rules), seeds)
def test_where_minutes_are_summed_confidence_decides(setting, seed):
    setting, known = village(setting, seed)
    answer = traced(setting, known, "forward")
    for person in found(answer):
        worst = max(CONFIDENCE.index(x) for x in answer.strongest_chain(person)["confidence"])
        for code in range(worst):
            kept = [s for s, k in zip(setting.stays, known, strict=True) if k <= code]
            fewer = setting._replace(stays=tuple(kept), crowd_stays=setting.stays)
            assert person not in oracle.forward(fewer)


def hours(*stays):
    """Return stays given as person, place, first and last minute, confidence."""
    noon = pd.Timestamp("2021-08-02T12:00+07:00")
    table = pd.DataFrame(stays, columns=["person_id", "place_id", "from", "until", "confidence"])
    minute = pd.Timedelta("1min")
    return table.assign(
        arrived_at=noon + table["from"] * minute, left_at=noon + table["until"] * minute
    )


CASE_AN = pd.DataFrame(
    {
        "person_id": ["An"],
        "infectious_from": pd.to_datetime(["2021-08-01T00:00+07:00"]),
        "infectious_until": [pd.NaT],
    }
)


def test_a_longer_way_round_is_stronger_than_a_brief_meeting(monkeypatch):
    monkeypatch.setattr(strongest, "_TIERS_SECONDS", (900, 600))
    index = ColocationIndex.build(
        hours(
            ("An", "market", 0, 5, "recorded"), ("Bình", "market", 0, 5, "recorded"),
            ("An", "office", 10, 60, "assumed"), ("Chi", "office", 10, 60, "assumed"),
            ("Chi", "meal", 70, 90, "bounded"), ("Bình", "meal", 70, 86, "bounded"),
        )
    )  # fmt: skip
    answer = expand(index, CASE_AN)

    assert answer.chain("Bình")["place_id"].tolist() == ["market"]
    told = answer.strongest_chain("Bình")
    assert told["place_id"].tolist() == ["office", "meal"]
    assert strength(told) == ("assumed", 16.0, 66.0, 2)


def test_confidence_comes_before_single_minutes_and_after_tiers(monkeypatch):
    monkeypatch.setattr(strongest, "_TIERS_SECONDS", (900, 600))
    twice = (
        ("An", "market", 0, 20, "recorded"), ("Bình", "market", 0, 20, "recorded"),
        ("An", "office", 30, 90, "assumed"), ("Bình", "office", 30, 90, "assumed"),
    )  # fmt: skip
    brief = [(*row[:2], 0, 14, "recorded") if row[1] == "market" else row for row in twice]

    for stays, place in ((twice, "market"), (brief, "office")):
        answer = expand(ColocationIndex.build(hours(*stays)), CASE_AN)
        assert answer.strongest_chain("Bình")["place_id"].tolist() == [place]


def test_minutes_do_not_outweigh_one_more_person_in_between(monkeypatch):
    monkeypatch.setattr(strongest, "_TIERS_SECONDS", (900, 600))
    stays = (
        ("An", "office", 0, 235, "assumed"), ("Bình", "office", 0, 240, "assumed"),
        ("An", "factory", 300, 540, "assumed"), ("Chi", "factory", 300, 540, "assumed"),
        ("Chi", "meal", 600, 840, "assumed"), ("Bình", "meal", 600, 840, "assumed"),
    )  # fmt: skip
    answer = expand(ColocationIndex.build(hours(*stays)), CASE_AN)

    assert strength(answer.strongest_chain("Bình")) == ("assumed", 235.0, 235.0, 1)


def test_a_case_has_no_chain_and_a_stranger_is_refused_by_name():
    answer = trace(Setting((Stay(0, 0, 0, 9),), ((0, 0, NEVER),), Rules()))

    assert answer.strongest_chain(0).empty
    assert strength(answer.strongest_chain(0)) is None
    with pytest.raises(NotTracedError, match="person 77"):
        answer.strongest_chain(77)


@thorough
@given(settings_of(rules), seeds)
def test_a_subset_answers_as_an_index_built_of_its_stays(setting, seed):
    random = Random(seed)  # noqa: S311 - for tests
    whole = ColocationIndex.build(stay_table(setting.stays, setting.kinds))
    rows = np.array([row for row in range(len(whole)) if random.random() < 0.6], dtype=np.int64)
    of_place = whole.place_ids[whole.places_of(rows)]
    table = pd.DataFrame(
        {
            "person_id": whole.person_ids[whole.stays.person[rows]],
            "place_id": of_place,
            "place_kind": whole.kinds_of(whole.places_of(rows)),
            "arrived_at": contract.moments(whole.stays.arrived[rows]),
            "left_at": contract.moments(whole.stays.left[rows]),
        }
    )
    people = pd.Series(whole.person_ids)
    again = ColocationIndex.build(table).stays_of(people[people.isin(table["person_id"])])
    part = subset(whole, rows)
    pd.testing.assert_frame_equal(part.stays_of(people), again)
    assert part.stays.crowd.tolist() == whole.stays.crowd[rows].tolist()


KINDS = pd.DataFrame({"place_id": [0, 1], "place_kind": ["market", "no such kind"]})


def test_stays_at_some_kinds_of_place_only():
    """And at homes, whatever kinds of place are wanted."""
    stays = (
        Stay(0, 0, 0, 9), Stay(1, 0, 0, 9), Stay(0, 1, 10, 19), Stay(2, 1, 10, 19),
        Stay(2, 2, 0, 99),
    )  # fmt: skip
    index = ColocationIndex.build(stay_table(stays, ("place", "place", "home")))
    places = {
        kind: set(at_kinds(index, KINDS, [kind]).stays_of(pd.Series([0, 1, 2]))["place_id"])
        for kind in ("market", "other", "school")
    }

    assert places == {"market": {0, 2}, "other": {1, 2}, "school": {2}}
    for kinds, named in ((["pub"], "'pub'"), ([], "nothing")):
        with pytest.raises(RuleError, match=named):
            at_kinds(index, KINDS, kinds)
