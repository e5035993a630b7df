"""How many coming infections zones would have held, against the residents they confine.

An infection is held when its infector or its infectee lives inside; of what may follow, many draws
are averaged. Every other way of closing is set beside zones of no more residents, and beside as
many residents picked by chance.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.zones_outbreaks import Decision, Known, OutbreakAtHome
from dashboard.tracing import propose_zones
from dashboard.tracing.zones.areas import AreaRules, Areas, small_areas
from dashboard.tracing.zones.choice import choose, closing_order
from dashboard.tracing.zones.closures import RADII_M, communes_of_cases, distances_m, within
from dashboard.tracing.zones.outlines import zone_outlines
from dashboard.tracing.zones.risk import ZoneRisks, zone_risks

Inside = NDArray[np.bool_]
"""One entry per household."""

FRACTIONS = {"whole communes": 1.0, "a fifth of them": 1 / 5, "a tenth of them": 1 / 10}
"""Of the residents of the cases' communes, given to the zones."""
CURVE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""Shares of the province's residents at which the curve is drawn."""
DRAWN_SHARES = (0.3, 0.5, 0.7)
"""Of the risk, for zones chosen by the solver and drawn with their ring of land."""


def measure_zones(world: OutbreakAtHome, decision: Decision, seen: Known) -> pd.DataFrame:
    """Weigh zones against every other way of closing on one evening of one outbreak.

    Returns
    -------
    pandas.DataFrame
        One row per way and what the province does about contacts (`then`): `kind` ("closure",
        "curve" or "drawn"), `way`, `residents` (confined, or to be spent), `held` (infections, by
        that way), `zones`, `hexagons`, `hamlets`, `chance` (infections held by chosen houses,
        hexagons and whole hamlets, and by houses picked by chance, with no more residents),
        `infections` (of the coming days), `in_reach` (of these, in a house where somebody of the
        trace lives).
    """
    risks = zone_risks(world.homes, seen.exposed, seen.cases, world.places, at=seen.at)
    areas = small_areas(risks, rules=AreaRules(unit="house"))
    orders = {
        "zones": _closing(areas, closing_order(areas)),
        "hexagons": _by_unit(risks, "cell"),
        "hamlets": _by_unit(risks, "hamlet"),
        "chance": _closing(areas, np.random.default_rng(7).permutation(len(areas.table))),
    }
    residents = risks.households["resident_count"].to_numpy()
    ways = [
        (row, inside, {name: _within_budget(residents, order, row["residents"])
                       for name, order in orders.items()})
        for row, inside in _ways(world, seen, risks, areas)
    ]  # fmt: skip
    traced = risks.households[["f0_count", "f1_count"]].sum(axis="columns").to_numpy() > 0
    rows = []
    for then, futures in decision.futures.items():
        held = _Held(world, futures, risks)
        rows += [
            row
            | {"held": held.count(inside), "then": then, "in_reach": held.count(traced)}
            | {name: held.count(chosen) for name, chosen in others.items()}
            | {"infections": held.infection_count}
            for row, inside, others in ways
        ]
    return pd.DataFrame(rows)


class _Held:
    """Counts infections of households, as the mean over what may follow."""

    def __init__(
        self, world: OutbreakAtHome, futures: list[pd.DataFrame], risks: ZoneRisks
    ) -> None:
        row = pd.Series(risks.households.index, index=risks.households["household_id"])
        home = row.reindex(world.homes["household_id"]).set_axis(world.homes["person_id"])
        infections = pd.concat(futures, ignore_index=True)
        self._ends = [
            home.loc[infections[name]].to_numpy() for name in ("person_id", "infector_id")
        ]
        self._draws = len(futures)
        self.infection_count = len(infections) / self._draws

    def count(self, inside: Inside) -> float:
        """Return how many infections begin or end inside."""
        one, other = (inside[end] for end in self._ends)
        return float((one | other).sum()) / self._draws


def _ways(
    world: OutbreakAtHome, seen: Known, risks: ZoneRisks, areas: Areas
) -> Iterator[tuple[dict[str, Any], Inside]]:
    homes = risks.households
    residents = homes["resident_count"].to_numpy()

    def way(kind: str, name: str, inside: Inside) -> tuple[dict[str, Any], Inside]:
        return {"kind": kind, "way": name, "residents": int(residents[inside].sum())}, inside

    communes = communes_of_cases(homes, homes)
    whole, _ = way("closure", "whole communes", communes)
    for name, fraction in FRACTIONS.items():
        yield whole | {"way": name, "residents": int(whole["residents"] * fraction)}, communes
    for who, living in (("F0", ["f0_count"]), ("F0 and F1", ["f0_count", "f1_count"])):
        is_theirs = homes[living].sum(axis="columns").to_numpy() > 0
        yield way("closure", f"houses of {who}", is_theirs)
        apart = distances_m(homes, homes[is_theirs])
        for radius in RADII_M:
            yield way("closure", f"circles of {radius} m, {who}", apart <= radius)
    drawn = propose_zones(seen.people, world.homes, seen.visits)
    yield way("closure", "clusters (DBSCAN)", within(homes, drawn.geometry))
    for share in DRAWN_SHARES:
        chosen = choose(areas, share)
        drawn = zone_outlines(areas, chosen.is_chosen, seen.people, world.homes)
        yield way("drawn", f"{share:.0%} of the risk", within(homes, drawn.geometry))
    nobody = np.zeros(len(homes), dtype=np.bool_)
    for fraction in CURVE:
        row, _ = way("curve", f"{fraction:.1%}", nobody)
        yield row | {"residents": int(residents.sum() * fraction)}, nobody


def _by_unit(risks: ZoneRisks, unit: str) -> list[NDArray[np.intp]]:
    areas = small_areas(risks, rules=AreaRules(unit=unit))
    return _closing(areas, closing_order(areas))


def _closing(areas: Areas, order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the households (rows of the risks) of each area, in the order of closing."""
    rows = areas.households["area"].to_numpy()
    by_area = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[by_area], np.arange(len(areas.table) + 1))
    of_risks = areas.households.index.to_numpy()[by_area]
    return [of_risks[starts[area] : starts[area + 1]] for area in order]


def _within_budget(
    residents: NDArray[np.int64], order: list[NDArray[np.intp]], budget: int
) -> Inside:
    """Close areas in order while their residents stay within the budget."""
    inside = np.zeros(len(residents), dtype=np.bool_)
    spent = 0
    for households in order:
        spent += int(residents[households].sum())
        if spent > budget:
            break
        inside[households] = True
    return inside
