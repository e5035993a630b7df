"""The two test systems compared, recomputed result by result in a plain loop."""

from datetime import timedelta

import pandas as pd

from tests.figures.recomputed import NO_FIGURES, VIETNAM, World, column, n, pct, share, tile

NO_FIGURES |= {
    "systems.kind": "names of kinds",
    "systems.advice": "what to do",
    "systems.day": "days",
}

HOUR, DAY, DAYS = timedelta(hours=1), timedelta(days=1), 28
RECORDS = ("national_only", "repeated")


def _found(world: World) -> pd.DataFrame:
    """Return one row per result or record of 28 days: where, when, which kind, any positive."""
    key = ("systems", world.district_ids, world.own_district_ids)
    return world.once(key, lambda: _looked_at(world))


def _looked_at(world: World) -> pd.DataFrame:
    rows = pd.DataFrame(_each(world))
    return rows[rows["commune_id"].isin(world.communes.index)]


def _table(world: World, table: str, *moments: str) -> list[dict]:
    rows = world.ask(f"select * from operational.{table}")  # noqa: S608
    known = rows.assign(**{name: pd.to_datetime(rows[name], utc=True) for name in moments})
    homes = world.ask("select person_id, commune_id from operational.people")
    named = known.drop(columns="commune_id", errors="ignore").merge(
        homes, on="person_id", how="left"
    )
    return named.to_dict("records")


def _each(world: World):
    samples, records = _seen(world)
    codes = {one["sample_code"] for one in samples}
    strange = [one for one in records if one["sample_code"] not in codes]
    named = set()
    for one, kind, near, is_positive in _results(world, samples, records, strange):
        if kind == "other_code":
            named.add(min(other["national_id"] for other in near))
        yield _row(world, one, _day(one["resulted_at"]), kind, is_positive)
    by_person = _grouped(samples, "person_id")
    for one in strange:
        day = _day(one["received_at"])
        is_named = pd.isna(one["person_id"]) or one["national_id"] in named
        if not is_named and day >= _first(world):
            nearby = [near for near in by_person.get(one["person_id"], []) if _is_near(one, near)]
            kind = "repeated" if nearby else "national_only"
            yield _row(world, one, day, kind, one["result"] == "positive")


def _seen(world: World):
    """Return the samples and records that the viewer may see: a district's of its own people."""
    samples = _table(world, "provincial_samples", "taken_at", "resulted_at")
    records = _table(world, "national_results", "taken_at", "received_at")
    if world.own_district_ids is not None:
        own = set(world.communes.index)
        samples = [one for one in samples if one["commune_id"] in own]
        records = [one for one in records if one["commune_id"] in own]
    return samples, [one for one in records if one["received_at"] <= pd.Timestamp(world.now)]


def _results(world, samples, records, strange):
    by_code, by_person = _grouped(records, "sample_code"), _grouped(strange, "person_id")
    twice = _grouped(samples, "sample_code")
    now = pd.Timestamp(world.now)
    for one in samples:
        if not (one["resulted_at"] <= now and _day(one["resulted_at"]) >= _first(world)):
            continue
        same = by_code.get(one["sample_code"], [])
        near = [other for other in by_person.get(one["person_id"], []) if _is_near(one, other)]
        kind = _kind(one, same, near, now, is_twice=len(twice[one["sample_code"]]) > 1)
        yield one, kind, near, "positive" in {one["result"], *(other["result"] for other in same)}


def _grouped(rows, name) -> dict:
    groups = {}
    for one in rows:
        groups.setdefault(one[name], []).append(one)
    return groups


def _first(world):
    return world.today - timedelta(days=DAYS - 1)


def _kind(one, same, near, now, *, is_twice) -> str:
    is_new = one["resulted_at"] > now - DAY
    if not same:
        return "other_code" if near else "waiting" if is_new else "province_only"
    if not any(
        pd.isna(other["person_id"]) or other["person_id"] == one["person_id"] for other in same
    ):
        return "person"
    if is_twice or len(same) > 1:
        return "code_twice"
    [other] = same
    if other["result"] is None:
        return "waiting" if is_new else "no_result"
    if other["result"] != one["result"]:
        return "result"
    return "match" if _is_near(one, other) else "time"


def _is_near(one, other) -> bool:
    return abs(one["taken_at"] - other["taken_at"]) <= HOUR


def _day(moment):
    return moment.tz_convert(VIETNAM).date()


def _row(world, one, day, kind, is_positive) -> dict:
    commune = one["commune_id"]
    return {
        "commune_id": commune,
        "district_id": world.communes["district_id"].get(commune),
        "day": pd.Timestamp(day),
        "kind": kind,
        "is_positive": is_positive,
    }


def _due(world: World) -> pd.DataFrame:
    rows = _found(world)
    return rows[~rows["kind"].isin(("waiting", *RECORDS))]


def _matching(world: World) -> pd.DataFrame:
    rows = _found(world)
    return rows[rows["kind"] == "match"]


def _per(world: World, level: str, rows: pd.DataFrame) -> pd.Series:
    if level != "group_name":
        return world.per(level, rows)
    days = _due(world)["day"].unique()
    return rows.groupby("day").size().reindex(sorted(days), fill_value=0)


@column("systems.due_count")
def due(world, level):
    return _per(world, level, _due(world))


@column("systems.match_count")
def matching(world, level):
    return _per(world, level, _matching(world))


@column("systems.differing_count")
def differing(world, level):
    return due(world, level) - matching(world, level)


@column("systems.match_share")
def match_share(world, level):
    whole = due(world, level)
    return matching(world, level) / whole.where(whole > 0)


@column("systems.finding_count")
def findings(world, _):
    return _found(world).groupby("kind").size().astype("float64")


@column("systems.positive_count")
def positives(world, _):
    rows = _found(world)
    return rows[rows["is_positive"]].groupby("kind").size().astype("float64")


@tile("systems.match_share")
def match_tile(world):
    part, whole = len(_matching(world)), len(_due(world))
    return [pct(share(part, whole)), n(part), n(whole)]


def _tile_of(kind: str) -> None:
    @tile(f"systems.{kind}")
    def found(world):
        rows = _found(world)
        rows = rows[rows["kind"] == kind]
        return [n(len(rows)), n(rows["is_positive"].sum())]


for _name in ("province_only", "national_only", "result"):
    _tile_of(_name)
