"""How many a trace reached, counted once when it is made: every click shows it again."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.figures.tracing.ascertainment import Grounds
from dashboard.figures.tracing.lists import HOME
from dashboard.tracing.ascertainment import UNSCANNED, Ascertainment, ContactShares


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands above the views of a trace."""

    rings: Mapping[int, "RingCount"]
    """Ring -> how many; of both ways, the rings onward."""
    whole: Ascertainment
    place_count: int
    busiest: tuple[str, int] | None
    """The place where most were exposed, and how many; None where no place is known."""
    home_count: int
    """People of the first ring who live with a case."""
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class RingCount:
    """The people of one ring."""

    people: int
    tiers: Mapping[str, int]
    """Tier of minutes -> people."""
    isolated: int
    ascertainment: Ascertainment


def count(people: pd.DataFrame, shares: ContactShares, grounds: Grounds) -> Counts:
    """Count a list's people.

    Parameters
    ----------
    people
        As `lists.people_list` or `both_ways_list` returns.
    shares
        Of the same people, in the same order.
    grounds
        What the estimate of what cannot be seen rests on.
    """
    ring_of = people["ring_forward" if "ring_forward" in people else "ring"]
    rings = sorted(int(ring) for ring in ring_of.dropna().unique())
    visited = people[~people["place_kind"].isin(UNSCANNED)]
    busiest = visited["place_name"].value_counts().head(1)
    return Counts(
        rings={
            ring: _ring(people, shares, ring_of.eq(ring).fillna(value=False).astype("bool"))
            for ring in rings
        },
        whole=shares.ascertained(),
        place_count=int(visited["place_id"].nunique()),
        busiest=next(((str(place), int(times)) for place, times in busiest.items()), None),
        home_count=int(((ring_of == 1) & (people["place_kind"] == HOME)).sum()),
        grounds=grounds,
    )


def _ring(people: pd.DataFrame, shares: ContactShares, is_ring: "pd.Series[bool]") -> RingCount:
    of_ring = people[is_ring]
    return RingCount(
        people=len(of_ring),
        tiers={str(tier): int(n) for tier, n in of_ring["tier"].value_counts().items()},
        isolated=int(of_ring["isolated_at"].notna().sum()),
        ascertainment=shares.ascertained(is_ring),
    )
