"""Why is this person on the list? A sentence, the chain that reached them, and every contact."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, figures, words
from dashboard.figures.tracing.evidence import evidence, place_names, ring_of, shortest_chain, ways
from dashboard.figures.tracing.lists import person_called
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared import grids, session
from dashboard.panels.tracing.person import selection, sheet
from dashboard.panels.tracing.person.contacts import (
    chain_title,
    clock_time,
    column_titles,
    contact_rows,
    strength_in_words,
)
from dashboard.tracing.direction import Direction
from dashboard.tracing.stays.interviews import unscanned_kind

_WIDTHS_PX = {"source": 135, "target": 62, "place_name": 170, "place_kind": 112, "tier": 100}

OFFERED = 400
"""Most people offered in the box; any other code can be typed."""


def show(base: Base, result: Result) -> None:
    """Show the evidence of the selected person, and offer it as a sheet to print."""
    person_id = _choose(result)
    if person_id is None:
        st.warning(words.say("tracing.not_reached"))
        return
    access.record_shown(selection.asked("evidence"), [person_id])
    st.markdown(sentence(base, result, person_id))
    found = evidence(base, result, person_id)
    for names, chain in found.chains:
        title = chain_title(result, names)
        st.header(title, anchor=False)
        st.caption(strength_in_words(chain))
        _contact_table(base, result, chain, key=f"trace_chain_{names[0]}", title=title)
    title = words.say("tracing.all_contacts", count=len(found.contacts))
    st.header(title, anchor=False)
    _contact_table(base, result, found.contacts, key="trace_contacts", title=title)
    if result.choice.is_scan_only:
        st.caption(words.say("tracing.scan_only_means"))
    sheet.offer(base, result, person_id)


def chain_to(base: Base, result: Result, person_id: int) -> pd.DataFrame:
    """Return the contacts that link a case and a person, as few as there are."""
    way = ways(result, person_id)[0]
    if result.both is None or way == "forward":
        return shortest_chain(base, result, person_id)
    return result.both.chain(person_id, way)


def brief(base: Base, result: Result) -> None:
    """Say in one sentence why the selected person is on the list."""
    st.markdown(sentence(base, result, selection.selected(result)))


def sentence(base: Base, result: Result, person_id: int) -> str:
    """Return why a person is on the list, as markdown: a paragraph for each way."""
    told = [
        _sentence_of_trace(base, result, person_id)
        if way == "forward"
        else _sentence_both(base, result, person_id, way)
        for way in ways(result, person_id)
    ]
    return "\n\n".join(told)


def _sentence_both(base: Base, result: Result, person_id: int, way: str) -> str:
    """Say how the look back found somebody, as far as it knows: the likeliest source, not all."""
    both = result.both
    chain = both.chain(person_id, way) if both else pd.DataFrame()
    share = result.by_person["share"]
    return words.say(
        f"tracing.because_{'look_back' if way == 'source' else 'onward'}",
        person=person_id,
        share=words.percent(float(share[person_id]), 0),
        steps=_steps(base, result, chain),
    )


def _sentence_of_trace(base: Base, result: Result, person_id: int) -> str:
    """Return the shortest chain in words, and an earlier one if there is one."""
    ring = ring_of(result, person_id)
    shortest = shortest_chain(base, result, person_id)
    earliest = result.trace.chain(person_id)
    key = (
        "tracing.because_source"
        if result.choice.direction == Direction.BACKWARD
        else "tracing.because"
    )
    told = words.say(key, person=person_id, ring=ring, steps=_steps(base, result, shortest))
    if len(earliest) == len(shortest) or result.choice.direction == Direction.BACKWARD:
        return told
    earlier = words.say(
        "tracing.earlier",
        person=person_called(person_id),
        when=words.moment(earliest["met_at"].iloc[-1]),
        steps=_steps(base, result, earliest),
    )
    return f"{told}\n\n{earlier}"


def _steps(base: Base, result: Result, chain: pd.DataFrame) -> str:
    names = place_names(base)
    steps = [
        words.say(
            _step_key(row),
            source=_called(result, row["source_id"]),
            target=_called(result, row["target_id"]),
            place=words.plain(names[row["place_id"]]),
            met=words.moment(row["met_at"]),
            parted=clock_time(row["parted_at"]),
            minutes=words.number(row["minutes"]),
            confidence=words.say(f"tracing.confidence_{row['confidence']}"),
        )
        for row in chain.to_dict("records")
    ]
    return words.say("tracing.then").join(steps)


def _step_key(contact: Mapping[Hashable, Any]) -> str:
    """Return the sentence of a contact: at home, as the case says, or by scans."""
    kind = unscanned_kind(contact["place_id"])
    if kind is not None:
        return f"tracing.step_{kind}"
    return "tracing.step_scans" if pd.isna(contact["minutes"]) else "tracing.step"


def _choose(result: Result) -> int | None:
    person_id = selection.selected(result)
    offered = result.people.head(OFFERED)
    selected = result.people[result.people["person_id"] == person_id]
    listed = pd.concat([selected, offered]).drop_duplicates("person_id")
    known = (
        figures.tracing.both_ways.way_names(listed)
        if result.both
        else listed["ring"].map(words.names(result.rings_called, listed["ring"].unique()))
    )
    found = dict(zip(listed["person_id"].astype("str"), known, strict=True))
    session.PERSON_TYPED.keep(str(person_id))
    typed = st.selectbox(
        words.say("tracing.person"),
        list(found),
        format_func=lambda person: f"{found[person]} · {person}" if person in found else person,
        key=session.PERSON_TYPED.key,
        filter_mode="contains",
        accept_new_options=True,
        on_change=_take_person,
    )
    is_number = str(typed).removeprefix("-").isdecimal()  # a told person's is negative
    is_listed = is_number and result.people["person_id"].eq(int(typed)).any()
    return int(typed) if is_listed else None


def _take_person() -> None:
    typed = session.PERSON_TYPED.value or ""
    if typed.removeprefix("-").isdecimal():
        selection.select(int(typed))


def _called(result: Result, person_id: Any) -> str:  # noqa: ANN401 - an id of the index
    case = result.case_names.get(int(person_id))
    if case is not None:
        return words.say("tracing.called_case", case=words.plain(case))
    if result.choice.direction == Direction.BACKWARD:
        return person_called(int(person_id))
    rings = result.trace.people.set_index("person_id")["ring"]
    if person_id not in rings.index:
        return person_called(int(person_id))
    return words.say("tracing.called_person", ring=int(rings[person_id]), person=int(person_id))


def _contact_table(
    base: Base, result: Result, contacts: pd.DataFrame, *, key: str, title: str
) -> None:
    column, titles = st.column_config, column_titles()
    config: dict[str, Any] = {
        name: column.Column(said, width=_WIDTHS_PX.get(name, 95)) for name, said in titles.items()
    }
    for name in ("met_at", "parted_at"):
        config[name] = column.DatetimeColumn(titles[name], format=grids.SHORT_MOMENT, width=95)
    config["source_day"] = column.TextColumn(
        titles["source_day"], help=words.say("tracing.source_day_help"), width=105
    )
    grids.show(
        contact_rows(base, result, contacts),
        key=key,
        name=title,
        columns=config,
        kinds={"met_at": "short_moment", "parted_at": "short_moment", "minutes": "number"},
    )
