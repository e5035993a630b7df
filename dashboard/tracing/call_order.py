"""Whom of a long list to call first: the score of `risk`, without listing millions of contacts.

An F1 is scored by all their contacts with cases. In farther rings, where tens of thousands of
people share millions of contacts, each person is scored by their longest one alone, so too low
rather than too high.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing.colocation import Stays
from dashboard.tracing.compiled import compiled
from dashboard.tracing.crowds import crowds
from dashboard.tracing.errors import RuleError
from dashboard.tracing.evidence import _contact_table
from dashboard.tracing.longest import _is_near, _question
from dashboard.tracing.meetings import Meetings, _contact, _neighbours, _Question
from dashboard.tracing.risk import RiskRules, rank
from dashboard.tracing.rounds import Rounds
from dashboard.tracing.trace import Trace
from dashboard.tracing.windows import Limits, Spans


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
        One row per person who is no case: `person_id`, `risk` (0..1), highest first.

    Raises
    ------
    RuleError
        If the trace is backward: what it finds are sources, not exposed people.

    Notes
    -----
    Costs the stays at the cases' places for F1, and a sort of the contacts for the rest.
    """
    if trace.direction != "forward":
        raise RuleError(f"a {trace.direction} trace has nobody exposed to score")
    ring = pd.Series(trace.rounds.ring, index=trace.index.person_ids)
    is_f1 = longest["person_id"].map(ring).eq(1)
    near = _contacts_of_f1(trace.rounds, longest[is_f1])
    far = longest[~is_f1].rename(columns={"other_id": "source_id", "person_id": "target_id"})
    far = far.assign(source_ring=far["source_id"].map(ring))
    contacts = pd.concat([table[list(_CONTACT)] for table in (near, far)], ignore_index=True)
    contacts["crowd_count"] = crowds(trace.index, contacts)
    return rank(contacts, onsets=onsets, places=places, rules=rules)[["person_id", "risk"]]


def _contacts_of_f1(rounds: Rounds, longest: pd.DataFrame) -> pd.DataFrame:
    """Return every contact of the F1 with a case, found from the cases, who are few."""
    others = rounds.spans_after(max(rounds.rules.max_ring - 1, 0))
    is_case = rounds.ring[others.person] == 0
    question = _question(
        rounds,
        np.flatnonzero(rounds.ring == 1),
        Spans(*(column[is_case] for column in others)),
    )
    found = np.empty((int(longest["contact_count"].sum()), 5), dtype=np.int64)
    _fill(rounds.index.stays, question, rounds.limits, found)
    return _contact_table(rounds, Meetings(*found.T.copy()))


@compiled
def _fill(stays: Stays, question: _Question, limits: Limits, found: NDArray[np.int64]) -> None:
    count = 0
    for span in range(len(question.others.person)):
        person = question.others.person[span]
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            other = int(stays.by_person[at])
            for mine in _neighbours(stays, other, stays.by_person_place[at], limits.linger):
                if question.ring[stays.person[mine]] != 1:
                    continue
                if not _is_near(stays, mine, other, limits.linger):
                    continue
                row = _contact(stays, question, limits, mine, other, span)
                if row[3] - row[2] >= limits.overlap:
                    for column in range(len(row)):
                        found[count, column] = row[column]
                    count += 1


_CONTACT = (
    "source_id", "target_id", "place_id", "met_at", "parted_at", "source_ring", "minutes",
    "confidence",
)  # fmt: skip
