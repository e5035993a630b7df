"""Why is this person on the list? A sentence, the chain that reached them, and every contact."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.panels import tracing_both, tracing_list
from dashboard.panels.tracing import Base, Result, ring_name, traced

OFFERED = 400
"""Most people offered in the box; any other code can be typed."""


def show(base: Base, result: Result) -> None:
    """Show the evidence of the selected person."""
    person_id = _choose(result)
    if person_id is None:
        st.warning(words.say("tracing.not_reached"))
        return
    st.markdown(sentence(base, result, person_id))
    st.subheader(words.say("tracing.chain"), anchor=False)
    way = _ways(result, person_id)[0]
    chain = chain_to(base, result, person_id)
    if result.both is None or way == "forward":
        contacts = result.trace.contacts([person_id])
    else:
        contacts = result.both.contacts(person_id, way)
    _contact_table(base, result, chain, key="trace_chain")
    st.subheader(words.say("tracing.all_contacts", count=len(contacts)), anchor=False)
    _contact_table(base, result, contacts, key="trace_contacts")


def chain_to(base: Base, result: Result, person_id: int) -> pd.DataFrame:
    """Return the contacts that link a case and a person: the first chain that `show` shows."""
    way = _ways(result, person_id)[0]
    if result.both is None or way == "forward":
        return _shortest_chain(base, result, person_id)
    return result.both.chain(person_id, way)


def brief(base: Base, result: Result) -> None:
    """Say in one sentence why the selected person is on the list."""
    st.markdown(sentence(base, result, tracing_list.selected(result)))


def sentence(base: Base, result: Result, person_id: int) -> str:
    """Return why a person is on the list, as markdown: a paragraph for each way."""
    told = [
        _sentence_of_trace(base, result, person_id)
        if way == "forward"
        else _sentence_both(base, result, person_id, way)
        for way in _ways(result, person_id)
    ]
    return "\n\n".join(told)


def _ways(result: Result, person_id: int) -> list[str]:
    """Return the ways by which a person was found; a trace one way knows one."""
    if result.both is None:
        return ["forward"]
    return str(result.people.set_index("person_id")["way"][person_id]).split("+")


def _sentence_both(base: Base, result: Result, person_id: int, way: str) -> str:
    """Say how the look back found somebody, as far as it knows: the likeliest source, not all."""
    both = result.both
    chain = both.chain(person_id, way) if both else pd.DataFrame()
    share = result.people.set_index("person_id")["share"]
    return words.say(
        f"tracing.because_{'look_back' if way == 'source' else 'onward'}",
        person=person_id,
        share=words.percent(float(share[person_id]), 0),
        steps=_steps(base, result, chain),
    )


def _sentence_of_trace(base: Base, result: Result, person_id: int) -> str:
    """Return the shortest chain in words, and an earlier one if there is one."""
    ring = _ring(result, person_id)
    shortest = _shortest_chain(base, result, person_id)
    earliest = result.trace.chain(person_id)
    key = "tracing.because_source" if result.choice.direction == "backward" else "tracing.because"
    told = words.say(key, person=person_id, ring=ring, steps=_steps(base, result, shortest))
    if len(earliest) == len(shortest) or result.choice.direction == "backward":
        return told
    earlier = words.say(
        "tracing.earlier",
        person=words.say("tracing.person_number", person=person_id),
        when=words.moment(earliest["met_at"].iloc[-1]),
        steps=_steps(base, result, earliest),
    )
    return f"{told}\n\n{earlier}"


def _shortest_chain(base: Base, result: Result, person_id: int) -> pd.DataFrame:
    """Return the chain of as many contacts as the person's ring says.

    The trace itself keeps the earliest exposure, which a longer chain may bring.
    """
    ring = _ring(result, person_id)
    whole = result if ring == result.choice.rings else None
    asked = replace(result.choice, rings=ring, direction=result.trace.direction)
    whole = whole or traced(base, asked)
    chain = whole.trace.chain(person_id)
    return _whole_meetings(whole, chain) if result.choice.direction == "backward" else chain


def _ring(result: Result, person_id: int) -> int:
    rings = result.people.set_index("person_id")["ring_forward" if result.both else "ring"]
    return int(rings[person_id])


def _whole_meetings(result: Result, chain: pd.DataFrame) -> pd.DataFrame:
    """Return a backward chain with the whole of each meeting.

    A backward chain shows only the end of each: the latest moment that still explains the case.
    """
    met = result.trace.contacts(chain["source_id"].unique())
    ends = ["source_id", "target_id", "place_id", "parted_at"]
    return chain[ends].merge(met.drop_duplicates(ends), on=ends, how="left")


def _steps(base: Base, result: Result, chain: pd.DataFrame) -> str:
    names = _place_names(base)
    steps = [
        words.say(
            "tracing.step",
            source=_called(result, row["source_id"]),
            target=_called(result, row["target_id"]),
            place=words.plain(names.get(row["place_id"], words.UNKNOWN)),
            met=words.moment(row["met_at"]),
            parted=f"{row['parted_at'].astimezone(words.ZONE):%H:%M}",
            minutes=words.number(row["minutes"]),
            confidence=words.say(f"tracing.confidence_{row['confidence']}"),
        )
        for row in chain.to_dict("records")
    ]
    return words.say("tracing.then").join(steps)


def _choose(result: Result) -> int | None:
    person_id = tracing_list.selected(result)
    people = result.people.head(OFFERED).set_index("person_id")
    options = [str(person) for person in dict.fromkeys([person_id, *people.index])]
    known = tracing_both.way_names(result.people) if result.both else _ring_names(result)
    found = dict(zip(result.people["person_id"].astype("str"), known, strict=True))
    st.session_state["trace_evidence_person"] = str(person_id)
    typed = st.selectbox(
        words.say("tracing.person"),
        options,
        format_func=lambda person: f"{found[person]} · {person}" if person in found else person,
        key="trace_evidence_person",
        accept_new_options=True,
        on_change=_take_person,
    )
    return int(typed) if typed in found else None


def _ring_names(result: Result) -> pd.Series:
    return result.people["ring"].map(lambda ring: ring_name(result, ring))


def _take_person() -> None:
    typed = st.session_state.get("trace_evidence_person")
    if isinstance(typed, str) and typed.isdecimal():
        tracing_list.select(int(typed))


def _called(result: Result, person_id: Any) -> str:  # noqa: ANN401 - an id of the index
    case = result.case_names.get(int(person_id))
    if case is not None:
        return words.say("tracing.called_case", case=words.plain(case))
    if result.choice.direction == "backward":
        return words.say("tracing.person_number", person=int(person_id))
    rings = result.trace.people.set_index("person_id")["ring"]
    if person_id not in rings.index:
        return words.say("tracing.person_number", person=int(person_id))
    return words.say("tracing.called_person", ring=int(rings[person_id]), person=int(person_id))


def _place_names(base: Base) -> Mapping[int, str]:
    return dict(zip(base.places["place_id"], base.places["place_name"], strict=True))


def _contact_table(base: Base, result: Result, contacts: pd.DataFrame, *, key: str) -> None:
    names = _place_names(base)
    local = {
        name: pd.to_datetime(contacts[name], utc=True)
        .dt.tz_convert(words.ZONE)
        .dt.tz_localize(None)
        for name in ("met_at", "parted_at")
    }
    columns = ("source", "target", "place_name", "met_at", "parted_at", "minutes", "confidence")
    rows = pd.DataFrame(
        {
            "source": [_label(result, person) for person in contacts["source_id"]],
            "target": [_label(result, person) for person in contacts["target_id"]],
            "place_name": contacts["place_id"].map(names),
            **local,
            "minutes": contacts["minutes"].round(),
            "confidence": [
                words.say(f"tracing.confidence_{kind}") for kind in contacts["confidence"]
            ],
        },
        columns=list(columns),
    )
    moment = "HH:mm DD/MM/YYYY"
    config: dict[str, Any] = {name: words.say(f"tracing.column_{name}") for name in columns}
    for name in ("met_at", "parted_at"):
        config[name] = st.column_config.DatetimeColumn(config[name], format=moment)
    st.dataframe(rows, hide_index=True, key=key, column_config=config)


def _label(result: Result, person_id: Any) -> str:  # noqa: ANN401
    case = result.case_names.get(int(person_id))
    return f"F0 {case}" if case is not None else str(person_id)
