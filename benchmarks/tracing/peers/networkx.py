"""networkx: our own loop over a graph of every contact, whose memory grows with the pairs."""

import networkx as nx
import numpy as np

from benchmarks.tracing import answers
from benchmarks.tracing.answers import Answer, Contacts, Scenario


class NetworkX:
    """A graph of people; each edge has the spells that the two shared."""

    name = "networkx"
    has_rings = True
    _answer: Answer

    def answer(self) -> Answer:
        """Return whom the last trace reached."""
        return self._answer

    def __init__(self, contacts: Contacts) -> None:
        self._graph = nx.Graph()
        adjacent = self._graph.adj
        for one, other, start, end in zip(*(column.tolist() for column in contacts), strict=True):
            if one in adjacent and other in adjacent[one]:
                adjacent[one][other]["spells"].append((start, end))
            else:
                self._graph.add_edge(one, other, spells=[(start, end)])

    def trace(self, scenario: Scenario) -> None:
        """Relax ring by ring whoever the last ring improved."""
        exposed: dict[int, int] = {}
        ring: dict[int, int] = {}
        infectors = dict.fromkeys(scenario.people, scenario.infectious_from)
        cases = set(infectors)
        for number in range(1, scenario.max_ring + 1):
            found: dict[int, int] = {}
            for person, ready in infectors.items():
                self._expose(person, ready, scenario, found)
            better = {
                person: when
                for person, when in found.items()
                if person not in cases and when < exposed.get(person, when + 1)
            }
            exposed |= better
            ring = dict.fromkeys(better, number) | ring
            infectors = {person: when + scenario.latent for person, when in better.items()}
        people = list(exposed)
        self._answer = answers.answer(
            np.array(people, dtype=np.int64),
            np.array([ring[person] for person in people], dtype=np.int64),
            np.array([exposed[person] for person in people], dtype=np.int64),
        )

    def _expose(self, person: int, ready: int, scenario: Scenario, found: dict[int, int]) -> None:
        if person not in self._graph:
            return
        for other, edge in self._graph.adj[person].items():
            for spell_start, end in edge["spells"]:
                start = max(spell_start, ready)
                if end - start >= scenario.overlap:
                    when = start + scenario.min_overlap
                    if when < found.get(other, when + 1):
                        found[other] = when
