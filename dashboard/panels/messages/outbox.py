"""The outbox: every message that was written, to whom, and whether it went out.

A viewer finds here what they were told, sent or not: without a mail server, nothing is. Whoever
holds the rights of other readers sees theirs too.
"""

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, data, figures, words
from dashboard.access import Role, Viewer
from dashboard.panels.shared import definitions, frame, grids, session, tiles
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.shared.tiles import Tile

_COUNTED = ("waiting", "failing", "sent", "kept")
_COLUMNS = ("created", "kind", "reader", "subject", "state", "error")


def show(viewer: Viewer) -> None:
    """Show how many messages wait and went out, their list, and the one picked."""
    _tell_of_server()
    counts = data.ledger.outbox_counts(viewer.scope)
    shown = [
        Tile(
            words.say(f"outbox.{name}"),
            words.number(int(counts[f"{name}_count"])),
            define=f"outbox.{name}",
        )
        for name in _COUNTED
    ]
    tiles.show(shown)
    definitions.show(shown, key="outbox")
    messages = data.ledger.outbox(viewer.scope)
    if messages.empty:
        frame.empty(words.say("outbox.empty_title"), words.say("outbox.empty"), icon="outbox")
        return
    picked = _picked(viewer, messages)
    if picked is None:
        st.caption(words.say("outbox.pick_hint"))
    else:
        _show_one(viewer, messages.iloc[picked].to_dict())


def _tell_of_server() -> None:
    if data.ledger.has_mail_server():
        st.success(words.say("outbox.server"), icon=":material/mark_email_read:")
    else:
        st.info(words.say("outbox.no_server"), icon=":material/outbox:")


def _picked(viewer: Viewer, messages: pd.DataFrame) -> int | None:
    shown = _on_screen(viewer, messages)
    rows = grids.show(
        shown,
        key=session.OUTBOX.key,
        columns={str(name): words.say(f"outbox.column_{name}") for name in shown},
        kinds={},
        name=words.say("outbox.title"),
        on_select="rerun",
        selection_mode="single-row",
    )["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(messages) else None


def _on_screen(viewer: Viewer, messages: pd.DataFrame) -> pd.DataFrame:
    """Write the rows of the list; subjects are in Vietnamese, as their messages are."""
    is_read = words.language() == words.LANGUAGES[0]
    names = figures.units.own_districts(viewer)
    rows = messages.to_dict("records")
    return pd.DataFrame(
        {
            "created": words.moments(messages["created_at"]),
            "kind": [words.say(f"outbox.kind_{kind}") for kind in messages["kind"]],
            "reader": [_reader(row, names) for row in rows],
            "subject": messages["subject"],
            "state": [words.say(f"outbox.state_{row['state']}", **_blanks(row)) for row in rows],
            "error": [_error(row) or words.UNKNOWN for row in rows],
        },
        columns=[name for name in _COLUMNS if is_read or name != "subject"],
    )


def _show_one(viewer: Viewer, message: Mapping[Hashable, Any]) -> None:
    """Show a message as its readers get it, with its paper."""
    with st.container(border=True, key="message"):
        st.header(words.plain(str(message["subject"])), anchor=False)
        st.text(str(message["body"]))
        if error := _error(message):
            st.warning(words.say("outbox.error", error=words.plain(error)))
        name = message["attachment_name"]
        if isinstance(name, str):
            paper = partial(data.ledger.attachment, viewer.scope, int(message["message_id"]))
            st.download_button(
                words.say("paper.pdf"),
                when_clicked(paper),
                file_name=name,
                mime="application/pdf",
                icon=":material/picture_as_pdf:",
                key="message_pdf",
                on_click="ignore",
            )


def _reader(row: Mapping[Hashable, Any], names: Mapping[str, str]) -> str:
    """Name a role, and the districts of those who answer for some."""
    role = access.role_name(Role(row["reader_role"]))
    districts: Sequence[str] = row["reader_district_ids"]
    return " · ".join([role, *(names.get(district, district) for district in districts)])


def _blanks(row: Mapping[Hashable, Any]) -> dict[str, str]:
    return {
        "sent": words.number(int(row["sent_count"])),
        "of": words.number(int(row["address_count"])),
        "moment": words.moment(row["sent_at"]),
    }


def _error(row: Mapping[Hashable, Any]) -> str | None:
    error = row["last_error"]
    return error if isinstance(error, str) and error else None
