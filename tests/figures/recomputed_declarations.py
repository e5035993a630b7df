"""Health declarations by commune and day, recomputed."""

from datetime import timedelta

import pandas as pd
from scipy import stats

from tests.figures.recomputed import NO_FIGURES, VIETNAM, World, column, n, pct, share, tile

NO_FIGURES |= {
    "declared.day": "days",
    "declared.signal": "a word about declared.limit",
    "declared.cluster": "found by a plain loop in tests/indicators/test_unusual.py",
}

TOLD = {
    "person_count": lambda rows: pd.Series(data=True, index=rows.index),
    "symptom_count": lambda rows: rows["symptoms"].map(bool),
    "contact_count": lambda rows: rows["has_contact"].eq(other=True),
    "travel_count": lambda rows: rows["has_travelled"].eq(other=True),
}


def _declared(world: World, name: str) -> pd.DataFrame:
    rows = world.events("health_declarations", "declared_at")
    return rows[TOLD[name](rows)]


def _week(world: World, name: str) -> pd.DataFrame:
    """Return one row per person who told this within seven days."""
    rows = _declared(world, name)
    week_ago = pd.Timestamp(world.now) - timedelta(days=7)
    return rows[pd.to_datetime(rows["declared_at"], utc=True) > week_ago].drop_duplicates(
        "person_id"
    )


def _count(name: str):
    def counted(world: World, level: str) -> pd.Series:
        if level != "group_name":
            return world.per(level, _week(world, name))
        rows = _declared(world, name)
        days = pd.to_datetime(rows["declared_at"], utc=True).dt.tz_convert(VIETNAM)
        each = rows.assign(day=days.dt.tz_localize(None).dt.normalize())
        return each.drop_duplicates(["person_id", "day"]).groupby("day").size()

    return counted


for _name in TOLD:
    column(f"declared.{_name}")(_count(_name))

for _name in ("symptom_count", "contact_count", "travel_count"):
    tile(f"declared.{_name}")(lambda world, name=_name: [n(len(_week(world, name)))])


@column("declared.share")
def declared_share(world, level):
    people = world.per(level, _week(world, "person_count")).astype("float64")
    key = world.people[level] if level in world.people else world.people["commune_id"]
    return people / key.value_counts().reindex(people.index)


@column("declared.limit")
def declared_limit(world, _):
    """Return the 99 % point of what the 14 days until two days before let expect."""
    exposed, ill = (_count(name)(world, "group_name") for name in ("person_count", "symptom_count"))
    every = pd.date_range(exposed.index.min(), pd.Timestamp(world.today))
    exposed, ill = exposed.reindex(every, fill_value=0), ill.reindex(every, fill_value=0)
    limits = dict.fromkeys(every[:9], float("nan"))  # too few days to compare with
    for day in every[9:]:
        base = slice(day - timedelta(days=16), day - timedelta(days=3))
        whole = exposed[base].sum()
        share = whole / (whole + exposed[day])
        cumulated, most = 0.0, -1
        while cumulated < 0.99:
            most += 1
            cumulated += stats.nbinom.pmf(most, ill[base].sum() + 0.5, share)
        limits[day] = float(most)
    return pd.Series(limits)


@tile("declared.share")
def declared_share_tile(world):
    count, whole = len(_week(world, "person_count")), len(world.people)
    return [pct(share(count, whole)), n(count), n(whole)]
