"""What the tracing desk's tiles say, recomputed from the rings that stays compared give."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from tests.figures.drawn import numbers
from tests.figures.recomputed import World, n, tile
from tests.figures.recomputed_sources import found_both_ways
from tests.figures.recomputed_tracing import HOMES, Contact, longest, traced

FEWEST_AUDITS = 3


class Reached(NamedTuple):
    """One person of a ring, with the longest contact."""

    person: int
    ring: int
    contact: Contact
    is_isolated: bool


def reached(world: World) -> list[Reached]:
    """Return everybody whom the case of the address exposed, by the longest contact."""
    rings = traced(world, world.address["case"])
    isolated = set(
        world.ask(
            "select person_id from operational.isolations where reason <> 'case'"
            " and isolated_at <= %(now)s and (released_at is null or released_at > %(now)s)"
        )["person_id"]
    )
    return [
        Reached(person, found.ring, longest(found.contacts), person in isolated)
        for person, found in rings.items()
    ]


def first_ring(world: World, case: str) -> tuple[set[int], set[int]]:
    """Return who is F0 and who is F1 of a case."""
    f0 = world.ask("select person_id from operational.cases where case_id = %(case)s", case=case)
    return set(f0["person_id"]), set(traced(world, case, deepest=1))


@tile("tracing.f0")
def f0(world):
    return [n(len(first_ring(world, world.address["case"])[0]))]


@tile("tracing.ring")
def ring(world):
    """Return what each ring's tile may say."""
    said = []
    for number in (1, 2):
        people = [one for one in reached(world) if one.ring == number]
        minutes = np.array([one.contact.minutes for one in people])
        tiers = np.bincount(np.digitize(minutes, [10, 15]), minlength=3)
        words = [n(len(people)), "15", n(tiers[2]), "10", "15", n(tiers[1]), "10", n(tiers[0])]
        words.append(n(sum(one.is_isolated for one in people)))
        at_home = [one for one in people if one.contact.place <= HOMES]
        words += [n(len(at_home))] if number == 1 and at_home else []
        words += seen(world, [one for one in people if one.contact.place > HOMES])
        said.append(" ".join(words))
    return said


@tile("tracing.places")
def places(world):
    """Return how many places, and the name of one where most were exposed, however called."""
    names = world.ask("select place_id, place_name from operational.places").set_index("place_id")
    if world.address.get("direction") == "both":
        where = found_both_ways(world, world.address["case"]).places
    else:
        where = [one.contact.place for one in reached(world)]
    at = pd.Series([place for place in where if place > HOMES])
    most = at.map(names["place_name"]).value_counts()
    busiest = most[most == most.max()]
    return [" ".join([n(at.nunique()), *numbers(name), n(most.max())]) for name in busiest.index]


@tile("tracing.source")
def sources(world):
    found = found_both_ways(world, world.address["case"])
    return [n(len(found.sources)), n(len(found.sources & found.forward))]


@tile("tracing.onward")
def onward(world):
    found = found_both_ways(world, world.address["case"])
    return [n(len(found.onward)), n(len(found.onward & found.forward))]


def seen(world: World, people: list[Reached]) -> list[str]:
    """Return the share of the contacts that is seen, from and to, and how many are missed."""
    app = _app_shares(world)
    home = world.ask("select person_id, commune_id from operational.people")
    home = home.set_index("person_id")["commune_id"]
    kind = world.ask("select place_id, place_kind from operational.places")
    kind = kind.set_index("place_id")["place_kind"]
    audits = _audited(world, app)
    rows = pd.DataFrame(
        {
            "place": [one.contact.place for one in people],
            "kind": kind[[one.contact.place for one in people]].to_numpy(),
            "source": app[home[[one.contact.source for one in people]]].to_numpy(),
            "target": app[home[[one.person for one in people]]].to_numpy(),
        }
    )
    rows = rows[rows["kind"].isin(audits)]
    both = rows["kind"].map({name: one["both"] for name, one in audits.items()})
    stands_for = 1 / np.minimum(both * rows["source"] * rows["target"], 1)
    missed = spread = 0.0
    for name, own in rows.groupby("kind"):
        audit = audits[name]
        per_place = own.groupby("place").size()
        like = per_place.sum() ** 2 / (per_place**2).sum()
        wider = audit["student"] * np.sqrt(1 + audit["places"] / like)
        spread += (stands_for[own.index].sum() * audit["both_spread"] * wider) ** 2
        best = np.minimum(audit["others"] * own["target"], 1) * np.exp(
            audit["others_spread"] * wider
        )
        missed += (1 / np.minimum(best, 1) - 1).sum()
    middle, wide = len(rows) / stands_for.sum(), np.exp(np.sqrt(spread) / stands_for.sum())
    low, high = _small(middle / wide), _small(min(middle * wide, 1))
    parts = [low + "%"] if low == high else [low, high + "%"]
    return [*parts, n(np.floor(missed))] if missed >= 1 else parts


def _small(value: float) -> str:
    return n(value * 100, 0 if value >= 0.01 else 1 if value >= 0.001 else 2)


def _app_shares(world: World) -> pd.Series:
    rows = world.ask(
        "select commune_id, count(distinct a.person_id) / count(distinct p.person_id)::float"
        " as app from operational.people p left join operational.app_installs a"
        " on a.person_id = p.person_id and a.installed_at <= %(now)s group by commune_id"
    )
    return rows.set_index("commune_id")["app"].astype("float64")


def _audited(world: World, app: pd.Series) -> dict[str, dict[str, float]]:
    """Return per kind of place how often two visitors both scan, each audit left out in turn."""
    rows = world.ask(
        "select a.*, p.place_kind, p.commune_id from operational.scan_audits a"
        " join operational.places p using (place_id)"
        " where audited_at <= %(now)s and audited_at >= %(now)s - interval '28 days'"
    )
    found = {}
    for kind, own in rows.groupby("place_kind"):
        visitors = own["visitor_count"].astype("float64")
        scanned = own["scanned_count"].clip(upper=own["visitor_count"]).astype("float64")
        installed = own["commune_id"].map(app)
        pairs = scanned * (scanned - 1) / visitors
        could = (visitors - 1) * installed**2
        beside = scanned * (visitors - 1) * installed / visitors
        if len(own) < FEWEST_AUDITS or (pairs == pairs.sum()).any():
            continue  # too few, or one audit alone saw two scan
        found[kind] = {
            "both": pairs.sum() / could.sum(),
            "others": pairs.sum() / beside.sum(),
            "both_spread": _left_out(pairs, could),
            "others_spread": _left_out(pairs, beside),
            "places": could.sum() ** 2 / (could**2).sum(),
            "student": student.ppf(0.975, len(own) - 1),
        }
    return found


def _left_out(part: pd.Series, whole: pd.Series) -> float:
    without = np.log((part.sum() - part) / (whole.sum() - whole))
    return np.sqrt((len(part) - 1) * without.var(ddof=0))
