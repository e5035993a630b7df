"""The definition of a trace, written as plainly as possible: compare every pair of stays.

Independent of the code under test on purpose: tuples and dictionaries, whole seconds, no index.
Slow, and easy to check against the specification line by line.
"""

from functools import lru_cache
from typing import NamedTuple

NEVER = 10**9


class Stay(NamedTuple):
    """Half open `[arrived, left)`."""

    person: int
    place: int
    arrived: int
    left: int


class Rules(NamedTuple):
    """Whole seconds."""

    max_ring: int = 2
    min_overlap: int = 0
    latent: int = 0
    linger: int = 0
    sum_over: int | None = None
    max_crowd: int | None = None
    homes: bool = True
    interviews: bool = True


class Setting(NamedTuple):
    """One question."""

    stays: tuple[Stay, ...]
    cases: tuple[tuple[int, int, int], ...]
    """(person, infectious_from, infectious_until); backward the middle is `exposed_until`."""
    rules: Rules
    isolated: tuple[tuple[int, int, int], ...] = ()
    """(person, isolated_at, released_at), any number per person."""
    since: int = -NEVER
    kinds: tuple[str, ...] = ()
    """Of the first places: "place", "home" or "interview"; the others are places."""
    crowd_stays: tuple[Stay, ...] = ()
    """What crowds are counted from, where `stays` are only some of them."""


def kind(setting, place):
    """Return what links the people of this place."""
    return setting.kinds[place] if place < len(setting.kinds) else "place"


@lru_cache(maxsize=8)
def crowds(stays):
    """Return {stay: how many different people were at its place at the moment when it began}."""
    return {
        stay: len(
            {stay.person}
            | {
                other.person
                for other in stays
                if other.place == stay.place and other.arrived <= stay.arrived < other.left
            }
        )
        for stay in stays
    }


def is_contact(i, j, setting):
    """Return whether sharing time through these two stays at one place counts at all."""
    rules, of = setting.rules, kind(setting, i.place)
    if of != "place":
        return rules.homes if of == "home" else rules.interviews
    if rules.max_crowd is None:
        return True
    found = crowds(setting.crowd_stays or setting.stays)
    begun = max(i.arrived, j.arrived)
    return any(found[stay] <= rules.max_crowd for stay in (i, j) if stay.arrived == begun)


def shared(i, j, ready, until, setting):
    """Return (start, end) of the time that stays i of u and j of w share, or None."""
    rules, since = setting.rules, setting.since
    if i.place != j.place or i.person == j.person or not is_contact(i, j, setting):
        return None
    if not max(i.arrived, ready, since) < min(i.left, until):
        return None
    start = max(i.arrived, j.arrived, ready, since)
    end = min(min(i.left, until) + rules.linger, j.left)
    return (start, end) if end > start else None


def spans(setting, person, ready):
    """Return `[ready, never)` without the isolations of this person, who is no case."""
    found = [(ready, NEVER)]
    for who, isolated, released in setting.isolated:
        if who == person and isolated < released:
            parts = [(begin, min(end, isolated)) for begin, end in found]
            parts += [(max(begin, released), end) for begin, end in found]
            found = [(begin, end) for begin, end in parts if begin < end]
    return found


def windows(setting):
    """Return the windows of cases as evidence tells them: what several of a person say, once.

    Where any shared time is a contact, windows that overlap or meet are one; else only those inside
    another are left out. `forward` takes them as they are given: that it makes no difference to
    who is exposed when is for the tests to find.
    """
    is_any = setting.rules.min_overlap <= 1 or setting.rules.sum_over is not None
    found = []
    for person, begin, end in sorted(setting.cases):
        if found and found[-1][0] == person:
            _, first, last = found[-1]
            if begin == first or end <= last or (is_any and begin <= last):
                found[-1] = (person, first, max(end, last))
                continue
        found.append((person, begin, end))
    return found


def forward(setting):
    """Return {person: (ring, exposed_at)} of everyone reached who is no case."""
    case_people = {person for person, _, _ in setting.cases}
    exposed, ring = {}, {}
    for k in range(1, setting.rules.max_ring + 1):
        windows = list(setting.cases) + [
            (u, able, until)
            for u, at in exposed.items()
            for able, until in spans(setting, u, at + setting.rules.latent)
        ]
        found = dict(exposed)
        for w in {stay.person for stay in setting.stays} - case_people:
            times = [found[w]] if w in found else []
            for u in {person for person, _, _ in windows} - {w}:
                times += exposures(setting, u, w, [x[1:] for x in windows if x[0] == u])
            if times:
                found[w] = min(times)
                ring.setdefault(w, k)
        exposed = found
    return {w: (ring[w], exposed[w]) for w in exposed}


def exposures(setting, u, w, windows):
    """Return the moments at which u, infectious in these windows, exposes w."""
    rules = setting.rules
    spells = [
        spell
        for ready, until in windows
        for i in setting.stays
        if i.person == u
        for j in setting.stays
        if j.person == w and (spell := shared(i, j, ready, until, setting))
    ]
    if rules.sum_over is None:
        return [s + rules.min_overlap for s, e in spells if e - s >= rules.min_overlap]
    together = sorted({second for s, e in spells for second in range(s, e)})
    for second in together:  # at the end of this second, t = second + 1
        t = second + 1
        if sum(t - rules.sum_over <= x < t for x in together) >= rules.min_overlap:
            return [t]
    return []


def backward(setting):
    """Return {person: (ring, ready_by)} of everyone suspected who is no case."""
    case_people = {person for person, _, _ in setting.cases}
    deadline = {}
    for person, until, _ in setting.cases:
        deadline[person] = max(until, deadline.get(person, -NEVER))
    ready_by, ring = {}, {}
    for k in range(1, setting.rules.max_ring + 1):
        known = deadline | {u: at - setting.rules.latent for u, at in ready_by.items()}
        found = dict(ready_by)
        for u in {stay.person for stay in setting.stays} - case_people:
            moments = [found[u]] if u in found else []
            moments += [
                r
                for w in set(known) - {u}
                for i in setting.stays
                if i.person == u
                for j in setting.stays
                if j.person == w and i.place == j.place
                if (r := latest_ready(setting, i, j, known[w])) is not None
            ]
            if moments:
                found[u] = max(moments)
                ring.setdefault(u, k)
        ready_by = found
    return {u: (ring[u], ready_by[u]) for u in ready_by}


def latest_ready(setting, i, j, deadline):
    """Return the latest moment r that still lets i's person expose j's by the deadline."""
    need = setting.rules.min_overlap
    for r in range(i.left, i.arrived - 1, -1):  # an earlier r changes nothing any more
        for able, until in spans(setting, i.person, r):
            spell = shared(i, j, able, until, setting)
            if spell and spell[1] - spell[0] >= need and spell[0] + need <= deadline:
                return r
    return None
