"""A trace of one case under the default preset, recomputed by comparing stays with stays.

Stays are estimated anew from the scans, and rings found person by person, as the specification says
it: no index, no columns, nothing of `dashboard.tracing`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pandas as pd

from tests.figures.recomputed import VIETNAM, World

USUAL_MINUTES = {
    "food": 60, "market": 30, "shop": 30, "clinic": 90, "worship": 90,
    "vaccination_site": 60, "checkpoint": 5, "other": 60, "office": 240, "school": 240,
    "factory": 480,
}  # fmt: skip
LONGEST = timedelta(hours=23, minutes=45)
ONE_SCAN = timedelta(minutes=10)
SHORTEST = timedelta(minutes=1)
LOOK_BACK = timedelta(days=28)
OPENS_BEFORE = timedelta(days=3)
CROWD = 20
HOMES = -1
TOLD = -(10**9)
"""From here downwards: the households, then what cases told."""
NEVER = pd.Timestamp("2200-01-01", tz="UTC")


RECORDED, BOUNDED, ASSUMED = range(3)
"""How the end of a stay is known: by a check-out, by a scan elsewhere, by neither."""


class Stay(NamedTuple):
    """One person at one place, half open."""

    person: int
    place: int
    arrived: datetime
    left: datetime
    known: int


def stays(world: World) -> list[Stay]:
    """Estimate the stays of everybody from the scans of the last 28 days, and those at home."""
    rows = world.ask(
        "select c.person_id, c.place_id, c.scanned_at, c.left_at, p.place_kind, p.closes_at"
        " from operational.check_ins c join operational.places p using (place_id)"
        " join operational.people using (person_id)"
        " where c.received_at <= %(now)s and c.withdrawn_at is null"
        " and c.scanned_at > %(now)s - %(back)s and c.scanned_at <= %(now)s"
        " order by c.person_id, c.scanned_at, c.place_id",
        back=LOOK_BACK,
    )
    found = []
    for person, scans in rows.groupby("person_id"):
        found += _of_person(int(person), list(scans.itertuples()))
    return found + _at_home(world) + _told(world)


def _at_home(world: World) -> list[Stay]:
    """Return everybody at home for the whole period, in a place that no code has."""
    first = pd.Timestamp(world.now - LOOK_BACK).tz_convert(VIETNAM).normalize()
    last = first + LOOK_BACK + timedelta(days=1)
    people = world.ask("select person_id, household_id from operational.people")
    return [
        Stay(int(person), HOMES - int(home), first, last, ASSUMED)
        for person, home in people.itertuples(index=False)
    ]


def _told(world: World) -> list[Stay]:
    """Return both stays of each contact that a case named, at places of their own."""
    rows = world.ask(
        "select interview_id, case_person_id, coalesce(person_id, -interview_id) as person_id,"
        " met_at, parted_at from ledger.interviews told where not is_withdrawn and not exists"
        " (select from ledger.interviews later where later.replaces_id = told.interview_id)"
    )
    return [
        Stay(int(person), TOLD - row.interview_id, row.met_at, row.parted_at, RECORDED)
        for row in rows.itertuples()
        for person in (row.case_person_id, row.person_id)
    ]


def _of_person(person: int, scans: list) -> list[Stay]:
    nexts = [
        next(
            (
                s.scanned_at
                for s in scans[k + 1 :]
                if s.place_id != scan.place_id and s.scanned_at >= scan.scanned_at
            ),
            None,
        )
        for k, scan in enumerate(scans)
    ]
    found: list[Stay] = []
    counted = None
    for scan, elsewhere in zip(scans, nexts, strict=True):
        end, known = _end(scan, elsewhere)
        mine = found[-1] if found and found[-1].place == scan.place_id else None
        again = mine is not None and (
            scan.scanned_at < mine.left or scan.scanned_at - counted <= ONE_SCAN
        )
        if again and scan.scanned_at - counted <= ONE_SCAN and pd.isna(scan.left_at):
            continue  # the same scan once more: the stay is no longer for it
        if again:
            latest = min(max(end, mine.left), mine.arrived + LONGEST)
            known = known if end >= mine.left else mine.known
            found[-1] = mine._replace(left=latest, known=known)
        else:
            found.append(Stay(person, int(scan.place_id), scan.scanned_at, end, known))
        counted = scan.scanned_at
    return found


def _end(scan, elsewhere) -> tuple[datetime, int]:
    limits = [(scan.scanned_at + LONGEST, ASSUMED)]
    if elsewhere is not None:
        limits.append((elsewhere, BOUNDED))
    if not pd.isna(scan.left_at) and scan.left_at >= scan.scanned_at:
        limits.append((scan.left_at, RECORDED))
    else:
        usual = timedelta(minutes=USUAL_MINUTES[scan.place_kind])
        limits.append((scan.scanned_at + usual, ASSUMED))
        closing = _closing(scan)
        if closing is not None:
            limits.append((closing, ASSUMED))
    end, known = min(limits)
    return max(end, scan.scanned_at + SHORTEST), known


def _closing(scan) -> datetime | None:
    """Return when the place next closes after the scan."""
    if scan.closes_at is None:
        return None
    local = pd.Timestamp(scan.scanned_at).tz_convert(VIETNAM)
    closes = local.normalize() + pd.Timedelta(
        hours=scan.closes_at.hour, minutes=scan.closes_at.minute
    )
    return closes if closes > local else closes + pd.Timedelta(days=1)


class Contact(NamedTuple):
    """One stay shared with somebody of a nearer ring who could infect."""

    source: int
    place: int
    minutes: float
    met: datetime
    parted: datetime
    known: int
    """How the end of the weaker stay is known."""


def longest(contacts: list[Contact]) -> Contact:
    """Return the longest of several contacts, the earliest of equally long ones."""
    return min(contacts, key=lambda contact: (-contact.minutes, contact.met))


class Found(NamedTuple):
    """The ring in which somebody is, and every contact with nearer rings."""

    ring: int
    contacts: list[Contact]


def rings(world: World, case_id: str, crowd: int | None = CROWD) -> dict[int, int]:
    """Return person -> ring of everybody whom the case exposed, where at most `crowd` were."""
    return {person: found.ring for person, found in traced(world, case_id, crowd=crowd).items()}


def traced(
    world: World, case_id: str, deepest: int = 2, crowd: int | None = CROWD
) -> dict[int, Found]:
    """Return person -> ring and contacts of everybody whom the case exposed."""
    key = ("traced", case_id, deepest, crowd)
    return world.once(key, lambda: _traced(world, case_id, deepest, crowd))


def _traced(world: World, case_id: str, deepest: int, crowd: int | None) -> dict[int, Found]:
    at = stays_at(world)
    able = _cases(world, case_id)
    isolated = isolations(world)
    exposed: dict[int, datetime] = {}
    reached: dict[int, Found] = {}
    for k in range(1, deepest + 1):
        spreading = able | {w: free(ready, isolated.get(w, [])) for w, ready in exposed.items()}
        found = dict(exposed)
        for other, start, contact in meetings(at, spreading, crowd):
            if other in able:
                continue
            found[other] = min(start, found.get(other, NEVER))
            if reached.setdefault(other, Found(k, [])).ring == k:
                reached[other].contacts.append(contact)
        exposed = found
    return reached


def stays_at(world: World) -> dict[int, list[Stay]]:
    """Return place -> the stays there."""
    return world.once("stays by place", lambda: _by_place(world))


def _by_place(world: World) -> dict[int, list[Stay]]:
    at: dict[int, list[Stay]] = {}
    for stay in stays(world):
        at.setdefault(stay.place, []).append(stay)
    return at


def meetings(
    at: dict[int, list[Stay]], spreading: dict[int, list[tuple]], crowd: int | None = CROWD
) -> Iterator[tuple[int, datetime, Contact]]:
    """Return whom these people met while they could infect, from when, and where."""
    for place, here in at.items():
        for mine in (stay for stay in here if stay.person in spreading):
            for begins, ends in spreading[mine.person]:
                for other in here:
                    start = max(mine.arrived, other.arrived, begins)
                    end = min(mine.left, ends, other.left)
                    if other.person == mine.person or end <= start:
                        continue
                    if is_close(here, mine, other, crowd):
                        minutes = (end - start) / timedelta(minutes=1)
                        known = max(mine.known, other.known)
                        met = Contact(mine.person, place, minutes, start, end, known)
                        yield other.person, start, met


def is_close(here: list[Stay], one: Stay, other: Stay, crowd: int | None = CROWD) -> bool:
    """Say whether at most so many people were there when the later of the two came."""
    later = max(one, other, key=lambda stay: stay.arrived)
    return crowd is None or one.place <= HOMES or _present(here, later) <= crowd


def _present(here: list[Stay], begun: Stay) -> int:
    """Return how many people were there when this stay began, its own person included."""
    now = begun.arrived
    return len({stay.person for stay in here if stay.arrived <= now < stay.left})


def _cases(world: World, case_id: str) -> dict[int, list[tuple]]:
    rows = world.ask("select * from operational.cases where case_id = %(case)s", case=case_id)
    spans: dict[int, list[tuple]] = {}
    for row in rows.itertuples():
        if row.onset_date is not None:
            begun = pd.Timestamp(row.onset_date).tz_localize(VIETNAM)
        else:
            begun = pd.Timestamp(row.sampled_at)
        ends = row.isolated_at if not pd.isna(row.isolated_at) else NEVER
        spans.setdefault(row.person_id, []).append((begun - OPENS_BEFORE, ends))
    return spans


def isolations(world: World) -> dict[int, list[tuple]]:
    """Return person -> when they were isolated, and until when, other than as a case."""
    rows = world.ask(
        "select person_id, isolated_at, released_at from operational.isolations"
        " where reason <> 'case' and isolated_at <= %(now)s"
    )
    found: dict[int, list[tuple]] = {}
    for row in rows.itertuples():
        found.setdefault(row.person_id, []).append((row.isolated_at, row.released_at))
    return found


def free(ready: datetime, isolations: list[tuple]) -> list[tuple]:
    """Return the spans after `ready` in which somebody is not isolated."""
    spans, begins = [], pd.Timestamp(ready)
    for start, end in sorted(isolations, key=lambda one: one[0]):
        if start > begins:
            spans.append((begins, start))
        if pd.isna(end):
            return spans
        begins = max(begins, end)
    return [*spans, (begins, NEVER)]
