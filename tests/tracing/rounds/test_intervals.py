"""Every relation of two intervals, by name: who is exposed, and how long they share."""

import pytest

from tests.tracing.oracle import NEVER, Rules, Setting, Stay
from tests.tracing.worlds import found, trace

RELATIONS = {
    "before": ((0, 10), (15, 20), None),
    "meets": ((0, 10), (10, 20), None),
    "overlaps": ((0, 10), (5, 20), (5, 10)),
    "starts": ((0, 10), (0, 20), (0, 10)),
    "started by": ((0, 20), (0, 10), (0, 10)),
    "during": ((5, 10), (0, 20), (5, 10)),
    "contains": ((0, 20), (5, 10), (5, 10)),
    "finishes": ((10, 20), (0, 20), (10, 20)),
    "finished by": ((0, 20), (10, 20), (10, 20)),
    "equals": ((0, 20), (0, 20), (0, 20)),
    "overlapped by": ((5, 20), (0, 10), (5, 10)),
    "met by": ((10, 20), (0, 10), None),
    "after": ((15, 20), (0, 10), None),
    "empty": ((5, 5), (0, 10), None),
}


@pytest.mark.parametrize("relation", RELATIONS)
def test_relation(relation):
    infector, infectee, shared = RELATIONS[relation]
    stays = (Stay(0, 0, *infector), Stay(1, 0, *infectee))
    answer = trace(Setting(stays, ((0, -NEVER // 10**6, NEVER),), Rules()))
    assert found(answer) == ({} if shared is None else {1: (1, shared[0])})
    if shared:
        row = answer.contacts([1]).iloc[0]
        assert row["minutes"] == (shared[1] - shared[0]) / 60


@pytest.mark.parametrize(("length", "is_exposed"), [(9, False), (10, True), (11, True)])
def test_ten_seconds_are_enough_and_nine_are_not(length, is_exposed):
    stays = (Stay(0, 0, 0, 60), Stay(1, 0, 5, 5 + length))
    answer = trace(Setting(stays, ((0, 0, NEVER),), Rules(min_overlap=10)))
    assert bool(found(answer)) is is_exposed
