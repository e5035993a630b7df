"""Simulated outbreaks with known truth, as the tables that tracing takes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import PRESETS, ColocationIndex, TracingRules, stays_from_check_ins
from dashboard.tracing.comparison import windows
from simulation.clock import DAY_COUNT, NEVER, NOW
from simulation.clock import moments as arrow_moments
from simulation.epidemic import SETTINGS
from simulation.places import KINDS
from simulation.province import Province, make_province
from simulation.stays import joined

PRESET = PRESETS["moh_2021_08"]


@dataclass(frozen=True, eq=False)
class TrueOutbreak:
    """One outbreak: where people were, who infected whom, and who came to light."""

    seed: int
    stays: pd.DataFrame
    """One row per true stay: `person_id`, `place_id`, `arrived_at`, `left_at`, `confidence`."""
    infections: pd.DataFrame
    """One row per infection: `person_id`, `infector_id` (-1 for seeds and arrivals), `setting`,
    `infected_at`."""
    cases: pd.DataFrame
    """One row per confirmed case: `person_id`, `onset_at` (of symptoms, else the sample),
    `infectious_from`, `infectious_until` (the default preset's), `confirmed_at`."""
    places: pd.DataFrame
    """One row per place: `place_id`, `is_indoor`, `kind`. When it closes is taken as unknown."""
    household: NDArray[np.int64]
    """The household of each person, by `person_id`."""

    @property
    def people_count(self) -> int:
        """How many people the province has."""
        return len(self.household)

    def seen(self, scan_share: float, others: pd.DataFrame | None = None) -> ColocationIndex:
        """Return the stays of a share of all people, cases among them: the others never scan.

        `others` are stays known whoever scans: at home, or named by a case.
        """
        seen = self.stays[self._scans(scan_share)]
        if others is not None:
            seen = pd.concat([seen.assign(place_kind="other"), others], ignore_index=True)
        return ColocationIndex.build(seen)

    def scanned(self, scan_share: float) -> ColocationIndex:
        """Return the same, with every end estimated from arrivals alone, as real scans need."""
        scans = self.stays.loc[self._scans(scan_share), ["person_id", "place_id", "arrived_at"]]
        scans = scans.rename(columns={"arrived_at": "scanned_at"})
        never = pd.Series(pd.NaT, index=scans.index, dtype="datetime64[us, UTC]")
        stays = stays_from_check_ins(
            scans.assign(left_at=never), self.places, rules=TracingRules(), now=_now()
        )
        return ColocationIndex.build(stays)

    def _scans(self, scan_share: float) -> NDArray[np.bool_]:
        """Return which stays are seen; the people of a lower share are among a higher one's."""
        diligence = np.random.default_rng([self.seed, 7]).random(self.people_count)
        return np.asarray(diligence[self.stays["person_id"].to_numpy()] < scan_share)


def simulate(seed: int, people: int) -> TrueOutbreak:
    """Let one outbreak happen, and note the truth."""
    return outbreak_of(make_province(seed, people, lambda _: None))


def outbreak_of(province: Province) -> TrueOutbreak:
    """Note the truth about a province's outbreak."""
    epidemic, routines = province.outbreak.epidemic, province.routines
    days = [routines.stays_of(day).without_absent(epidemic.isolated) for day in range(DAY_COUNT)]
    stays = joined(days)
    who = epidemic.all_infected()
    confirmed = province.outbreak.confirmed_by(NOW)
    sampled, onset = epidemic.sampled[confirmed], epidemic.onset[confirmed]
    cases = pd.DataFrame(
        {
            "person_id": confirmed,
            "onset_at": moments(np.where(epidemic.has_symptoms[confirmed], onset, sampled)),
            "isolated_at": moments(epidemic.isolated[confirmed]),
        }
    )
    open_close = windows(cases, PRESET)
    return TrueOutbreak(
        seed=province.seed,
        stays=pd.DataFrame(
            {
                "person_id": stays.person,
                "place_id": stays.place,
                "arrived_at": moments(stays.arrived),
                "left_at": moments(stays.left),
                "confidence": "recorded",
            }
        ),
        infections=pd.DataFrame(
            {
                "person_id": who,
                "infector_id": epidemic.infector[who],
                "setting": np.array(SETTINGS)[epidemic.setting[who]],
                "infected_at": moments(epidemic.infected[who]),
            }
        ),
        cases=open_close.assign(
            onset_at=cases["onset_at"], confirmed_at=moments(epidemic.confirmed[confirmed])
        ),
        places=pd.DataFrame(
            {
                "place_id": np.arange(province.places.count),
                "is_indoor": province.places.is_indoor,
                "kind": np.array([kind.name for kind in KINDS])[province.places.kind],
            }
        ),
        household=province.population.household.astype(np.int64),
    )


def moments(seconds: NDArray[np.signedinteger]) -> pd.Series:
    """Return times from seconds of the simulation's clock; missing where never."""
    known = np.where(seconds >= NEVER, NEVER, seconds).astype(np.int64)
    return arrow_moments(known).to_pandas().astype("datetime64[us, UTC]")


def _now() -> pd.Timestamp:
    return pd.Timestamp(moments(np.array([NOW])).iloc[0])
