"""A trace as a network: people, and optionally the places where they met."""

from typing import NamedTuple

import networkx as nx
import pandas as pd

from dashboard.tracing.evidence.chains import contacts
from dashboard.tracing.rounds.found import Rounds


class NetworkSummary(NamedTuple):
    """A network too large to draw, by place: every number is counted, nothing is left out."""

    person_count: int
    contact_count: int
    clusters: pd.DataFrame
    """One row per place and ring of the infectors, most people first: `place_id`, `source_ring`,
    `source_count`, `target_count`, `contact_count`, `minutes`."""


def to_networkx(
    rounds: Rounds, *, with_places: bool = False, limit: int = 20_000
) -> "nx.MultiDiGraph[tuple[str, object]]":
    """Return who could have infected whom, as a directed network.

    Parameters
    ----------
    with_places
        Whether places are nodes too: an infector points to the place, the place to whoever they
        met there. Otherwise an infector points to each person they met.
    limit
        Refuse a network of more contacts than this; `summarise` stays readable at any size.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes `("person", person_id)` with `ring` and `exposed_at` or `ready_by`, and
        `("place", place_id)`; everybody reached is a node, cases included. One edge per contact
        with somebody of a nearer ring, with `place_id`, `met_at`, `parted_at`, `minutes`,
        `confidence`; with places, each contact is an edge in and an edge out.

    Raises
    ------
    TracingError
        If there are more than `limit` contacts.
    """
    rows = contacts(rounds, limit=limit)
    network: nx.MultiDiGraph[tuple[str, object]] = nx.MultiDiGraph()
    people = rounds.people()
    for row in _records(people):
        person_id = row.pop("person_id")
        network.add_node(("person", person_id), kind="person", **row)
    for row in _records(rows):
        source, target = ("person", row.pop("source_id")), ("person", row.pop("target_id"))
        if with_places:
            place = ("place", row["place_id"])
            network.add_node(place, kind="place")
            network.add_edge(source, place, **row)
            network.add_edge(place, target, **row)
        else:
            network.add_edge(source, target, **row)
    return network


def summarise(rounds: Rounds, *, limit: int | None = 5_000_000) -> NetworkSummary:
    """Return the network by place, for a trace too large to draw person by person.

    Parameters
    ----------
    limit
        Refuse to count more contacts than this; `None` for no limit.
    """
    rows = contacts(rounds, limit=limit)
    clusters = (
        rows.groupby(["place_id", "source_ring"], observed=True)
        .agg(
            source_count=("source_id", "nunique"),
            target_count=("target_id", "nunique"),
            contact_count=("target_id", "size"),
            minutes=("minutes", "sum"),
        )
        .reset_index()
        .sort_values(
            ["target_count", "place_id", "source_ring"],
            ascending=[False, True, True],
            ignore_index=True,
        )
    )
    return NetworkSummary(len(rounds.people()), len(rows), clusters)


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
