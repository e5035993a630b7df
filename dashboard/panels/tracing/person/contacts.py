"""A person's chains and contacts, and the words in which tables and sheets show them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import clock, figures, words
from dashboard.drawing import marks
from dashboard.figures.tracing.evidence import COLUMNS
from dashboard.figures.tracing.trace import Base, Result
from dashboard.tracing.ascertainment import UNSCANNED
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.chains import TIERS
from dashboard.tracing.evidence.strength import source_days, strength
from dashboard.tracing.index.stay_table import CONFIDENCE
from dashboard.tracing.rules import PLACE_KINDS
from dashboard.tracing.stays.interviews import unscanned_kind


def chain_title(result: Result, names: Sequence[str]) -> str:
    """Return what a chain is called: earliest, strongest, or both at once."""
    backward = "back_" if result.choice.direction == Direction.BACKWARD else ""
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
    is_home = figures.tracing.lists.at_home(chain)
    timed = strength(chain[~is_home])
    known = {
        "count": found.contact_count,
        "confidence": words.say(f"tracing.confidence_{found.confidence}"),
    }
    if timed is None:
        return words.say("evidence.strength_home", **known)
    if words.is_unknown(timed.minutes):
        return words.say("evidence.strength_unknown", **known)
    told = words.say(
        "evidence.strength",
        shortest=words.number(timed.shortest_minutes),
        total=words.number(timed.minutes),
        **known,
    )
    return f"{told} {words.say('evidence.home_uncounted')}" if is_home.any() else told


def contact_rows(base: Base, result: Result, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return contacts in words, column by column as in `COLUMNS`; times stay times, local."""
    there = base.places[base.places["place_id"].isin(contacts["place_id"])]
    kinds = dict(zip(there["place_id"], there["place_kind"], strict=True))
    confidences = words.names("tracing.confidence_", CONFIDENCE)
    local = {name: clock.local_times(contacts[name]) for name in ("met_at", "parted_at")}
    return pd.DataFrame(
        {
            "source": [_label(result, person) for person in contacts["source_id"]],
            "target": [_label(result, person) for person in contacts["target_id"]],
            "place_name": contacts["place_id"].map(figures.tracing.evidence.place_names(base)),
            "place_kind": [
                _kind(unscanned_kind(place) or kinds.get(place)) for place in contacts["place_id"]
            ],
            **local,
            "minutes": figures.tracing.lists.counted_minutes(contacts),
            "tier": figures.tracing.lists.tiers_called(contacts, tier_names()),
            "source_day": [words.change(day) for day in source_days(contacts, base.onsets)],
            "confidence": contacts["confidence"].astype("str").map(confidences),
        },
        columns=list(COLUMNS),
    )


def _kind(kind: str | None) -> str:
    return words.say(f"tracing.kind_{kind if kind in (*PLACE_KINDS, *UNSCANNED) else 'other'}")


def column_titles() -> dict[str, str]:
    """Return the title of each column of `contact_rows`."""
    return words.names("tracing.column_", COLUMNS)


def tier_names() -> dict[str, str]:
    """Return what each tier of minutes is called."""
    called = words.names("tracing.tier_", ("short", "middle", "long"))
    return dict(zip(TIERS, called.values(), strict=True))


def clock_time(moment: datetime | None) -> str:
    """Return the time of day in Vietnam, or a dash if it is not known."""
    if moment is None or words.is_unknown(moment):
        return words.UNKNOWN
    return f"{moment.astimezone(clock.TIME_ZONE):%H:%M}"


def short_names(result: Result, person_ids: Iterable[int]) -> list[str]:
    """Return people as pictures call them, in a dozen letters: what a phone has room for."""
    wanted = list(person_ids)
    listed = result.people[result.people["person_id"].isin(wanted)]
    kinds = dict(zip(listed["person_id"], marks.kinds(listed), strict=True))
    return [
        f"{marks.short_name(kinds[person], result.choice.direction)} {person}"
        if person in kinds
        else _label(result, person)
        for person in wanted
    ]


def _label(result: Result, person_id: Any) -> str:  # noqa: ANN401
    case = result.case_names.get(int(person_id))
    return f"F0 {case}" if case is not None else str(person_id)
