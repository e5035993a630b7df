"""Both ways in one action: what the look back adds to a trace, and how a person was found."""

import pandas as pd

from dashboard import words
from dashboard.panels.shared import tiles


def extra_tiles(people: pd.DataFrame) -> list[tiles.Tile]:
    """Return what the look back adds: likely sources, and whom these met besides."""
    ways = people["way"]
    is_new = ~ways.str.contains("forward")
    shown = []
    for way in ("source", "onward"):
        is_way = ways.str.contains(way)
        known = words.number(int((is_way & ~is_new).sum()))
        shown.append(
            tiles.Tile(
                words.say(f"tracing.tile_{way}"),
                words.number(int(is_way.sum())),
                lines=(words.say("tracing.tile_also_forward", count=known),),
                define=f"tracing.{way}",
            )
        )
    return shown
