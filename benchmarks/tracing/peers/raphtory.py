"""Raphtory: a temporal graph of every contact.

It knows moments, not spells, and no rings: it is asked who can be reached by any number of
contacts, from an edge at the first shared second of every contact. With one place at a time, no
minimum and no latency, that is the same question: whoever is exposed in the middle of a contact
at a place shares that place with the one who exposed them, who reaches everyone there as early.
"""

import numpy as np
import pyarrow as pa
import raphtory

from benchmarks.tracing import answers
from benchmarks.tracing.answers import Answer, Contacts, Scenario


class Raphtory:
    """A temporal graph of moments; version 0.17 ignores `max_hops` and knows no rings."""

    name = "Raphtory"
    has_rings = False
    _answer: Answer

    def answer(self) -> Answer:
        """Return whom the last trace reached."""
        return self._answer

    def __init__(self, contacts: Contacts) -> None:
        self._graph = raphtory.Graph()
        for source, target in (("one", "other"), ("other", "one")):
            edges = pa.table(
                {
                    "time": contacts.start.astype(np.int64),
                    "source": getattr(contacts, source).astype(np.uint64),
                    "target": getattr(contacts, target).astype(np.uint64),
                }
            )
            self._graph.load_edges(edges, time="time", src="source", dst="target")

    def trace(self, scenario: Scenario) -> None:
        """Follow every path in time order."""
        cases = [case for case in scenario.people if self._graph.has_node(case)]
        state = raphtory.algorithms.temporally_reachable_nodes(
            self._graph, scenario.max_ring, scenario.infectious_from, cases
        )
        found = {
            int(node.id): min(int(step["0"]) for step in fields["reachable_nodes"])
            for node, fields in state.items()
            if fields["reachable_nodes"]
        }
        people = [person for person in found if person not in scenario.people]
        self._answer = answers.answer(
            np.array(people, dtype=np.int64),
            exposed=np.array([found[person] for person in people], dtype=np.int64),
        )
