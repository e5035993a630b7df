"""Who has not installed: names for the official of that district alone, each look recorded."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, alphabet, data, words
from dashboard.panels.shared import filters, naming, search, tables
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.shared.tables import TABLE_PX, Column

_KINDS = ("commune", "agency")
_LIST = "not_installed"


@dataclass(frozen=True)
class _Group:
    """One commune or agency, and who of it has not installed."""

    viewer: access.Viewer
    kind: str
    unit_id: str
    name: str
    person_ids: tuple[int, ...]

    def logged_csv(self) -> bytes:
        """Return the file once the ledger holds the look: no entry, no file."""
        reason = words.say("adoption.people_file_reason")
        access.record_look(f"{self.question}&csv", reason, self.person_ids)
        rows = data.tracing.identities(self.viewer.scope, self.person_ids)
        return tables.csv(_by_given_name(rows), _columns())

    @property
    def question(self) -> str:
        """What the ledger says was looked at."""
        return f"identities?not_installed&{self.kind}={self.unit_id}"


def show(
    viewer: access.Viewer, data_time: datetime, communes: pd.DataFrame, agencies: pd.DataFrame
) -> None:
    """Let an official ask who of a commune or agency of their own is missing.

    The province's roles see nothing here: they call on districts, not on people.
    """
    if access.Right.SEE_PEOPLE not in viewer.rights or viewer.district_ids is None:
        return
    st.header(words.say("adoption.people_missing"), anchor=False)
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
    named = naming.known(viewer.scope, group.person_ids, of=_LIST)
    naming.offer(group.person_ids, of=_LIST, question=group.question, named_count=len(named))
    if not named.empty:
        _show_names(group, named)


def _chosen(
    viewer: access.Viewer, data_time: datetime, communes: pd.DataFrame, agencies: pd.DataFrame
) -> _Group | None:
    kind = filters.one_of(
        "missing", _KINDS, label=words.say("adoption.people_by"), prefix="adoption.people_by"
    )
    rows, name = (communes, "unit_name") if kind == "commune" else (agencies, "agency_name")
    rows = search.narrowed(rows, (name,), key=f"not_installed_{kind}", label="search.unit")
    rows = rows.sort_values(name, key=alphabet.sort_key())
    names = dict(zip(rows[f"{kind}_id"].astype("str"), rows[name].astype("str"), strict=True))
    if not names:
        return None
    unit_id = st.selectbox(
        words.say(f"table.{kind}"),
        list(names),
        format_func=lambda key: names.get(key, key),
        key=f"not_installed_{kind}",
        filter_mode="contains",
        width=420,
    )
    person_ids = data.adoption.not_installed(
        viewer.scope,
        data_time,
        commune_id=unit_id if kind == "commune" else None,
        agency_id=int(unit_id) if kind == "agency" else None,
    )
    return _Group(viewer, kind, unit_id, names[unit_id], tuple(person_ids))


def _show_names(group: _Group, named: pd.DataFrame) -> None:
    tables.show_people(_by_given_name(named), _columns(), key="not_installed", height_px=TABLE_PX)
    st.download_button(
        words.say("table.download"),
        when_clicked(group.logged_csv),
        file_name=f"{words.say('adoption.people_file')}_{group.unit_id}.csv",
        mime="text/csv",
        icon=":material/download:",
        key="download_not_installed",
        on_click="ignore",
    )


def _by_given_name(named: pd.DataFrame) -> pd.DataFrame:
    return named.sort_values("full_name", key=alphabet.sort_key(alphabet.by_given_name))


def _columns() -> list[Column]:
    return [
        Column(name, words.say(f"tracing.column_{name}"))
        for name in ("full_name", "phone", "address")
    ]
