"""Published rules for contact tracing, each with its source and the dates it was in force."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import pandas as pd

from dashboard.tracing.errors import RuleError
from dashboard.tracing.rules import TracingRules

DEFAULT_PRESET = "moh_2021_08"

MAX_CROWD: Final = 20
"""People at a place up to whom contacts there are close: our proposal, from the curve of people
listed against infections listed (`python -m benchmarks.quality_lists`); the ministry's text says
within 2 m, or one narrow closed space."""

INFECTIOUSNESS_BY_DAY: Final = MappingProxyType(
    {-4: 0.8, -3: 1.2, -2: 1.4, -1: 1.6, 0: 1.6, 1: 1.6, 2: 1.2, 3: 1.0, 4: 0.6}
)
"""Weight of a contact by whole days from onset, 0 on all other days. Source: Corona-Warn-App."""


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One authority's rules.

    Parameters
    ----------
    name
        Key in `PRESETS`.
    source
        The document, as cited.
    in_force_from, in_force_until
        Dates of validity; `None` where they are not known or not ended.
    rules
        What counts as a contact.
    opens_before_onset, opens_before_sample
        How long before the onset, or without symptoms before the positive sample, the infectious
        window of a case opens (days).
    closes
        "isolation" (never, while it is unknown), or "fixed": `closes_after` the onset or sample.
    closes_after
        Days, for a window that closes by itself.
    to_confirm
        What could not be checked against the document; empty if everything was.
    """

    name: str
    source: str
    in_force_from: date | None = None
    in_force_until: date | None = None
    rules: TracingRules = field(default_factory=TracingRules)
    opens_before_onset: timedelta
    opens_before_sample: timedelta
    closes: Literal["isolation", "fixed"] = "isolation"
    closes_after: timedelta | None = None
    to_confirm: str = ""

    def is_in_force(self, on: date) -> bool:
        """Return whether the preset was in force on this day, as far as the dates are known.

        >>> PRESETS["moh_2021_08"].is_in_force(date(2021, 8, 24))
        True
        """
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_until is None or on < self.in_force_until)


class Window(NamedTuple):
    """When a case could infect others; an unknown end is `NaT`."""

    infectious_from: pd.Timestamp
    infectious_until: pd.Timestamp


def default_window(
    preset: Preset,
    *,
    onset_at: pd.Timestamp | None = None,
    sampled_at: pd.Timestamp | None = None,
    isolated_at: pd.Timestamp | None = None,
) -> Window:
    """Return the infectious window of a case under `preset`.

    Parameters
    ----------
    onset_at
        First symptoms; without them the window is counted from the sample.
    sampled_at
        When the first positive sample was taken.
    isolated_at
        When the case was isolated.

    Raises
    ------
    RuleError
        If neither onset nor sample is known.

    Examples
    --------
    >>> onset = pd.Timestamp("2021-08-10T00:00+07:00")
    >>> default_window(PRESETS["moh_2021_08"], onset_at=onset).infectious_from
    Timestamp('2021-08-07 00:00:00+0700', tz='UTC+07:00')
    """
    has_onset, has_sample = not pd.isna(onset_at), not pd.isna(sampled_at)
    if not has_onset and not has_sample:
        raise RuleError("a case needs the time of its onset or of its sample; both are missing")
    begun = pd.Timestamp(onset_at if has_onset else sampled_at)  # type: ignore[arg-type]
    before = preset.opens_before_onset if has_onset else preset.opens_before_sample
    if preset.closes == "fixed" and preset.closes_after is not None:
        return Window(begun - before, begun + preset.closes_after)
    return Window(begun - before, pd.NaT if pd.isna(isolated_at) else pd.Timestamp(isolated_at))  # type: ignore[arg-type]


def infectiousness(day: int) -> float:
    """Return the weight of a contact this many whole days after onset.

    >>> infectiousness(-2), infectiousness(9)
    (1.4, 0.0)
    """
    return INFECTIOUSNESS_BY_DAY.get(day, 0.0)


_TWO_DAYS, _THREE_DAYS, _FOUR_DAYS = (timedelta(days=days) for days in (2, 3, 4))

PRESETS: Final = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset(
                name="moh_2021_08",
                source="Decisions 5053/QD-BYT and 3638/QD-BYT (30/07/2021), Ministry of Health",
                in_force_from=date(2021, 7, 30),
                in_force_until=date(2021, 12, 29),
                rules=TracingRules(max_crowd=MAX_CROWD),
                opens_before_onset=_THREE_DAYS,
                opens_before_sample=_THREE_DAYS,
                to_confirm=(
                    "the wording for F1 against 3638; the window of cases without symptoms, which"
                    " may open 14 days before the sample"
                ),
            ),
            Preset(
                name="who",
                source="World Health Organization, guidance on contact tracing for COVID-19",
                rules=TracingRules(min_overlap="15min"),
                opens_before_onset=_TWO_DAYS,
                opens_before_sample=_TWO_DAYS,
                closes="fixed",
                closes_after=timedelta(days=10),
                to_confirm="dates in force",
            ),
            Preset(
                name="cdc",
                source="Centers for Disease Control and Prevention, United States: close contact",
                rules=TracingRules(min_overlap="15min", sum_over="24h"),
                opens_before_onset=_TWO_DAYS,
                opens_before_sample=_TWO_DAYS,
                to_confirm="dates in force",
            ),
            Preset(
                name="rki",
                source="Robert Koch Institute, Germany: Kontaktpersonennachverfolgung",
                rules=TracingRules(min_overlap="10min", latent=_THREE_DAYS),
                opens_before_onset=_TWO_DAYS,
                opens_before_sample=_TWO_DAYS,
                to_confirm="dates in force",
            ),
            Preset(
                name="cwa",
                source="Corona-Warn-App, Germany: presence tracing",
                rules=TracingRules(
                    min_overlap="10min", linger="30min", homes=False, interviews=False
                ),
                opens_before_onset=_FOUR_DAYS,
                opens_before_sample=_FOUR_DAYS,
                closes="fixed",
                closes_after=timedelta(days=5),  # the weight is 0 after day +4
                to_confirm=(
                    "minutes are counted as they are, not yet weighted by day; dates in force"
                ),
            ),
            Preset(
                name="moh_2021_12",
                source="Dispatch 11042/BYT-DP of the Ministry of Health, 29/12/2021",
                in_force_from=date(2021, 12, 29),
                in_force_until=date(2022, 4, 15),
                opens_before_onset=_TWO_DAYS,
                opens_before_sample=_TWO_DAYS,
            ),
            Preset(
                name="moh_2022_04",
                source="Dispatch 1909/BYT-DP of the Ministry of Health, 15/04/2022",
                in_force_from=date(2022, 4, 15),
                rules=TracingRules(min_overlap="15min"),
                opens_before_onset=_TWO_DAYS,
                opens_before_sample=_TWO_DAYS,
                to_confirm="that the window opens 2 days before, as in 11042/BYT-DP; the end date",
            ),
        )
    }
)
"""The presets by name; `DEFAULT_PRESET` is in force in August 2021."""
