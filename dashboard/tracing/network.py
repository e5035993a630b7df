"""A trace as a network: people, and optionally the places where they met."""

import networkx as nx

from dashboard.tracing.rounds import Rounds


def to_networkx(rounds: Rounds, *, with_places: bool, limit: int) -> "nx.DiGraph":
    """Stub."""
    raise NotImplementedError(rounds, with_places, limit)
