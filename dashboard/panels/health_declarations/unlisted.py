"""Who declared a contact or symptoms and is on no list: a list to call, for who may trace."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import access, figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import failures, frame, naming, tables
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.shared.tables import Column

_LIST = "declared_unlisted"
_NAMES = ("full_name", "phone", "address")


@failures.part
def show(here: Viewpoint) -> None:
    """List them with what they declared; names and phones once a reason is in the ledger."""
    rows = figures.platforms.declarations.unlisted(here)
    if rows.empty:
        frame.empty(words.say("declared.all_listed"), words.say("declared.all_listed_hint"))
        return
    st.markdown(words.say("declared.unlisted_count", count=words.number(len(rows))))
    st.caption(words.say("declared.unlisted_note"))
    access.record_shown(_LIST, rows["person_id"])
    ids = rows["person_id"].astype("int64").tolist()
    named = naming.known(here.scope, ids, of=_LIST)
    naming.offer(ids, of=_LIST, question=_LIST, named_count=len(named))
    tables.show_people(_written(rows, named), _columns(has_names=not named.empty), key=_LIST)
    st.download_button(
        words.say("table.download"),
        when_clicked(partial(_logged_file, rows, named)),
        file_name="declared_unlisted.csv",
        mime="text/csv",
        icon=":material/download:",
        key="download_declared_unlisted",
        on_click="ignore",
    )


def _logged_file(rows: pd.DataFrame, named: pd.DataFrame) -> bytes:
    """Return the list as it stands on the page as CSV, once that look is in the ledger."""
    has_names = not named.empty
    reason = naming.reason_for_file(_LIST, words.say("declared.file_reason"), has_names=has_names)
    access.record_look(f"{_LIST}&csv", reason, rows["person_id"].astype("int64").tolist())
    return tables.csv(_written(rows, named), _columns(has_names=has_names))


def _written(rows: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    told = rows.assign(
        told_at=[words.moment(moment) for moment in rows["declared_at"]],
        told_symptoms=[_symptoms(str(said)) for said in rows["symptoms"]],
        told_contact=[_yes(bool(said)) for said in rows["has_contact"]],
        told_travel=[_yes(bool(said)) for said in rows["has_travelled"]],
        number=rows["person_id"].astype("int64").astype("str"),
    )
    if named.empty:
        return told
    return told.merge(named[["person_id", *_NAMES]], on="person_id", how="left")


def _symptoms(said: str) -> str:
    known = words.names("declared.symptom_", figures.platforms.declarations.SYMPTOMS)
    return ", ".join(known.get(one, one) for one in said.split(",") if one)


def _yes(is_so: bool) -> str:  # noqa: FBT001 - a truth becomes a word
    return words.say("declared.yes") if is_so else ""


def _columns(*, has_names: bool) -> list[Column]:
    names = [Column(name, words.say(f"tracing.column_{name}")) for name in _NAMES]
    return [
        Column("number", words.say("tracing.column_person_id")),
        *(names if has_names else []),
        *(
            Column(name, words.say(f"declared.column_{name}"))
            for name in ("told_contact", "told_symptoms", "told_travel", "told_at")
        ),
        Column("unit_name", words.say("table.commune")),
    ]
