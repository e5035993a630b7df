"""The technology team and its helpers, recomputed shift by shift."""

import pandas as pd

from tests.figures.recomputed import NO_FIGURES, World, column, n, tile

NO_FIGURES |= {"support.who": "kinds of helpers", "support.day": "days"}

TASKS = {
    "guided_count": ("install_guidance",),
    "test_count": ("test_entry",),
    "vaccination_count": ("vaccination_entry",),
    "entered_count": ("test_entry", "vaccination_entry"),
}


def _workers(world: World) -> pd.DataFrame:
    rows = world.ask("select * from operational.support_workers")
    return rows[rows["commune_id"].isin(world.communes.index)]


def _shifts(world: World, first: int = 7, last: int = 1) -> pd.DataFrame:
    """Return all shifts, wherever, of the days from so many ago to so many."""
    rows = world.ask("select * from operational.support_shifts")
    ago = pd.Series([(world.today - day).days for day in rows["shift_date"]], rows.index)
    return rows.assign(ago=ago)[ago.between(last, first)]


def _there(world: World, first: int = 7, last: int = 1) -> pd.DataFrame:
    rows = _shifts(world, first, last)
    return rows[rows["commune_id"].isin(world.communes.index)]


def _by(world: World, level: str) -> tuple[pd.DataFrame, str]:
    """Return the shifts that a table counts: of communes, of kinds of people, or of days."""
    if level == "commune_id":
        return _there(world), level
    if world.address.get("view") == "days":
        return _there(world, 28), "shift_date"
    rows = _at_home(world)
    kinds = _workers(world).set_index("worker_id")["worker_kind"]
    return rows.assign(kind=rows["worker_id"].map(kinds)), "kind"


def _at_home(world: World) -> pd.DataFrame:
    """Return the week's shifts of people who belong here, worked in their own district."""
    districts = world.communes["district_id"]
    homes = _workers(world).set_index("worker_id")["commune_id"].map(districts)
    rows = _there(world)
    return rows[rows["commune_id"].map(districts) == rows["worker_id"].map(homes)]


def _index(world: World, level: str, sums: pd.Series) -> pd.Series:
    if level == "commune_id":
        return sums.reindex(world.communes.index, fill_value=0)
    is_days = world.address.get("view") == "days"
    return sums.set_axis(pd.to_datetime(sums.index)) if is_days else sums


def _done(name: str):
    def counted(world: World, level: str) -> pd.Series:
        rows, by = _by(world, level)
        is_own = rows["task"].isin(TASKS[name])
        return _index(world, level, rows["done_count"].where(is_own, 0).groupby(rows[by]).sum())

    return counted


for _name in TASKS:
    column(f"support.{_name}")(_done(_name))


@column("support.day_done")
def day_done(world, _):
    rows = _there(world, 28)
    is_own = rows["task"].isin(TASKS[world.address["column"]])
    return rows["done_count"].where(is_own, 0).groupby(rows["shift_date"]).sum()


@column("support.hours")
def hours(world, level):
    rows, by = _by(world, level)
    return _index(world, level, rows.groupby(by)["hours"].sum())


@column("support.shift_count")
def shifts(world, level):
    rows, by = _by(world, level)
    return _index(world, level, rows.groupby(by).size())


@column("support.worker_count")
def workers(world, level):
    by = "commune_id" if level == "commune_id" else "worker_kind"
    return _index(world, level, _workers(world).groupby(by).size())


@column("support.worked_count")
def worked(world, level):
    by = "commune_id" if level == "commune_id" else "worker_kind"
    rows = _workers(world)
    rows = rows[rows["worker_id"].isin(_at_home(world)["worker_id"])]
    return _index(world, level, rows.groupby(by).size())


@column("support.open_days")
def open_days(world, _):
    rows = _there(world, 14, -7)
    found = {}
    for commune in world.communes.index:
        own = set(rows.loc[rows["commune_id"] == commune, "ago"])
        found[commune] = sum(
            not any(ago and (ago + ahead) % 7 == 0 for ago in own) for ahead in range(1, 8)
        )
    return pd.Series(found)


@tile("support.worked_count")
def worked_tile(world):
    in_days = (_there(world), _there(world, 14, 8))
    return [
        n(worked(world, "commune_id").sum()),
        n(len(_workers(world))),
        *(n(rows["hours"].sum()) for rows in in_days),
    ]


def _tile_of(name: str) -> None:
    @tile(f"support.{name}")
    def done(world):
        weeks = (_there(world), _there(world, 14, 8))
        return [n(rows.loc[rows["task"].isin(TASKS[name]), "done_count"].sum()) for rows in weeks]


_tile_of("guided_count")
_tile_of("entered_count")


@tile("support.open")
def open_tile(world):
    days = open_days(world, "commune_id")
    return [n((days > 0).sum()), n(len(days))]
