"""Who passed the most on, at which places, and whose contacts hold a trace together."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.compiled import compiled
from dashboard.tracing.evidence.chains import contacts as contacts_of
from dashboard.tracing.rounds.found import Rounds

FIFTH = 0.2
"""The share of spreaders that `top_fifth_share` asks about (Lloyd-Smith 2005)."""

_CONTACT = ("person_id", "source_id", "place_id", "met_at")


class Structure(NamedTuple):
    """What links the people of a trace, when every contact counts as one undirected line."""

    groups: pd.DataFrame
    """One row per group of linked people, largest first: `person_count`, `case_count`."""
    connectors: pd.DataFrame
    """One row per articulation person, most cut off first: `person_id`, `ring`, `cut_off_count`
    (people who, without this person, no contact links to the largest part that remains)."""


def out_degrees(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return how many people were reached through each person.

    Parameters
    ----------
    contacts
        One row per contact: `person_id` (who was reached), `source_id` (through whom), `place_id`,
        `met_at`. Any number per pair.

    Returns
    -------
    pandas.DataFrame
        One row per `source_id`, most first: `contact_count` (people reached who met them) and
        `first_count` (of these, whose first contact was with them; a tie is the smaller id's).

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> out_degrees(pd.DataFrame({
    ...     "person_id": ["b", "c", "c"], "source_id": ["a", "a", "b"], "place_id": "market",
    ...     "met_at": [noon, noon, noon + pd.Timedelta("1h")]})).to_numpy().tolist()
    [['a', 2, 2], ['b', 1, 0]]
    """
    return _reached_by(contacts, "source_id").rename(columns={"person_count": "contact_count"})


def spreading_places(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return where people were reached.

    Parameters
    ----------
    contacts
        As for `out_degrees`.

    Returns
    -------
    pandas.DataFrame
        One row per `place_id`, most first: `person_count` (people reached who had a contact
        there), `first_count` (whose first contact was there) and `share` (of all first contacts,
        0..1).

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> spreading_places(pd.DataFrame({
    ...     "person_id": ["b", "c", "d", "d"], "source_id": "a", "met_at": noon,
    ...     "place_id": ["meal", "meal", "market", "meal"]}))["share"].round(2).tolist()
    [0.67, 0.33]
    """
    places = _reached_by(contacts, "place_id")
    return places.assign(share=places["first_count"] / max(int(places["first_count"].sum()), 1))


def top_fifth_share(counts: pd.Series) -> float:
    """Return which share of everything the largest fifth of `counts` holds; unknown for none.

    0.2 when all are alike; about 0.8 is the "20/80 rule" of superspreading. A fifth that is no
    whole number takes a part of the next one.

    References
    ----------
    Lloyd-Smith, Schreiber, Kopp, Getz: Superspreading and the effect of individual variation on
    disease emergence. Nature 438 (2005) 355-359: "t20", the share due to the most infectious 20 %.

    Examples
    --------
    >>> top_fifth_share(pd.Series([8, 0, 1, 1, 0])), top_fifth_share(pd.Series([1, 1]))
    (0.8, 0.2)
    """
    ordered = np.sort(counts.to_numpy(dtype=np.float64))[::-1]
    total = ordered.sum()
    if not total:
        return float("nan")
    cumulated = np.concatenate([[0.0], np.cumsum(ordered)])
    held = np.interp(FIFTH * len(ordered), np.arange(len(cumulated)), cumulated)
    return float(held / total)


def structure(rounds: Rounds, *, limit: int = 50_000) -> Structure:
    """Return the groups of linked people, and who alone holds a group together.

    Lines are the contacts with somebody of a nearer ring, as in `network.to_networkx`, between
    two people whatever their direction and number. A group is a connected component; a connector
    is an articulation point: without this person the group falls apart.

    Parameters
    ----------
    limit
        Refuse a trace of more contacts than this.

    Raises
    ------
    TracingError
        If there are more than `limit` contacts.

    Notes
    -----
    Linear in people and contacts, once the contacts are listed. Only those who scan are seen, so
    a connector may have had a rival whom nobody saw.

    References
    ----------
    Hopcroft, Tarjan: Algorithm 447: efficient algorithms for graph manipulation. Communications
    of the ACM 16 (1973) 372-378.
    """
    people = rounds.people()
    rows = contacts_of(rounds, limit=limit)
    ids = pd.Index(people["person_id"])
    source, target = (
        ids.get_indexer(pd.Index(rows[name])).astype(np.int64)
        for name in ("source_id", "target_id")
    )
    starts, neighbours = _lines(source, target, len(ids))
    group, separated, largest = _searched(starts, neighbours)
    sizes = np.bincount(group)[group] if len(group) else group
    cut_off = sizes - 1 - np.maximum(largest, sizes - 1 - separated)
    found = people[["person_id", "ring"]].assign(cut_off_count=cut_off)
    connectors = found[cut_off > 0].sort_values(
        ["cut_off_count", "ring", "person_id"], ascending=[False, True, True], ignore_index=True
    )
    return Structure(_groups(group, people["ring"]), connectors)


def _reached_by(contacts: pd.DataFrame, name: str) -> pd.DataFrame:
    contract.require_columns(contacts, _CONTACT, of="contacts")
    met = contacts.groupby(name, observed=True)["person_id"].nunique()
    first = contacts.sort_values(["met_at", name]).drop_duplicates("person_id")[name]
    counts = pd.DataFrame(
        {
            "person_count": met,
            "first_count": first.value_counts().reindex(met.index, fill_value=0),
        }
    )
    return counts.reset_index().sort_values(
        ["person_count", "first_count", name], ascending=[False, False, True], ignore_index=True
    )


def _groups(group: NDArray[np.int64], ring: pd.Series) -> pd.DataFrame:
    counts = pd.DataFrame(
        {
            "person_count": np.bincount(group),
            "case_count": np.bincount(
                group[ring.to_numpy() == 0], minlength=group.max(initial=-1) + 1
            ),
        }
    )
    return counts.sort_values(["person_count", "case_count"], ascending=False, ignore_index=True)


def _lines(
    source: NDArray[np.int64], target: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each person's neighbours, once each: from where they start, and who they are."""
    pairs = np.unique(np.concatenate([source * count + target, target * count + source]))
    starts = np.searchsorted(pairs, np.arange(count + 1) * count)
    return starts, pairs % max(count, 1)


class _Walk(NamedTuple):
    """A depth-first walk, per person."""

    group: NDArray[np.int64]
    seen: NDArray[np.int64]
    """When this person was met; -1 if not yet."""
    low: NDArray[np.int64]
    """The earliest met person whom a line from here, or from below, leads back to."""
    below: NDArray[np.int64]
    """People in this person's part of the walk."""
    parent: NDArray[np.int64]
    next_line: NDArray[np.int64]
    """The next line to look at."""
    separated: NDArray[np.int64]
    """People below who lose their way back without this person."""
    largest: NDArray[np.int64]
    """The largest of the parts that they fall into."""


def _searched(
    starts: NDArray[np.int64], neighbours: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    count = len(starts) - 1
    unknown, none = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    walk = _Walk(
        group=unknown.copy(),
        seen=unknown.copy(),
        low=none.copy(),
        below=np.ones(count, dtype=np.int64),
        parent=unknown,
        next_line=starts[:-1].astype(np.int64),
        separated=none.copy(),
        largest=none,
    )
    _walk_all(starts, neighbours, walk)
    return walk.group, walk.separated, walk.largest


@compiled
def _followed(neighbours: NDArray[np.int64], walk: _Walk, person: int) -> int:
    """Look along one more line; return who is walked on from."""
    other = neighbours[walk.next_line[person]]
    walk.next_line[person] += 1
    if walk.seen[other] < 0:
        walk.parent[other] = person
        return int(other)
    if other != walk.parent[person]:
        walk.low[person] = min(walk.low[person], walk.seen[other])
    return person


@compiled
def _left(walk: _Walk, person: int) -> int:
    """Go back to where this person was met from, and say there what was found."""
    above = walk.parent[person]
    if above >= 0:
        walk.below[above] += walk.below[person]
        walk.low[above] = min(walk.low[above], walk.low[person])
        if walk.low[person] >= walk.seen[above]:
            walk.separated[above] += walk.below[person]
            walk.largest[above] = max(walk.largest[above], walk.below[person])
    return int(above)


@compiled
def _walk_all(starts: NDArray[np.int64], neighbours: NDArray[np.int64], walk: _Walk) -> None:
    """Walk each group depth first (Hopcroft and Tarjan, without recursion)."""
    met, groups = 0, 0
    for root in range(len(walk.group)):
        if walk.seen[root] >= 0:
            continue
        person = root
        while person >= 0:
            if walk.seen[person] < 0:
                walk.seen[person] = walk.low[person] = met
                walk.group[person] = groups
                met += 1
            if walk.next_line[person] < starts[person + 1]:
                person = _followed(neighbours, walk, person)
            else:
                person = _left(walk, person)
        groups += 1
