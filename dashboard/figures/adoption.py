"""Installs of communes and agencies, and uses of the app, as one viewer may see them."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard import data, words
from dashboard.data.kept import Asked
from dashboard.figures import guarded
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import of_all, once
from dashboard.figures.units import named
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.indicators.disclosure import Plan
from dashboard.indicators.targets import OFFICIALS, SMARTPHONE_OWNERS, Progress, Target

OWNERS = "smartphone_owner_count"
STAFF = "head_count"
"""Columns of the two denominators."""

KINDS = ("agency_kind",)
KINDS_OF_DISTRICT = ("district_id", "agency_kind")

_BEFORE = {
    "past_day_count": ("installed_count", "day_change"),
    "past_week_count": ("installed_count", "week_change"),
}
"""Nobody prints what was; anyone can work it out."""

OWNERS_PLAN = Plan(
    counts=("smartphone_owner_count", "installed_count", "active_count"),
    changes=("week_change", "day_change"),
    differences={
        "missing_count": ("smartphone_owner_count", "installed_count"),
        "inactive_count": ("installed_count", "active_count"),
        **_BEFORE,
    },
    totals=((), DISTRICTS),
    complete=("smartphone_owner_count", "installed_count"),
    derived={
        "share": ("smartphone_owner_count", "installed_count"),
        "day_ago_share": ("smartphone_owner_count", "installed_count", "day_change"),
        "active_share": ("active_count", "installed_count"),
        "recent_per_day": ("week_change",),
        "needed_per_day": ("missing_count",),
    },
)
"""What is printed of the communes' smartphone owners, here and on the overview."""

STAFF_PLAN = Plan(
    counts=("head_count", "installed_count"),
    changes=("week_change", "day_change"),
    differences={"missing_count": ("head_count", "installed_count"), **_BEFORE},
    totals=((), DISTRICTS, KINDS, KINDS_OF_DISTRICT),
    complete=("head_count", "installed_count"),
    derived={
        "share": ("head_count", "installed_count"),
        "recent_per_day": ("week_change",),
        "needed_per_day": ("missing_count",),
    },
)
"""What is printed of the agencies' people."""


USES = ("declaration", "test", "vaccination", "scan")

USES_PLAN = replace(OWNERS_PLAN, counts=(*OWNERS_PLAN.counts, *(f"{use}_count" for use in USES)))
"""Uses are counted as people are: a commune's one test is one person's."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Adoption(Asked):
    """The app among smartphone owners and agencies' people, as its page shows it."""

    here: Viewpoint
    owners: Guarded
    """One row per commune of all districts with its uses, and what of it the viewer may not see."""
    staff: Guarded
    """One row per agency of all districts, and what of it the viewer may not see."""

    @property
    def question(self) -> Hashable:
        """Where from decides all the rest."""
        return self.here

    @property
    def communes(self) -> pd.DataFrame:
        """The communes of the district looked at: to make sums of."""
        return self.here.of_district(self.owners.rows)

    @property
    def communes_shown(self) -> pd.DataFrame:
        """The communes of the district looked at, as the viewer may see them."""
        return self.owners.shown(self.here.district_id)

    @property
    def agencies_shown(self) -> pd.DataFrame:
        """The agencies of the district looked at, as the viewer may see them."""
        return self.staff.shown(self.here.district_id)

    @property
    def withheld(self) -> frozenset[str]:
        """What of the communes' sums the viewer may not see."""
        return self.owners.withheld_total(self.here.district_id)

    @property
    def districts_shown(self) -> pd.DataFrame:
        """The viewer's districts, or the one looked at, as the viewer may see them."""
        rows = districts(self.owners.rows, self.here.data_day)
        return self.here.of_district(self.owners.shown_totals(rows, DISTRICTS))

    @property
    def kinds_shown(self) -> pd.DataFrame:
        """The kinds of agencies, as the viewer may see them."""
        return agency_kinds(self.staff, self.here)

    @property
    def owner_count(self) -> float:
        """Smartphone owners of the communes of which the installs are known too."""
        return float(known(self.communes, OWNERS)[OWNERS].sum())

    @property
    def head_count(self) -> float:
        """People of the agencies of which the installs are known too."""
        return float(known(self.here.of_district(self.staff.rows), STAFF)[STAFF].sum())


@once
def load(here: Viewpoint) -> Adoption:
    """Gather what the page shows of every commune and agency."""
    uses = data.adoption.app_uses(here.scope, here.data_time).drop(columns="district_id")
    rows = communes(here).merge(uses, on="commune_id", how="left")
    return Adoption(
        here=here,
        owners=guarded.guard(here.viewer, rows, USES_PLAN),
        staff=staff(here),
    )


@of_all
def communes(here: Viewpoint) -> pd.DataFrame:
    """Return one measured row per commune that the viewer may see, of its smartphone owners."""
    rows = data.adoption.commune_adoption(here.scope, here.data_time)
    return measured(named(rows), whole=OWNERS, target=SMARTPHONE_OWNERS, data_day=here.data_day)


@of_all
def agencies(here: Viewpoint) -> pd.DataFrame:
    """Return one measured row per agency that the viewer may see, of its head count."""
    rows = data.adoption.agency_adoption(here.scope, here.data_time)
    kinds = [words.say(f"agency.{kind}") for kind in rows["agency_kind"]]
    written = named(rows).assign(kind_name=kinds)
    return measured(written, whole=STAFF, target=OFFICIALS, data_day=here.data_day)


@of_all
def owners(here: Viewpoint) -> Guarded:
    """Decide what of all communes' rows the viewer may not see."""
    return guarded.guard(here.viewer, communes(here), OWNERS_PLAN)


@of_all
def staff(here: Viewpoint) -> Guarded:
    """Decide what of all agencies' rows the viewer may not see."""
    return guarded.guard(here.viewer, agencies(here), STAFF_PLAN)


def districts(commune_rows: pd.DataFrame, data_day: date) -> pd.DataFrame:
    """Return one measured row per district of these communes; the unknown stay out of it."""
    return _together(
        commune_rows,
        ["district_id", "district_name"],
        whole=OWNERS,
        target=SMARTPHONE_OWNERS,
        data_day=data_day,
    ).assign(unit_name=lambda rows: rows["district_name"])


def agency_kinds(agencies_seen: Guarded, here: Viewpoint) -> pd.DataFrame:
    """Return one measured row per kind of agency, as the viewer may see it."""
    by = KINDS if here.district_id is None else KINDS_OF_DISTRICT
    kinds = _together(
        here.of_district(agencies_seen.rows),
        [*by, "kind_name"],
        whole=STAFF,
        target=OFFICIALS,
        data_day=here.data_day,
    )
    return agencies_seen.shown_totals(kinds, by)


def measured(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> pd.DataFrame:
    """Add `share`, `missing_count`, `week_change`, `status` and its word to counted rows."""
    steps = [
        targets.progress(count, of, ago, target=target, data_day=data_day)
        for count, of, ago in zip(
            rows["installed_count"], rows[whole], rows["week_ago_count"], strict=True
        )
    ]
    return rows.assign(
        share=_floats(rows, [step.share for step in steps]),
        missing_count=pd.Series([step.missing_count for step in steps], rows.index, dtype="Int64"),
        week_change=rows["installed_count"] - rows["week_ago_count"],
        day_change=rows["installed_count"] - rows["day_ago_count"],
        recent_per_day=_floats(rows, [step.recent_per_day for step in steps]),
        needed_per_day=_floats(rows, [targets.whole_people(step.needed_per_day) for step in steps]),
        status=[str(step.status) for step in steps],
        status_word=[words.say(f"status.{step.status}") for step in steps],
        remark=[
            words.say("adoption.doubtful") if targets.is_doubtful(step.share) else ""
            for step in steps
        ],
    )


def total(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> Progress:
    """Measure all rows together; rows with an unknown count or denominator stay out of both."""
    sums = known(rows, whole)[["installed_count", whole, "week_ago_count"]].sum(min_count=1)
    count, of, ago = (float(value) for value in sums)
    return targets.progress(count, of, ago, target=target, data_day=data_day)


def day_change(rows: pd.DataFrame, whole: str) -> float | None:
    """Return the installs of the last 24 hours; None when nothing is known."""
    rows = known(rows, whole)
    if rows.empty:
        return None
    return float((rows["installed_count"] - rows["day_ago_count"]).sum())


def known(rows: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Return the rows of which both the count and the denominator are known."""
    return rows.dropna(subset=["installed_count", whole])


def _together(
    rows: pd.DataFrame, by: list[str], *, whole: str, target: Target, data_day: date
) -> pd.DataFrame:
    counts = ["installed_count", whole, "day_ago_count", "week_ago_count"]
    sums = known(rows, whole).groupby(by, as_index=False)[counts].sum(min_count=1)
    return measured(sums, whole=whole, target=target, data_day=data_day)


def _floats(rows: pd.DataFrame, values: list[float | None]) -> pd.Series:
    return pd.Series(values, rows.index, dtype="float64")
