"""Questions of the follow-up ledger: who is followed up, what happened to them, and adding to it.

Nothing here is cached: two people at work see each other's entries at once. Events are only ever
added; each names the one that its recorder saw last.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import compress

import pandas as pd

from dashboard.data.database import Scope, ask, record
from dashboard.data.kept import Asked, Load, kept, what_decides_rows
from dashboard.indicators import follow_up

_PER_PERSON = ("person_ids", "district_ids", "notified_ats", "exposed_ats", "last_exposed_ats")
"""Of a listing, what has one value per person."""

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
"""A moment by which everything that is recorded had been recorded."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened to people who are followed up."""

    state: str
    happened_at: datetime
    note: str = ""
    corrects_id: int | None = None
    """The event that this one replaces; None: it replaces none."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """Whose follow-up took an event, and before whom somebody was faster."""

    person_ids: list[int]
    beside: pd.DataFrame
    """What others had recorded meanwhile of people whose entry was kept beside it."""
    refused: pd.DataFrame
    """What others had recorded meanwhile that contradicts the entry, which was not kept."""
    ended: list[int]
    """Whose follow-up had ended when it happened: nothing is kept of them."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a viewer asks to record."""

    seen: Mapping[int, int]
    """`person_id` -> the last event of that person that the viewer saw."""
    state: str
    happened_at: datetime | None
    """None: now."""
    note: str
    corrects_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """How an entry went."""

    asked: Entry
    recorded: Recorded | None
    """None: it was asked for a time that has not come yet."""


@dataclass(frozen=True, kw_only=True)
class AssignmentAsked:
    """Whom a viewer asks to be given to a caller, or, with no caller, to be given back."""

    seen: Mapping[int, int]
    """`person_id` -> the last event of that person that the viewer saw."""
    caller: str | None
    held_ids: tuple[int, ...] = ()
    """The assignments that the viewer saw: they are taken over, or given back."""


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """Whom a caller has from now on, and who was asked for in vain."""

    person_ids: list[int]
    held: pd.DataFrame
    """Who somebody else has by now: `person_id`, `caller`, `assigned_at`, `assigned_by`."""
    gone: list[int]
    """Whom nobody has to call any more: called, released or given back since the viewer looked."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """People to be put on the call list of some cases; one entry per person."""

    person_ids: Sequence[int]
    district_ids: Sequence[str]
    notified_ats: Sequence[datetime | None]
    exposed_ats: Sequence[datetime | None]
    last_exposed_ats: Sequence[datetime | None]
    """Known where `exposed_ats` is: quarantine counts from them."""
    case_ids: Sequence[str]
    happened_at: datetime
    note: str = ""


def follow_ups_now(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per person being followed up, or last followed up.

    Times come from the ledger and from the isolations and samples of the operational database, so
    far as the viewer may see those.
    """
    return _completed(_ledger(scope), data_time, last_only=True)


def follow_ups_ever(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per follow-up, from being listed to being released, with the same times."""
    return _completed(_ledger(scope), data_time, last_only=False)


def states(scope: Scope, known_at: datetime = ALWAYS) -> pd.DataFrame:
    """Return the state of each person followed up, recorded by then: `person_id`, `state`.

    Asked on every click in a list: worked out anew only when the ledger has grown.
    """
    return _states(_ledger(scope), known_at)


def events(scope: Scope, person_ids: Sequence[int], after_id: int = 0) -> pd.DataFrame:
    """Return one row per event of these people, the latest first, mistakes included."""
    return record("follow_up_events", scope=scope, person_ids=list(person_ids), after_id=after_id)


def days(scope: Scope) -> pd.DataFrame:
    """Return how many events of each state were recorded on each Vietnamese day."""
    return record("follow_up_days", scope=scope)


def homes(scope: Scope, person_ids: Sequence[int]) -> pd.DataFrame:
    """Return in which commune each of these people lives: `person_id`, `commune_id`."""
    return ask("follow_up_homes", scope=scope, person_ids=list(person_ids))


@kept()
def unusable_times(load: Load) -> dict[str, int]:
    """Count the isolations and samples of which a time is none that a calendar holds."""
    found = ask("unusable_times", scope=load.scope).iloc[0]
    return {
        "isolations": int(found["isolation_count"]),
        "samples": int(found["sample_count"]),
    }


def put_on_list(scope: Scope, listing: Listing) -> list[int]:
    """Put people on the call list; return who was not on it yet, or was exposed again since.

    Twice adds nothing. Who is a case themselves is left out: see `own_cases`.
    """
    known = own_cases(scope, listing.person_ids, listing.exposed_ats, listing.happened_at)
    is_listed = [person not in known for person in listing.person_ids]
    columns = {
        name: list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        for name, value in asdict(listing).items()
    }
    for name in _PER_PERSON:
        columns[name] = list(compress(columns[name], is_listed))
    added = record("list_follow_ups", scope=scope, **columns)
    return sorted(added["person_id"].astype("int64").tolist())


def own_cases(
    scope: Scope,
    person_ids: Sequence[int],
    exposed_ats: Sequence[datetime | None],
    now: datetime,
) -> dict[int, str]:
    """Return who of these people is a case, as far as the viewer may see: person -> codes.

    A case reported long before the exposure is another story: see `follow_up.own_case_ids`.
    """
    people = pd.DataFrame(
        {
            "person_id": pd.Series(person_ids, dtype="int64"),
            "since": pd.to_datetime(pd.Series(list(exposed_ats), dtype="object"), utc=True),
        }
    )
    codes = follow_up.own_case_ids(people, _cases(scope, person_ids, now))
    return dict(codes.set_axis(people["person_id"]).dropna())


def record_event(scope: Scope, seen: Mapping[int, int], event: Event) -> Recorded:
    """Record one event of several people; where somebody was faster, beside theirs if both can be.

    Parameters
    ----------
    seen
        `person_id` -> the last event of that person that the viewer saw.

    Notes
    -----
    Each person's events are a chain of which the database lets nobody take the same place twice.
    Who finds the place taken reads what was recorded meanwhile and, unless it contradicts, takes
    the next one; so every round that does not finish follows an entry of somebody else.
    """
    kept: list[int] = []
    ended: list[int] = []
    rounds: list[pd.DataFrame] = []
    waiting = dict(seen)
    while waiting or not rounds:
        added = record(
            "record_follow_up",
            scope=scope,
            seen_ids=list(waiting.values()),
            **asdict(event),
        )
        taken = set(added["person_id"].astype("int64"))
        kept.extend(sorted(taken))
        slower = {who: seen[who] for who in waiting if who not in taken}
        ended.extend(_ended(scope, slower, event))
        slower = {who: seen[who] for who in slower if who not in ended}
        rounds.append(_newer(scope, slower))
        waiting = _next_places(rounds[-1], event)
    newer = pd.concat(rounds, ignore_index=True).drop_duplicates("event_id")
    is_kept = newer["person_id"].isin(kept)
    return Recorded(
        person_ids=kept, beside=newer[is_kept], refused=newer[~is_kept], ended=sorted(ended)
    )


def call_assignments(scope: Scope) -> pd.DataFrame:
    """Return who has whom to call: `person_id`, `caller`, since when, by whom; one row each."""
    return record("call_assignments", scope=scope)


def assign_calls(
    scope: Scope,
    seen: Mapping[int, int],
    caller: str | None,
    assigned_at: datetime,
    held_ids: Sequence[int] = (),
) -> Assigned:
    """Let a caller have people to call, or, with None, give them back; nobody has one twice.

    Parameters
    ----------
    seen
        `person_id` -> the last event of that person that the viewer saw.
    held_ids
        The assignments that the viewer saw and takes over, or gives back. Who holds another by
        now keeps it.
    """
    added = record(
        "assign_calls",
        scope=scope,
        seen_ids=list(seen.values()),
        held_ids=list(held_ids),
        caller=caller,
        assigned_at=assigned_at,
    )
    taken = added["person_id"].astype("int64").tolist()
    left = set(seen) - set(taken)
    known = call_assignments(scope)
    held = known[known["person_id"].isin(left)].reset_index(drop=True)
    return Assigned(person_ids=sorted(taken), held=held, gone=sorted(left - set(held["person_id"])))


@dataclass(frozen=True)
class _Ledger(Asked):
    """The ledger as it is now: what is only ever added to is the same while it is as long."""

    scope: Scope
    event_count: int
    last_event_id: int

    @property
    def question(self) -> Hashable:
        return what_decides_rows(self.scope), self.event_count, self.last_event_id


def _ledger(scope: Scope) -> _Ledger:
    length = record("follow_up_length", scope=scope).iloc[0]
    return _Ledger(scope, int(length["event_count"]), int(length["last_event_id"]))


@kept("1h")
def _states(ledger: _Ledger, known_at: datetime) -> pd.DataFrame:
    rows = record("follow_ups", scope=ledger.scope, known_at=known_at)
    return rows.loc[rows["is_latest"].astype("bool"), ["person_id", "state"]]


@kept()
def _completed(ledger: _Ledger, data_time: datetime, *, last_only: bool) -> pd.DataFrame:
    scope = ledger.scope
    rows = record("follow_ups", scope=scope, known_at=ALWAYS)
    if last_only:
        rows = rows[rows["is_latest"].astype("bool")].reset_index(drop=True)
    ids = rows["person_id"].astype("int64").tolist()
    isolations = ask("follow_up_isolations", scope=scope, person_ids=ids)
    samples = ask("follow_up_samples", scope=scope, person_ids=ids)
    complete = follow_up.with_recorded_elsewhere(rows, isolations, samples)
    return follow_up.with_own_cases(complete, _cases(scope, ids, data_time))


def _cases(scope: Scope, person_ids: Sequence[int], known_at: datetime) -> pd.DataFrame:
    return ask("follow_up_cases", scope=scope, person_ids=list(person_ids), known_at=known_at)


def _ended(scope: Scope, seen: Mapping[int, int], event: Event) -> list[int]:
    """Return whose follow-up had ended when this happened."""
    if not seen:
        return []
    found = record(
        "follow_ups_ended",
        scope=scope,
        person_ids=list(seen),
        state=event.state,
        happened_at=event.happened_at,
        corrects_id=event.corrects_id,
    )
    return [int(person) for person in found["person_id"]]


def _newer(scope: Scope, seen: Mapping[int, int]) -> pd.DataFrame:
    """Return what was recorded of these people after what the viewer saw of each."""
    found = events(scope, list(seen), min(seen.values(), default=0))
    newer = found[found["event_id"] > found["person_id"].map(dict(seen))]
    if strangers := sorted(set(seen) - set(newer["person_id"])):
        raise ValueError(f"The viewer follows nobody up under the numbers {strangers}.")
    return newer


def _next_places(newer: pd.DataFrame, event: Event) -> dict[int, int]:
    """Return the last event of each person whom the event does not contradict."""
    return {
        int(str(who)): int(found["event_id"].max())
        for who, found in newer.groupby("person_id")
        if event.corrects_id is None and not follow_up.contradicts(event.state, set(found["state"]))
    }
