"""What one team has to do today, of the communes that it answers for, and who does it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import pandas as pd

from dashboard import alphabet, data, words
from dashboard.data.vaccination import Limits
from dashboard.figures import units
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import days_work, follow_up
from dashboard.indicators.zone_status import CONFINING

MOST_DOSES: Final = 500
"""Most people whose second dose is due that one list names; the count tells of all."""

FOLLOWED: Final = frozenset(days_work.TASKS)
"""Actions of the people who are followed up still: no cases, nobody released."""


@dataclass(frozen=True)
class Team:
    """Whose day it is: the communes that a viewer looks at, and the present."""

    here: Viewpoint
    commune_id: str | None
    """None is every commune of the district, or of all that the viewer answers for."""
    now: datetime

    @property
    def caller(self) -> str:
        """The viewer as a caller is written: see `People.everybody`."""
        return words.of_data(self.here.viewer.name)

    @property
    def area(self) -> str:
        """The name of what the team answers for."""
        if self.commune_id is None:
            return self.here.area
        return f"{own_communes(self.here)[self.commune_id]}, {self.here.area}"


@dataclass(frozen=True, eq=False)
class People:
    """The people whom a team follows up."""

    everybody: pd.DataFrame
    """One row per follow-up that goes on: what it needs next, `commune`, `caller` and since when,
    both unknown where nobody has the person."""
    today: pd.DataFrame
    """Those who need something today, with `task`, the most overdue first."""


def own_communes(here: Viewpoint) -> dict[str, str]:
    """Return the communes of the district looked at: id -> name with its kind; none of several."""
    if here.district_id is None:
        return {}
    rows = units.named(here.of_district(data.units.communes(here.scope)))
    names = dict(zip(rows["commune_id"].astype("str"), rows["unit_name"], strict=True))
    return dict(sorted(names.items(), key=lambda named: alphabet.order(named[1])))


def people(team: Team) -> People:
    """Find whom the team follows up, what each needs, and who has whom to call."""
    here = team.here
    rows = here.of_district(data.follow_up.follow_ups_now(here.scope, here.data_time))
    nexts = follow_up.next_actions(rows.reset_index(drop=True), team.now)
    nexts = nexts[nexts["action"].isin(FOLLOWED)]
    homes = data.follow_up.homes(here.scope, nexts["person_id"].astype("int64").tolist())
    placed = nexts.merge(homes, on="person_id", how="left")
    if team.commune_id is not None:
        placed = placed[placed["commune_id"] == team.commune_id]
    assigned = data.follow_up.call_assignments(here.scope)
    assigned = assigned.assign(caller=assigned["caller"].map(words.of_data).astype("str"))
    held = placed.merge(assigned, on="person_id", how="left", validate="one_to_one")
    everybody = held.assign(commune=held["commune_id"].map(_commune_names(here)))
    return People(everybody, days_work.of_day(everybody, team.now))


def doses(team: Team) -> pd.DataFrame:
    """Count by vaccine whose second dose is due, and late: `due_count`, `late_count`."""
    here = team.here
    return data.vaccination.second_doses_due(
        here.scope, here.data_time, _limits(here), here.district_id, team.commune_id
    )


def people_for_doses(team: Team) -> pd.DataFrame:
    """Return whose second dose is due, `MOST_DOSES` at most, the longest late first."""
    here = team.here
    rows = data.vaccination.people_due_for_second(
        here.scope, here.data_time, _limits(here), MOST_DOSES, here.district_id, team.commune_id
    )
    due_days = {vaccine: here.data_day - due for vaccine, (due, _) in _dose_limits(here).items()}
    return rows.assign(
        commune=rows["commune_id"].map(_commune_names(here)),
        due_date=rows["first_date"] + rows["vaccine"].map(due_days).astype("timedelta64[us]"),
    )


def checkpoints(team: Team) -> pd.DataFrame:
    """Return what each open checkpoint lacks, `lacking_count` first: see `days_work.lacking`."""
    here = team.here
    rows = data.platforms.checkpoint_items(
        here.scope, here.data_time, here.district_id, team.commune_id
    )
    return days_work.lacking(rows).assign(commune=rows["commune_id"].map(_commune_names(here)))


def zones(team: Team) -> pd.DataFrame:
    """Return the zones in force, whose posts are to be relieved; who ends first comes first."""
    here = team.here
    rows = here.of_district(data.zones.zones(here.scope))
    if team.commune_id is not None:
        rows = rows[rows["commune_id"] == team.commune_id]
    rows = rows[rows["status"].isin(CONFINING)]
    named = rows.assign(commune=rows["commune_id"].map(_commune_names(here)))
    return named.sort_values(["planned_end_at", "zone_id"], ignore_index=True)


def _limits(here: Viewpoint) -> Limits:
    limits = _dose_limits(here)
    due, late = zip(*limits.values(), strict=True)
    return Limits(tuple(limits), due, late)


def _dose_limits(here: Viewpoint) -> dict[str, tuple[date, date]]:
    return days_work.dose_limits(here.data_day)


def _commune_names(here: Viewpoint) -> dict[str, str]:
    rows = data.units.communes(here.scope)
    names = [
        words.unit(kind, name)
        for kind, name in zip(rows["commune_kind"], rows["commune_name"], strict=True)
    ]
    return dict(zip(rows["commune_id"].astype("str"), names, strict=True))
