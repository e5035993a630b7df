"""Why one person is in a trace: chains and contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard import data, words
from dashboard.data.kept import shared
from dashboard.figures.tracing.trace import Base, Result, traced
from dashboard.tracing.stays.interviews import unscanned_kind

COLUMNS = (
    "source", "target", "place_name", "met_at", "parted_at", "minutes", "tier", "source_day",
    "confidence", "place_kind",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that speaks for a person's being on the list."""

    chains: Sequence[tuple[tuple[str, ...], pd.DataFrame]]
    """What each chain is ("earliest", "shortest", "strongest", "found") and its contacts; one
    that is several of these stands here once."""
    contacts: pd.DataFrame


@shared(max_entries=64)
def evidence(base: Base, result: Result, person_id: int) -> Evidence:
    """Return a person's chains and direct contacts: found once, shared by all who ask the same."""
    way = ways(result, person_id)[0]
    if result.both is not None and way != "forward":
        chain = result.both.chain(person_id, way)
        return Evidence([(("found",), chain)], result.both.contacts(person_id, way))
    trace = result.trace
    named = {
        "earliest": trace.chain(person_id, is_whole=True),
        "shortest": shortest_chain(base, result, person_id),
        "strongest": trace.strongest_chain(person_id),
    }
    return Evidence(_each_once(named), trace.contacts([person_id]))


def _each_once(named: Mapping[str, pd.DataFrame]) -> list[tuple[tuple[str, ...], pd.DataFrame]]:
    """Return each chain once, with all that it is."""
    columns = ["source_id", "target_id", "place_id", "met_at"]
    names: dict[str, tuple[str, ...]] = {}
    for name, chain in named.items():
        same = (seen for seen in names if named[seen][columns].equals(chain[columns]))
        first = next(same, name)
        names[first] = (*names.get(first, ()), name)
    return [(all_names, named[first]) for first, all_names in names.items()]


def ways(result: Result, person_id: int) -> list[str]:
    """Return the ways by which a person was found; a trace one way knows one."""
    if result.both is None:
        return ["forward"]
    return str(result.by_person["way"][person_id]).split("+")


def shortest_chain(base: Base, result: Result, person_id: int) -> pd.DataFrame:
    """Return the chain of as many contacts as the person's ring says.

    The trace itself keeps the earliest exposure, which a longer chain may bring.
    """
    ring = ring_of(result, person_id)
    whole = result if ring == result.choice.rings else None
    asked = replace(result.choice, rings=ring, direction=result.trace.direction)
    whole = whole or traced(base, asked)
    return whole.trace.chain(person_id, is_whole=True)


def ring_of(result: Result, person_id: int) -> int:
    """Return a person's ring, of the trace forward where it was done both ways."""
    return int(result.by_person["ring_forward" if result.both else "ring"][person_id])


class PlaceNames(dict[int, str]):
    """What each place is called, looked up when it is asked for: a home in the viewer's words."""

    def __init__(self, known: Mapping[int, str]) -> None:
        """Begin with the names of the places that have a code."""
        super().__init__()
        self.known = known

    def __missing__(self, place_id: int) -> str:
        """Return a name; that of a place that nobody knows is "unknown"."""
        if place_id in self.known:
            return self.known[place_id]
        kind = unscanned_kind(place_id)
        return words.UNKNOWN if kind is None else words.say(f"tracing.place_{kind}")


def place_names(base: Base) -> PlaceNames:
    """Return the name of each place."""
    return PlaceNames(data.tracing.place_names(base.load))
