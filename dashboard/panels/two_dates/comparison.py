"""Any two days compared: each unit's share at the end of one and of the other, and the change."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import charts
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.vaccination import Coverage
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from dashboard.indicators.disclosure import Plan, Withheld
from dashboard.panels.shared import (
    definitions,
    filters,
    frame,
    province,
    tables,
    views,
)
from dashboard.panels.shared.tables import Column
from dashboard.panels.shared.tiles import Link
from dashboard.panels.two_dates import choice

_LEVELS: Final = ("district", "commune")
_PARTS: Final = ("count_before", "whole_before", "count_after", "whole_after")
_FIGURES: Final = ("share_before", "share_after", "change_points", "change_count")

PLAN: Final = Plan(
    counts=_PARTS,
    differences={
        "rise": ("count_after", "count_before"),
        "fall": ("count_before", "count_after"),
        "growth": ("whole_after", "whole_before"),
        "missing_before": ("whole_before", "count_before"),
        "missing_after": ("whole_after", "count_after"),
    },
    totals=((), DISTRICTS),
)
"""What anyone can work out from two shares beside their denominators."""


@dataclass(frozen=True, kw_only=True)
class _Compared:
    """What is compared: its name, where its rows come from, and which columns count.

    Attributes
    ----------
    seen_from
        A viewpoint -> one row per commune that the viewer sees, and what of it is withheld.
    count, whole
        The columns whose ratio is the column `share`.
    define
        The share's own definition; `compare` is that of its column here.
    title
        What the share is of, on screen.
    """

    name: str
    seen_from: Callable[[Viewpoint], Guarded]
    count: str
    whole: str
    share: str
    define: str
    compare: str
    title: str


def show_adoption(here: Viewpoint, owners: Guarded) -> None:
    """Compare the install rates of two days; `owners` are the page's own, of its data time."""

    def seen_from(there: Viewpoint) -> Guarded:
        return owners if there == here else figures.adoption.owners(there)

    compared = _Compared(
        name="adoption",
        seen_from=seen_from,
        count="installed_count",
        whole="smartphone_owner_count",
        share="share",
        define="adoption.owners",
        compare="compare.adoption",
        title=words.say("adoption.owners"),
    )
    _show(compared, here)


def show_coverage(coverage: Coverage, step: str) -> None:
    """Compare a step of vaccination on two days, of whom and where the page counts."""
    here, basis = coverage.here, coverage.basis

    def seen_from(there: Viewpoint) -> Guarded:
        return coverage.counted if there == here else figures.vaccination.guard(there, basis)

    compared = _Compared(
        name="coverage",
        seen_from=seen_from,
        count=f"{step}_count",
        whole="whole",
        share=f"{step}_share",
        define=f"coverage.{step}" if basis == figures.vaccination.Basis() else "",
        compare="compare.coverage",
        title=words.say(f"coverage.{step}"),
    )
    _show(compared, here)


def link(page: str, here: Viewpoint) -> Link:
    """Return the way to a page's comparison of today with a week ago."""
    days = {views.ADDRESS: "dates"} | choice.week_until(here.data_day)
    return Link(page, days | ({"district": here.district_id} if here.district_id else {}))


def show_links(here: Viewpoint) -> None:
    """Offer the comparisons of the adoption and the vaccination page."""
    with st.container(horizontal=True, key="compare_links"):
        for page, title in (
            ("app_adoption", "adoption.title"),
            ("vaccination_coverage", "coverage.title"),
        ):
            opened = link(page, here)
            st.page_link(
                f"dashboard/pages/{opened.page}.py",
                label=words.say("dates.link", page=words.say(title)),
                icon=":material/compare_arrows:",
                query_params=dict(opened.query),
            )


def compare(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return one row per unit: both shares, the change in points, and the people between.

    Parameters
    ----------
    before, after
        One row per commune, `commune_id`, the columns `by`, `count` and `whole`. Where either
        number is unknown on a day, the commune stays out of that day's sums.
    by
        What a unit is told by.

    Returns
    -------
    pandas.DataFrame
        The columns `by`, `share_before`, `share_after`, `change_points`, `change_count`; the
        unit that rose least stands first.
    """
    keys = ["commune_id", *(name for name in by if name != "commune_id")]
    sums = (
        _known(_joined(before, after, keys))
        .groupby(list(by), as_index=False)[[*_PARTS]]
        .sum(min_count=1)
    )
    share_before = sums["count_before"] / sums["whole_before"].where(sums["whole_before"] > 0)
    share_after = sums["count_after"] / sums["whole_after"].where(sums["whole_after"] > 0)
    table = sums.assign(
        share_before=share_before,
        share_after=share_after,
        change_points=(share_after - share_before) * 100,
        change_count=sums["count_after"] - sums["count_before"],
    ).drop(columns=[*_PARTS])
    return table.sort_values("change_points", na_position="last", ignore_index=True)


def _show(compared: _Compared, here: Viewpoint) -> None:
    days = choice.two_dates(here.data_day)
    if days is None:
        return
    st.caption(compared.title)
    seen = tuple(compared.seen_from(here.at_end_of(day)) for day in days)
    before, after = (_counted(one, compared, here.district_id) for one in seen)
    if after.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    masks = _withheld(here, compared, *seen)
    is_one_district = len(after["district_id"].unique()) == 1
    level = "commune" if is_one_district else _choose_level()
    rows = _hidden(compare(before, after, _keys(level)), masks)
    together = _together(before, after, masks, here.district_id)
    whole_share = _say_whole(compared, here, days, together)
    drawn = rows
    if not is_one_district:
        drawn = _hidden(compare(before, after, _keys("district")), masks)
    _draw(drawn, days, whole_share, key=compared.name)
    _list(rows, days, compared, level)


def compare_all(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Return the row of all units together; see `compare`."""
    return compare(before.assign(all=""), after.assign(all=""), ["all"]).iloc[0]


def _counted(seen: Guarded, compared: _Compared, district_id: str | None) -> pd.DataFrame:
    """Return everything of an area, to make sums of: one row per commune, `count` and `whole`."""
    rows = figures.units.of_district(seen.rows, district_id)
    return rows.assign(count=rows[compared.count], whole=rows[compared.whole])


def _withheld(here: Viewpoint, compared: _Compared, before: Guarded, after: Guarded) -> Withheld:
    """Return which communes, districts and sum of all the viewer may not see compared.

    A line is withheld whole: two shares tell the change, and one share and the change the other.
    It is where two days tell a small number, and where a day's own figures are withheld.
    """
    earlier, later = (_counted(day, compared, None) for day in (before, after))
    both = _known(_joined(earlier, later, ["commune_id", "district_id"]))
    compared_masks = figures.guarded.guard(here.viewer, both, PLAN).withheld
    rows = compared_masks.rows.any(axis="columns").set_axis(both["commune_id"], axis="index")
    for day in (before, after):
        own = day.withheld.rows[compared.share].set_axis(day.rows["commune_id"], axis="index")
        rows |= own.reindex(rows.index, fill_value=False)
    totals = {}
    for by, mask in compared_masks.totals.items():
        hidden = mask.any(axis="columns")
        for day in (before, after):
            hidden |= day.withheld.totals[by][compared.share].reindex(mask.index, fill_value=False)
        totals[by] = _of_figures(hidden)
    return Withheld(_of_figures(rows), totals)


def _of_figures(hidden: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(dict.fromkeys(_FIGURES, hidden.astype("bool")), index=hidden.index)


def _hidden(rows: pd.DataFrame, masks: Withheld) -> pd.DataFrame:
    """Return a comparison as the viewer may see it; the order of what is withheld tells nothing."""
    key = "commune_id" if "commune_id" in rows else "district_id"
    of_units = masks.rows if key == "commune_id" else masks.totals[DISTRICTS]
    shown = disclosure.hide(rows, of_units.reindex(rows[key], fill_value=False))
    return shown.sort_values(["change_points", key], na_position="last", ignore_index=True)


def _together(
    before: pd.DataFrame, after: pd.DataFrame, masks: Withheld, district_id: str | None
) -> Mapping[Hashable, Any]:
    """Return the row of all units together, each withheld number as such."""
    by, key = ((), 0) if district_id is None else (DISTRICTS, district_id)
    mask = masks.totals[by].reindex([key], fill_value=False)
    [row] = figures.guarded.records(disclosure.hide(compare_all(before, after).to_frame().T, mask))
    return row


def _choose_level() -> str:
    return filters.one_of("units", _LEVELS, label=words.say("dates.units"), prefix="dates.units")


def _keys(level: str) -> list[str]:
    if level == "district":
        return ["district_id", "district_name"]
    return ["commune_id", "unit_name", "district_id", "district_name"]


def _joined(before: pd.DataFrame, after: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return after[[*keys, "count", "whole"]].merge(
        before[["commune_id", "count", "whole"]],
        on="commune_id",
        suffixes=("_after", "_before"),
        validate="1:1",
    )


def _known(both: pd.DataFrame) -> pd.DataFrame:
    """Blank a day's count and whole where either is unknown, so that neither is summed."""
    numbers = both.astype(dict.fromkeys(_PARTS, "float64"))
    for day in ("before", "after"):
        parts = [f"count_{day}", f"whole_{day}"]
        numbers.loc[numbers[parts].isna().any(axis="columns"), parts] = float("nan")
    return numbers


def _say_whole(
    compared: _Compared,
    here: Viewpoint,
    days: tuple[date, date],
    together: Mapping[Hashable, Any],
) -> float | None:
    """Say how all units together changed, and the province for an official.

    Returns the province's later share, for the chart's line.
    """
    own = {"share_before": together["share_before"], "share_after": together["share_after"]}
    st.markdown(
        words.say(
            "dates.whole",
            area=words.plain(here.area),
            count=words.change(together["change_count"]),
            **_written(**own),
        )
    )
    if here.is_provincial:
        return None if here.district_id else _known_share(together["share_after"])
    figure = province.FIGURES.get(compared.define)
    if figure is None:
        return None
    before, after = (data.province.province_share(here.scope, figure, day) for day in days)
    st.markdown(words.say("dates.province", **_written(share_before=before, share_after=after)))
    return after


def _known_share(share: float) -> float | None:
    return None if words.is_unknown(share) else float(share)


def _written(share_before: float | None, share_after: float | None) -> dict[str, str]:
    is_known = not (words.is_unknown(share_before) or words.is_unknown(share_after))
    points = ((share_after or 0) - (share_before or 0)) * 100 if is_known else None
    if share_after is words.WITHHELD:
        points = words.WITHHELD
    return {
        "before": words.percent(share_before),
        "after": words.percent(share_after),
        "points": words.change(points, decimals=1),
    }


def _draw(rows: pd.DataFrame, days: tuple[date, date], level: float | None, *, key: str) -> None:
    name = "unit_name" if "unit_name" in rows else "district_name"
    known = rows.dropna(subset=["share_before", "share_after"])
    earlier, later = (words.say("dates.end_of", day=words.day(day)) for day in days)
    figure = charts.two_dates.dumbbell(
        known.assign(unit_name=known[name]), before=earlier, after=later, level=level
    )
    charts.base.show(figure, key=f"compare_{key}", alt=words.say("dates.title"))
    if "withheld" in figures.guarded.missing(rows, "share_after"):
        st.caption(words.say("dates.withheld_note"))
    if level is not None:
        st.caption(words.say("dates.line", share=words.percent(level)))


def _list(rows: pd.DataFrame, days: tuple[date, date], compared: _Compared, level: str) -> None:
    columns = _columns(days, compared.compare, level)
    tables.show(rows, columns, key=f"compare_{compared.name}_table")
    definitions.show(columns, key=f"compare_{compared.name}")
    earlier, later = (day.isoformat() for day in days)
    tables.download(
        rows,
        columns,
        name=f"{compared.name}_{earlier}_{later}",
        title=f"{words.say('dates.title')}: {compared.title}",
    )


def _columns(days: tuple[date, date], compare_define: str, level: str) -> list[Column]:
    say = words.say
    shares = [
        Column(
            f"share_{name}", say("dates.end_of", day=words.day(day)), "share", define=compare_define
        )
        for name, day in zip(("before", "after"), days, strict=True)
    ]
    changes = [
        Column("change_points", say("dates.change"), "points", define="compare.change"),
        Column("change_count", say("dates.people"), "number", define=f"{compare_define}_count"),
    ]
    district = Column("district_name", say("table.district"), define="unit.district")
    if level == "district":
        return [district, *shares, *changes]
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *shares,
        *changes,
        district,
    ]
