"""New zones from the current trace: the narrowest for a share of its risk, weighed, saved."""

import streamlit as st

from dashboard import words
from dashboard.drawing import charts, maps
from dashboard.figures.tracing import zone_proposals
from dashboard.figures.tracing.zone_proposals import Drafts, Wanted
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels import tracing
from dashboard.panels.shared import definitions, session, tiles
from dashboard.panels.tracing.question.choice import keep
from dashboard.tracing.zones.areas import UNITS

SHARES = range(5, 100, 5)
"""Shares of the risk to cover that the viewer may choose (%)."""

_USUAL = Wanted()


def propose(here: Viewpoint) -> Drafts:
    """Let the viewer choose cases and a share of their risk; return the zones that cover it."""
    base = tracing.question.asking.read(here)
    choice = tracing.question.inputs.choose_cases(base)
    keep(choice)
    chart = st.container()
    share = _share()
    unit, buffer = _narrowness()
    wanted = Wanted(share=share, unit=unit, buffer_m=buffer)
    drafts = zone_proposals.proposed(here.viewer, base, choice, wanted)
    if len(drafts.zones):
        with chart:
            _draw_frontier(drafts)
    return drafts


def compare(drafts: Drafts) -> None:
    """Show how many people the zones confine, and how many whole communes would."""
    narrow, wide = drafts.resident_count, drafts.commune_residents
    households = int(drafts.zones["household_count"].sum())
    covered = words.percent(drafts.share, 0)
    shown = [
        tiles.Tile(
            words.say("zones.proposed"),
            words.number(len(drafts.zones)),
            lines=(maps.zones.area(float(drafts.zones["area_m2"].sum())),),
            define="zones.proposed",
        ),
        tiles.Tile(
            words.say("zones.confined"),
            words.number(narrow),
            lines=(
                words.say("zones.households_count", count=words.number(households)),
                words.say("zones.covers", share=covered),
            ),
            define="zones.confined",
        ),
        tiles.Tile(
            words.say("zones.whole_communes", count=words.number(drafts.commune_count)),
            words.number(wide),
            lines=(
                _times(narrow, wide),
                words.say("zones.covers", share=words.percent(drafts.commune_share, 0)),
            ),
            define="zones.whole_communes",
        ),
    ]
    tiles.show(shown)
    definitions.show(shown, key="zone_proposals")
    st.caption(f"{words.say('zones.counts_of')} {words.say('zones.counts_met')}")
    st.caption(words.say("zones.unseen_chains"))


def _share() -> float:
    """Ask for the share of the risk to cover (0..1)."""
    session.SHARE.begin(int(words.rounded(100 * _USUAL.share)))
    percent = st.select_slider(
        words.say("zones.share"),
        SHARES,
        key=session.SHARE.key,
        format_func=lambda value: words.percent(value / 100, 0),
        help=words.say("zones.share_help"),
        persist_state="session",
    )
    return int(percent) / 100


def _narrowness() -> tuple[str, int]:
    """Ask for the small areas that zones are made of, and for their ring of land (m)."""
    session.UNIT.begin(_USUAL.unit)
    session.BUFFER_M.begin(_USUAL.buffer_m)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = st.segmented_control(
            words.say("zones.unit"),
            UNITS,
            required=True,
            format_func=words.names("zones.unit_", UNITS).__getitem__,
            key=session.UNIT.key,
            help=words.say("zones.unit_help"),
            persist_state="session",
        )
        buffer = st.number_input(
            words.say("zones.buffer_m"),
            min_value=5,
            max_value=150,
            step=5,
            key=session.BUFFER_M.key,
            help=words.say("zones.buffer_m_help"),
            width=160,
            persist_state="session",
        )
    return str(unit), int(buffer)


def _draw_frontier(drafts: Drafts) -> None:
    chosen = drafts.chosen
    covered = words.percent(chosen.share, 0)
    charts.base.show(
        charts.zones.frontier(
            drafts.weighed.curve,
            drafts.ways,
            chosen=(chosen.resident_count, chosen.share),
        ),
        key="zone_frontier",
        alt=words.say(
            "zones.frontier_alt", residents=words.number(chosen.resident_count), share=covered
        ),
    )
    proof = "zones.optimal" if chosen.is_optimal else "zones.heuristic"
    st.caption(
        f"{words.say(proof, gap=words.percent(chosen.gap, 1))} {words.say('zones.frontier_note')}"
    )


def _times(narrow: int, wide: int) -> str:
    if not narrow:
        return words.say("zones.no_residents")
    return words.say("zones.times", times=words.number(wide / narrow, 1))
