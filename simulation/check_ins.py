"""From true stays to scans, with every fault that real scanning has.

All shares are invented, near what was reported elsewhere: scanning depends on the place, the
commune and the person; hardly anybody checks out; some scan twice, some phones send late or have
a wrong clock, some codes and people are unknown, some scans are withdrawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from simulation.arrays import Bools, Floats, Ints
from simulation.clock import DAY, HOUR, MINUTE, MISSING, NEVER, NOW
from simulation.copying import Moments, NumberColumn
from simulation.feeds import loaded_at
from simulation.places import Places
from simulation.stays import Stays
from simulation.streams import stream

COMMUNE_SHARES = (0.88, 1.0)
"""Of those who would scan at a place, how many do in the laxest and the strictest commune."""

PERSON_SHARES = (0.8, 1.0)
"""The same for the laxest and the strictest person who scans."""
NEVER_SCANS_SHARE = 0.15
"""Users of the app who never scan: it was installed because it had to be."""

CHECK_OUT_SHARE = 0.05
DOUBLE_SHARE = 0.04
LATE_SHARE = 0.025
"""Scans sent hours or days later, when the phone found a network."""
MEAN_DELAY_S = 9 * HOUR
WRONG_CLOCK_SHARE = 0.0015
"""Phones whose clock is wrong; half run ahead, half behind, by minutes to weeks."""
_FEWEST_WRONG_CLOCKS = 20
UNKNOWN_PERSON_SHARE = 0.0004
UNKNOWN_PLACE_SHARE = 0.0006
WITHDRAWN_SHARE = 0.0005
LEFT_BEFORE_SHARE = 0.0002
"""Scans whose recorded check-out lies before the check-in."""

FIRST_UNKNOWN_ID = 900_000_000
"""Ids from here on belong to nobody and to no place."""


@dataclass(frozen=True, slots=True)
class CheckIns:
    """One entry per scan that has reached the server by now."""

    person: Ints
    """Index of the person, or an id from `FIRST_UNKNOWN_ID` on."""
    place: Ints
    scanned: Ints
    left: Ints
    received: Ints
    withdrawn: Ints

    @property
    def count(self) -> int:
        """Return how many scans there are."""
        return len(self.person)

    def columns(self, first_id: int) -> Mapping[str, NumberColumn]:
        """Return the columns of operational.check_ins; ids count on from `first_id`."""
        return {
            "check_in_id": np.arange(first_id, first_id + self.count, dtype=np.int64),
            "person_id": _ids(self.person),
            "place_id": _ids(self.place),
            "scanned_at": Moments(self.scanned),
            "left_at": Moments(self.left),
            "received_at": Moments(self.received),
            "withdrawn_at": Moments(self.withdrawn),
        }


@dataclass(frozen=True)
class Scanning:
    """Who scans where; `scans_of(day, stays)` draws one day."""

    seed: int
    installed: Ints
    commune: Ints
    """Of each person."""
    places: Places
    _habit: Floats = field(init=False, repr=False)
    _clock_error: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Draw everybody's diligence and their phone's clock, once."""
        rng = stream(self.seed, "scanning")
        by_commune = rng.uniform(*COMMUNE_SHARES, int(self.commune.max()) + 1)
        habit = by_commune[self.commune] * rng.uniform(*PERSON_SHARES, len(self.commune))
        habit[rng.random(len(habit)) < NEVER_SCANS_SHARE] = 0.0
        object.__setattr__(self, "_habit", habit.astype(np.float32))
        users = np.flatnonzero(self.installed != NEVER)
        object.__setattr__(self, "_clock_error", _clock_errors(rng, users, len(self.commune)))

    def is_scanned(self, day: int, stays: Stays) -> Bools:
        """Tell of each stay of a day whether the visitor scanned."""
        return self._is_scanned(stream(self.seed, "scans", day), stays)

    def scans_of(self, day: int, stays: Stays) -> CheckIns:
        """Return the scans made on one day, in the order of person and time."""
        rng = stream(self.seed, "scans", day)
        seen = stays.where(self._is_scanned(rng, stays))
        scans = _with_doubles(rng, _scans(rng, seen), seen)
        scans = self._with_wrong_clocks(scans)
        return _with_strangers(rng, _with_corrections(rng, _received(rng, scans)))

    def _is_scanned(self, rng: np.random.Generator, stays: Stays) -> Bools:
        chance = self._habit[stays.person] * self.places.scan_share[stays.place]
        chance *= self.installed[stays.person] <= stays.arrived
        chance *= self.places.registered[stays.place] <= stays.arrived
        chance *= self.places.silent[stays.place] > stays.arrived
        drawn: Bools = rng.random(stays.count, dtype=np.float32) < chance
        return drawn

    def _with_wrong_clocks(self, scans: CheckIns) -> CheckIns:
        error = self._clock_error[scans.person]
        left = np.where(scans.left == MISSING, MISSING, scans.left + error)
        return replace(scans, scanned=scans.scanned + error, left=left)


def _ids(index: Ints) -> Ints:
    return np.where(index >= FIRST_UNKNOWN_ID, index, index + 1).astype(np.int32)


def _clock_errors(rng: np.random.Generator, users: Ints, count: int) -> Ints:
    some = max(_FEWEST_WRONG_CLOCKS, round(len(users) * WRONG_CLOCK_SHARE))
    wrong = rng.choice(users, some, replace=False)
    error = np.zeros(count, dtype=np.int64)
    size = np.exp(rng.uniform(np.log(20 * MINUTE), np.log(20 * DAY), some))
    error[wrong] = size * np.where(np.arange(some) % 2, -1, 1)
    return error


def _scans(rng: np.random.Generator, stays: Stays) -> CheckIns:
    room = np.maximum(stays.left - stays.arrived, 1)
    scanned = stays.arrived + np.minimum(rng.integers(0, 120, stays.count), room - 1)
    checks_out = (rng.random(stays.count, dtype=np.float32) < CHECK_OUT_SHARE) & (stays.left < NOW)
    left = np.where(checks_out, stays.left.astype(np.int64), MISSING)
    left = np.where(checks_out & (left <= scanned), scanned + 1, left)
    nothing = np.full(stays.count, MISSING)
    return CheckIns(stays.person, stays.place, scanned.astype(np.int64), left, scanned, nothing)


def _with_doubles(rng: np.random.Generator, scans: CheckIns, stays: Stays) -> CheckIns:
    """Scan again within minutes, by mistake or at the next door, while still there."""
    again = scans.scanned + rng.integers(5, 9 * MINUTE, scans.count)
    twice = (rng.random(scans.count) < DOUBLE_SHARE) & (again < np.minimum(stays.left, NOW))
    rows = np.sort(np.concatenate([np.arange(scans.count), np.flatnonzero(twice)]), kind="stable")
    second = np.concatenate([[False], rows[1:] == rows[:-1]])
    scanned = np.where(second, again[rows], scans.scanned[rows])
    left = np.where(second, MISSING, scans.left[rows])
    return replace(_chosen(scans, rows), scanned=scanned, left=left, received=scanned)


def _received(rng: np.random.Generator, scans: CheckIns) -> CheckIns:
    """Send each scan after seconds, some after hours; what has not arrived by now is not there.

    Must run after the clocks went wrong: the server's clock is right.
    """
    late = rng.random(scans.count, dtype=np.float32) < LATE_SHARE
    delay = rng.integers(1, 12, scans.count)
    delay[late] += (30 * MINUTE + rng.exponential(MEAN_DELAY_S, int(late.sum()))).astype(np.int64)
    received = scans.received + delay
    return _chosen(
        replace(scans, received=received), np.flatnonzero(received <= loaded_at("check_ins"))
    )


def _with_corrections(rng: np.random.Generator, scans: CheckIns) -> CheckIns:
    pick = rng.random(scans.count, dtype=np.float32)
    withdrawn = scans.received + rng.integers(10 * MINUTE, 2 * DAY, scans.count)
    withdrawn = np.where(
        (pick < WITHDRAWN_SHARE) & (withdrawn <= loaded_at("check_ins")), withdrawn, MISSING
    )
    backwards = pick > 1 - LEFT_BEFORE_SHARE
    left = np.where(backwards, scans.scanned - rng.integers(60, HOUR, scans.count), scans.left)
    return replace(scans, withdrawn=withdrawn, left=left)


def _with_strangers(rng: np.random.Generator, scans: CheckIns) -> CheckIns:
    strangers = rng.random(scans.count, dtype=np.float32) < UNKNOWN_PERSON_SHARE
    nowhere = rng.random(scans.count, dtype=np.float32) < UNKNOWN_PLACE_SHARE
    return replace(
        scans,
        person=_some_replaced(rng, scans.person, strangers),
        place=_some_replaced(rng, scans.place, nowhere),
    )


def _some_replaced(rng: np.random.Generator, index: Ints, chosen: Bools) -> Ints:
    unknown = rng.integers(FIRST_UNKNOWN_ID, FIRST_UNKNOWN_ID + 1_000_000, len(index))
    return np.where(chosen, unknown, index)


def _chosen(scans: CheckIns, rows: Ints) -> CheckIns:
    names = ("person", "place", "scanned", "left", "received", "withdrawn")
    return CheckIns(*(getattr(scans, name)[rows] for name in names))
