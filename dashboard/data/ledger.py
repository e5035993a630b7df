"""Who may look, what they looked at, what they are told by e-mail, and which lists are proposed.

Nothing here is cached: what was told or proposed a moment ago is not to be told again.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

import pandas as pd

from dashboard.data.database import Scope, record

WRITER: Final = Scope("messages", "messages", frozenset({"write_messages"}), None)
"""Who writes messages: no viewer has that right, and the writer has no other."""

WATCHER: Final = Scope(
    "new_cases", "new_cases", frozenset({"see_aggregates", "trace_contacts", "propose_lists"}), None
)
"""Who traces new cases by itself: it sees no names, and follows nobody up."""

MOST_LISTS: Final = 200
"""So many of the latest proposed lists are shown."""

MOST_MESSAGES: Final = 500
"""So many of the latest messages are listed."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is told once to the readers of one role and the same districts."""

    kind: str
    dedup_key: str
    """Tells it from every other message of the same readers."""
    reader_role: str
    reader_district_ids: Sequence[str]
    """Empty for the whole province."""
    subject: str
    body: str
    created_at: datetime
    attachment: bytes | None = None
    attachment_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProposedList:
    """What the system found of one new case, and when; one entry per person of the others."""

    case_id: str
    traced_with: str
    data_time: datetime
    found_at: datetime
    traced_at: datetime
    person_ids: Sequence[int]
    commune_ids: Sequence[str]
    district_ids: Sequence[str]
    notified_ats: Sequence[datetime | None]
    exposed_ats: Sequence[datetime | None]
    last_exposed_ats: Sequence[datetime | None]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a viewer does with one difference between the two test systems."""

    sample_code: str
    kind: str
    district_id: str | None
    state: str
    """`taken`, `returned` or `settled`."""
    reason: str
    follows_id: int | None
    """The last line of it that the viewer saw."""


def viewer_of(email: str) -> pd.DataFrame:
    """Return the viewer the province lets in under this address: one row or none."""
    nobody = Scope("", "", frozenset(), ())
    return record("viewer_of", scope=nobody, email=email)


def viewer_of_token(token: str) -> pd.DataFrame:
    """Return the viewer in whose name a token asks, and its `purpose`: one row or none."""
    nobody = Scope("", "", frozenset(), ())
    return record("viewer_of_token", scope=nobody, digest=sha256(token.encode()).digest())


def record_look(scope: Scope, question: str, reason: str, person_ids: Sequence[int]) -> None:
    """Write one look at people into the access log. Never cached; raises if it cannot write."""
    record(
        "record_look",
        scope=scope,
        question=question,
        reason=reason,
        person_count=len(person_ids),
        person_ids=list(person_ids),
    )


def readers() -> list[tuple[str, tuple[str, ...]]]:
    """Return the roles and districts that are told: of viewers whose identity is an address."""
    rows = record("readers", scope=WRITER)
    return [(str(row["role"]), tuple(row["district_ids"])) for row in rows.to_dict("records")]


def told_keys(role: str, district_ids: Sequence[str]) -> frozenset[str]:
    """Return the keys of all that these readers have been told."""
    rows = record(
        "told_keys", scope=WRITER, reader_role=role, reader_district_ids=list(district_ids)
    )
    return frozenset(rows["dedup_key"])


def add_message(message: Message) -> bool:
    """Keep a message for its readers, to be sent; False: they were told the same before."""
    values = asdict(message) | {"reader_district_ids": list(message.reader_district_ids)}
    return not record("add_message", scope=WRITER, **values).empty


def indicator_states(role: str, district_ids: Sequence[str]) -> pd.DataFrame:
    """Return how each indicator stood when it was last looked at: `figure`, `status`, `since`."""
    return record(
        "indicator_states", scope=WRITER, reader_role=role, reader_district_ids=list(district_ids)
    )


def note_states(
    role: str, district_ids: Sequence[str], statuses: Mapping[str, str], since: datetime
) -> None:
    """Keep how indicators stand: figure -> status."""
    record(
        "note_states",
        scope=WRITER,
        reader_role=role,
        reader_district_ids=list(district_ids),
        figures=list(statuses),
        statuses=[str(status) for status in statuses.values()],
        since=since,
    )


def outbox(scope: Scope) -> pd.DataFrame:
    """Return one row per message, the latest first, with how far it went out."""
    return record("outbox", scope=scope, most=MOST_MESSAGES)


def outbox_counts(scope: Scope) -> pd.Series:
    """Return how many messages are kept for nobody, wait, fail and went out."""
    return record("outbox_counts", scope=scope).iloc[0]


def attachment(scope: Scope, message_id: int) -> bytes:
    """Return the paper of a message."""
    found = record("attachment", scope=scope, message_id=message_id)
    if found.empty:
        raise LookupError(f"message {message_id} has no paper")
    return bytes(found["attachment"].iloc[0])


def has_mail_server() -> bool:
    """Say whether a server was configured by which messages are sent."""
    return bool(os.environ.get("SMTP_URL"))


def cases_without_list(scope: Scope, case_ids: Sequence[str]) -> list[str]:
    """Return for which of these cases no list was proposed, in their order."""
    found = record("cases_without_list", scope=scope, case_ids=list(case_ids))
    return [str(code) for code in found["case_id"]]


def propose_list(proposed: ProposedList) -> bool:
    """Keep what was found of a new case, for a person to confirm; False: it has a list."""
    columns = {
        name: value if isinstance(value, str | datetime) else list(value)
        for name, value in asdict(proposed).items()
    }
    return not record("propose_list", scope=WATCHER, **columns).empty


def proposed_lists(scope: Scope, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per proposed list that nobody dismissed: its stages, its size; latest first.

    Of a district, the lists that name people there, and how many there.
    """
    return record("proposed_lists", scope=scope, district_id=district_id, most=MOST_LISTS)


def proposed_contacts(scope: Scope, case_id: str) -> pd.DataFrame:
    """Return who is on the list proposed for a case: one row per person, by commune."""
    return record("proposed_contacts", scope=scope, case_id=case_id)


def confirm_list(scope: Scope, case_id: str) -> bool:
    """Keep that the viewer confirmed a list; False: somebody else had decided it."""
    added = record("confirm_list", scope=scope, case_id=case_id)
    return not added.empty


def dismissed_lists(scope: Scope, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per dismissed list, the latest first: by whom, when and why.

    Of a district, the lists that name people there, and how many there.
    """
    return record("dismissed_lists", scope=scope, district_id=district_id, most=MOST_LISTS)


def dismiss_list(scope: Scope, case_id: str, reason: str) -> bool:
    """Keep that the viewer dismissed a list, and why; False: somebody else had decided it."""
    added = record("dismiss_list", scope=scope, case_id=case_id, reason=reason)
    return not added.empty


def differences_worked_on(scope: Scope) -> pd.DataFrame:
    """Return the last line of each difference between the test systems that somebody took."""
    return record("differences_worked_on", scope=scope)


def record_difference(scope: Scope, difference: Difference) -> bool:
    """Add a line to a difference; False: somebody else had added one meanwhile."""
    return not record("record_difference", scope=scope, **asdict(difference)).empty
