"""A team's day once more: each follow-up person by person, from the ledger and the registers."""

from datetime import timedelta

import pandas as pd

from tests.figures.recomputed import VIETNAM, World, column, n, tile

DAY = timedelta(days=1)
WEEKS = {
    "AstraZeneca": (56, 84), "Moderna": (28, 28), "Pfizer": (21, 21), "Sputnik V": (21, 21),
    "Vero Cell": (21, 28),
}  # fmt: skip
"""Days between two doses: the first and the last, of Decision 3588."""


def followed(world: World) -> pd.DataFrame:
    """Return who is followed up still: task, whether it is of today, whether it is late."""
    return world.once(("followed", world.district_ids), lambda: _followed(world))


def _followed(world: World) -> pd.DataFrame:
    events = world.ask("select * from ledger.follow_up_events order by happened_at, event_id")
    gone = set(events["corrects_id"].dropna())
    events = events[~events["event_id"].isin(gone) & (events["state"] != "withdrawn")]
    if world.district_ids is not None:
        events = events[events["district_id"].isin(world.district_ids)]
    elsewhere = {
        name: _by_person(world.ask(f"select * from operational.{name}"))  # noqa: S608
        for name in ("isolations", "provincial_samples", "cases")
    }
    rows = []
    for person, own in events.groupby("person_id"):
        known = {name: of.get(person, none) for name, (of, none) in elsewhere.items()}
        found = _next(world, own, known)
        if found is not None:
            rows.append((person, *found))
    table = pd.DataFrame(rows, columns=["person_id", "task", "due"])
    ends = pd.Timestamp(world.now).tz_convert(VIETNAM).normalize() + DAY
    is_today = table["task"].isin(["call", "isolate"]) | (table["due"] <= ends)
    return table.assign(is_today=is_today, is_late=table["due"] < pd.Timestamp(world.now))


def _by_person(rows: pd.DataFrame) -> tuple[dict[int, pd.DataFrame], pd.DataFrame]:
    """Return each person's rows, and the rows of whoever has none."""
    return dict(iter(rows.groupby("person_id"))), rows.iloc[:0]


def _next(world: World, own: pd.DataFrame, elsewhere: dict):
    """Return task and limit of one person; None for a case, or who is released."""
    releases = own[own["state"] == "released"]
    listed = own[own["state"] == "listed"]
    if len(releases):
        last = releases.iloc[-1]
        listed = listed[listed["event_id"] > last["event_id"]]
        own = own[(own["happened_at"] > last["happened_at"]) | own.index.isin(listed.index)]
        if listed.empty:
            return None
    notified, exposed = listed["notified_at"].min(), listed["exposed_at"].min()
    last_exposed = listed["last_exposed_at"].max()
    since = notified if pd.isna(exposed) else exposed
    if _is_case(world, own, elsewhere, since):
        return None
    isolated, is_in = _isolation(world, own, elsewhere["isolations"], since, notified, last_exposed)
    limit = min(t for t in (notified + 2 * DAY, exposed + 4 * DAY) if not pd.isna(t))
    if not is_in:
        if (own["state"] == "called").any():
            return "isolate", limit
        return "call", min(notified + DAY, limit)
    start = isolated if pd.isna(last_exposed) else last_exposed
    return _quarantine(own, elsewhere["provincial_samples"], since, start, isolated, last_exposed)


def _is_case(world: World, own: pd.DataFrame, elsewhere: dict, since) -> bool:
    cases = elsewhere["cases"]
    known = cases[cases["reported_at"] <= world.now]
    if (~(known["reported_at"] < since - 90 * DAY)).any():
        return True
    found = []
    taken = None
    for event in own.itertuples():
        if event.state == "sampled":
            taken = event.happened_at
        if event.state in {"positive", "negative"}:
            found.append((taken or event.happened_at, event.state == "positive"))
    samples = _samples(elsewhere["provincial_samples"], since)
    known = samples[samples["result"].isin(["positive", "negative"])]
    found += list(zip(known["taken_at"], known["result"] == "positive", strict=True))
    return bool(found) and max(found)[1]


def _samples(samples: pd.DataFrame, since) -> pd.DataFrame:
    return samples[samples["taken_at"] >= since]


def _isolation(world: World, own, isolations, since, notified, last_exposed):
    """Return since when somebody is isolated, and whether they are still."""
    own_times = own.loc[own["state"] == "isolated", "happened_at"]
    begun = isolations["isolated_at"]
    asked = since if pd.isna(notified) or notified < since else notified
    threshold = begun.map(lambda at: since if at >= since else asked)
    held = isolations[~(isolations["released_at"] <= threshold)]
    later = [*own_times, *held.loc[held["isolated_at"] >= since, "isolated_at"]]
    times = later or list(held["isolated_at"])
    if not times:
        return pd.NaT, False
    isolated = min(times)
    if len(held) == 0 or held["released_at"].isna().any():
        return isolated, True
    ended = held["released_at"].max()
    start = isolated if pd.isna(last_exposed) else last_exposed
    again = max([*own_times, *held["isolated_at"]]) > ended
    return isolated, again or not (ended <= world.now and ended < start + 14 * DAY)


def _quarantine(own, samples, since, start, isolated, last_exposed):
    samples = _samples(samples, since)
    taken = [*own.loc[own["state"] == "sampled", "happened_at"], *samples["taken_at"]]
    results = own.loc[own["state"].isin(["positive", "negative"]), "happened_at"]
    told = max([*results, *samples["returned_at"].dropna()], default=pd.NaT)
    last = max(taken, default=pd.NaT)
    day_1 = pd.Timestamp(start).tz_convert(VIETNAM).normalize()
    settled = 0 if pd.isna(last) or last < last_exposed else _day(last, day_1)
    due = []
    waiting = next((day for day in (1, 7, 14) if settled < day), None)
    if waiting is not None:
        first = pd.Timestamp(isolated).tz_convert(VIETNAM).normalize() + DAY
        due.append((max(day_1 + waiting * DAY, first), "sample"))
    untold = not pd.isna(last) and not told >= last
    if untold:
        due.append((last + DAY, "result"))
    if waiting is None and not untold:
        due.append((start + 14 * DAY, "release"))
    at, task = min(due, key=lambda one: one[0])
    return task, at


def _day(moment, day_1) -> int:
    """Return the day of quarantine, that of the last exposure being 1."""
    return (pd.Timestamp(moment).tz_convert(VIETNAM).normalize() - day_1).days + 1


def _task(task: str):
    """Register how many need a task today, and how many of them are late."""

    @tile(f"today.{task}")
    def count(world: World):
        rows = followed(world)
        mine = rows[rows["is_today"] & (rows["task"] == task)]
        return [n(len(mine)), n(int(mine["is_late"].sum()))]

    return count


TASKS = [_task(task) for task in ("call", "isolate", "sample", "result", "release")]


@column("today.held_count", "today.today_count", "today.call_count", "today.late_count")
def callers(world: World, _level: str) -> pd.Series:
    """Return what each caller has, and nobody's."""
    rows = followed(world)
    last = world.ask("select * from ledger.call_assignments order by assignment_id")
    holding = last.groupby("person_id")["caller"].last()
    who = rows["person_id"].map(holding).astype("object").fillna("Chưa ai nhận")
    counted = {
        "held_count": who.notna(),
        "today_count": rows["is_today"],
        "call_count": rows["is_today"] & (rows["task"] == "call"),
        "late_count": rows["is_today"] & rows["is_late"],
    }[world.address["column"]]
    return counted.astype("int64").groupby(who).sum()


def _doses(world: World) -> pd.DataFrame:
    doses = world.ask(
        "select * from operational.vaccine_doses where injected_at <= %(now)s"
        " order by injected_at, dose_id"
    )
    doses = doses[doses["person_id"].isin(world.people.index)]
    whole = doses[(doses["dose_number"] >= 2) | (doses["vaccine"] == "Janssen")]
    first = doses.groupby("person_id").first()
    first = first[~first.index.isin(whole["person_id"])]
    first = first[first["vaccine"].isin(WEEKS)]
    days = first["injected_at"].map(
        lambda at: (world.today - pd.Timestamp(at).tz_convert(VIETNAM).date()).days
    )
    least, most = (first["vaccine"].map(lambda v, i=i: WEEKS[v][i]) for i in (0, 1))
    return pd.DataFrame({"vaccine": first["vaccine"], "due": days >= least, "late": days > most})


@tile("today.doses")
def doses(world: World):
    """Return whose second dose is due, and late."""
    rows = _doses(world)
    return [n(int(rows["due"].sum())), n(int(rows["late"].sum()))]


@column("today.doses_due", "today.doses_late")
def doses_by_vaccine(world: World, _level: str) -> pd.Series:
    """Return the same by vaccine."""
    name = world.address["column"].removesuffix("_count")
    return _doses(world).groupby("vaccine")[name].sum()


def _items(world: World) -> pd.DataFrame:
    rows = world.ask(
        "select e.*, c.commune_id from operational.checkpoint_equipment e"
        " join operational.checkpoints c using (checkpoint_id)"
        " where c.opened_at <= %(now)s and (c.closed_at is null or c.closed_at > %(now)s)"
    )
    rows = rows[rows["commune_id"].isin(world.communes.index)]
    lacking = (rows["required_count"] - rows["working_count"]).clip(lower=0)
    absent = (rows["required_count"] - rows["installed_count"]).clip(lower=0)
    absent = pd.concat([absent, lacking], axis=1).min(axis=1)
    return pd.DataFrame(
        {
            "kind": rows["equipment_kind"], "lacking_count": lacking, "absent_count": absent,
            "broken_count": lacking - absent,
        }
    )  # fmt: skip


@tile("today.checkpoints")
def checkpoints(world: World):
    """Return what is lacking, not installed and broken."""
    sums = _items(world)[["lacking_count", "absent_count", "broken_count"]].sum()
    return [n(value) for value in sums]


KINDS = {
    "camera": "Camera", "computer": "Máy tính", "printer": "Máy in", "wifi": "Wifi",
    "qr_reader": "Máy đọc mã QR", "internet_line": "Đường truyền internet",
    "qr_sign": "Biển mã QR",
}  # fmt: skip


@column("today.items_lacking", "today.items_absent", "today.items_broken")
def items(world: World, _level: str) -> pd.Series:
    """Return the same by kind."""
    rows = _items(world)
    return rows.groupby(rows["kind"].map(KINDS))[world.address["column"]].sum()


def _zones(world: World) -> pd.DataFrame:
    rows = world.ask(
        "select * from ledger.zones where status in ('in_force', 'extended', 'partly_released')"
    )
    rows = rows[rows["commune_id"].isin(world.communes.index)]
    names = [f"{z.zone_name} (vùng số {z.zone_id})" for z in rows.itertuples()]
    return rows.set_axis(names)


@tile("today.zones")
def zones(world: World):
    """Return zones in force, their guard posts, and how many have none written down."""
    rows = _zones(world)
    posts = rows["guard_post_count"].astype("float64")
    return [n(len(rows)), n(posts.sum()), n(int(posts.isna().sum()))]


@column("today.posts", "today.zone_residents")
def posts(world: World, _level: str) -> pd.Series:
    """Return the same zone by zone."""
    return _zones(world)[world.address["column"]]
