"""The risk of homes and places from which zones are proposed, recomputed person by person.

Each person is given the infections that they are expected to carry into the coming week: their own,
less what stands at the place where they were exposed, and what their household may catch from each
other, those who live with the case only so; all residents besides a tenth of their commune's mean,
for what no trace saw.
"""

from math import floor
from typing import NamedTuple

import pandas as pd
import shapely

from tests.figures.recomputed import VIETNAM, World
from tests.figures.recomputed_chance import BY_DAY, chance, weight_on
from tests.figures.recomputed_tracing import HOMES, longest, traced

HOUSEHOLD_ATTACK = 0.3
INCUBATION_DAYS, GENERATION_DAYS, HORIZON_DAYS = 4, 5, 7
ISOLATED, COMMUNE_SPREAD, AT_PLACE = 0.1, 0.1, 0.1


class Person(NamedTuple):
    """One person of the trace."""

    own: float
    age: float
    free: float
    place: int | None


class Risks(NamedTuple):
    """Risk by home and by place, each with `lon`, `lat`, `commune_id`, `risk`."""

    homes: pd.DataFrame
    places: pd.DataFrame
    case_communes: set[str]


def covered(world: World, case_id: str, shapes: tuple[shapely.Geometry, ...]) -> float:
    """Return which share of the risk lies inside these outlines."""
    found = world.once(("home risk", case_id), lambda: _risks(world, case_id))
    return _share(
        found, lambda at: shapely.intersects_xy(shapely.union_all(shapes), at.lon, at.lat)
    )


def expected(world: World, case_id: str, shape: shapely.Geometry) -> float:
    """Return how many infections are expected inside this outline."""
    found = world.once(("home risk", case_id), lambda: _risks(world, case_id))
    return sum(
        at.loc[shapely.intersects_xy(shape, at.lon, at.lat), "risk"].sum()
        for at in (found.homes, found.places)
    )


def in_communes_of_cases(world: World, case_id: str) -> float:
    """Return which share of the risk lies in the communes where the case lives."""
    found = world.once(("home risk", case_id), lambda: _risks(world, case_id))
    return _share(found, lambda at: at["commune_id"].isin(found.case_communes))


def _share(found: Risks, is_in) -> float:
    total = found.homes["risk"].sum() + found.places["risk"].sum()
    return sum(at.loc[is_in(at), "risk"].sum() for at in (found.homes, found.places)) / total


def _risks(world: World, case_id: str) -> Risks:
    traced_people = _people(world, case_id)
    case = int(_case(world, case_id).person_id)
    places = world.ask("select place_id, lon, lat, commune_id from operational.places")
    places = places.set_index("place_id")
    everyone = world.ask(
        "select person_id, household_id, commune_id, home_lon, home_lat from operational.people"
    )
    homes = everyone.set_index("person_id")
    reached = traced(world, case_id, deepest=1).values()
    contacts = [contact for found in reached for contact in found.contacts]
    met_at = [contact.place for contact in contacts if contact.place > HOMES]
    touched = {
        *homes.loc[list(traced_people), "commune_id"],
        *places.loc[list(met_at), "commune_id"],
    }
    own = homes[homes["commune_id"].isin(touched)]
    loads = pd.Series(0.0, own.index)
    for _, members in own.groupby("household_id"):
        ill = {p: traced_people[p] for p in members.index if p in traced_people}
        if ill:
            for person in members.index:
                loads[person] = _load(person, ill)
    spread = loads.groupby(own["commune_id"]).transform("mean") * COMMUNE_SPREAD
    doors = own.assign(risk=loads + spread).groupby("household_id").agg(
        lon=("home_lon", "mean"), lat=("home_lat", "mean"), commune_id=("commune_id", "first"),
        risk=("risk", "sum"),
    )  # fmt: skip
    stands = pd.Series(0.0, places.index)
    for person in traced_people.values():
        if person.place is not None:
            stands[person.place] += AT_PLACE * person.free * person.own * ahead(person.age)
    return Risks(doors, places.assign(risk=stands), {homes.loc[case, "commune_id"]})


def _people(world: World, case_id: str) -> dict[int, Person]:
    case = _case(world, case_id)
    now = pd.Timestamp(world.now)
    day = pd.Timedelta(days=1)
    isolated = set(
        world.ask(
            "select person_id from operational.isolations where reason <> 'case'"
            " and isolated_at <= %(now)s and (released_at is null or released_at > %(now)s)"
        )["person_id"]
    )
    ill = case.sampled_at if not pd.isna(case.sampled_at) else case.confirmed_at
    if case.onset_date is not None:
        ill = pd.Timestamp(case.onset_date).tz_localize(VIETNAM)
    is_in = not pd.isna(case.isolated_at) and case.isolated_at <= now
    found = {int(case.person_id): Person(1.0, (now - ill) / day + INCUBATION_DAYS, 1 - is_in, None)}
    for person, reached in traced(world, case_id, deepest=1).items():
        escaped = 1.0
        for contact in reached.contacts:
            escaped *= 1 - chance(world, contact, weight_on(contact, case.onset_date))
        age = (now - min(contact.met for contact in reached.contacts)) / day
        free = ISOLATED if person in isolated else 1.0
        place = longest(reached.contacts).place
        own = 1 - escaped if place > HOMES else 0.0  # at home: the household's attack tells it
        found[person] = Person(own, age, free, place if place > HOMES else None)
    return found


def _load(person: int, ill: dict[int, Person]) -> float:
    """Return what a member of a household is expected to carry into the coming week."""
    me = ill.get(person, Person(0.0, 0.0, 1.0, None))
    others = [one for who, one in ill.items() if who != person and one.own > 0]
    escaped = 1.0
    for one in others:
        escaped *= 1 - one.own
    weight = sum(one.own for one in others)
    caught = 0.0
    if weight:
        age = sum(one.own * one.age for one in others) / weight
        kin = (1 - me.own) * HOUSEHOLD_ATTACK * (1 - escaped)
        caught = kin * ahead(age - GENERATION_DAYS)
    at_home = 1 - AT_PLACE if me.place is not None else 1.0
    return me.free * (me.own * at_home * ahead(me.age) + caught)


def ahead(age_days: float) -> float:
    """Return the share of an infection's power to infect that the coming week holds."""
    days = range(1, HORIZON_DAYS + 1)
    held = sum(BY_DAY.get(floor(age_days - INCUBATION_DAYS + day), 0.0) for day in days)
    return held / sum(BY_DAY.values())


def _case(world: World, case_id: str):
    rows = world.ask("select * from operational.cases where case_id = %(case)s", case=case_id)
    return rows.iloc[0]
