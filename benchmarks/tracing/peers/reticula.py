"""Reticula: a temporal network of every contact.

It knows moments, not spells, and no rings: it is asked who can be reached by any number of
contacts, from an edge at the first shared second of every contact. With one place at a time, no
minimum and no latency, that is nearly the same question: whoever is exposed in the middle of a
contact at a place shares that place with the one who exposed them, who reaches everyone there as
early. Nearly, for an out-cluster leaves out a contact at its very first moment and one that runs
then already: the cases of every scenario begin at an hour when nobody is anywhere.
"""

from collections import defaultdict

import numpy as np
import reticula

from benchmarks.tracing import answers
from benchmarks.tracing.answers import Answer, Contacts, Scenario


class Reticula:
    """A temporal network of moments; its out-clusters say who is reached and when."""

    name = "Reticula"
    has_rings = False
    _answer: Answer

    def answer(self) -> Answer:
        """Return whom the last trace reached."""
        return self._answer

    def __init__(self, contacts: Contacts) -> None:
        edge = reticula.undirected_temporal_edge[reticula.int64, reticula.int64]
        edges = [
            edge(one, other, start)
            for one, other, start in zip(*(column.tolist() for column in contacts[:3]), strict=True)
        ]
        network = reticula.undirected_temporal_network[reticula.int64, reticula.int64]
        self._network = network(edges)
        self._adjacency = reticula.temporal_adjacency.simple[edge]()

    def trace(self, scenario: Scenario) -> None:
        """Grow the cluster of each case and keep each person's first moment."""
        first: dict[int, int] = defaultdict(lambda: 2**62)
        for case in scenario.people:
            cluster = reticula.out_cluster(
                self._network, self._adjacency, case, scenario.infectious_from
            )
            for person, intervals in cluster.interval_sets().items():
                first[person] = min(first[person], next(iter(intervals))[0])
        people = [person for person in first if person not in scenario.people]
        times = [first[person] for person in people]
        self._answer = answers.answer(
            np.array(people, dtype=np.int64), exposed=np.array(times, dtype=np.int64)
        )
