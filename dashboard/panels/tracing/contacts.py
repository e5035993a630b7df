"""A person's chains and contacts, and the words in which tables and sheets show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import data, words
from dashboard.data.database import Scope
from dashboard.panels.tracing import traced_list
from dashboard.panels.tracing.choice import Choice
from dashboard.panels.tracing.headline import Base, Result, traced
from dashboard.tracing.evidence.strength import source_days, strength
from dashboard.tracing.rules import PLACE_KINDS

COLUMNS = (
    "source", "target", "place_name", "place_kind", "met_at", "parted_at", "minutes", "tier",
    "source_day", "confidence",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that speaks for a person's being on the list."""

    chains: Sequence[tuple[tuple[str, ...], pd.DataFrame]]
    """What each chain is ("earliest", "shortest", "strongest", "found") and its contacts; one
    that is several of these stands here once."""
    contacts: pd.DataFrame


def evidence(base: Base, result: Result, person_id: int) -> Evidence:
    """Return a person's chains and direct contacts: found once, shared by all who ask the same."""
    return _evidence(base, result, result.choice, person_id, base.scope, base.data_time)


@data.tracing.shared(max_entries=64)
def _evidence(
    _base: Base, _result: Result, choice: Choice, person_id: int, scope: Scope, data_time: datetime
) -> Evidence:
    del choice, scope, data_time
    way = ways(_result, person_id)[0]
    if _result.both is not None and way != "forward":
        chain = _result.both.chain(person_id, way)
        return Evidence([(("found",), chain)], _result.both.contacts(person_id, way))
    trace = _result.trace
    named = {
        "earliest": trace.chain(person_id, is_whole=True),
        "shortest": shortest_chain(_base, _result, person_id),
        "strongest": trace.strongest_chain(person_id),
    }
    return Evidence(_each_once(named), trace.contacts([person_id]))


def _each_once(named: Mapping[str, pd.DataFrame]) -> list[tuple[tuple[str, ...], pd.DataFrame]]:
    """Return each chain once, with all that it is."""
    columns = ["source_id", "target_id", "place_id", "met_at"]
    names: dict[str, tuple[str, ...]] = {}
    for name, chain in named.items():
        same = (seen for seen in names if named[seen][columns].equals(chain[columns]))
        first = next(same, name)
        names[first] = (*names.get(first, ()), name)
    return [(all_names, named[first]) for first, all_names in names.items()]


def chain_title(result: Result, names: Sequence[str]) -> str:
    """Return what a chain is called: earliest, strongest, or both at once."""
    backward = "back_" if result.choice.direction == "backward" else ""
    called = [
        words.say(f"evidence.{backward if name == 'earliest' else ''}chain_{name}")
        for name in names
    ]
    return words.say("evidence.chain_title", names=", ".join(called))


def strength_in_words(chain: pd.DataFrame) -> str:
    """Say how strong a chain is: as its weakest contact."""
    found = strength(chain)
    if found is None:
        return ""
    confidence = words.say(f"tracing.confidence_{found.confidence}")
    if words.is_unknown(found.minutes):
        return words.say(
            "evidence.strength_unknown", count=found.contact_count, confidence=confidence
        )
    return words.say(
        "evidence.strength",
        count=found.contact_count,
        shortest=words.number(found.shortest_minutes),
        total=words.number(found.minutes),
        confidence=confidence,
    )


def ways(result: Result, person_id: int) -> list[str]:
    """Return the ways by which a person was found; a trace one way knows one."""
    if result.both is None:
        return ["forward"]
    return str(result.by_person["way"][person_id]).split("+")


def shortest_chain(base: Base, result: Result, person_id: int) -> pd.DataFrame:
    """Return the chain of as many contacts as the person's ring says.

    The trace itself keeps the earliest exposure, which a longer chain may bring.
    """
    ring = ring_of(result, person_id)
    whole = result if ring == result.choice.rings else None
    asked = replace(result.choice, rings=ring, direction=result.trace.direction)
    whole = whole or traced(base, asked)
    return whole.trace.chain(person_id, is_whole=True)


def ring_of(result: Result, person_id: int) -> int:
    """Return a person's ring, of the trace forward where it was done both ways."""
    return int(result.by_person["ring_forward" if result.both else "ring"][person_id])


def place_names(base: Base) -> Mapping[int, str]:
    """Return the name of each place."""
    return data.tracing.place_names(base.scope, base.data_time)


def contact_rows(base: Base, result: Result, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return contacts in words, column by column as in `COLUMNS`; times stay times, local."""
    there = base.places[base.places["place_id"].isin(contacts["place_id"])]
    kinds = dict(zip(there["place_id"], there["place_kind"], strict=True))
    local = {name: words.local_times(contacts[name]) for name in ("met_at", "parted_at")}
    return pd.DataFrame(
        {
            "source": [_label(result, person) for person in contacts["source_id"]],
            "target": [_label(result, person) for person in contacts["target_id"]],
            "place_name": contacts["place_id"].map(place_names(base)),
            "place_kind": [_kind(kinds.get(place)) for place in contacts["place_id"]],
            **local,
            "minutes": contacts["minutes"].round(),
            "tier": contacts["tier"].astype("str").map(traced_list.tier_names()),
            "source_day": [words.change(day) for day in source_days(contacts, base.onsets)],
            "confidence": contacts["confidence"].astype("str").map(traced_list.confidence_names()),
        },
        columns=list(COLUMNS),
    )


def _kind(kind: str | None) -> str:
    return words.say(f"tracing.kind_{kind if kind in PLACE_KINDS else 'other'}")


def column_titles() -> dict[str, str]:
    """Return the title of each column of `contact_rows`."""
    return {name: words.say(f"tracing.column_{name}") for name in COLUMNS}


def clock(moment: datetime | None) -> str:
    """Return the time of day in Vietnam, or a dash if it is not known."""
    if moment is None or words.is_unknown(moment):
        return words.UNKNOWN
    return f"{moment.astimezone(words.ZONE):%H:%M}"


def _label(result: Result, person_id: Any) -> str:  # noqa: ANN401
    case = result.case_names.get(int(person_id))
    return f"F0 {case}" if case is not None else str(person_id)
