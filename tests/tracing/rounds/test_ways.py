"""However a round is done, by however many threads, next to however many traces: one answer."""

import copy
import gc
import pickle
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from dashboard.tracing import ColocationIndex, expand, threads
from dashboard.tracing.index.search import Group
from dashboard.tracing.rounds import passes, reach, workspace
from dashboard.tracing.rounds.following import by_place
from dashboard.tracing.rounds.listed import Everyone, in_order
from dashboard.tracing.rounds.reached import NOBODY
from dashboard.tracing.rounds.windows import Windows
from tests.tracing import oracle
from tests.tracing.worlds import (
    crowd,
    found,
    question,
    real_rules,
    rules,
    settings_of,
    stay_table,
    times,
    trace,
    world,
)

WAYS = {
    "following, one thread, listed": (9.0, 1, 1, 1),
    "following, three threads, swept up": (9.0, 1, 3, 10_000),
    "every place, one thread, swept up": (-1.0, 1, 1, 10_000),
    "every place, three threads, listed": (-1.0, 1, 3, 1),
}
"""`MANY`, `SHARED_FROM`, the number of threads, and of how many people one may be listed."""


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """Force one way of doing rounds."""
    many, shared_from, count, listed = WAYS[request.param]
    monkeypatch.setattr(reach, "MANY", many)
    monkeypatch.setattr(reach, "SHARED_FROM", shared_from)
    monkeypatch.setattr(workspace, "_LISTED", listed)
    monkeypatch.setattr(threads, "count", lambda: count)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_every_way_equals_every_pair(direction):
    """Some of the worlds have a case with several windows."""
    truth = oracle.forward if direction == "forward" else oracle.backward
    for number in range(1_000, 1_100):
        setting = world(number)
        assert found(trace(setting, direction)) == truth(setting), number


@pytest.mark.usefixtures("way")
def test_every_number_of_threads_sums_the_same():
    for number in range(1_000, 1_100):
        setting = world(number, is_summed=True)
        assert found(trace(setting)) == oracle.forward(setting), number


@pytest.mark.usefixtures("way")
def test_every_way_gives_the_same_evidence():
    for number in range(1_100, 1_120):
        answer = trace(world(number))
        for person, (ring, exposed) in oracle.forward(world(number)).items():
            chain = answer.chain(person)
            assert len(chain) >= ring
            assert found(answer)[person] == (ring, exposed)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("is_summed", [False, True])
def test_every_thread_forgets_what_it_found(is_summed):
    """Or the next trace would miss whoever this one reached earlier."""
    for number in range(1_000, 1_020):
        index = trace(world(number, is_summed=is_summed)).index
        with workspace.lent(index, len(index.person_ids)) as work:
            assert (work.known == NOBODY).all()
            assert (work.found == NOBODY).all()
            assert not any(latest.any() for latest in work.latest)


def test_windows_that_open_in_disorder_are_put_in_order():
    """Everybody is at one place all day, and was exposed elsewhere, the first there the last."""
    size = 200
    assert size * size / 2 > 32 * 2 * size  # moves needed, and the most that are made
    assert passes._MOST_MOVED == 32
    stays = [oracle.Stay(person, 0, person, 10_000) for person in range(size)]
    stays += [oracle.Stay(size + person, 0, person, 7_000 + 10 * person) for person in range(size)]
    cases = tuple((person, 9_000 - 7 * person, oracle.NEVER) for person in range(size))
    setting = oracle.Setting(tuple(stays), cases, oracle.Rules(max_ring=1))
    first = 9_000 - 7 * (size - 1)
    assert found(trace(setting)) == {
        size + person: (1, first) for person in range(size) if 7_000 + 10 * person > first
    }


@pytest.mark.parametrize("apart", [1, 40, 2**30])
def test_windows_are_sorted_by_place_and_then_by_when_they_open(apart):
    random = np.random.default_rng(apart)
    windows = Windows(*random.integers((0, -apart, 0, 0), (70, apart, 9, 9), (500, 4)).T.copy())
    order = np.lexsort((windows.opens, windows.place))
    order = order[(windows.place[order] >= 5) & (windows.place[order] < 60)]
    for column, before in zip(by_place(windows, Group(5, 60)), windows, strict=True):
        assert column.tolist() == before[order].tolist()
    assert not len(by_place(windows, Group(70, 80)).place)


@settings(max_examples=50, deadline=None)
@given(settings_of(rules))
def test_a_trace_leaves_its_workspace_clean(setting):
    for direction in ("forward", "backward"):
        index = trace(setting, direction).index
        with workspace.lent(index, len(index.person_ids)) as work:
            assert (work.known == NOBODY).all()
            assert (work.first_span == -1).all()
            assert (work.found == NOBODY).all()


@pytest.mark.usefixtures("way")
def test_concurrent_traces_share_an_index():
    index = ColocationIndex.build(stay_table(crowd(400, "shared")))
    asked = [question((), oracle.Rules(max_ring=4), f"case {number}") for number in range(40)]

    def people(setting):
        cases = pd.DataFrame(
            {
                "person_id": [person for person, _, _ in setting.cases],
                "infectious_from": times(case[1] for case in setting.cases),
                "infectious_until": times(case[2] for case in setting.cases),
            }
        )
        return expand(index, cases, rules=real_rules(setting.rules)).people

    alone = [people(setting) for setting in asked]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(people, asked * 5))
    for one, other in zip(alone * 5, together, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_an_error_in_another_thread_is_raised():
    def fails(part):
        if part:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        threads.share(fails, 2)


def test_an_index_can_be_copied_and_its_workspaces_go_with_it():
    index = trace(world(1)).index
    assert workspace._idle[index]
    again = pickle.loads(pickle.dumps(index))  # noqa: S301 - made here
    assert again not in workspace._idle
    assert copy.deepcopy(index) not in workspace._idle
    assert np.array_equal(again.stays.person, index.stays.person)
    gone = weakref.ref(workspace._idle[index][0])
    del index
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("late", [1, 2**40])
@pytest.mark.parametrize("codes", [5, 2**31 - 1])
def test_the_list_is_in_order_whether_or_not_it_packs_into_one_number(late, codes):
    random = np.random.default_rng(1)
    everyone = Everyone(
        random.integers(0, codes, 300).astype(np.int32),
        random.integers(1, 4, 300).astype(np.int16),
        random.integers(-3 * late, 3 * late, 300),
    )
    rows = zip(everyone.ring, everyone.lateness, everyone.people, strict=True)
    listed = in_order(everyone, pd.RangeIndex(2**31))
    assert list(zip(listed.ring, listed.lateness, listed.people, strict=True)) == sorted(rows)
