"""The tiles: samples taken, how fast results come out and are told, positivity, what waits."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.platforms.samples import Samples
from dashboard.panels.shared import definitions, tiles


@once
def show(samples: Samples) -> None:
    """Draw the figures of the district looked at, or of all together."""
    shown = definitions.dated(
        [
            _taken(samples.total, samples.withheld),
            _speed("median", samples.total, samples.withheld),
            _speed("told_median", samples.total, samples.withheld),
            _positive(samples.total, samples.withheld),
            _waiting(samples),
        ]
    )
    tiles.show(shown)
    st.caption(words.say("samples.note"))
    definitions.show(shown, key="samples_tiles")


def _taken(total: pd.Series, withheld: frozenset[str]) -> tiles.Tile:
    return tiles.Tile(
        words.say("samples.taken"),
        words.number(seen(total["taken_count"], "taken_count", withheld)),
        (
            words.say(
                "samples.results_line",
                count=words.number(seen(total["result_count"], "result_count", withheld)),
            ),
        ),
        define="samples.taken_count",
    )


def _speed(name: str, total: pd.Series, withheld: frozenset[str]) -> tiles.Tile:
    """Return the tile of hours to a result, or from it to the citizen: median, tail and 24 h."""
    told = "told_" if name.startswith("told") else ""
    median, tail, within = f"{name}_hours", f"{told}p90_hours", f"{told}within_share"
    share = _known(total.get(within))
    return tiles.Tile(
        words.say(f"samples.{name}"),
        words.say("samples.hours", hours=_hours(total, median, withheld)),
        (
            words.say("samples.tail_line", hours=_hours(total, tail, withheld)),
            words.say(
                f"samples.{told}within_line", share=words.percent(seen(share, within, withheld))
            ),
        ),
        share=None if within in withheld else share,
        define=f"samples.{median}",
    )


def _positive(total: pd.Series, withheld: frozenset[str]) -> tiles.Tile:
    share = total.get("positive_share")
    return tiles.Tile(
        words.say("samples.positive"),
        words.percent(seen(share, "positive_share", withheld), 2),
        (
            words.say(
                "samples.positive_line",
                count=words.number(seen(total["positive_count"], "positive_count", withheld)),
                whole=words.number(seen(total["result_count"], "result_count", withheld)),
            ),
        ),
        define="samples.positive_share",
    )


def _waiting(samples: Samples) -> tiles.Tile:
    rows = samples.here.of_district(samples.backlog.rows)
    withheld = samples.backlog.withheld_total(samples.here.district_id)
    late, day1, lost = (
        words.number(seen(float(rows[name].sum()), name, withheld))
        for name in ("late_count", "day1_count", "lost_count")
    )
    return tiles.Tile(
        words.say("samples.waiting"),
        late,
        (words.say("samples.day1_line", count=day1), words.say("samples.lost_line", count=lost)),
        define="samples.late_count",
    )


def _hours(total: pd.Series, name: str, withheld: frozenset[str]) -> str:
    return words.number(seen(total.get(name), name, withheld), decimals=1)


def _known(value: Any) -> float | None:  # noqa: ANN401 - a number, or none
    return None if words.is_unknown(value) else float(value)
