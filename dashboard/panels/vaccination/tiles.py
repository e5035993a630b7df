"""The tiles: registered, invited, dose 1, dose 2; the elderly, doses due and left, certificates."""

import pandas as pd
import streamlit as st

from dashboard import alphabet, data, figures, words
from dashboard.figures.guarded import Guarded, seen
from dashboard.figures.once import once
from dashboard.figures.vaccination import COUNTS, Coverage
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets, vaccination
from dashboard.indicators.targets import ADULTS_DOSE_1
from dashboard.panels.shared import definitions, province, tiles


@once
def show(coverage: Coverage) -> None:
    """Draw the steps and what follows them, and whom they are of."""
    here, basis = coverage.here, coverage.basis
    shown = definitions.dated(
        [
            *_step_tiles(coverage),
            _elderly_tile(coverage),
            _due_tile(here),
            _scarcest_tile(here),
            _certificate_tile(here),
        ]
    )
    tiles.show(shown)
    source = "coverage.adults_source" if basis.whom == "adults" else "coverage.everyone_source"
    named_sources = alphabet.in_order(set(coverage.rows["population_source"].dropna()))
    said = "; ".join(map(words.of_data, named_sources)) or words.UNKNOWN
    st.caption(words.say(source, age=targets.ADULT_AGE, source=said))
    st.caption(words.say(f"coverage.{basis.where}_note"))
    definitions.show(shown, key="coverage_tiles")


def dose_tiles(here: Viewpoint, counted: Guarded) -> list[tiles.Tile]:
    """Return the tiles of dose 1 and dose 2 among adults."""
    sums, withheld = _sums(here, counted), counted.withheld_total(here.district_id)
    shown = [_step_tile(step, sums, here, "adults", withheld) for step in ("dose1", "dose2")]
    return province.beside(shown, here)


def _step_tiles(coverage: Coverage) -> list[tiles.Tile]:
    """Return the tiles of the four steps from registering to dose 2."""
    here, basis = coverage.here, coverage.basis
    sums = _sums(here, coverage.counted)
    of_people = basis.whom if basis.where == "lived" else None
    steps = [
        _step_tile(step, sums, here, of_people, coverage.withheld)
        for step in ("registered", "invited", "dose1", "dose2")
    ]
    return province.beside(steps, here) if of_people == "adults" else steps


def _sums(here: Viewpoint, counted: Guarded) -> pd.Series:
    rows = here.of_district(counted.rows).dropna(subset=["whole"])
    return rows[["whole", *COUNTS]].astype("float64").sum(min_count=1)


def _step_tile(
    step: str, sums: pd.Series, here: Viewpoint, whom: str | None, withheld: frozenset[str]
) -> tiles.Tile:
    """Return one step's tile; without `whom` the doses are not the residents'."""
    label, count = words.say(f"coverage.{step}"), sums[f"{step}_count"]
    lines = [
        words.say(
            "coverage.count_of",
            count=words.number(seen(count, f"{step}_count", withheld)),
            whole=words.number(seen(sums["whole"], "whole", withheld)),
        )
    ]
    if step == "dose1" and whom == "adults":
        return _dose1_tile(label, lines, sums, here, withheld)
    if step == "dose2" and whom is not None:
        waiting = seen(sums["dose1_count"] - count, "waiting_count", withheld)
        lines.append(words.say("coverage.waiting", count=words.number(waiting)))
    share = targets.share(count, sums["whole"])
    return tiles.Tile(
        label,
        words.percent(seen(share, f"{step}_share", withheld)),
        lines,
        _trend(step, sums, withheld),
        share=None if f"{step}_share" in withheld else share,
        define=f"coverage.{step}",
        warning=_contradiction(step, sums),
    )


def _dose1_tile(
    label: str,
    lines: list[str],
    sums: pd.Series,
    here: Viewpoint,
    withheld: frozenset[str],
) -> tiles.Tile:
    progress = targets.progress(
        sums["dose1_count"],
        sums["whole"],
        sums["dose1_week_ago_count"],
        target=ADULTS_DOSE_1,
        data_day=here.data_day,
    )
    lines.append(
        words.say(
            "coverage.target",
            target=words.percent(ADULTS_DOSE_1.share, 0),
            day=words.day(ADULTS_DOSE_1.deadline),
            needed=words.number(
                seen(targets.whole_people(progress.needed_per_day), "dose1_share", withheld)
            ),
        )
    )
    return tiles.Tile(
        label,
        words.percent(seen(progress.share, "dose1_share", withheld)),
        lines,
        _trend("dose1", sums, withheld),
        status=progress.status,
        share=None if "dose1_share" in withheld else progress.share,
        target_share=ADULTS_DOSE_1.share,
        define="coverage.dose1",
    )


def _contradiction(step: str, counts: pd.Series) -> str:
    """Say so where more people are invited than registered: an invitation needs a registration."""
    invited, registered = counts["invited_count"], counts["registered_count"]
    if step != "invited" or not targets.is_above(invited, registered):
        return ""
    return words.say("coverage.invited_contradicts")


def _trend(step: str, sums: pd.Series, withheld: frozenset[str]) -> str:
    if f"{step}_day_ago_count" not in sums:
        return ""
    day, week = (
        seen(
            sums[f"{step}_count"] - sums[f"{step}_{ago}_ago_count"],
            f"{step}_{ago}_change",
            withheld,
        )
        for ago in ("day", "week")
    )
    return words.say("tile.since", day=words.change(day), week=words.change(week))


def _elderly_tile(coverage: Coverage) -> tiles.Tile:
    """Return the tile of dose 1 among the elderly."""
    residents, withheld = coverage.here.of_district(coverage.groups), coverage.withheld
    rows = residents[residents["lowest_age"] >= vaccination.ELDERLY_AGE]
    count, whole = rows["dose1_count"].sum(min_count=1), rows["resident_count"].sum(min_count=1)
    share = targets.share(count, whole)
    line = words.say(
        "coverage.count_of",
        count=words.number(seen(count, "elderly_dose1_count", withheld)),
        whole=words.number(seen(whole, "elderly_count", withheld)),
    )
    label = words.say("coverage.elderly_share", age=vaccination.ELDERLY_AGE)
    shown = seen(share, "elderly_share", withheld)
    return tiles.Tile(
        label,
        words.percent(shown),
        (line,),
        share=None if "elderly_share" in withheld else share,
        define="coverage.elderly",
    )


def _due_tile(here: Viewpoint) -> tiles.Tile:
    """Return the tile of dose 2: how many fall due this week, and how many already are."""
    guarded = figures.vaccination_doses.due(here)
    due, withheld = guarded.rows, guarded.withheld_total(None)
    week, late, opened = (
        due[f"{name}_count"].sum(min_count=1) for name in ("week", "late", "open")
    )
    return tiles.Tile(
        words.say("coverage.due_tile"),
        words.number(seen(week, "week_count", withheld)),
        (
            words.say(
                "coverage.due_open_line",
                count=words.number(seen(opened, "open_count", withheld)),
            ),
            words.say(
                "coverage.due_late_line", count=words.number(seen(late, "late_count", withheld))
            ),
        ),
        define="coverage.due_week",
    )


def _scarcest_tile(here: Viewpoint) -> tiles.Tile:
    """Return the tile of the vaccine that runs out first at the pace of the last seven days."""
    stock = data.vaccination.vaccine_stock(here.scope, here.data_time, here.district_id)
    days = {
        str(row["vaccine"]): targets.stock_days(row["on_hand_count"], row["used_week_count"])
        for row in stock.to_dict("records")
    }
    known = {vaccine: left for vaccine, left in days.items() if left is not None}
    if not known:
        return tiles.Tile(words.say("coverage.scarcest"), words.UNKNOWN, define="coverage.scarcest")
    vaccine = min(known, key=known.__getitem__)
    status = targets.stock_status(known[vaccine])
    return tiles.Tile(
        words.say("coverage.scarcest"),
        words.say("coverage.stock_days", days=words.number(known[vaccine], decimals=1)),
        (vaccine,),
        status=status,
        word=words.say(f"stock.{status}"),
        define="coverage.scarcest",
    )


def _certificate_tile(here: Viewpoint) -> tiles.Tile:
    """Return the tile of certificates: how many of those issued were looked up."""
    counted = figures.vaccination_groups.certificates(here.everywhere)
    withheld = counted.withheld_total(here.district_id)
    rows = here.of_district(counted.rows)
    issued, looked_up, doses = (
        rows[name].sum(min_count=1)
        for name in ("certificate_count", "looked_up_count", "dose1_count")
    )
    share = targets.share(looked_up, issued)
    return tiles.Tile(
        words.say("coverage.certificates"),
        words.percent(seen(share, "share", withheld)),
        (
            words.say(
                "coverage.looked_up",
                count=words.number(seen(looked_up, "looked_up_count", withheld)),
            ),
            words.say(
                "coverage.issued",
                count=words.number(seen(issued, "certificate_count", withheld)),
                doses=words.number(seen(doses, "dose1_count", withheld)),
            ),
        ),
        share=None if "share" in withheld else share,
        define="coverage.certificates",
    )
