"""Shared sources: a planted one is found, a busy market is not, and chance is no source."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
import scipy

from dashboard.tracing import ColocationIndex, RuleError, TableError
from dashboard.tracing.sources.chance import tail
from dashboard.tracing.sources.shared import SourceRules, shared_sources
from tests.tracing.villages import MIDNIGHT, index_of, village

START = MIDNIGHT.tz_convert("UTC")
MARKET, WEDDING = 0, 999


def cases_of(people, days=7):
    return pd.DataFrame(
        {
            "person_id": list(people),
            "exposed_from": START,
            "exposed_until": START + pd.Timedelta(days=days),
        }
    )


def wedding(guests, day=3):
    return pd.DataFrame(
        {
            "person_id": list(guests),
            "place_id": WEDDING,
            "arrived_at": START + pd.Timedelta(days=day, hours=11),
            "left_at": START + pd.Timedelta(days=day, hours=13),
        }
    )


@pytest.fixture(scope="module")
def planted():
    """Return a village: 6 of 8 cases were at a wedding of 20, 7 of 8 at the market."""
    stays = village(1)
    marketers = stays.loc[stays["place_id"] == MARKET, "person_id"].unique()
    guests = np.concatenate([marketers[:6], np.arange(380, 394)])
    index = ColocationIndex.build(pd.concat([stays, wedding(guests)]))
    return index, cases_of([*marketers[:7], 399])


def test_the_planted_source_comes_first_and_the_busy_market_is_no_source(planted):
    found = shared_sources(*planted)
    assert found["place_id"].iloc[0] == WEDDING
    assert found["case_count"].iloc[0] == 6
    assert found["q_value"].iloc[0] < 1e-3
    market = found[(found["place_id"] == MARKET) & (found["source_kind"] == "place")].iloc[0]
    assert market["case_count"] >= 7  # more cases than the wedding
    assert market["q_value"] > 0.5


def test_the_window_says_when(planted):
    found = shared_sources(*planted, rules=SourceRules(window="1h"))
    windows = found[(found["source_kind"] == "window") & (found["place_id"] == WEDDING)]
    opens = START + pd.Timedelta(days=3, hours=11)
    assert windows["from_at"].tolist() == [opens, opens + pd.Timedelta("1h")]
    assert (windows["until_at"] - windows["from_at"] == pd.Timedelta("1h")).all()


def test_a_person_whom_every_case_met_alone_is_found():
    stays = village(2)
    people = range(300, 305)
    visits = [
        {
            "person_id": person,
            "place_id": 2000 + person,
            "arrived_at": START + pd.Timedelta(hours=9),
            "left_at": START + pd.Timedelta(hours=10),
        }
        for person in people
    ]
    teacher = [row | {"person_id": 888} for row in visits]
    index = ColocationIndex.build(pd.concat([stays, pd.DataFrame(visits + teacher)]))
    found = shared_sources(index, cases_of(people))
    first = found.iloc[0]
    assert (first["source_kind"], first["person_id"], first["case_count"]) == ("person", 888, 5)
    assert first["case_ids"] == tuple(people)
    assert first["q_value"] < 0.05


def test_random_cases_share_nothing_that_looks_like_a_source():
    """Of 60 random groups, at most 8 % show anything below q = 0.05 (5 %, and room for luck)."""
    index = ColocationIndex.build(village(5))
    present = np.unique(index.person_ids)
    rng = np.random.default_rng(11)
    alarms = sum(
        bool((shared_sources(index, cases_of(rng.choice(present, 8, replace=False)))["q_value"]
              < 0.05).any())
        for _ in range(60)
    )  # fmt: skip
    assert alarms <= 5


def test_busy_people_as_cases_are_no_surprise():
    """People who are everywhere share much; without their own zeal counted, that would alarm."""
    stays = village(5)
    busiest = stays["person_id"].value_counts().index[:8]
    found = shared_sources(ColocationIndex.build(stays), cases_of(busiest))
    assert (found["q_value"] > 0.05).all()


def test_neighbours_who_use_their_one_shop_are_no_surprise_with_homes_known():
    """All 30 people of hamlet H use shop 500; nobody else does. Five of them are cases."""
    stays = village(6)
    hamlet = np.arange(30)
    shop = pd.DataFrame(
        {
            "person_id": hamlet,
            "place_id": 500,
            "arrived_at": START + pd.to_timedelta(8 + hamlet % 10, unit="h"),
            "left_at": START + pd.to_timedelta(9 + hamlet % 10, unit="h"),
        }
    )
    index = ColocationIndex.build(pd.concat([stays, shop]))
    homes = pd.DataFrame({"person_id": range(400), "commune_id": ["H"] * 30 + ["K"] * 370})
    asked = cases_of([1, 7, 12, 18, 24])

    def q_of_shop(**known):
        found = shared_sources(index, asked, **known)
        return found.loc[
            (found["place_id"] == 500) & (found["source_kind"] == "place"), "q_value"
        ].iloc[0]

    assert q_of_shop() < 0.05
    assert q_of_shop(homes=homes) > 0.5


def test_a_case_counts_only_within_its_own_look_back():
    index = index_of(
        ("a", "hall", "0 10:00", "0 11:00"),
        ("b", "hall", "0 10:00", "0 11:00"),
        ("c", "hall", "5 10:00", "5 11:00"),
    )
    asked = cases_of(["a", "b"])
    asked.loc[1, "exposed_from"] = START + pd.Timedelta(days=2)
    assert shared_sources(index, asked).empty


def test_cases_without_stays_and_without_company_are_allowed():
    index = index_of(("a", "hall", "0 10:00", "0 11:00"))
    assert shared_sources(index, cases_of(["a", "nobody"])).empty
    alone = shared_sources(index, cases_of(["a"]), rules=SourceRules(min_cases=1))
    assert alone["place_id"].tolist() == ["hall", "hall"]
    assert (alone["p_value"] == 1).all()


def test_row_order_does_not_matter(planted):
    index, asked = planted
    one, other = shared_sources(index, asked), shared_sources(index, asked.iloc[::-1])
    columns = ["source_kind", "place_id", "person_id", "case_count", "p_value"]
    top, turned = one.head(5)[columns], other.head(5)[columns]
    pd.testing.assert_frame_equal(top, turned)


def test_no_cases_no_sources_with_the_same_columns(planted):
    index, asked = planted
    empty = shared_sources(index, asked.iloc[:0])
    assert list(empty) == list(shared_sources(index, asked))
    assert len(empty) == 0


def test_tail_equals_counting_every_outcome():
    chances = np.array([0.1, 0.5, 0.9, 0.3])
    for observed in range(5):
        expected = sum(
            np.prod([c if hit else 1 - c for c, hit in zip(chances, hits, strict=True)])
            for hits in product([False, True], repeat=4)
            if sum(hits) >= observed
        )
        assert tail(chances[None, :], np.array([observed]))[0] == pytest.approx(expected)


def q_values_of(p_values):
    """Return Benjamini and Hochberg's q by definition: the least p * count / rank from here up."""
    order = np.argsort(p_values, kind="stable")
    raised = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    least = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return pd.Series(least, order).sort_index().to_numpy()


@pytest.mark.parametrize("count", [1, 2, 7, 1000])
def test_the_librarys_adjustment_is_benjamini_and_hochbergs(count):
    random = np.random.default_rng(count)
    p_values = random.random(count) ** 3
    p_values[: count // 5] = 0.5  # ties
    expected = q_values_of(p_values)
    assert scipy.stats.false_discovery_control(p_values) == pytest.approx(expected, rel=1e-14)


def test_everything_looked_at_is_adjusted_together(planted):
    """With one case enough to be listed, the list is everything that was looked at."""
    found = shared_sources(*planted, rules=SourceRules(min_cases=1))
    assert found["q_value"].to_numpy() == pytest.approx(q_values_of(found["p_value"].to_numpy()))
    assert (found["q_value"] >= found["p_value"]).all()
    some = shared_sources(*planted, rules=SourceRules(min_cases=3))
    assert set(some["q_value"]) < set(found["q_value"])


def test_no_cases_share_nothing():
    index = index_of(("a", "hall", "0 10:00", "0 11:00"))
    assert shared_sources(index, cases_of([])).empty


def test_errors_name_the_value():
    index = index_of(("a", "hall", "0 10:00", "0 11:00"))
    with pytest.raises(TableError, match="'a' twice"):
        shared_sources(index, cases_of(["a", "a"]))
    with pytest.raises(TableError, match="is not after"):
        shared_sources(index, cases_of(["a"], days=0))
    with pytest.raises(RuleError, match="10s"):
        SourceRules(window="10s")
    with pytest.raises(RuleError, match="0"):
        SourceRules(min_cases=0)
