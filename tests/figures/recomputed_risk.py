"""Risk levels, sources, ranks and comparisons, recomputed."""

from dataclasses import replace

import pandas as pd

from tests.figures.recomputed import (
    COLUMNS,
    NO_FIGURES,
    VIETNAM,
    World,
    column,
    n,
    side_by_side,
    tile,
    tips,
)

DAYS = 14
LEVELS = ("new_normal", "at_risk", "high", "very_high")

NO_FIGURES.update(
    {
        "unit.commune": "a name",
        "unit.district": "a name",
        "unit.agency": "a name",
        "unit.agency_kind": "a name",
        "risk.level": "words; how many communes are at each level is risk.communes_at",
        "risk.because": "words about risk.case_count, f1_count and zone_count",
        "risk.lower": "words about risk.case_count, f1_count and zone_count",
        "overview.rank": "the order of adoption.owners, which is recomputed",
        "feeds.source": "a name",
        "feeds.state": "a word about feeds.loaded",
        "feeds.loaded": "one time, as the source stamped it",
    }
)


def _recent(world: World, rows: pd.DataFrame, at: str) -> pd.DataFrame:
    days = pd.to_datetime(rows[at], utc=True).dt.tz_convert(VIETNAM).dt.date
    return rows[[0 <= (world.today - day).days < DAYS for day in days]]


@column("risk.case_count")
def case_count(world, level):
    return world.per(level, _recent(world, world.events("cases", "confirmed_at"), "confirmed_at"))


@column("risk.f1_count")
def f1_count(world, level):
    rows = world.events("isolations", "isolated_at")
    f1 = _recent(world, rows[rows["reason"] == "f1"], "isolated_at")
    return world.per(level, f1.drop_duplicates("person_id"))


@column("risk.cases_per_100k")
def cases_per_100k(world, level):
    return case_count(world, level) / world.per_commune(level, "population_count") * 100_000


@tips("risk")
def map_tips(world, level):
    per_100k = cases_per_100k(world, level).map(lambda value: n(value, 1))
    counts = (work(world, level).map(n) for work in (case_count, f1_count, zone_count))
    cases, f1, zones = counts
    return side_by_side(cases, per_100k, f1, zones)


@column("risk.zone_count")
def zone_count(world, level):
    rows = world.ask(
        "select commune_id, district_id from ledger.zones"
        " where status in ('in_force', 'extended', 'partly_released')"
    )
    return rows.groupby(level).size().reindex(world.units(level), fill_value=0)


@column("feeds.rows")
def feed_rows(world, level):
    return world.ask("select feed_id, row_count from operational.feeds").set_index("feed_id")[
        "row_count"
    ]


@column("feeds.rejects")
def feed_rejects(world, level):
    return world.ask("select feed_id, reject_count from operational.feeds").set_index("feed_id")[
        "reject_count"
    ]


LIMITS = {
    "very_high": {"case_count": 5, "zone_count": 3},
    "high": {"case_count": 2, "f1_count": 100, "zone_count": 1},
    "at_risk": {"case_count": 1, "cases_per_100k": 1, "f1_count": 20},
}
"""From how many on a commune has a level; our proposal, as ASSUMPTIONS lists it."""


def levels(world: World) -> pd.Series:
    """Return the level of each commune."""
    measures = {
        "case_count": case_count(world, "commune_id"),
        "cases_per_100k": cases_per_100k(world, "commune_id"),
        "f1_count": f1_count(world, "commune_id"),
        "zone_count": zone_count(world, "commune_id"),
    }
    found = pd.Series("new_normal", world.communes.index)
    for level in ("at_risk", "high", "very_high"):
        for measure, limit in LIMITS[level].items():
            found[measures[measure] >= limit] = level
    return found


def district_levels(world: World) -> pd.Series:
    """Return the level of each district by Decision 2686, as the domain page quotes it."""
    found = levels(world)
    by = found.groupby(world.communes["district_id"])

    def share_at(*wanted):
        return by.apply(lambda one: one.isin(wanted).mean())

    very, high, risk = (
        share_at("very_high"),
        share_at("very_high", "high"),
        1 - share_at("new_normal"),
    )
    result = pd.Series("new_normal", very.index)
    result[risk > 0] = "at_risk"
    result[(high >= 0.3) | (risk >= 0.5) | (very > 0)] = "high"
    result[(very >= 0.3) | (high >= 0.5)] = "very_high"
    return result


@tile("risk.communes_at")
def communes_at(world):
    """Return what each level's tile may say: communes, then districts."""
    communes, districts = levels(world).value_counts(), district_levels(world).value_counts()
    return [f"{n(communes.get(level, 0))} {n(districts.get(level, 0))}" for level in LEVELS]


@column("compare.change")
def compared_points(world, level):
    """Return the later share less the earlier, in points."""
    name = "compare.coverage" if "step" in world.address else "compare.adoption"
    at = {
        when: COLUMNS[name](replace(world, address=world.address | {"column": when}), level)
        for when in ("before", "after")
    }
    return (at["after"] - at["before"]) * 100
