"""Vaccination of communes, of adults or of everyone, withheld where it must be."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.data.kept import Asked
from dashboard.figures import guarded
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import of_all, once
from dashboard.figures.units import named
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure, targets, vaccination
from dashboard.indicators.disclosure import Plan, Withheld

WHOM: Final = ("adults", "everyone")
WHERE: Final = ("lived", "given")
STEPS: Final = ("dose1", "dose2", "registered", "invited")
_AGES: Final = ("day_change", "week_change")
COUNTS: Final = (
    *(f"{step}_count" for step in STEPS),
    *(f"{step}_{ago}_count" for step in ("dose1", "dose2") for ago in ("day_ago", "week_ago")),
)

_OF_EACH: Final = ("whole", *(f"{step}_count" for step in STEPS))
_CHANGES: Final = tuple(f"{step}_{ago}" for step in ("dose1", "dose2") for ago in _AGES)
_ELDERLY: Final = ("elderly_count", "elderly_dose1_count")
_DERIVED: Final = {
    **{f"{step}_share": (f"{step}_count", "whole") for step in STEPS},
    "waiting_count": ("dose1_count", "dose2_count"),
    "adult_share": ("adult_dose1_count", "adult_whole"),
    "elderly_share": _ELDERLY,
    "lag_share": ("adult_share", "elderly_share"),
}

RESIDENTS_PLAN: Final = Plan(
    counts=(*(f"{whom}_{name}" for whom in WHOM for name in _OF_EACH), *_ELDERLY),
    changes=tuple(f"{whom}_{name}" for whom in WHOM for name in _CHANGES),
    differences={
        **{
            f"minor_{step}_count": (f"everyone_{step}_count", f"adults_{step}_count")
            for step in STEPS
        },
        **{
            f"{whom}_waiting_count": (f"{whom}_dose1_count", f"{whom}_dose2_count") for whom in WHOM
        },
        "without_dose_count": ("adults_whole", "adults_dose1_count"),
        "younger_dose1_count": ("adults_dose1_count", "elderly_dose1_count"),
        "elderly_without_dose_count": _ELDERLY,
    },
    totals=((), DISTRICTS),
)
"""What is printed of the communes' adults, everyone and elderly, together: who sees both of the
first sees the children, and who sees the elderly sees the others."""

GIVEN_PLAN: Final = Plan(
    counts=("dose1_count", "dose2_count"), changes=_CHANGES, totals=((), DISTRICTS)
)
"""What is printed of the doses given in communes, whoever had them."""


@dataclass(frozen=True, slots=True)
class Basis:
    """How coverage is counted: of whom, and by where people live or where doses were given."""

    whom: str = WHOM[0]
    where: str = WHERE[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class Coverage(Asked):
    """Vaccination as its page shows it."""

    here: Viewpoint
    basis: Basis
    counted: Guarded
    """One row per commune of all districts, and what of it the viewer may not see."""
    at_home: pd.DataFrame
    """The communes of the district looked at, doses counted where people live."""
    groups: pd.DataFrame
    """One row per commune of all districts and group of residents: to make sums of."""
    behind: pd.DataFrame
    """The communes where the elderly lag, as the viewer may see them, the furthest behind first."""
    lag_known_count: int
    """Of how many communes it is known whether the elderly lag."""

    @property
    def question(self) -> Hashable:
        """Where from and how is counted decides all the rest."""
        return self.here, self.basis

    @property
    def rows(self) -> pd.DataFrame:
        """The communes of the district looked at: to make sums of."""
        return self.here.of_district(self.counted.rows)

    @property
    def withheld(self) -> frozenset[str]:
        """What of the sums of the district looked at the viewer may not see."""
        return self.counted.withheld_total(self.here.district_id)

    @property
    def shown(self) -> pd.DataFrame:
        """The communes of the district looked at, as the viewer may see them."""
        return self.counted.shown(self.here.district_id)


@once
def load(here: Viewpoint, basis: Basis) -> Coverage:
    """Gather what the page shows of every commune."""
    of_groups = groups(here, basis.whom)
    counted = guard(here, basis)
    at_home = here.of_district(communes(here, Basis(basis.whom)))
    lag = vaccination.elderly_lag(here.of_district(of_groups))
    named_units = at_home[["commune_id", "unit_name", "district_name"]]
    joined = named_units.merge(lag, left_on="commune_id", right_index=True, how="left")
    return Coverage(
        here=here,
        basis=basis,
        counted=counted,
        at_home=at_home,
        groups=of_groups,
        behind=_behind(joined, counted),
        lag_known_count=int(joined["lag_share"].notna().sum()),
    )


@of_all
def communes(here: Viewpoint, basis: Basis) -> pd.DataFrame:
    """Return one row per commune with its counts, its `whole` and a share per step.

    The whole is the register's adults, or the estimated population of all ages. Where doses count
    as given, they are those recorded at the commune's sites, whoever had them.
    """
    rows = data.vaccination.commune_coverage(here.scope, here.data_time, targets.ADULT_AGE)
    counted = _adults(rows) if basis.whom == "adults" else _everyone(rows)
    if basis.where == "given":
        doses = data.vaccination.commune_doses(here.scope, here.data_time, by_home=False)
        counted = _as_given(counted, doses)
    shares = {
        f"{step}_share": _shares(counted[f"{step}_count"], counted["whole"]) for step in STEPS
    }
    return named(counted).assign(**shares, remark=_remarks(counted, pd.DataFrame(shares)))


@of_all
def groups(here: Viewpoint, whom: str) -> pd.DataFrame:
    """Return one row per commune and group of residents: adults, or people of every age."""
    rows = data.vaccination.coverage_groups(here.scope, here.data_time, vaccination.LOWEST_AGES)
    return rows[rows["lowest_age"] >= lowest_age(whom)]


def lowest_age(whom: str) -> int:
    """Return the age from which people are counted."""
    return targets.ADULT_AGE if whom == "adults" else vaccination.LOWEST_AGES[0]


@of_all
def guard(here: Viewpoint, basis: Basis) -> Guarded:
    """Decide what of all communes' coverage the viewer may not see, the elderly among it.

    They are printed on one page, so what is withheld because of them is so on every page, of today
    and of any day before: a number of one page would undo what another withholds.
    """
    residents = guarded.guard(here.viewer, _residents(here, basis.whom), RESIDENTS_PLAN)
    own = {name: f"{basis.whom}_{name}" for name in (*_OF_EACH, *_CHANGES)}
    of_adults = {"adult_whole": "adults_whole", "adult_dose1_count": "adults_dose1_count"}
    names = {**own, **of_adults, **{name: name for name in _ELDERLY}}
    masks = disclosure.named(residents.withheld, names)
    rows = communes(here, basis)
    in_order = masks.rows.reindex(rows["commune_id"], fill_value=False)
    masks = Withheld(in_order, masks.totals)
    if basis.where == "given":
        given = guarded.guard(here.viewer, _with_changes(rows), GIVEN_PLAN).withheld
        masks = disclosure.combined(masks, given)
    return Guarded(rows, disclosure.derived(masks, _DERIVED))


def _residents(here: Viewpoint, whom: str) -> pd.DataFrame:
    """Return one row per commune, which is the index: counts of adults, everyone, the elderly."""
    by_whom = {each: _with_changes(communes(here, Basis(each))) for each in WHOM}
    counts: list[pd.DataFrame | pd.Series] = [
        rows.set_index("commune_id")[[*_OF_EACH, *_CHANGES]].add_prefix(f"{each}_")
        for each, rows in by_whom.items()
    ]
    units = by_whom["everyone"].set_index("commune_id")[["district_id"]]
    of_groups = groups(here, whom)
    elderly = of_groups[of_groups["lowest_age"] >= vaccination.ELDERLY_AGE].groupby("commune_id")
    sums = elderly[["resident_count", "dose1_count"]].sum().set_axis([*_ELDERLY], axis="columns")
    return units.join(counts).join(sums)


def _behind(joined: pd.DataFrame, counted: Guarded) -> pd.DataFrame:
    """Return the communes that lag as the viewer may see them, each with its line to read."""
    behind = joined[joined["is_lagging"].fillna(value=False).astype(bool)]
    withheld = counted.withheld.rows.set_axis(counted.rows["commune_id"], axis="index")
    ranked = disclosure.hide(behind, withheld.loc[behind["commune_id"]]).sort_values(
        "lag_share", ascending=False
    )
    lines = [
        words.say(
            "coverage.lag_text",
            lag=words.number(row["lag_share"] * 100, decimals=1),
            elderly=words.percent(row["elderly_share"]),
            adults=words.percent(row["adult_share"]),
        )
        for row in ranked.to_dict("records")
    ]
    return ranked.assign(lag_text=lines)


def _with_changes(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        **{
            f"{step}_{ago}_change": rows[f"{step}_count"] - rows[f"{step}_{ago}_ago_count"]
            for step in ("dose1", "dose2")
            for ago in ("day", "week")
        }
    )


def _adults(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the adults' rows, and one empty row for a commune whose residents are unknown."""
    unknown = rows["is_adult"].isna()
    kept = rows[rows["is_adult"].fillna(value=False) | unknown]
    return kept.assign(whole=kept["resident_count"])


def _everyone(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows.groupby("commune_id")[list(COUNTS)].sum(min_count=1)
    units = rows.drop_duplicates("commune_id").drop(columns=list(COUNTS))
    joined = units.merge(counts, left_on="commune_id", right_index=True)
    return joined.assign(whole=joined["population_count"])


def _as_given(rows: pd.DataFrame, doses: pd.DataFrame) -> pd.DataFrame:
    """Put in the doses recorded at each commune's sites; none where others recorded some."""
    names = [name for name in COUNTS if name.startswith("dose")]
    sums = doses.groupby("commune_id")[names].sum().reindex(rows["commune_id"])
    counts = sums if doses.empty else sums.fillna(0)
    return rows.assign(**{name: counts[name].to_numpy() for name in names})


def _shares(parts: pd.Series, wholes: pd.Series) -> pd.Series:
    shares = [targets.share(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    return pd.Series(shares, parts.index, dtype="float64")


def _remarks(counted: pd.DataFrame, shares: pd.DataFrame) -> list[str]:
    """Return what is odd about each commune's figures; nothing where nothing is."""
    doubtful = shares.gt(1).any(axis="columns")
    contradicts = (counted["invited_count"] > counted["registered_count"]).fillna(value=False)
    said = (words.say("adoption.doubtful"), words.say("coverage.invited_contradicts"))
    return [
        "; ".join(sentence for sentence, is_so in zip(said, odd, strict=True) if is_so)
        for odd in zip(doubtful, contradicts, strict=True)
    ]
