"""What a worker does: open its shards, and do the local engine's own round on each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.tracing import threads
from dashboard.tracing.errors import TableError
from dashboard.tracing.expansion import Understood
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rounds.able import Spans
from dashboard.tracing.rounds.found import Round
from dashboard.tracing.rounds.reach import Known, Question, one_round
from dashboard.tracing.spark import files
from dashboard.tracing.spark.files import Shard

_LATE = 32
"""Bits below a person in a packed find: their lateness."""

_LOWEST = np.int64(2**31)
"""Added to a lateness, so that less is less in a packed find too."""


class Told(NamedTuple):
    """What every worker is told before a round: nine bytes for each person reached."""

    people: NDArray[np.int32]
    """In order."""
    lateness: NDArray[np.int32]
    is_latest: NDArray[np.bool_]
    """Whom the last round improved."""
    is_first: bool
    """Whether no round was done yet: then cases are followed."""

    @property
    def byte_count(self) -> int:
        """Return the bytes that are sent to each worker."""
        return sum(each.nbytes for each in self[:3])


class Here(NamedTuple):
    """Which people are in a shard, and as what."""

    is_here: NDArray[np.bool_]
    at: NDArray[np.int64]
    """Of those alone: their code in the shard."""

    def of(self, spans: Spans) -> Spans:
        """Return the spans of those who are here, by their codes here."""
        return Spans(self.at, spans.begins[self.is_here], spans.ends[self.is_here])


@dataclass(frozen=True, eq=False)
class Opened:
    """Shards that this process has open, and the memory in which they are traced one by one."""

    folder: Path
    shards: dict[str, ColocationIndex]

    def shard(self, shard: Shard) -> ColocationIndex:
        """Return the shard, opened when it is first asked for and every byte of it checked."""
        if shard.name not in self.shards:
            path = self.folder / shard.name
            files.check(path / "about.json", shard.checksum)
            self.shards[shard.name] = ColocationIndex.open(path, is_checked=True)
        return self.shards[shard.name]


_opened: dict[Path, Opened] = {}
"""What this worker has open: the shards of one build."""


def open_all(groups: Iterable[Sequence[Shard]], folder: Path) -> Iterator[Sequence[Shard]]:
    """Open these shards, so that the rounds that follow find them open."""
    for group in groups:
        opened = here(folder)
        for shard in group:
            opened.shard(shard)
        yield group


def found(
    groups: Iterable[Sequence[Shard]], folder: Path, asked: Understood, told: Told
) -> Iterator[bytes | str]:
    """Yield whom a round reaches in these shards, packed; or why it must not be believed."""
    with threads.at_most(1):
        for group in groups:
            try:
                opened = here(folder)
                rounds = [_round(opened.shard(shard), asked, told, opened) for shard in group]
            except TableError as error:
                yield str(error)
            else:
                yield least(rounds).tobytes()


def here(folder: Path) -> Opened:
    """Return what this process has open of a build; what it had open of another goes."""
    if folder not in _opened:
        _opened.clear()
        _opened[folder] = Opened(folder, {})
    return _opened[folder]


def least(packed: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return of several packed finds one, in order, with the least lateness of each person.

    >>> people, lateness = np.array([7, 7], dtype=np.int32), np.array([-3, 5])
    >>> unpacked(least([pack(people, lateness)]))
    (array([7], dtype=int32), array([-3]))
    """
    together = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *packed]))
    return np.asarray(together[np.diff(together >> _LATE, prepend=-1) != 0])


def pack(people: NDArray[np.integer], lateness: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return people and lateness as one number each: eight bytes a find."""
    return (people.astype(np.int64) << _LATE) | (lateness.astype(np.int64) + _LOWEST)


def unpacked(packed: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return people and lateness."""
    return (packed >> _LATE).astype(np.int32), (packed & (2**_LATE - 1)) - _LOWEST


def present(shard: ColocationIndex, people: NDArray[np.integer]) -> Here:
    """Return which of these people have a stay in the shard."""
    ids = shard.person_ids.to_numpy()
    at = np.minimum(np.searchsorted(ids, people), max(len(ids) - 1, 0))
    is_here = ids[at] == people
    return Here(is_here, at[is_here])


def _round(
    shard: ColocationIndex, asked: Understood, told: Told, owner: Opened
) -> NDArray[np.int64]:
    seeds = present(shard, asked.spans.person).of(asked.spans)
    followed = present(shard, told.people[told.is_latest])
    if not len(seeds.person if told.is_first else followed.at):
        return np.empty(0, dtype=np.int64)
    reached = present(shard, told.people)
    known = Known(
        seeds=seeds,
        able_spans=present(shard, asked.able_spans.person).of(asked.able_spans),
        reached=Round(reached.at.astype(np.int32), told.lateness[reached.is_here].astype(np.int64)),
        latest=None
        if told.is_first
        else Round(
            followed.at.astype(np.int32),
            told.lateness[told.is_latest][followed.is_here].astype(np.int64),
        ),
    )
    question = Question(shard, asked.rules, asked.limits, asked.is_forward)
    found = one_round(question, known, owner=owner)
    return pack(shard.person_ids.to_numpy()[found.people], found.lateness)
