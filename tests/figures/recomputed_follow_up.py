"""Who needs what next, how fast tracing is and what it yields, person by person from the ledger."""

from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

import pandas as pd

from tests.figures.recomputed import VIETNAM, World, n, pct, share, tile

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TEST_DAYS = (1, 7, 14)
STRETCHES = {
    "listed": ("notified", "listed", None),
    "isolated": ("notified", "isolated", 48),
    "isolated_exposed": ("exposed", "isolated", 96),
    "sampled": ("isolated", "sampled", None),
    "result": ("sampled", "told", 24),
}
"""From what to what, and within how many hours."""
RING = "1"
"""The number in "F1", which a sentence says."""


def follow_ups(world: World) -> list[dict]:
    """Return each follow-up, from being listed to being released, with what other systems know."""
    key = ("follow-ups", world.district_ids, world.is_tracer)
    return world.once(key, lambda: _follow_ups(world))


def _follow_ups(world: World) -> list[dict]:
    events = world.ask("select * from ledger.follow_up_events order by event_id")
    if world.district_ids is not None:
        events = events[events["district_id"].isin(world.district_ids)]
    undone = set(events["corrects_id"].dropna())
    events = events[~events["event_id"].isin(undone) & (events["state"] != "withdrawn")]
    samples = _by_person(world.ask("select * from operational.provincial_samples"))
    isolations = _by_person(
        world.ask("select * from operational.isolations where reason <> 'case'")
    )
    cases = _by_person(world.ask("select * from operational.cases where reported_at <= %(now)s"))
    found = []
    for person, own in events.groupby("person_id"):
        known = [one.get(person, []) for one in (samples, isolations, cases)]
        if not world.is_tracer:
            known[1:] = [], []
        found += [_told(part, *known) for part in _parts(list(own.itertuples()))]
    return found


def _by_person(rows: pd.DataFrame) -> dict[int, list]:
    return {person: list(own.itertuples()) for person, own in rows.groupby("person_id")}


def _parts(events: list) -> list[list]:
    """Part a person's events by releases: listings as recorded, the rest as it happened."""
    releases = [e for e in events if e.state == "released"]
    parts: dict[int, list] = {}
    for event in events:
        if event.state == "listed":
            before = sum(r.event_id < event.event_id for r in releases)
        else:
            before = sum(
                (r.happened_at, r.event_id) < (event.happened_at, event.event_id) for r in releases
            )
        parts.setdefault(before, []).append(event)
    listed = [number for number in parts if any(e.state == "listed" for e in parts[number])]
    return [[*parts[number], number == max(parts)] for number in sorted(listed)]


def _told(part: list, samples: list, isolations: list, cases: list) -> dict:
    *events, is_latest = part
    at = {
        state: sorted(e.happened_at for e in events if e.state == state)
        for state in ("listed", "called", "isolated", "sampled", "negative", "positive", "released")
    }
    notified = _least(e.notified_at for e in events)
    exposed = _least(e.exposed_at for e in events)
    since = notified if exposed is None else exposed
    until = max(at["released"], default=None)
    own = [s for s in samples if since is not None and _within(s.taken_at, since, until)]
    held = [i for i in isolations if since is not None and _is_of(i, since, notified, until)]
    begun = [i.isolated_at for i in held if i.isolated_at >= since] + at["isolated"]
    taken = at["sampled"] + [s.taken_at for s in own]
    told = at["negative"] + at["positive"] + [s.returned_at for s in own if _is(s.returned_at)]
    results = {
        result: _most(
            [_sampled_before(e.happened_at, at["sampled"]) for e in events if e.state == result]
            + [s.taken_at for s in own if s.result == result]
        )
        for result in ("positive", "negative")
    }
    ends = [i.released_at for i in held]
    return results | {
        "person": events[0].person_id,
        "is_latest": is_latest,
        "notified": notified,
        "exposed": exposed,
        "last_exposed": _most(e.last_exposed_at for e in events),
        "listed": _least(at["listed"]),
        "called": _least(at["called"]),
        "isolated": _least(begun or [i.isolated_at for i in held]),
        "last_isolated": _most(at["isolated"] + [i.isolated_at for i in held]),
        "ended": max(ends) if ends and all(map(_is, ends)) else None,
        "sampled": _least(taken),
        "last_sampled": _most(taken),
        "told": _least(told),
        "last_told": _most(told),
        "released": until,
        "is_case": any(
            (since is None or c.reported_at >= since - 90 * DAY)
            and (until is None or c.reported_at <= until)
            for c in cases
        ),
    }


def _is(moment) -> bool:
    return not pd.isna(moment)


def _least(moments) -> datetime | None:
    return min(filter(_is, moments), default=None)


def _most(moments) -> datetime | None:
    return max(filter(_is, moments), default=None)


def _within(at: datetime, since: datetime, until: datetime | None) -> bool:
    return at >= since and (until is None or at <= until)


def _is_of(isolation, since: datetime, notified: datetime | None, until: datetime | None) -> bool:
    """Say whether an isolation goes on after the exposure, or, begun before it, the report."""
    asked = since
    if isolation.isolated_at < since and notified is not None:
        asked = max(since, notified)
    is_over = _is(isolation.released_at) and isolation.released_at <= asked
    return not is_over and (until is None or isolation.isolated_at <= until)


def _sampled_before(at: datetime, sampled: list[datetime]) -> datetime:
    return max((s for s in sampled if s <= at), default=at)


def next_step(one: dict, now: datetime) -> tuple[str, datetime | None]:
    """Return what somebody needs next, and by when."""
    start = one["last_exposed"] or one["isolated"]
    positive, negative = one["positive"], one["negative"]
    if one["released"]:
        return "none", None
    if one["is_case"] or (positive and not (negative and negative > positive)):
        return "hospital", None
    is_out = one["ended"] and one["ended"] <= now and one["ended"] < start + 14 * DAY
    is_in_again = one["ended"] and one["last_isolated"] > one["ended"]
    if one["isolated"] and (not is_out or is_in_again):
        return _in_quarantine(one, start)
    limit = _least([_plus(one["notified"], 48), _plus(one["exposed"], 96)])
    if one["called"]:
        return "isolate", limit
    return "call", _least([_plus(one["notified"], 24), limit])


def _in_quarantine(one: dict, start: datetime) -> tuple[str, datetime]:
    day_1, sampled = _midnight(start), one["last_sampled"]
    counts = sampled and not (one["last_exposed"] and sampled < one["last_exposed"])
    sampled_on = (_midnight(sampled) - day_1).days + 1 if counts else 0
    due = []
    missing = [day for day in TEST_DAYS if day > sampled_on]
    if missing:
        ends = max(day_1 + missing[0] * DAY, _midnight(one["isolated"]) + DAY)
        due.append((ends, "sample"))
    is_untold = sampled and not (one["last_told"] and one["last_told"] >= sampled)
    if is_untold:
        due.append((sampled + 24 * HOUR, "result"))
    if not missing and not is_untold:
        due.append((start + 14 * DAY, "release"))
    ends, action = min(due, key=lambda each: each[0])
    return action, ends


def _plus(moment: datetime | None, hours: int) -> datetime | None:
    return None if moment is None else moment + hours * HOUR


def _midnight(moment: datetime) -> pd.Timestamp:
    return pd.Timestamp(moment).tz_convert(VIETNAM).normalize()


def _waiting(world: World, action: str) -> list[str]:
    steps = [next_step(one, world.now) for one in follow_ups(world) if one["is_latest"]]
    due = [ends for name, ends in steps if name == action]
    return [n(len(due)), n(sum(ends is not None and ends < world.now for ends in due))]


for _action in ("call", "isolate", "sample", "result", "release"):
    tile(f"follow_up.{_action}")(lambda world, action=_action: _waiting(world, action))


@tile("follow_up.hospital")
def hospital(world):
    rows = [one for one in follow_ups(world) if one["is_latest"]]
    asked = [
        one
        for one in rows
        if not one["released"]
        and one["positive"]
        and one["negative"]
        and one["negative"] >= one["positive"]
    ]
    sent = [one for one in rows if next_step(one, world.now)[0] == "hospital"]
    return [n(len(sent)), n(len(asked))]


def _speed(world: World, name: str) -> list[str]:
    begins, ends, within = STRETCHES[name]
    rows = [(one[begins], one[ends]) for one in follow_ups(world)]
    hours = [(end - begin) / HOUR for begin, end in rows if begin and end]
    decided = [
        (begin, end)
        for begin, end in rows
        if begin and within and world.now - begin > within * HOUR
    ]
    late = sum(end is None for _, end in decided)
    begun = [one for one in rows if one[0]]
    counts = [
        n(len(hours)),
        n(late),
        n(sum(end is None for _, end in begun) - late),
        n(len(rows) - len(begun)),
    ]
    middle = n(median(hours), 1) if hours else "—"
    if within is None:
        return [middle, *counts]
    in_time = sum(end is not None and end - begin <= within * HOUR for begin, end in decided)
    undecided = len(begun) - len(decided)
    reached = pct(share(in_time, len(decided)), 0)
    return [reached, "80%", n(in_time), n(len(decided)), n(undecided), middle, *counts]


for _name in STRETCHES:
    tile(f"speed.{_name}")(lambda world, name=_name: _speed(world, name))


def _yield(world: World) -> dict:
    """Find the new cases, the lists that each was on, and who was listed in the same days."""
    first_day = pd.Timestamp(world.today, tz=VIETNAM) - 13 * DAY
    spans = _spans(world)
    cases = []
    for case in _own_cases(world):
        if case.confirmed_at < first_day:
            continue
        lists = [
            (since, kind)
            for since, until, kind in spans.get(case.person_id, [])
            if since <= case.reported_at and not (until and case.reported_at - until > 14 * DAY)
        ]
        cases.append((case, lists))
    listed = 0
    for own in spans.values():
        moments = sorted(since for since, _, kind in own if kind in {"f1", "call"})
        before = [None, *moments][: len(moments)]
        listed += sum(
            at >= first_day and (last is None or at - last > 28 * DAY)
            for at, last in zip(moments, before, strict=True)
        )
    return {"cases": cases, "listed": listed}


def _spans(world: World) -> dict[int, list]:
    """Return when each person was on a list: since, until (None: not over), and which."""
    spans: dict[int, list] = {}
    for one in follow_ups(world):
        spans.setdefault(one["person"], []).append((one["listed"], one["released"], "call"))
    if world.is_tracer:
        for one in world.events("isolations", "isolated_at").itertuples():
            if one.reason != "case":
                until = one.released_at if _is(one.released_at) else None
                spans.setdefault(one.person_id, []).append((one.isolated_at, until, one.reason))
    return spans


def _own_cases(world: World) -> list:
    """Return the cases, each person's once in 90 days."""
    rows = world.events("cases", "confirmed_at").sort_values(["confirmed_at", "case_id"])
    last: dict[int, datetime] = {}
    found = []
    for case in rows.itertuples():
        before = last.get(case.person_id)
        if before is None or case.confirmed_at - before > 90 * DAY:
            found.append(case)
        last[case.person_id] = case.confirmed_at
    return found


def listed_in_week(world: World) -> tuple[int, int]:
    """Return the new cases of seven days, and how many of them were on a list, whoever looks."""
    week_ago = pd.Timestamp(world.today, tz=VIETNAM) - 6 * DAY
    found = _yield(replace(world, is_tracer=True))["cases"]
    new = [lists for case, lists in found if case.confirmed_at >= week_ago]
    return len(new), sum(bool(lists) for lists in new)


@tile("overview.listed")
def listed(world):
    new, known = listed_in_week(world)
    return [n(new), n(known)]


@tile("yield.share")
def yield_share(world):
    cases = _yield(world)["cases"]
    february = ["89%", "48", "54", RING]
    if cases and not world.is_tracer:
        return [n(len(cases)), *february]
    known = sum(bool(lists) for _, lists in cases)
    as_f1 = sum(any(kind in {"f1", "call"} for _, kind in lists) for _, lists in cases)
    reached = [pct(share(known, len(cases)), 0)] if cases else []
    return [*reached, n(known), n(len(cases)), RING, n(as_f1), *february]


@tile("yield.per_case")
def yield_per_case(world):
    found = _yield(world)
    count = len(found["cases"])
    per_case = [n(found["listed"] / count, 1)] if count else []
    return [*per_case, n(found["listed"]), n(count), "24,6", "15.175", RING, "617"]


@tile("yield.median_days")
def yield_median_days(world):
    cases = _yield(world)["cases"]
    if cases and not world.is_tracer:
        return []
    days = [(case.reported_at - min(since for since, _ in own)) / DAY for case, own in cases if own]
    return [*([n(median(days), 1)] if days else []), n(len(days))]
