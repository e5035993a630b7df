"""People against time: who was where when, whom they met, and what happened to them."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, figures, words
from dashboard.drawing import charts
from dashboard.figures.tracing.evidence import place_names
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared import session
from dashboard.panels.tracing.person import evidence, selection
from dashboard.panels.tracing.person.contacts import clock_time, short_names
from dashboard.tracing.index.stay_table import CONFIDENCE

PAGE = 15
"""People on one page, besides the cases and the chain of the selected person."""

CASES = 10
"""Most cases drawn on top."""

_TIMELINE = "trace_timeline"


def show(base: Base, result: Result) -> None:
    """Show the cases, the selected person's chain and the most risky people against time."""
    selected = selection.selected(result)
    chain = evidence.chain_to(base, result, selected)
    people = _people(result, chain, selected)
    since, until = _choose_days(base, result)
    contacts = _contacts(base, result, chain, people)
    figure = charts.timeline.timeline(
        pd.DataFrame({"person_id": people, "label": short_names(result, people)}),
        pd.concat(
            [_windows(result, until), _stays(base, result, people), contacts], ignore_index=True
        ),
        _marks(base, people),
        since=since,
        until=until,
        selected=selected,
    )
    charts.timeline.show(
        figure,
        key=_TIMELINE,
        alt=words.say("timeline.alt", count=words.number(len(people))),
        on_click=partial(_select_clicked, result),
    )
    st.caption(words.say("timeline.note"))
    evidence.brief(base, result)


def _people(result: Result, chain: pd.DataFrame, selected: int) -> list[int]:
    """Return who is drawn: cases, the chain from a case to the selected person, then a page."""
    cases = list(result.case_names)[:CASES]
    linked = [int(person) for name in ("source_id", "target_id") for person in chain[name]]
    on_top = list(dict.fromkeys([*cases, *linked, selected]))
    riskiest = result.riskiest
    others = riskiest[~riskiest.isin(on_top)]
    pages = max(-(-len(others) // PAGE), 1)
    page = _choose_page(pages)
    st.caption(
        words.say(
            "timeline.shown",
            cases=words.number(len(cases)),
            all_cases=words.number(len(result.case_names)),
            first=words.number(min((page - 1) * PAGE + 1, len(others))),
            last=words.number(min(page * PAGE, len(others))),
            people=words.number(len(others)),
        )
    )
    return on_top + others.iloc[(page - 1) * PAGE : page * PAGE].tolist()


def _choose_page(pages: int) -> int:
    session.TIMELINE_PAGE.keep(min(session.TIMELINE_PAGE.value, pages))
    return int(
        st.number_input(
            words.say("timeline.page", pages=words.number(pages)),
            min_value=1,
            max_value=pages,
            key=session.TIMELINE_PAGE.key,
            disabled=pages == 1,
            width=220,
        )
    )


def _choose_days(base: Base, result: Result) -> tuple[datetime, datetime]:
    """Return the days shown: at first all from the first window or meeting to the data's day."""
    last = clock.local_day(base.data_time)
    begins = result.cases["infectious_from"].min(), result.people["met_at"].min()
    first = min(clock.local_day(moment) for moment in begins if not pd.isna(moment))
    first = min(first, last - timedelta(days=1))
    kept = session.TIMELINE_DAYS.value
    if kept is None or kept[0] < first or kept[1] > last:
        session.TIMELINE_DAYS.keep((first, last))
    days: Any = st.slider(
        words.say("timeline.days"),
        min_value=first,
        max_value=last,
        format="DD/MM",
        key=session.TIMELINE_DAYS.key,
    )
    midnight = partial(datetime.combine, time=time(), tzinfo=clock.TIME_ZONE)
    return midnight(days[0]), midnight(days[1] + timedelta(days=1))


def _windows(result: Result, until: datetime) -> pd.DataFrame:
    cases = result.cases
    ends = cases["infectious_until"].fillna(pd.Timestamp(until))
    told = [
        words.say("timeline.told_window", begins=words.moment(begins), ends=words.moment(known))
        for begins, known in zip(cases["infectious_from"], cases["infectious_until"], strict=True)
    ]
    return pd.DataFrame(
        {
            "person_id": cases["person_id"].astype("int64"),
            "kind": charts.timeline.WINDOW,
            "starts_at": cases["infectious_from"],
            "ends_at": ends,
            "told": told,
        }
    )


def _stays(base: Base, result: Result, people: list[int]) -> pd.DataFrame:
    stays = result.trace.index.stays_of(pd.Series(people))
    stays = stays[stays["place_kind"] == "place"]  # a bar at home would cover all others
    names = place_names(base)
    confidences = words.names("tracing.confidence_", CONFIDENCE)
    told = words.say_each(
        "timeline.told_stay",
        place=stays["place_id"].map(names).fillna(words.UNKNOWN),
        arrived=words.moments(stays["arrived_at"]),
        left=clock.local_times(stays["left_at"]).dt.strftime("%H:%M"),
        confidence=stays["confidence"].astype("str").map(confidences),
    )
    return pd.DataFrame(
        {
            "person_id": stays["person_id"].astype("int64"),
            "kind": charts.timeline.STAY,
            "starts_at": stays["arrived_at"],
            "ends_at": stays["left_at"],
            "told": told,
        }
    )


def _contacts(base: Base, result: Result, chain: pd.DataFrame, people: list[int]) -> pd.DataFrame:
    """Return the listed contact of each person, and the selected one's chain, in both rows."""
    listed = result.people.loc[result.people["person_id"].isin(people)].dropna(subset=["source_id"])
    met = pd.concat(
        [
            listed.rename(columns={"person_id": "target_id"})[list(_MET)],
            chain[list(_MET)],
        ]
    ).drop_duplicates(["source_id", "target_id", "met_at"])
    spells = pd.DataFrame(
        {
            "source_id": met["source_id"].to_numpy(dtype="int64"),
            "target_id": met["target_id"].to_numpy(dtype="int64"),
            "kind": charts.timeline.CONTACT,
            "starts_at": met["met_at"].to_numpy(),
            "ends_at": met["parted_at"].to_numpy(),
            "told": _told_contacts(base, result, met),
        }
    )
    both = [spells.rename(columns={name: "person_id"}) for name in ("source_id", "target_id")]
    shown = pd.concat(both)
    return shown.loc[shown["person_id"].isin(people)].drop(columns=["source_id", "target_id"])


def _told_contacts(base: Base, result: Result, met: pd.DataFrame) -> list[str]:
    is_home = figures.tracing.lists.at_home(met)
    return words.say_each(
        "timeline.told_contact",
        one=short_names(result, met["source_id"].astype(int)),
        other=short_names(result, met["target_id"].astype(int)),
        place=met["place_id"].map(place_names(base)).fillna(words.UNKNOWN),
        met=map(words.moment, met["met_at"]),
        parted=map(clock_time, met["parted_at"]),
        lasted=[
            words.say("tracing.at_home")
            if home
            else words.say("tracing.short_minutes", minutes=words.number(minutes))
            for minutes, home in zip(met["minutes"], is_home, strict=True)
        ],
    )


_MET = ("source_id", "target_id", "place_id", "met_at", "parted_at", "minutes")


def _marks(base: Base, people: list[int]) -> pd.DataFrame:
    """Return what is known of the days of everybody drawn, whether they are chosen cases or not."""
    cases = base.cases[base.cases["person_id"].isin(people)]
    isolated = base.isolations[base.isolations["person_id"].isin(people)]
    onset = (
        pd.to_datetime(cases["onset_date"]).astype("datetime64[us]").dt.tz_localize(clock.TIME_ZONE)
    )
    dated = {
        charts.timeline.ONSET: (cases["person_id"], onset),
        charts.timeline.SAMPLE: (cases["person_id"], cases["sampled_at"]),
        charts.timeline.CONFIRMED: (cases["person_id"], cases["confirmed_at"]),
        charts.timeline.ISOLATED: (
            pd.concat([cases["person_id"], isolated["person_id"]]),
            pd.concat([cases["isolated_at"], isolated["isolated_at"]]),
        ),
        charts.timeline.RELEASED: (isolated["person_id"], isolated["released_at"]),
    }
    marks = [
        pd.DataFrame(
            {
                "person_id": who.to_numpy(dtype="int64"),
                "kind": kind,
                "at": pd.to_datetime(when, utc=True).to_numpy(),
            }
        )
        for kind, (who, when) in dated.items()
    ]
    known = pd.concat(marks, ignore_index=True).dropna(subset=["at"]).drop_duplicates()
    known["at"] = pd.to_datetime(known["at"], utc=True)
    return known.assign(
        told=[
            words.say(
                "timeline.told_mark", what=words.say(f"timeline.{kind}"), when=_when(kind, at)
            )
            for kind, at in zip(known["kind"], known["at"], strict=True)
        ]
    )


def _when(kind: str, at: pd.Timestamp) -> str:
    """Return a moment; the onset is known to the day only."""
    if kind == charts.timeline.ONSET:
        return words.day(clock.local_day(at.to_pydatetime()))
    return words.moment(at.to_pydatetime())


def _select_clicked(result: Result) -> None:
    person = charts.timeline.clicked(_TIMELINE)
    if person is not None and person not in result.case_names:
        selection.select(person)
