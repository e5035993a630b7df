"""One row per person reached: their longest contact, without listing the pairs.

A list of tens of thousands of people needs one contact each, while `evidence.contacts` would find
millions of pairs first. Here the stays of whoever could pass it on are put in order of place and
time, and each such place is walked once beside them.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract, threads
from dashboard.tracing.compiled import compiled
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.chains import parting, shared_minutes, tiers
from dashboard.tracing.index.colocation import Stays, confidences
from dashboard.tracing.index.columns import by_place_and_arrival
from dashboard.tracing.index.search import Group, first_from
from dashboard.tracing.rounds.able import Able, Spans, bounds_of, next_of
from dashboard.tracing.rounds.found import Rounds
from dashboard.tracing.rounds.windows import Limits, is_close, links, stay_count

SHARED_FROM = 100_000
"""Stays to walk beside from which a second core pays for its start."""


def longest_contacts(rounds: Rounds) -> pd.DataFrame:
    """Return the longest contact of everybody reached with somebody of a nearer ring.

    Returns
    -------
    pandas.DataFrame
        One row per person who is no case: `person_id`; `other_id` (forward who could have
        infected them, backward whom they could have infected), `place_id`, `met_at`, `parted_at`,
        `minutes`, `tier`, `confidence` (of the weaker stay) of the longest such contact, the
        earliest of equally long ones; `contact_count` and `total_minutes` of all of them, and
        `last_parted_at`, when the last of them ended. The contacts are those of
        `evidence.contacts(rounds)`. Under `scan_only` nobody knows how long anybody was together:
        of equally unknown contacts the scans nearest in time count, and the last ended by then at
        the latest.

    Notes
    -----
    Costs the stays of those who could pass it on, sorted, and one walk through the stays at their
    places; every pair that shares time is compared, and none is kept.
    """
    asked, _ = rounds.reached()
    others = rounds.spans_after(max(rounds.rules.max_ring - 1, 0))
    is_forward = rounds.direction == Direction.FORWARD
    found = _nearer(rounds.index.stays, others, rounds.limits, is_forward)
    nearer = _in_order(found, rounds, has_windows=bool((np.diff(others.person) == 0).any()))
    slot = np.full(len(rounds.ring), -1, dtype=np.int32)
    slot[asked] = np.arange(len(asked), dtype=np.int32)
    question = _Question(slot, rounds.ring, rounds.able, is_forward)
    return _table(rounds, asked, _best(rounds, nearer, question, len(asked)))


class _Nearer(NamedTuple):
    """One row per stay through which the disease may be passed on (backward: be caught)."""

    stay: NDArray[np.int64]
    place: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    latest: NDArray[np.int64]
    """A contact may not start later."""
    former: NDArray[np.int64]
    """The row of the same stay that opens before, or -1: windows of one case may overlap."""


class _Question(NamedTuple):
    """What is known of every person of the index."""

    slot: NDArray[np.int32]
    """Where to keep their longest contact; -1 for whoever is not asked about."""
    ring: NDArray[np.int16]
    able: Able
    is_forward: bool


_BEST = np.dtype(
    [(name, np.int64) for name in ("count", "total", "start", "stop", "last", "mine", "other")]
)
"""Per asked person, in one place of memory: seconds, and rows of the stays."""

_Bests = NDArray[np.void]


@compiled
def _nearer(stays: Stays, others: Spans, limits: Limits, is_forward: bool) -> NDArray[np.int64]:  # noqa: FBT001
    found = np.empty((5, stay_count(stays, others.person)), dtype=np.int64)
    count = 0
    for span in range(len(others.person)):
        person = others.person[span]
        for at in range(stays.person_starts[person], stays.person_starts[person + 1]):
            stay = stays.by_person[at]
            opens, closes = int(stays.arrived[stay]), int(stays.left[stay])
            latest = int(contract.NEVER)
            if is_forward:
                opens = max(opens, others.begins[span], limits.since)
                closes = min(closes, others.ends[span])
            else:
                latest = others.ends[span] - limits.delay
            is_open = opens < closes and opens <= latest
            if is_open and links(stays, stays.by_person_place[at], limits):
                found[0, count], found[1, count] = stay, stays.by_person_place[at]
                found[2, count], found[4, count] = opens, latest
                found[3, count] = closes + limits.linger if is_forward else closes
                count += 1
    return found[:, :count]


def _in_order(found: NDArray[np.int64], rounds: Rounds, *, has_windows: bool) -> _Nearer:
    order = by_place_and_arrival(found[1].astype(np.int32), len(rounds.index.place_ids), found[2])
    stay, place, opens, closes, latest = (column[order] for column in found)
    former = _former(stay) if has_windows else np.full_like(stay, -1)
    return _Nearer(stay, place, opens, closes, latest, former)


def _former(stay: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return per row the last row before it of the same stay, or -1.

    >>> _former(np.array([7, 5, 7, 7]))
    array([-1, -1,  0,  2])
    """
    rows = np.argsort(stay, kind="stable")
    is_same = np.diff(stay[rows]) == 0
    former = np.full_like(stay, -1)
    former[rows[1:][is_same]] = rows[:-1][is_same]
    return former


def _best(rounds: Rounds, nearer: _Nearer, question: _Question, count: int) -> _Bests:
    """Return the longest contact of each asked person; large questions are shared by the cores."""
    groups = np.append(np.flatnonzero(np.diff(nearer.place, prepend=-1)), len(nearer.place))
    parts = threads.count() if len(nearer.place) >= SHARED_FROM else 1
    cuts = np.searchsorted(groups, np.linspace(0, groups[-1], parts + 1))
    found = [np.zeros(count, dtype=_BEST) for _ in range(parts)]

    def walk(part: int) -> None:
        group = Group(int(cuts[part]), int(cuts[part + 1]))
        _walk(rounds.index.stays, nearer, groups, group, question, rounds.limits, found[part])

    threads.share(walk, parts)
    best = found[0]
    for other in found[1:]:
        _merge(best, other)
    return best


@compiled
def _walk(  # noqa: PLR0913, PLR0917 - compiled code has no keywords
    stays: Stays,
    nearer: _Nearer,
    groups: NDArray[np.int64],
    part: Group,
    question: _Question,
    limits: Limits,
    best: _Bests,
) -> None:
    """Walk through the stays at each place of this part, beside those of the nearer rings."""
    for group in range(part.begin, part.end):
        first, last = groups[group], groups[group + 1]
        place = nearer.place[first]
        widest = (nearer.closes[first:last] - nearer.opens[first:last]).max()
        over = nearer.closes[first:last].max()
        end = stays.place_starts[place + 1]
        reach = stays.longest[place] + limits.linger
        mine = first_from(
            stays.arrived, stays.place_starts[place], end, nearer.opens[first] - reach
        )
        while mine < end and stays.arrived[mine] < over:
            person = stays.person[mine]
            span = -1 if question.is_forward else question.able.first[person]
            while question.slot[person] >= 0:
                opens, closes = _own(stays, mine, span, question, limits)
                if opens < closes:
                    at = first_from(nearer.opens, first, last, opens - widest)
                    _compare(
                        stays, nearer, (at, last), question, limits, best, (mine, opens, closes)
                    )
                span = next_of(question.able.spans, span)
                if span < 0:
                    break
            mine += 1


@compiled
def _own(
    stays: Stays, mine: int, span: int, question: _Question, limits: Limits
) -> tuple[int, int]:
    """Return when the asked person's stay counts: backward they infect, while able to."""
    opens, closes = int(stays.arrived[mine]), int(stays.left[mine])
    if question.is_forward:
        return opens, closes
    able_from, able_until = bounds_of(question.able.spans, span)
    opens, closes = max(opens, limits.since, able_from), min(closes, able_until)
    return (opens, closes + limits.linger) if opens < closes else (0, 0)


@compiled
def _compare(  # noqa: PLR0913, PLR0917
    stays: Stays,
    nearer: _Nearer,
    rows: tuple[int, int],
    question: _Question,
    limits: Limits,
    best: _Bests,
    own: tuple[int, int, int],
) -> None:
    """Compare one stay of an asked person with those of the nearer rings that overlap it."""
    mine, opens, closes = own
    person = stays.person[mine]
    ring = question.ring[person]
    kept = best[question.slot[person]]
    at, last = rows
    while at < last and nearer.opens[at] < closes:
        start, stop = max(opens, nearer.opens[at]), min(closes, nearer.closes[at])
        length = stop - start
        if length >= limits.overlap and start <= nearer.latest[at]:
            other = nearer.stay[at]
            is_nearer = question.ring[stays.person[other]] < ring
            if is_nearer and is_close(stays, mine, other, limits):
                start, known = _met_already(nearer, at, limits, own, start)
                length = stop - start
                kept["count"] += known == start
                kept["total"] += stop - known
                kept["last"] = max(kept["last"], stop)
                if _is_better(kept, start, length, other):
                    kept["start"], kept["stop"] = start, stop
                    kept["mine"], kept["other"] = mine, other
        at += 1


@compiled
def _met_already(
    nearer: _Nearer, at: int, limits: Limits, own: tuple[int, int, int], start: int
) -> tuple[int, int]:
    """Return since when the two meet, and until when a former window has counted it.

    Both are `start` where none has: windows that overlap find one meeting, not two. Of a stay the
    later window closes later.
    """
    _, opens, closes = own
    known = start
    row = nearer.former[at]
    while row >= 0:
        since, until = max(opens, nearer.opens[row]), min(closes, nearer.closes[row])
        if until - since >= limits.overlap:
            if until < start:
                break
            known = max(known, until)
            start = since
        row = nearer.former[row]
    return start, known


@compiled
def _is_better(kept: np.void, start: int, length: int, other: int) -> bool:
    longest = kept["stop"] - kept["start"]
    if length != longest:
        return bool(length > longest)
    return bool(start < kept["start"] or (start == kept["start"] and other < kept["other"]))


@compiled
def _merge(best: _Bests, others: _Bests) -> None:
    """Add what another core found to what this one found."""
    for row in range(len(best)):
        kept, other = best[row], others[row]
        if other["count"] == 0:
            continue
        kept["count"] += other["count"]
        kept["total"] += other["total"]
        kept["last"] = max(kept["last"], other["last"])
        if _is_better(kept, other["start"], other["stop"] - other["start"], other["other"]):
            kept["start"], kept["stop"] = other["start"], other["stop"]
            kept["mine"], kept["other"] = other["mine"], other["other"]


def _table(rounds: Rounds, asked: NDArray[np.int64], best: _Bests) -> pd.DataFrame:
    index = rounds.index
    is_met = best["count"] > 0
    people, found = asked[is_met], best[is_met]
    mine, other = found["mine"], found["other"]
    minutes = shared_minutes(rounds, found["start"], found["stop"])
    weaker: NDArray[np.int8] = np.maximum(index.confidence[mine], index.confidence[other])
    return pd.DataFrame(
        {
            "person_id": index.person_ids[people],
            "other_id": index.person_ids[index.stays.person[other]],
            "place_id": index.place_ids[index.places_of(mine)],
            "met_at": contract.moments(found["start"]),
            "parted_at": contract.moments(parting(rounds, found["stop"])),
            "minutes": minutes,
            "tier": tiers(minutes),
            "confidence": confidences(weaker),
            "contact_count": found["count"],
            "total_minutes": shared_minutes(rounds, 0 * found["total"], found["total"]),
            "last_parted_at": contract.moments(found["last"]),
        }
    )
