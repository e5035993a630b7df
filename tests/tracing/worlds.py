"""Small random worlds, and the bridge from the oracle's whole seconds to the real tables."""

import pandas as pd
from hypothesis import strategies as st
from oracle import NEVER, Rules, Setting, Stay

from dashboard.tracing import ColocationIndex, TracingRules, expand

MIDNIGHT = pd.Timestamp("2021-08-02T00:00:00+07:00")
"""Second 0 of every small world is twenty seconds before a Vietnamese midnight."""
ZERO = MIDNIGHT - pd.Timedelta(seconds=20)

people = st.integers(0, 5)
seconds = st.integers(0, 40)


@st.composite
def stays(draw):
    """Few people, fewer places, few distinct moments: overlaps and ties are the normal case."""
    arrived = draw(seconds)
    length = draw(st.integers(0, 15))
    return Stay(draw(people), draw(st.integers(0, 2)), arrived, arrived + length)


rules = st.builds(
    Rules,
    max_ring=st.integers(0, 4),
    min_overlap=st.integers(0, 6),
    latent=st.sampled_from([0, 0, 1, 5]),
    linger=st.sampled_from([0, 0, 1, 4]),
    sum_over=st.none(),
)
summed_rules = st.builds(
    lambda rules, overlap, more: rules._replace(min_overlap=overlap, sum_over=overlap + more),
    rules,
    st.integers(1, 8),
    st.integers(0, 20),
)
maybe = st.one_of(st.just(NEVER), seconds)


def settings_of(rules, most_cases=3):
    """Return a strategy of whole questions under these rules."""
    case = st.tuples(people, seconds, maybe)
    return st.builds(
        Setting,
        stays=st.lists(stays(), min_size=0, max_size=25).map(tuple),
        cases=st.lists(case, min_size=1, max_size=most_cases).map(tuple),
        rules=rules,
        isolated=st.lists(st.tuples(people, seconds), max_size=3).map(tuple),
        since=st.one_of(st.just(-NEVER), seconds),
    )


def at(second):
    """Return the moment of this second; unknown if it never comes."""
    return pd.NaT if abs(second) >= NEVER else ZERO + pd.Timedelta(seconds=second)


def times(values):
    """Return a timezone-aware column, also when it is empty or all unknown."""
    return pd.Series([at(value) for value in values], dtype="datetime64[us, Asia/Ho_Chi_Minh]")


def stay_table(stays):
    """Return the stays as the table that the index is built from."""
    return pd.DataFrame(
        {
            "person_id": pd.Series([s.person for s in stays], dtype="int64"),
            "place_id": pd.Series([s.place for s in stays], dtype="int64"),
            "arrived_at": times(s.arrived for s in stays),
            "left_at": times(s.left for s in stays),
        }
    )


def real_rules(rules):
    """Return the oracle's rules as the real ones."""
    length = {
        name: pd.Timedelta(seconds=value)
        for name, value in rules._asdict().items()
        if name != "max_ring" and value is not None
    }
    return TracingRules(max_ring=rules.max_ring, **length)


def trace(setting, direction="forward", table=None):
    """Answer the question with the code under test."""
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
            "person_id": pd.Series([p for p, _ in setting.isolated], dtype="int64"),
            "isolated_at": times(a for _, a in setting.isolated),
        }
    )
    return expand(
        ColocationIndex.build(stay_table(setting.stays) if table is None else table),
        cases,
        rules=real_rules(setting.rules),
        direction=direction,
        isolations=isolations,
        since=None if setting.since == -NEVER else at(setting.since),
    )


def found(trace):
    """Return {person: (ring, second)} of everyone but the cases, like the oracle."""
    rows = trace.people[trace.people["ring"] > 0]
    value = rows.iloc[:, 2]
    whole = ((value - ZERO.tz_convert("UTC")) // pd.Timedelta(seconds=1)).tolist()
    return dict(
        zip(rows["person_id"].tolist(), zip(rows["ring"].tolist(), whole, strict=True), strict=True)
    )
