"""Rounds over indexes of some places each are the rounds over all of them."""

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import ColocationIndex, threads
from dashboard.tracing.expansion import understood
from dashboard.tracing.index.subset import subset
from dashboard.tracing.rounds import workspace
from dashboard.tracing.rounds.found import Round
from dashboard.tracing.rounds.reach import Known, Question, one_round
from dashboard.tracing.rounds.reached import NOBODY
from tests.tracing.worlds import question_tables, real_rules, stay_table, trace, world

NOBODY_YET = Round(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64))


class _Owner:
    """Whoever holds the indexes."""


def _apart(index):
    """Return an index of each place; people keep their codes."""
    starts = index.stays.place_starts
    places = range(len(index.place_ids))
    return [subset(index, np.arange(starts[at], starts[at + 1])) for at in places]


def _least(rounds, known):
    """Return whom these rounds improve, with the least lateness of each, and everyone known."""
    everyone = pd.concat(
        [pd.Series(part.lateness, index=part.people) for part in (known, *rounds)]
    ).sort_values(kind="stable")
    everyone = everyone[~everyone.index.duplicated()].sort_index()
    before = pd.Series(known.lateness, index=known.people).reindex(everyone.index)
    better = everyone[before.isna() | (everyone < before)]
    return tuple(
        Round(s.index.to_numpy(np.int32), s.to_numpy(np.int64)) for s in (better, everyone)
    )


def _reached(setting, direction):
    """Return {person: (ring, lateness)} by rounds over each place alone."""
    index = ColocationIndex.build(stay_table(setting.stays, setting.kinds))
    cases, isolations, since = question_tables(setting, direction)
    asked = understood(
        index.person_codes,
        cases,
        rules=real_rules(setting.rules),
        direction=direction,
        isolations=isolations,
        since=since,
    )
    owner, known, latest, rings = _Owner(), NOBODY_YET, None, {}
    for ring in range(1, setting.rules.max_ring + 1):
        so_far = Known(asked.spans, asked.able_spans, known, latest)
        rounds = [
            one_round(
                Question(part, asked.rules, asked.limits, asked.is_forward), so_far, owner=owner
            )
            for part in _apart(index)
        ]
        latest, known = _least(rounds, known)
        for person in latest.people.tolist():
            rings.setdefault(person, ring)
    with workspace.lent(owner, 0) as work:
        assert (work.known == NOBODY).all()
        assert (work.first_span == -1).all()
    ids = index.person_ids
    lateness = dict(zip(known.people.tolist(), known.lateness.tolist(), strict=True))
    return {ids[person]: (ring, lateness[person]) for person, ring in rings.items()}


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_rounds_over_each_place_are_rounds_over_all(direction):
    count = 0
    for number in range(2_000, 2_100):
        setting = world(number)
        whole = trace(setting, direction)
        reached, values = whole.rounds.reached()
        sign = 1 if direction == "forward" else -1
        expected = {
            whole.index.person_ids[person]: (whole.rounds.ring[person], sign * value)
            for person, value in zip(reached, values, strict=True)
        }
        assert _reached(setting, direction) == expected, number
        count += len(expected)
    assert count > 100


def test_a_larger_index_gets_a_larger_workspace():
    owner = _Owner()
    for count in (3, 5, 4):
        with workspace.lent(owner, count) as work:
            assert work.person_count >= count
    assert work.person_count == 5


def test_fewer_threads_may_be_asked_for():
    with threads.at_most(1):
        assert threads.count() == 1
    with threads.at_most(10_000):
        assert threads.count() < 10_000
