"""How long a sign-in lasts: it ends without a click, and after a day's work in any case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Limits:
    """After how long a sign-in ends.

    Attributes
    ----------
    idle
        Without a click in any of the account's pages.
    longest
        In any case, counted from when the provider issued it.
    """

    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Limits":
        """Read `idle_minutes` and `longest_hours`.

        Raises
        ------
        ValueError
            When one is no positive number: a limit that is not understood must not be none.
        """
        usual = cls()
        return cls(
            idle=_positive(settings, "idle_minutes", usual.idle, timedelta(minutes=1)),
            longest=_positive(settings, "longest_hours", usual.longest, timedelta(hours=1)),
        )


class SignIn(NamedTuple):
    """One sign-in: the account, and when the provider issued its identity."""

    account: str
    issued_at: datetime


@dataclass(slots=True)
class SignIns:
    """When each account last clicked: of all its pages together, over a reload as well.

    A server that was just started knows of no click, and lets the idle time begin anew.
    """

    _seen: dict[SignIn, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def lasts(self, sign_in: SignIn, limits: Limits, now: datetime, *, is_click: bool) -> bool:
        """Say whether a sign-in still lasts; a click lets its idle time begin anew.

        One that has ended does not begin again: only the provider issues another.
        """
        with self._lock:
            last = self._seen.get(sign_in, now)
            if now - sign_in.issued_at > limits.longest or now - last > limits.idle:
                self._seen[sign_in] = last
                return False
            if is_click or sign_in not in self._seen:
                self._forget_before(now - 2 * limits.longest)
                self._seen[sign_in] = now
            return True

    def _forget_before(self, moment: datetime) -> None:
        for sign_in in [each for each in self._seen if each.issued_at < moment]:
            del self._seen[sign_in]


def _positive(
    settings: Mapping[str, Any], name: str, default: timedelta, unit: timedelta
) -> timedelta:
    number = settings.get(name)
    if number is None:
        return default
    if isinstance(number, bool) or not isinstance(number, int | float) or not number > 0:
        raise ValueError(f"{name} = {number!r} is no positive number.")
    return number * unit
