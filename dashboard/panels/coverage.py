"""Vaccination coverage: registered, invited, dose 1, dose 2, of adults or of all residents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, data_vaccination, indicators, words
from dashboard.access import Viewer
from dashboard.indicators import ADULTS_DOSE_1
from dashboard.panels import definitions, filters, frame, province, tables, tiles
from dashboard.panels.adoption import TABLE_PX, named
from dashboard.panels.tables import Column

BASES: Final = ("adults", "everyone")
PLACES: Final = ("lived", "given")
STEPS: Final = ("dose1", "dose2", "registered", "invited")
_COUNTS: Final = (
    *(f"{step}_count" for step in STEPS),
    *(f"{step}_{ago}_count" for step in ("dose1", "dose2") for ago in ("day_ago", "week_ago")),
)


def choose_base() -> str:
    """Let the viewer choose whom the shares are of; kept in the address bar."""
    return filters.one_of("base", BASES, label=words.say("coverage.base"), prefix="coverage")


def choose_place() -> str:
    """Let the viewer choose whether doses count where people live or where they were given."""
    return filters.one_of("where", PLACES, label=words.say("coverage.where"), prefix="coverage")


def choose_step() -> str:
    """Let the viewer choose what the map and its classes show; kept in the address bar."""
    st.header(words.say("coverage.map"), anchor=False)
    return filters.one_of("step", STEPS, label=words.say("coverage.step"), prefix="coverage")


def communes(
    viewer: Viewer, data_time: datetime, base: str, place: str = PLACES[0]
) -> pd.DataFrame:
    """Return one row per commune with its counts, its `whole` and a share per step.

    The whole is the register's adults, or the estimated population of all ages. Where doses count
    as given, they are those recorded at the commune's sites, whoever had them.
    """
    rows = data.commune_coverage(viewer.scope, data_time, indicators.ADULT_AGE)
    counted = _adults(rows) if base == "adults" else _everyone(rows)
    if place == "given":
        doses = data_vaccination.commune_doses(viewer.scope, data_time, by_home=False)
        counted = _as_given(counted, doses)
    shares = {
        f"{step}_share": _shares(counted[f"{step}_count"], counted["whole"]) for step in STEPS
    }
    return named(counted).assign(**shares, remark=_remarks(counted, pd.DataFrame(shares)))


def show_tiles(
    viewer: Viewer,
    rows: pd.DataFrame,
    data_time: datetime,
    base: str,
    place: str,
    *,
    more: Sequence[tiles.Tile],
) -> None:
    """Draw the four steps from registering to dose 2, and what follows them."""
    sums = rows.dropna(subset=["whole"])[["whole", *_COUNTS]].astype("float64").sum(min_count=1)
    order = ("registered", "invited", "dose1", "dose2")
    of_people = base if place == "lived" else None
    steps = [_step_tile(step, sums, data_time, of_people) for step in order]
    if of_people == "adults":
        steps = province.beside(steps, viewer, data_time)
    shown = definitions.dated([*steps, *more])
    tiles.show(shown)
    source = "coverage.adults_source" if base == "adults" else "coverage.everyone_source"
    sources = "; ".join(sorted(set(rows["population_source"].dropna()))) or words.UNKNOWN
    st.caption(words.say(source, age=indicators.ADULT_AGE, source=sources))
    st.caption(words.say(f"coverage.{place}_note"))
    definitions.show(shown, key="coverage_tiles")


def dose_tiles(viewer: Viewer, rows: pd.DataFrame, data_time: datetime) -> list[tiles.Tile]:
    """Return the tiles of dose 1 and dose 2 among adults."""
    sums = rows.dropna(subset=["whole"])[["whole", *_COUNTS]].astype("float64").sum(min_count=1)
    shown = [_step_tile(step, sums, data_time, "adults") for step in ("dose1", "dose2")]
    return province.beside(shown, viewer, data_time)


def show_table(rows: pd.DataFrame) -> None:
    """Draw the league table, fewest dose 1 first, with its download."""
    st.header(words.say("coverage.table"), anchor=False)
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    ranked = rows.sort_values("dose1_share", na_position="last")
    columns = _columns()
    tables.show(ranked, columns, key="coverage_table", height_px=TABLE_PX)
    definitions.show(columns, key="coverage_table")
    tables.download(ranked, columns, name="vaccination_coverage")


def step_columns(whole: str) -> list[Column]:
    """Return the columns of every step, and of the denominator, which is in column `whole`."""
    say = words.say
    return [
        Column("dose1_share", say("coverage.dose1_short"), "share", define="coverage.dose1"),
        Column("dose2_share", say("coverage.dose2_short"), "share", define="coverage.dose2"),
        Column(
            "registered_share", say("coverage.registered"), "share", define="coverage.registered"
        ),
        Column("invited_share", say("coverage.invited"), "share", define="coverage.invited"),
        Column(
            "dose1_count", say("coverage.dose1_people"), "number", define="coverage.dose1_count"
        ),
        Column(
            "dose2_count", say("coverage.dose2_people"), "number", define="coverage.dose2_count"
        ),
        Column(whole, say("coverage.whole"), "number", define="coverage.whole"),
    ]


def _adults(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the adults' rows, and one empty row for a commune whose residents are unknown."""
    unknown = rows["is_adult"].isna()
    kept = rows[rows["is_adult"].fillna(value=False) | unknown]
    return kept.assign(whole=kept["resident_count"])


def _everyone(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows.groupby("commune_id")[list(_COUNTS)].sum(min_count=1)
    units = rows.drop_duplicates("commune_id").drop(columns=list(_COUNTS))
    joined = units.merge(counts, left_on="commune_id", right_index=True)
    return joined.assign(whole=joined["population_count"])


def _as_given(rows: pd.DataFrame, doses: pd.DataFrame) -> pd.DataFrame:
    """Put in the doses recorded at each commune's sites; none where others recorded some."""
    names = [name for name in _COUNTS if name.startswith("dose")]
    sums = doses.groupby("commune_id")[names].sum().reindex(rows["commune_id"])
    counts = sums if doses.empty else sums.fillna(0)
    return rows.assign(**{name: counts[name].to_numpy() for name in names})


def _shares(parts: pd.Series, wholes: pd.Series) -> pd.Series:
    shares = [indicators.share(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    return pd.Series(shares, parts.index, dtype="float64")


def _step_tile(step: str, sums: pd.Series, data_time: datetime, base: str | None) -> tiles.Tile:
    """Return one step's tile; without a base the doses are not the residents'."""
    label, count = words.say(f"coverage.{step}"), sums[f"{step}_count"]
    lines = [
        words.say("coverage.count_of", count=words.number(count), whole=words.number(sums["whole"]))
    ]
    if step == "dose1" and base == "adults":
        return _dose1_tile(label, lines, sums, data_time)
    if step == "dose2" and base is not None:
        waiting = sums["dose1_count"] - count
        lines.append(words.say("coverage.waiting", count=words.number(waiting)))
    share = indicators.share(count, sums["whole"])
    return tiles.Tile(
        label,
        words.percent(share),
        lines,
        _trend(step, sums),
        share=share,
        define=f"coverage.{step}",
        warning=_contradiction(step, sums),
    )


def _dose1_tile(label: str, lines: list[str], sums: pd.Series, data_time: datetime) -> tiles.Tile:
    progress = indicators.progress(
        sums["dose1_count"],
        sums["whole"],
        sums["dose1_week_ago_count"],
        target=ADULTS_DOSE_1,
        data_day=words.local_day(data_time),
    )
    lines.append(
        words.say(
            "coverage.target",
            target=words.percent(ADULTS_DOSE_1.share, 0),
            day=words.day(ADULTS_DOSE_1.deadline),
            needed=words.number(progress.needed_per_day),
        )
    )
    return tiles.Tile(
        label,
        words.percent(progress.share),
        lines,
        _trend("dose1", sums),
        status=progress.status,
        share=progress.share,
        target_share=ADULTS_DOSE_1.share,
        define="coverage.dose1",
    )


def _remarks(counted: pd.DataFrame, shares: pd.DataFrame) -> list[str]:
    """Return what is odd about each commune's figures; nothing where nothing is."""
    doubtful = shares.gt(1).any(axis="columns")
    contradicts = (counted["invited_count"] > counted["registered_count"]).fillna(value=False)
    said = (words.say("adoption.doubtful"), words.say("coverage.invited_contradicts"))
    return [
        "; ".join(sentence for sentence, is_so in zip(said, odd, strict=True) if is_so)
        for odd in zip(doubtful, contradicts, strict=True)
    ]


def _contradiction(step: str, counts: pd.Series) -> str:
    """Say so where more people are invited than registered: an invitation needs a registration."""
    invited, registered = counts["invited_count"], counts["registered_count"]
    if step != "invited" or not indicators.is_above(invited, registered):
        return ""
    return words.say("coverage.invited_contradicts")


def _trend(step: str, sums: pd.Series) -> str:
    if f"{step}_day_ago_count" not in sums:
        return ""
    now = sums[f"{step}_count"]
    return words.say(
        "tile.since",
        day=words.change(now - sums[f"{step}_day_ago_count"]),
        week=words.change(now - sums[f"{step}_week_ago_count"]),
    )


def _columns() -> list[Column]:
    say = words.say
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *step_columns("whole"),
        Column("district_name", say("table.district"), define="unit.district"),
        Column("remark", say("table.remark"), define="coverage.remark"),
    ]
