"""One person's evidence on one page: to print, and to read to them on the phone."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, clock, data, figures, words
from dashboard.data.database import present
from dashboard.figures.tracing.choice import Choice
from dashboard.figures.tracing.lists import HOME
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.tracing.person import contacts as trace_contacts
from dashboard.panels.tracing.person import selection
from dashboard.reports.traces import evidence_sheet
from dashboard.reports.traces.evidence_sheet import Section, Sheet
from dashboard.tracing.direction import Direction
from dashboard.tracing.stays.interviews import unscanned_kind

MOST_WINDOWS = 3
"""Most cases whose windows the sheet lists."""

MOST_CONTACTS = 16
"""Most direct contacts on the sheet, so that it stays a page; the page on screen has all."""

_REASON = "trace_sheet_reason"


def offer(base: Base, result: Result, person_id: int) -> None:
    """Offer a person's sheet: what to read out, and a file that is made once its look is logged."""
    st.header(words.say("sheet.phone_title"), anchor=False)
    st.info(words.plain("  \n".join(_phone(base, result, person_id))), icon=":material/call:")
    if access.Right.SEE_PEOPLE not in base.scope.rights:
        return
    with st.container(border=True, key="trace_sheet"):
        st.markdown(words.say("sheet.hint"))
        has_name = st.checkbox(words.say("sheet.with_name"), key="trace_sheet_name")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            reason = st.text_input(words.say("sheet.reason"), key=_REASON, max_chars=300)
            st.download_button(
                words.say("sheet.download"),
                data=when_clicked(
                    lambda: _logged_sheet(base, result, person_id, reason, has_name=has_name)
                ),
                file_name=words.say("sheet.file_name", person=person_id),
                mime="text/html",
                icon=":material/print:",
                disabled=not reason.strip(),
            )


def _logged_sheet(
    base: Base, result: Result, person_id: int, reason: str, *, has_name: bool
) -> bytes:
    """Return the file once the ledger holds the look: no entry, no file and no name."""
    question = "evidence_sheet_with_name" if has_name else "evidence_sheet"
    access.record_look(selection.asked(question), reason, [person_id])
    named = data.tracing.identities(base.scope, [person_id]) if has_name else pd.DataFrame()
    return evidence_sheet.html(_sheet(base, result, person_id, named)).encode("utf-8")


def _sheet(base: Base, result: Result, person_id: int, named: pd.DataFrame) -> Sheet:
    found = figures.tracing.evidence.evidence(base, result, person_id)
    chains = [
        _section(
            base,
            result,
            chain,
            trace_contacts.chain_title(result, names),
            trace_contacts.strength_in_words(chain),
        )
        for names, chain in found.chains
    ]
    title = words.say("tracing.all_contacts", count=len(found.contacts))
    told = _most_telling(found.contacts)
    note = words.say("tracing.source_day_help")
    if len(told) < len(found.contacts):
        left_out = words.number(len(found.contacts) - len(told))
        note = f"{words.say('sheet.left_out', shown=len(told), left_out=left_out)} {note}"
    return Sheet(
        language=words.language(),
        title=words.say("sheet.title", person=person_id),
        print_label=words.say("sheet.print"),
        who=_who(base, result, person_id, named),
        phone_title=words.say("sheet.phone_title"),
        phone=_phone(base, result, person_id),
        sections=[*chains, _section(base, result, told, title, note)],
        rules_title=words.say("tracing.rules"),
        rules=[*rules_in_words(result.choice), *_windows(result)],
        footer=_footer(base, result),
    )


def _most_telling(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return as many contacts as a page holds: nearest ring first, then longest; in time order."""
    order = ["source_ring", "minutes", "met_at"]
    first = contacts.sort_values(order, ascending=[True, False, True], kind="stable")
    return first.head(MOST_CONTACTS).sort_values("met_at", kind="stable")


def _who(base: Base, result: Result, person_id: int, named: pd.DataFrame) -> list[tuple[str, str]]:
    row = result.people[result.people["person_id"] == person_id].to_dict("records")[0]
    known = [
        (words.say(f"tracing.column_{name}"), _known(named[name].iloc[0]))
        for name in ("full_name", "phone", "address")
        if len(named)
    ]
    commune = base.commune_names.get(str(row["commune_id"]), words.UNKNOWN)
    return [
        (words.say("tracing.column_person_id"), str(person_id)),
        *known,
        (words.say("tracing.column_ring"), words.say(f"{result.rings_called}{row['ring']}")),
        (words.say("tracing.column_commune"), commune),
        (words.say("tracing.column_isolated_at"), words.moment(row["isolated_at"])),
    ]


def _known(value: Any) -> str:  # noqa: ANN401 - text or a missing value
    return words.UNKNOWN if pd.isna(value) else str(value)


def _phone(base: Base, result: Result, person_id: int) -> list[str]:
    """Return what is read to the person: their first contact, and the longest if it is another.

    Of those with a case, or else with whoever is nearest to one. It names nobody, not even by code.
    """
    rows = _nearest(result, figures.tracing.evidence.evidence(base, result, person_id).contacts)
    longest = max(rows, key=lambda row: 0 if pd.isna(row["minutes"]) else row["minutes"])
    told = [_told(base, result, person_id, rows[0], "sheet.phone_first")]
    if longest is not rows[0]:
        told.append(_told(base, result, person_id, longest, "sheet.phone_longest"))
    is_home_alone = all(unscanned_kind(row["place_id"]) == HOME for row in (rows[0], longest))
    end = "sheet.phone_end_home" if is_home_alone else "sheet.phone_end"
    return [words.say("sheet.phone_greeting"), *told, words.say(end)]


def _nearest(result: Result, contacts: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the contacts with a case, or else those with the nearest ring, in time order."""
    is_of_case = contacts[["source_id", "target_id"]].isin(list(result.case_names)).any(axis=1)
    is_nearest = contacts["source_ring"] == contacts["source_ring"].min()
    rows = contacts[is_of_case if is_of_case.any() else is_nearest]
    return rows.sort_values("met_at", kind="stable").to_dict("records")


def _told(
    base: Base, result: Result, person_id: int, contact: Mapping[Hashable, Any], key: str
) -> str:
    other = contact["target_id" if contact["source_id"] == person_id else "source_id"]
    names = figures.tracing.evidence.place_names(base)
    unknown = "_scans" if pd.isna(contact["minutes"]) else ""
    if (kind := unscanned_kind(contact["place_id"])) is not None:
        key, unknown = f"sheet.phone_{kind}", ""
    return words.say(
        f"{key}{unknown}",
        place=names[contact["place_id"]],
        day=words.day(clock.local_day(contact["met_at"])),
        met=trace_contacts.clock_time(contact["met_at"]),
        parted=trace_contacts.clock_time(contact["parted_at"]),
        minutes=words.number(contact["minutes"]),
        whom=words.say("sheet.whom_case" if other in result.case_names else "sheet.whom_contact"),
    )


def _section(base: Base, result: Result, contacts: pd.DataFrame, title: str, note: str) -> Section:
    rows = trace_contacts.contact_rows(base, result, contacts)
    for name in ("met_at", "parted_at"):
        rows[name] = [words.UNKNOWN if pd.isna(at) else f"{at:%H:%M %d/%m}" for at in rows[name]]
    rows["minutes"] = [words.number(minutes) for minutes in rows["minutes"]]
    rows = rows.astype(object).fillna(words.UNKNOWN)
    return Section(title=title, note=note, rows=rows.rename(columns=trace_contacts.column_titles()))


def rules_in_words(choice: Choice) -> list[tuple[str, str]]:
    """Return every rule of a trace beside its name, as chosen."""
    kinds = [words.say(f"tracing.kind_{kind}") for kind in choice.kinds]
    rules = [
        (words.say("tracing.preset"), words.say(f"tracing.preset_{choice.preset}")),
        (words.say("tracing.direction"), words.say(f"tracing.direction_{choice.direction}")),
        (words.say("tracing.rings"), words.say(f"tracing.rings_{choice.rings}")),
        (words.say("tracing.kinds"), ", ".join(kinds) or words.say("tracing.kinds_all")),
        (words.say("tracing.gap_hours"), words.number(choice.gap_hours)),
        (words.say("tracing.crowd"), words.number(choice.crowd)),
    ]
    if choice.direction != Direction.FORWARD:
        key = f"tracing.days_back_{choice.direction}"
        rules.append((words.say(key), words.number(choice.look_back.days)))
    if choice.is_scan_only:
        return [*rules, (words.say("tracing.scan_only"), words.say("tracing.scan_only_means"))]
    return [
        *rules,
        (words.say("tracing.minutes"), words.number(choice.minutes)),
        (words.say("tracing.linger_minutes"), words.number(choice.linger_minutes)),
    ]


def _windows(result: Result) -> list[tuple[str, str]]:
    """Return when the first few cases could infect, and whether somebody edited that."""
    return [
        (
            words.say("tracing.called_case", case=row["case_id"]),
            words.say(
                "sheet.window_edited" if row["is_edited"] else "sheet.window",
                begins=words.moment(row["infectious_from"]),
                ends=words.moment(row["infectious_until"]),
            ),
        )
        for row in result.cases.head(MOST_WINDOWS).to_dict("records")
    ]


def _footer(base: Base, result: Result) -> list[str]:
    printed = words.moment(present())
    lines = [
        words.say("sheet.data_time", moment=words.moment(base.data_time)),
        words.say("sheet.printed", viewer=base.scope.viewer, moment=printed),
        words.say("sheet.careful"),
    ]
    if len(result.cases) > MOST_WINDOWS:
        lines.insert(0, words.say("sheet.more_cases", count=len(result.cases) - MOST_WINDOWS))
    return lines
