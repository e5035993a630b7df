"""What is asked of a trace: cases, windows, rules; and its address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import pandas as pd

from dashboard import clock
from dashboard.tracing.direction import Direction
from dashboard.tracing.presets import DEFAULT_PRESET, PRESETS, default_window
from dashboard.tracing.rules import PLACE_KINDS, TracingRules

ONE_WAY: Final = (Direction.FORWARD, Direction.BACKWARD)
"""The ways that scans alone can be followed; sources are weighed by minutes."""
RINGS = (1, 2, 3, 4, 5)
MAX_MINUTES = 240
MAX_HOURS = 240
MAX_CROWD = 999
LOOK_BACK_DAYS = {Direction.BACKWARD: 14, Direction.BOTH: 6}
"""How far before a case's own exposure, or before its onset, its source is sought: the longest
incubation; and two-way tracing's own 6 days (see `LookBackRules`)."""
FEWEST_DAYS, MAX_DAYS = 2, 28

EARLIEST, LATEST = (pd.Timestamp(year, 1, 1, tz=clock.TIME_ZONE) for year in (2019, 2100))
"""A window that begins or ends outside these is a slip of the pen, not of a case of COVID-19."""

Default = TypeVar("Default", int, None)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One question to the trace, as it stands in the address bar."""

    case_ids: tuple[str, ...] = ()
    preset: str = DEFAULT_PRESET
    rings: int = 2
    minutes: int = 0
    gap_hours: int = 0
    linger_minutes: int = 0
    crowd: int = PRESETS[DEFAULT_PRESET].rules.max_crowd or 0
    """People, at most, whom the later of two found for a close contact; 0 is any crowd."""
    direction: Direction = Direction.FORWARD
    windows: tuple[tuple[str, str, str], ...] = ()
    """Edited windows only: case, from, until as local times; "" is unknown."""
    kinds: tuple[str, ...] = ()
    """Only stays at these kinds of place; none named is every kind."""
    is_scan_only: bool = False
    """Two scans within an hour are a contact, and nobody knows for how long."""
    days_back: int | None = None
    """How far back a source is sought; None is the direction's own."""

    @property
    def look_back(self) -> timedelta:
        """How far back a source is sought."""
        return timedelta(days=self.days_back or LOOK_BACK_DAYS.get(self.direction, MAX_DAYS))

    @property
    def rules(self) -> TracingRules:
        """The preset's rules with the viewer's own numbers."""
        preset = PRESETS[self.preset].rules
        if self.is_scan_only:
            return TracingRules(
                max_ring=self.rings,
                latent=f"{self.gap_hours}h",
                max_crowd=self.crowd or None,
                homes=preset.homes,
                interviews=preset.interviews,
                scan_only=True,
            )
        summed = preset.sum_over
        return replace(
            preset,
            max_ring=self.rings,
            min_overlap=f"{self.minutes}min",
            latent=f"{self.gap_hours}h",
            linger=f"{self.linger_minutes}min",
            max_crowd=self.crowd or None,
            sum_over=summed if self.minutes and self.direction != Direction.BACKWARD else None,
        )


def from_address(address: Mapping[str, str]) -> Choice:
    """Read a choice from the address bar; whatever makes no sense there is the default.

    Examples
    --------
    >>> from_address({"case": "HD1,HD2", "rings": "3", "minutes": "-5"}).rings
    3
    """
    name = address.get("preset", "")
    preset = name if name in PRESETS else DEFAULT_PRESET
    base = with_preset(Choice(), preset)
    asked = address.get("kinds", "").split(",")
    is_scan_only = address.get("scans") == "only"
    directions = ONE_WAY if is_scan_only else tuple(Direction)
    return replace(
        base,
        case_ids=tuple(code for code in address.get("case", "").split(",") if code),
        rings=_number(address.get("rings"), base.rings, RINGS[0], RINGS[-1]),
        minutes=_number(address.get("minutes"), base.minutes, 0, MAX_MINUTES),
        gap_hours=_number(address.get("gap"), base.gap_hours, 0, MAX_HOURS),
        linger_minutes=_number(address.get("linger"), base.linger_minutes, 0, MAX_MINUTES),
        crowd=_number(address.get("crowd"), base.crowd, 0, MAX_CROWD),
        direction=next(
            (way for way in directions if way == address.get("direction")), Direction.FORWARD
        ),
        windows=tuple(
            (case, begins, ends)
            for case, begins, ends in filter(_is_window, _written_windows(address))
        ),
        kinds=tuple(kind for kind in PLACE_KINDS if kind in asked),
        is_scan_only=is_scan_only,
        days_back=_number(address.get("back"), None, FEWEST_DAYS, MAX_DAYS),
    )


def refused_windows(address: Mapping[str, str]) -> list[str]:
    """Return the cases whose window in the address cannot be read, or lies in no likely year.

    Examples
    --------
    >>> refused_windows({"window": "HD1~9999-01-01T00:00~;HD2~2021-08-10T00:00~"})
    ['HD1']
    >>> refused_windows({"window": "HD1~0001-01-01T00:00+14:00~"})
    ['HD1']
    """
    return [parts[0] for parts in _written_windows(address) if not _is_window(parts)]


def to_address(choice: Choice) -> dict[str, str]:
    """Write what differs from the preset's defaults, so that an address stays short.

    Examples
    --------
    >>> to_address(Choice(case_ids=("HD1",), rings=3))
    {'case': 'HD1', 'rings': '3'}
    """
    base = with_preset(Choice(), choice.preset)
    pairs = {
        "case": ",".join(choice.case_ids),
        "preset": "" if choice.preset == DEFAULT_PRESET else choice.preset,
        "rings": _if_changed(choice.rings, base.rings),
        "minutes": _if_changed(choice.minutes, base.minutes),
        "gap": _if_changed(choice.gap_hours, base.gap_hours),
        "linger": _if_changed(choice.linger_minutes, base.linger_minutes),
        "crowd": _if_changed(choice.crowd, base.crowd),
        "direction": _if_changed(choice.direction, base.direction),
        "window": ";".join("~".join(window) for window in choice.windows),
        "kinds": ",".join(choice.kinds),
        "scans": "only" if choice.is_scan_only else "",
        "back": _if_changed(choice.days_back, None),
    }
    return {name: value for name, value in pairs.items() if value}


def written(choice: Choice) -> str:
    """Return a choice as one line for the ledger: the address that asks the same again.

    Examples
    --------
    >>> written(Choice(case_ids=("HD1", "HD2")))
    'preset=moh_2021_08&case=HD1,HD2'
    """
    return urlencode({"preset": choice.preset} | to_address(choice), safe=",:;~")


ADDRESS_NAMES = (
    "case", "preset", "rings", "minutes", "gap", "linger", "crowd", "direction", "window", "kinds",
    "scans", "back",
)  # fmt: skip


def with_preset(choice: Choice, preset: str) -> Choice:
    """Return the choice with a preset's own numbers.

    Examples
    --------
    >>> with_preset(Choice(), "who").minutes
    15
    """
    rules = PRESETS[preset].rules
    return replace(
        choice,
        preset=preset,
        minutes=rules.seconds("min_overlap") // 60,
        gap_hours=rules.seconds("latent") // 3600,
        linger_minutes=rules.seconds("linger") // 60,
        crowd=rules.max_crowd or 0,
    )


def windows_of(choice: Choice, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the window of each chosen case: the preset's, unless the viewer edited it.

    Parameters
    ----------
    cases
        One row per case: `case_id`, `person_id`, `onset_date`, `sampled_at`, `confirmed_at`,
        `isolated_at`.

    Returns
    -------
    pandas.DataFrame
        The chosen rows with `infectious_from`, `infectious_until` (may be unknown),
        `exposed_until`, `onset_at` (without symptoms: sampled or confirmed) and `is_edited`.
    """
    chosen = cases[cases["case_id"].isin(choice.case_ids)]
    edited = {case: (begins, ends) for case, begins, ends in choice.windows}
    rows = [_window(row, choice.preset, edited.get(row["case_id"])) for row in _records(chosen)]
    found = pd.DataFrame(rows, columns=list(_WINDOW))
    return chosen.reset_index(drop=True).assign(
        **{name: pd.to_datetime(found[name], utc=True) for name in _WINDOW},
        is_edited=chosen["case_id"].isin(list(edited)).to_numpy(),
    )


_WINDOW = ("infectious_from", "infectious_until", "exposed_until", "onset_at")


def _window(
    case: Mapping[str, Any], preset: str, edited: tuple[str, str] | None
) -> tuple[Any, Any, Any, Any]:
    window = default_window(
        PRESETS[preset],
        onset_at=_local_midnight(case["onset_date"]),
        sampled_at=_known(case["sampled_at"], case["confirmed_at"]),
        isolated_at=case["isolated_at"],
    )
    begins: Any = window.infectious_from
    ends: Any = window.infectious_until
    if edited:
        begins = _local(edited[0]) or begins
        ends = _local(edited[1]) or pd.NaT
    exposed_until = _known(_local_midnight(case["onset_date"]), case["sampled_at"], begins)
    fell_ill = _known(_local_midnight(case["onset_date"]), case["sampled_at"], case["confirmed_at"])
    return begins, ends, exposed_until, fell_ill


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _known(*values: Any) -> Any:  # noqa: ANN401 - a Timestamp or NaT
    return next((value for value in values if not pd.isna(value)), pd.NaT)


def _local_midnight(day: Any) -> Any:  # noqa: ANN401 - a Timestamp or NaT
    return pd.NaT if pd.isna(day) else pd.Timestamp(day).tz_localize(clock.TIME_ZONE)


def _local(text: str) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(clock.in_province(datetime.fromisoformat(text)))
    except ValueError:
        return None


def _number(text: str | None, default: Default, low: int, high: int) -> int | Default:
    if text is None or not text.isdecimal():
        return default
    return min(max(int(text), low), high)


def _written_windows(address: Mapping[str, str]) -> list[list[str]]:
    return [part.split("~") for part in address.get("window", "").split(";") if part]


def _is_window(parts: list[str]) -> bool:
    """Say whether these are a case, a likely beginning, and a likely end or none."""
    if len(parts) != 3:  # noqa: PLR2004 - case, from, until
        return False
    begins, ends = _local(parts[1]), _local(parts[2])
    if begins is None or not EARLIEST <= begins < LATEST:
        return False
    return not parts[2] or (ends is not None and begins < ends < LATEST)


def _if_changed(value: object, default: object) -> str:
    return "" if value == default else str(value)
