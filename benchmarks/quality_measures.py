"""What a trace finds of what really happened: recall, precision, and the order of calls.

Each confirmed case is traced alone, as if it were the first one known: the other cases then are
people to be found like anybody else. All stays of the three weeks are used, later ones too.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.quality_outbreaks import PRESET, TrueOutbreak
from dashboard.tracing import ColocationIndex, Trace, TracingRules, expand
from dashboard.tracing.calls.risk import rank
from dashboard.tracing.index.crowds import crowds
from dashboard.tracing.index.neighbourhood import neighbourhood
from dashboard.tracing.sources.likely_sources import LookBackRules
from dashboard.tracing.two_way import two_way

CALLS = (50, 100, 200)
"""Calls made: people on the list who are reached first."""

LISTS_WITH_F2 = 2

ISOLATED_AFTER = pd.Timedelta(days=1)
"""From the confirmation of a case to the isolation of everybody on its list: our choice."""

WAYS = {
    "forward only (F1)": None,
    "two-way, 2 days back": pd.Timedelta(days=2),
    "two-way, 6 days back": pd.Timedelta(days=6),
}
"""How lists are made, and how far before onset sources are sought."""


def forward_quality(outbreak: TrueOutbreak, index: ColocationIndex) -> pd.Series:
    """Count true and found infectees and people listed, summed over all cases.

    `..._true` are infections by the case (F1) or by one of those (F2), `at_place` only where
    every link of the chain was at a place with a code; `..._found` are those on the list.
    """
    tree = Tree(outbreak)
    counts: list[dict[str, int]] = []
    for case, trace in _traces(outbreak, index):
        people = trace.people
        first = set(people.loc[people["ring"] == 1, "person_id"])
        second = set(people.loc[people["ring"] > 1, "person_id"])
        children, at_place = tree.infectees(case), tree.infectees(case, "place")
        grandchildren = {far for near in children for far in tree.infectees(near)}
        far_at_place = {far for near in at_place for far in tree.infectees(near, "place")}
        counts.append(
            {
                "f1_true": len(children),
                "f1_found": len(children & first),
                "f1_at_place_true": len(at_place),
                "f1_at_place_found": len(at_place & first),
                "f2_true": len(grandchildren),
                "f2_found": len(grandchildren & (first | second)),
                "f2_at_place_true": len(far_at_place),
                "f2_at_place_found": len(far_at_place & (first | second)),
                "f1_listed": len(first),
                "f2_listed": len(second),
                "f2_ring2_found": len(grandchildren & second),
                "case_count": 1,
            }
        )
    return pd.DataFrame(counts).sum()


def both_ways_quality(
    outbreak: TrueOutbreak, index: ColocationIndex, *, minutes: int
) -> pd.DataFrame:
    """Compare forward-only with two-way lists, looking back 2 and 6 days.

    Parameters
    ----------
    minutes
        Shortest contact that counts.

    Returns
    -------
    pandas.DataFrame
        One row per way: `near_true` (infector, siblings and infectees of each case, summed),
        `near_found`, `source_true` and `source_found` (infectors only), `source_infectees` and
        `case_infectees` (how many the infector and the case infected), `listed` (people),
        `averted` (infections caused by somebody on a list later than a day after the case was
        confirmed, each once), `infection_count` (all, seeds left out), `case_count`.
    """
    tree = Tree(outbreak)
    rules = TracingRules(max_ring=1, min_overlap=pd.Timedelta(minutes=minutes))
    rows = []
    for way, days in WAYS.items():
        counts: list[dict[str, int]] = []
        averted: set[int] = set()
        for row in outbreak.cases.itertuples():
            case = int(row.person_id)
            on_list = listed(outbreak, index, case, rules, days)
            infector = tree.infector(case)
            near = (tree.infectees(case) | infector | tree.siblings(case)) - {case}
            averted |= tree.infected_by(on_list, since=row.confirmed_at + ISOLATED_AFTER)
            counts.append(
                {
                    "near_true": len(near),
                    "near_found": len(near & on_list),
                    "source_true": len(infector),
                    "source_found": len(infector & on_list),
                    "source_infectees": sum(len(tree.infectees(each)) for each in infector),
                    "case_infectees": len(tree.infectees(case)) if infector else 0,
                    "listed": len(on_list),
                    "case_count": 1,
                }
            )
        total = pd.DataFrame(counts).sum()
        rows.append({"way": way, **total, "averted": len(averted), "infection_count": tree.count})
    return pd.DataFrame(rows).set_index("way")


def call_order_quality(
    outbreak: TrueOutbreak, index: ColocationIndex, *, rings: int, most_cases: int | None = None
) -> pd.DataFrame:
    """Compare orders of calling the people on each case's list.

    Parameters
    ----------
    rings
        1 for lists of F1, 2 for lists of F1 and F2.
    most_cases
        Stop after so many cases with an infectee on their list (lists of F2 are long).

    Returns
    -------
    pandas.DataFrame
        One row per order: columns `CALLS` with the true infectees among the first so many calls,
        summed over the cases; `on_list` (true infectees on the lists); `listed` (people on them);
        "chance" is the expected number. Cases without an infectee on their list tell nothing
        and are left out.
    """
    tree, rules = Tree(outbreak), TracingRules(max_ring=rings)
    found: list[pd.DataFrame] = []
    for row in range(len(outbreak.cases)):
        case = outbreak.cases.iloc[[row]]
        person = int(case["person_id"].iloc[0])
        trace = expand(_around(index, case, rings), case, rules=rules)
        truth = tree.infectees(person)
        if rings == LISTS_WITH_F2:
            truth = truth | {far for near in truth for far in tree.infectees(near)}
        if trace.people.loc[trace.people["ring"] > 0, "person_id"].isin(truth).any():
            found.append(_orders(outbreak, index, trace, truth))
        if len(found) == most_cases:
            break
    return sum(found[1:], start=found[0]) if found else _nobody()


def _nobody() -> pd.DataFrame:
    orders = ["risk score", "ring, then minutes", "ring, then time", "chance"]
    return pd.DataFrame(0.0, index=orders, columns=[*CALLS, "on_list", "listed"])


def _around(index: ColocationIndex, case: pd.DataFrame, rings: int) -> ColocationIndex:
    if rings > 1:
        return index
    codes = index.person_codes(case["person_id"], of="cases.person_id")
    return neighbourhood(index, codes, opens=-(2**31), closes=2**31)


def _orders(
    outbreak: TrueOutbreak, index: ColocationIndex, trace: Trace, truth: set[int]
) -> pd.DataFrame:
    people = trace.people[trace.people["ring"] > 0]
    contacts = trace.contacts(limit=None)
    contacts["crowd_count"] = crowds(index, contacts)
    is_case = outbreak.cases["person_id"].isin(trace.rounds.cases["person_id"])
    onsets = outbreak.cases.loc[is_case, ["person_id", "onset_at"]]
    ranked = rank(contacts, onsets=onsets, places=outbreak.places)
    minutes = people.merge(ranked[["person_id", "minutes"]], on="person_id")
    orders = {
        "risk score": ranked["person_id"],
        "ring, then minutes": minutes.sort_values(
            ["ring", "minutes"], ascending=[True, False], kind="stable"
        )["person_id"],
        "ring, then time": people.sort_values(["ring", "exposed_at", "person_id"])["person_id"],
    }
    on_list = int(people["person_id"].isin(truth).sum())
    size = {"on_list": on_list, "listed": len(people)}
    rows = {
        name: {n: float(order.head(n).isin(truth).sum()) for n in CALLS} | size
        for name, order in orders.items()
    }
    rows["chance"] = {n: on_list * min(1.0, n / len(people)) for n in CALLS} | size
    return pd.DataFrame(rows, dtype="float64").T


def _traces(outbreak: TrueOutbreak, index: ColocationIndex) -> Iterator[tuple[int, Trace]]:
    for row in range(len(outbreak.cases)):
        case = outbreak.cases.iloc[[row]]
        yield int(case["person_id"].iloc[0]), expand(index, case, rules=PRESET.rules)


def listed(
    outbreak: TrueOutbreak,
    index: ColocationIndex,
    case: int,
    rules: TracingRules,
    look_back: pd.Timedelta | None,
) -> set[int]:
    """Return everybody on the list of one case, itself left out."""
    alone = outbreak.cases[outbreak.cases["person_id"] == case]
    if look_back is None:
        people = expand(index, alone, rules=rules).people
    else:
        back = LookBackRules(look_back=look_back)
        found = two_way(index, alone, rules=rules, look_back_rules=back, places=outbreak.places)
        people = found.people
    return set(people["person_id"]) - {case}


class Tree:
    """Who infected whom."""

    def __init__(self, outbreak: TrueOutbreak) -> None:
        table = outbreak.infections[outbreak.infections["infector_id"] >= 0]
        self.count = len(table)
        self._table = table
        self._infector = dict(zip(table["person_id"], table["infector_id"], strict=True))
        groups = table.groupby("infector_id")["person_id"]
        self._infectees = {infector: set(group) for infector, group in groups}
        at_place = table[table["setting"] == "place"].groupby("infector_id")["person_id"]
        self._at_place = {infector: set(group) for infector, group in at_place}

    def infectees(self, person: int, setting: str | None = None) -> set[int]:
        """Return whom this person infected, anywhere or at places with a code."""
        return (self._infectees if setting is None else self._at_place).get(person, set())

    def infector(self, person: int) -> set[int]:
        """Return who infected this person: nobody known for the seeds."""
        return {self._infector[person]} if person in self._infector else set()

    def siblings(self, person: int) -> set[int]:
        """Return who was infected by the same person."""
        return {each for source in self.infector(person) for each in self.infectees(source)}

    def infected_by(self, people: set[int], *, since: pd.Timestamp) -> set[int]:
        """Return whom these people infected later than a moment."""
        rows: NDArray[np.bool_] = (
            self._table["infector_id"].isin(people) & (self._table["infected_at"] > since)
        ).to_numpy()
        return set(self._table["person_id"].to_numpy()[rows])
