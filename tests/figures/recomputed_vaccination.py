"""Vaccination, recomputed."""

from datetime import date

import numpy as np
import pandas as pd

from dashboard import words
from tests.figures.recomputed import (
    DOSE_1_TARGET,
    DOSE_1_TARGET_DAY,
    NO_FIGURES,
    VIETNAM,
    World,
    change,
    column,
    compared_day,
    compared_days,
    n,
    pct,
    per_day,
    share,
    shares,
    side_by_side,
    tile,
    tips,
)

INTERVAL_DAYS = {
    "AstraZeneca": (56, 84),
    "Moderna": (28, 28),
    "Pfizer": (21, 21),
    "Sputnik V": (21, 21),
    "Vero Cell": (21, 28),
}
"""Decision 3588/QD-BYT of 26/7/2021: first and last day between two doses."""

ONE_DOSE = ("Janssen",)
"""Vaccines of which one dose completes."""

CLOSE_DAYS = 3

NO_FIGURES.update(
    dict.fromkeys(
        (
            "coverage.remark",
            "coverage.interval",
            "coverage.group",
            "coverage.vaccine",
            "coverage.kind",
            "coverage.record",
            "coverage.dose_number",
            "coverage.injected",
            "coverage.site",
            "coverage.stock_on",
        ),
        "words, or one record as it was entered: nothing is counted",
    )
)


def doses(world: World) -> pd.DataFrame:
    return world.events("vaccine_doses", "injected_at")


def _of_base(world: World, rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the people that the page's shares are of."""
    if world.address.get("base", "adults") == "everyone":
        return rows
    return rows[rows["person_id"].map(world.people["age"]) >= 18]


def people_with(world: World, number: int) -> pd.DataFrame:
    """One row per person with a dose, or with one of number 2 or higher, at its first moment."""
    rows = _of_base(world, doses(world))
    is_final = (rows["dose_number"] >= 2) | rows["vaccine"].isin(ONE_DOSE)
    rows = rows if number == 1 else rows[is_final]
    return rows.sort_values("injected_at").drop_duplicates("person_id")


def _where(world: World, number: int) -> pd.DataFrame:
    """People by residence; or the doses themselves, where they were given."""
    if world.address.get("where", "lived") == "lived":
        return people_with(world, number)
    rows = world.ask(
        "select d.*, s.commune_id from operational.vaccine_doses d"
        " join operational.vaccination_sites s using (site_id) where injected_at <= %(now)s"
    )
    rows = rows[(rows["dose_number"] == 1) if number == 1 else (rows["dose_number"] >= 2)]
    rows = rows[rows["commune_id"].isin(world.communes.index)]
    return rows.assign(
        district_id=rows["commune_id"].map(world.communes["district_id"]),
        days_ago=(pd.Timestamp(world.now) - pd.to_datetime(rows["injected_at"], utc=True))
        / pd.Timedelta(days=1),
    )


def whole(world: World, level: str) -> pd.Series:
    if world.address.get("base", "adults") == "everyone":
        return world.per_commune(level, "population_count")
    adults = world.people[world.people["age"] >= 18].reset_index()
    return world.per(level, adults).astype("float64")


def registered(world: World) -> pd.DataFrame:
    return _of_base(world, world.events("vaccination_registrations", "registered_at"))


def invited(world: World) -> pd.DataFrame:
    return _of_base(world, world.events("vaccination_registrations", "invited_at"))


def _total(world: World) -> float:
    return whole(world, "district_id").sum()


@tile("coverage.registered")
def registered_tile(world):
    return [
        pct(share(len(registered(world)), _total(world))),
        n(len(registered(world))),
        n(_total(world)),
    ]


@tile("coverage.invited")
def invited_tile(world):
    return [
        pct(share(len(invited(world)), _total(world))),
        n(len(invited(world))),
        n(_total(world)),
    ]


@tile("coverage.dose1")
def dose1_tile(world):
    rows, of = _where(world, 1), _total(world)
    needed = []
    if world.address.get("base", "adults") == "adults" and world.address.get("where") != "given":
        missing = max(DOSE_1_TARGET * of - len(rows), 0)
        needed = [n(per_day(missing, (DOSE_1_TARGET_DAY - world.today).days))]
    ago = rows["days_ago"]
    return [
        pct(share(len(rows), of)),
        n(len(rows)),
        n(of),
        *needed,
        change((ago < 1).sum()),
        change((ago < 7).sum()),
    ]


@tile("coverage.dose2")
def dose2_tile(world):
    rows, of = _where(world, 2), _total(world)
    waiting = []
    if world.address.get("where") != "given":
        waiting = [n(len(people_with(world, 1)) - len(rows))]
    ago = rows["days_ago"]
    return [
        pct(share(len(rows), of)),
        n(len(rows)),
        n(of),
        *waiting,
        change((ago < 1).sum()),
        change((ago < 7).sum()),
    ]


def _elderly(world: World) -> tuple[float, float]:
    old = world.people.index[world.people["age"] >= 60]
    with_dose = doses(world)["person_id"].unique()
    return len(old.intersection(with_dose)), len(old)


@tile("coverage.elderly")
def elderly_tile(world):
    done, of = _elderly(world)
    return [pct(share(done, of)), n(done), n(of)]


@tile("coverage.certificates")
def certificates_tile(world):
    with_dose = doses(world)["person_id"].unique()
    rows = world.events("vaccination_certificates", "issued_at")
    rows = rows[rows["person_id"].isin(with_dose)]
    looked = (pd.to_datetime(rows["looked_up_at"], utc=True) <= pd.Timestamp(world.now)).sum()
    return [pct(share(looked, len(rows))), n(looked), n(len(rows)), n(len(with_dose))]


def waiting(world: World) -> pd.DataFrame:
    """People with one dose only: when, of what; and by today how many days ago it was."""
    rows = doses(world).sort_values("injected_at")
    several = rows[rows.groupby("person_id")["dose_number"].transform("max") < 2]
    last = several.drop_duplicates("person_id", keep="last")
    days = pd.to_datetime(last["injected_at"], utc=True).dt.tz_convert(VIETNAM).dt.date
    return last.assign(since=[(world.today - day).days for day in days])


def _due(world: World) -> pd.DataFrame:
    """Count, per vaccine: late, open, this week."""
    rows = waiting(world)
    first = rows["vaccine"].map(lambda name: INTERVAL_DAYS.get(name, (np.nan, np.nan))[0])
    last = rows["vaccine"].map(lambda name: INTERVAL_DAYS.get(name, (np.nan, np.nan))[1])
    flags = pd.DataFrame(
        {
            "vaccine": rows["vaccine"],
            "late": rows["since"] > last,
            "open": (rows["since"] > first) & (rows["since"] <= last),
            "week": (rows["since"] <= first) & (rows["since"] > first - 7),
            "waiting": True,
        }
    )
    return flags.groupby("vaccine")[["late", "open", "week", "waiting"]].sum()


@tile("coverage.due_week")
def due_tile(world):
    sums = _due(world).sum()
    return [n(sums["week"]), n(sums["open"]), n(sums["late"])]


def on_hand(world: World) -> pd.DataFrame:
    """Doses on hand by each site's latest report, and used in the seven days up to it."""
    rows = world.ask(
        "select s.*, v.commune_id from operational.vaccine_stock s"
        " join operational.vaccination_sites v using (site_id) where stock_date <= %(today)s"
    )
    rows = rows[rows["commune_id"].isin(world.communes.index)]
    latest = rows.sort_values("stock_date").drop_duplicates(["site_id", "vaccine"], keep="last")
    sound = latest[latest["on_hand_count"] >= 0]
    given = world.ask(
        "select d.vaccine, d.injected_at, s.commune_id from operational.vaccine_doses d"
        " join operational.vaccination_sites s using (site_id)"
        " where injected_at > %(now)s - interval '7 days' and injected_at <= %(now)s"
    )
    week = rows[[(world.today - day).days < 7 for day in rows["stock_date"]]]
    return pd.DataFrame(
        {
            "on_hand": sound.groupby("vaccine")["on_hand_count"].sum(),
            "used": week.groupby("vaccine")["used_count"].sum(),
            "given": given[given["commune_id"].isin(world.communes.index)]
            .groupby("vaccine")
            .size(),
        }
    )


@column("coverage.on_hand")
def on_hand_column(world, level):
    return on_hand(world)["on_hand"]


@column("coverage.due_week")
def due_week(world, level):
    return _due(world)["week"]


@column("coverage.due_open")
def due_open(world, level):
    return _due(world)["open"]


@column("coverage.due_late")
def due_late(world, level):
    return _due(world)["late"]


@column("coverage.due")
def due(world, level):
    return _due(world)[["late", "open", "week"]].sum(axis="columns")


@column("coverage.due_waiting")
def due_waiting(world, level):
    return _due(world)["waiting"]


@column("coverage.due_missing")
def due_missing(world, level):
    counts = due(world, level)
    return (counts - on_hand(world)["on_hand"].reindex(counts.index)).clip(lower=0)


def _per(world: World, level: str, rows: pd.DataFrame) -> pd.Series:
    if level in {"commune_id", "district_id"}:
        return world.per(level, rows)
    return (
        rows["person_id"]
        .map(_groups(world))
        .value_counts()
        .reindex(_groups(world).unique(), fill_value=0)
    )


def _groups(world: World) -> pd.Series:
    """person_id -> the group that the page's table has rows for."""
    by, people = world.address.get("by", "age"), world.people
    if by == "age":
        bounds = [18, 30, 45, 60, 75, 200]
        names = ["18–29 tuổi", "30–44 tuổi", "45–59 tuổi", "60–74 tuổi", "Từ 75 tuổi"]
        return pd.cut(people["age"], bounds, right=False, labels=names).astype("object")
    raise NotImplementedError(by)


@column("coverage.dose1_count")
def dose1_count(world, level):
    return _per(world, level, _where(world, 1))


@column("coverage.dose2_count")
def dose2_count(world, level):
    return _per(world, level, _where(world, 2))


@column("coverage.whole")
def whole_column(world, level):
    if level in {"commune_id", "district_id"}:
        return whole(world, level)
    return _groups(world).value_counts()


@column("coverage.dose1")
def dose1(world, level):
    return shares(dose1_count(world, level), whole_column(world, level))


@column("coverage.dose2")
def dose2(world, level):
    return shares(dose2_count(world, level), whole_column(world, level))


@column("coverage.registered")
def registered_column(world, level):
    return shares(_per(world, level, registered(world)), whole_column(world, level))


@column("coverage.invited")
def invited_column(world, level):
    return shares(_per(world, level, invited(world)), whole_column(world, level))


def _all_doses(world: World) -> pd.DataFrame:
    """Return the residents' doses; or every dose of the sites looked at, whoever had it."""
    if world.address.get("where", "lived") == "lived":
        return doses(world)
    rows = world.ask(
        "select d.*, s.commune_id from operational.vaccine_doses d"
        " join operational.vaccination_sites s using (site_id) where injected_at <= %(now)s"
    )
    return rows[rows["commune_id"].isin(world.communes.index)]


@column("coverage.doses")
def vaccine_doses(world, level):
    return _all_doses(world).groupby("vaccine").size()


@column("coverage.vaccine_dose1")
def vaccine_dose1(world, level):
    rows = _all_doses(world)
    return rows[rows["dose_number"] < 2].groupby("vaccine").size()


@column("coverage.vaccine_dose2")
def vaccine_dose2(world, level):
    rows = _all_doses(world)
    return (
        rows[rows["dose_number"] >= 2]
        .groupby("vaccine")
        .size()
        .reindex(vaccine_doses(world, level).index, fill_value=0)
    )


@column("coverage.of_doses")
def of_doses(world, level):
    per = vaccine_doses(world, level)
    return per / per.sum()


@tile("coverage.stock")
def stock_tile(world):
    """Return what each vaccine's tile may say: days, doses on hand, doses used in a week."""
    rows = on_hand(world)
    return [
        f"{n(on / (used / 7), 1) + ' ' if used else ''}{n(on)} {n(used)}"
        for on, used in zip(rows["on_hand"], rows["used"], strict=True)
    ]


@tile("coverage.scarcest")
def scarcest_tile(world):
    rows = on_hand(world)
    lasts = (rows["on_hand"] / (rows["used"] / 7)).dropna()
    return [n(lasts.min(), 1)]


def _dose1_by_commune(world: World) -> tuple[np.ndarray, np.ndarray]:
    of, done = whole(world, "commune_id"), world.per("commune_id", people_with(world, 1))
    known = of > 0
    return (done[known] / of[known]).to_numpy(), of[known].to_numpy()


@tile("coverage.gini")
def gini_tile(world):
    rates, people = _dose1_by_commune(world)
    apart = np.abs(rates[:, None] - rates[None, :]) * people[:, None] * people[None, :]
    mean = (rates * people).sum() / people.sum()
    return [n(apart.sum() / (2 * people.sum() ** 2 * mean), 2)]


def _fifth(world: World, *, low: bool) -> float:
    rates, people = _dose1_by_commune(world)
    order = np.argsort(rates if low else -rates, kind="stable")
    rates, people = rates[order], people[order]
    fifth = people.sum() / 5
    before = np.concatenate([[0], np.cumsum(people)[:-1]])
    taken = np.clip(fifth - before, 0, people)
    return (rates * taken).sum() / fifth


@tile("coverage.low_fifth")
def low_fifth_tile(world):
    return [pct(_fifth(world, low=True))]


@tile("coverage.high_fifth")
def high_fifth_tile(world):
    return [pct(_fifth(world, low=False))]


@column("coverage.elderly_count")
def elderly_count(world, level):
    return world.per(level, world.people[world.people["age"] >= 60].reset_index())


@column("coverage.elderly")
def elderly(world, level):
    old = set(world.people.index[world.people["age"] >= 60])
    rows = doses(world).drop_duplicates("person_id")
    return shares(world.per(level, rows[rows["person_id"].isin(old)]), elderly_count(world, level))


@column("coverage.adults")
def adults(world, level):
    rows = people_with(World(world.connection, world.now, world.district_ids), 1)
    old_enough = world.people[world.people["age"] >= 18].reset_index()
    return shares(world.per(level, rows), world.per(level, old_enough))


@column("coverage.lag")
def lag(world, level):
    return (adults(world, level) - elderly(world, level)) * 100


@column("coverage.records")
def impossible_records(world, level):
    """Count the records that cannot be true, by the kind as it is called."""
    rows = world.ask("select * from operational.vaccine_doses").sort_values(
        ["person_id", "injected_at", "dose_id"]
    )
    at = pd.to_datetime(rows["injected_at"], utc=True)
    person = rows["person_id"]
    first = at.where(rows["dose_number"] == 1).groupby(person).transform("min")
    gap = at.groupby(person).diff()
    register = world.ask("select person_id from operational.people")["person_id"]
    known = person.isin(register)
    found = {
        "second_without_first": (rows["dose_number"] >= 2) & first.isna() & known,
        "second_before_first": (rows["dose_number"] >= 2) & (at < first) & known,
        "too_close": (gap < pd.Timedelta(days=CLOSE_DAYS)) & known,
        "repeated": rows.duplicated(["person_id", "dose_number"], keep=False) & known,
        "in_future": at > pd.Timestamp(world.now),
        "unknown_person": ~known,
    }
    names = {kind: words.say(f"impossible.{kind}", days=CLOSE_DAYS) for kind in found}
    own = known & person.isin(world.people.index) | ~known & (world.district_ids is None)
    return pd.Series({names[kind]: (is_so & own).sum() for kind, is_so in found.items()})


def _by_day(world: World, number: int) -> pd.Series:
    rows = doses(world)
    rows = rows[rows["dose_number"] < 2] if number == 1 else rows[rows["dose_number"] >= 2]
    return (
        pd.to_datetime(rows["injected_at"], utc=True).dt.tz_convert(VIETNAM).dt.date.value_counts()
    )


@column("coverage.day_doses")
def day_doses(world, level):
    return _by_day(world, 1 if world.address["column"] == "dose1_count" else 2)


@column("coverage.forecast")
def dose_curve(world, level):
    """Return the curve that is forecast: residents with a first dose, of the whole, by day."""
    rows = people_with(world, 1)
    days = pd.to_datetime(rows["injected_at"], utc=True).dt.tz_convert(VIETNAM).dt.date
    return days.value_counts().sort_index().cumsum() / whole(world, "district_id").sum()


def _with_dose_by(world: World, level: str, day: date) -> pd.Series:
    rows = people_with(world, 2 if world.address.get("step") == "dose2" else 1)
    days = pd.to_datetime(rows["injected_at"], utc=True).dt.tz_convert(VIETNAM).dt.date
    return world.per(level, rows[days <= day])


@column("compare.coverage")
def compared(world, level):
    return shares(_with_dose_by(world, level, compared_day(world)), whole(world, level))


@column("compare.coverage_count")
def compared_count(world, level):
    first, last = compared_days(world)
    return _with_dose_by(world, level, last) - _with_dose_by(world, level, first)


@tips("vaccination_coverage")
def map_tips(world, level):
    steps = {
        "registered": (registered_column, registered),
        "invited": (invited_column, invited),
        "dose1": (dose1, None),
        "dose2": (dose2, None),
    }
    said = []
    for step in ("dose1", "dose2", "registered", "invited"):
        of, rows = steps[step]
        count = {"dose1": dose1_count, "dose2": dose2_count}.get(step)
        counts = count(world, level) if count else world.per(level, rows(world))
        said += [of(world, level).map(pct), counts.map(n)]
    return side_by_side(*said, whole(world, level).map(n))


def _site_books(world: World) -> dict[str, dict[str, float]]:
    """Follow the books of each site and vaccine line by line, through the last 28 days."""
    rows = world.ask(
        "select s.*, v.commune_id from operational.vaccine_stock s"
        " join operational.vaccination_sites v using (site_id) where stock_date <= %(today)s"
        " order by stock_date"
    )
    found = {}
    for (site, vaccine), lines in rows.groupby(["site_id", "vaccine"]):
        before, sums = None, dict.fromkeys(("allocated", "received", "used", "lost"), 0.0)
        for line in lines.to_dict("records"):
            if (world.today - line["stock_date"]).days < 28:
                for name in ("allocated", "received", "used"):
                    sums[name] += line[f"{name}_count"]
                moved = line["received_count"] - line["used_count"]
                if before is not None:
                    sums["lost"] += before + moved - line["on_hand_count"]
            before = line["on_hand_count"]
        found[f"{site} {vaccine}"] = sums | {"on_hand": float(before)}
    return found


def _of_sites(name: str) -> None:
    @column(f"coverage.site_{name}")
    def counted(world, _):
        books = world.once("site books", lambda: _site_books(world))
        return pd.Series({key: sums[name] for key, sums in books.items()})


for _name in ("allocated", "received", "used", "lost", "on_hand"):
    _of_sites(_name)
