"""The tiles: who worked, installs guided, records entered, communes that next week leaves open."""

from collections.abc import Sequence

import streamlit as st

from dashboard import figures, words
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.panels.shared import definitions, tiles


@once
def show(here: Viewpoint) -> None:
    """Draw the figures of what is looked at."""
    rows = here.of_district(figures.platforms.support.communes(here))
    sums = {str(name): float(rows[name].sum()) for name in figures.platforms.support.NUMBERS}
    open_count = int((rows["open_days"] > 0).sum())
    share = targets.share(sums["worked_count"], sums["worker_count"])
    whole = words.number(sums["worker_count"])
    hours = [words.number(sums[name]) for name in ("hours", "hours_before")]
    shown = definitions.dated(
        [
            _tile(
                "worked_count",
                sums["worked_count"],
                words.say("support.worked_line", whole=whole),
                words.say("support.hours_line", hours=hours[0], before=hours[1]),
                share=share,
            ),
            _tile("guided_count", sums["guided_count"], *_before(sums["guided_before"])),
            _tile("entered_count", sums["entered_count"], *_before(sums["entered_before"])),
            _tile(
                "open", open_count, words.say("support.open_line", count=words.number(len(rows)))
            ),
        ]
    )
    tiles.show(shown)
    st.caption(words.say("support.note"))
    definitions.show(shown, key="support_tiles")


def _tile(name: str, value: float, *lines: str, share: float | None = None) -> tiles.Tile:
    return tiles.Tile(
        words.say(f"support.{name}"), words.number(value), lines, share=share,
        define=f"support.{name}",
    )  # fmt: skip


def _before(count: float) -> Sequence[str]:
    return (words.say("support.before_line", count=words.number(count)),)
