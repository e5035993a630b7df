"""Both ways in one action: forward from the cases, back to their likely sources, and onward.

A case found by its symptoms was infected by somebody who may still be at large, and who infected
others at the same time. So three questions are asked at once: whom did the cases expose (forward);
who could have infected them (backward, weighed by `likely_sources`); and whom did the likely ones
of these expose besides (onward).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import pandas as pd

from dashboard.tracing import contract
from dashboard.tracing.errors import RuleError
from dashboard.tracing.expansion import expand
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.neighbourhood import neighbourhood
from dashboard.tracing.isolations import without_isolations
from dashboard.tracing.rules import Duration, TracingRules
from dashboard.tracing.sources.likely_sources import LookBackRules, likely_sources
from dashboard.tracing.trace import Trace

COLUMNS = (
    "person_id", "ring", "way", "ring_forward", "ring_backward", "ring_onward", "via_id",
    "share", "exposed_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OnwardRules:
    """For how long, and how far, a likely source is followed forward.

    Parameters
    ----------
    before, after
        A source may have infected others from this long (d) before its first contact with the
        case in the look-back to this long after its last one: 2 d and 3 d, our choice, but not
        while isolated. About as long as a case is most infectious.
    max_ring
        Contacts, at most, between a source and the people returned: 1.
    """

    before: Duration = timedelta(days=2)
    after: Duration = timedelta(days=3)
    max_ring: int = 1

    def __post_init__(self) -> None:
        """Check every value and keep durations as `Timedelta`."""
        for name in ("before", "after"):
            length = pd.Timedelta(getattr(self, name))
            if not length >= pd.Timedelta(0):
                raise RuleError(f"{name} must not be negative or unknown: {getattr(self, name)}")
            object.__setattr__(self, name, length)
        if self.max_ring < 0:
            raise RuleError(f"max_ring must not be negative: {self.max_ring}")


@dataclass(frozen=True, eq=False)
class TwoWay:
    """What was found in each direction, and all of it in one table."""

    people: pd.DataFrame
    """One row per person, by `ring`, then `exposed_at`, then id.

    `person_id`; `ring` (fewest contacts by any way: one more for each contact back); `way` ("case",
    "forward", "source", "onward" or several, as "forward+onward"); `ring_forward` (contacts from a
    case), `ring_backward` (contacts back from a case), `ring_onward` (contacts from a source), each
    unknown where not reached so; `via_id` (the likeliest source through whom onward); `share` (of a
    source, or of `via_id`: how likely it infected a case, the largest over the cases); `exposed_at`
    (the earliest seen; for a case its `infectious_from`; unknown for somebody known only as a
    source)."""
    sources: pd.DataFrame
    """One row per case and possible source: see `likely_sources`."""
    forward: Trace
    onward: Trace
    """From the followed sources who are no cases; evidence comes from here."""


def two_way(  # noqa: PLR0913 - the tables, and the rules of each direction
    index: ColocationIndex,
    cases: pd.DataFrame,
    *,
    rules: TracingRules | None = None,
    look_back_rules: LookBackRules | None = None,
    onward_rules: OnwardRules | None = None,
    isolations: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    case_dates: pd.DataFrame | None = None,
) -> TwoWay:
    """Trace the cases forward, back to their likely sources, and onward from these.

    Parameters
    ----------
    index
        The stays.
    cases
        One row per case, or per window of a case: `person_id`, `infectious_from`,
        `infectious_until` (as for `expand`) and `onset_at`, from which is looked back (without
        symptoms: the first positive sample; of several rows of a person the earliest).
    rules
        What counts as a contact, every way; `max_ring` is for the forward part.
    look_back_rules, onward_rules
        How far back and how many sources; how long and how far onward.
    isolations
        As for `expand`. A source infects nobody while isolated.
    places
        One row per place: `place_id`, `is_indoor`; weighs the possible sources.
    case_dates
        As for `likely_sources`: links between cases that time forbids are not used.

    Examples
    --------
    Bình infected An in the office and Chi at a meal; only An is known.

    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(pd.DataFrame({
    ...     "person_id": ["An", "Bình", "Bình", "Chi"],
    ...     "place_id": ["office", "office", "meal", "meal"],
    ...     "arrived_at": [noon, noon, noon + pd.Timedelta("6h"), noon + pd.Timedelta("6h")],
    ...     "left_at": noon + pd.to_timedelta([4, 4, 7, 7], unit="h")}))
    >>> cases = pd.DataFrame({
    ...     "person_id": ["An"], "onset_at": [noon + pd.Timedelta("3D")],
    ...     "infectious_from": [noon + pd.Timedelta("1D")], "infectious_until": [pd.NaT]})
    >>> two_way(index, cases).people[["person_id", "way", "ring"]].to_numpy().tolist()
    [['An', 'case', 0], ['Bình', 'source', 1], ['Chi', 'onward', 2]]
    """
    rules, further = rules or TracingRules(), onward_rules or OnwardRules()
    forward = expand(index, cases, rules=rules, isolations=isolations)
    sources = likely_sources(
        index,
        cases,
        rules=rules,
        look_back_rules=look_back_rules,
        isolations=isolations,
        places=places,
        case_dates=case_dates,
    )
    followed = sources[sources["is_followed"] & ~sources["is_case"]]
    job = _Onward(
        _seeds(followed, further, isolations), _with_ring(rules, further.max_ring), isolations
    )
    onward = expand(index, job.seeds, rules=job.rules, isolations=isolations)
    shares = followed.groupby("source_id", observed=True)["share"].max()
    via = _via(index, job, shares)
    return TwoWay(_people(forward, shares, onward, via), sources, forward, onward)


class _Onward(NamedTuple):
    """What an expansion from the followed sources needs."""

    seeds: pd.DataFrame
    rules: TracingRules
    isolations: pd.DataFrame | None


def _seeds(
    followed: pd.DataFrame, further: OnwardRules, isolations: pd.DataFrame | None
) -> pd.DataFrame:
    """Return when each followed source may have infected others: while not isolated."""
    windows = pd.DataFrame(
        {
            "person_id": followed["source_id"],
            "infectious_from": followed["first_met_at"] - pd.Timedelta(further.before),
            "infectious_until": followed["last_met_at"] + pd.Timedelta(further.after),
        }
    )
    return without_isolations(windows, isolations)


def _with_ring(rules: TracingRules, max_ring: int) -> TracingRules:
    keep = {name: getattr(rules, name) for name in vars(rules)}
    return TracingRules(**(keep | {"max_ring": max_ring}))


def _people(forward: Trace, shares: pd.Series, onward: Trace, via: pd.DataFrame) -> pd.DataFrame:
    back = pd.DataFrame({"person_id": shares.index, "ring_backward": 1, "own": shares.to_numpy()})
    reached = onward.people.query("ring > 0")
    reached = reached.rename(columns={"ring": "ring_onward"}).merge(via, on="person_id", how="left")
    first = forward.people.rename(columns={"ring": "ring_forward"})
    people = first.merge(back, on="person_id", how="outer")
    people = people.merge(reached, on="person_id", how="outer", suffixes=("", "_onward"))
    is_case = people["ring_forward"].eq(0).fillna(value=False)
    people.loc[is_case, ["ring_onward", "via_id", "via_share", "exposed_at_onward"]] = None
    rings = ["ring_forward", "ring_backward", "ring_onward"]
    people = people.astype(dict.fromkeys(rings, "Int16"))
    people["way"] = _ways(people)
    people["ring"] = (
        people[rings].assign(ring_onward=people["ring_onward"] + 1).min(axis=1).astype("int16")
    )
    people["share"] = people["own"].fillna(people["via_share"]).astype("Float64")
    people["exposed_at"] = people[["exposed_at", "exposed_at_onward"]].min(axis=1)
    order = ["ring", "exposed_at", "person_id"]
    return people.sort_values(order, ignore_index=True)[list(COLUMNS)]


def _ways(people: pd.DataFrame) -> pd.Series:
    parts = pd.DataFrame(
        {
            "case": people["ring_forward"].eq(0),
            "forward": people["ring_forward"].gt(0),
            "source": people["ring_backward"].notna(),
            "onward": people["ring_onward"].notna(),
        }
    ).fillna(value=False)
    names = [
        "+".join(name for name, is_so in zip(parts.columns, row, strict=True) if is_so)
        for row in parts.to_numpy(dtype=bool)
    ]
    return pd.Series(names, index=people.index, dtype="str")


def _via(index: ColocationIndex, job: _Onward, shares: pd.Series) -> pd.DataFrame:
    """Return for each person reached onward the likeliest source who alone reaches them.

    One expansion per source; for direct contacts only in the neighbourhood of its stays.
    """
    via: dict[object, object] = {}
    for source in shares.sort_values(ascending=False, kind="stable").index:
        seeds = job.seeds[job.seeds["person_id"] == source]
        if seeds.empty:  # isolated all that time
            continue
        reached = expand(
            _around(index, seeds, job.rules), seeds, rules=job.rules, isolations=job.isolations
        ).people
        people = reached.loc[reached["ring"] > 0, "person_id"]
        via |= {person: source for person in people if person not in via}
    table = pd.DataFrame(
        {
            "person_id": pd.Series(list(via), dtype=index.person_ids.dtype),
            "via_id": pd.Series(list(via.values()), dtype=object),
        }
    )
    table["via_share"] = table["via_id"].map(shares).astype("float64")
    return table


def _around(index: ColocationIndex, seeds: pd.DataFrame, rules: TracingRules) -> ColocationIndex:
    if rules.max_ring > 1:
        return index
    return neighbourhood(
        index,
        index.person_codes(seeds["person_id"].iloc[:1], of="sources.source_id"),
        opens=contract.seconds(seeds["infectious_from"], of="sources.first_met_at").min(),
        closes=contract.seconds(seeds["infectious_until"], of="sources.last_met_at").max(),
        linger=rules.seconds("linger"),
    )
