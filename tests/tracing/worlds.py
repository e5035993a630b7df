"""Small random worlds, and the bridge from the oracle's whole seconds to the real tables."""

from random import Random

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from dashboard.tracing import ColocationIndex, TracingRules, expand
from tests.tracing.oracle import NEVER, Rules, Setting, Stay

MIDNIGHT = pd.Timestamp("2021-08-02T00:00:00+07:00")
"""Second 0 of every small world is twenty seconds before a Vietnamese midnight."""
ZERO = MIDNIGHT - pd.Timedelta(seconds=20)

PEOPLE, PLACES, LAST = 8, 2, 40
"""How many people and places, and the last second at which somebody arrives."""

people = st.integers(0, PEOPLE - 1)
seconds = st.integers(0, LAST)

rules = st.builds(
    Rules,
    max_ring=st.sampled_from([2, 1, 3, 4, 2, 0]),
    min_overlap=st.sampled_from([0, 0, 1, 2, 3, 5]),
    latent=st.sampled_from([0, 0, 1, 5]),
    linger=st.sampled_from([0, 0, 1, 4]),
    sum_over=st.none(),
    max_crowd=st.sampled_from([None, None, 1, 2, 3, 5]),
    homes=st.sampled_from([True, True, False]),
    interviews=st.sampled_from([True, True, False]),
)
summed_rules = st.builds(
    lambda rules, overlap, more: rules._replace(min_overlap=overlap, sum_over=overlap + more),
    rules,
    st.sampled_from([1, 2, 4, 8]),
    st.sampled_from([0, 1, 3, 10, 20]),
)


def crowd(count, seed):
    """Return this many stays of few people at fewer places: overlaps and ties are the rule.

    Drawn by a seed because Hypothesis, left alone, prefers lists too short for anyone to meet.
    """
    random = Random(seed)  # noqa: S311 - for tests
    stays = []
    for _ in range(count):
        arrived = random.randint(0, LAST)
        left = arrived + random.choice([0, 1, 2, 3, 5, 8, 13])
        stays.append(Stay(random.randrange(PEOPLE), random.randrange(PLACES), arrived, left))
    return tuple(stays)


seeds = st.integers(0, 2**32).map(lambda number: f"world {number}")
stay_lists = st.builds(crowd, st.sampled_from([12, 18, 25, 6, 0]), seeds)


def question(stays, rules, seed):
    """Return a whole question: usually one case, seldom `since`, some isolations."""
    random = Random(seed)  # noqa: S311 - for tests
    cases = [
        (
            random.randrange(PEOPLE),
            random.choice([0, LAST // 2, LAST, random.randint(0, LAST)]),
            random.choice([NEVER, NEVER, NEVER, random.randint(0, LAST)]),
        )
        for _ in range(random.choice([1, 1, 2, 3]))
    ]
    isolated = isolations(random, random.choice([0, 1, 4, 10]))
    since = random.choice([-NEVER, -NEVER, -NEVER, random.randint(0, LAST)])
    kinds = random.choice([(), (), ("home",), ("place", "interview"), ("interview", "home")])
    return Setting(stays, tuple(cases), rules, tuple(isolated), since, kinds)


def world(number, *, is_summed=False):
    """Return question `number` of a fixed list, drawn evenly."""
    random = Random(number)  # noqa: S311 - for tests
    overlap = random.choice([1, 2, 4, 8] if is_summed else [0, 0, 1, 2, 3, 5])
    drawn = Rules(
        max_ring=random.randint(1, 4),
        min_overlap=overlap,
        latent=random.choice([0, 0, 1, 5]),
        linger=random.choice([0, 0, 1, 4]),
        sum_over=overlap + random.choice([0, 1, 3, 10, 20]) if is_summed else None,
        max_crowd=random.choice([None, None, None, None, 2, 3]),
        homes=random.choice([True, True, False]),
        interviews=random.choice([True, True, False]),
    )
    stays = crowd(random.randint(10, 40), f"stays {number}")
    return question(stays, drawn, f"question {number}")


def isolations(random, count):
    """Return this many isolations: some last, some end, some overlap, some are no time at all."""
    begins = [(random.randrange(PEOPLE), random.randint(-5, LAST)) for _ in range(count)]
    lengths = [random.choice([NEVER, 20, 10, 5, 5, 2, 1, 0, -3]) for _ in begins]
    return [
        (person, isolated, min(isolated + length, NEVER))
        for (person, isolated), length in zip(begins, lengths, strict=True)
    ]


isolation_lists = st.builds(
    lambda seed, count: tuple(isolations(Random(seed), count)),  # noqa: S311 - for tests
    seeds,
    st.sampled_from([0, 1, 4, 10]),
)


def settings_of(rules):
    """Return a strategy of whole questions under these rules."""
    return st.builds(question, stay_lists, rules, seeds)


def at(second):
    """Return the moment of this second; unknown if it never comes."""
    return pd.NaT if abs(second) >= NEVER else ZERO + pd.Timedelta(seconds=second)


def times(values):
    """Return a timezone-aware column, also when it is empty or all unknown."""
    whole = np.fromiter(values, dtype="int64")
    moments = ZERO.tz_convert("UTC").tz_localize(None).to_datetime64().astype("M8[us]")
    moments = moments + whole.astype("m8[s]")
    moments[abs(whole) >= NEVER] = np.datetime64("NaT")
    return pd.Series(pd.DatetimeIndex(moments, tz="UTC").tz_convert("Asia/Ho_Chi_Minh"))


def stay_table(stays, kinds=()):
    """Return the stays as the table that the index is built from."""
    kind = [kinds[stay.place] if 0 <= stay.place < len(kinds) else "place" for stay in stays]
    return pd.DataFrame(
        {
            "person_id": pd.Series([s.person for s in stays], dtype="int64"),
            "place_id": pd.Series([s.place for s in stays], dtype="int64"),
            "arrived_at": times(s.arrived for s in stays),
            "left_at": times(s.left for s in stays),
            "place_kind": pd.Series(kind, dtype="str"),
        }
    )


def real_rules(rules):
    """Return the oracle's rules as the real ones."""
    length = {
        name: pd.Timedelta(seconds=value)
        for name, value in rules._asdict().items()
        if name not in {"max_ring", "max_crowd", "homes", "interviews"} and value is not None
    }
    return TracingRules(
        max_ring=rules.max_ring,
        max_crowd=rules.max_crowd,
        homes=rules.homes,
        interviews=rules.interviews,
        **length,
    )


def question_tables(setting, direction):
    """Return the cases, the isolations and `since` as `expand` is asked them."""
    person = pd.Series([p for p, _, _ in setting.cases], dtype="int64")
    if direction == "forward":
        cases = pd.DataFrame(
            {
                "person_id": person,
                "infectious_from": times(f for _, f, _ in setting.cases),
                "infectious_until": times(u for _, _, u in setting.cases),
            }
        )
    else:
        cases = pd.DataFrame(
            {"person_id": person, "exposed_until": times(f for _, f, _ in setting.cases)}
        )
    isolations = pd.DataFrame(
        {
            "person_id": pd.Series([p for p, _, _ in setting.isolated], dtype="int64"),
            "isolated_at": times(a for _, a, _ in setting.isolated),
            "released_at": times(r for _, _, r in setting.isolated),
        }
    )
    return cases, isolations, None if setting.since == -NEVER else at(setting.since)


def trace(setting, direction="forward", table=None):
    """Answer the question with the code under test."""
    cases, isolations, since = question_tables(setting, direction)
    return expand(
        ColocationIndex.build(stay_table(setting.stays, setting.kinds) if table is None else table),
        cases,
        rules=real_rules(setting.rules),
        direction=direction,
        isolations=isolations,
        since=since,
    )


def found(trace):
    """Return {person: (ring, second)} of everyone but the cases, like the oracle."""
    rows = trace.people[trace.people["ring"] > 0]
    value = rows.iloc[:, 2]
    whole = ((value - ZERO.tz_convert("UTC")) // pd.Timedelta(seconds=1)).tolist()
    return dict(
        zip(rows["person_id"].tolist(), zip(rows["ring"].tolist(), whole, strict=True), strict=True)
    )


def same(one, other):
    """Check that two indexes hold the same, types included."""
    for name, column in one.stays._asdict().items():
        np.testing.assert_array_equal(column, getattr(other.stays, name))
        assert column.dtype == getattr(other.stays, name).dtype
    np.testing.assert_array_equal(one.confidence, other.confidence)
    pd.testing.assert_index_equal(one.person_ids, other.person_ids)
    pd.testing.assert_index_equal(one.place_ids, other.place_ids)
