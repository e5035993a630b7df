"""Stays of a made-up province, of any size, the same for the same seed, in bounded memory.

A stay belongs to one person, who is at one place at a time. Up to 40 million stays the province
grows with the number of stays (each person makes one stay a day), so a crowd is as dense in the
small province as in the large one. 120 million stays are the same 1.9 million people and 60,000
places with three stays a day each, so three times the crowd.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FULL_STAYS = 40_000_000
FULL_PEOPLE = 1_900_000
FULL_PLACES = 60_000
FULL_COMMUNES = 235
DAYS = 21
DAY = 86_400
FIRST_MIDNIGHT = pd.Timestamp("2021-08-03T00:00+07:00")

_OPENS, _CLOSES = 6 * 3_600, 22 * 3_600  # people are about between these hours
_BLOCK = 200_000  # people made at once: bounds the memory
_REGULAR = 3  # places that a person visits again and again
_REGULAR_SHARE, _PROVINCE_SHARE = 0.6, 0.04
_CROWDING_COMMUNE, _CROWDING_PROVINCE = 0.5, 0.9  # Zipf exponents of the crowd by place
_USUAL_MINUTES = np.array([60, 30, 30, 240, 240, 90, 90, 5])
_USUAL_SHARES = np.array([0.25, 0.15, 0.3, 0.1, 0.05, 0.05, 0.05, 0.05])
_SPREAD = 0.5  # of the logarithm of a stay's length


class Columns(NamedTuple):
    """One entry per stay; times are seconds since `FIRST_MIDNIGHT`, stays are half open."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    arrived: NDArray[np.int32]
    left: NDArray[np.int32]


@dataclass(frozen=True)
class Province:
    """How many of everything, and the seed.

    >>> Province(10_000_000).person_count
    475000
    """

    stay_count: int
    seed: int = 2021

    @property
    def person_count(self) -> int:
        """Return the number of people, about 40 stays for every 1.9 of them."""
        return self._scaled(FULL_PEOPLE)

    @property
    def place_count(self) -> int:
        """Return the number of places."""
        return self._scaled(FULL_PLACES)

    @property
    def commune_count(self) -> int:
        """Return the number of communes: most visits stay inside one's own."""
        return self._scaled(FULL_COMMUNES)

    def days(self) -> Iterator[Columns]:
        """Yield the stays day by day and block by block of people, each block by arrival."""
        blocks = -(-self.person_count // _BLOCK)
        cells = DAYS * blocks
        for cell in range(cells):
            day, block = divmod(cell, blocks)
            count = self.stay_count * (cell + 1) // cells - self.stay_count * cell // cells
            people = range(block * _BLOCK, min((block + 1) * _BLOCK, self.person_count))
            yield self._block(np.random.default_rng([self.seed, cell]), day, people, count)

    def _scaled(self, full: int) -> int:
        return max(1, round(full * min(1.0, self.stay_count / FULL_STAYS)))

    def _block(self, random: np.random.Generator, day: int, people: range, count: int) -> Columns:
        person = np.sort(random.integers(people.start, people.stop, count))
        place = self._places(random, person)
        opens, closes = _slots(person)
        length = self._lengths[place] * np.exp(_SPREAD * random.standard_normal(count))
        length = np.clip(length, 60, closes - opens - 1)
        arrived = opens + random.random(count) * (closes - opens - length)
        order = np.argsort(arrived)
        whole = np.floor(arrived) + day * DAY
        ends = np.floor(arrived + length) + day * DAY
        return Columns(
            person[order].astype(np.int32),
            place[order].astype(np.int32),
            whole[order].astype(np.int32),
            ends[order].astype(np.int32),
        )

    def _places(self, random: np.random.Generator, person: NDArray[np.int64]) -> NDArray[np.int64]:
        count = len(person)
        regular = _hashed(person * _REGULAR + random.integers(0, _REGULAR, count))
        luck = np.where(random.random(count) < _REGULAR_SHARE, regular, random.random(count))
        commune = person * self.commune_count // self.person_count
        first = commune * self.place_count // self.commune_count
        last = (commune + 1) * self.place_count // self.commune_count
        within = np.searchsorted(self._commune_crowd, luck)
        anywhere = np.searchsorted(self._province_crowd, random.random(count))
        scattered = anywhere * 7_919 % self.place_count
        local = first + np.minimum(within, last - first - 1)
        return np.where(random.random(count) < _PROVINCE_SHARE, scattered, local)

    @cached_property
    def _commune_crowd(self) -> NDArray[np.float64]:
        return _zipf(-(-self.place_count // self.commune_count), _CROWDING_COMMUNE)

    @cached_property
    def _province_crowd(self) -> NDArray[np.float64]:
        return _zipf(self.place_count, _CROWDING_PROVINCE)

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        """Seconds that a stay usually lasts, by place."""
        kind = np.searchsorted(np.cumsum(_USUAL_SHARES), _hashed(np.arange(self.place_count)))
        return 60.0 * _USUAL_MINUTES[np.minimum(kind, len(_USUAL_MINUTES) - 1)]


def write(province: Province, folder: Path) -> None:
    """Write the stays as one file per column, a block of people at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        np.lib.format.open_memmap(
            folder / f"{name}.npy", mode="w+", dtype=np.int32, shape=(province.stay_count,)
        )
        for name in Columns._fields
    ]
    at = 0
    for block in province.days():
        for file, column in zip(files, block, strict=True):
            file[at : at + len(column)] = column
        at += len(block.person)
    for file in files:
        file.flush()


def read(folder: Path) -> Columns:
    """Open the stays, memory-mapped."""
    return Columns(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in Columns._fields))


def table(columns: Columns) -> pd.DataFrame:
    """Return the stays as the index wants them: ids, and times with a zone."""
    return pd.DataFrame(
        {
            "person_id": np.asarray(columns.person),
            "place_id": np.asarray(columns.place),
            "arrived_at": times(columns.arrived),
            "left_at": times(columns.left),
        },
        copy=False,
    )


def times(seconds: NDArray[np.signedinteger]) -> pd.DatetimeIndex:
    """Return times from seconds since `FIRST_MIDNIGHT`.

    >>> times(np.array([60]))[0]
    Timestamp('2021-08-02 17:01:00+0000', tz='UTC')
    """
    microseconds = seconds.astype(np.int64)
    microseconds += int(FIRST_MIDNIGHT.timestamp())
    microseconds *= 1_000_000
    return pd.DatetimeIndex(microseconds.view("datetime64[us]")).tz_localize("UTC")


def _slots(person: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share the day of each person between their stays, so that no two overlap."""
    firsts = np.flatnonzero(np.diff(person, prepend=-1))
    sizes = np.diff(np.append(firsts, len(person)))
    position = np.arange(len(person)) - np.repeat(firsts, sizes)
    length = (_CLOSES - _OPENS) / np.repeat(sizes, sizes)
    return _OPENS + position * length, _OPENS + (position + 1) * length


def _zipf(count: int, exponent: float) -> NDArray[np.float64]:
    """Return the cumulative share of visits of the places, the busiest first."""
    weights = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    return np.asarray(np.cumsum(weights) / weights.sum())


def _hashed(codes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a number in [0, 1) that depends on the code alone (splitmix64)."""
    bits = codes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((bits ^ (bits >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53
