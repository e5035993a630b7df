"""The tiles: open checkpoints, working equipment, shifts without staff, who scans, who is ready."""

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.platforms.checkpoints import ITEMS, SHIFTS
from dashboard.figures.platforms.places import FEWEST_VISITORS
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, tiles


@once
def show(here: Viewpoint) -> None:
    """Draw the figures of what is looked at."""
    stands = figures.platforms.checkpoints.checkpoints(here)
    shown = definitions.dated(
        [_lacking(stands), _equipment(stands), _staff(stands), _scanned(stands), _ready(here)]
    )
    tiles.show(shown)
    st.caption(words.say("checkpoints.note"))
    definitions.show(shown, key="checkpoints_tiles")


def _lacking(stands: pd.DataFrame) -> tiles.Tile:
    return tiles.Tile(
        words.say("checkpoints.lacking"),
        words.number(int((stands["lacking_count"] > 0).sum())),
        (words.say("checkpoints.open_line", count=words.number(len(stands))),),
        define="checkpoints.lacking",
    )


def _equipment(stands: pd.DataFrame) -> tiles.Tile:
    required, lacks = (stands[name].sum() for name in ("required_count", "lacking_count"))
    share = float((required - lacks) / required) if required else None
    return tiles.Tile(
        words.say("checkpoints.working"),
        words.percent(share),
        (
            words.say(
                "checkpoints.pieces_line",
                count=words.number(required - lacks),
                whole=words.number(required),
            ),
        ),
        share=share,
        target_share=1.0,
        define="checkpoints.working_share",
    )


def _staff(stands: pd.DataFrame) -> tiles.Tile:
    shifts = stands[[f"{shift}_count" for shift in SHIFTS]].astype("float64")
    return tiles.Tile(
        words.say("checkpoints.unmanned"),
        words.number(int((shifts == 0).sum().sum())),
        (
            words.say(
                "checkpoints.shifts_line", count=words.number(int(shifts.notna().sum().sum()))
            ),
        ),
        define="checkpoints.unmanned",
    )


def _scanned(stands: pd.DataFrame) -> tiles.Tile:
    visitors, scanned = (float(stands[name].sum()) for name in ("visitor_count", "scanned_count"))
    share = scanned / visitors if visitors >= FEWEST_VISITORS else None
    return tiles.Tile(
        words.say("checkpoints.scanned"),
        words.percent(share),
        (
            words.say(
                "checkpoints.scanned_line",
                count=words.number(scanned),
                whole=words.number(visitors),
            ),
        ),
        share=share,
        define="checkpoints.scanned",
    )


def _ready(here: Viewpoint) -> tiles.Tile:
    rows = here.of_district(figures.platforms.checkpoints.communes(here))
    known = rows[rows["known_items"] == len(ITEMS)]
    return tiles.Tile(
        words.say("checkpoints.all_ready"),
        words.number(int((known["ready_items"] == len(ITEMS)).sum())),
        (words.say("checkpoints.all_ready_line", count=words.number(len(known))),),
        define="checkpoints.all_ready",
    )
