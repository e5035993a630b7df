"""Whom of a long list to call first: the score of `risk`, without listing millions of contacts.

An F1 is scored by all their contacts with cases. In farther rings, where tens of thousands of
people share millions of contacts, each person is scored by their longest one alone, so too low
rather than too high.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing.calls.risk import RiskRules, contact_risks
from dashboard.tracing.compiled import compiled
from dashboard.tracing.direction import Direction
from dashboard.tracing.errors import RuleError
from dashboard.tracing.evidence.chains import _contact_table
from dashboard.tracing.evidence.meetings import (
    Meetings,
    _linked,
    _neighbours,
    _of_pair,
    _Question,
    as_one,
)
from dashboard.tracing.index.colocation import Stays
from dashboard.tracing.index.crowds import crowds
from dashboard.tracing.rounds.able import Spans
from dashboard.tracing.rounds.found import Rounds
from dashboard.tracing.rounds.windows import Limits, links
from dashboard.tracing.trace import Trace


def call_risks(
    trace: Trace,
    longest: pd.DataFrame,
    *,
    onsets: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    rules: RiskRules | None = None,
) -> pd.DataFrame:
    """Return the risk of everybody whom a forward trace reached.

    Parameters
    ----------
    longest
        As `longest.longest_contacts` returns it for this trace.
    onsets, places, rules
        As for `risk.rank`.

    Returns
    -------
    pandas.DataFrame
        One row per row of `longest`, in its order: `person_id`, `risk` (0..1).

    Raises
    ------
    RuleError
        If the trace is backward: what it finds are sources, not exposed people.

    Notes
    -----
    Costs the stays at the cases' places for F1, and one contact each for the rest.
    """
    if trace.direction != Direction.FORWARD:
        raise RuleError(f"a {trace.direction} trace has nobody exposed to score")
    ring = pd.Series(trace.rounds.ring, index=trace.index.person_ids)
    is_f1 = longest["person_id"].map(ring).eq(1)
    near = _contacts_of_f1(trace.rounds, longest[is_f1])
    far = longest[~is_f1].rename(columns={"other_id": "source_id", "person_id": "target_id"})
    far = far.assign(source_ring=far["source_id"].map(ring))
    contacts = pd.concat([table[list(_CONTACT)] for table in (near, far)], ignore_index=True)
    contacts["crowd_count"] = crowds(trace.index, contacts)
    risks = contact_risks(contacts, onsets=onsets, places=places, rules=rules)
    escaped = np.ones(len(trace.index.person_ids))
    codes = trace.index.person_ids.get_indexer
    np.multiply.at(escaped, codes(pd.Index(contacts["target_id"])), 1 - risks.to_numpy())
    risk = 1 - escaped[codes(pd.Index(longest["person_id"]))]
    return pd.DataFrame({"person_id": longest["person_id"].to_numpy(), "risk": risk})


def _contacts_of_f1(rounds: Rounds, longest: pd.DataFrame) -> pd.DataFrame:
    """Return every contact of the F1 with a case, found from the cases, who are few."""
    others = rounds.spans_after(max(rounds.rules.max_ring - 1, 0))
    is_case = rounds.ring[others.person] == 0
    cases = Spans(*(column[is_case] for column in others))
    first_span, next_span = _linked(cases.person, len(rounds.ring))
    question = _Question(
        people=np.unique(cases.person),
        others=cases,
        first_span=first_span,
        next_span=next_span,
        able=rounds.able,
        ring=rounds.ring,
        is_forward=True,
        is_nearer_only=True,
    )
    room = np.empty((int(longest["contact_count"].sum()) + 1, 5), dtype=np.int64)
    found = Meetings(*_beside(rounds.index.stays, question, rounds.limits, room).T.copy())
    return _contact_table(rounds, as_one(rounds, found))


@compiled
def _beside(
    stays: Stays, question: _Question, limits: Limits, found: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the contacts of ring 1 with these people, who are the cases."""
    count = 0
    for person in question.people:
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            other = int(stays.by_person[at])
            if not links(stays, stays.by_person_place[at], limits):
                continue
            for mine in _neighbours(stays, other, stays.by_person_place[at], limits.linger):
                if question.ring[stays.person[mine]] == 1:
                    found, count = _of_pair(stays, question, limits, (mine, other), found, count)
    return found[:count]


_CONTACT = (
    "source_id", "target_id", "place_id", "met_at", "parted_at", "source_ring", "minutes",
    "confidence",
)  # fmt: skip
