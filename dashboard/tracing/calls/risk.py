"""Whom to call and test first: contacts in, a score between 0 and 1 per person out.

Who is on the list is decided by the trace; this decides only the order. Each contact gets the
chance that it infected,

    p = source risk * (1 - exp(-rate * hours * infectiousness * air * closeness * confidence))

and a person's contacts are combined as `1 - prod(1 - p)`. A case is the source with risk 1; an
F1's own score is the source risk of its F2, so a farther ring counts less of itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import RuleError, TableError
from dashboard.tracing.index.colocation import CONFIDENCE
from dashboard.tracing.presets import INFECTIOUSNESS_BY_DAY

CONTACT_COLUMNS = (
    "source_id", "target_id", "place_id", "met_at", "minutes", "source_ring", "confidence",
)  # fmt: skip

_VIETNAM = pd.Timedelta(hours=7)


@dataclass(frozen=True, kw_only=True)
class RiskRules:
    """Every coefficient of the score, with unit and source.

    Parameters
    ----------
    infectiousness
        Weight (no unit) by whole day from the source's onset; any other day counts 0. Source: [1]_.
    unknown_infectiousness
        Weight where the source's onset is not known: 0.9, the mean of [1]_ over days -4 to +7
        (our choice: neither the peak nor nothing).
    incubation
        Days from exposure to the presumed onset of a source who is no case: 4, from a mean of 3.7
        for Delta [2]_, in whole days.
    rate_per_hour
        Infections per hour of contact at weight 1, indoors, close: 0.028. Our choice, so that
        8 hours at the peak weight of 1.6 give 0.3, about what households saw of Delta [3]_. It
        scales the score and hardly changes the order.
    outdoor_factor
        Outdoors against indoors: 1/6. The odds indoors were 18.7 times higher (95 % CI 6.0 to
        57.9) [4]_; the cautious end, for a roofed market is neither.
    unknown_place_factor
        Where nobody noted whether a place is indoors: 1, as if indoors (our choice: cautious).
    close_people
        In a crowd of n people each is close to at most this many others: 10, our choice. The
        factor is `close_people / max(close_people, n - 1)`: 1 in an office of 6, 0.011 in a
        market hall of 900.
    recorded, bounded, assumed
        Share of the contact's minutes believed, by the confidence of its weaker stay: 1, 0.9 and
        0.6. Our choice, to be tuned on recorded in/out pairs.

    References
    ----------
    .. [1] Corona-Warn-App, transmission risk levels by days since onset, in `tracing.md`.
    .. [2] Ogata et al. 2022, Int J Environ Res Public Health 19(3):1127.
    .. [3] Madewell et al. 2022, JAMA Netw Open 5(4):e229317.
    .. [4] Bulfone et al. 2021, J Infect Dis 223(4):550-561.
    """

    infectiousness: Mapping[int, float] = field(default_factory=lambda: INFECTIOUSNESS_BY_DAY)
    unknown_infectiousness: float = 0.9
    incubation: int = 4
    rate_per_hour: float = 0.028
    outdoor_factor: float = 1 / 6
    unknown_place_factor: float = 1.0
    close_people: float = 10.0
    recorded: float = 1.0
    bounded: float = 0.9
    assumed: float = 0.6

    def __post_init__(self) -> None:
        """Refuse numbers that would make the score leave 0..1 or turn an order round."""
        weights = {f"infectiousness[{day}]": w for day, w in self.infectiousness.items()}
        for name in ("unknown_infectiousness", "rate_per_hour", "incubation", "close_people"):
            weights[name] = getattr(self, name)
        for name, value in weights.items():
            if not 0 <= value < np.inf:
                raise RuleError(f"{name} must not be negative or unknown: {value}")
        if self.close_people < 1:
            raise RuleError(f"close_people must be at least 1: {self.close_people}")
        for name in ("outdoor_factor", "unknown_place_factor"):
            if not 0 <= getattr(self, name) <= 1:
                raise RuleError(f"{name} must lie in 0..1: {getattr(self, name)}")
        if not 1 >= self.recorded >= self.bounded >= self.assumed >= 0:
            raise RuleError(
                "recorded, bounded and assumed must fall from 1 to 0: "
                f"{self.recorded}, {self.bounded}, {self.assumed}"
            )


def rank(
    contacts: pd.DataFrame,
    *,
    onsets: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    rules: RiskRules | None = None,
) -> pd.DataFrame:
    """Order the people on a list by the chance that they were infected.

    Parameters
    ----------
    contacts
        One row per contact, as `Trace.contacts()` returns it for a forward trace, optionally with
        `crowd_count` (people present, see `crowds.crowds`); without it every place counts as small.
    onsets
        One row per person: `person_id`, `onset_at` (may be missing). A source of ring 0 without
        onset gets `unknown_infectiousness`; a source of a farther ring gets a presumed one.
    places
        One row per place: `place_id`, `is_indoor` (may be missing).
    rules
        The coefficients; the documented ones if absent.

    Returns
    -------
    pandas.DataFrame
        One row per exposed person, highest score first, then earliest contact, then id:
        `person_id`, `risk` (0..1), `contact_count`, `minutes` (in total), `met_at` (first).
    """
    risks = contact_risks(contacts, onsets=onsets, places=places, rules=rules)
    people = contacts.assign(risk=1 - risks).groupby("target_id", sort=True, observed=True).agg(
        risk=("risk", "prod"), contact_count=("risk", "size"),
        minutes=("minutes", "sum"), met_at=("met_at", "min"),
    )  # fmt: skip
    people["risk"] = 1 - people["risk"]
    people = people.rename_axis("person_id").reset_index()
    order = ["risk", "met_at", "person_id"]
    return people.sort_values(order, ascending=[False, True, True], ignore_index=True)


def contact_risks(
    contacts: pd.DataFrame,
    *,
    onsets: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    rules: RiskRules | None = None,
) -> pd.Series:
    """Return the chance (0..1) that each contact infected its target; parameters as in `rank`.

    Notes
    -----
    Rings are taken from the case outwards: the risk of an F1 is complete before its F2 are
    scored. A contact with a source whom these contacts do not reach keeps source risk 1: nothing
    is known that would lower it.
    """
    rules = rules or RiskRules()
    contract.require_columns(contacts, CONTACT_COLUMNS, of="contacts")
    dose = rules.rate_per_hour * _hours(contacts) * _places_factor(contacts, places, rules)
    dose *= _closeness(contacts, rules) * _confidence(contacts, rules)
    source, target, count = _people(contacts)
    ring = contacts["source_ring"].to_numpy()
    met = contract.seconds(contacts["met_at"], of="contacts.met_at")
    onset = _onset_days(contacts, onsets)
    risks = np.zeros(len(contacts))
    escaped = np.ones(count)
    exposed = np.full(count, contract.NEVER, dtype=np.int64)
    is_target = np.bincount(target, minlength=count) > 0
    for number in np.unique(ring):
        rows = np.flatnonzero(ring == number)
        of = source[rows]
        presumed = (number > 0) & np.isnan(onset[rows]) & (exposed[of] < contract.NEVER)
        day = np.where(presumed, _day(exposed[of]) + rules.incubation, onset[rows])
        weight = _weights(_day(met[rows]) - day, rules)
        believed = np.where((number > 0) & is_target[of], 1 - escaped[of], 1.0)
        risks[rows] = believed * -np.expm1(-dose[rows] * weight)
        np.multiply.at(escaped, target[rows], 1 - risks[rows])
        np.minimum.at(exposed, target[rows], met[rows])
    return pd.Series(risks, index=contacts.index, name="risk")


def _hours(contacts: pd.DataFrame) -> NDArray[np.float64]:
    minutes = contacts["minutes"].to_numpy(dtype=np.float64)
    wrong = ~(minutes >= 0)
    if wrong.any():
        raise TableError(f"contacts.minutes has {minutes[wrong.argmax()]}; it must not be negative")
    return minutes / 60


def _places_factor(
    contacts: pd.DataFrame, places: pd.DataFrame | None, rules: RiskRules
) -> NDArray[np.float64]:
    if places is None:
        return np.full(len(contacts), rules.unknown_place_factor)
    contract.require_columns(places, ("place_id", "is_indoor"), of="places")
    indoor = places.drop_duplicates("place_id").set_index("place_id")["is_indoor"]
    known = contacts["place_id"].map(indoor.astype("boolean").astype("Float64"))
    inside = known.to_numpy(dtype=np.float64, na_value=np.nan)
    factor = np.where(inside > 0, 1.0, rules.outdoor_factor)
    return np.where(np.isnan(inside), rules.unknown_place_factor, factor)


def _closeness(contacts: pd.DataFrame, rules: RiskRules) -> NDArray[np.float64]:
    if "crowd_count" not in contacts:
        return np.ones(len(contacts))
    others = contacts["crowd_count"].to_numpy(dtype=np.float64, na_value=np.nan) - 1
    near = rules.close_people / np.maximum(rules.close_people, others)
    return np.where(np.isnan(others), 1.0, near)


def _confidence(contacts: pd.DataFrame, rules: RiskRules) -> NDArray[np.float64]:
    codes = pd.Index(CONFIDENCE).get_indexer(pd.Index(contacts["confidence"].astype(object)))
    if (codes < 0).any():
        value = contacts["confidence"].iloc[int((codes < 0).argmax())]
        raise TableError(f"contacts.confidence has {value!r}; it knows {', '.join(CONFIDENCE)}")
    believed = np.array([rules.recorded, rules.bounded, rules.assumed])
    return np.asarray(believed[codes], dtype=np.float64)


def _people(contacts: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    both = pd.concat([contacts["source_id"], contacts["target_id"]], ignore_index=True)
    codes, known = pd.factorize(both)
    return codes[: len(contacts)], codes[len(contacts) :], len(known)


def _onset_days(contacts: pd.DataFrame, onsets: pd.DataFrame | None) -> NDArray[np.float64]:
    if onsets is None:
        return np.full(len(contacts), np.nan)
    contract.require_columns(onsets, ("person_id", "onset_at"), of="onsets")
    when = contract.seconds(onsets["onset_at"], of="onsets.onset_at", may_be_unknown=True)
    day = np.where(when < contract.NEVER, _day(when), np.nan)
    first = pd.Series(day, index=pd.Index(onsets["person_id"])).groupby(level=0).min()
    days = contacts["source_id"].map(first).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(days)


def _day(when: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the Vietnamese day of each moment."""
    return (when + int(_VIETNAM.total_seconds())) // 86_400


def _weights(days: NDArray[Any], rules: RiskRules) -> NDArray[np.float64]:
    weights = np.where(np.isnan(days), rules.unknown_infectiousness, 0.0).astype(np.float64)
    for day, weight in rules.infectiousness.items():
        weights[days == day] = weight
    return weights
