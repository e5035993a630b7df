"""Who infected this case, probably? Everybody met in the look-back, weighed.

weight of a contact = risk of the contact * timing * standing
timing   = incubation density at (onset - meeting), 1 on the likeliest day
standing = known_case_factor for a confirmed case, 1 for anybody else
share    = weight of the person / (weight of everybody met + weight of a source unseen)
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.calls.risk import RiskRules, contact_risks
from dashboard.tracing.direction import Direction
from dashboard.tracing.errors import RuleError
from dashboard.tracing.evidence.contradictions import consistent
from dashboard.tracing.expansion import expand
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.crowds import crowds
from dashboard.tracing.index.neighbourhood import neighbourhood
from dashboard.tracing.rules import Duration, TracingRules

SOURCE_COLUMNS = (
    "case_id", "source_id", "first_met_at", "last_met_at", "minutes", "share", "is_case",
    "is_followed",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LookBackRules:
    """How far back, how to weigh, and how many of the possible sources to follow.

    Parameters
    ----------
    look_back
        Time (d) before onset from which a source is sought: 6 d. Most of the gain of two-way
        tracing comes from looking back 6 days instead of 2 [1]_.
    shortest_incubation
        Time (d) before onset by which a case was infected at the latest: 1 d (WHO: 1 to 14 d).
    incubation_median, incubation_sigma
        Log-normal time from infection to onset: 3.5 d and 0.35 (no unit), from a mean of 3.7 d and
        a 97.5th percentile of 6.9 d for Delta [2]_.
    known_case_factor
        How much more likely a confirmed case is the source than anybody else met alike: 50, our
        choice (of people met at random hardly one in a thousand was infected).
    unseen_hours
        The source whom no scan shows weighs as much as this long (h) a contact in a small place on
        the likeliest day: 0.5 h, our choice. The greater, the less one brief contact convinces.
    least_share
        Follow a possible source from this share (0..1) of the suspicion on: 0.01, our choice.
    most_sources
        Follow at most this many sources for each case: 20, our choice.

    References
    ----------
    .. [1] Bradshaw et al. 2021, Nat Commun 12:232.
    .. [2] Ogata et al. 2022, Int J Environ Res Public Health 19(3):1127.
    """

    look_back: Duration = timedelta(days=6)
    shortest_incubation: Duration = timedelta(days=1)
    incubation_median: Duration = timedelta(days=3.5)
    incubation_sigma: float = 0.35
    known_case_factor: float = 50.0
    unseen_hours: float = 0.5
    least_share: float = 0.01
    most_sources: int = 20

    def __post_init__(self) -> None:
        """Check every value and keep durations as `Timedelta`."""
        for name in ("look_back", "shortest_incubation", "incubation_median"):
            length = pd.Timedelta(getattr(self, name))
            if not length >= pd.Timedelta(0):
                raise RuleError(f"{name} must not be negative or unknown: {getattr(self, name)}")
            object.__setattr__(self, name, length)
        if not pd.Timedelta(self.look_back) > pd.Timedelta(self.shortest_incubation):
            raise RuleError(
                f"look_back {self.look_back} must exceed shortest_incubation "
                f"{self.shortest_incubation}"
            )
        self._check_numbers()

    def _check_numbers(self) -> None:
        if pd.Timedelta(self.incubation_median) == pd.Timedelta(0) or self.incubation_sigma <= 0:
            raise RuleError(
                f"incubation_median {self.incubation_median} and incubation_sigma "
                f"{self.incubation_sigma} must be positive"
            )
        for name in ("known_case_factor", "unseen_hours", "most_sources"):
            if not getattr(self, name) >= 0:
                raise RuleError(f"{name} must not be negative or unknown: {getattr(self, name)}")
        if not 0 <= self.least_share <= 1:
            raise RuleError(f"least_share must lie in 0..1: {self.least_share}")


def likely_sources(  # noqa: PLR0913 - the tables and rules that define a suspicion
    index: ColocationIndex,
    cases: pd.DataFrame,
    *,
    rules: TracingRules | None = None,
    look_back_rules: LookBackRules | None = None,
    isolations: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    risk_rules: RiskRules | None = None,
    case_dates: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Weigh everybody whom the cases met in their look-back as their possible source.

    Parameters
    ----------
    index
        The stays.
    cases
        One row per case: `person_id`, `onset_at` (timezone-aware; for a case without symptoms the
        time of its first positive sample; of several rows of a person the earliest). Every case
        may be another's source.
    rules
        What counts as a contact; `max_ring` plays no part, `sum_over` has no backward meaning and
        is left out.
    look_back_rules
        How far back and how to weigh; the documented ones if absent.
    isolations
        As for `expand`: who is isolated infects nobody.
    places
        One row per place: `place_id`, `is_indoor` (may be missing).
    risk_rules
        How a contact's minutes, place, crowd and confidence count.
    case_dates
        What is really known of each case's dates, as `contradictions` takes them: contacts between
        two cases by which one cannot have infected the other are left out.

    Returns
    -------
    pandas.DataFrame
        One row per case and possible source, by case, likeliest first: `case_id`, `source_id`,
        `first_met_at`, `last_met_at`, `minutes` (in the look-back), `share` (0..1 of the case's
        suspicion; the rest is with people unseen), `is_case`, `is_followed` (likely enough).

    Notes
    -----
    One backward expansion per case, in the neighbourhood of its stays. A contact that lasts for
    days, at home, is weighed day by day. Shares order people for
    the next question; they are not a finding about anybody.

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(
    ...     pd.DataFrame({"person_id": ["a", "b"], "place_id": ["office", "office"],
    ...                   "arrived_at": noon, "left_at": noon + pd.Timedelta("4h")}))
    >>> cases = pd.DataFrame({"person_id": ["b"], "onset_at": [noon + pd.Timedelta("3D")]})
    >>> likely_sources(index, cases)["source_id"].tolist()
    ['a']
    """
    cases = _first_onsets(cases)
    chosen = look_back_rules or LookBackRules()
    contacts = _met(index, cases, rules or TracingRules(), chosen, isolations)
    contacts = _possible(contacts, case_dates).reset_index(drop=True)
    contacts["crowd_count"] = crowds(index, contacts)
    weights = contact_risks(
        contacts.assign(source_ring=0),  # a case is a sure source, though another case met it too
        onsets=cases[["person_id", "onset_at"]],
        places=places,
        rules=risk_rules,
    ).to_numpy()
    is_case = contacts["source_id"].isin(cases["person_id"]).to_numpy()
    weights = weights * _timing(contacts, cases, chosen)
    weights = weights * np.where(is_case, chosen.known_case_factor, 1.0)
    return _shares(contacts.assign(weight=weights, is_case=is_case), chosen, risk_rules)


def source_contacts(  # noqa: PLR0913 - as `likely_sources`
    index: ColocationIndex,
    cases: pd.DataFrame,
    sources: pd.DataFrame,
    *,
    rules: TracingRules | None = None,
    look_back_rules: LookBackRules | None = None,
    isolations: pd.DataFrame | None = None,
    case_dates: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the contacts behind a suspicion, as `Trace.contacts` writes them, at most a day long.

    Parameters
    ----------
    sources
        One row per case and source wanted: `case_id`, `source_id`, as `likely_sources` returns.
    index, cases, rules, look_back_rules, isolations, case_dates
        As they were given to `likely_sources`.
    """
    met = _met(
        index,
        _first_onsets(cases),
        rules or TracingRules(),
        look_back_rules or LookBackRules(),
        isolations,
    )
    met = _possible(met, case_dates)
    wanted = pd.MultiIndex.from_frame(sources[["case_id", "source_id"]])
    found = pd.MultiIndex.from_frame(met[["target_id", "source_id"]])
    return met[found.isin(wanted)].reset_index(drop=True)


def links_between_cases(
    index: ColocationIndex,
    cases: pd.DataFrame,
    *,
    rules: TracingRules | None = None,
    look_back_rules: LookBackRules | None = None,
) -> pd.DataFrame:
    """Return every contact by which one of the cases could be another's source, but for its dates.

    Those who live together meet every day, on some day that time allows: homes are left out.

    Returns
    -------
    pandas.DataFrame
        One row per contact in a case's look-back, as `Trace.contacts` writes it: `source_id` (the
        case who may have infected), `target_id`, `met_at` and more. The same two cases may stand
        in both orders; `consistent` tells which of the links time allows.
    """
    firsts = _first_onsets(cases)
    away = replace(rules or TracingRules(), homes=False)
    met = _met(index, firsts, away, look_back_rules or LookBackRules(), None)
    return met[met["source_id"].isin(cases["person_id"])].reset_index(drop=True)


def _first_onsets(cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per case: somebody who was reported twice fell ill by the earlier report."""
    contract.require_columns(cases, ("person_id", "onset_at"), of="cases")
    onsets = contract.moments(contract.seconds(cases["onset_at"], of="cases.onset_at"))
    known = pd.DataFrame({"person_id": cases["person_id"].array, "onset_at": onsets})
    in_order = known.sort_values("onset_at", kind="stable")
    return in_order.drop_duplicates("person_id").sort_index(ignore_index=True)


def _possible(contacts: pd.DataFrame, case_dates: pd.DataFrame | None) -> pd.DataFrame:
    """Leave out the contacts that time forbids between two cases."""
    if case_dates is None:
        return contacts
    return consistent(case_dates, contacts, are_candidates=True)


def _met(
    index: ColocationIndex,
    cases: pd.DataFrame,
    rules: TracingRules,
    chosen: LookBackRules,
    isolations: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return the contacts of each case, within its own look-back, with possible sources."""
    one_ring = _without_sum(rules)
    onsets = contract.moments(contract.seconds(cases["onset_at"], of="cases.onset_at"))
    parts = []
    codes = index.person_codes(cases["person_id"], of="cases.person_id")
    for row, onset in enumerate(onsets):
        until = onset - pd.Timedelta(chosen.shortest_incubation)
        since = onset - pd.Timedelta(chosen.look_back)
        trace = expand(
            neighbourhood(
                index,
                codes[row : row + 1],
                opens=contract.moment(since, of="cases.onset_at"),
                closes=contract.moment(until, of="cases.onset_at") + 1,
                linger=one_ring.seconds("linger"),
            ),
            cases.iloc[[row]][["person_id"]].assign(exposed_until=[until]),
            rules=one_ring,
            direction=Direction.BACKWARD,
            isolations=isolations,
            since=since,
        )
        parts.append(_day_by_day(trace.contacts(limit=None), until))
    empty = expand(
        index,
        pd.DataFrame({"person_id": cases["person_id"][:0], "exposed_until": onsets[:0]}),
        rules=one_ring,
        direction=Direction.BACKWARD,
    )
    full = [part for part in parts if len(part)] or [empty.contacts()]
    return pd.concat(full, ignore_index=True)


def _day_by_day(contacts: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Cut contacts that last longer, at home, into the days that begin before `until`.

    Each day has a likelihood of its own.
    """
    day = pd.Timedelta(days=1)
    parted = contacts["parted_at"]
    ends = parted.mask(parted > until, until)
    lasted = (ends - contacts["met_at"]).dt.total_seconds() / day.total_seconds()
    counts = np.ceil(lasted.fillna(1).to_numpy()).clip(1).astype(np.int64)
    if (counts <= 1).all():
        return contacts
    parts = contacts.loc[contacts.index.repeat(counts)]
    since = parts["met_at"] + day * parts.groupby(level=0).cumcount()
    parted = (since + day).where(since + day < parts["parted_at"], parts["parted_at"])
    minutes = ((parted - since).dt.total_seconds() / 60).where(parted.notna(), parts["minutes"])
    return parts.assign(met_at=since, parted_at=parted, minutes=minutes).reset_index(drop=True)


def _without_sum(rules: TracingRules) -> TracingRules:
    keep = ("min_overlap", "latent", "linger", "max_crowd", "homes", "interviews")
    return TracingRules(max_ring=1, **{name: getattr(rules, name) for name in keep})


def _timing(
    contacts: pd.DataFrame, cases: pd.DataFrame, chosen: LookBackRules
) -> NDArray[np.float64]:
    """Return the log-normal density of each contact's incubation, 1 at the mode."""
    by_case = pd.Series(
        contract.seconds(cases["onset_at"], of="cases.onset_at"), index=cases["person_id"]
    )
    onset = contacts["target_id"].map(by_case).to_numpy(dtype=np.float64)
    waited = onset - contract.seconds(contacts["met_at"], of="contacts.met_at")
    spread = chosen.incubation_sigma
    log = np.log(waited / pd.Timedelta(chosen.incubation_median).total_seconds())
    density = np.exp(-((log / spread) ** 2) / 2 - log - spread**2 / 2)
    return np.asarray(density, dtype=np.float64)


def _shares(
    contacts: pd.DataFrame, chosen: LookBackRules, risk_rules: RiskRules | None
) -> pd.DataFrame:
    pairs = contacts.groupby(["target_id", "source_id"], sort=True, observed=True).agg(
        first_met_at=("met_at", "min"), last_met_at=("met_at", "max"), minutes=("minutes", "sum"),
        weight=("weight", "sum"), is_case=("is_case", "any"),
    )  # fmt: skip
    pairs = pairs.reset_index().rename(columns={"target_id": "case_id"})
    coefficients = risk_rules or RiskRules()
    hourly = coefficients.rate_per_hour * coefficients.unknown_infectiousness
    unseen = -np.expm1(-hourly * chosen.unseen_hours)
    total = pairs.groupby("case_id", observed=True)["weight"].transform("sum") + unseen
    pairs["share"] = (pairs["weight"] / total.where(total > 0, 1.0)).astype("float64")
    pairs = pairs.sort_values(
        ["case_id", "share", "source_id"], ascending=[True, False, True], ignore_index=True
    )
    place = pairs.groupby("case_id", observed=True).cumcount()
    is_likely = (pairs["share"] >= chosen.least_share) & (pairs["share"] > 0)
    pairs["is_followed"] = (is_likely & (place < chosen.most_sources)).astype("bool")
    return pairs[list(SOURCE_COLUMNS)]
