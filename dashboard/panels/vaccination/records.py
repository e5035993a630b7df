"""Vaccination records that cannot be true: counted by kind and listed, never hidden."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.panels.shared import definitions, failures, tables
from dashboard.panels.shared.tables import Column


@failures.part
def show_impossible(here: Viewpoint) -> None:
    """Count the records that cannot be true by kind; list them for who may see single people."""
    shown = figures.vaccination_doses.impossible_seen(here)
    named = shown.assign(kind_name=[_kind_name(kind) for kind in shown["kind"]])
    columns = [
        Column("kind_name", words.say("coverage.kind"), define="coverage.kind"),
        Column("record_count", words.say("coverage.records"), "number", define="coverage.records"),
    ]
    tables.show(named, columns, key="coverage_impossible")
    tables.download(named, columns, name="coverage_impossible")
    st.caption(words.say("coverage.impossible_note"))
    definitions.show(columns, key="coverage_impossible")
    if not here.may_see_people:
        st.caption(words.say("coverage.records_for_others"))
    elif not (records := figures.vaccination_doses.impossible(here)).empty:
        _show_records(records)


def _show_records(records: pd.DataFrame) -> None:
    """List the records for the sites that entered them, with the download; nobody is named."""
    say = words.say
    st.markdown(say("coverage.record_list", count=words.number(len(records))))
    written = records.assign(
        kind_name=[_kind_name(kind) for kind in records["kind"]],
        injected=[words.moment(at) for at in records["injected_at"]],
        dose_code=records["dose_id"].astype("str"),
    )
    columns = [
        Column("kind_name", say("coverage.kind"), define="coverage.kind"),
        Column("dose_code", say("coverage.record"), define="coverage.record"),
        Column("dose_number", say("coverage.dose_number"), "number", define="coverage.dose_number"),
        Column("vaccine", say("coverage.vaccine"), define="coverage.vaccine"),
        Column("injected", say("coverage.injected"), define="coverage.injected"),
        Column("site_name", say("coverage.site"), define="coverage.site"),
    ]
    tables.show(written, columns, key="coverage_records")
    definitions.show(columns, key="coverage_records")
    tables.download(written, columns, name="impossible_doses")


def _kind_name(kind: str) -> str:
    return words.say(f"impossible.{kind}", days=targets.CLOSE_DOSES_DAYS)
