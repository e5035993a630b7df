"""Who has not installed: names for the official of that district alone, each look recorded."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import access, alphabet, data, words
from dashboard.figures.adoption import OWNERS, STAFF, Adoption
from dashboard.panels.shared import filters, naming, search, session, tables
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.shared.tables import Column

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
    missing_count: int | None
    """How many the league table says are missing, of `whole_count`: not those who have names."""
    whole_count: int | None

    def logged_csv(self) -> bytes:
        """Return the CSV file once the ledger holds the look: no entry, no file."""
        return tables.csv(self._logged("csv"), _columns())

    def logged_workbook(self) -> bytes:
        """Return the workbook once the ledger holds the look: no entry, no file."""
        title = f"{words.say('adoption.people_missing')}: {self.name}"
        return tables.workbook(self._logged("xlsx"), _columns(), title=title)

    def _logged(self, kind: str) -> pd.DataFrame:
        said = words.say("adoption.people_file_reason")
        reason = naming.reason_for_file(self.question, said, has_names=True)
        access.record_look(f"{self.question}&{kind}", reason, self.person_ids)
        return _by_given_name(data.tracing.identities(self.viewer.scope, self.person_ids))

    @property
    def question(self) -> str:
        """What the ledger says was looked at."""
        return f"identities?not_installed&{self.kind}={self.unit_id}"


def show(adoption: Adoption) -> None:
    """Let an official ask who of a commune or agency of their own is missing.

    The province's roles see nothing here: they call on districts, not on people.
    """
    viewer = adoption.here.viewer
    if not adoption.here.may_see_people or adoption.here.is_provincial:
        return
    st.header(words.say("adoption.people_missing"), anchor=False)
    group = _chosen(adoption)
    if group is None:
        return
    st.markdown(
        words.say(
            "adoption.people_count",
            unit=words.plain(group.name),
            count=words.number(len(group.person_ids)),
        )
    )
    st.caption(
        words.say(
            f"adoption.people_beside_{group.kind}",
            missing=words.number(group.missing_count),
            whole=words.number(group.whole_count),
        )
    )
    if not group.person_ids:
        return
    named = naming.known(viewer.scope, group.person_ids, of=_LIST)
    naming.offer(group.person_ids, of=_LIST, question=group.question, named_count=len(named))
    if not named.empty:
        _show_names(group, named)


def _chosen(adoption: Adoption) -> _Group | None:
    here = adoption.here
    kind = filters.one_of(
        "missing", _KINDS, label=words.say("adoption.people_by"), prefix="adoption.people_by"
    )
    is_commune = kind == "commune"
    rows = adoption.communes_shown if is_commune else adoption.agencies_shown
    name, whole = ("unit_name", OWNERS) if is_commune else ("agency_name", STAFF)
    rows = search.narrowed(rows, (name,), key=f"not_installed_{kind}", label="search.unit")
    rows = rows.sort_values(name, key=alphabet.sort_key())
    names = dict(zip(rows[f"{kind}_id"].astype("str"), rows[name].astype("str"), strict=True))
    if not names:
        return None
    if (asked := st.query_params.pop(search.UNIT, "")) in names:
        session.Kept(f"not_installed_{kind}", "").keep(asked)
    unit_id = st.selectbox(
        words.say(f"table.{kind}"),
        list(names),
        format_func=lambda key: names.get(key, key),
        key=f"not_installed_{kind}",
        filter_mode="contains",
        width=420,
    )
    person_ids = data.adoption.not_installed(
        here.scope,
        here.data_time,
        commune_id=unit_id if is_commune else None,
        agency_id=None if is_commune else int(unit_id),
    )
    [unit] = rows[rows[f"{kind}_id"].astype("str") == unit_id].to_dict("records")
    return _Group(
        viewer=here.viewer,
        kind=kind,
        unit_id=unit_id,
        name=names[unit_id],
        person_ids=tuple(person_ids),
        missing_count=unit["missing_count"],
        whole_count=unit[whole],
    )


def _show_names(group: _Group, named: pd.DataFrame) -> None:
    tables.show_people(_by_given_name(named), _columns(), key="not_installed")
    name = f"{words.say('adoption.people_file')}_{group.unit_id}"
    with st.container(horizontal=True):
        st.download_button(
            words.say("table.download_xlsx"),
            when_clicked(group.logged_workbook),
            file_name=f"{name}.xlsx",
            icon=":material/table_view:",
            key="workbook_not_installed",
            on_click="ignore",
        )
        st.download_button(
            words.say("table.download"),
            when_clicked(group.logged_csv),
            file_name=f"{name}.csv",
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
