"""One row per person reached: their longest contact, without listing the pairs.

A list of tens of thousands of people needs one contact each, while `evidence.contacts` would find
millions of pairs first. Here each ring is walked from whichever side has fewer stays.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.colocation import Stays, confidences
from dashboard.tracing.compiled import compiled
from dashboard.tracing.evidence import parting, shared_minutes, tiers
from dashboard.tracing.meetings import _contact, _linked, _neighbours, _Question
from dashboard.tracing.rounds import Rounds
from dashboard.tracing.windows import Limits, Spans


def longest_contacts(rounds: Rounds) -> pd.DataFrame:
    """Return the longest contact of everybody reached with somebody of a nearer ring.

    Returns
    -------
    pandas.DataFrame
        One row per person who is no case: `person_id`; `other_id` (forward who could have
        infected them, backward whom they could have infected), `place_id`, `met_at`, `parted_at`,
        `minutes`, `tier`, `confidence` (of the weaker stay) of the longest such contact, the
        earliest of equally long ones; `contact_count` and `total_minutes` of all of them. The
        contacts are those of `evidence.contacts(rounds)`. Under `scan_only` nobody knows how long
        anybody was together: of equally unknown contacts the scans nearest in time count.
    """
    best = _Best(*(np.zeros(len(rounds.ring), dtype=np.int64) for _ in _Best._fields))
    others = rounds.spans_after(max(rounds.rules.max_ring - 1, 0))
    for ring in range(1, int(rounds.ring.max(initial=0)) + 1):
        is_nearer = rounds.ring[others.person] < ring
        nearer = Spans(*(column[is_nearer] for column in others))
        asked = np.flatnonzero(rounds.ring == ring)
        question = _question(rounds, asked, nearer)
        stays = rounds.index.stays
        if _stay_count(stays, nearer.person) < _stay_count(stays, asked):
            _from_nearer(stays, question, rounds.limits, ring, best)
        else:
            _from_asked(stays, question, rounds.limits, best)
    return _table(rounds, best)


class _Best(NamedTuple):
    """Per person of the index; seconds, and rows of the stays."""

    contacts: NDArray[np.int64]
    total: NDArray[np.int64]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    mine: NDArray[np.int64]
    other: NDArray[np.int64]


def _question(rounds: Rounds, asked: NDArray[np.int64], nearer: Spans) -> _Question:
    first_span, next_span = _linked(nearer.person, len(rounds.ring))
    return _Question(
        people=asked,
        others=nearer,
        first_span=first_span,
        next_span=next_span,
        until=rounds.until,
        ring=rounds.ring,
        is_forward=rounds.direction == "forward",
        is_nearer_only=True,
    )


def _stay_count(stays: Stays, people: NDArray[np.int64]) -> int:
    return int((stays.person_starts[people + 1] - stays.person_starts[people]).sum())


@compiled
def _from_nearer(stays: Stays, question: _Question, limits: Limits, ring: int, best: _Best) -> None:
    for span in range(len(question.others.person)):
        person = question.others.person[span]
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            other = int(stays.by_person[at])
            for mine in _neighbours(stays, other, stays.by_person_place[at], limits.linger):
                if not _is_near(stays, mine, other, limits.linger):
                    continue
                if question.ring[stays.person[mine]] == ring:
                    row = _contact(stays, question, limits, mine, other, span)
                    _keep(stays, limits, best, mine, other, row)


@compiled
def _from_asked(stays: Stays, question: _Question, limits: Limits, best: _Best) -> None:
    for person in question.people:
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            mine = int(stays.by_person[at])
            for other in _neighbours(stays, mine, stays.by_person_place[at], limits.linger):
                if not _is_near(stays, mine, other, limits.linger):
                    continue
                span = question.first_span[stays.person[other]]
                while span >= 0:
                    row = _contact(stays, question, limits, mine, other, span)
                    _keep(stays, limits, best, mine, other, row)
                    span = question.next_span[span]


@compiled
def _is_near(stays: Stays, one: int, other: int, linger: int) -> bool:
    """Say whether two stays may share time: cheap, and true of few neighbours."""
    return bool(
        np.int64(stays.left[other]) + linger > stays.arrived[one]
        and np.int64(stays.left[one]) + linger > stays.arrived[other]
    )


@compiled
def _keep(
    stays: Stays,
    limits: Limits,
    best: _Best,
    mine: int,
    other: int,
    row: tuple[int, int, int, int, int],
) -> None:
    start, length = row[2], row[3] - row[2]
    if length < limits.overlap:
        return
    person = stays.person[mine]
    longest = best.stops[person] - best.starts[person]
    is_first = best.contacts[person] == 0
    best.contacts[person] += 1
    best.total[person] += length
    if is_first or length > longest or (length == longest and start < best.starts[person]):
        best.starts[person] = start
        best.stops[person] = row[3]
        best.mine[person] = mine
        best.other[person] = other


def _table(rounds: Rounds, best: _Best) -> pd.DataFrame:
    index = rounds.index
    people = np.flatnonzero(best.contacts)
    starts, stops, mine, other = (
        column[people] for column in (best.starts, best.stops, best.mine, best.other)
    )
    minutes = shared_minutes(rounds, starts, stops)
    weaker: NDArray[np.int8] = np.maximum(index.confidence[mine], index.confidence[other])
    return pd.DataFrame(
        {
            "person_id": index.person_ids[people],
            "other_id": index.person_ids[index.stays.person[other]],
            "place_id": index.place_ids[index.places_of(mine)],
            "met_at": contract.moments(starts),
            "parted_at": contract.moments(parting(rounds, stops)),
            "minutes": minutes,
            "tier": tiers(minutes),
            "confidence": confidences(weaker),
            "contact_count": best.contacts[people],
            "total_minutes": shared_minutes(rounds, 0 * starts, best.total[people]),
        }
    )
