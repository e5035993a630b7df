"""How many people and places a trace found, how fast, and what it cannot see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import words
from dashboard.figures.once import drawn
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.follow_up import set_aside
from dashboard.panels.shared import definitions, frame, tiles
from dashboard.panels.shared.tiles import Tile
from dashboard.panels.tracing.answer import blind_spot, both_ways
from dashboard.tracing.evidence.chains import TIERS


@dataclass(frozen=True, slots=True)
class _Said:
    """What a trace found, ready to read."""

    line: str
    tiles: Sequence[Tile]
    same_place: str
    """How many shared nothing but a crowded place with a case; empty where crowds do not count."""
    meter: str


def show(base: Base, result: Result, *, is_new: bool) -> None:
    """Show how many people and places were reached, how fast, and what cannot be seen.

    One line says it; what lies behind opens at a click, so that the list begins at once.
    """
    said = _said(result)
    with st.expander(said.line, icon=":material/hub:", key="trace_head"):
        tiles.show(said.tiles)
        definitions.show(said.tiles, key="tracing")
        if said.same_place:
            st.caption(said.same_place)
        st.html(said.meter)
        st.caption(_small_print(base, result, is_new=is_new))


def explain_nobody(result: Result) -> None:
    """If the trace reached nobody, say why and what to try, and end the run."""
    if len(result.people):
        return
    unseen = len(result.trace.unseen_cases)
    key = "tracing.nobody_unseen" if unseen == len(result.f0) else "tracing.nobody"
    frame.empty(words.say("tracing.nobody_title"), words.say(key), icon="person_off")
    st.stop()


@drawn(max_entries=32)
def _said(result: Result) -> _Said:
    """Say it once for each answer: every click shows it again."""
    rings = words.names(result.rings_called, range(1, result.choice.rings + 1))
    return _Said(
        line=_in_one_line(result, rings),
        tiles=[
            Tile(words.say("tracing.ring_0"), words.number(len(result.f0)), define="tracing.f0"),
            *[_ring_tile(result, ring, name) for ring, name in rings.items()],
            *(both_ways.extra_tiles(result.people) if result.both else ()),
            _place_tile(result),
        ],
        same_place=_same_place(result),
        meter=blind_spot.meter_html(result.counts.whole, result.counts.grounds),
    )


def _in_one_line(result: Result, rings: Mapping[int, str]) -> str:
    """Say how many were reached, in bold, and which share of the contacts that is."""
    found = result.counts.rings
    counts = [words.number(found[ring].people if ring in found else 0) for ring in rings]
    reached = words.say_each("tracing.head_ring", count=counts, ring=rings.values())
    return words.say(
        "tracing.head_line",
        f0=words.number(len(result.f0)),
        rings=" · ".join(reached),
        places=words.number(result.counts.place_count),
        seen=blind_spot.line(result.counts.whole),
    )


def _same_place(result: Result) -> str:
    apart = result.same_place
    if apart.empty:
        return ""
    return words.say(
        "tracing.same_place",
        count=words.number(len(apart)),
        crowd=words.number(int(apart["crowd_count"].min())),
    )


def _ring_tile(result: Result, ring: int, name: str) -> Tile:
    found = result.counts.rings.get(ring)
    if found is None:
        return Tile(name, words.number(0), define="tracing.ring")
    homes = result.counts.home_count if ring == 1 else 0
    short, middle, long = [words.number(found.tiers.get(tier, 0)) for tier in TIERS]
    return Tile(
        name,
        words.number(found.people),
        lines=(
            words.say("tracing.no_minutes")
            if result.choice.is_scan_only
            else words.say("tracing.tile_tiers", short=short, middle=middle, long=long),
            words.say("tracing.tile_isolated", count=words.number(found.isolated)),
            *([words.say("tracing.tile_homes", count=words.number(homes))] if homes else []),
            blind_spot.line(found.ascertainment),
        ),
        define="tracing.ring",
    )


def _place_tile(result: Result) -> Tile:
    lines = []
    if result.counts.busiest:
        place, times = result.counts.busiest
        lines = [words.say("tracing.tile_place", place=place, count=words.number(times))]
    return Tile(
        words.say("tracing.places"),
        words.number(result.counts.place_count),
        lines=lines,
        define="tracing.places",
    )


def _small_print(base: Base, result: Result, *, is_new: bool) -> str:
    recorded = base.recorded
    parts = [
        words.say(
            "tracing.stays",
            stays=words.number(recorded.stay_count),
            moment=words.moment(recorded.loaded_at),
        )
    ]
    if is_new:
        taken = words.number(result.seconds, 2), words.number(recorded.seconds, 1)
        parts.insert(0, words.say("tracing.taken", seconds=taken[0], build=taken[1]))
    aside = {reason: count for reason, count in recorded.set_aside.items() if count}
    if aside:
        called = words.names("tracing.aside_", aside)
        reasons = ", ".join([f"{words.number(aside[why])} {said}" for why, said in called.items()])
        parts.append(
            words.say("tracing.aside", count=words.number(sum(aside.values())), reasons=reasons)
        )
    if unusable := set_aside.said(base.load):
        parts.append(unusable)
    if result.trace.unseen_cases:
        parts.append(words.say("tracing.unseen", count=len(result.trace.unseen_cases)))
    return " ".join(parts)
