"""The same answer as the local engine, whatever the rules, the ids and the number of shards."""

from datetime import timedelta

import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")

from dashboard.tracing import RuleError, TracingRules
from dashboard.tracing.spark import building, expanding
from dashboard.tracing.spark.expanding import Spread
from tests.tracing.spark import worlds

S = timedelta(seconds=1)
RULES = {
    "any shared time": TracingRules(max_ring=4),
    "one ring": TracingRules(max_ring=1),
    "no ring": TracingRules(max_ring=0),
    "three seconds": TracingRules(max_ring=3, min_overlap=3 * S),
    "late to infect": TracingRules(max_ring=3, latent=5 * S),
    "the air stays": TracingRules(max_ring=3, linger=4 * S),
    "few at a place": TracingRules(max_ring=3, max_crowd=3),
    "all of it": TracingRules(
        max_ring=4, min_overlap=2 * S, latent=1 * S, linger=4 * S, max_crowd=2
    ),
    "no homes": TracingRules(max_ring=3, homes=False, interviews=False),
}


@pytest.fixture(scope="module")
def spread(spark, tmp_path_factory):
    """Return a function that builds once and shares out: ids as numbers or words, some shards."""
    kept = {}

    def built(kind, count):
        if (kind, count) not in kept:
            folder = tmp_path_factory.mktemp("shards")
            table = worlds.stays() if kind == "numbers" else worlds.named(worlds.stays())
            table.to_parquet(folder / "stays.parquet")
            build = building.build(spark, folder / "stays.parquet", folder, shard_count=count)
            assert build.stay_count == len(table)
            kept[kind, count] = Spread(spark, build)
        return kept[kind, count]

    return built


def _same(spread, kind, rules, direction):
    """Check the answer, and return how many were reached."""
    cases, isolations = worlds.asked(direction)
    stays = worlds.stays()
    if kind == "words":
        stays, cases, isolations = map(worlds.named, (stays, cases, isolations))
    local = worlds.locally(stays, cases, isolations, rules, direction)
    trace = expanding.expand(spread, cases, rules=rules, direction=direction, isolations=isolations)
    pd.testing.assert_frame_equal(trace.people, local.people)
    pd.testing.assert_frame_equal(trace.contacts(limit=100_000), local.contacts())
    assert trace.unseen_cases == local.unseen_cases
    assert trace.silent_cases == local.silent_cases
    return int((local.people["ring"] > 0).sum())


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_every_rule_answers_as_the_local_engine(spread, rules, direction):
    reached = _same(spread("words", 7), "words", RULES[rules], direction)
    assert (reached > 0) == (rules != "no ring")


@pytest.mark.parametrize(("kind", "count"), [("numbers", 1), ("numbers", 2), ("numbers", 7)])
def test_any_number_of_shards_answers_as_the_local_engine(spread, kind, count):
    assert _same(spread(kind, count), kind, RULES["all of it"], "forward") > 20


def test_since_is_obeyed(spread):
    cases, _ = worlds.asked("forward")
    trace = expanding.expand(spread("numbers", 2), cases, since=worlds.NOON)
    assert (trace.people.loc[trace.people["ring"] > 0, "exposed_at"] >= worlds.NOON).all()


def test_sums_across_places_are_refused(spread):
    cases, _ = worlds.asked("forward")
    with pytest.raises(RuleError, match="adds up the time of a pair across places"):
        expanding.expand(
            spread("numbers", 2), cases, rules=TracingRules(min_overlap=S, sum_over=9 * S)
        )
