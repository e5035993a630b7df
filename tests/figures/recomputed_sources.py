"""Back to the likely sources of a case and onward from these, recomputed stay by stay.

From what ASSUMPTIONS.md says of the look back: six days before onset, infected a day before it at
the latest; whoever is met weighs by the chance of the contact and by the incubation that it leaves;
half an hour on the likeliest day stands for the source whom no scan shows.
"""

from datetime import datetime, timedelta
from math import exp, log
from typing import NamedTuple

import pandas as pd

from tests.figures.recomputed import VIETNAM, World
from tests.figures.recomputed_chance import UNKNOWN_ONSET, chance, chance_of
from tests.figures.recomputed_tracing import (
    Contact,
    free,
    is_close,
    isolations,
    longest,
    meetings,
    stays_at,
    traced,
)

DAY = timedelta(days=1)
LOOK_BACK, SHORTEST_INCUBATION = 6 * DAY, DAY
INCUBATION_MEDIAN, INCUBATION_SIGMA = 3.5, 0.35
UNSEEN_HOURS, LEAST_SHARE, MOST_SOURCES = 0.5, 0.01, 20
ONWARD_BEFORE, ONWARD_AFTER = 2 * DAY, 3 * DAY
ALWAYS = pd.Timestamp("1900-01-01", tz="UTC")


class BothWays(NamedTuple):
    """Who is found by which way, and where each person of the list was met."""

    forward: set[int]
    sources: set[int]
    onward: set[int]
    places: list[int]


def found_both_ways(world: World, case_id: str) -> BothWays:
    """Return whom a case exposed, who may have infected it, and whom these exposed besides."""
    return world.once(("both ways", case_id), lambda: _found(world, case_id))


def _found(world: World, case_id: str) -> BothWays:
    person = int(_case(world, case_id).person_id)
    forward = traced(world, case_id)
    met = _met(world, case_id)
    followed = _followed(world, case_id, met)
    isolated = isolations(world)
    spreading = {}
    for source in followed:
        times = [contact.met for contact in met[source]]
        begins, ends = min(times) - ONWARD_BEFORE, max(times) + ONWARD_AFTER
        parts = free(begins, isolated.get(source, []))
        spreading[source] = [(a, min(b, ends)) for a, b in parts if a < ends]
    spreading = {source: spans for source, spans in spreading.items() if spans}
    onward: dict[int, list[Contact]] = {}
    for other, _, contact in meetings(stays_at(world), spreading):
        if other not in spreading and other != person:
            onward.setdefault(other, []).append(contact)
    by_way = ({p: found.contacts for p, found in forward.items()}, _only(met, followed), onward)
    where = {p: longest(contacts).place for way in by_way[::-1] for p, contacts in way.items()}
    return BothWays(set(forward), set(followed), set(onward), list(where.values()))


def _only(met: dict[int, list[Contact]], people: list[int]) -> dict[int, list[Contact]]:
    return {person: met[person] for person in people}


def _case(world: World, case_id: str):
    rows = world.ask("select * from operational.cases where case_id = %(case)s", case=case_id)
    return rows.iloc[0]


def _fell_ill(case) -> datetime:
    """Return the midnight of onset; of a case without symptoms, when the sample was taken."""
    if case.onset_date is not None:
        return pd.Timestamp(case.onset_date).tz_localize(VIETNAM)
    return case.confirmed_at if pd.isna(case.sampled_at) else case.sampled_at


def _met(world: World, case_id: str) -> dict[int, list[Contact]]:
    """Return whom the case met in the look back while they could infect, as dates allow."""
    case = _case(world, case_id)
    onset, isolated = _fell_ill(case), isolations(world)
    since, until = onset - LOOK_BACK, onset - SHORTEST_INCUBATION
    found: dict[int, list[Contact]] = {}
    for place, here in stays_at(world).items():
        for own in (stay for stay in here if stay.person == case.person_id):
            for other in (stay for stay in here if stay.person != case.person_id):
                for able, ends in free(ALWAYS, isolated.get(other.person, [])):
                    begins, left = max(other.arrived, since, able), min(other.left, ends)
                    start, stop = max(begins, own.arrived), min(left, own.left)
                    is_contact = begins < left and start < stop and start <= until
                    if is_contact and is_close(here, own, other):
                        known = max(own.known, other.known)
                        whole = Contact(other.person, place, 0.0, start, stop, known)
                        days = [
                            day for day in _days(whole, until) if _is_possible(world, case, day)
                        ]
                        found.setdefault(other.person, []).extend(days)
    return {source: days for source, days in found.items() if days}


def _days(contact: Contact, until: datetime) -> list[Contact]:
    """Cut a contact that lasts longer, at home, into the days that begin before it is too late."""
    begins, parts = contact.met, []
    while not parts or begins < min(contact.parted, until):
        parted = min(begins + DAY, contact.parted)
        minutes = (parted - begins) / timedelta(minutes=1)
        parts.append(contact._replace(met=begins, parted=parted, minutes=minutes))
        begins += DAY
    return parts


def _is_possible(world: World, case, contact: Contact) -> bool:
    """Say whether the dates of the case, and of a source who is a case, allow it."""
    onset = _midnight(case.onset_date)
    forbidden = [
        (contact.met + DAY, onset), (contact.met, case.sampled_at), (onset - 21 * DAY, contact.met),
    ]  # fmt: skip
    rows = world.ask(
        "select min(onset_date) as onset_date, max(isolated_at) as isolated_at"
        " from operational.cases where person_id = %(person)s",
        person=contact.source,
    )
    source = rows.iloc[0]
    ill = _midnight(source.onset_date)
    forbidden += [
        (ill - 3 * DAY, onset), (ill - 4 * DAY, case.sampled_at), (ill - 4 * DAY, contact.met),
        (contact.met - 14 * DAY, ill), (contact.met, source.isolated_at),
        (onset - 21 * DAY, source.isolated_at), (onset - 35 * DAY, ill),
    ]  # fmt: skip
    known = [pair for pair in forbidden if not pd.isna(pair[0]) and not pd.isna(pair[1])]
    return all(earlier <= later for earlier, later in known)


def _midnight(day):
    return pd.NaT if day is None or pd.isna(day) else pd.Timestamp(day).tz_localize(VIETNAM)


def _followed(world: World, case_id: str, met: dict[int, list[Contact]]) -> list[int]:
    """Return the sources likely enough, the likeliest first."""
    onset = _fell_ill(_case(world, case_id))
    weights = {
        source: sum(
            chance(world, one, UNKNOWN_ONSET) * _timing((onset - one.met) / DAY) for one in contacts
        )
        for source, contacts in met.items()
    }
    total = sum(weights.values()) + chance_of(UNSEEN_HOURS, UNKNOWN_ONSET)
    likely = [source for source, weight in weights.items() if 0 < weight >= LEAST_SHARE * total]
    return sorted(likely, key=lambda source: (-weights[source], source))[:MOST_SOURCES]


def _timing(days: float) -> float:
    """Return the density of the log-normal incubation, as a part of its highest."""
    away = log(days / INCUBATION_MEDIAN)
    return exp(-((away / INCUBATION_SIGMA) ** 2) / 2 - away - INCUBATION_SIGMA**2 / 2)
