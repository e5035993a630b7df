"""Round after round, each in the way that costs least: following the few or reading every place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import threads
from dashboard.tracing.colocation import ColocationIndex
from dashboard.tracing.following import by_place, follow, shares
from dashboard.tracing.listed import Everyone
from dashboard.tracing.passes import Frontier, pass_through
from dashboard.tracing.rounds import Isolations, Round
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.summed import Quota, sweep_summed
from dashboard.tracing.sweeps import NOBODY, Group, Reached, collected, merge, settle
from dashboard.tracing.windows import Limits, Spans, Terms, Windows, stay_count, windows_of
from dashboard.tracing.workspace import Workspace

SHARED_FROM = 8_000
"""Windows of a round from which several threads follow them; measured."""

MANY = 0.1
"""Share of all stays from which reading every place beats following people; measured."""


@dataclass(frozen=True, slots=True)
class Question:
    """What every round needs."""

    index: ColocationIndex
    rules: TracingRules
    limits: Limits
    is_forward: bool

    def terms(self, work: Workspace) -> Terms:
        """Return what the compiled loops obey."""
        return Terms(self.limits, work.until, self.is_forward)


def reach(question: Question, seeds: Spans, isolated: Isolations) -> tuple[Everyone, list[Round]]:
    """Return everyone reached from the seeds, and what each round found.

    Notes
    -----
    The ways to do a round find the same people at the same times: a round's windows are known
    before it begins, and of all that it finds for a person the least lateness stays.
    """
    index = question.index
    with index.workspaces.lent(len(index.person_ids)) as work:
        work.begin(seeds.person, isolated)
        history = _history(question, seeds, work)
        everyone = _everyone(history, work.reached)
        work.clean(seeds.person, isolated.person)
    return everyone, history


def _history(question: Question, seeds: Spans, work: Workspace) -> list[Round]:
    history: list[Round] = []
    latent = question.rules.seconds("latent")
    spans = seeds
    for _ in range(question.rules.max_ring):
        if not len(spans.person):
            break
        _round(question, spans, work)
        found = Round(*collected(work.reached))
        history.append(found)
        spans = _spans(found, work.until, latent, is_forward=question.is_forward)
    return history


def _spans(found: Round, until: NDArray[np.int64], latent: int, *, is_forward: bool) -> Spans:
    people = found.people.astype(np.int64)
    if is_forward:
        return Spans(people, found.lateness + latent, until[people])
    ready = -found.lateness
    return Spans(people, ready, ready - latent)


def _everyone(history: list[Round], reached: Reached) -> Everyone:
    people = [np.empty(0, dtype=np.int32), *(found.people for found in history)]
    ends = np.cumsum([len(part) for part in people])
    return Everyone(*settle(reached, np.concatenate(people), ends))


def _round(question: Question, spans: Spans, work: Workspace) -> None:
    stays, limits = question.index.stays, question.limits
    if question.rules.sum_over is not None:
        _follow_summed(question, spans, work)
    elif stay_count(stays, spans.person) > MANY * len(stays.person):
        _pass(question, spans, work)
    else:
        _follow(question, by_place(windows_of(stays, spans, limits, question.is_forward)), work)


def _follow(question: Question, windows: Windows, work: Workspace) -> None:
    stays, terms = question.index.stays, question.terms(work)
    if len(windows.place) < SHARED_FROM:
        follow(stays, windows, Group(0, len(windows.place)), terms, work.reached)
        return
    cuts = shares(windows, threads.count()).tolist()

    def run(number: int, mine: Reached) -> None:
        follow(stays, windows, Group(cuts[number], cuts[number + 1]), terms, mine)

    _together(work, run)


def _follow_summed(question: Question, spans: Spans, work: Workspace) -> None:
    rules, stays, limits = question.rules, question.index.stays, question.limits
    quota = Quota(rules.seconds("min_overlap"), rules.seconds("sum_over"))
    order = np.argsort(spans.person, kind="stable")
    together = Spans(*(column[order] for column in spans))
    windows = windows_of(stays, together, limits, question.is_forward)
    sweep_summed(stays, windows, limits, quota, work.reached)


def _pass(question: Question, spans: Spans, work: Workspace) -> None:
    """Read every place, once for each window that a person may have: cases may have several."""
    starts = question.index.stays.place_starts
    rows = np.linspace(0, starts[-1], threads.count() + 1)
    cuts = np.searchsorted(starts, rows).tolist()
    for layer in _layers(spans):
        frontier = _frontier(layer, work)

        def read(number: int, mine: Reached, frontier: Frontier = frontier) -> None:
            here = Group(cuts[number], min(cuts[number + 1], len(starts) - 1))
            pass_through(question.index.stays, here, frontier, question.terms(work), mine)

        _together(work, read)
        frontier.begins[layer.person] = NOBODY


def _together(work: Workspace, run: Callable[[int, Reached], None]) -> None:
    """Let each thread find on its own, then keep the best of what they found."""
    others = work.others_for(threads.count())
    own = [work.reached, *others]
    threads.share(lambda number: run(number, own[number]), len(own))
    for other in others:
        merge(other, work.reached)


def _layers(spans: Spans) -> Iterator[Spans]:
    """Yield the spans in as few parts as possible, each with every person at most once."""
    while len(spans.person):
        _, first = np.unique(spans.person, return_index=True)
        yield Spans(*(column[first] for column in spans))
        spans = Spans(*(np.delete(column, first) for column in spans))


def _frontier(spans: Spans, work: Workspace) -> Frontier:
    begins, ends = work.spans_by_person
    begins[spans.person] = spans.begins
    ends[spans.person] = spans.ends
    return Frontier(begins, ends, int(spans.begins.min()))
