"""Who shared nothing but crowded places with a case: to be told, not to be called first."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.chains import parting, shared_minutes
from dashboard.tracing.evidence.meetings import Meetings, as_one, meetings
from dashboard.tracing.rounds.found import Rounds
from dashboard.tracing.rounds.reach import Question, reach
from dashboard.tracing.rounds.windows import EVERY_CROWD


def same_place(rounds: Rounds) -> pd.DataFrame:
    """Return who would be in ring 1 if crowds did not matter, and is in no ring as they do.

    Returns
    -------
    pandas.DataFrame
        One row per person, the longest with a case first, then by id: `person_id`; `other_id`
        (the case), `place_id`, `met_at` and `parted_at` of the longest contact; `minutes` of all
        of them, `contact_count`; `crowd_count`, the fewest people whom the later of two found at
        such a contact. Under `scan_only` minutes are unknown. Without `max_crowd` nobody.

    Notes
    -----
    One expansion of one round, and every pair of these people's stays with a case's.
    """
    direct = _direct(rounds)
    found = meetings(direct, _only_there(rounds, direct), 0)
    return _table(rounds, as_one(direct, found))


def _direct(rounds: Rounds) -> Rounds:
    """Return what one round reaches from the cases if crowds do not matter."""
    is_forward = rounds.direction == Direction.FORWARD
    most = 0 if rounds.rules.max_crowd is None else min(rounds.rules.max_ring, 1)
    rules = replace(rounds.rules, max_ring=most, max_crowd=None)
    limits = rounds.limits._replace(crowd=EVERY_CROWD)
    question = Question(rounds.index, rules, limits, is_forward)
    everyone, history = reach(question, rounds.spans, rounds.able_spans)
    return replace(rounds, rules=rules, limits=limits, everyone=everyone, history=history)


def _only_there(rounds: Rounds, direct: Rounds) -> NDArray[np.int64]:
    people = np.sort(direct.everyone.people).astype(np.int64)
    return people[rounds.ring[people] < 0]


def _table(rounds: Rounds, found: Meetings) -> pd.DataFrame:
    index, stays = rounds.index, rounds.index.stays
    is_forward = rounds.direction == Direction.FORWARD
    own, other = found.infectee_stay, found.infector_stay
    if not is_forward:
        own, other = other, own
    later = np.where(stays.arrived[own] >= stays.arrived[other], own, other)
    contacts = pd.DataFrame(
        {
            "person": stays.person[own],
            "other": stays.person[other],
            "place": index.places_of(own),
            "start": found.starts,
            "stop": found.stops,
            "seconds": found.stops - found.starts,
            "crowd_count": stays.crowd[later].astype(np.int64),
        }
    )
    order = ["person", "seconds", "start", "other"]
    contacts = contacts.sort_values(order, ascending=[True, False, True, True], kind="stable")
    people = contacts.groupby("person", sort=True)
    longest = people.first()
    longest["total"] = people["seconds"].sum()
    longest["contact_count"] = people.size()
    longest["crowd_count"] = people["crowd_count"].min()
    longest = longest.reset_index().sort_values(
        ["total", "person"], ascending=[False, True], ignore_index=True
    )
    return _named(rounds, longest)


def _named(rounds: Rounds, longest: pd.DataFrame) -> pd.DataFrame:
    index = rounds.index
    column = {name: values.to_numpy() for name, values in longest.items()}
    total = column["total"].astype(np.int64)
    return pd.DataFrame(
        {
            "person_id": index.person_ids[column["person"]],
            "other_id": index.person_ids[column["other"]],
            "place_id": index.place_ids[column["place"]],
            "met_at": contract.moments(column["start"]),
            "parted_at": contract.moments(parting(rounds, column["stop"])),
            "minutes": shared_minutes(rounds, 0 * total, total),
            "contact_count": column["contact_count"].astype(np.int64),
            "crowd_count": column["crowd_count"].astype(np.int64),
        }
    )
