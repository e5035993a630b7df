"""The tiles: the share of results that match, what differs, and what only one system knows."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from dashboard.panels.shared import definitions, tiles


@once
def show(here: Viewpoint) -> None:
    """Draw the figures of the district looked at, or of all together."""
    kinds = figures.platforms.systems.kinds(here).set_index("group_name")
    shown = definitions.dated(
        [
            _matching(here),
            *(_found(kinds, kind) for kind in ("province_only", "national_only", "result")),
        ]
    )
    tiles.show(shown)
    st.caption(words.say("systems.note"))
    definitions.show(shown, key="systems_tiles")


def _matching(here: Viewpoint) -> tiles.Tile:
    total = figures.platforms.systems.total(here)
    withheld = figures.platforms.systems.communes(here).withheld_total(here.district_id)
    share = None if words.is_unknown(total["match_share"]) else float(total["match_share"])
    part, whole = (
        words.number(seen(total[name], name, withheld)) for name in ("match_count", "due_count")
    )
    return tiles.Tile(
        words.say("systems.match_share"),
        words.percent(seen(share, "match_share", withheld)),
        (words.say("systems.match_line", count=part, whole=whole),),
        share=None if "match_share" in withheld else share,
        define="systems.match_share",
    )


def _found(kinds: pd.DataFrame, kind: str) -> tiles.Tile:
    row = kinds.loc[[kind]]
    count, positive = (
        words.WITHHELD if disclosure.is_withheld(row, name).any() else float(row[name].iloc[0])
        for name in ("finding_count", "positive_count")
    )
    return tiles.Tile(
        words.say(f"systems.kind.{kind}"),
        words.number(count),
        (words.say("systems.positive_line", count=words.number(positive)),),
        define=f"systems.{kind}",
    )
