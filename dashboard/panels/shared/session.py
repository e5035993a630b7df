"""Everything that a session keeps: under which key, of which type, and what it is at first.

A widget of the same key shows what is kept and changes it; the session of one viewer is seen by no
other. Who is signed in and in which language stands with `access` and `words`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

import pandas as pd
import streamlit as st
from shapely.geometry.base import BaseGeometry
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import words
from dashboard.data.follow_up import Assigned, AssignmentAsked, Entry, Outcome
from dashboard.data.ledger import Difference
from dashboard.figures.tracing.choice import Choice
from dashboard.indicators.zone_status import ZoneStatus

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """One thing that a session keeps."""

    key: str
    usual: T
    """What it is until something is kept."""

    @property
    def value(self) -> T:
        """What is kept, else the usual."""
        kept: T = st.session_state.get(self.key, self.usual)
        return kept

    @property
    def is_kept(self) -> bool:
        """Whether anything is kept."""
        return self.key in st.session_state

    def keep(self, value: T) -> None:
        """Keep this from now on; a widget's value only before it is drawn, or in a callback."""
        st.session_state[self.key] = value

    def begin(self, value: T) -> T:
        """Keep this unless something is kept already; return what is."""
        kept: T = st.session_state.setdefault(self.key, value)
        return kept

    def forget(self) -> None:
        """Keep nothing any more."""
        st.session_state.pop(self.key, None)

    def take(self) -> T:
        """Return what was kept, and forget it."""
        kept: T = st.session_state.pop(self.key, self.usual)
        return kept


_TONGUE: Final[Kept[str | None]] = Kept("tongue", None)


def is_back() -> bool:
    """Tell whether the browser's Back or Forward asked for this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def follow_back() -> None:
    """After Back or Forward the address alone decides: forget every choice that stands in it."""
    if is_back():
        for key in [str(key) for key in st.session_state]:
            if key.startswith(_IN_ADDRESS):
                del st.session_state[key]


def follow_language() -> None:
    """Once the language is another one, give every picker its own value anew, for its new words.

    A browser knows an option by its words alone, and would go on showing, and sending, the old
    ones: what a script does not know is then taken for a value.
    """
    before = _TONGUE.value
    _TONGUE.keep(words.language())
    if before in {None, words.language()}:
        return
    for key, value in list(st.session_state.items()):
        if isinstance(value, str | int | list | tuple) and not isinstance(value, bool):
            st.session_state[key] = value


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows picked in a table."""

    key: str

    @property
    def picked(self) -> list[int]:
        """Their numbers, from the first row on, 0."""
        return list(st.session_state[self.key]["selection"]["rows"])

    def pick(self, rows: Sequence[int]) -> None:
        """Pick rows as clicks on them do; from a callback."""
        picked = {"rows": list(rows), "columns": [], "cells": []}
        st.session_state[self.key] = {"selection": picked}


@dataclass(frozen=True, slots=True)
class Clicks:
    """What was clicked on a map."""

    key: str

    @property
    def clicked(self) -> dict[str, Any]:
        """The properties of what was clicked last; nothing of a click beside everything."""
        feature = st.session_state[self.key].get("last_active_drawing") or {}
        return dict(feature.get("properties", {}))


# What stands in the address bar too.


def kept(name: str) -> Kept[str]:
    """Return a choice that survives a change of page."""
    return Kept(f"kept_{name}", "")


def choice(name: str) -> Kept[str | None]:
    """Return what the widget of such a choice shows."""
    return Kept(f"choice_{name}", None)


def said(name: str) -> Kept[str]:
    """Return the sentence that says what was chosen."""
    return Kept(f"said_{name}", "")


def sought(table: str) -> Kept[str]:
    """Return what is typed into the box over a table."""
    return Kept(f"search_{table}", "")


def day(name: str) -> Kept[date | None]:
    """Return one of two days that are compared."""
    return Kept(f"choice_{name}", None)


def open_part(page: str) -> Kept[str]:
    """Return the label of a page's open tab: one per language, as a tab is known by its label."""
    return Kept(f"{page}_view_{words.language()}", "")


IS_COMPARING: Final = Kept("choice_compare", usual=False)

# Names and papers.


def named(of: str) -> Kept[frozenset[int]]:
    """Return whose names this session asked for, of one list."""
    return Kept(f"{of}_named", frozenset())


REASONS: Final[Kept[dict[str, str]]] = Kept("reasons_given", {})
"""Why this session asked for names: cases or list -> reason, offered again for the same."""

PAPER_REASONS: Final[Kept[dict[int, str]]] = Kept("paper_reasons", {})
"""Why this session needs the names in a zone's papers: zone_id -> reason."""

_QUESTION: Final = ("choice", "cases", "preset", "kinds", "scan_only", "person", "versus")
_RULES: Final = (
    "direction", "rings", "days_back", "minutes", "gap_hours", "linger_minutes", "crowd",
)  # fmt: skip
_IN_ADDRESS: Final = ("kept_", "risk_", *(f"trace_{name}" for name in (*_QUESTION, *_RULES)))
"""How the keys begin of what the address bar says too."""

# The page on adoption.

MAP_TURN: Final = Kept("adoption_map_turn", 0)
"""How often a district was opened: a map that comes back must not bring its old click along."""

# The outbreak desk: what is asked.

CHOICE: Final[Kept[Choice | None]] = Kept("trace_choice", None)
CASES: Final[Kept[Sequence[str]]] = Kept("trace_cases", ())
CASES_FOUND: Final[Kept[pd.DataFrame | None]] = Kept("trace_cases_found", None)
CASES_NOW: Final[Kept[Sequence[str] | None]] = Kept("replay_cases_now", None)
"""The cases chosen in the present, while an earlier moment knows fewer."""

PRESET: Final[Kept[str]] = Kept("trace_preset", "")
KINDS: Final[Kept[Sequence[str]]] = Kept("trace_kinds", ())
IS_SCAN_ONLY: Final = Kept("trace_scan_only", usual=False)


def rule(name: str, usual: T) -> Kept[T]:
    """Return one rule of a trace, by its name in a `Choice`."""
    return Kept(f"trace_{name}", usual)


KNOWN_AT: Final = Kept("kept_known_at", "")
KNOWN_AT_TYPED: Final[Kept[datetime | None]] = Kept("choice_known_at", None)

# The outbreak desk: the answer, and one person of it.

PERSON: Final[Kept[int | None]] = Kept("trace_person", None)
PERSON_TYPED: Final[Kept[str | None]] = Kept("trace_evidence_person", None)
VERSUS: Final[Kept[str | None]] = Kept("trace_versus", None)
LIST_PAGE: Final = Kept("trace_list_page", 1)
TIMELINE_PAGE: Final = Kept("trace_timeline_page", 1)
TIMELINE_DAYS: Final[Kept[tuple[date, date] | None]] = Kept("trace_timeline_days", None)
MAP_HOUR: Final[Kept[datetime | None]] = Kept("trace_map_hour", None)
FOCUS: Final[Kept[str | None]] = Kept("trace_focus", None)
ALL_CONTRADICTIONS: Final = Kept("trace_contradictions_all", usual=False)

INTERVIEW_SEARCHED: Final[Kept[tuple[str, str] | None]] = Kept("interview_searched", None)
"""The box and the text of the search last written into the ledger."""
PEOPLE_FOUND: Final[Kept[tuple[str, pd.DataFrame] | None]] = Kept("people_found", None)
"""What was looked for, and who was found, once the look was in the ledger."""
INTERVIEW_TOLD: Final[Kept[str | None]] = Kept("interview_told", None)

TRACE_MAP: Final = Clicks("trace_map")
SPREADERS: Final = Rows("trace_spreaders")
SPREADING_PLACES: Final = Rows("trace_spreading_places")

# Contacts being followed.

ENTRY: Final[Kept[Entry | None]] = Kept("follow_up_asked", None)
"""What a button asked to record in this run."""

OUTCOME: Final[Kept[Outcome | None]] = Kept("follow_up_outcome", None)
ENTRY_TURN: Final = Kept("follow_up_turn", 0)
"""Changes with every entry, so that what was picked and typed is forgotten."""

LISTED_COUNT: Final[Kept[int | None]] = Kept("follow_up_listed", None)
NEW_CASES: Final = Rows("new_cases")
LIST_TO_CONFIRM: Final[Kept[tuple[str, str] | None]] = Kept("list_to_confirm", None)
"""The case whose list the viewer confirmed, and what it was traced with."""

LIST_TO_DISMISS: Final[Kept[tuple[str, str] | None]] = Kept("list_to_dismiss", None)
"""The case whose list the viewer dismissed, and why."""


def dismissal_reason(case_id: str) -> Kept[str]:
    """Return why a case's list is dismissed, as it is typed."""
    return Kept(f"new_case_reason_{case_id}", "")


def entry_time(name: str) -> Kept[datetime | None]:
    """Return the time typed beside the buttons of this turn."""
    return Kept(f"follow_up_{name}_{ENTRY_TURN.value}", None)


def entry_text(name: str) -> Kept[str | None]:
    """Return what else is typed or chosen beside the buttons of this turn."""
    return Kept(f"follow_up_{name}_{ENTRY_TURN.value}", None)


# Differences between the two test systems.

DIFFERENCES: Final = Rows("system_differences_list")
DIFFERENCE: Final[Kept[Difference | None]] = Kept("difference_asked", None)
"""What a button asked to record in this run."""


def settled_how(sample_code: str, kind: str) -> Kept[str]:
    """Return how a difference was settled, as it is typed."""
    return Kept(f"difference_how_{kind}_{sample_code}", "")


# A team's day.

ASSIGNMENT: Final[Kept[AssignmentAsked | None]] = Kept("today_asked", None)
"""What a button asked to assign in this run."""

ASSIGNED: Final[Kept[tuple[str | None, Assigned] | None]] = Kept("today_assigned", None)
"""To whom, and how it went."""

TODAY_PAGE: Final = Kept("today_page", 1)

# Containment zones.

LEDGER: Final = Rows("zone_ledger")
OUTBOX: Final = Rows("outbox_list")
LEDGER_MAP: Final = Clicks("ledger_map")
SAVED_COUNTS: Final[Kept[tuple[int, int] | None]] = Kept("zone_saved", None)
"""How many proposals were saved, and how many the ledger had already."""

SAVING_TURN: Final = Kept("zone_saving_turn", 0)
"""Changes with every saving, so that what was picked and typed is forgotten."""

IS_JUST_SAVED: Final = Kept("zone_saving_fresh", usual=False)
CHANGED_TO: Final[Kept[ZoneStatus | None]] = Kept("zone_changed", None)
REFUSED_REASON: Final = Kept("zone_refused_reason", (0, ""))
"""Of which zone the last change was refused, and the reason that was typed for it."""

LOOK_ANEW: Final = Kept("zone_look_anew", usual=False)
LOOK_ANEW_BUTTON: Final = "zone_look_anew_button"
FIRST_DRAFTS: Final = Kept("zone_first", 0)
LEAST_SHARE: Final = Kept("zone_least", 0.0)
SHARE: Final = Kept("zone_share", 0)
UNIT: Final = Kept("zone_unit", "")
BUFFER_M: Final = Kept("zone_buffer_m", 0)
RISK_DAYS: Final = Kept("risk_days", 0)
DRAW_FROM: Final[Kept[Sequence[int]]] = Kept("draw_from", ())
DRAWN_REST: Final[Kept[dict[tuple[int, int], BaseGeometry]]] = Kept("zone_drawn_rest", {})
"""What remains of a zone after cutting by hand: (zone_id, revision) -> shape."""


def drafts(count: int) -> Rows:
    """Return the proposals picked, of a list of so many."""
    return Rows(f"zone_drafts_{count}_{SAVING_TURN.value}")


def draw(name: str) -> Kept[str]:
    """Return what drawing does ("way"), or what it keeps to ("snap")."""
    return Kept(f"draw_{name}", "")


def new_status(zone_id: int, status: str) -> Kept[ZoneStatus]:
    """Return the status that a zone of this status is to get."""
    return Kept(f"zone_status_{zone_id}_{status}", ZoneStatus.PROPOSED)


def risk_limit(level: str, measure: str) -> Kept[float | None]:
    """Return from where a commune is at a level of risk; None asks nothing."""
    return Kept(f"risk_{level}_{measure}", None)
