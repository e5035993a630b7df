"""Round after round, each in the way that costs least: following the few or reading every place."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import contract, threads
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.index.search import Group
from dashboard.tracing.rounds import workspace
from dashboard.tracing.rounds.able import Able, Spans, able_within
from dashboard.tracing.rounds.following import by_place, follow
from dashboard.tracing.rounds.found import Round
from dashboard.tracing.rounds.gathering import Finds, Part, gathered, settle, swept
from dashboard.tracing.rounds.listed import Everyone
from dashboard.tracing.rounds.passes import Frontier, pass_through
from dashboard.tracing.rounds.reached import Reached
from dashboard.tracing.rounds.summed import Quota, sweep_summed
from dashboard.tracing.rounds.windows import Limits, Terms, Windows, stay_count, windows_of
from dashboard.tracing.rounds.workspace import Workspace
from dashboard.tracing.rules import TracingRules

SHARED_FROM = 16_000
"""Stays of the people whom a round follows from which several threads do it; measured."""

_PIECES = 4
"""Of the work per thread: the last to end then ends little later than the first."""

MANY = 0.04
"""Share of all stays from which reading every place beats following people; measured."""


@dataclass(frozen=True, slots=True)
class Question:
    """What every round needs."""

    index: ColocationIndex
    rules: TracingRules
    limits: Limits
    is_forward: bool


def reach(question: Question, seeds: Spans, able_spans: Spans) -> tuple[Everyone, list[Round]]:
    """Return everyone reached from the seeds, and what each round found.

    Parameters
    ----------
    able_spans
        What lies between the isolations of people who are no seeds: see `able.between`.

    Notes
    -----
    The ways to do a round find the same people at the same times: a round's windows are known
    before it begins, and of all that it finds for a person the least lateness stays.
    """
    with _begun(question, seeds.person, able_spans, question.index) as running:
        history = _history(running, seeds)
        everyone = _everyone(history, running.work.known)
    return everyone, history


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a round, of the people of its index."""

    seeds: Spans
    """The windows of cases."""
    able_spans: Spans
    """See `reach`."""
    reached: Round
    """Whom earlier rounds reached, each person once; of places elsewhere, too."""
    latest: Round | None
    """Those of them whom the last round improved; `None` in the first, which follows the seeds."""


def one_round(question: Question, known: Known, *, owner: object) -> Round:
    """Return whom the next round improves in this index, whatever it improves elsewhere.

    Rounds over several indexes, each with all stays at its places, are those over one index with
    the stays of all: of what they find for a person the least lateness stays.

    Parameters
    ----------
    owner
        Whose memory to use, see `workspace.lent`.
    """
    with _begun(question, known.seeds.person, known.able_spans, owner) as running:
        running.work.known[known.reached.people] = known.reached.lateness
        following = known.seeds if known.latest is None else _spans(running, known.latest)
        found = _round(running, following)
        running.work.clean(known.reached.people, found.people)
    return found


@dataclass(frozen=True, slots=True)
class _Running:
    """What a running trace needs besides."""

    question: Question
    work: Workspace
    able: Able

    @property
    def stays(self) -> Stays:
        return self.question.index.stays

    @property
    def terms(self) -> Terms:
        """What the compiled loops obey."""
        return Terms(self.question.limits, self.able, self.question.is_forward)


@contextmanager
def _begun(
    question: Question, cases: NDArray[np.int64], able_spans: Spans, owner: object
) -> Iterator[_Running]:
    with workspace.lent(owner, len(question.index.person_ids)) as work:
        yield _Running(question, work, work.begin(cases, able_spans))
        work.clean(cases, able_spans.person)


def _history(running: _Running, seeds: Spans) -> list[Round]:
    history: list[Round] = []
    for _ in range(running.question.rules.max_ring):
        spans = _spans(running, history[-1]) if history else seeds
        if not len(spans.person):
            break
        history.append(_round(running, spans))
    return history


def _spans(running: _Running, found: Round) -> Spans:
    latent = running.question.rules.seconds("latent")
    people = found.people.astype(np.int64)
    if running.question.is_forward:
        ends = np.full(len(people), contract.NEVER, dtype=np.int64)
        return able_within(Spans(people, found.lateness + latent, ends), running.able)
    ready = -found.lateness
    return Spans(people, ready, ready - latent)


def _everyone(history: list[Round], known: NDArray[np.int32]) -> Everyone:
    people = np.concatenate([np.empty(0, dtype=np.int32), *(found.people for found in history)])
    ends = np.cumsum([0, *(len(found.people) for found in history)])
    parts = _parts(len(people))
    found = threads.share(lambda part: settle(known, people, ends, Part(part, parts)), parts)
    return Everyone(*_joined(found))


def _round(running: _Running, spans: Spans) -> Round:
    stays = running.stays
    count = stay_count(stays, spans.person)
    tables = running.work.tables(_parts(count))
    if running.question.rules.sum_over is not None:
        _follow_summed(running, spans, tables)
    elif count > MANY * len(stays.person):
        for layer in _layers(spans):
            is_many = stay_count(stays, layer.person) > MANY * len(stays.person)
            (_pass if is_many else _follow)(running, layer, tables)
    else:
        _follow(running, spans, tables)
    return _gathered(running, tables)


def _follow(running: _Running, spans: Spans, tables: tuple[Reached, ...]) -> None:
    """Find the windows of some people in each thread, then follow those at some places."""
    stays, terms, parts = running.stays, running.terms, len(tables)

    def find(number: int) -> Windows:
        share = _share(spans, Part(number, parts))
        return windows_of(stays, share, terms.limits, terms.is_forward)

    found = threads.share(find, parts)
    windows = found[0] if parts == 1 else Windows(*_joined(found))
    pieces = iter(_places(stays, 1 if parts == 1 else _PIECES * parts))

    def walk(number: int) -> None:
        for places in pieces:  # whoever is done takes the next
            follow(stays, by_place(windows, places), terms, tables[number])

    threads.share(walk, parts)


def _follow_summed(running: _Running, spans: Spans, tables: tuple[Reached, ...]) -> None:
    rules, stays, terms = running.question.rules, running.stays, running.terms
    quota = Quota(rules.seconds("min_overlap"), rules.seconds("sum_over"))
    order = np.argsort(spans.person, kind="stable")
    together = Spans(*(column[order] for column in spans))
    scratch = running.work.scratch(len(tables))

    def run(number: int) -> None:
        share = _share(together, Part(number, len(tables)))
        windows = windows_of(stays, share, terms.limits, terms.is_forward)
        sweep_summed(stays, windows, terms.limits, quota, scratch[number], tables[number])

    threads.share(run, len(tables))


def _pass(running: _Running, spans: Spans, tables: tuple[Reached, ...]) -> None:
    """Read every place; each person has one span."""
    stays, terms = running.stays, running.terms
    frontier = _frontier(spans, running.work)
    pieces = iter(_places(stays, _PIECES * len(tables)))

    def read(number: int) -> None:
        for places in pieces:  # whoever is done takes the next
            pass_through(stays, places, frontier, terms, tables[number])

    threads.share(read, len(tables))


def _places(stays: Stays, pieces: int) -> list[Group]:
    """Return ranges of places with about as many stays each."""
    count = len(stays.place_starts) - 1
    if pieces == 1:
        return [Group(0, count)]
    rows = np.linspace(0, stays.place_starts[-1], pieces + 1)
    cuts = np.minimum(np.searchsorted(stays.place_starts, rows), count).tolist()
    return [Group(first, last) for first, last in itertools.pairwise(cuts)]


def _parts(count: int) -> int:
    """Return into how many parts work on so many stays or people is cut."""
    return threads.count() if count >= SHARED_FROM else 1


def _share(spans: Spans, part: Part) -> Spans:
    """Return the spans of one part of the people; all spans of a person are in one part."""
    if part.of == 1:
        return spans
    rows = np.flatnonzero(spans.person % part.of == part.number)
    return Spans(*(column[rows] for column in spans))


def _gathered(running: _Running, tables: tuple[Reached, ...]) -> Round:
    """Keep the best of what the threads found."""
    known, found = running.work.known, running.work.found[: len(tables)]
    listed = [table.listed[: table.size[0]] for table in tables]
    is_listed = all(table.size[0] < len(table.listed) - 1 for table in tables)
    finds = Finds(known, found, np.concatenate(listed))
    gather, parts = gathered if is_listed else swept, _parts(len(finds.listed))
    return Round(*_joined(threads.share(lambda part: gather(finds, Part(part, parts)), parts)))


def _joined(parts: Sequence[tuple[NDArray[Any], ...]]) -> Iterator[NDArray[Any]]:
    return (np.concatenate(columns) for columns in zip(*parts, strict=True))


def _layers(spans: Spans) -> Iterator[Spans]:
    """Yield the spans in as few parts as possible, each with every person at most once.

    Cases may have several, and whoever was isolated for a while.
    """
    while len(spans.person):
        _, first = np.unique(spans.person, return_index=True)
        yield Spans(*(column[first] for column in spans))
        spans = Spans(*(np.delete(column, first) for column in spans))


def _frontier(spans: Spans, work: Workspace) -> Frontier:
    begins, ends = work.spans_by_person
    begins[spans.person] = spans.begins
    ends[spans.person] = spans.ends
    is_in = np.zeros(work.person_count, dtype=np.bool_)
    is_in[spans.person] = True
    return Frontier(np.packbits(is_in, bitorder="little"), begins, ends, int(spans.begins.min()))
