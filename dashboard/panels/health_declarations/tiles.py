"""The tiles: the share of people who declared in 7 days, symptoms, contacts, journeys."""

import pandas as pd

from dashboard import figures, words
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, tiles


@once
def show(here: Viewpoint) -> None:
    """Draw the figures of the district looked at, or of all together."""
    total = figures.platforms.declarations.total(here)
    counted = figures.platforms.declarations.communes(here)
    withheld = counted.withheld_total(here.district_id)
    shown = definitions.dated(
        [
            _share(total, withheld),
            *(_told(name, total, withheld) for name in ("symptom", "contact", "travel")),
        ]
    )
    tiles.show(shown)
    definitions.show(shown, key="declared_tiles")


def _share(total: pd.Series, withheld: frozenset[str]) -> tiles.Tile:
    share = None if words.is_unknown(total["share"]) else float(total["share"])
    people, whole = (
        words.number(seen(total[name], name, withheld))
        for name in ("person_count", "resident_count")
    )
    return tiles.Tile(
        words.say("declared.share"),
        words.percent(seen(share, "share", withheld)),
        (words.say("declared.share_line", count=people, whole=whole),),
        share=None if "share" in withheld else share,
        define="declared.share",
    )


def _told(name: str, total: pd.Series, withheld: frozenset[str]) -> tiles.Tile:
    count = f"{name}_count"
    return tiles.Tile(
        words.say(f"declared.{count}"),
        words.number(seen(total[count], count, withheld)),
        (words.say("declared.told_line"),),
        define=f"declared.{count}",
    )
