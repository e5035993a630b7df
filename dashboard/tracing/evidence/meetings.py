"""Who met whom: every contact of the people asked about, found when evidence is wanted.

Unlike an expansion this lists pairs, so the caller names the people and a limit.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing.compiled import compiled
from dashboard.tracing.direction import Direction
from dashboard.tracing.index.colocation import Stays
from dashboard.tracing.rounds.able import Able, Spans, bounds_of, next_of
from dashboard.tracing.rounds.found import Rounds
from dashboard.tracing.rounds.windows import Limits, is_close, links


class Meetings(NamedTuple):
    """One row per contact: the two stays as rows of the index, and the shared time in seconds."""

    infector_stay: NDArray[np.int64]
    infectee_stay: NDArray[np.int64]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    latest_ready: NDArray[np.int64]
    """Backward: the latest moment at which the infector could become able to infect and the
    contact still counts. Forward: the same as `starts`."""


class _Question(NamedTuple):
    """Whom is asked about, and what is known about the others."""

    people: NDArray[np.int64]
    others: Spans
    first_span: NDArray[np.int32]
    """Per person: their first row in `others`, or -1."""
    next_span: NDArray[np.int32]
    """Per row of `others`: the same person's next row, or -1."""
    able: Able
    ring: NDArray[np.int16]
    is_forward: bool
    is_nearer_only: bool


def meetings(
    rounds: Rounds,
    people: NDArray[np.int64],
    number: int,
    *,
    limit: int | None = None,
    is_nearer_only: bool = False,
) -> Meetings:
    """Return the contacts through which round `number + 1` could reach `people`.

    Parameters
    ----------
    people
        Codes of the people asked about: those exposed (forward) or suspected (backward).
    number
        The others are the cases and whoever was reached by this round, as it knew them.
    limit
        Stop after one more than this many contacts.
    is_nearer_only
        Only contacts with people of a nearer ring.

    Notes
    -----
    Costs the stays at the asked people's places around the time they were there.
    """
    others = rounds.spans_after(number)
    first_span, next_span = _linked(others.person, len(rounds.ring))
    question = _Question(
        people=people,
        others=others,
        first_span=first_span,
        next_span=next_span,
        able=rounds.able,
        ring=rounds.ring,
        is_forward=rounds.direction == Direction.FORWARD,
        is_nearer_only=is_nearer_only,
    )
    enough = 2**62 if limit is None else limit
    found = _meetings(rounds.index.stays, question, rounds.limits, enough)
    return Meetings(*found.T.copy())


def as_one(rounds: Rounds, found: Meetings) -> Meetings:
    """Return contacts of the same two stays that overlap as one: they met once.

    Windows of one case that overlap, each long enough for a contact, find the same meeting twice.
    Backward there is one deadline a person.

    Parameters
    ----------
    found
        Contacts of one pair of stays stand together, in time order, as `meetings` finds them.
    """
    one, other, starts, stops, _ = found
    is_more = (one[1:] == one[:-1]) & (other[1:] == other[:-1]) & (starts[1:] <= stops[:-1])
    if rounds.direction != Direction.FORWARD or not is_more.any():
        return found
    first = np.flatnonzero(np.append(True, ~is_more))
    last = np.maximum.reduceat(stops, first)
    return Meetings(*(column[first] for column in found))._replace(stops=last)


def _linked(person: NDArray[np.int64], count: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    first = np.full(count, -1, dtype=np.int32)
    following = np.full(len(person), -1, dtype=np.int32)
    _link(person, first, following)
    return first, following


@compiled
def _link(
    person: NDArray[np.int64], first: NDArray[np.int32], following: NDArray[np.int32]
) -> None:
    for row in range(len(person) - 1, -1, -1):
        following[row] = first[person[row]]
        first[person[row]] = row


@compiled
def _meetings(stays: Stays, question: _Question, limits: Limits, enough: int) -> NDArray[np.int64]:
    found = np.empty((64, 5), dtype=np.int64)
    count = 0
    for person in question.people:
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            mine = int(stays.by_person[at])
            if not links(stays, stays.by_person_place[at], limits):
                continue
            for other in _neighbours(stays, mine, stays.by_person_place[at], limits.linger):
                if _is_asked(question, person, stays.person[other]):
                    found, count = _of_pair(stays, question, limits, (mine, other), found, count)
                    if count > enough:
                        return found[:count]
    return found[:count]


@compiled
def _of_pair(
    stays: Stays,
    question: _Question,
    limits: Limits,
    pair: tuple[int, int],
    found: NDArray[np.int64],
    count: int,
) -> tuple[NDArray[np.int64], int]:
    """Add a row for every span in which two stays are a contact."""
    mine, other = pair
    span = question.first_span[stays.person[other]]
    while span >= 0:
        own = -1 if question.is_forward else int(question.able.first[stays.person[mine]])
        while True:
            row = _contact(stays, question, limits, mine, other, span, own)
            if row[3] - row[2] >= limits.overlap:
                found = _with_row(found, count, row)
                count += 1
            own = next_of(question.able.spans, own)
            if own < 0:
                break
        span = question.next_span[span]
    return found, count


@compiled
def _with_row(
    found: NDArray[np.int64], count: int, row: tuple[int, int, int, int, int]
) -> NDArray[np.int64]:
    if count == len(found):
        found = np.concatenate((found, np.empty_like(found)))
    for column in range(len(row)):
        found[count, column] = row[column]
    return found


@compiled
def _neighbours(stays: Stays, stay: int, place: int, linger: int) -> range:
    """Return the rows of the stays at `place` that may share time with `stay`."""
    here = stays.arrived[stays.place_starts[place] : stays.place_starts[place + 1]]
    earliest = int(stays.arrived[stay]) - stays.longest[place] - linger
    low = np.searchsorted(here, earliest)
    high = np.searchsorted(here, int(stays.left[stay]) + linger)
    return range(stays.place_starts[place] + low, stays.place_starts[place] + high)


@compiled
def _is_asked(question: _Question, person: int, other: int) -> bool:
    if other == person or question.first_span[other] < 0:
        return False
    return not question.is_nearer_only or question.ring[other] < question.ring[person]


@compiled
def _contact(  # noqa: PLR0913, PLR0917 - compiled code has no keywords
    stays: Stays, question: _Question, limits: Limits, mine: int, other: int, span: int, own: int
) -> tuple[int, int, int, int, int]:
    """Return one row of `Meetings`; it is a contact if it lasts long enough.

    `own` is a span in which the asked person was able to infect, backward.
    """
    infector, infectee = (other, mine) if question.is_forward else (mine, other)
    able_from, able_until = bounds_of(question.able.spans, own)
    begins = max(int(stays.arrived[infector]), limits.since, able_from)
    until = min(int(stays.left[infector]), able_until)
    if question.is_forward:
        begins = max(begins, question.others.begins[span])
        until = min(int(stays.left[infector]), question.others.ends[span])
    start = max(begins, int(stays.arrived[infectee]))
    stop = min(until + limits.linger, int(stays.left[infectee]))
    if begins >= until or not is_close(stays, infector, infectee, limits):
        return infector, infectee, start, start, start
    if question.is_forward:
        return infector, infectee, start, stop, start
    in_time = question.others.ends[span] - limits.delay
    if start > in_time:
        return infector, infectee, start, start, start
    return infector, infectee, start, stop, min(in_time, stop - limits.overlap, until - 1)
