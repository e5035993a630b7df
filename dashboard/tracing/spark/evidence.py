"""Through which contacts people were reached, and of which cases nothing is known."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import threads
from dashboard.tracing.direction import Direction
from dashboard.tracing.errors import TracingError
from dashboard.tracing.expansion import Understood, answered
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rounds.found import Asked, Round
from dashboard.tracing.rounds.listed import Everyone
from dashboard.tracing.spark import shards
from dashboard.tracing.spark.codes import Codes
from dashboard.tracing.spark.files import Shard
from dashboard.tracing.trace import Trace

Each = Callable[[Callable[[Iterable[Sequence[Shard]]], Iterator[Any]]], list[Any]]
"""See `expanding.Spread.each`."""


class Told(NamedTuple):
    """What every worker is told of a trace that is done; people are codes of the build."""

    folder: Path
    asked: Understood
    everyone: Everyone
    history: tuple[Round, ...]


class Cases(NamedTuple):
    """Which cases the shards know something of."""

    seen: NDArray[np.int64]
    """Who scanned at all."""
    heard: NDArray[np.int64]
    """Who scanned in their window."""


def contacts(codes: Codes, told: Told, each: Each, limit: int) -> pd.DataFrame:
    """Return the direct contacts of everybody reached: see `evidence.chains.contacts`."""
    tables: list[pd.DataFrame] = each(partial(_contacts, told=told, limit=limit))
    table = pd.concat(tables, ignore_index=True)
    count = len(table)
    if count > limit:
        raise TracingError(f"there are {count} contacts, more than {limit}: follow fewer rings")
    ids = {
        name: codes.ids_of(table[name].to_numpy(np.int64)) for name in ("source_id", "target_id")
    }
    asked, other = "target_id", "source_id"
    if told.asked.direction == Direction.BACKWARD:
        asked, other = other, asked
    ring = pd.Series(told.everyone.ring, index=told.everyone.people)
    order = pd.DataFrame(
        {
            "ring": ring.reindex(table[asked]).to_numpy(),
            "asked": ids[asked],
            "met_at": table["met_at"],
            "other": ids[other],
            "parted_at": table["parted_at"],
            "place": table["place_id"],
        }
    ).sort_values(["ring", "asked", "met_at", "other", "parted_at", "place"], kind="stable")
    return table.assign(**ids).loc[order.index].reset_index(drop=True)


def cases(told: Told, each: Each) -> Cases:
    """Return which cases the shards know something of."""
    rows = each(partial(_cases, told=told))
    return Cases(*(np.unique(np.concatenate(column)) for column in zip(*rows, strict=True)))


def _contacts(
    groups: Iterable[Sequence[Shard]], told: Told, limit: int
) -> Iterator[pd.DataFrame | str]:
    with threads.at_most(1):
        for group in groups:
            try:
                tables = [trace.contacts(limit=limit) for trace in _traces(group, told)]
            except TracingError as error:
                yield str(error)
            else:
                yield from tables


def _cases(groups: Iterable[Sequence[Shard]], told: Told) -> Iterator[Cases | str]:
    for group in groups:
        try:
            traces = list(_traces(group, told))
        except TracingError as error:
            yield str(error)
            return
        for trace in traces:
            known = pd.Index(trace.rounds.cases["person_id"])
            yield Cases(
                *(
                    known.difference(pd.Index(missing, dtype=known.dtype)).to_numpy(np.int64)
                    for missing in (trace.unseen_cases, trace.silent_cases)
                )
            )


def _traces(group: Sequence[Shard], told: Told) -> Iterator[Trace]:
    """Yield what the trace is in each shard."""
    for shard in group:
        yield _in_shard(shards.here(told.folder).shard(shard), told)


def _in_shard(index: ColocationIndex, told: Told) -> Trace:
    asked, everyone = told.asked, told.everyone
    people = np.unique(asked.spans.person)
    known = Asked(pd.Series(people), np.zeros(len(people), dtype=np.int64))
    asked = asked._replace(
        cases=known,
        spans=shards.present(index, asked.spans.person).of(asked.spans),
        able_spans=shards.present(index, asked.able_spans.person).of(asked.able_spans),
    )
    here = shards.present(index, everyone.people)
    reached = Everyone(
        here.at.astype(np.int32), everyone.ring[here.is_here], everyone.lateness[here.is_here]
    )
    history = [_in_round(index, each) for each in told.history]
    return Trace(answered(index, asked, reached, history))


def _in_round(index: ColocationIndex, found: Round) -> Round:
    here = shards.present(index, found.people)
    return Round(here.at.astype(np.int32), found.lateness[here.is_here])
