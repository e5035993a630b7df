"""Laws that hold for every trace, whatever the stays."""

import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.tracing import ColocationIndex, expand
from tests.tracing.oracle import NEVER, Setting
from tests.tracing.worlds import (
    PEOPLE,
    at,
    found,
    isolation_lists,
    people,
    real_rules,
    rules,
    seconds,
    settings_of,
    stay_lists,
    stay_table,
    summed_rules,
    trace,
)

thorough = settings(max_examples=100, deadline=None)
any_rules = st.one_of(rules, summed_rules)
directions = st.sampled_from(["forward", "backward"])


@settings(max_examples=250, deadline=None)
@given(
    stay_lists,
    rules.filter(lambda r: r.max_ring > 0),
    st.lists(people, min_size=2, max_size=2, unique=True),
    seconds,
    seconds,
    st.one_of(st.just(-NEVER), seconds),
    isolation_lists,
)
def test_forward_reaches_exactly_whom_backward_suspects(  # noqa: PLR0913, PLR0917 - one law
    stays, rules, pair, begin, deadline, since, isolated
):
    """Forward from u infectious from T reaches w by D iff backward from (w, D) has u by >= T.

    Isolations of anybody but u, who infects as a case one way and as a suspect the other.
    """
    u, w = pair
    others = tuple(row for row in isolated if row[0] != u)
    ahead = Setting(stays, ((u, begin, NEVER),), rules, others, since)
    forward = found(trace(ahead))
    backward = found(trace(ahead._replace(cases=((w, deadline, NEVER),)), "backward"))
    is_reached = w in forward and forward[w][1] <= deadline
    is_suspected = u in backward and backward[u][1] >= begin
    assert is_reached == is_suspected


@thorough
@given(settings_of(any_rules), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(setting, random):
    rows = list(setting.stays)
    random.shuffle(rows)
    again = trace(setting, table=stay_table(rows, setting.kinds))
    first = trace(setting)
    pd.testing.assert_frame_equal(first.people, again.people)
    for person in found(first):
        pd.testing.assert_frame_equal(first.chain(person), again.chain(person))


@thorough
@given(settings_of(rules), st.integers(0, 24), st.integers(1, 10))
def test_a_longer_stay_never_removes_a_contact(setting, row, more):
    """Unless it makes a crowd: that is another law."""
    assume(setting.stays)
    setting = setting._replace(rules=setting.rules._replace(max_crowd=None))
    longer = list(setting.stays)
    row %= len(longer)
    longer[row] = longer[row]._replace(left=longer[row].left + more)
    before, after = found(trace(setting)), found(trace(setting._replace(stays=tuple(longer))))
    assert set(before) <= set(after)
    assert all(after[person][1] <= before[person][1] for person in before)


def _with_crowd(setting, count):
    return setting._replace(rules=setting.rules._replace(max_crowd=count))


@thorough
@given(settings_of(any_rules), st.integers(1, 8), st.integers(0, 3), directions)
def test_a_larger_crowd_never_removes_a_contact(setting, few, more, direction):
    assume(direction == "forward" or setting.rules.sum_over is None)
    before = found(trace(_with_crowd(setting, few), direction))
    after = found(trace(_with_crowd(setting, few + more), direction))
    assert set(before) <= set(after)
    better = -1 if direction == "forward" else 1
    assert all(better * after[person][1] >= better * before[person][1] for person in before)


@thorough
@given(settings_of(any_rules), directions)
def test_a_crowd_of_everybody_is_no_rule(setting, direction):
    assume(direction == "forward" or setting.rules.sum_over is None)
    everyone = found(trace(_with_crowd(setting, PEOPLE), direction))
    assert everyone == found(trace(_with_crowd(setting, None), direction))


@thorough
@given(settings_of(any_rules), directions)
def test_a_home_that_does_not_count_is_no_stay(setting, direction):
    assume(direction == "forward" or setting.rules.sum_over is None)
    apart = setting._replace(rules=setting.rules._replace(homes=False, interviews=False))
    kinds = (*setting.kinds, "place", "place")
    scanned = tuple(stay for stay in setting.stays if kinds[stay.place] == "place")
    assert found(trace(apart, direction)) == found(
        trace(apart._replace(stays=scanned, kinds=()), direction)
    )


@thorough
@given(settings_of(any_rules), isolation_lists, directions)
def test_an_isolation_never_adds_a_contact(setting, more, direction):
    assume(direction == "forward" or setting.rules.sum_over is None)
    isolated = setting._replace(isolated=(*setting.isolated, *more))
    before, after = found(trace(setting, direction)), found(trace(isolated, direction))
    assert set(after) <= set(before)
    better = -1 if direction == "forward" else 1
    assert all(better * after[person][1] <= better * before[person][1] for person in after)


@thorough
@given(settings_of(any_rules), people, st.integers(-9, 0), directions)
def test_a_quarantine_that_ended_before_any_exposure_changes_nothing(
    setting, person, released, direction
):
    assume(direction == "forward" or setting.rules.sum_over is None)
    assume(all(isolated > released for _, isolated, _ in setting.isolated))
    arrived = setting._replace(isolated=(*setting.isolated, (person, -10, released)))
    assert found(trace(arrived, direction)) == found(trace(setting, direction))


@thorough
@given(settings_of(any_rules), st.randoms(use_true_random=False), directions)
def test_an_isolation_in_two_parts_that_meet_is_one(setting, random, direction):
    assume(direction == "forward" or setting.rules.sum_over is None)
    parts = []
    for person, isolated, released in setting.isolated:
        middle = random.randint(isolated, min(max(released, isolated), isolated + 20))
        parts += [(person, middle, released), (person, isolated, middle)]
    random.shuffle(parts)
    cut = setting._replace(isolated=tuple(parts))
    assert found(trace(cut, direction)) == found(trace(setting, direction))


@thorough
@given(settings_of(any_rules))
def test_ring_n_is_inside_ring_n_plus_one(setting):
    farther = setting._replace(rules=setting.rules._replace(max_ring=setting.rules.max_ring + 1))
    near, far = found(trace(setting)), found(trace(farther))
    assert set(near) <= set(far)
    assert all(far[person][0] == near[person][0] for person in near)
    assert all(far[person][1] <= near[person][1] for person in near)


def _shifted(setting, by):
    def moved(value):
        return value if abs(value) >= NEVER else value + by

    return setting._replace(
        stays=tuple(s._replace(arrived=s.arrived + by, left=s.left + by) for s in setting.stays),
        cases=tuple((p, moved(f), moved(u)) for p, f, u in setting.cases),
        isolated=tuple((p, a + by, moved(r)) for p, a, r in setting.isolated),
        since=moved(setting.since),
    )


@thorough
@given(settings_of(rules), directions, st.sampled_from([1, -1, 86_400, -3_000_000]))
def test_shifting_all_times_shifts_the_answer(setting, direction, by):
    moved = {
        person: (ring, value + by)
        for person, (ring, value) in found(trace(setting, direction)).items()
    }
    assert found(trace(_shifted(setting, by), direction)) == moved


@thorough
@given(settings_of(any_rules))
def test_text_ids_give_the_same_answer(setting):
    table = stay_table(setting.stays, setting.kinds)
    assume(len(table))
    named = table.assign(
        person_id="person " + table["person_id"].astype("str"),
        place_id="place " + table["place_id"].astype("str"),
    )
    cases = pd.DataFrame(
        {
            "person_id": [f"person {p}" for p, _, _ in setting.cases],
            "infectious_from": [at(f) for _, f, _ in setting.cases],
            "infectious_until": [at(u) for _, _, u in setting.cases],
        }
    )
    answer = expand(ColocationIndex.build(named), cases, rules=real_rules(setting.rules))
    same = trace(setting._replace(isolated=(), since=-NEVER))
    assert answer.people["person_id"].tolist() == [f"person {p}" for p in same.people["person_id"]]
    assert answer.people["exposed_at"].tolist() == same.people["exposed_at"].tolist()
