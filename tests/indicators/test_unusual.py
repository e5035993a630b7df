"""Unusual days and clusters: the judged day is judged, what is planted is found, quiet is quiet."""

from math import log

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators import unusual

DECLARED = np.array([100.0, 100, 100, 100, 100, 40, 40] * 4)


def quiet(rng):
    return rng.poisson(DECLARED * 0.03).astype("float64")


def test_the_judged_day_itself_decides():
    counts = DECLARED * 0.03
    counts[-1] = 12

    over = counts > unusual.limits(DECLARED, counts)

    assert over.tolist() == [False] * 27 + [True]


def test_what_rose_in_the_last_two_days_does_not_hide_itself():
    counts = DECLARED * 0.03
    usual = unusual.limits(DECLARED, counts)[-1]
    counts[-3:] = 12

    assert unusual.limits(DECLARED, counts)[-1] == usual


def test_a_day_on_which_fewer_declare_has_a_lower_limit():
    limits = unusual.limits(DECLARED, DECLARED * 0.03)

    assert limits[-1] < limits[-3]


def test_without_days_to_compare_with_nothing_is_judged():
    assert np.isnan(unusual.limits(DECLARED[:9], DECLARED[:9])).all()
    assert unusual.false_alarm_share(DECLARED[:9], DECLARED[:9]) is None


def test_a_quiet_week_seldom_alarms():
    share = unusual.false_alarm_share(DECLARED, quiet(np.random.default_rng(1)))

    assert share is not None
    assert 0 < share < 0.1  # seven days of one in a hundred at most


@pytest.fixture(scope="module")
def points():
    side = np.arange(8) * 0.05
    return pd.DataFrame([(106 + x, 21 + y) for x in side for y in side], columns=["lon", "lat"])


EXPOSED = np.full((64, 7), 30.0)


def test_a_planted_cluster_is_found_where_and_when_it_is(points):
    counts = np.random.default_rng(3).poisson(EXPOSED * 0.03).astype("float64")
    counts[[0, 1, 8], -2:] += 4

    first = unusual.clusters(points, EXPOSED, counts, seed=1)[0]

    assert {0, 1, 8} <= set(first.members)
    assert len(first.members) <= 64 * unusual.LARGEST_SHARE
    assert (first.days, first.chance) == (2, 1 / (unusual.DRAWS + 1))
    assert first.count >= 24 > 5 * first.expected / 2


def test_the_cluster_is_the_one_that_a_plain_loop_finds(points):
    counts = np.random.default_rng(4).poisson(EXPOSED * 0.03).astype("float64")
    counts[12, -1] += 9

    first = unusual.clusters(points, EXPOSED, counts, seed=1)[0]

    near = unusual._nearest(points)
    total, chance = counts.sum(), counts.sum() / EXPOSED.sum()
    best = max(
        (
            inside * log(inside / usual)
            + (total - inside) * log((total - inside) / (total - usual)),
            size, days, centre,
        )
        for centre in range(64) for size in range(1, 7) for days in range(1, 8)
        if (inside := counts[near[centre, :size], -days:].sum())
        > (usual := EXPOSED[near[centre, :size], -days:].sum() * chance)
    )  # fmt: skip
    assert (len(first.members), first.days, first.centre) == best[1:]


def test_no_symptoms_no_cluster(points):
    assert unusual.clusters(points, EXPOSED, np.zeros((64, 7)), seed=1) == []


def test_quiet_weeks_seldom_show_a_cluster(points, monkeypatch):
    monkeypatch.setattr(unusual, "DRAWS", 39)  # enough for one in twenty
    rng = np.random.default_rng(5)
    found = [
        bool(
            unusual.clusters(points, EXPOSED, rng.poisson(EXPOSED * 0.03).astype(float), seed=week)
        )
        for week in range(60)
    ]

    assert sum(found) <= 8  # of 60, of which 3 are expected
