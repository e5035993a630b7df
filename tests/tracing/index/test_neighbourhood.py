"""The neighbourhood of a person answers about their direct contacts as the whole index does."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import ColocationIndex, TracingRules, contract, expand
from dashboard.tracing.index.neighbourhood import neighbourhood
from tests.tracing.villages import MIDNIGHT, village

STAYS = village(8, people=120, places=12)
INDEX = ColocationIndex.build(STAYS)
FROM, UNTIL = MIDNIGHT + pd.Timedelta("1D"), MIDNIGHT + pd.Timedelta("4D")


@pytest.mark.parametrize("max_crowd", [None, 6])
@pytest.mark.parametrize("linger", ["0s", "30min"])
@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("code", [3, 40, 77])
def test_direct_contacts_are_the_same(code, direction, linger, max_crowd):
    """Also where crowds count: they are those of the whole index."""
    rules = TracingRules(max_ring=1, linger=linger, min_overlap="5min", max_crowd=max_crowd)
    cases = pd.DataFrame({"person_id": [INDEX.person_ids[code]], "infectious_from": [FROM],
                          "infectious_until": [UNTIL], "exposed_until": [UNTIL]})  # fmt: skip
    small = neighbourhood(
        INDEX,
        np.array([code]),
        opens=contract.moment(FROM, of="test"),
        closes=contract.moment(UNTIL, of="test") + 1,
        linger=rules.seconds("linger"),
    )
    assert len(small) < len(INDEX)
    since = FROM if direction == "backward" else None
    one, other = (
        expand(each, cases, rules=rules, direction=direction, since=since)
        for each in (INDEX, small)
    )
    assert len(one.people) > 1
    pd.testing.assert_frame_equal(one.people, other.people)
    pd.testing.assert_frame_equal(one.contacts(), other.contacts())


def test_nobody_has_no_neighbourhood():
    assert len(neighbourhood(INDEX, np.array([-1]), opens=0, closes=2**31)) == 0
