"""What else a team has to do: second doses, checkpoints to mend, posts of zones to relieve."""

import pandas as pd
import streamlit as st

from dashboard import access, figures, words
from dashboard.figures.days_work import MOST_DOSES, Team
from dashboard.panels.shared import definitions, frame, naming, tables
from dashboard.panels.shared.tables import Column

DOSES = "today_doses"
"""What the list of doses is called in a session, for the names asked for in it."""


def doses(team: Team) -> None:
    """Count the second doses due by vaccine, and list whose they are; names after a reason."""
    counts = figures.days_work.doses(team)
    if counts.empty:
        frame.empty(words.say("today.no_doses_title"), words.say("today.no_doses"), icon="vaccines")
        return
    columns = [
        Column("vaccine", words.say("coverage.vaccine"), define="coverage.vaccine"),
        Column("due_count", words.say("today.doses_due"), "number", define="today.doses_due"),
        Column("late_count", words.say("today.doses_late_column"), "number",
               define="today.doses_late"),
    ]  # fmt: skip
    tables.show(counts, columns, key="today_doses_counts")
    definitions.show(columns, key="today_doses")
    people = figures.days_work.people_for_doses(team)
    st.caption(
        words.say(
            "today.doses_listed",
            count=words.number(len(people)),
            whole=words.number(int(counts["due_count"].sum())),
            most=words.number(MOST_DOSES),
        )
    )
    access.record_shown("today_doses", people["person_id"])
    named = naming.known(team.here.scope, people["person_id"], of=DOSES)
    tables.show_people(dose_rows(people, named), dose_columns(named), key="today_doses_people")
    naming.offer(
        people["person_id"].tolist(),
        of=DOSES,
        question="identities?today_doses",
        named_count=len(named),
    )


def dose_rows(people: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return the list as it is written, with names where they were asked for."""
    rows = people.merge(named, on="person_id", how="left") if len(named) else people
    return rows.assign(
        person=rows["person_id"].astype("str"),
        due=[words.day(day.date()) for day in rows["due_date"]],
        late=rows["is_late"].map({True: words.say("today.overdue"), False: ""}),
    )


def dose_columns(named: pd.DataFrame) -> list[Column]:
    """Return the list's columns; names only where some were asked for."""
    identity = ("full_name", "phone", "address") if len(named) else ()
    return [
        Column("person", words.say("follow_up.column_person_id"), is_pinned=True),
        *(Column(name, words.say(f"tracing.column_{name}")) for name in identity),
        Column("vaccine", words.say("coverage.vaccine"), define="coverage.vaccine"),
        Column("due", words.say("today.dose_due_date")),
        Column("late", words.say("today.dose_late")),
        Column("commune", words.say("follow_up.column_commune")),
    ]


def checkpoints(team: Team) -> None:
    """Show what is lacking by kind of equipment, then checkpoint by checkpoint."""
    items = figures.days_work.checkpoints(team)
    if items.empty:
        frame.empty(words.say("today.no_items_title"), words.say("today.no_items"), icon="task_alt")
        return
    kinds = by_kind(items)
    columns = [
        Column("kind_name", words.say("today.equipment"), is_pinned=True),
        *(
            Column(
                f"{name}_count",
                words.say(f"today.items_{name}"),
                "number",
                define=f"today.items_{name}",
                counts_people=False,
            )
            for name in ("lacking", "absent", "broken")
        ),
    ]
    tables.show(kinds, columns, key="today_items")
    definitions.show(columns[1:], key="today_items")
    rows = by_checkpoint(items)
    listed = checkpoint_columns()
    tables.show(rows, listed, key="today_checkpoints")
    tables.download(rows, listed, name="today_checkpoints")


def by_kind(items: pd.DataFrame) -> pd.DataFrame:
    """Sum what is lacking by kind of equipment, the most first."""
    names = ["lacking_count", "absent_count", "broken_count"]
    sums = (
        items.groupby("equipment_kind")[names].sum().sort_values("lacking_count", ascending=False)
    )
    named = [words.say(f"today.kind_{kind}") for kind in sums.index]
    return sums.reset_index(drop=True).assign(kind_name=named)


def by_checkpoint(items: pd.DataFrame) -> pd.DataFrame:
    """Return one row per checkpoint with all that it lacks in one sentence, as short as it goes."""
    said = [
        words.say(
            "today.item",
            kind=words.say(f"today.kind_{row['equipment_kind']}"),
            lacking=", ".join(
                words.say(f"today.item_{name}", count=words.number(row[f"{name}_count"]))
                for name in ("absent", "broken")
                if row[f"{name}_count"]
            ),
        )
        for row in items.to_dict("records")
    ]
    grouped = items.assign(said=said).groupby("checkpoint_id", sort=False)
    return (
        grouped.agg(
            checkpoint_name=("checkpoint_name", "first"),
            commune=("commune", "first"),
            said=("said", "; ".join),
            checked_at=("checked_at", "max"),
        )
        .assign(checked=lambda rows: words.moments(rows["checked_at"]))
        .reset_index(drop=True)
    )


def checkpoint_columns() -> list[Column]:
    """Return the columns of `by_checkpoint`."""
    return [
        Column("checkpoint_name", words.say("today.checkpoint"), is_pinned=True),
        Column("said", words.say("today.lacks")),
        Column("commune", words.say("follow_up.column_commune")),
        Column("checked", words.say("today.checked")),
    ]


def zones(team: Team) -> None:
    """List the zones in force, whose guard posts are to be relieved, who ends first on top."""
    found = figures.days_work.zones(team)
    if found.empty:
        frame.empty(words.say("today.no_zones_title"), words.say("today.no_zones"), icon="task_alt")
        return
    rows = zone_rows(found)
    columns = zone_columns()
    tables.show(rows, columns, key="today_zones")
    definitions.show([column for column in columns if column.define], key="today_zones")
    tables.download(rows, columns, name="today_zones")


def zone_rows(found: pd.DataFrame) -> pd.DataFrame:
    """Return zones as they are written; each is told from others of its name by its number."""
    return found.assign(
        group_name=[
            words.say("zones.numbered", zone=row["zone_name"], number=row["zone_id"])
            for row in found.to_dict("records")
        ],
        said_status=[words.say(f"zones.status_{status}") for status in found["status"]],
        ends=words.moments(found["planned_end_at"]),
    )[
        ["group_name", "guard_post_count", "resident_count", "said_status", "ends", "commune",
         "decision_number", "lead_agency"]
    ]  # fmt: skip


def zone_columns() -> list[Column]:
    """Return the columns of `zone_rows`."""
    return [
        Column("group_name", words.say("zones.column_zone_name"), is_pinned=True),
        Column("guard_post_count", words.say("zones.column_guard_posts"), "number",
               define="today.posts", counts_people=False),
        Column("resident_count", words.say("zones.column_residents"), "number",
               define="today.zone_residents"),
        Column("ends", words.say("today.zone_ends")),
        Column("said_status", words.say("zones.column_status")),
        Column("commune", words.say("follow_up.column_commune")),
        Column("decision_number", words.say("zones.column_decision")),
        Column("lead_agency", words.say("zones.column_agency")),
    ]  # fmt: skip
