"""Who shared only crowded places with a case is listed apart, and in no ring."""

import pytest
from hypothesis import given, settings

from tests.tracing import oracle
from tests.tracing.evidence.links import met_once
from tests.tracing.oracle import NEVER, Rules, Setting, Stay
from tests.tracing.worlds import found, rules, settings_of, summed_rules, trace

thorough = settings(max_examples=100, deadline=None)


def expected(setting, truth):
    """Return whom one round reaches if crowds do not matter, without whoever is in a ring."""
    if setting.rules.max_crowd is None:
        return set()
    direct = setting._replace(
        rules=setting.rules._replace(max_crowd=None, max_ring=min(setting.rules.max_ring, 1))
    )
    return set(truth(direct)) - set(truth(setting))


@pytest.mark.parametrize("direction", ["forward", "backward"])
@thorough
@given(setting=settings_of(rules))
def test_they_are_whom_only_crowds_keep_off_the_list(direction, setting):
    truth = oracle.forward if direction == "forward" else oracle.backward
    answer = trace(setting, direction)
    listed = answer.same_place()
    assert set(listed["person_id"]) == expected(setting, truth)
    assert listed["person_id"].is_unique
    assert not set(listed["person_id"]) & set(answer.people["person_id"])


@thorough
@given(settings_of(summed_rules))
def test_they_are_when_time_is_summed(setting):
    assert set(trace(setting).same_place()["person_id"]) == expected(setting, oracle.forward)


@thorough
@given(settings_of(rules))
def test_minutes_and_crowd_are_those_of_every_pair_with_a_case(setting):
    free = setting._replace(rules=setting.rules._replace(max_crowd=None))
    crowds = oracle.crowds(setting.stays)
    for row in trace(setting).same_place().itertuples():
        spells = [
            (*met, max((i, j), key=lambda stay: stay.arrived))
            for i in setting.stays
            for j in setting.stays
            if j.person == row.person_id
            for met in met_once(free, i, j, oracle.windows(setting))
        ]
        assert row.contact_count == len(spells)
        assert row.minutes * 60 == pytest.approx(sum(stop - start for start, stop, _ in spells))
        assert row.crowd_count == min(crowds[later] for _, _, later in spells)
        assert row.crowd_count > setting.rules.max_crowd


def test_a_crowd_of_four_and_a_pair_at_the_same_place():
    """Four come together, the case is one of them; a fifth meets the case alone later."""
    stays = (*(Stay(person, 0, 0, 10) for person in range(4)), Stay(0, 1, 20, 30),
             Stay(4, 1, 22, 30))  # fmt: skip
    answer = trace(Setting(stays, ((0, 0, NEVER),), Rules(max_crowd=3)))

    assert found(answer) == {4: (1, 22)}
    listed = answer.same_place()
    assert listed["person_id"].tolist() == [1, 2, 3]
    assert (
        listed[["other_id", "place_id", "contact_count", "crowd_count"]].to_numpy().tolist()
        == [[0, 0, 1, 4]] * 3
    )
    assert answer.same_place().dtypes.equals(trace(answer_of_nobody()).same_place().dtypes)


def answer_of_nobody():
    return Setting((), ((0, 0, NEVER),), Rules(max_crowd=3))
