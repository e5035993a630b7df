"""What changed since yesterday, in a few sentences that each open their page."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import changes
from dashboard.indicators.changes import Change, Kind
from dashboard.panels.shared import tiles
from dashboard.panels.shared.tiles import Link

_DOWN = {Kind.FELL, Kind.STOPPED, Kind.FEED_LATE, Kind.CROSSED_DOWN, Kind.GAINED_LEAST}


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, ready to read, and where it leads; None leads nowhere."""

    sentence: str
    is_bad: bool
    link: Link | None


def told(here: Viewpoint, zones: pd.DataFrame) -> list[Told]:
    """Return what changed, the most important first; zones have the names that `zones` gives."""
    decisions = data.replay.zone_decisions(here.scope)
    own = decisions[decisions["zone_id"].isin(zones["zone_id"])]
    names = zones.set_index("zone_id")["zone_name"]
    own = own.assign(zone_name=own["zone_id"].map(names))
    return _told(here, own)


def show(sentences: Sequence[Told]) -> None:
    """Draw the sentences; say so when nothing stands out."""
    st.header(words.say("changes.title"), anchor=False)
    if not sentences:
        st.html(tiles.line_html(words.say("changes.none")))
    with st.container(key="change_list"):
        for index, one in enumerate(sentences):
            html = change_html(one)
            if one.link is None:
                st.html(html)
            else:
                tiles.linked(html, one.link, label=one.sentence, key=f"change_{index}")


def change_html(one: Told) -> str:
    """Return one sentence as HTML: its mark says good or bad without its colour."""
    mark, kind = ("▼", "bad") if one.is_bad else ("●", "good")
    return tiles.line_html(one.sentence, kind=kind, mark=mark)


def sentence(change: Change) -> str:
    """Write a fact as a sentence in the reader's language."""
    if change.kind in {Kind.FELL, Kind.ROSE}:
        said = words.say(
            f"changes.{change.kind}",
            name=change.name,
            before=words.number(change.before),
            after=words.number(change.after),
        )
        return f"{said}{_because(change)}."
    if change.kind in {Kind.GAINED_MOST, Kind.GAINED_LEAST}:
        return words.say(
            f"changes.{change.kind}",
            name=change.name,
            points=words.change(((change.after or 0) - (change.before or 0)) * 100, decimals=1),
            share=words.percent(change.after),
        )
    return words.say(
        f"changes.{change.kind}",
        name=words.of_data(change.name),
        count=words.number(change.stopped_count),
        share=words.percent(change.after, 0),
        moment=words.moment(change.since),
    )


@once
def _told(here: Viewpoint, decisions: pd.DataFrame) -> list[Told]:
    units = figures.ranking.units(here)
    feeds = data.feeds.feeds(here.scope, here.data_time)
    found = changes.since_yesterday(units, feeds, decisions, data_time=here.data_time)
    district = dict(zip(units["unit_id"], units["district_id"], strict=True))
    return [
        Told(sentence(change), change.kind in _DOWN, _link(change, district.get(change.unit_id)))
        for change in found
    ]


def _because(change: Change) -> str:
    if change.kind is not Kind.FELL or not change.stopped_count:
        return ""
    return words.say("changes.because", count=words.number(change.stopped_count))


def _link(change: Change, district_id: str | None) -> Link | None:
    query = {"district": district_id} if district_id else {}
    if change.kind is Kind.FEED_LATE:
        return None
    if change.kind in {Kind.ZONE_STARTED, Kind.ZONE_ENDED}:
        return Link("containment_zones")
    if change.kind is Kind.STOPPED:
        return Link("platforms", {"platform": "declarations", **query})
    return Link("app_adoption", query)
