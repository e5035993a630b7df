"""New cases, the lists that they were on, and the people listed, as far as one viewer may see."""

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from dashboard import clock, data
from dashboard.access import Right
from dashboard.data.kept import Load
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import yields


@dataclass(frozen=True, eq=False)
class Yield:
    """What tracing listed, and what became of it, in the weeks told apart.

    Attributes
    ----------
    cases
        One row per new case: `on_date` (confirmed), `monday`, `district_id`; and `case_id`,
        `known_at`, `found`, `is_named`, unknown to who may not see who is a case: see
        `yields.of_cases`.
    people
        One row per person listed: `on_date`, `monday`, `district_id`. Who may not see isolations
        sees those of the call list.
    undated_count
        Cases of the whole scope that no usable date places in time; None: not to be seen.
    """

    cases: pd.DataFrame
    people: pd.DataFrame
    undated_count: int | None
    first_day: pd.Timestamp
    """From this day on cases are new: see `yields.DAYS`."""

    @property
    def new_cases(self) -> pd.DataFrame:
        """The new cases."""
        return self.cases[self.cases["on_date"] >= self.first_day]

    @property
    def newly_listed(self) -> pd.DataFrame:
        """Who was listed in the days of the new cases."""
        return self.people[self.people["on_date"] >= self.first_day]


def read(here: Viewpoint) -> Yield:
    """Find the cases and the people listed in the last weeks, of what the viewer looks at."""
    may_trace = Right.TRACE_CONTACTS in here.viewer.rights
    today = pd.Timestamp(here.data_day)
    monday = today - timedelta(days=today.day_of_week, weeks=yields.WEEKS - 1)
    listed = data.follow_up.follow_ups_ever(here.scope, here.data_time)
    isolations = data.tracing.isolations(here.load)
    if may_trace:
        cases = _with_districts(here, known(here.load))
        cases = cases.assign(
            on_date=_days(cases["confirmed_at"]),
            is_named=yields.is_named(cases, data.cases.interviews(here.scope)),
        )
    else:
        cases = _counted(here, (today - monday).days + 1)
    people = yields.listings(isolations, listed)
    homes = data.follow_up.homes(here.scope, people["person_id"].unique().tolist())
    people = _with_districts(here, people.merge(homes, on="person_id", how="left"))
    people = people.assign(on_date=_days(people["on_list_at"]))
    return Yield(
        cases=_of_weeks(here, cases, monday, today),
        people=_of_weeks(here, people, monday, today),
        undated_count=len(data.tracing.undated_cases(here.load)) if may_trace else None,
        first_day=today - timedelta(days=yields.DAYS - 1),
    )


def known(load: Load) -> pd.DataFrame:
    """Return the cases with the list that each was on: see `yields.of_cases`."""
    listed = data.follow_up.follow_ups_ever(load.scope, load.data_time)
    return yields.of_cases(data.tracing.cases(load), data.tracing.isolations(load), listed)


def _counted(here: Viewpoint, days: int) -> pd.DataFrame:
    """Return one row per case of whom nothing is told but where and when they were confirmed."""
    rows = data.cases.commune_risk_days(here.scope, here.data_time, days)
    each = rows.loc[rows.index.repeat(rows["case_count"].astype("int64"))].reset_index(drop=True)
    unknown = pd.Series(pd.NaT, each.index, dtype="datetime64[us, UTC]")
    return _with_districts(here, each).assign(
        on_date=pd.to_datetime(each["on_date"]).astype("datetime64[us]"),
        case_id=None,
        reported_at=unknown,
        known_at=unknown,
        found=None,
        is_named=None,
    )


def _with_districts(here: Viewpoint, rows: pd.DataFrame) -> pd.DataFrame:
    communes = data.units.communes(here.scope).set_index("commune_id")["district_id"]
    return rows.assign(district_id=rows["commune_id"].map(communes))


def _days(moments: pd.Series) -> "pd.Series[pd.Timestamp]":
    days: pd.Series[pd.Timestamp] = clock.local_times(moments).dt.normalize()
    return days


def _of_weeks(
    here: Viewpoint, rows: pd.DataFrame, monday: pd.Timestamp, today: pd.Timestamp
) -> pd.DataFrame:
    """Return the rows of these weeks and of the district looked at, each with its week."""
    own = here.of_district(rows[(rows["on_date"] >= monday) & (rows["on_date"] <= today)])
    begins = own["on_date"] - pd.to_timedelta(own["on_date"].dt.day_of_week, unit="D")
    return own.assign(monday=begins).reset_index(drop=True)
