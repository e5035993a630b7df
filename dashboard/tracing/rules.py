"""Every number in tracing that an epidemiologist could argue about, with unit and source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from dashboard.tracing.errors import RuleError

Duration = timedelta | str
"""A length of time, as `timedelta` or as text such as "15min"."""

PLACE_KINDS = (
    "food",
    "market",
    "shop",
    "office",
    "factory",
    "school",
    "clinic",
    "worship",
    "vaccination_site",
    "checkpoint",
    "other",
)
"""The kinds of place that have a usual length of stay; a kind not listed counts as "other"."""

USUAL_STAY_MINUTES = {
    "food": 60,
    "market": 30,
    "shop": 30,
    "office": 240,
    "factory": 480,
    "school": 240,
    "clinic": 90,
    "worship": 90,
    "vaccination_site": 60,
    "checkpoint": 5,
    "other": 60,
}
"""Minutes by kind of place: our proposal.

Office and factory are near the medians of recorded in/out pairs (229 and 473 min in the trial
province); of schools there are too few. `stays.lengths` computes a database's own medians.
"""

MOST_COUNTED = 65_535
"""People at one place at one moment beyond whom nobody counts on: two bytes per stay."""

TIERS_MINUTES = (10, 15)
"""Minutes that part the tiers shown with every contact: under 10, 10 to 15, 15 and more."""


@dataclass(frozen=True, kw_only=True)
class TracingRules:
    """What counts as a contact, and how far to follow it.

    Every duration accepts a `timedelta` or text such as "15min" and is kept as a `Timedelta` of
    whole seconds. By default any shared time counts, however many people were there.

    Parameters
    ----------
    max_ring
        Contacts, at most, between a case and the people returned: 2 finds F1 and F2.
    min_overlap
        Shared time (s) from which a contact exposes; 0 means any shared time.
    latent
        Time (s) from exposure to being able to infect others.
    linger
        Time (s) that the air stays infectious after an infectious person left.
    max_crowd
        People, at most, whom the later of two stays found at the place when it began, oneself
        included, for the two to be close; `None` counts every shared place as close. Homes and
        interviews are close whatever the number. At most `MOST_COUNTED` - 1.
    homes
        Whether those who live together are contacts.
    interviews
        Whether contacts that a case named count.
    sum_over
        Period (s) over which the shared time of a pair is summed, 24 h for the CDC; `None` asks
        for `min_overlap` in one piece. Needs `min_overlap` > 0.
    usual_stay
        Length (s) of a stay without check-out by kind of place; a partial mapping changes only
        the kinds that it names. Source: our proposal, see `USUAL_STAY_MINUTES`.
    repeat_scan
        Scans of one person at one place at most this far (s) apart are one scan: 10 min.
    shortest_stay
        A stay is never shorter (s): 1 min.
    longest_stay
        A stay without check-out is never longer (s): 23 h 45 min, so that a person who scans at
        the same hour each day does not stay there for ever.
    scan_only
        Whether to ignore departures: two scans at one place at most `scan_window` apart are a
        contact (the PC-Covid rule of January 2022). Needs `min_overlap` 0: the shared time of two
        such stays says how far apart the scans were, not how long anybody was together.
    scan_window
        The window (s) of `scan_only`: 60 min before and after.

    Raises
    ------
    RuleError
        If a number is negative, is not whole, or contradicts another; the sentence names it.

    Examples
    --------
    >>> TracingRules(max_ring=3, min_overlap="15min").min_overlap
    Timedelta('0 days 00:15:00')
    """

    max_ring: int = 2
    min_overlap: Duration = timedelta(0)
    latent: Duration = timedelta(0)
    linger: Duration = timedelta(0)
    max_crowd: int | None = None
    homes: bool = True
    interviews: bool = True
    sum_over: Duration | None = None
    usual_stay: Mapping[str, Duration] | tuple[tuple[str, Duration], ...] = ()
    repeat_scan: Duration = timedelta(minutes=10)
    shortest_stay: Duration = timedelta(minutes=1)
    longest_stay: Duration = timedelta(hours=23, minutes=45)
    scan_only: bool = False
    scan_window: Duration = timedelta(minutes=60)

    def __post_init__(self) -> None:
        """Check every value and keep durations as `Timedelta`."""
        if isinstance(self.max_ring, bool) or not isinstance(self.max_ring, int):
            raise RuleError(f"max_ring must be a whole number, not {self.max_ring!r}")
        if self.max_ring < 0:
            raise RuleError(f"max_ring must not be negative: {self.max_ring}")
        if self.max_crowd is not None:
            _check_crowd(self.max_crowd)
        for name in _DURATIONS:
            object.__setattr__(self, name, _duration(getattr(self, name), of=name))
        object.__setattr__(self, "usual_stay", _usual_stays(self.usual_stay))
        if self.sum_over is not None:
            self._check_sum()
        if self.scan_only and self.seconds("min_overlap"):
            raise RuleError(
                f"scan_only knows no shared time, so min_overlap must be 0: {self.min_overlap}"
            )

    def seconds(self, name: str) -> int:
        """Return the duration called `name` in whole seconds.

        >>> TracingRules(linger="30min").seconds("linger")
        1800
        """
        return int(pd.Timedelta(getattr(self, name)).total_seconds())

    def usual_seconds(self, kind: str | None) -> int:
        """Return how long a stay at a place of `kind` usually lasts, in seconds.

        >>> TracingRules().usual_seconds("office") // 60
        240
        """
        by_kind = dict(self.usual_stay)
        return int(pd.Timedelta(by_kind.get(kind or "other", by_kind["other"])).total_seconds())

    def _check_sum(self) -> None:
        period = _duration(self.sum_over, of="sum_over")
        object.__setattr__(self, "sum_over", period)
        if self.seconds("min_overlap") == 0:
            raise RuleError(f"sum_over {period} needs a min_overlap above 0")
        if period < pd.Timedelta(self.min_overlap):
            raise RuleError(f"sum_over {period} is shorter than min_overlap {self.min_overlap}")


_DURATIONS = (
    "min_overlap",
    "latent",
    "linger",
    "repeat_scan",
    "shortest_stay",
    "longest_stay",
    "scan_window",
)


def _duration(value: object, *, of: str) -> pd.Timedelta:
    if not isinstance(value, timedelta | str):
        raise RuleError(f'{of} must be a length of time such as "15min", not {value!r}')
    if isinstance(value, str) and _is_bare_number(value):
        raise RuleError(f"{of} {value} has no unit: write {value}min")
    try:
        length = pd.Timedelta(value)
    except ValueError:
        raise RuleError(f'{of} must be a length of time such as "15min", not {value!r}') from None
    if not length >= pd.Timedelta(0):  # true for NaT too
        raise RuleError(f"{of} must not be negative or unknown: {value}")
    if length % pd.Timedelta(seconds=1):
        raise RuleError(f"{of} must be whole seconds: {value}")
    return length


def _check_crowd(count: object) -> None:
    if isinstance(count, bool) or not isinstance(count, int):
        raise RuleError(f"max_crowd must be a whole number or none, not {count!r}")
    if not 1 <= count < MOST_COUNTED:
        raise RuleError(f"max_crowd must lie in 1..{MOST_COUNTED - 1}: {count}")


def _is_bare_number(text: str) -> bool:
    """Return whether `text` is a number above 0 without unit, which pandas reads as nanoseconds."""
    return text.replace(".", "", 1).isdecimal() and float(text) > 0


def _usual_stays(given: object) -> tuple[tuple[str, pd.Timedelta], ...]:
    pairs = dict(given)  # type: ignore[call-overload] # a mapping or its pairs
    unknown = sorted(set(pairs) - set(PLACE_KINDS))
    if unknown:
        raise RuleError(f"usual_stay names {unknown[0]!r}, which is no kind of place")
    default = {kind: timedelta(minutes=minutes) for kind, minutes in USUAL_STAY_MINUTES.items()}
    merged = default | pairs
    return tuple((kind, _duration(merged[kind], of=f"usual_stay[{kind}]")) for kind in PLACE_KINDS)
