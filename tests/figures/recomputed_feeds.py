"""Sources, what rests on them, and who does not report, recomputed from the tables."""

from datetime import timedelta

import numpy as np
import pandas as pd

from dashboard.indicators.definitions import DEFINITIONS
from tests.figures.recomputed import NO_FIGURES, World, column, n, pct, share, tile

NO_FIGURES |= {
    "data_sources.pages": "titles of pages",
    "data_sources.declares": "yes or no",
}
LIMITS = {"shift": 7, "post": 1, "broadcast": 7, "assessment": 30}


def _feeds(world: World) -> pd.DataFrame:
    rows = world.ask("select * from operational.feeds").set_index("feed_id")
    age = (pd.Timestamp(world.now) - pd.to_datetime(rows["last_loaded_at"], utc=True)) / timedelta(
        hours=1
    )
    expected = pd.to_timedelta(rows["expected_every"]) / timedelta(hours=1)
    return rows.assign(age=age, expected=expected, over=(age - expected).clip(lower=0))


column("data_sources.age_hours")(lambda world, _: _feeds(world)["age"])
column("data_sources.expected_hours")(lambda world, _: _feeds(world)["expected"])
column("data_sources.over_hours")(lambda world, _: _feeds(world)["over"])


@column("data_sources.reject_share")
def reject_share(world, _):
    rows = _feeds(world)
    return rows["reject_count"] / (rows["row_count"] + rows["reject_count"])


@column("data_sources.figure_count")
def figure_count(world, _):
    counts = dict.fromkeys(_feeds(world).index, 0)
    for one in DEFINITIONS.values():
        for feed in {*one.feeds, *one.base_feeds}:
            counts[feed] += 1
    return pd.Series(counts)


def _twice(rows: pd.DataFrame, *keys: str) -> int:
    return int(rows.duplicated(list(keys)).sum())


@column("data_sources.duplicate_count")
def duplicates(world, _):
    own = world.own_district_ids
    people = world.ask(
        "select person_id, district_id from operational.people"
        " join operational.communes using (commune_id)"
    )
    people = people if own is None else people[people["district_id"].isin(own)]
    declared = world.ask("select person_id, declared_at from operational.health_declarations")
    samples = world.ask("select person_id, taken_at from operational.provincial_samples")
    national = world.ask(
        "select person_id, sample_code from operational.national_results"
        " where person_id is not null"
    )
    doses = world.ask(
        "select d.person_id, dose_number, c.district_id as site_district"
        " from operational.vaccine_doses d join operational.vaccination_sites s using (site_id)"
        " join operational.communes c on c.commune_id = s.commune_id"
    )
    lives_here = doses["person_id"].isin(people["person_id"])
    seen = lives_here if own is None else lives_here | doses["site_district"].isin(own)
    doses = doses if own is None else doses[seen]
    of_own = [rows[rows["person_id"].isin(people["person_id"])] for rows in (declared, samples)]
    national = national[national["person_id"].isin(people["person_id"])]
    return pd.Series(
        {
            **dict.fromkeys(_feeds(world).index, np.nan),
            "declarations": _twice(of_own[0], "person_id", "declared_at"),
            "vaccination": _twice(doses, "person_id", "dose_number"),
            "provincial_tests": _twice(of_own[1], "person_id", "taken_at"),
            "national_tests": _twice(national, "sample_code", "person_id"),
        }
    )


def _days(world: World, sql: str) -> pd.Series:
    rows = world.ask(sql).dropna()
    last = rows.groupby("commune_id")["on_date"].max()
    days = pd.Series(
        {unit: (world.today - day).days for unit, day in last.items()}, dtype="float64"
    )
    return days.reindex(world.communes.index)


_REPORTED = {
    "shift": "select commune_id, shift_date as on_date from operational.support_shifts",
    "post": "select commune_id, post_date as on_date from operational.checkpoint_posts"
    " join operational.checkpoints using (checkpoint_id)"
    " where opened_at <= %(now)s and (closed_at is null or closed_at > %(now)s)",
    "broadcast": "select commune_id, activity_date as on_date"
    " from operational.campaign_activities where commune_id is not null",
    "assessment": "select commune_id, assessed_date as on_date from operational.commune_readiness",
}


def _column_of(kind: str) -> None:
    column(f"data_sources.{kind}_days")(lambda world, _: _days(world, _REPORTED[kind]))


for _kind in _REPORTED:
    _column_of(_kind)


@column("data_sources.silent_kinds")
def silent_kinds(world, _="commune_id"):
    declared = world.events("health_declarations", "declared_at")
    lately = declared.loc[declared["days_ago"] < 1, "commune_id"].unique()
    stands = world.ask(
        "select distinct commune_id from operational.checkpoints"
        " where opened_at <= %(now)s and (closed_at is null or closed_at > %(now)s)"
    )["commune_id"]
    units = world.communes.index
    silent = pd.Series((~units.isin(lately)).astype("float64"), units)
    for kind, sql in _REPORTED.items():
        is_late = ~(_days(world, sql) <= LIMITS[kind])
        silent += is_late & (units.isin(stands) if kind == "post" else True)
    return silent


@tile("data_sources.late")
def late_tile(world):
    rows = _feeds(world)
    return [n((rows["over"] > 0).sum()), n(len(rows))]


@tile("data_sources.rejected")
def rejected_tile(world):
    rows = _feeds(world)
    rejects, whole = rows["reject_count"].sum(), rows["row_count"].sum()
    return [pct(share(rejects, whole + rejects), 2), n(rejects), n(whole + rejects)]


@tile("data_sources.silent")
def silent_tile(world):
    kinds = silent_kinds(world)
    return [n((kinds > 0).sum()), n(len(kinds))]
