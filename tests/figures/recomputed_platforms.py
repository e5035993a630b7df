"""The other platforms of the letters, and the leaders' page, recomputed."""

from datetime import timedelta
from math import ceil

import pandas as pd

from tests.figures.recomputed import VIETNAM, World, change, column, n, pct, share, tile
from tests.figures.recomputed_follow_up import listed_in_week

VENUES_TARGET = 0.5


def _ago(world: World, days: int) -> pd.Timestamp:
    return pd.Timestamp(world.now) - timedelta(days=days)


def _times(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, utc=True)


def _days(values: pd.Series) -> pd.Series:
    return _times(values).dt.tz_convert(VIETNAM).dt.date


def _in_reach(world: World, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["commune_id"].isin(world.communes.index)]


@tile("overview.cases")
def cases_tile(world):
    rows = world.events("cases", "confirmed_at")
    ago = pd.Series([(world.today - day).days for day in _days(rows["confirmed_at"])])
    week, before = (ago < 7).sum(), ((ago >= 7) & (ago < 14)).sum()
    days = [n((ago == 0).sum()), n((ago == 1).sum())]
    return [n(week), *days, n(week - listed_in_week(world)[1]), change(week - before)]


@tile("overview.declarations")
def declarations_tile(world):
    rows = world.events("health_declarations", "declared_at")
    at = _times(rows["declared_at"])
    ago = pd.Series([(world.today - day).days for day in _days(rows["declared_at"])], at.index)
    clock = at <= _ago(world, 1)
    in_clock = (ago > 7) | (at <= _ago(world, 7))
    week, before = (ago < 7).sum(), ((ago >= 7) & (ago < 14) & in_clock).sum()
    today, yesterday = (ago == 0).sum(), ((ago == 1) & clock).sum()
    return [n(today), n(week), change(today - yesterday), change(week - before)]


def _scanned(world: World, days_ago: int) -> int:
    """Count registered places looked at that were scanned at on that day."""
    rows = world.ask(
        "select distinct p.place_id, p.commune_id from operational.places p"
        " join operational.check_ins c using (place_id)"
        " where p.registered_at <= %(now)s and c.withdrawn_at is null and c.scanned_at <= %(now)s"
        " and (c.scanned_at at time zone 'Asia/Ho_Chi_Minh')::date = %(today)s - %(ago)s::int",
        ago=days_ago,
    )
    return len(_in_reach(world, rows))


def _venues(world: World, at: pd.Timestamp) -> int:
    rows = world.ask("select place_id, commune_id, registered_at from operational.places")
    return len(_in_reach(world, rows[_times(rows["registered_at"]) <= at]))


@tile("overview.venues")
def venues_today_tile(world):
    active, known = _scanned(world, 0), _venues(world, pd.Timestamp(world.now))
    return [
        pct(share(active, known)),
        n(active),
        n(known),
        n(_scanned(world, 1)),
        n(_scanned(world, 7)),
    ]


class Counted:
    """What a platform has done and has to do, per district; `province` what belongs to none."""

    def __init__(self, world: World, done: pd.Series, whole: pd.Series | None, beyond: float = 0):
        ids = world.units("district_id")
        self.done = done.reindex(ids, fill_value=0).astype("float64")
        self.whole = None if whole is None else whole.reindex(ids, fill_value=0).astype("float64")
        self.beyond = beyond

    def value(self) -> float:
        """Return the share of all districts, or the count."""
        if self.whole is None:
            return self.done.sum() + self.beyond
        return share(self.done.sum(), self.whole.sum())

    def values(self) -> pd.Series:
        """Return the share of each district, or its count."""
        return self.done if self.whole is None else self.done / self.whole.where(self.whole > 0)


def _by_district(world: World, rows: pd.DataFrame, what: str | None = None) -> pd.Series:
    found = _in_reach(world, rows)
    grouped = found.groupby(found["commune_id"].map(world.communes["district_id"]))
    return grouped.size() if what is None else grouped[what].sum()


def _of_people(world: World, ids) -> pd.Series:
    return world.people.loc[
        world.people.index.intersection(pd.unique(ids)), "district_id"
    ].value_counts()


def _residents(world: World) -> pd.Series:
    return world.people["district_id"].value_counts()


def declarations(world: World, ago: int) -> Counted:
    rows = world.ask("select person_id, declared_at from operational.health_declarations")
    at = _times(rows["declared_at"])
    recent = rows[(at > _ago(world, ago + 7)) & (at <= _ago(world, ago))]
    return Counted(world, _of_people(world, recent["person_id"]), _residents(world))


def waiting_samples(world: World, ago: int) -> Counted:
    rows = world.ask("select * from operational.provincial_samples")
    taken, resulted = _times(rows["taken_at"]), _times(rows["resulted_at"])
    late = (taken > _ago(world, ago + 14)) & (taken <= _ago(world, ago + 1))
    waits = rows[late & ~(resulted <= _ago(world, ago))]
    home = waits.assign(commune_id=waits["person_id"].map(world.people["commune_id"]))
    return Counted(world, _by_district(world, home), None)


def matching_results(world: World, ago: int) -> Counted:
    ours = world.ask("select * from operational.provincial_samples where result is not null")
    at = _times(ours["resulted_at"])
    ours = ours[(at > _ago(world, ago + 7)) & (at <= _ago(world, ago))]
    theirs = world.ask(
        "select sample_code, result, person_id as known_id, received_at"
        " from operational.national_results where result is not null"
    )
    theirs = theirs[_times(theirs["received_at"]) <= _ago(world, ago)]
    both = ours.merge(theirs, on=["sample_code", "result"])
    is_same = both["known_id"] == both["person_id"]
    if world.own_district_ids is None:  # whom nobody knows, only the whole province sees
        is_same |= both["known_id"].isna()
    same = both[is_same]
    matched = ours[ours["sample_id"].isin(same["sample_id"])]

    def home(rows):
        return _by_district(
            world, rows.assign(commune_id=rows["person_id"].map(world.people["commune_id"]))
        )

    return Counted(world, home(matched), home(ours))


def _results(world: World, ago: int, channels: tuple[str, ...]) -> Counted:
    """Results of the seven Vietnamese days up to this hour of a day, and those told by then."""
    rows, last = (
        world.events("provincial_samples", "resulted_at"),
        world.today - timedelta(days=ago),
    )
    is_of_week = [0 <= (last - day).days < 7 for day in _days(rows["resulted_at"])]
    rows = rows[pd.Series(is_of_week, rows.index, dtype="bool")]
    rows = rows[_times(rows["resulted_at"]) <= _ago(world, ago)]
    is_told = _times(rows["returned_at"]) <= _ago(world, ago)
    told = rows[is_told & rows["channel"].isin(channels)]
    return Counted(world, told["district_id"].value_counts(), rows["district_id"].value_counts())


def results_electronic(world: World, ago: int) -> Counted:
    return _results(world, ago, ("app", "portal"))


def results_told(world: World, ago: int) -> Counted:
    return _results(world, ago, ("app", "portal", "phone", "paper"))


def certificates(world: World, ago: int) -> Counted:
    issued = world.ask("select person_id, issued_at from operational.vaccination_certificates")
    given = world.ask("select person_id, injected_at from operational.vaccine_doses")
    until = _ago(world, ago)
    with_dose = given.loc[_times(given["injected_at"]) <= until, "person_id"]
    holders = issued.loc[_times(issued["issued_at"]) <= until, "person_id"]
    return Counted(
        world,
        _of_people(world, holders[holders.isin(with_dose)]),
        _of_people(world, with_dose),
    )


def health_records(world: World, ago: int) -> Counted:
    rows = world.ask("select * from operational.health_record_links")
    linked = rows.loc[_times(rows["linked_at"]) <= _ago(world, ago), "person_id"]
    return Counted(world, _of_people(world, linked), _residents(world))


def portal_visits(world: World, ago: int) -> Counted:
    day = world.today - timedelta(days=ago + 1)
    rows = world.ask(
        "select sum(visit_count) as visits from operational.portal_visits"
        " where visit_date = %(day)s",
        day=day,
    )
    return Counted(world, pd.Series(dtype="float64"), None, float(rows["visits"].iloc[0] or 0))


def venues(world: World, ago: int) -> Counted:
    day = world.today - timedelta(days=ago + 1)
    rows = world.ask(
        "select place_id, commune_id, exists(select 1 from operational.check_ins c"
        " where c.place_id = p.place_id and c.withdrawn_at is null"
        " and (c.scanned_at at time zone 'Asia/Ho_Chi_Minh')::date = %(day)s) as is_active"
        " from operational.places p"
        " where (p.registered_at at time zone 'Asia/Ho_Chi_Minh')::date <= %(day)s",
        day=day,
    )
    return Counted(world, _by_district(world, rows[rows["is_active"]]), _by_district(world, rows))


def _equipment(world: World, what: str) -> Counted:
    rows = world.ask(
        "select c.commune_id, required_count, least(installed_count, required_count) as installed,"
        " least(working_count, required_count) as working from operational.checkpoint_equipment"
        " join operational.checkpoints c using (checkpoint_id)"
        " where c.opened_at <= %(now)s and (c.closed_at is null or c.closed_at > %(now)s)"
    )
    return Counted(
        world, _by_district(world, rows, what), _by_district(world, rows, "required_count")
    )


def equipment_installed(world: World, _: int) -> Counted:
    return _equipment(world, "installed")


def equipment_working(world: World, _: int) -> Counted:
    return _equipment(world, "working")


def support_workers(world: World, ago: int) -> Counted:
    rows = world.ask(
        "select w.commune_id, exists(select 1 from operational.support_shifts s"
        " join operational.communes c on c.commune_id = s.commune_id"
        " where s.worker_id = w.worker_id and s.shift_date = %(day)s"
        " and (%(own)s::text[] is null or c.district_id = any(%(own)s))) as is_there"
        " from operational.support_workers w",
        own=None if world.own_district_ids is None else list(world.own_district_ids),
        day=world.today - timedelta(days=ago + 1),
    )
    return Counted(world, _by_district(world, rows[rows["is_there"]]), _by_district(world, rows))


def support_work(world: World, ago: int) -> Counted:
    rows = world.ask(
        "select commune_id, done_count from operational.support_shifts where shift_date = %(day)s",
        day=world.today - timedelta(days=ago + 1),
    )
    return Counted(world, _by_district(world, rows, "done_count"), None)


def campaigns(world: World, ago: int) -> Counted:
    last = world.today - timedelta(days=ago + 1)
    rows = world.ask(
        "select coalesce(a.district_id, c.district_id) as of_district, broadcast_count"
        " from operational.campaign_activities a"
        " left join operational.communes c using (commune_id)"
        " where activity_date > %(last)s - 7 and activity_date <= %(last)s",
        last=last,
    )
    of_none = float(rows.loc[rows["of_district"].isna(), "broadcast_count"].sum())
    of_none = of_none if world.district_ids is None else 0
    return Counted(world, rows.groupby("of_district")["broadcast_count"].sum(), None, of_none)


def readiness(world: World, ago: int) -> Counted:
    rows = world.ask(
        "select distinct on (commune_id, item) commune_id, item, is_ready"
        " from operational.commune_readiness where assessed_date <= %(day)s"
        " order by commune_id, item, assessed_date desc",
        day=world.today - timedelta(days=ago),
    )
    full = rows.groupby("commune_id").filter(lambda one: len(one) == 4)
    ready = full.groupby("commune_id")["is_ready"].all().reset_index()
    return Counted(world, _by_district(world, ready[ready["is_ready"]]), _by_district(world, ready))


PLATFORMS = {
    "declarations": declarations,
    "waiting_samples": waiting_samples,
    "matching_results": matching_results,
    "results_electronic": results_electronic,
    "results_told": results_told,
    "certificates": certificates,
    "health_records": health_records,
    "portal_visits": portal_visits,
    "venues": venues,
    "equipment_installed": equipment_installed,
    "equipment_working": equipment_working,
    "support_workers": support_workers,
    "support_work": support_work,
    "campaigns": campaigns,
    "readiness": readiness,
}
_TARGETS = {
    "results_electronic": 1.0,
    "venues": VENUES_TARGET,
    "equipment_installed": 1.0,
    "equipment_working": 1.0,
}
_NO_PAST = {"equipment_installed", "equipment_working"}


def _platform_tile(name: str):
    def said(world: World) -> list[str]:
        now = PLATFORMS[name](world, 0)
        past = [] if name in _NO_PAST else [PLATFORMS[name](world, ago) for ago in (1, 7)]
        if now.whole is None:
            return [n(now.value()), *(change(now.value() - one.value()) for one in past)]
        done, whole = now.done.sum(), now.whole.sum()
        missing = []
        if name in _TARGETS and done < _TARGETS[name] * whole:
            missing = [n(ceil(_TARGETS[name] * whole - done))]
        moves = [change((now.value() - one.value()) * 100, 1) for one in past]
        return [pct(now.value()), n(done), n(whole), *missing, *moves]

    return said


def _platform_columns(name: str):
    def of(world):
        return PLATFORMS[name](world, 0)

    def moved(world, ago):
        points = 1 if of(world).whole is None else 100
        return (of(world).values() - PLATFORMS[name](world, ago).values()) * points

    column(f"platforms.{name}.done")(lambda world, _: of(world).done)
    column(f"platforms.{name}.whole")(lambda world, _: of(world).whole)
    column(f"platforms.{name}.share")(lambda world, _: of(world).values())
    column(f"platforms.{name}.day_change")(lambda world, _: moved(world, 1))
    column(f"platforms.{name}.week_change")(lambda world, _: moved(world, 7))
    column(f"platforms.{name}.target")(
        lambda world, _: pd.Series(_TARGETS.get(name), world.units("district_id"), dtype="float64")
    )


for _name in PLATFORMS:
    tile(f"platforms.{_name}")(_platform_tile(_name))
    _platform_columns(_name)
