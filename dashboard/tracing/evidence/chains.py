"""Why is this person on the list? The chain that reached them, and their direct contacts."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.direction import Direction
from dashboard.tracing.errors import NotTracedError, TracingError
from dashboard.tracing.evidence.meetings import Meetings, as_one, meetings
from dashboard.tracing.index.colocation import confidences
from dashboard.tracing.rounds.found import Rounds
from dashboard.tracing.rounds.reached import LONG_AGO
from dashboard.tracing.rounds.summed import Quota, reaches
from dashboard.tracing.rules import TIERS_MINUTES

TIERS = (
    f"<{TIERS_MINUTES[0]}",
    f"{TIERS_MINUTES[0]}–{TIERS_MINUTES[1]}",
    f"≥{TIERS_MINUTES[1]}",
)
"""Minutes of shared time, as shown with every contact."""


def chain(rounds: Rounds, person_id: object, *, is_whole: bool = False) -> pd.DataFrame:
    """Return the contacts that link a case and `person_id`, in time order.

    Forward the chain runs from a case to the person and achieves their `exposed_at`; backward it
    runs from the person to a case and achieves their `ready_by`. Where several do, each contact
    is the longest, then the one best recorded, then the one of the smallest ids.

    Parameters
    ----------
    is_whole
        Backward a contact begins at the latest moment that still explains the case. Show the whole
        of each meeting instead, as if the person had been able to infect all along.

    Returns
    -------
    pandas.DataFrame
        One row per contact: `source_id` (who could infect), `target_id`, `place_id`, `met_at`,
        `parted_at`, `source_ring`, `minutes`, `tier`, `confidence` (of the weaker stay). Under
        `sum_over` a row shows the spell that completed the sum. Under `scan_only` nobody knows
        how long they were together: `parted_at`, `minutes` and `tier` are unknown. A case has no
        rows.

    Raises
    ------
    NotTracedError
        If the person was not reached.
    """
    found = _steps(rounds, person_id)
    if rounds.direction == Direction.FORWARD:
        return _contact_table(rounds, _joined(found[::-1]))
    joined = _joined(found)
    ready = LONG_AGO if is_whole or not found else int(joined.latest_ready[0])
    return _contact_table(rounds, _passed_on(rounds, joined, ready))


def contacts(
    rounds: Rounds, person_ids: Iterable[object] | None = None, *, limit: int | None = 100_000
) -> pd.DataFrame:
    """Return the direct contacts through which people were reached.

    Parameters
    ----------
    person_ids
        The people asked about: forward those who were exposed, backward those who are suspected.
        Each is listed with every contact with somebody in the trace who could pass it on in time.
        `None` asks about everybody, with contacts with people of a nearer ring only.
    limit
        Refuse to return more rows than this; `None` for no limit.

    Returns
    -------
    pandas.DataFrame
        One row per contact, by the asked person's ring and id, then `met_at`, also where windows
        of a case overlap and find it twice: `source_id`, `target_id`, `place_id`, `met_at`,
        `parted_at`, `source_ring`, `minutes`, `tier` ("<10", "10–15", "≥15"), `confidence` (of the
        weaker stay).

    Raises
    ------
    NotTracedError
        If a person was not reached.
    TracingError
        If there are more than `limit` contacts.
    """
    people = rounds.reached()[0] if person_ids is None else _codes(rounds, list(person_ids))
    people = people[rounds.ring[people] > 0]
    found = meetings(
        rounds,
        people[np.lexsort((people, rounds.ring[people]))],
        max(rounds.rules.max_ring - 1, 0),
        limit=limit,
        is_nearer_only=person_ids is None,
    )
    if limit is not None and len(found.starts) > limit:
        raise TracingError(
            f"there are more than {limit} contacts; ask about fewer than {len(people)} people"
        )
    return _contact_table(rounds, _by_asked_person(rounds, as_one(rounds, found)))


def shared_minutes(
    rounds: Rounds, starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how long each contact lasted in minutes; unknown where only scans count."""
    if rounds.rules.scan_only:
        return np.full(len(starts), np.nan)
    return (stops - starts) / 60


def parting(rounds: Rounds, stops: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return when each contact ended; unknown where only scans count."""
    return np.full_like(stops, contract.NEVER) if rounds.rules.scan_only else stops


def tiers(minutes: NDArray[np.float64]) -> "pd.Categorical[str]":
    """Return the tier of each length in minutes; unknown minutes have none.

    >>> list(tiers(np.array([9.9, 10.0, 14.9, 15.0, np.nan])))
    ['<10', '10–15', '10–15', '≥15', nan]
    """
    codes = np.where(np.isnan(minutes), -1, np.digitize(minutes, TIERS_MINUTES))
    return pd.Categorical.from_codes(
        codes.astype(np.int8), categories=pd.Index(TIERS), ordered=True
    )


def code_of(rounds: Rounds, person_id: object) -> int | None:
    """Return the code of somebody whom the trace reached; a case has none.

    Raises
    ------
    NotTracedError
        If the person was not reached.
    """
    if person_id in set(rounds.cases["person_id"]):
        return None
    return int(_codes(rounds, [person_id])[0])


def _steps(rounds: Rounds, person_id: object) -> list[Meetings]:
    """Return the contacts that achieve the person's value, from the person to the case."""
    found: list[Meetings] = []
    person = code_of(rounds, person_id)
    if person is None:
        return found
    number, value = rounds.history_of(person)[-1]
    while rounds.ring[person] > 0:
        contact = _achieving(rounds, person, number, value)
        found.append(contact)
        person = _other_person(rounds, contact)
        earlier = [step for step in rounds.history_of(person) if step[0] < number]
        number, value = earlier[-1] if earlier else (0, 0)
    return found


def _codes(rounds: Rounds, person_ids: list[object]) -> NDArray[np.int64]:
    ids = pd.Index(person_ids)
    codes = np.asarray(rounds.index.person_ids.get_indexer(ids), dtype=np.int64)
    is_case = ids.isin(rounds.cases["person_id"])
    missed = ~is_case & ((codes < 0) | (rounds.ring[codes] < 0))
    if missed.any():
        raise NotTracedError(
            f"person {person_ids[int(missed.argmax())]!r} was not reached by this trace"
        )
    return codes[codes >= 0]


def _achieving(rounds: Rounds, person: int, number: int, value: int) -> Meetings:
    """Return the one contact through which round `number` gave `person` their `value`."""
    found = meetings(rounds, np.array([person], dtype=np.int64), number - 1)
    if rounds.rules.sum_over is not None:
        rows = _completing(rounds, found, value)
    elif rounds.direction == Direction.FORWARD:
        rows = found.starts + rounds.limits.delay == value
    else:
        rows = found.latest_ready == value
    stays = rounds.index.stays
    order = np.lexsort(
        (
            found.infectee_stay,
            found.infector_stay,
            stays.person[found.infectee_stay],
            stays.person[found.infector_stay],
            _weaker(rounds, found),
            found.starts - found.stops,
            ~rows,
        )
    )
    return Meetings(*(column[order[:1]] for column in found))


def _passed_on(rounds: Rounds, found: Meetings, ready: int) -> Meetings:
    """Return a backward chain with each contact starting once its source is able to infect."""
    starts = found.starts.copy()
    for row in range(len(starts)):
        starts[row] = max(int(starts[row]), ready)
        ready = int(starts[row]) + rounds.limits.delay + rounds.rules.seconds("latent")
    return found._replace(starts=starts)


def _completing(rounds: Rounds, found: Meetings, value: int) -> NDArray[np.bool_]:
    """Return which spells complete a sum at `value`."""
    quota = Quota(rounds.rules.seconds("min_overlap"), rounds.rules.seconds("sum_over"))
    source = rounds.index.stays.person[found.infector_stay]
    rows = np.zeros(len(source), dtype=np.bool_)
    for person in np.unique(source):
        mine = np.flatnonzero(source == person)
        mine = mine[np.argsort(found.starts[mine], kind="stable")]
        if reaches(found.starts[mine], found.stops[mine], quota) == value:
            rows[mine] = (found.starts[mine] < value) & (value <= found.stops[mine])
    return rows


def _other_person(rounds: Rounds, contact: Meetings) -> int:
    forward = rounds.direction == Direction.FORWARD
    stay = contact.infector_stay if forward else contact.infectee_stay
    return int(rounds.index.stays.person[stay[0]])


def _weaker(rounds: Rounds, found: Meetings) -> NDArray[np.int8]:
    known = rounds.index.confidence
    return np.maximum(known[found.infector_stay], known[found.infectee_stay])


def _joined(parts: list[Meetings]) -> Meetings:
    if not parts:
        return Meetings(*(np.empty(0, dtype=np.int64) for _ in Meetings._fields))
    return Meetings(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _by_asked_person(rounds: Rounds, found: Meetings) -> Meetings:
    person = rounds.index.stays.person
    source, target = person[found.infector_stay], person[found.infectee_stay]
    asked, other = (target, source) if rounds.direction == Direction.FORWARD else (source, target)
    order = np.lexsort((found.stops, other, found.starts, asked, rounds.ring[asked]))
    return Meetings(*(column[order] for column in found))


def _contact_table(rounds: Rounds, found: Meetings) -> pd.DataFrame:
    index = rounds.index
    source = index.stays.person[found.infector_stay]
    target = index.stays.person[found.infectee_stay]
    minutes = shared_minutes(rounds, found.starts, found.stops)
    return pd.DataFrame(
        {
            "source_id": index.person_ids[source],
            "target_id": index.person_ids[target],
            "place_id": index.place_ids[index.places_of(found.infectee_stay)],
            "met_at": contract.moments(found.starts),
            "parted_at": contract.moments(parting(rounds, found.stops)),
            "source_ring": rounds.ring[source],
            "minutes": minutes,
            "tier": tiers(minutes),
            "confidence": confidences(_weaker(rounds, found)),
        }
    )
