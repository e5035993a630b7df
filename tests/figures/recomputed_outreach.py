"""Visits of the portal and the app, and whom the campaign reaches, recomputed."""

import pandas as pd

from tests.figures.recomputed import NO_FIGURES, World, column, n, pct, share, tile

NO_FIGURES |= {
    "outreach.service": "names of services",
    "outreach.way": "names of channels",
}


def _visits(world: World, first: int, last: int) -> pd.DataFrame:
    """Return the visits of the days from so many days ago to so many."""
    rows = world.ask("select * from operational.portal_visits")
    ago = pd.Series([(world.today - day).days for day in rows["visit_date"]], rows.index)
    return rows[(ago >= last) & (ago <= first)]


def _by_service(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("service")["visit_count"].sum()


def _of_channel(channel: str):
    def visits(world: World, _: str) -> pd.Series:
        rows = _visits(world, 7, 1)
        return _by_service(rows[rows["channel"] == channel])

    return visits


column("outreach.week_visits")(lambda world, _: _by_service(_visits(world, 7, 1)))
column("outreach.before_visits")(lambda world, _: _by_service(_visits(world, 14, 8)))
column("outreach.app_visits")(_of_channel("app"))
column("outreach.portal_visits")(_of_channel("portal"))


@column("outreach.day_visits")
def day_visits(world, _):
    channel = world.address["column"].removesuffix("_visits")
    rows = _visits(world, 28, 1)
    return rows[rows["channel"] == channel].groupby("visit_date")["visit_count"].sum()


def _activities(world: World) -> pd.DataFrame:
    rows = world.ask("select * from operational.campaign_activities")
    ago = [(world.today - day).days for day in rows["activity_date"]]
    return rows.assign(ago=ago)


def _by_way(first: int, last: int):
    def broadcasts(world: World, _: str) -> pd.Series:
        rows = _activities(world)
        rows = rows[(rows["ago"] >= last) & (rows["ago"] <= first)]
        if world.district_ids is not None:
            rows = rows[rows["district_id"].isna() | rows["district_id"].isin(world.district_ids)]
        return rows.groupby("activity_kind")["broadcast_count"].sum()

    return broadcasts


column("outreach.way_week")(_by_way(7, 1))
column("outreach.way_before")(_by_way(14, 8))


def _loudspeakers(world: World) -> pd.DataFrame:
    rows = _activities(world)
    of_communes = rows[rows["activity_kind"] == "commune_loudspeaker"]
    return of_communes[(of_communes["ago"] >= 1) & (of_communes["ago"] <= 28)]


@column("outreach.loudspeaker_count")
def loudspeakers(world, _="commune_id"):
    rows = _loudspeakers(world)
    sums = rows[rows["ago"] <= 7].groupby("commune_id")["broadcast_count"].sum()
    return sums.reindex(world.communes.index, fill_value=0)


@column("outreach.loudspeaker_days")
def loudspeaker_days(world, _):
    return _loudspeakers(world).groupby("commune_id")["ago"].min().reindex(world.communes.index)


@column("outreach.radio_count")
def radio(world, _):
    rows = _activities(world)
    rows = rows[(rows["activity_kind"] == "district_radio") & rows["ago"].between(1, 7)]
    return world.communes["district_id"].map(
        rows.groupby("district_id")["broadcast_count"].sum()
    ).fillna(0)  # fmt: skip


@tile("outreach.visits")
def visits_tile(world):
    return [n(_visits(world, *ends)["visit_count"].sum()) for ends in ((7, 1), (14, 8))]


@tile("outreach.by_app")
def by_app_tile(world):
    rows = _visits(world, 7, 1)
    app, every = rows.loc[rows["channel"] == "app", "visit_count"].sum(), rows["visit_count"].sum()
    return [pct(share(app, every)), n(app), n(every)]


@tile("outreach.broadcasts")
def broadcasts_tile(world):
    return [n(_by_way(*ends)(world, "").sum()) for ends in ((7, 1), (14, 8))]


@tile("outreach.unreached")
def unreached_tile(world):
    counts = loudspeakers(world)
    return [n((counts == 0).sum()), n(len(counts))]
