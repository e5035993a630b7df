"""How much each caller has, and what nobody has taken yet."""

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.figures.days_work import People
from dashboard.indicators import days_work
from dashboard.panels.shared import definitions, frame, tables
from dashboard.panels.shared.tables import Column


def show(people: People) -> None:
    """Show one row per caller, and one of those whom nobody has."""
    if people.everybody.empty:
        frame.empty(words.say("today.empty_title"), words.say("today.empty"), icon="group")
        return
    table = of_callers(people)
    if people.everybody["caller"].isna().all():
        st.info(words.say("today.nobody_took"), icon=":material/person_add:")
    columns = [
        Column("group_name", words.say("today.caller"), is_pinned=True),
        *(
            Column(
                f"{name}_count",
                words.say(f"today.{name}_count"),
                "number",
                define=f"today.{name}_count",
                counts_people=True,
            )
            for name in ("today", "call", "late", "held")
        ),
    ]
    tables.show(table, columns, key="today_callers")
    definitions.show(columns[1:], key="today_callers")
    tables.download(table, columns, name="today_callers")


def of_callers(people: People) -> pd.DataFrame:
    """Return the workload with each caller's name, nobody's said in words."""
    table = days_work.workload(people.everybody, people.today)
    named = table["caller"].fillna(words.say("today.nobody"))
    return table.drop(columns="caller").assign(group_name=named)
