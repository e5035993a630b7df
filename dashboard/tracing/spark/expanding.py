"""What the driver does: it tells who was reached and when, and keeps the least of what comes back.

A round is one job that shuffles nothing. What a task finds depends on what it was told and on its
shards alone, so one that is tried again, on whatever machine, does no harm.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import SparkSession

from dashboard.tracing.direction import Direction
from dashboard.tracing.errors import RuleError, TracingError
from dashboard.tracing.expansion import Understood, answered, understood
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.columns import Stays
from dashboard.tracing.rounds.found import Round
from dashboard.tracing.rounds.listed import Everyone
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.spark import codes, evidence, shards
from dashboard.tracing.spark.codes import Codes
from dashboard.tracing.spark.files import Build, Shard
from dashboard.tracing.spark.sessions import refusals
from dashboard.tracing.spark.shards import Told

Row = TypeVar("Row")


class Spread:
    """A build whose shards are shared out among a cluster's cores, for any number of traces."""

    def __init__(self, spark: SparkSession, build: Build) -> None:
        """Share out the shards and have them opened.

        As many tasks as cores, each with several shards: a task costs a tenth of a second.
        """
        if not build.shards:
            raise TracingError(f"the build in {build.folder} has no stays")
        self.build = build
        self.codes: Codes = codes.opened(build)
        context = spark.sparkContext
        groups = _shared_out(build.shards, context.defaultParallelism)
        self.task_count = len(groups)
        spread = context.parallelize(groups, len(groups))
        # What is kept says where it is kept: later tasks go where their shards are open.
        self._groups = spread.mapPartitions(partial(shards.open_all, folder=build.folder)).persist()
        with refusals():
            self._groups.count()

    def each(self, work: Callable[[Iterable[Sequence[Shard]]], Iterator[Row | str]]) -> list[Row]:
        """Do this on every worker, and return what it yields; a sentence is a refusal."""
        with refusals():
            rows: list[Row | str] = self._groups.mapPartitions(work).collect()
        refused = [row for row in rows if isinstance(row, str)]
        if refused:
            raise TracingError(refused[0])
        return [row for row in rows if not isinstance(row, str)]

    def close(self) -> None:
        """Let go of where the shards are open."""
        self._groups.unpersist()


def expand(
    spread: Spread,
    cases: pd.DataFrame,
    *,
    rules: TracingRules | None = None,
    direction: str = Direction.FORWARD,
    isolations: pd.DataFrame | None = None,
    since: object = None,
) -> "SparkTrace":
    """Find whom the cases exposed (forward), or who could have infected them (backward).

    What is asked and answered is what `dashboard.tracing.expand` says; `sum_over` alone is
    refused, for it adds up what two people shared at places that lie in different shards.
    """
    if rules is not None and rules.sum_over is not None:
        raise RuleError(
            f"sum_over {rules.sum_over} adds up the time of a pair across places, which lie on"
            " different machines here; trace without it, or on one machine"
        )
    asked = understood(
        spread.codes.codes_of,
        cases,
        rules=rules,
        direction=direction,
        isolations=isolations,
        since=since,
    )
    return SparkTrace(spread, asked, _history(spread, asked))


@dataclass(frozen=True, eq=False)
class SparkTrace:
    """Who was reached from the cases, as `Trace` tells it."""

    spread: Spread
    asked: Understood
    history: list[Round]
    """What each round found; people are codes of the build."""

    @property
    def rules(self) -> TracingRules:
        """The rules that were used."""
        return self.asked.rules

    @cached_property
    def everyone(self) -> Everyone:
        """Everyone reached who is no case, by codes of the build."""
        people = np.concatenate([np.empty(0, np.int32), *(each.people for each in self.history)])
        late = np.concatenate([np.empty(0, np.int64), *(each.lateness for each in self.history)])
        sizes = [len(each.people) for each in self.history]
        ring = np.repeat(np.arange(1, len(sizes) + 1, dtype=np.int16), sizes)
        once, first = np.unique(people, return_index=True)
        _, last = np.unique(people[::-1], return_index=True)
        return Everyone(once, ring[first], late[::-1][last])

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per person reached: see `Trace.people`."""
        ids = self.spread.codes.ids_of(self.everyone.people)
        order = np.argsort(ids)
        in_order = self.everyone._replace(
            people=np.argsort(order).astype(np.int32)  # by the order of ids, as local codes are
        )
        index = _without_stays(ids[order])
        return answered(index, self.asked, in_order, []).people()

    def contacts(self, *, limit: int) -> pd.DataFrame:
        """Return the direct contacts through which people were reached: see `Trace.contacts`."""
        return evidence.contacts(self.spread.codes, self._told, self.spread.each, limit)

    @cached_property
    def unseen_cases(self) -> list[object]:
        """Cases without any scan: see `Trace.unseen_cases`."""
        return self._unless(self._evidence.seen)

    @cached_property
    def silent_cases(self) -> list[object]:
        """Cases without a scan in their window: see `Trace.silent_cases`."""
        return self._unless(self._evidence.heard)

    @property
    def _told(self) -> evidence.Told:
        return evidence.Told(
            self.spread.build.folder, self.asked, self.everyone, tuple(self.history)
        )

    @cached_property
    def _evidence(self) -> evidence.Cases:
        return evidence.cases(self._told, self.spread.each)

    def _unless(self, known: NDArray[np.int64]) -> list[object]:
        """Return the cases that are not among these."""
        ids = pd.Series(self.asked.cases.person_id.unique())
        ids = ids.sort_values(ignore_index=True)
        people = self.spread.codes.codes_of(ids, of="cases.person_id")
        return ids[~np.isin(people, known)].tolist()


def _history(spread: Spread, asked: Understood) -> list[Round]:
    history: list[Round] = []
    known = np.empty(0, dtype=np.int64)
    told = _told(known, known, is_first=True)
    for _ in range(asked.rules.max_ring):
        if not len(asked.spans.person if told.is_first else told.people):
            break
        work = partial(shards.found, folder=spread.build.folder, asked=asked, told=told)
        packed = shards.least([np.frombuffer(each, np.int64) for each in spread.each(work)])
        better = _better(packed, known)
        history.append(Round(*shards.unpacked(better)))
        known = shards.least([known, better])
        told = _told(known, better, is_first=False)
    return history


def _better(packed: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the finds that are not known, or not as early."""
    everything = shards.least([packed, known])
    return np.setdiff1d(everything, known, assume_unique=True)


def _told(known: NDArray[np.int64], latest: NDArray[np.int64], *, is_first: bool) -> Told:
    people, lateness = shards.unpacked(known)
    is_latest = np.isin(known, latest, assume_unique=True)
    return Told(people, lateness.astype(np.int32), is_latest, is_first)


def _shared_out(given: Sequence[Shard], cores: int) -> list[tuple[Shard, ...]]:
    """Return the shards in as many groups as there are cores, of about as many stays each."""
    groups: list[list[Shard]] = [[] for _ in range(min(cores, len(given)))]
    for shard in sorted(given, key=lambda each: -each.stay_count):
        min(groups, key=lambda group: sum(each.stay_count for each in group)).append(shard)
    return [tuple(group) for group in groups]


def _without_stays(person_ids: pd.Index) -> ColocationIndex:
    """Return an index that knows ids and nothing else, to list people by."""
    columns: dict[str, Any] = {name: np.empty(0, dtype=np.int64) for name in Stays._fields}
    none: pd.Index = pd.Index([], dtype="str")
    return ColocationIndex(Stays(**columns), np.empty(0, dtype=np.int8), person_ids, none)
