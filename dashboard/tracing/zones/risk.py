"""Where next week's infections will live: people's risk of a trace, laid on their homes.

Each person is given the infections that they are expected to carry into the coming days,

    own(i)  = risk of the trace, 1 for a case
    kin(i)  = (1 - own(i)) * household_attack * (1 - prod(1 - own(j))), j the others at home
    load(i) = free(i) * (own(i) * ahead(age(i)) + kin(i) * ahead(age at home - generation_days))

where `ahead(age)` is the share of an infection's power to infect that lies within the coming
`horizon_days`, for somebody infected `age` days ago, and `free(i)` is 1, or `isolated_factor` for
who is isolated, 0 for an isolated case. Who lives with a case is counted by `kin` alone: their
nights are in `household_attack`. A home's risk is the loads of all who live there, and for each of
them `commune_spread` times the mean load of their commune: what no trace saw. A part `place_share`
of the exposed people's own load stands at the place where they were exposed instead, where that is
a place that can be closed: no home, and no meeting that a case has told of.

The unit is expected infections: infected people, each by the share of their infectious days that
lies ahead. It is uncertain, and shown as such; it orders zones, and is no forecast of cases.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import RuleError, TableError
from dashboard.tracing.presets import INFECTIOUSNESS_BY_DAY
from dashboard.tracing.stays.homes import are_homes, are_unscanned

_DAY = 86_400.0
_PLACE = ("place_id", "lon", "lat", "commune_id")

HOUSEHOLD_COLUMNS = (
    "household_id", "lon", "lat", "commune_id", "hamlet_id", "resident_count", "f0_count",
    "f1_count", "risk",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ZoneRiskRules:
    """Every coefficient of the risk of homes and places.

    Parameters
    ----------
    household_attack
        Share of a household that one infected member infects: 0.3, for Delta [1]_.
    incubation_days
        From infection to onset (days): 4, as in `risk.RiskRules`.
    generation_days
        From a person's infection to those they cause (days): 5, from a mean serial interval of
        5.2 falling to 3.8 for Delta [2]_.
    horizon_days
        How far ahead infections count (days): 7, our choice.
    isolated_factor
        What is left of the load of somebody in quarantine who is no case: 0.1, our choice.
    commune_spread
        Load of each resident, as a share of their commune's mean: 0.1, chosen on simulated
        outbreaks (seeds apart from those reported, see `benchmarks.zones`).
    place_share
        Part of an exposed person's own load that stands at the place: 0.1, our choice: closing
        the place ends meetings there, not the illness at home.

    References
    ----------
    .. [1] Madewell et al. 2022, JAMA Netw Open 5(4):e229317.
    .. [2] Li et al. 2022, PLoS Negl Trop Dis, doi 10.1371/journal.pntd.0010048.
    """

    household_attack: float = 0.3
    incubation_days: float = 4.0
    generation_days: float = 5.0
    horizon_days: int = 7
    isolated_factor: float = 0.1
    commune_spread: float = 0.1
    place_share: float = 0.1

    def __post_init__(self) -> None:
        """Refuse shares outside 0..1 and times that are negative."""
        for rule in fields(self):
            value = getattr(self, rule.name)
            highest = np.inf if rule.name.endswith("_days") else 1
            if not 0 <= value <= highest:
                raise RuleError(f"{rule.name} must lie in 0..{highest}: {value}")


class ZoneRisks(NamedTuple):
    """Risk by home and by place."""

    households: pd.DataFrame
    """One row per household, `HOUSEHOLD_COLUMNS`: its one point (the mean of its members'),
    people who live there, cases and F1 among them, risk. By `household_id`."""
    places: pd.DataFrame
    """One row per place with risk: `place_id`, `lon`, `lat`, `commune_id`, `risk`."""
    without_position: int
    """Homes and places left out because a coordinate is missing."""


def zone_risks(
    homes: pd.DataFrame,
    exposed: pd.DataFrame,
    cases: pd.DataFrame,
    places: pd.DataFrame,
    *,
    at: object,
    rules: ZoneRiskRules | None = None,
) -> ZoneRisks:
    """Lay the risk of a trace on homes and places.

    Parameters
    ----------
    homes
        One row per resident of every commune concerned, everybody: `person_id`, `household_id`,
        `lon`, `lat`, and optionally `commune_id`, `hamlet_id`.
    exposed
        One row per person reached who is no case: `person_id`, `ring`, `risk` (0..1, see
        `call_order.call_risks`), `exposed_at`, `place_id` (of the longest contact; homes and
        interviews as in `stays`), and optionally `isolated_at`.
    cases
        One row per case: `person_id`, `onset_at`, `isolated_at` (may be unknown). A person with
        several rows is one case, with the earliest of each.
    places
        One row per place: `place_id`, `lon`, `lat`, and optionally `commune_id`.
    at
        The moment of the decision: isolations after it have not happened.

    Raises
    ------
    TableError
        If a column is missing, a risk is unknown or not in 0..1, or somebody is listed twice.
    """
    rules = rules or ZoneRiskRules()
    contract.require_columns(homes, ("person_id", "household_id", "lon", "lat"), of="homes")
    contract.require_columns(places, ("place_id", "lon", "lat"), of="places")
    now = contract.moment(at, of="at")
    traced = _traced(exposed, cases, now, rules)
    known = homes.dropna(subset=["lon", "lat"])
    residents = known.merge(traced, on="person_id", how="left").assign(
        commune_id=known["commune_id"].to_numpy() if "commune_id" in known else None,
        hamlet_id=known["hamlet_id"].to_numpy() if "hamlet_id" in known else None,
    )
    residents["load"] = _loads(residents, rules)
    met = _met(traced, places, rules)
    met_somewhere = met.dropna(subset=["lon", "lat"]).reset_index(drop=True)
    lost = len(homes) - len(known) + len(met) - len(met_somewhere)
    return ZoneRisks(_households(residents, rules), met_somewhere, lost)


def ahead(age_days: NDArray[np.float64], rules: ZoneRiskRules) -> NDArray[np.float64]:
    """Return the share of an infection's power to infect that lies within the horizon.

    Parameters
    ----------
    age_days
        Days since infection; negative for infections yet to come.

    >>> ahead(np.array([0.0, 14.0]), ZoneRiskRules()).round(2).tolist()
    [0.87, 0.0]
    """
    days = np.arange(1, rules.horizon_days + 1)
    from_onset = np.floor(age_days[:, None] - rules.incubation_days + days[None, :])
    weights = np.zeros(from_onset.shape)
    for day, weight in INFECTIOUSNESS_BY_DAY.items():
        weights[from_onset == day] = weight
    return np.asarray(weights.sum(axis=1) / sum(INFECTIOUSNESS_BY_DAY.values()))


def _traced(
    exposed: pd.DataFrame, cases: pd.DataFrame, now: np.int64, rules: ZoneRiskRules
) -> pd.DataFrame:
    """Return one row per case and exposed person: `own`, `age` (days), `free`, `place_id`."""
    contract.require_columns(
        exposed, ("person_id", "ring", "risk", "exposed_at", "place_id"), of="exposed"
    )
    contract.require_columns(cases, ("person_id", "onset_at", "isolated_at"), of="cases")
    risk = exposed["risk"].to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~((risk >= 0) & (risk <= 1))
    if wrong.any():
        raise TableError(f"exposed.risk must be known and in 0..1: {risk[wrong.argmax()]}")
    exposed_at = contract.seconds(exposed["exposed_at"], of="exposed.exposed_at")
    people = cases.groupby("person_id", sort=False, as_index=False)
    cases = people[["onset_at", "isolated_at"]].min()
    onset = contract.seconds(cases["onset_at"], of="cases.onset_at")
    reached = pd.DataFrame(
        {
            "person_id": exposed["person_id"].to_numpy(),
            "ring": exposed["ring"].to_numpy(np.int64),
            "own": np.where(are_homes(exposed["place_id"]), 0.0, risk),
            "age": (now - exposed_at) / _DAY,
            "free": np.where(_isolated(exposed, now), rules.isolated_factor, 1.0),
            "place_id": exposed["place_id"].mask(are_unscanned(exposed["place_id"])).to_numpy(),
        }
    )
    confirmed = pd.DataFrame(
        {
            "person_id": cases["person_id"].to_numpy(),
            "ring": 0,
            "own": 1.0,
            "age": (now - onset) / _DAY + rules.incubation_days,
            "free": np.where(_isolated(cases, now), 0.0, 1.0),
        }
    )
    traced = pd.concat([confirmed, reached], ignore_index=True)
    twice = traced["person_id"].duplicated()
    if twice.any():
        person = traced.loc[twice, "person_id"].iloc[0]
        raise TableError(f"person {person} is listed twice, as a case or exposed")
    return traced


def _isolated(people: pd.DataFrame, now: np.int64) -> NDArray[np.bool_]:
    if "isolated_at" not in people:
        return np.zeros(len(people), dtype=np.bool_)
    since = contract.seconds(people["isolated_at"], of="isolated_at", may_be_unknown=True)
    return np.asarray(since <= now)


def _loads(residents: pd.DataFrame, rules: ZoneRiskRules) -> NDArray[np.float64]:
    """Return each resident's load: their own (less what stands at a place), and their kin's."""
    own = residents["own"].fillna(0.0).to_numpy()
    age = residents["age"].fillna(0.0).to_numpy()
    free = residents["free"].fillna(1.0).to_numpy()
    home, count = _codes(residents["household_id"])
    escaped = np.log1p(-np.minimum(own, 1 - 1e-12))
    others = -np.expm1(np.bincount(home, escaped, count)[home] - escaped)
    weight = np.bincount(home, own, count)[home] - own
    ages = np.bincount(home, own * age, count)[home] - own * age
    is_shared = weight > 1e-12  # noqa: PLR2004 - rounding
    age_at_home = np.where(is_shared, ages / np.where(is_shared, weight, 1.0), 0.0)
    kin = (1 - own) * rules.household_attack * np.where(is_shared, others, 0.0)
    at_home = np.where(residents["place_id"].notna(), 1 - rules.place_share, 1.0)
    later = ahead(age_at_home - rules.generation_days, rules)
    return np.asarray(free * (own * at_home * ahead(age, rules) + kin * later))


def _met(traced: pd.DataFrame, places: pd.DataFrame, rules: ZoneRiskRules) -> pd.DataFrame:
    """Return what stands at the places where people were exposed."""
    load = traced["free"] * traced["own"] * ahead(traced["age"].to_numpy(np.float64), rules)
    at_places = (load * rules.place_share).groupby(traced["place_id"]).sum()
    risk = at_places[at_places > 0].rename("risk").rename_axis("place_id").reset_index()
    points = places.reindex(columns=[*_PLACE]).drop_duplicates("place_id")
    return risk.merge(points, on="place_id", how="left")[[*_PLACE, "risk"]]


def _households(residents: pd.DataFrame, rules: ZoneRiskRules) -> pd.DataFrame:
    communes = residents.groupby("commune_id", observed=True, dropna=False)
    mean = communes["load"].transform("mean")
    found = residents.assign(
        risk=residents["load"] + rules.commune_spread * mean,
        is_f0=residents["ring"].eq(0),
        is_f1=residents["ring"].eq(1),
    ).groupby("household_id", observed=True, sort=True)
    households = found.agg(
        lon=("lon", "mean"),
        lat=("lat", "mean"),
        commune_id=("commune_id", "first"),
        hamlet_id=("hamlet_id", "first"),
        resident_count=("person_id", "size"),
        f0_count=("is_f0", "sum"),
        f1_count=("is_f1", "sum"),
        risk=("risk", "sum"),
    ).reset_index()
    return households[list(HOUSEHOLD_COLUMNS)]


def _codes(ids: pd.Series) -> tuple[NDArray[np.intp], int]:
    codes, known = pd.factorize(ids)
    return codes, len(known)
