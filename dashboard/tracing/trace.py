"""The answer of an expansion: who was reached, when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import pandas as pd

from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence import chains, network, same_place
from dashboard.tracing.evidence.strongest import strongest_chain
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.stay_table import PLACE
from dashboard.tracing.rounds.found import Rounds
from dashboard.tracing.rounds.windows import MARKS, windows_of
from dashboard.tracing.rules import TracingRules


@dataclass(frozen=True, eq=False)
class Trace:
    """Who was reached from the cases; explains itself on demand.

    It refers to the index and copies none of it: evidence is found when it is asked for.
    """

    rounds: Rounds

    @property
    def index(self) -> ColocationIndex:
        """The stays that were traced."""
        return self.rounds.index

    @property
    def rules(self) -> TracingRules:
        """The rules that were used."""
        return self.rounds.rules

    @property
    def direction(self) -> Direction:
        """Whether this answers "whom did they expose?" or "who could have infected them?"."""
        return self.rounds.direction

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per person reached, cases included at ring 0, by ring, then time.

        `person_id`; `ring` (fewest contacts from a case); forward `exposed_at` (earliest
        exposure; for a case its first `infectious_from`), backward `ready_by` (latest moment at
        which being able to infect still explains a case; for a case its last `exposed_until`).
        """
        return self.rounds.people()

    @cached_property
    def unseen_cases(self) -> list[object]:
        """Cases without any scan: the trace knows nothing of their contacts outside their home."""
        ids = pd.Index(self.rounds.cases["person_id"])
        codes = self.index.person_ids.get_indexer(ids)
        stays = self.index.stays
        places = [
            stays.by_person_place[stays.person_starts[code] : stays.person_starts[code + 1]]
            for code in codes
        ]
        return [
            case
            for case, code, there in zip(ids, codes, places, strict=True)
            if code < 0 or not (stays.kind[there] == PLACE).any()
        ]

    @cached_property
    def silent_cases(self) -> list[object]:
        """Cases without a scan in their window: only who lives with them is known of it."""
        rounds = self.rounds
        is_forward = self.direction == Direction.FORWARD
        windows = windows_of(self.index.stays, rounds.spans, rounds.limits, is_forward)
        rows = windows.mark >> MARKS
        rows = rows[self.index.stays.kind[self.index.places_of(rows)] == PLACE]
        heard = np.unique(self.index.stays.person[rows])
        ids = rounds.cases["person_id"]
        return ids[~ids.isin(self.index.person_ids[heard])].tolist()

    def chain(self, person_id: object, *, is_whole: bool = False) -> pd.DataFrame:
        """Return the contacts that link a case and this person: see `evidence.chain`."""
        return chains.chain(self.rounds, person_id, is_whole=is_whole)

    def strongest_chain(self, person_id: object) -> pd.DataFrame:
        """Return the best evidence that links a case and this person: see `strongest_chain`."""
        return strongest_chain(self.rounds, person_id)

    def contacts(
        self, person_ids: Iterable[object] | None = None, *, limit: int | None = 100_000
    ) -> pd.DataFrame:
        """Return the direct contacts of these people: see `evidence.contacts`."""
        return chains.contacts(self.rounds, person_ids, limit=limit)

    def same_place(self) -> pd.DataFrame:
        """Return who shared only crowded places with a case: see `same_place.same_place`."""
        return same_place.same_place(self.rounds)

    def to_networkx(
        self, *, with_places: bool = False, limit: int = 20_000
    ) -> "nx.MultiDiGraph[tuple[str, object]]":
        """Return the network of who exposed whom: see `network.to_networkx`."""
        return network.to_networkx(self.rounds, with_places=with_places, limit=limit)

    def network_summary(self) -> network.NetworkSummary:
        """Return the network by place, readable at any size: see `network.summarise`."""
        return network.summarise(self.rounds)
