"""Vaccination coverage: registered, invited, dose 1, dose 2, of adults or of all residents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.access import Viewer
from dashboard.figures.guarded import DISTRICTS, Guarded, seen
from dashboard.indicators import disclosure, targets, vaccination
from dashboard.indicators.disclosure import Plan, Withheld
from dashboard.indicators.targets import ADULTS_DOSE_1
from dashboard.panels.adoption.tiles import TABLE_PX, named, of_district
from dashboard.panels.shared import definitions, filters, frame, province, tables, tiles
from dashboard.panels.shared.tables import Column

BASES: Final = ("adults", "everyone")
PLACES: Final = ("lived", "given")
STEPS: Final = ("dose1", "dose2", "registered", "invited")
_AGES: Final = ("day_change", "week_change")
_COUNTS: Final = (
    *(f"{step}_count" for step in STEPS),
    *(f"{step}_{ago}_count" for step in ("dose1", "dose2") for ago in ("day_ago", "week_ago")),
)

_BASE_COUNTS: Final = ("whole", *(f"{step}_count" for step in STEPS))
_CHANGES: Final = tuple(f"{step}_{ago}" for step in ("dose1", "dose2") for ago in _AGES)
_ELDERLY: Final = ("elderly_count", "elderly_dose1_count")
_DERIVED: Final = {
    **{f"{step}_share": (f"{step}_count", "whole") for step in STEPS},
    "waiting_count": ("dose1_count", "dose2_count"),
    "adult_share": ("adult_dose1_count", "adult_whole"),
    "elderly_share": _ELDERLY,
    "lag_share": ("adult_share", "elderly_share"),
}

RESIDENTS_PLAN: Final = Plan(
    counts=(*(f"{base}_{name}" for base in BASES for name in _BASE_COUNTS), *_ELDERLY),
    changes=tuple(f"{base}_{name}" for base in BASES for name in _CHANGES),
    differences={
        **{
            f"minor_{step}_count": (f"everyone_{step}_count", f"adults_{step}_count")
            for step in STEPS
        },
        **{
            f"{base}_waiting_count": (f"{base}_dose1_count", f"{base}_dose2_count")
            for base in BASES
        },
        "without_dose_count": ("adults_whole", "adults_dose1_count"),
        "younger_dose1_count": ("adults_dose1_count", "elderly_dose1_count"),
        "elderly_without_dose_count": _ELDERLY,
    },
    totals=((), DISTRICTS),
)
"""What is printed of the communes' residents by either base, and of their elderly, together: who
sees both bases sees the children, and who sees the elderly sees the others."""

GIVEN_PLAN: Final = Plan(
    counts=("dose1_count", "dose2_count"), changes=_CHANGES, totals=((), DISTRICTS)
)
"""What is printed of the doses given in communes, whoever had them."""


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


@frame.once
def communes(
    viewer: Viewer, data_time: datetime, base: str, place: str = PLACES[0]
) -> pd.DataFrame:
    """Return one row per commune with its counts, its `whole` and a share per step.

    The whole is the register's adults, or the estimated population of all ages. Where doses count
    as given, they are those recorded at the commune's sites, whoever had them.
    """
    rows = data.kept.commune_coverage(viewer.scope, data_time, targets.ADULT_AGE)
    counted = _adults(rows) if base == "adults" else _everyone(rows)
    if place == "given":
        doses = data.vaccination.commune_doses(viewer.scope, data_time, by_home=False)
        counted = _as_given(counted, doses)
    shares = {
        f"{step}_share": _shares(counted[f"{step}_count"], counted["whole"]) for step in STEPS
    }
    return named(counted).assign(**shares, remark=_remarks(counted, pd.DataFrame(shares)))


@frame.once
def guard(
    viewer: Viewer,
    data_time: datetime,
    base: str,
    place: str = PLACES[0],
    elderly: pd.DataFrame | None = None,
) -> Guarded:
    """Decide what of all communes' coverage the viewer may not see.

    Parameters
    ----------
    elderly
        `coverage_groups.groups` of all districts, where the elderly are printed too.
    """
    residents = figures.guarded.guard(
        viewer, _residents(viewer, data_time, elderly), RESIDENTS_PLAN
    )
    own = {name: f"{base}_{name}" for name in (*_BASE_COUNTS, *_CHANGES)}
    of_adults = {"adult_whole": "adults_whole", "adult_dose1_count": "adults_dose1_count"}
    names = {**own, **of_adults, **{name: name for name in _ELDERLY}}
    masks = disclosure.named(residents.withheld, names)
    rows = communes(viewer, data_time, base, place)
    in_order = masks.rows.reindex(rows["commune_id"], fill_value=False)
    masks = Withheld(in_order, masks.totals)
    if place == "given":
        given = figures.guarded.guard(viewer, _with_changes(rows), GIVEN_PLAN).withheld
        masks = disclosure.combined(masks, given)
    return Guarded(rows, disclosure.derived(masks, _DERIVED))


def step_tiles(
    viewer: Viewer,
    counted: Guarded,
    data_time: datetime,
    base: str,
    place: str,
    district_id: str | None,
) -> list[tiles.Tile]:
    """Return the tiles of the four steps from registering to dose 2."""
    rows, withheld = (of_district(counted.rows, district_id), counted.withheld_total(district_id))
    sums = rows.dropna(subset=["whole"])[["whole", *_COUNTS]].astype("float64").sum(min_count=1)
    order = ("registered", "invited", "dose1", "dose2")
    of_people = base if place == "lived" else None
    steps = [_step_tile(step, sums, data_time, of_people, withheld) for step in order]
    return province.beside(steps, viewer, data_time) if of_people == "adults" else steps


def show_tiles(each: Sequence[tiles.Tile], sources: pd.Series, base: str, place: str) -> None:
    """Draw the steps and what follows them, and whom they are of; `sources` may be unknown."""
    shown = definitions.dated(each)
    tiles.show(shown)
    source = "coverage.adults_source" if base == "adults" else "coverage.everyone_source"
    named_sources = "; ".join(sorted(set(sources.dropna()))) or words.UNKNOWN
    st.caption(words.say(source, age=targets.ADULT_AGE, source=named_sources))
    st.caption(words.say(f"coverage.{place}_note"))
    definitions.show(shown, key="coverage_tiles")


def dose_tiles(
    viewer: Viewer, counted: Guarded, data_time: datetime, district_id: str | None
) -> list[tiles.Tile]:
    """Return the tiles of dose 1 and dose 2 among adults."""
    rows, withheld = (of_district(counted.rows, district_id), counted.withheld_total(district_id))
    sums = rows.dropna(subset=["whole"])[["whole", *_COUNTS]].astype("float64").sum(min_count=1)
    shown = [_step_tile(step, sums, data_time, "adults", withheld) for step in ("dose1", "dose2")]
    return province.beside(shown, viewer, data_time)


def show_table(rows: pd.DataFrame) -> None:
    """Draw the league table, fewest dose 1 first, with its download."""
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


def _residents(viewer: Viewer, data_time: datetime, groups: pd.DataFrame | None) -> pd.DataFrame:
    """Return one row per commune, which is the index: counts of either base, and the elderly."""
    by_base = {base: _with_changes(communes(viewer, data_time, base)) for base in BASES}
    counts: list[pd.DataFrame | pd.Series] = [
        rows.set_index("commune_id")[[*_BASE_COUNTS, *_CHANGES]].add_prefix(f"{base}_")
        for base, rows in by_base.items()
    ]
    units = by_base["everyone"].set_index("commune_id")[["district_id"]]
    joined = units.join(counts)
    if groups is None:
        return joined.assign(**dict.fromkeys(_ELDERLY, float("nan")))
    elderly = groups[groups["lowest_age"] >= vaccination.ELDERLY_AGE].groupby("commune_id")
    sums = elderly[["resident_count", "dose1_count"]].sum().set_axis([*_ELDERLY], axis="columns")
    return joined.join(sums)


def _with_changes(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        **{
            f"{step}_{ago}_change": rows[f"{step}_count"] - rows[f"{step}_{ago}_ago_count"]
            for step in ("dose1", "dose2")
            for ago in ("day", "week")
        }
    )


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
    shares = [targets.share(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    return pd.Series(shares, parts.index, dtype="float64")


def _step_tile(
    step: str, sums: pd.Series, data_time: datetime, base: str | None, withheld: frozenset[str]
) -> tiles.Tile:
    """Return one step's tile; without a base the doses are not the residents'."""
    label, count = words.say(f"coverage.{step}"), sums[f"{step}_count"]
    lines = [
        words.say(
            "coverage.count_of",
            count=words.number(seen(count, f"{step}_count", withheld)),
            whole=words.number(seen(sums["whole"], "whole", withheld)),
        )
    ]
    if step == "dose1" and base == "adults":
        return _dose1_tile(label, lines, sums, data_time, withheld)
    if step == "dose2" and base is not None:
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
    data_time: datetime,
    withheld: frozenset[str],
) -> tiles.Tile:
    progress = targets.progress(
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
            needed=words.number(seen(progress.needed_per_day, "dose1_share", withheld)),
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


def _columns() -> list[Column]:
    say = words.say
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *step_columns("whole"),
        Column("district_name", say("table.district"), define="unit.district"),
        Column("remark", say("table.remark"), define="coverage.remark"),
    ]
