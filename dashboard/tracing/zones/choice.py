"""The smallest zones for a share of the risk: which small areas to close.

Exact where it can be: `choose` is a 0-1 programme solved by HiGHS (through SciPy), whose answer
comes with how far from the best it can be. `frontier` is a heuristic for every share at once.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from dashboard.tracing.compiled import compiled
from dashboard.tracing.errors import RuleError
from dashboard.tracing.zones.areas import Areas

_ROUNDING = 1e-9
_FEWEST_AREAS = 300
"""Below this the programme weighs all areas."""


@dataclass(frozen=True, kw_only=True)
class ChoiceRules:
    """What a choice of areas costs, and how long it may take. All are our proposal.

    Parameters
    ----------
    residents_per_100_m
        What 100 m of boundary cost, in residents confined: few compact zones need fewer posts
        than many scattered ones. 0 counts residents alone.
    gap
        A choice this close to the best possible is called optimal (share of its cost).
    time_limit_s
        Seconds for the solver; then its best answer so far is compared with the heuristic.
    most_areas
        The programme weighs twice as many areas as the heuristic closes, those with the most
        risk per cost; if these are more than so many, the heuristic's answer stands.
    """

    residents_per_100_m: float = 0.5
    gap: float = 0.005
    time_limit_s: float = 1.5
    most_areas: int = 1_200

    def __post_init__(self) -> None:
        """Refuse negative costs and limits of nothing."""
        for rule in fields(self):
            value = getattr(self, rule.name)
            may_be_zero = rule.name in {"residents_per_100_m", "gap"}
            if not (value > 0 or (may_be_zero and value == 0)):
                raise RuleError(f"{rule.name} must be above 0: {value}")


class Chosen(NamedTuple):
    """A choice of areas."""

    is_chosen: NDArray[np.bool_]
    """One entry per area."""
    share: float
    """Of all risk, covered."""
    resident_count: int
    cost: float
    """Residents, and the boundary in residents."""
    gap: float
    """The best possible choice costs at least `(1 - gap) * cost`: proven."""
    is_optimal: bool
    """Whether the gap is within the rules'."""


def choose(areas: Areas, share: float, *, rules: ChoiceRules | None = None) -> Chosen:
    """Return the cheapest areas that hold at least a share of the risk.

    Parameters
    ----------
    share
        Of the risk of all areas, 0 to 1.

    Notes
    -----
    A knapsack turned round (NP-hard): minimise residents plus boundary, where two chosen
    neighbours save their common border twice, subject to the risk. HiGHS proves the gap; where
    it finds nothing better in time, the heuristic's answer is returned with the same proof.
    """
    rules = rules or ChoiceRules()
    if not 0 <= share <= 1:
        raise RuleError(f"share must lie in 0..1: {share}")
    costs = _Costs.of(areas, rules)
    order = _by_density(costs)
    share = share if areas.risk > 0 else 0.0  # of no risk, nothing is to be covered
    best = _densest(costs, order, share)
    proven = _lower_bound(costs, best, share)
    kept = np.sort(order[: max(_FEWEST_AREAS, 2 * int(best.sum()))])
    if len(kept) <= rules.most_areas:
        solved, bound = _solved(costs.only(kept), share, rules)
        if len(kept) == len(order):  # what is proven for some areas is not for all
            proven = max(proven, bound)
        if solved is not None:
            found = np.zeros(len(order), dtype=np.bool_)
            found[kept[solved]] = True
            best = min(best, found, key=costs.total)
    return _chosen(areas, costs, best, proven, rules)


def frontier(areas: Areas, *, rules: ChoiceRules | None = None) -> pd.DataFrame:
    """Return residents against risk covered, area by area, the most risk per cost first.

    Returns
    -------
    pandas.DataFrame
        One row per number of areas closed, from none to all: `share` of the risk,
        `resident_count`, `household_count`, `area_m2`, `zone_count` (groups of areas side by
        side), `gap`: no choice with this share confines fewer than `(1 - gap) * resident_count`
        people (from the linear relaxation). Each row's areas hold the row's before: all rise.
    """
    rules = rules or ChoiceRules()
    costs = _Costs.of(areas, rules)
    order = _by_density(costs)
    sums = areas.table.iloc[order][["resident_count", "household_count", "area_m2"]].cumsum()
    rows = pd.concat([pd.DataFrame(0, index=[-1], columns=sums.columns), sums], ignore_index=True)
    rows.insert(0, "share", np.minimum(np.concatenate([[0.0], np.cumsum(costs.risk[order])]), 1.0))
    rows["zone_count"] = _zone_counts(costs, order)
    people = areas.table["resident_count"].to_numpy(np.float64)
    fewest = _relaxed(people, costs.risk, rows["share"].to_numpy())
    confined = rows["resident_count"].to_numpy(np.float64)
    rows["gap"] = np.maximum(confined - fewest, 0.0) / np.maximum(confined, 1.0)
    return rows.astype({"resident_count": np.int64, "household_count": np.int64})


def closing_order(areas: Areas, *, rules: ChoiceRules | None = None) -> NDArray[np.intp]:
    """Return the areas in the order in which the frontier closes them."""
    return _by_density(_Costs.of(areas, rules or ChoiceRules()))


class _Costs(NamedTuple):
    """What closing costs, in residents; risks as shares of their sum."""

    risk: NDArray[np.float64]
    alone: NDArray[np.float64]
    """Of an area by itself, its whole boundary included."""
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    saved: NDArray[np.float64]
    """By closing both of a pair."""

    @classmethod
    def of(cls, areas: Areas, rules: ChoiceRules) -> "_Costs":
        """Price every area and every common border."""
        per_m = rules.residents_per_100_m / 100
        table, total = areas.table, areas.risk
        apart = areas.borders[areas.borders["one"] != areas.borders["other"]]
        return cls(
            table["risk"].to_numpy() / (total if total > 0 else 1.0),
            table["resident_count"].to_numpy(np.float64) + per_m * table["boundary_m"].to_numpy(),
            apart["one"].to_numpy(np.int64),
            apart["other"].to_numpy(np.int64),
            2 * per_m * apart["border_m"].to_numpy(np.float64),
        )

    def total(self, is_chosen: NDArray[np.bool_]) -> float:
        """Return what a choice costs."""
        both = is_chosen[self.one] & is_chosen[self.other]
        return float(self.alone[is_chosen].sum() - self.saved[both].sum())

    def only(self, kept: NDArray[np.intp]) -> "_Costs":
        """Return the same for some areas, renumbered."""
        row = np.full(len(self.risk), -1)
        row[kept] = np.arange(len(kept))
        both = (row[self.one] >= 0) & (row[self.other] >= 0)
        one, other = row[self.one[both]], row[self.other[both]]
        return _Costs(self.risk[kept], self.alone[kept], one, other, self.saved[both])


def _by_density(costs: _Costs) -> NDArray[np.intp]:
    """Return the areas by risk per cost, the densest first; on a tie the first."""
    free = costs.alone <= 0
    density = np.where(free, np.inf, costs.risk / np.where(free, 1.0, costs.alone))
    return np.argsort(-density, kind="stable")


def _densest(costs: _Costs, order: NDArray[np.intp], share: float) -> NDArray[np.bool_]:
    """Close areas in this order until the share is reached."""
    covered = np.cumsum(costs.risk[order])
    count = int(np.searchsorted(covered, share - _ROUNDING)) + 1 if share > 0 else 0
    is_chosen = np.zeros(len(order), dtype=np.bool_)
    is_chosen[order[:count]] = True
    return is_chosen


def _lower_bound(costs: _Costs, densest: NDArray[np.bool_], share: float) -> float:
    """Return a cost below which no choice can be: the best of a few Lagrangian relaxations.

    For any price of risk, a choice that holds the share costs at least `price * share` plus what
    the areas cost beyond their risk at that price, where those cost less than nothing.
    """
    if not densest.any():
        return 0.0
    dearest = float((costs.alone[densest] / np.maximum(costs.risk[densest], 1e-300)).max())
    return max(
        price * share
        + float(_reduced(costs.alone - price * costs.risk, costs.one, costs.other, costs.saved))
        for price in (dearest * factor for factor in (0.0, 0.7, 0.8, 0.9, 1.0, 1.1))
    )


@compiled
def _reduced(
    beyond: NDArray[np.float64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    saved: NDArray[np.float64],
) -> float:
    """Sum what is below nothing once each pair's saving is given to its ends, dear ones first."""
    for pair in range(len(saved)):
        left = saved[pair]
        for area in (one[pair], other[pair]):
            taken = min(left, max(beyond[area], 0.0))
            beyond[area] -= taken
            left -= taken
        beyond[one[pair]] -= left
    total = 0.0
    for value in beyond:
        total += min(value, 0.0)
    return float(total)


def _relaxed(
    cost: NDArray[np.float64], risk: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the least cost for each share if areas could be closed in part."""
    order = np.argsort(cost / np.maximum(risk, 1e-300), kind="stable")
    covered = np.concatenate([[0.0], np.cumsum(risk[order])])
    return np.asarray(np.interp(shares, covered, np.concatenate([[0.0], np.cumsum(cost[order])])))


def _zone_counts(costs: _Costs, order: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return how many groups of areas side by side there are after each area of the order."""
    count = len(order)
    ends = np.concatenate([costs.one, costs.other])
    by_end = np.argsort(ends, kind="stable")
    beside = np.concatenate([costs.other, costs.one])[by_end]
    starts = np.searchsorted(ends[by_end], np.arange(count + 1))
    return _grown(order.astype(np.int64), starts.astype(np.int64), beside)


@compiled
def _grown(
    order: NDArray[np.int64], starts: NDArray[np.int64], beside: NDArray[np.int64]
) -> NDArray[np.int64]:
    group = np.full(len(order), -1)
    counts = np.zeros(len(order) + 1, dtype=np.int64)
    for step in range(len(order)):
        area = order[step]
        group[area] = area
        counts[step + 1] = counts[step] + 1
        for at in range(starts[area], starts[area + 1]):
            one, other = area, beside[at]
            if group[other] < 0:
                continue
            while group[one] != one:
                one = group[one]
            while group[other] != other:
                other = group[other]
            if one != other:
                group[max(one, other)] = min(one, other)
                counts[step + 1] -= 1
    return counts


def _solved(
    costs: _Costs, share: float, rules: ChoiceRules
) -> tuple[NDArray[np.bool_] | None, float]:
    """Return the solver's choice, if it found one in time, and a bound that no choice beats."""
    count, pairs = len(costs.risk), len(costs.saved)
    if not count or share <= 0:
        return np.zeros(count, dtype=np.bool_), 0.0
    rows = np.arange(pairs)
    ones = np.ones(pairs)
    pair = sparse.csr_array((ones, (rows, count + rows)), shape=(pairs, count + pairs))
    borders = [
        pair - sparse.csr_array((ones, (rows, end)), shape=(pairs, count + pairs))
        for end in (costs.one, costs.other)
    ]
    risk = sparse.csr_array(np.concatenate([costs.risk, np.zeros(pairs)])[None, :])
    answer = milp(
        np.concatenate([costs.alone, -costs.saved]),
        integrality=np.concatenate([np.ones(count), np.zeros(pairs)]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(risk, lb=share - _ROUNDING),
            *(LinearConstraint(border, ub=0) for border in borders if pairs),
        ],
        options={"time_limit": rules.time_limit_s, "mip_rel_gap": rules.gap},
    )
    bound = answer.mip_dual_bound
    proven = 0.0 if bound is None or not np.isfinite(bound) else float(bound)
    if answer.x is None:
        return None, proven
    return np.asarray(answer.x[:count] > 0.5), proven  # noqa: PLR2004 - 0 or 1, rounded


def _chosen(
    areas: Areas, costs: _Costs, is_chosen: NDArray[np.bool_], bound: float, rules: ChoiceRules
) -> Chosen:
    cost = costs.total(is_chosen)
    gap = max(0.0, 1 - float(bound) / cost) if cost > 0 else 0.0
    return Chosen(
        is_chosen,
        float(costs.risk[is_chosen].sum()),
        int(areas.table.loc[is_chosen, "resident_count"].sum()),
        cost,
        gap,
        bool(gap <= rules.gap + _ROUNDING),
    )
