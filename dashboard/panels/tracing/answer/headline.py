"""What a trace starts from, what it finds, and how many people and places that is."""

from contextlib import AbstractContextManager
from datetime import datetime
from time import perf_counter

import streamlit as st

from dashboard import figures, words
from dashboard.figures.tracing.choice import Choice
from dashboard.figures.tracing.trace import Base, Result
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, frame, tiles
from dashboard.panels.tracing.answer import blind_spot, both_ways
from dashboard.panels.tracing.question.choice import keep
from dashboard.tracing.evidence.chains import TIERS


def read(here: Viewpoint, known_at: datetime | None = None) -> Base:
    """Return what tracing needs, saying so while it is built; without a case, end the run."""
    with working():
        base = figures.tracing.trace.read(here, known_at)
    if base.cases.empty:
        frame.empty(words.say("tracing.no_cases_title"), words.say("tracing.no_cases"))
        st.stop()
    return base


def run(base: Base, choice: Choice) -> tuple[Result, bool]:
    """Trace, remember the choice, and write it into the address bar.

    Return the answer and whether it was computed just now: a kept one took nobody's time.
    """
    keep(choice)
    started = perf_counter()
    with working():
        result = figures.tracing.trace.traced(base, choice)
    return result, result.started >= started


def working() -> AbstractContextManager[None]:
    """Say that something takes its time, and how long it has taken."""
    return st.spinner(words.say("tracing.reading"), show_time=True)


def headline(base: Base, result: Result, *, is_new: bool) -> None:
    """Show how many people and places were reached, how fast, and what cannot be seen.

    One line says it; what lies behind opens at a click, so that the list begins at once.
    """
    rings = range(1, result.choice.rings + 1)
    with st.expander(_in_one_line(result), icon=":material/hub:", key="trace_head"):
        shown = [
            tiles.Tile(
                words.say("tracing.ring_0"), words.number(len(result.f0)), define="tracing.f0"
            ),
            *(_ring_tile(result, ring) for ring in rings),
            *(both_ways.extra_tiles(result.people) if result.both else ()),
            _place_tile(result),
        ]
        tiles.show(shown)
        definitions.show(shown, key="tracing")
        _same_place(result)
        blind_spot.show_meter(result.counts.whole, result.counts.grounds)
        st.caption(_small_print(base, result, is_new=is_new))


def explain_nobody(result: Result) -> None:
    """If the trace reached nobody, say why and what to try, and end the run."""
    if len(result.people):
        return
    unseen = len(result.trace.unseen_cases)
    key = "tracing.nobody_unseen" if unseen == len(result.f0) else "tracing.nobody"
    frame.empty(words.say("tracing.nobody_title"), words.say(key), icon="person_off")
    st.stop()


def _in_one_line(result: Result) -> str:
    """Say how many were reached, in bold, and which share of the contacts that is."""
    rings = [
        words.say(
            "tracing.head_ring",
            count=words.number(found.people if (found := result.counts.rings.get(ring)) else 0),
            ring=figures.tracing.trace.ring_name(result, ring),
        )
        for ring in range(1, result.choice.rings + 1)
    ]
    return words.say(
        "tracing.head_line",
        f0=words.number(len(result.f0)),
        rings=" · ".join(rings),
        places=words.number(result.counts.place_count),
        seen=blind_spot.line(result.counts.whole),
    )


def _same_place(result: Result) -> None:
    """Say how many shared nothing but a crowded place with a case, where crowds count."""
    apart = result.same_place
    if not apart.empty:
        st.caption(
            words.say(
                "tracing.same_place",
                count=words.number(len(apart)),
                crowd=words.number(int(apart["crowd_count"].min())),
            )
        )


def _ring_tile(result: Result, ring: int) -> tiles.Tile:
    found = result.counts.rings.get(ring)
    if found is None:
        return tiles.Tile(
            figures.tracing.trace.ring_name(result, ring), words.number(0), define="tracing.ring"
        )
    short, middle, long = (words.number(found.tiers.get(tier, 0)) for tier in TIERS)
    return tiles.Tile(
        figures.tracing.trace.ring_name(result, ring),
        words.number(found.people),
        lines=(
            words.say("tracing.no_minutes")
            if result.choice.is_scan_only
            else words.say("tracing.tile_tiers", short=short, middle=middle, long=long),
            words.say("tracing.tile_isolated", count=words.number(found.isolated)),
            blind_spot.line(found.ascertainment),
        ),
        define="tracing.ring",
    )


def _place_tile(result: Result) -> tiles.Tile:
    lines = []
    if result.counts.busiest:
        place, times = result.counts.busiest
        lines = [words.say("tracing.tile_place", place=place, count=words.number(times))]
    return tiles.Tile(
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
            stays=words.number(len(recorded.index)),
            moment=words.moment(recorded.loaded_at),
        )
    ]
    if is_new:
        taken = words.number(result.seconds, 2), words.number(recorded.seconds, 1)
        parts.insert(0, words.say("tracing.taken", seconds=taken[0], build=taken[1]))
    aside = {reason: count for reason, count in recorded.set_aside.items() if count}
    if aside:
        reasons = ", ".join(
            f"{words.number(count)} {words.say(f'tracing.aside_{reason}')}"
            for reason, count in aside.items()
        )
        parts.append(
            words.say("tracing.aside", count=words.number(sum(aside.values())), reasons=reasons)
        )
    if result.trace.unseen_cases:
        parts.append(words.say("tracing.unseen", count=len(result.trace.unseen_cases)))
    return " ".join(parts)
