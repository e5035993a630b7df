"""Who has not installed: names for the official of that district alone, each look recorded."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, data, data_tracing, words
from dashboard.panels import filters, tables
from dashboard.panels.adoption import TABLE_PX
from dashboard.panels.downloads import when_clicked
from dashboard.panels.tables import Column

NAMED_AT_ONCE = 500
"""Most people whose names one look shows; the file holds everybody."""

_KINDS = ("commune", "agency")
_LOOKED = "not_installed_looked"


@dataclass(frozen=True)
class _Group:
    """One commune or agency, and who of it has not installed."""

    viewer: access.Viewer
    kind: str
    unit_id: str
    name: str
    person_ids: tuple[int, ...]

    def look(self, reason: str) -> None:
        """Write the look into the ledger before any name is shown."""
        person_ids = self.person_ids[:NAMED_AT_ONCE]
        access.record_look(self._question(), reason, person_ids)
        st.session_state[_LOOKED] = frozenset(person_ids)

    def looked_at(self) -> list[int]:
        """Return those of the group whose names this session has asked for with a reason."""
        looked = st.session_state.get(_LOOKED, frozenset())
        return [person_id for person_id in self.person_ids if person_id in looked]

    def logged_csv(self) -> bytes:
        """Return the file once the ledger holds the look: no entry, no file."""
        reason = words.say("adoption.people_file_reason")
        access.record_look(f"{self._question()}&csv", reason, self.person_ids)
        rows = data_tracing.identities(self.viewer.scope, self.person_ids)
        return tables.csv(rows, _columns())

    def _question(self) -> str:
        return f"identities?not_installed&{self.kind}={self.unit_id}"


def show(
    viewer: access.Viewer, data_time: datetime, communes: pd.DataFrame, agencies: pd.DataFrame
) -> None:
    """Let an official ask who of a commune or agency of their own is missing.

    The province's roles see nothing here: they call on districts, not on people.
    """
    if access.Right.SEE_PEOPLE not in viewer.rights or viewer.district_ids is None:
        return
    st.subheader(words.say("adoption.people_missing"), anchor=False)
    group = _chosen(viewer, data_time, communes, agencies)
    if group is None:
        return
    st.markdown(
        words.say(
            "adoption.people_count",
            unit=words.plain(group.name),
            count=words.number(len(group.person_ids)),
        )
    )
    if not group.person_ids:
        return
    _ask_reason(group)
    if group.looked_at():
        _show_names(group)


def _chosen(
    viewer: access.Viewer, data_time: datetime, communes: pd.DataFrame, agencies: pd.DataFrame
) -> _Group | None:
    kind = filters.one_of(
        "missing", _KINDS, label=words.say("adoption.people_by"), prefix="adoption.people_by"
    )
    rows, name = (communes, "unit_name") if kind == "commune" else (agencies, "agency_name")
    names = dict(zip(rows[f"{kind}_id"].astype("str"), rows[name].astype("str"), strict=True))
    if not names:
        return None
    unit_id = st.selectbox(
        words.say(f"table.{kind}"),
        list(names),
        format_func=lambda key: names.get(key, key),
        key=f"not_installed_{kind}",
        width=420,
    )
    person_ids = data.not_installed(
        viewer.scope,
        data_time,
        commune_id=unit_id if kind == "commune" else None,
        agency_id=int(unit_id) if kind == "agency" else None,
    )
    return _Group(viewer, kind, unit_id, names[unit_id], tuple(person_ids))


def _ask_reason(group: _Group) -> None:
    with st.popover(words.say("tracing.names"), icon=":material/badge:"):
        st.markdown(words.say("tracing.names_hint", count=words.number(NAMED_AT_ONCE)))
        with st.form("not_installed_naming", border=False, clear_on_submit=True):
            reason = st.text_input(words.say("tracing.names_reason"), max_chars=300)
            asked = st.form_submit_button(words.say("tracing.names_show"), type="primary")
        if asked and not reason.strip():
            st.warning(words.say("tracing.names_needs_reason"))
        elif asked:
            group.look(reason)


def _show_names(group: _Group) -> None:
    rows = data_tracing.identities(group.viewer.scope, group.looked_at())
    tables.show(rows, _columns(), key="not_installed", height_px=TABLE_PX)
    st.download_button(
        words.say("table.download"),
        when_clicked(group.logged_csv),
        file_name=f"{words.say('adoption.people_file')}_{group.unit_id}.csv",
        mime="text/csv",
        icon=":material/download:",
        key="download_not_installed",
        on_click="ignore",
    )


def _columns() -> list[Column]:
    return [
        Column(name, words.say(f"tracing.column_{name}"))
        for name in ("full_name", "phone", "address")
    ]
