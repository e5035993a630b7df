"""How many coming infections zones would have held, against the residents they confine.

An infection is held when its infector or its infectee lives inside. Every other way of closing is
set beside zones of no more residents, and beside as many residents picked by chance.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.zones_outbreaks import Known, OutbreakAtHome, coming_infections
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


def measure_zones(world: OutbreakAtHome, seen: Known) -> pd.DataFrame:
    """Weigh zones against every other way of closing on one day of one outbreak.

    Returns
    -------
    pandas.DataFrame
        One row per way: `kind` ("closure", "curve" or "drawn"), `way`, `residents` (confined, or
        to be spent), `held` (infections, by that way), `zones`, `hamlets`, `chance` (infections
        held by chosen hexagons, whole hamlets, and hexagons picked by chance, with no more
        residents), `infections` (of the coming days).
    """
    risks = zone_risks(world.homes, seen.exposed, seen.cases, world.places, at=seen.at)
    held = _Held(world, seen, risks)
    areas = small_areas(risks)
    orders = {
        "zones": _closing(areas, closing_order(areas)),
        "hamlets": _by_hamlet(risks),
        "chance": _closing(areas, np.random.default_rng(7).permutation(len(areas.table))),
    }
    rows = [
        {"kind": kind, "way": way, "residents": budget, "held": held.count(inside)}
        | {name: held.count(_within_budget(held, order, budget)) for name, order in orders.items()}
        for kind, way, budget, inside in _ways(world, seen, risks, areas, held)
    ]
    return pd.DataFrame(rows).assign(infections=held.infection_count)


class _Held:
    """Counts infections and residents of households."""

    def __init__(self, world: OutbreakAtHome, seen: Known, risks: ZoneRisks) -> None:
        row = pd.Series(risks.households.index, index=risks.households["household_id"])
        home = row.reindex(world.homes["household_id"]).set_axis(world.homes["person_id"])
        infections = coming_infections(world, seen.at)
        self._ends = [home.loc[infections[name]] for name in ("person_id", "infector_id")]
        self.residents = risks.households["resident_count"].to_numpy()
        self.infection_count = len(infections)

    def count(self, inside: Inside) -> int:
        """Return how many infections begin or end inside."""
        one, other = (inside[end.to_numpy()] for end in self._ends)
        return int((one | other).sum())


def _ways(
    world: OutbreakAtHome, seen: Known, risks: ZoneRisks, areas: Areas, held: _Held
) -> Iterator[tuple[str, str, int, Inside]]:
    homes = risks.households
    communes = communes_of_cases(homes, homes)
    confined = int(held.residents[communes].sum())
    for way, fraction in FRACTIONS.items():
        yield "closure", way, int(confined * fraction), communes
    for who, living in (("F0", ["f0_count"]), ("F0 and F1", ["f0_count", "f1_count"])):
        apart = distances_m(homes, homes[homes[living].sum(axis="columns") > 0])
        for radius in RADII_M:
            inside = apart <= radius
            way = f"circles of {radius} m, {who}"
            yield "closure", way, int(held.residents[inside].sum()), inside
    drawn = propose_zones(seen.people, world.homes, seen.visits)
    inside = within(homes, drawn.geometry)
    yield "closure", "clusters (DBSCAN)", int(held.residents[inside].sum()), inside
    for share in DRAWN_SHARES:
        chosen = choose(areas, share)
        drawn = zone_outlines(areas, chosen.is_chosen, seen.people, world.homes)
        inside = within(homes, drawn.geometry)
        yield "drawn", f"{share:.0%} of the risk", int(held.residents[inside].sum()), inside
    nobody = np.zeros(len(homes), dtype=np.bool_)
    for fraction in CURVE:
        yield "curve", f"{fraction:.1%}", int(held.residents.sum() * fraction), nobody


def _by_hamlet(risks: ZoneRisks) -> list[NDArray[np.intp]]:
    areas = small_areas(risks, rules=AreaRules(unit="hamlet"))
    return _closing(areas, closing_order(areas))


def _closing(areas: Areas, order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the households (rows of the risks) of each area, in the order of closing."""
    rows = areas.households["area"].to_numpy()
    by_area = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[by_area], np.arange(len(areas.table) + 1))
    of_risks = areas.households.index.to_numpy()[by_area]
    return [of_risks[starts[area] : starts[area + 1]] for area in order]


def _within_budget(held: _Held, order: list[NDArray[np.intp]], budget: int) -> Inside:
    """Close areas in order while their residents stay within the budget."""
    inside = np.zeros(len(held.residents), dtype=np.bool_)
    spent = 0
    for households in order:
        spent += int(held.residents[households].sum())
        if spent > budget:
            break
        inside[households] = True
    return inside
